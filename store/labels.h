/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Dimensions and auxiliary variables of a results file. Private to the store. */
#ifndef CURB_STORE_LABELS_H
#define CURB_STORE_LABELS_H

#include "store/h5.h"
#include "store/merge.h"

#include <stdbool.h>

/** The dimensions of the file, slow to fast. */
typedef enum {
    CURB_DIM_SCENARIO,
    CURB_DIM_REPLICATE,
    CURB_DIM_TIME,
    CURB_DIM_JURISDICTION,
    CURB_DIM_SECTOR,
    CURB_DIM_COUNT
} curb_dim_t;

extern const char *const curb_dim_names[CURB_DIM_COUNT];

/** What is known about each replicate only once its shard is read; arrays are owned. */
typedef struct {
    size_t count, parameter_count;
    int8_t *concepts;
    int32_t *draws, *attempts;
    double *parameters; /**< [parameter][replicate] */
} curb_labels_t;

CURB_MUST_CHECK curb_error_t curb_labels_init(
    curb_labels_t *self, size_t replicate_count, size_t parameter_count);
void curb_labels_free(curb_labels_t *self);

/** @brief Makes a variable over some of the dimensions, with its units (NULL: none) and
 * long name. `chunk` NULL is for small ones. Negative on failure. */
hid_t curb_labels_variable(hid_t file, const char *name, hid_t type, int rank,
    const curb_dim_t *dims, const hsize_t *chunk, const char *units, const char *long_name);

/** @brief The same for texts, over one dimension of `count`. */
hid_t curb_labels_text_variable(
    hid_t file, const char *name, size_t count, curb_dim_t dim, const char *long_name);

/** @brief Writes the coordinates and everything that is known before the shards are read.
 */
bool curb_labels_write_first(hid_t file, const curb_merge_input_t *input);

/** @brief Writes what the shards told about each replicate. */
bool curb_labels_write_last(
    hid_t file, const curb_merge_input_t *input, const curb_labels_t *labels);

#endif
