/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/h5.h"

#include "model/memory.h"
#include "store/lent.h"
#include "store/sink.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { ORDERED = H5P_CRT_ORDER_TRACKED | H5P_CRT_ORDER_INDEXED, IMAGE_STEP = 1 << 20 };

/* HDF5 forgets its error stack at the next call, even if that only closes something, so the
 * reason of the first failure is kept here, one a thread as HDF5's own stacks are. */
static _Thread_local char first_reason[200];

/* Of the whole stack the innermost entry names the cause; the driver hides the system's own
 * words in "error message = '...'". */
static herr_t take_reason(unsigned depth, const H5E_error2_t *entry, void *reason)
{
    static const char mark[] = "error message = '";
    const char *from = entry->desc != NULL ? strstr(entry->desc, mark) : NULL;
    if (from != NULL) {
        from += strlen(mark);
        snprintf(reason, sizeof first_reason, "%.*s", (int)strcspn(from, "'"), from);
    } else if (depth == 0 && entry->desc != NULL) {
        snprintf(reason, sizeof first_reason, "%s", entry->desc);
    }
    return 0;
}

static herr_t keep_first_reason(hid_t stack, void *unused)
{
    (void)unused;
    if (first_reason[0] == '\0') {
        H5Ewalk2(stack, H5E_WALK_UPWARD, take_reason, first_reason);
    }
    return 0;
}

void curb_h5_quiet(void)
{
    first_reason[0] = '\0';
    curb_memory_forget();
    H5Eset_auto2(H5E_DEFAULT, keep_first_reason, NULL);
}

curb_error_t curb_h5_fail(curb_diagnostics_t *diagnostics, curb_error_t error,
    const char *path, const char *action)
{
    if (curb_memory_ran_out()) {
        curb_memory_forget();
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s: cannot %s: out of memory", path, action);
    }
    curb_diagnostics_fail(diagnostics, error, "%s: cannot %s%s%s", path, action,
        first_reason[0] != '\0' ? ": " : "", first_reason);
    first_reason[0] = '\0';
    return error;
}

/* Creation order and format 1.8 are what netCDF needs to append, and what lifts the limits
 * on the size of attributes; times of objects are left out so that equal data gives equal
 * bytes. */
static hid_t ordered_list(hid_t class)
{
    hid_t list = H5Pcreate(class);
    if (list < 0) {
        return list;
    }
    bool done = H5Pset_attr_creation_order(list, ORDERED) >= 0 &&
                H5Pset_obj_track_times(list, false) >= 0;
    if (done && class != H5P_DATASET_CREATE) {
        done = H5Pset_link_creation_order(list, ORDERED) >= 0;
    }
    if (!done) {
        H5Pclose(list);
        return -1;
    }
    return list;
}

/* Files in memory take the older superblock: H5Fget_file_image() up to HDF5 1.14 breaks the
 * checksum of the newer one (HDFGroup/hdf5 #1915). */
static hid_t access_list(H5F_libver_t least)
{
    hid_t list = H5Pcreate(H5P_FILE_ACCESS);
    if (list >= 0 && (H5Pset_libver_bounds(list, least, H5F_LIBVER_V18) < 0 ||
                         H5Pset_fclose_degree(list, H5F_CLOSE_STRONG) < 0)) {
        H5Pclose(list);
        return -1;
    }
    return list;
}

static hid_t create(const char *name, hid_t access)
{
    hid_t creation = ordered_list(H5P_FILE_CREATE);
    hid_t file = -1;
    if (creation >= 0) {
        file = H5Fcreate(name, H5F_ACC_TRUNC, creation, access);
    }
    H5Pclose(creation);
    H5Pclose(access);
    return file;
}

hid_t curb_h5_create_image(void)
{
    curb_h5_quiet();
    hid_t access = access_list(H5F_LIBVER_EARLIEST);
    if (access < 0 || H5Pset_fapl_core(access, IMAGE_STEP, false) < 0) {
        return -1;
    }
    return create("image", access);
}

hid_t curb_h5_create(const char *path, int *failure)
{
    curb_h5_quiet();
    hid_t access = access_list(H5F_LIBVER_V18);
    if (access < 0 || !curb_sink_set(access, failure)) {
        return -1;
    }
    return create(path, access);
}

curb_error_t curb_h5_fail_file(
    curb_diagnostics_t *diagnostics, hid_t file, int failure, const char *path)
{
    if (failure == ENOMEM) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s: cannot create: out of memory", path);
    }
    if (failure != 0 && file < 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot create: %s", path, strerror(failure));
    }
    return failure != 0 ? curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
                              "%s: cannot write: %s", path, strerror(failure))
                        : curb_h5_fail(diagnostics, CURB_ERR_IO, path, "write");
}

hid_t curb_h5_open_image(char *bytes, size_t count)
{
    curb_h5_quiet();
    hid_t access = access_list(H5F_LIBVER_EARLIEST);
    hid_t file = -1;
    if (access >= 0 && curb_lent_set(access, bytes, count)) {
        file = H5Fopen("image", H5F_ACC_RDONLY, access);
    }
    H5Pclose(access);
    return file;
}

bool curb_h5_image(hid_t file, char **bytes, size_t *count)
{
    if (H5Fflush(file, H5F_SCOPE_GLOBAL) < 0) {
        return false;
    }
    ssize_t size = H5Fget_file_image(file, NULL, 0);
    char *block = size > 0 ? curb_calloc((size_t)size, 1) : NULL;
    if (block == NULL || H5Fget_file_image(file, block, (size_t)size) != size) {
        curb_free(block);
        return false;
    }
    *bytes = block;
    *count = (size_t)size;
    return true;
}

hid_t curb_h5_group(hid_t parent, const char *name)
{
    hid_t list = ordered_list(H5P_GROUP_CREATE);
    hid_t group = list >= 0 ? H5Gcreate2(parent, name, H5P_DEFAULT, list, H5P_DEFAULT) : -1;
    H5Pclose(list);
    return group;
}

static bool write_attribute(hid_t object, const char *name, hid_t file_type,
    hid_t memory_type, hsize_t count, const void *values)
{
    hid_t space = count > 0 ? H5Screate_simple(1, &count, NULL) : H5Screate(H5S_SCALAR);
    hid_t attribute = H5Acreate2(object, name, file_type, space, H5P_DEFAULT, H5P_DEFAULT);
    bool done = attribute >= 0 && H5Awrite(attribute, memory_type, values) >= 0;
    if (attribute >= 0) {
        done = H5Aclose(attribute) >= 0 && done;
    }
    H5Sclose(space);
    return done;
}

/* Attributes are texts of fixed length: CF's classic form, which every reader shows well.
 */
bool curb_h5_text_attribute(hid_t object, const char *name, const char *text)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    size_t length = strlen(text);
    bool done = H5Tset_size(type, length > 0 ? length : 1) >= 0 &&
                H5Tset_strpad(type, H5T_STR_NULLTERM) >= 0 &&
                H5Tset_cset(type, H5T_CSET_UTF8) >= 0 &&
                write_attribute(object, name, type, type, 0, text);
    H5Tclose(type);
    return done;
}

bool curb_h5_number_attribute(hid_t object, const char *name, double number)
{
    return write_attribute(object, name, H5T_IEEE_F64LE, H5T_NATIVE_DOUBLE, 0, &number);
}

/* 32 bits: R knows no longer integers. */
bool curb_h5_integer_attribute(hid_t object, const char *name, int64_t number)
{
    return write_attribute(object, name, H5T_STD_I32LE, H5T_NATIVE_INT64, 0, &number);
}

bool curb_h5_flag_attributes(hid_t object, int count, const char *meanings)
{
    static const int8_t values[] = {0, 1, 2, 3, 4, 5, 6, 7};
    return write_attribute(object, "flag_values", H5T_STD_I8LE, H5T_NATIVE_INT8,
               (hsize_t)count, values) &&
           curb_h5_text_attribute(object, "flag_meanings", meanings);
}

static bool set_storage(hid_t list, const curb_h5_layout_t *layout)
{
    const double nan_value = NAN;
    if (layout->chunk != NULL &&
        (H5Pset_chunk(list, layout->rank, layout->chunk) < 0 || H5Pset_shuffle(list) < 0 ||
            H5Pset_deflate(list, layout->deflate) < 0 || H5Pset_fletcher32(list) < 0)) {
        return false;
    }
    return !layout->nan_fill || H5Pset_fill_value(list, H5T_NATIVE_DOUBLE, &nan_value) >= 0;
}

/* What is written here is written once and in whole chunks. A cache of a megabyte for each
 * variable would only keep what nobody asks for again. */
static hid_t access_without_cache(void)
{
    hid_t access = H5Pcreate(H5P_DATASET_ACCESS);
    if (access >= 0) {
        H5Pset_chunk_cache(access, 0, 0, H5D_CHUNK_CACHE_W0_DEFAULT);
    }
    return access;
}

hid_t curb_h5_dataset(
    hid_t group, const char *name, hid_t type, const curb_h5_layout_t *layout)
{
    hid_t space = layout->rank > 0 ? H5Screate_simple(layout->rank, layout->dims, NULL)
                                   : H5Screate(H5S_SCALAR);
    hid_t list = ordered_list(H5P_DATASET_CREATE), access = access_without_cache();
    hid_t dataset = -1;
    if (space >= 0 && list >= 0 && access >= 0 && set_storage(list, layout)) {
        dataset = H5Dcreate2(group, name, type, space, H5P_DEFAULT, list, access);
    }
    H5Pclose(access);
    H5Pclose(list);
    H5Sclose(space);
    return dataset;
}

/* Datasets of text have variable length and UTF-8: netCDF-C 4.9.0 crashes on fixed ones,
 * and h5netcdf refuses other bytes than ASCII without the mark. */
static hid_t text_type(void)
{
    hid_t type = H5Tcopy(H5T_C_S1);
    if (H5Tset_size(type, H5T_VARIABLE) < 0 || H5Tset_cset(type, H5T_CSET_UTF8) < 0) {
        H5Tclose(type);
        return -1;
    }
    return type;
}

hid_t curb_h5_text_dataset(hid_t group, const char *name, int rank, size_t count)
{
    hid_t type = text_type();
    hsize_t dims = count;
    curb_h5_layout_t layout = {.rank = rank, .dims = &dims};
    hid_t dataset = type >= 0 ? curb_h5_dataset(group, name, type, &layout) : -1;
    H5Tclose(type);
    return dataset;
}

/* HDF5 clears a megabyte for every transfer of texts otherwise, which for the few of a
 * shard is most of the work. */
hid_t curb_h5_text_transfer(void)
{
    enum { BUFFER_BYTES = 1 << 14 };
    hid_t transfer = H5Pcreate(H5P_DATASET_XFER);
    if (transfer >= 0) {
        H5Pset_buffer(transfer, BUFFER_BYTES, NULL, NULL);
    }
    return transfer;
}

bool curb_h5_write_texts(hid_t dataset, const char *const *texts)
{
    hid_t type = text_type(), transfer = curb_h5_text_transfer();
    bool done = H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, transfer, texts) >= 0;
    H5Tclose(type);
    H5Pclose(transfer);
    return done;
}

bool curb_h5_text(hid_t group, const char *name, const char *text)
{
    hid_t dataset = curb_h5_text_dataset(group, name, 0, 0);
    bool done = dataset >= 0 && curb_h5_write_texts(dataset, &text);
    return H5Dclose(dataset) >= 0 && done;
}
