/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/kept.h"

#include "model/memory.h"
#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

/* A line: key, value, variance, and the first digits of a hash over these. Numbers are
 * written bit for bit. */
enum { CHECK_DIGITS = 16, LINE_BYTES = 160 };

static void bits_of(double value, char hex[17])
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    snprintf(hex, 17, "%016llx", (unsigned long long)bits);
}

static int write_line(const curb_kept_figure_t *figure, char line[LINE_BYTES])
{
    char value[17], variance[17], check[CURB_DIGEST_BYTES];
    bits_of(figure->value, value);
    bits_of(figure->variance, variance);
    int length = snprintf(line, LINE_BYTES, "%s %s %s", figure->key, value, variance);
    curb_digest_of(line, (size_t)length, check);
    return length + snprintf(line + length, LINE_BYTES - (size_t)length, " %.16s\n", check);
}

static bool read_line(const char *line, size_t length, curb_kept_figure_t *figure)
{
    unsigned long long value, variance;
    char check[CHECK_DIGITS + 1], copy[LINE_BYTES], again[LINE_BYTES];
    if (length >= sizeof copy) {
        return false;
    }
    memcpy(copy, line, length);
    copy[length] = '\0';
    /* NOLINTNEXTLINE(cert-err34-c): 16 digits fit; the line is written again to compare */
    if (sscanf(copy, "%64s %16llx %16llx %16s", figure->key, &value, &variance, check) !=
        4) {
        return false;
    }
    memcpy(&figure->value, &value, sizeof figure->value);
    memcpy(&figure->variance, &variance, sizeof figure->variance);
    int whole = write_line(figure, again);
    return (size_t)whole == length + 1 && memcmp(copy, again, length) == 0;
}

static int by_key(const void *left, const void *right)
{
    const curb_kept_figure_t *a = left, *b = right;
    return strcmp(a->key, b->key);
}

static curb_error_t read_all(curb_kept_t *self, const char *bytes, size_t count)
{
    size_t lines = 1;
    for (size_t i = 0; i < count; i++) {
        lines += bytes[i] == '\n';
    }
    self->figures = curb_calloc(lines, sizeof *self->figures);
    if (self->figures == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t whole = 0;
    for (size_t at = 0; at < count;) {
        const char *end = memchr(bytes + at, '\n', count - at);
        if (end == NULL) {
            break;
        }
        size_t length = (size_t)(end - bytes) - at;
        self->count += read_line(bytes + at, length, &self->figures[self->count]);
        at += length + 1;
        whole = at;
    }
    qsort(self->figures, self->count, sizeof *self->figures, by_key);
    return ftruncate(self->file, (off_t)whole) == 0 ? CURB_OK : CURB_ERR_IO;
}

curb_error_t curb_kept_open(
    curb_kept_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_kept_t){.file = -1};
    self->path = curb_strdup(path);
    if (self->path == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY, "out of memory");
    }
    self->file = open(path, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    if (self->file < 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_CANNOT_CREATE, "%s: %s", path, strerror(errno));
    }
    if (flock(self->file, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_CANNOT_CREATE, "%s: another curb is writing it", path);
    }
    char *bytes = NULL;
    size_t count = 0;
    curb_error_t error = curb_file_read(path, &bytes, &count);
    if (error == CURB_OK) {
        error = read_all(self, bytes, count);
    }
    curb_free(bytes);
    return error == CURB_OK ? CURB_OK
                            : curb_diagnostics_fail(diagnostics, error, "%s: %s", path,
                                  curb_error_text(error));
}

const curb_kept_figure_t *curb_kept_find(const curb_kept_t *self, const char *key)
{
    curb_kept_figure_t wanted = {.value = 0};
    snprintf(wanted.key, sizeof wanted.key, "%s", key);
    return bsearch(&wanted, self->figures, self->count, sizeof wanted, by_key);
}

curb_error_t curb_kept_add(curb_kept_t *self, const curb_kept_figure_t *figures,
    size_t count, curb_diagnostics_t *diagnostics)
{
    char *text = curb_calloc(count, LINE_BYTES);
    size_t used = 0;
    for (size_t i = 0; text != NULL && i < count; i++) {
        used += (size_t)write_line(&figures[i], text + used);
    }
    bool done = text != NULL && write(self->file, text, used) == (ssize_t)used;
    curb_free(text);
    return done ? CURB_OK
                : curb_diagnostics_fail(
                      diagnostics, CURB_ERR_IO, "%s: %s", self->path, strerror(errno));
}

void curb_kept_close(curb_kept_t *self)
{
    if (self->file >= 0) {
        close(self->file);
    }
    curb_free(self->figures);
    curb_free(self->path);
    *self = (curb_kept_t){.file = -1};
}
