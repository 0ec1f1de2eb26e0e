/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The file driver under a results file. HDF5 cannot close a file whose last bytes it
 * cannot write (it tries again at exit, and may crash), so this driver never tells it: the
 * first failure is kept for the caller, and what HDF5 writes after it goes nowhere. Private
 * to the store. */
#ifndef CURB_STORE_SINK_H
#define CURB_STORE_SINK_H

#include <hdf5.h>
#include <stdbool.h>

/** @brief Makes a file access list use the driver. `*failure` is 0 or the errno of the
 * first failure; it must outlive the file. A file that is not 0 in the end must be thrown
 * away. */
bool curb_sink_set(hid_t access, int *failure);

#endif
