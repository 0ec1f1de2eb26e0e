/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading half of store/h5.h. A file may be foreign or damaged, so nothing about types or
 * sizes is taken for granted. */
#include "store/h5.h"

#include "model/memory.h"

#include <stdio.h>
#include <string.h>

bool curb_h5_has(hid_t group, const char *name)
{
    return H5Lexists(group, name, H5P_DEFAULT) > 0;
}

bool curb_h5_has_attribute(hid_t object, const char *name)
{
    return H5Aexists(object, name) > 0;
}

static hid_t open_attribute(hid_t object, const char *name, H5T_class_t class)
{
    if (!curb_h5_has_attribute(object, name)) {
        return -1;
    }
    hid_t attribute = H5Aopen(object, name, H5P_DEFAULT);
    if (attribute < 0) {
        return -1;
    }
    hid_t type = H5Aget_type(attribute);
    hid_t space = H5Aget_space(attribute);
    bool fits = H5Tget_class(type) == class && H5Sget_simple_extent_npoints(space) == 1;
    H5Sclose(space);
    H5Tclose(type);
    if (!fits) {
        H5Aclose(attribute);
        return -1;
    }
    return attribute;
}

bool curb_h5_get_text(hid_t object, const char *name, char *text, size_t size)
{
    text[0] = '\0';
    hid_t attribute = open_attribute(object, name, H5T_STRING);
    if (attribute < 0) {
        return false;
    }
    hid_t type = H5Aget_type(attribute);
    size_t length = H5Tget_size(type);
    char *whole = H5Tis_variable_str(type) == 0 ? curb_calloc(length + 1, 1) : NULL;
    bool done = whole != NULL && H5Aread(attribute, type, whole) >= 0;
    if (done) {
        snprintf(text, size, "%s", whole);
    }
    curb_free(whole);
    H5Tclose(type);
    H5Aclose(attribute);
    return done;
}

static bool get_value(
    hid_t object, const char *name, H5T_class_t class, hid_t memory_type, void *value)
{
    hid_t attribute = open_attribute(object, name, class);
    if (attribute < 0) {
        return false;
    }
    bool done = H5Aread(attribute, memory_type, value) >= 0;
    H5Aclose(attribute);
    return done;
}

bool curb_h5_get_number(hid_t object, const char *name, double *number)
{
    return get_value(object, name, H5T_FLOAT, H5T_NATIVE_DOUBLE, number);
}

bool curb_h5_get_integer(hid_t object, const char *name, int64_t *number)
{
    return get_value(object, name, H5T_INTEGER, H5T_NATIVE_INT64, number);
}

static hid_t open_dataset(hid_t group, const char *name)
{
    return curb_h5_has(group, name) ? H5Dopen2(group, name, H5P_DEFAULT) : -1;
}

bool curb_h5_dims(hid_t group, const char *name, int rank, hsize_t *dims)
{
    hid_t dataset = open_dataset(group, name);
    if (dataset < 0) {
        return false;
    }
    hid_t space = H5Dget_space(dataset);
    bool fits = H5Sget_simple_extent_ndims(space) == rank &&
                H5Sget_simple_extent_dims(space, dims, NULL) == rank;
    H5Sclose(space);
    H5Dclose(dataset);
    return fits;
}

static bool has_count(hid_t dataset, size_t count)
{
    hid_t space = H5Dget_space(dataset);
    bool fits = H5Sget_simple_extent_npoints(space) == (hssize_t)count;
    H5Sclose(space);
    return fits;
}

bool curb_h5_read(hid_t group, const char *name, hid_t type, size_t count, void *values)
{
    hid_t dataset = open_dataset(group, name);
    if (dataset < 0) {
        return false;
    }
    bool done = has_count(dataset, count) &&
                H5Dread(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    H5Dclose(dataset);
    return done;
}

static bool holds_texts(hid_t dataset)
{
    hid_t type = H5Dget_type(dataset);
    bool fits = H5Tget_class(type) == H5T_STRING && H5Tis_variable_str(type) > 0;
    H5Tclose(type);
    return fits;
}

/* On success the texts are HDF5's own memory, given back by reclaim_texts(). */
static bool fetch_texts(hid_t dataset, size_t count, char **texts)
{
    if (!holds_texts(dataset) || !has_count(dataset, count)) {
        return false;
    }
    hid_t type = H5Dget_type(dataset), transfer = curb_h5_text_transfer();
    bool done = H5Dread(dataset, type, H5S_ALL, H5S_ALL, transfer, texts) >= 0;
    H5Tclose(type);
    H5Pclose(transfer);
    return done;
}

static void reclaim_texts(hid_t dataset, char **texts)
{
    hid_t type = H5Dget_type(dataset);
    hid_t space = H5Dget_space(dataset);
    H5Dvlen_reclaim(type, space, H5P_DEFAULT, texts);
    H5Sclose(space);
    H5Tclose(type);
}

bool curb_h5_read_texts(
    hid_t group, const char *name, size_t count, char *block, size_t width)
{
    hid_t dataset = open_dataset(group, name);
    char **texts = curb_calloc(count, sizeof *texts);
    bool done = dataset >= 0 && texts != NULL && fetch_texts(dataset, count, texts);
    for (size_t i = 0; done && i < count; i++) {
        snprintf(block + i * width, width, "%s", texts[i] != NULL ? texts[i] : "");
    }
    if (done) {
        reclaim_texts(dataset, texts);
    }
    curb_free(texts);
    if (dataset >= 0) {
        H5Dclose(dataset);
    }
    return done;
}

char *curb_h5_read_text(hid_t group, const char *name)
{
    hid_t dataset = open_dataset(group, name);
    char *fetched = NULL, *copy = NULL;
    if (dataset >= 0 && fetch_texts(dataset, 1, &fetched)) {
        copy = curb_strdup(fetched != NULL ? fetched : "");
        reclaim_texts(dataset, &fetched);
    }
    if (dataset >= 0) {
        H5Dclose(dataset);
    }
    return copy;
}
