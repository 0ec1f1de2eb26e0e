/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The few HDF5 calls that our files need, in the form that every reader opens
 *  (docs/results-format.md). Private to the store. HDF5 is called by one thread at a time:
 * callers of the store hold one lock. */
#ifndef CURB_STORE_H5_H
#define CURB_STORE_H5_H

#include "model/diagnostics.h"

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** How a dataset is stored; rank 0 is a scalar, `chunk` NULL is contiguous. */
typedef struct {
    int rank;
    const hsize_t *dims, *chunk;
    unsigned deflate; /**< 0 to 9, with chunks only */
    bool nan_fill;
} curb_h5_layout_t;

/** @brief Stops HDF5 from printing and forgets earlier failures; call before each use, in
 * the thread that uses it. */
void curb_h5_quiet(void);

/** @brief Adds "PATH: cannot ACTION: reason", with the reason of HDF5's first failure since
 *  curb_h5_quiet(). Returns `error`, or CURB_ERR_NO_MEMORY when that was why. */
curb_error_t curb_h5_fail(curb_diagnostics_t *diagnostics, curb_error_t error,
    const char *path, const char *action);

/** @brief A new file in memory. Negative on failure, as all ids here. */
hid_t curb_h5_create_image(void);

/** @brief A new file on the disk. Writing to it never fails for HDF5: `*failure` turns from
 * 0 to an errno instead, see store/sink.h. */
hid_t curb_h5_create(const char *path, int *failure);

/** @brief Says why such a file was not made: the disk's own reason, which comes before
 * whatever HDF5 made of it, or else HDF5's.
 *  @param file what curb_h5_create() gave.
 *  @return CURB_ERR_CANNOT_CREATE, CURB_ERR_IO or CURB_ERR_NO_MEMORY. */
curb_error_t curb_h5_fail_file(
    curb_diagnostics_t *diagnostics, hid_t file, int failure, const char *path);

/** @brief Opens a file that lies in memory, for reading. The bytes stay the caller's, and
 * must outlive the file and whatever is open in it. */
hid_t curb_h5_open_image(char *bytes, size_t count);

/** @brief Copies a file that was made in memory; `*bytes` is the caller's. */
bool curb_h5_image(hid_t file, char **bytes, size_t *count);

hid_t curb_h5_group(hid_t parent, const char *name);

bool curb_h5_text_attribute(hid_t object, const char *name, const char *text);
bool curb_h5_number_attribute(hid_t object, const char *name, double number);
bool curb_h5_integer_attribute(hid_t object, const char *name, int64_t number);

/** @brief CF flags: values 0, 1, ... and their meanings, separated by blanks. */
bool curb_h5_flag_attributes(hid_t object, int count, const char *meanings);

/** @brief Makes a dataset of a file type such as H5T_IEEE_F64LE. */
hid_t curb_h5_dataset(
    hid_t group, const char *name, hid_t type, const curb_h5_layout_t *layout);

/** @brief A property list for transfers of texts; close it with H5Pclose(). */
hid_t curb_h5_text_transfer(void);

/** @brief Writes texts of variable length, UTF-8; rank 0 or 1. */
bool curb_h5_write_texts(hid_t dataset, const char *const *texts);
hid_t curb_h5_text_dataset(hid_t group, const char *name, int rank, size_t count);

/** @brief A scalar text in one call. */
bool curb_h5_text(hid_t group, const char *name, const char *text);

bool curb_h5_has(hid_t group, const char *name);
bool curb_h5_has_attribute(hid_t object, const char *name);

/** @brief Reads a text attribute, cut to `size`; false when there is none or it is no text.
 */
bool curb_h5_get_text(hid_t object, const char *name, char *text, size_t size);
bool curb_h5_get_number(hid_t object, const char *name, double *number);
bool curb_h5_get_integer(hid_t object, const char *name, int64_t *number);

/** @brief Whether a dataset has exactly this rank; fills in its dimensions. */
bool curb_h5_dims(hid_t group, const char *name, int rank, hsize_t *dims);

/** @brief Reads a whole dataset of exactly `count` numbers as a memory type. */
bool curb_h5_read(hid_t group, const char *name, hid_t type, size_t count, void *values);

/** @brief Reads `count` texts, each cut to `width` bytes, into a block of count x width. */
bool curb_h5_read_texts(
    hid_t group, const char *name, size_t count, char *block, size_t width);

/** @brief Reads a scalar text of any length; the caller frees it with curb_free(). */
char *curb_h5_read_text(hid_t group, const char *name);

#endif
