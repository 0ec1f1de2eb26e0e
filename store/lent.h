/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A file that lies in memory, lent to HDF5 for reading. By itself HDF5 copies it twice;
 * its H5LTopen_file_image() does not, but loses some bytes with each file in 1.10. Private
 * to the store. */
#ifndef CURB_STORE_LENT_H
#define CURB_STORE_LENT_H

#include <hdf5.h>
#include <stdbool.h>
#include <stddef.h>

/** @brief Makes a file access list of the core driver open these bytes and no copy of them.
 * They must outlive the list, and the file opened with it, which is for reading only. */
bool curb_lent_set(hid_t access, char *bytes, size_t count);

#endif
