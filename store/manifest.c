/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/manifest.h"

#include "model/memory.h"
#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MANIFEST "SHA256SUMS"
#define SHARD_NAME "r%06" PRIu32 ".h5"

static curb_error_t no_memory(const char *folder, curb_diagnostics_t *diagnostics)
{
    return curb_diagnostics_fail(
        diagnostics, CURB_ERR_NO_MEMORY, "out of memory while working in %s", folder);
}

char *curb_manifest_path(const char *folder, const char *writer)
{
    return curb_text_of("%s/" MANIFEST "%s%s", folder, writer != NULL ? "." : "",
        writer != NULL ? writer : "");
}

void curb_manifest_free(curb_manifest_t *self)
{
    curb_free(self->entries);
    *self = (curb_manifest_t){0};
}

static bool add_entry(curb_manifest_t *self, uint32_t replicate, const char *digest)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : 64;
        curb_manifest_entry_t *grown = curb_realloc(self->entries, capacity, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->entries = grown;
        self->capacity = capacity;
    }
    curb_manifest_entry_t *entry = &self->entries[self->count++];
    entry->replicate = replicate;
    snprintf(entry->digest, sizeof entry->digest, "%s", digest);
    return true;
}

/* A line that a kill or a full disk cut short does not have this form and is passed over:
 * the shard that it was written for did not get its name. */
static bool take_line(curb_manifest_t *self, const char *line)
{
    enum { DIGITS = CURB_DIGEST_BYTES - 1 };
    char digest[CURB_DIGEST_BYTES];
    if (strspn(line, "0123456789abcdef") != DIGITS ||
        strncmp(line + DIGITS, "  r", 3) != 0) {
        return true;
    }
    const char *number = line + DIGITS + 3;
    char *end = NULL;
    unsigned long replicate = strtoul(number, &end, 10);
    if (strspn(number, "0123456789") == 0 || replicate > UINT32_MAX ||
        strncmp(end, ".h5", 3) != 0) {
        return true;
    }
    snprintf(digest, sizeof digest, "%.*s", DIGITS, line);
    return add_entry(self, (uint32_t)replicate, digest);
}

static curb_error_t read_file(
    curb_manifest_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    char *text = NULL;
    size_t size = 0;
    curb_error_t error =
        path != NULL ? curb_file_read(path, &text, &size) : CURB_ERR_NO_MEMORY;
    if (error == CURB_ERR_NO_INPUT) {
        error = CURB_OK;
    } else if (error == CURB_ERR_IO) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%s cannot be read: its shards will be run again", path);
        error = CURB_OK;
    }
    char *rest = text;
    for (char *line; error == CURB_OK && (line = strsep(&rest, "\n")) != NULL;) {
        error = take_line(self, line) ? CURB_OK : CURB_ERR_NO_MEMORY;
    }
    curb_free(text);
    return error;
}

/* The writer of a file in the folder, or NULL when it is no writer's manifest. */
static const char *writer_of(const char *name)
{
    size_t length = strlen(MANIFEST ".");
    return strncmp(name, MANIFEST ".", length) == 0 &&
                   strncmp(name + length, "part-", strlen("part-")) != 0
               ? name + length
               : NULL;
}

curb_error_t curb_manifest_read(
    curb_manifest_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    self->count = 0;
    char *path = curb_manifest_path(folder, NULL);
    curb_error_t error = read_file(self, path, diagnostics);
    curb_free(path);
    DIR *listing = opendir(folder);
    struct dirent *entry = NULL;
    while (error == CURB_OK && listing != NULL && (entry = readdir(listing)) != NULL) {
        const char *writer = writer_of(entry->d_name);
        if (writer != NULL) {
            path = curb_manifest_path(folder, writer);
            error = read_file(self, path, diagnostics);
            curb_free(path);
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
    return error == CURB_ERR_NO_MEMORY ? no_memory(folder, diagnostics) : error;
}

/* Any line for the shard may match: between the two steps of a replacement the manifest
 * names both the old and the new file. The one that matches becomes the newest, so that
 * tidying keeps it. */
bool curb_manifest_has(curb_manifest_t *self, uint32_t replicate, const char *digest)
{
    size_t newest = SIZE_MAX;
    for (size_t i = self->count; i-- > 0;) {
        curb_manifest_entry_t *entry = &self->entries[i];
        if (entry->replicate != replicate) {
            continue;
        }
        newest = newest == SIZE_MAX ? i : newest;
        if (strcmp(entry->digest, digest) == 0) {
            curb_manifest_entry_t matching = *entry;
            *entry = self->entries[newest];
            self->entries[newest] = matching;
            return true;
        }
    }
    return false;
}

/* Starts with a new line, in case the last one was cut short. */
static bool append(
    const char *path, uint32_t replicate, const char *digest, const char **reason)
{
    char line[128];
    int length = snprintf(line, sizeof line, "\n%s  " SHARD_NAME "\n", digest, replicate);
    int descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    bool done = descriptor >= 0 && write(descriptor, line, (size_t)length) == length &&
                fsync(descriptor) == 0;
    *reason = strerror(errno);
    if (descriptor >= 0) {
        close(descriptor);
    }
    return done;
}

curb_error_t curb_manifest_add(curb_manifest_t *self, const char *folder,
    const char *writer, uint32_t replicate, const char *digest,
    curb_diagnostics_t *diagnostics)
{
    const char *reason = "";
    char *path = curb_manifest_path(folder, writer);
    if (path == NULL) {
        return no_memory(folder, diagnostics);
    }
    curb_error_t error = CURB_OK;
    if (!append(path, replicate, digest, &reason)) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_IO, "%s: cannot write: %s", path, reason);
    } else if (!add_entry(self, replicate, digest)) {
        error = no_memory(folder, diagnostics);
    }
    curb_free(path);
    return error;
}

/* Entries of one replicate side by side, the newest last. The sort needs the age, which is
 * the place before it: a merge sort would keep it, qsort() may not. */
typedef struct {
    curb_manifest_entry_t entry;
    size_t age;
} aged_t;

static int by_replicate_and_age(const void *left, const void *right)
{
    const aged_t *a = left, *b = right;
    if (a->entry.replicate != b->entry.replicate) {
        return a->entry.replicate < b->entry.replicate ? -1 : 1;
    }
    return (a->age > b->age) - (a->age < b->age);
}

static bool keep_newest(curb_manifest_t *self)
{
    aged_t *all = curb_calloc(self->count, sizeof *all);
    if (all == NULL) {
        return false;
    }
    for (size_t i = 0; i < self->count; i++) {
        all[i] = (aged_t){.entry = self->entries[i], .age = i};
    }
    qsort(all, self->count, sizeof *all, by_replicate_and_age);
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (i + 1 == self->count || all[i + 1].entry.replicate != all[i].entry.replicate) {
            self->entries[kept++] = all[i].entry;
        }
    }
    self->count = kept;
    curb_free(all);
    return true;
}

static void remove_writers(const char *folder)
{
    DIR *listing = opendir(folder);
    struct dirent *entry = NULL;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        if (writer_of(entry->d_name) != NULL) {
            unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
}

curb_error_t curb_manifest_tidy(
    curb_manifest_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    enum { LINE_BYTES = 96 };
    char *path = curb_manifest_path(folder, NULL);
    char *text = keep_newest(self) ? curb_calloc(self->count + 1, LINE_BYTES) : NULL;
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (path != NULL && text != NULL) {
        size_t length = 0;
        for (size_t i = 0; i < self->count; i++) {
            length += (size_t)snprintf(text + length, LINE_BYTES, "%s  " SHARD_NAME "\n",
                self->entries[i].digest, self->entries[i].replicate);
        }
        error = curb_file_write(path, text, length, diagnostics);
    }
    if (error == CURB_OK) {
        remove_writers(folder);
    }
    curb_free(text);
    curb_free(path);
    return error == CURB_ERR_NO_MEMORY ? no_memory(folder, diagnostics) : error;
}
