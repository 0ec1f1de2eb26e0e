/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/sink.h"

#include "model/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <string.h>
#include <unistd.h>
#if H5_VERSION_GE(1, 13, 0)
#include <H5FDdevelop.h>
#endif

typedef struct {
    int *failure; /* the caller's */
} sink_settings_t;

typedef struct {
    H5FD_t head; /* HDF5's own part, first */
    int descriptor;
    int *failure;
    haddr_t allocated; /* end of what HDF5 has given out */
    haddr_t written;   /* end of the file, as far as HDF5 knows */
} sink_t;

static void note_failure(sink_t *self, int reason)
{
    if (*self->failure == 0) {
        *self->failure = reason != 0 ? reason : EIO;
    }
}

static H5FD_t *sink_open(const char *name, unsigned flags, hid_t access, haddr_t most)
{
    const sink_settings_t *settings = H5Pget_driver_info(access);
    (void)most;
    if (settings == NULL || (flags & H5F_ACC_TRUNC) == 0) {
        return NULL;
    }
    sink_t *self = curb_calloc(1, sizeof *self);
    if (self == NULL) {
        *settings->failure = ENOMEM;
        return NULL;
    }
    self->failure = settings->failure;
    self->descriptor = open(name, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (self->descriptor < 0) {
        note_failure(self, errno);
        curb_free(self);
        return NULL;
    }
    return &self->head;
}

static herr_t sink_close(H5FD_t *head)
{
    sink_t *self = (sink_t *)head;
    if (close(self->descriptor) != 0) {
        note_failure(self, errno);
    }
    curb_free(self);
    return 0;
}

static herr_t sink_query(const H5FD_t *head, unsigned long *flags)
{
    (void)head;
    if (flags != NULL) {
        *flags = H5FD_FEAT_AGGREGATE_METADATA | H5FD_FEAT_ACCUMULATE_METADATA |
                 H5FD_FEAT_AGGREGATE_SMALLDATA | H5FD_FEAT_DATA_SIEVE;
    }
    return 0;
}

static haddr_t sink_allocated(const H5FD_t *head, H5FD_mem_t type)
{
    (void)type;
    return ((const sink_t *)head)->allocated;
}

static herr_t sink_allocate(H5FD_t *head, H5FD_mem_t type, haddr_t end)
{
    (void)type;
    ((sink_t *)head)->allocated = end;
    return 0;
}

static haddr_t sink_end(const H5FD_t *head, H5FD_mem_t type)
{
    (void)type;
    return ((const sink_t *)head)->written;
}

/* What lies behind the end reads as zeros, as in a file that was grown. */
static herr_t sink_read(
    H5FD_t *head, H5FD_mem_t type, hid_t transfer, haddr_t at, size_t count, void *bytes)
{
    sink_t *self = (sink_t *)head;
    char *to = bytes;
    (void)type;
    (void)transfer;
    while (count > 0) {
        ssize_t got = pread(self->descriptor, to, count, (off_t)at);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            note_failure(self, errno);
        }
        if (got <= 0) {
            memset(to, 0, count);
            return 0;
        }
        to += got;
        at += (haddr_t)got;
        count -= (size_t)got;
    }
    return 0;
}

static herr_t sink_write(H5FD_t *head, H5FD_mem_t type, hid_t transfer, haddr_t at,
    size_t count, const void *bytes)
{
    sink_t *self = (sink_t *)head;
    const char *from = bytes;
    (void)type;
    (void)transfer;
    if (at + count > self->written) {
        self->written = at + count;
    }
    while (count > 0 && *self->failure == 0) {
        ssize_t put = pwrite(self->descriptor, from, count, (off_t)at);
        if (put < 0 && errno == EINTR) {
            continue;
        }
        if (put <= 0) {
            note_failure(self, put < 0 ? errno : ENOSPC);
            break;
        }
        from += put;
        at += (haddr_t)put;
        count -= (size_t)put;
    }
    return 0;
}

#if H5_VERSION_GE(1, 13, 0)
static herr_t sink_truncate(H5FD_t *head, hid_t transfer, bool closing)
#else
static herr_t sink_truncate(H5FD_t *head, hid_t transfer, hbool_t closing)
#endif
{
    sink_t *self = (sink_t *)head;
    (void)transfer;
    (void)closing;
    if (self->written != self->allocated) {
        if (*self->failure == 0 &&
            ftruncate(self->descriptor, (off_t)self->allocated) != 0) {
            note_failure(self, errno);
        }
        self->written = self->allocated;
    }
    return 0;
}

static const H5FD_class_t sink_class = {
#ifdef H5FD_CLASS_VERSION
    .version = H5FD_CLASS_VERSION,
    .value = (H5FD_class_value_t)513,
#endif
    .name = "curb_sink",
    .maxaddr = (haddr_t)INT64_MAX,
    .fc_degree = H5F_CLOSE_WEAK,
    .fapl_size = sizeof(sink_settings_t),
    .open = sink_open,
    .close = sink_close,
    .query = sink_query,
    .get_eoa = sink_allocated,
    .set_eoa = sink_allocate,
    .get_eof = sink_end,
    .read = sink_read,
    .write = sink_write,
    .truncate = sink_truncate,
    .fl_map = H5FD_FLMAP_DICHOTOMY,
};

/* One use of the driver is ours and stays: when a file gives back the last, HDF5 1.10 frees
 * the driver's description and then reads from it how to close the file (H5FD_close()). */
static hid_t lasting_driver(void)
{
    static hid_t driver = H5I_INVALID_HID;
    if (H5Iis_valid(driver) <= 0 || H5Iget_type(driver) != H5I_VFL) {
        driver = H5FDregister(&sink_class);
    }
    return driver;
}

bool curb_sink_set(hid_t access, int *failure)
{
    const sink_settings_t settings = {.failure = failure};
    *failure = 0;
    hid_t driver = lasting_driver();
    return driver >= 0 && H5Pset_driver(access, driver, &settings) >= 0;
}
