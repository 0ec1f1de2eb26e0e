/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/lent.h"

/* HDF5 asks for memory and copies into it whenever a list is set, copied or used. It gets
 * the bytes themselves each time. */
static void *lend(size_t size, H5FD_file_image_op_t op, void *bytes)
{
    (void)size;
    (void)op;
    return bytes;
}

static void *keep_as_it_is(
    void *to, const void *from, size_t size, H5FD_file_image_op_t op, void *bytes)
{
    (void)size;
    (void)op;
    (void)bytes;
    return to == from ? to : NULL;
}

static void *refuse_to_grow(void *block, size_t size, H5FD_file_image_op_t op, void *bytes)
{
    (void)block;
    (void)size;
    (void)op;
    (void)bytes;
    return NULL;
}

static herr_t take_back(void *block, H5FD_file_image_op_t op, void *bytes)
{
    (void)block;
    (void)op;
    (void)bytes;
    return 0;
}

static void *same_lender(void *bytes) { return bytes; }

static herr_t forget_lender(void *bytes)
{
    (void)bytes;
    return 0;
}

bool curb_lent_set(hid_t access, char *bytes, size_t count)
{
    enum { UNUSED_STEP = 1 << 16 }; /* by which a file that grows would grow */
    H5FD_file_image_callbacks_t callbacks = {.image_malloc = lend,
        .image_memcpy = keep_as_it_is,
        .image_realloc = refuse_to_grow,
        .image_free = take_back,
        .udata_copy = same_lender,
        .udata_free = forget_lender,
        .udata = bytes};
    return H5Pset_fapl_core(access, UNUSED_STEP, false) >= 0 &&
           H5Pset_file_image_callbacks(access, &callbacks) >= 0 &&
           H5Pset_file_image(access, bytes, count) >= 0;
}
