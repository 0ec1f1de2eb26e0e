/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/shards.h"

#include "model/memory.h"
#include "store/files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#define MANIFEST "SHA256SUMS"
#define SHARD_NAME "r%06" PRIu32 ".h5"

static curb_error_t no_memory(const curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY,
        "out of memory while working in %s",
        self->folder != NULL ? self->folder : "shards");
}

char *curb_shards_path(const curb_shards_t *self, uint32_t replicate)
{
    return curb_text_of("%s/" SHARD_NAME, self->folder, replicate);
}

static bool add_entry(curb_shards_t *self, uint32_t replicate, const char *digest)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : 64;
        curb_shards_entry_t *grown = curb_realloc(self->entries, capacity, sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        self->entries = grown;
        self->capacity = capacity;
    }
    curb_shards_entry_t *entry = &self->entries[self->count++];
    entry->replicate = replicate;
    snprintf(entry->digest, sizeof entry->digest, "%s", digest);
    return true;
}

/* A line that a kill or a full disk cut short does not have this form and is passed over:
 * the shard that it was written for did not get its name. */
static bool take_line(curb_shards_t *self, const char *line)
{
    char digest[CURB_DIGEST_BYTES] = "";
    uint32_t replicate = 0;
    int used = 0;
    if (sscanf(line, "%64[0-9a-f]  r%" SCNu32 ".h5%n", digest, &replicate, &used) != 2 ||
        strlen(digest) != CURB_DIGEST_BYTES - 1 || used == 0) {
        return true;
    }
    return add_entry(self, replicate, digest);
}

static curb_error_t read_manifest(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    char *path = curb_text_of("%s/" MANIFEST, self->folder);
    char *text = NULL;
    size_t size = 0;
    curb_error_t error =
        path != NULL ? curb_file_read(path, &text, &size) : CURB_ERR_NO_MEMORY;
    if (error == CURB_ERR_NO_INPUT) {
        error = CURB_OK;
    } else if (error == CURB_ERR_IO) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%s cannot be read: every shard will be run again", path);
        error = CURB_OK;
    }
    char *rest = text;
    for (char *line; error == CURB_OK && (line = strsep(&rest, "\n")) != NULL;) {
        error = take_line(self, line) ? CURB_OK : CURB_ERR_NO_MEMORY;
    }
    curb_free(text);
    curb_free(path);
    return error == CURB_ERR_NO_MEMORY ? no_memory(self, diagnostics) : error;
}

/* The lock dies with its process, so a killed run never locks out the next. A file system
 * without locks is worked on without. */
static curb_error_t take_lock(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    self->lock = open(self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (self->lock < 0 || access(self->folder, W_OK | X_OK) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot write there: %s", self->folder, strerror(errno));
    }
    if (flock(self->lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: another run is writing there now", self->folder);
    }
    return CURB_OK;
}

/* With the lock held nobody else writes here, so every unfinished file is left over. */
static void clean(const curb_shards_t *self)
{
    DIR *listing = opendir(self->folder);
    struct dirent *entry = NULL;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        if (strstr(entry->d_name, ".part-") != NULL) {
            unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
}

curb_error_t curb_shards_open(
    curb_shards_t *self, const char *out_path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_shards_t){.lock = -1};
    self->folder = curb_text_of("%s.shards", out_path);
    curb_error_t error = self->folder != NULL ? curb_folder_make(self->folder, diagnostics)
                                              : no_memory(self, diagnostics);
    if (error == CURB_OK) {
        error = take_lock(self, diagnostics);
    }
    if (error == CURB_OK) {
        clean(self);
        error = read_manifest(self, diagnostics);
    }
    if (error != CURB_OK) {
        curb_shards_close(self);
    }
    return error;
}

void curb_shards_close(curb_shards_t *self)
{
    if (self->lock >= 0) {
        close(self->lock);
    }
    curb_free(self->folder);
    curb_free(self->entries);
    *self = (curb_shards_t){.lock = -1};
}

/* Any line for the shard may match: between the two steps of a replacement the manifest
 * names both the old and the new file. The one that matches becomes the newest, so that
 * tidying keeps it. */
static bool is_listed(curb_shards_t *self, uint32_t replicate, const char *digest)
{
    size_t newest = SIZE_MAX;
    for (size_t i = self->count; i-- > 0;) {
        curb_shards_entry_t *entry = &self->entries[i];
        if (entry->replicate != replicate) {
            continue;
        }
        newest = newest == SIZE_MAX ? i : newest;
        if (strcmp(entry->digest, digest) == 0) {
            curb_shards_entry_t matching = *entry;
            *entry = self->entries[newest];
            self->entries[newest] = matching;
            return true;
        }
    }
    return false;
}

static curb_error_t read_checked(curb_shards_t *self, const char *path, uint32_t replicate,
    bool values, curb_shard_t *shard)
{
    char *bytes = NULL;
    size_t count = 0;
    curb_error_t error = curb_file_read(path, &bytes, &count);
    if (error != CURB_OK) {
        return error;
    }
    char digest[CURB_DIGEST_BYTES];
    curb_digest_of(bytes, count, digest);
    curb_memory_forget();
    error = is_listed(self, replicate, digest)
                ? curb_shard_unpack(shard, bytes, count, values)
                : CURB_ERR_INVALID;
    error = error != CURB_OK && curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : error;
    curb_free(bytes);
    if (error == CURB_OK && shard->record.replicate != replicate) {
        curb_shard_free(shard);
        error = CURB_ERR_INVALID;
    }
    return error;
}

curb_error_t curb_shards_read(curb_shards_t *self, uint32_t replicate, bool values,
    curb_shard_t *shard, curb_shard_state_t *state, curb_diagnostics_t *diagnostics)
{
    *shard = (curb_shard_t){0};
    char *path = curb_shards_path(self, replicate);
    if (path == NULL) {
        return no_memory(self, diagnostics);
    }
    curb_error_t error = read_checked(self, path, replicate, values, shard);
    if (error == CURB_ERR_NO_MEMORY) {
        curb_free(path);
        return no_memory(self, diagnostics);
    }
    *state = error == CURB_OK             ? CURB_SHARD_THERE
             : error == CURB_ERR_NO_INPUT ? CURB_SHARD_MISSING
                                          : CURB_SHARD_DAMAGED;
    if (*state == CURB_SHARD_DAMAGED) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%s is damaged or incomplete; it is run again", path);
    }
    curb_free(path);
    return CURB_OK;
}

/* Starts with a new line, in case the last one was cut short. */
static curb_error_t append_line(curb_shards_t *self, uint32_t replicate, const char *digest,
    curb_diagnostics_t *diagnostics)
{
    char line[128];
    int length = snprintf(line, sizeof line, "\n%s  " SHARD_NAME "\n", digest, replicate);
    int descriptor =
        openat(self->lock, MANIFEST, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666);
    bool done = descriptor >= 0 && write(descriptor, line, (size_t)length) == length &&
                fsync(descriptor) == 0;
    int reason = errno;
    if (descriptor >= 0) {
        close(descriptor);
    }
    if (!done) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
            "%s/" MANIFEST ": cannot write: %s", self->folder, strerror(reason));
    }
    return add_entry(self, replicate, digest) ? CURB_OK : no_memory(self, diagnostics);
}

curb_error_t curb_shards_write(
    curb_shards_t *self, const curb_shard_t *shard, curb_diagnostics_t *diagnostics)
{
    uint32_t replicate = shard->record.replicate;
    char *path = curb_shards_path(self, replicate);
    if (path == NULL) {
        return no_memory(self, diagnostics);
    }
    char *bytes = NULL;
    size_t count = 0;
    curb_error_t error = curb_shard_pack(shard, path, &bytes, &count, diagnostics);
    if (error == CURB_OK) {
        char digest[CURB_DIGEST_BYTES];
        curb_digest_of(bytes, count, digest);
        error = append_line(self, replicate, digest, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_file_write(path, bytes, count, diagnostics);
    }
    curb_free(bytes);
    curb_free(path);
    return error;
}

static bool is_newest(const curb_shards_t *self, size_t index)
{
    for (size_t i = index + 1; i < self->count; i++) {
        if (self->entries[i].replicate == self->entries[index].replicate) {
            return false;
        }
    }
    return true;
}

static int by_replicate(const void *left, const void *right)
{
    uint32_t a = ((const curb_shards_entry_t *)left)->replicate;
    uint32_t b = ((const curb_shards_entry_t *)right)->replicate;
    return (a > b) - (a < b);
}

curb_error_t curb_shards_tidy(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (is_newest(self, i)) {
            self->entries[kept++] = self->entries[i];
        }
    }
    self->count = kept;
    qsort(self->entries, kept, sizeof *self->entries, by_replicate);
    enum { LINE_BYTES = 96 };
    char *path = curb_text_of("%s/" MANIFEST, self->folder);
    char *text = curb_calloc(kept + 1, LINE_BYTES);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (path != NULL && text != NULL) {
        size_t length = 0;
        for (size_t i = 0; i < kept; i++) {
            length += (size_t)snprintf(text + length, LINE_BYTES, "%s  " SHARD_NAME "\n",
                self->entries[i].digest, self->entries[i].replicate);
        }
        error = curb_file_write(path, text, length, diagnostics);
    }
    curb_free(text);
    curb_free(path);
    return error == CURB_ERR_NO_MEMORY ? no_memory(self, diagnostics) : error;
}
