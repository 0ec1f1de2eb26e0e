/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/shards.h"

#include "model/memory.h"
#include "store/files.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

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

/* A lock dies with its process, so a killed run never locks out the next. A file system
 * without locks is worked on without: names of temporary files are unique over machines, a
 * shard comes to its name whole, and whoever runs a replicate makes the same one. */
static bool is_locked_by_others(int descriptor, int how)
{
    return flock(descriptor, how | LOCK_NB) != 0 && errno == EWOULDBLOCK;
}

static curb_error_t take_lock(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    self->lock = open(self->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (self->lock < 0 || access(self->folder, W_OK | X_OK) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot write there: %s", self->folder, strerror(errno));
    }
    if (is_locked_by_others(self->lock, self->writer != NULL ? LOCK_SH : LOCK_EX)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: another run is writing there now", self->folder);
    }
    return CURB_OK;
}

/* Of two processes that call themselves the same writer the second is refused. */
static curb_error_t take_own_lock(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    char *path = curb_manifest_path(self->folder, self->writer);
    if (path == NULL) {
        return no_memory(self, diagnostics);
    }
    curb_error_t error = CURB_OK;
    self->own_lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    if (self->own_lock < 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot write: %s", path, strerror(errno));
    } else if (is_locked_by_others(self->own_lock, LOCK_EX)) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: another run is writing there now", path);
    }
    curb_free(path);
    return error;
}

static curb_error_t take_writer(
    curb_shards_t *self, const char *writer, curb_diagnostics_t *diagnostics)
{
    self->writer = writer != NULL ? curb_strdup(writer) : NULL;
    return writer != NULL && self->writer == NULL ? no_memory(self, diagnostics) : CURB_OK;
}

static char *folder_of(const char *path)
{
    static const char suffix[] = ".shards";
    size_t length = strlen(path);
    bool is_folder =
        length > strlen(suffix) && strcmp(path + length - strlen(suffix), suffix) == 0;
    return is_folder ? curb_strdup(path) : curb_text_of("%s%s", path, suffix);
}

curb_error_t curb_shards_open(curb_shards_t *self, const char *out_path, const char *writer,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_shards_t){.lock = -1, .own_lock = -1};
    self->folder = folder_of(out_path);
    if (self->folder == NULL) {
        return no_memory(self, diagnostics);
    }
    curb_error_t error = curb_folder_make(self->folder, diagnostics);
    if (error == CURB_OK) {
        error = take_writer(self, writer, diagnostics);
    }
    if (error == CURB_OK) {
        error = take_lock(self, diagnostics);
    }
    if (error == CURB_OK && writer != NULL) {
        error = take_own_lock(self, diagnostics);
    }
    if (error == CURB_OK) {
        curb_folder_clean_parts(self->folder);
        error = curb_manifest_read(&self->manifest, self->folder, diagnostics);
    }
    if (error != CURB_OK) {
        curb_shards_close(self);
    }
    return error;
}

curb_error_t curb_shards_share(
    curb_shards_t *self, const char *writer, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = take_writer(self, writer, diagnostics);
    if (error == CURB_OK) {
        error = take_own_lock(self, diagnostics);
    }
    /* from this lock to the weaker one nobody is in the way */
    return error == CURB_OK && is_locked_by_others(self->lock, LOCK_SH)
               ? curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                     "%s: another run is writing there now", self->folder)
               : error;
}

static void leave_writers(curb_shards_t *self)
{
    if (self->own_lock >= 0) {
        close(self->own_lock);
    }
    self->own_lock = -1;
    curb_free(self->writer);
    self->writer = NULL;
}

/* Each of several lets go of its lock first and asks for all then: the last to let go gets
 * it, whoever that is, and nobody waits. */
curb_error_t curb_shards_alone(
    curb_shards_t *self, bool *alone, curb_diagnostics_t *diagnostics)
{
    leave_writers(self);
    flock(self->lock, LOCK_UN);
    *alone = !is_locked_by_others(self->lock, LOCK_EX);
    return *alone ? curb_manifest_read(&self->manifest, self->folder, diagnostics)
                  : CURB_OK;
}

void curb_shards_close(curb_shards_t *self)
{
    leave_writers(self);
    if (self->lock >= 0) {
        close(self->lock);
    }
    curb_free(self->folder);
    curb_manifest_free(&self->manifest);
    *self = (curb_shards_t){.lock = -1, .own_lock = -1};
}

/* "r000007.h5" is the shard of 7. */
static bool is_shard_of(const char *name, uint32_t *replicate)
{
    char *end = NULL;
    if (name[0] != 'r' || !isdigit((unsigned char)name[1])) {
        return false;
    }
    errno = 0;
    unsigned long long number = strtoull(name + 1, &end, 10);
    *replicate = (uint32_t)number;
    return errno == 0 && number <= UINT32_MAX && strcmp(end, ".h5") == 0;
}

size_t curb_shards_find(const curb_shards_t *self, curb_shards_wanted_t *wanted,
    const void *context, uint32_t *one)
{
    size_t count = 0;
    DIR *listing = opendir(self->folder);
    struct dirent *entry = NULL;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        uint32_t replicate = 0;
        if (is_shard_of(entry->d_name, &replicate) && wanted(context, replicate)) {
            count++;
            *one = replicate;
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
    return count;
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
    error = curb_manifest_has(&self->manifest, replicate, digest)
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

/* Its digest is known before it has its name: what has the name and another digest is
 * damaged. */
static curb_error_t write_whole(curb_shards_t *self, const curb_shard_t *shard,
    const char *part, const char *path, curb_diagnostics_t *diagnostics)
{
    char digest[CURB_DIGEST_BYTES];
    curb_error_t error = curb_shard_write(shard, part, path, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    if (!curb_digest_of_file(part, digest)) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
            "%s: cannot read what was written: %s", path, strerror(errno));
    } else {
        error = curb_manifest_add(&self->manifest, self->folder, self->writer,
            shard->record.replicate, digest, diagnostics);
    }
    if (error != CURB_OK) {
        unlink(part);
        return error;
    }
    return curb_file_publish(part, path, diagnostics);
}

curb_error_t curb_shards_write(
    curb_shards_t *self, const curb_shard_t *shard, curb_diagnostics_t *diagnostics)
{
    char *path = curb_shards_path(self, shard->record.replicate);
    char *part = path != NULL ? curb_file_part_name(path) : NULL;
    curb_error_t error = part != NULL ? write_whole(self, shard, part, path, diagnostics)
                                      : no_memory(self, diagnostics);
    curb_free(part);
    curb_free(path);
    return error;
}

curb_error_t curb_shards_tidy(curb_shards_t *self, curb_diagnostics_t *diagnostics)
{
    return curb_manifest_tidy(&self->manifest, self->folder, diagnostics);
}

curb_error_t curb_shards_keep(const curb_shards_t *self, const char *name,
    const void *bytes, size_t count, curb_diagnostics_t *diagnostics)
{
    char *path = curb_text_of("%s/%s", self->folder, name);
    char *there = NULL;
    size_t there_count = 0;
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (path != NULL) {
        error = curb_file_read(path, &there, &there_count);
        if (error != CURB_OK || there_count != count || memcmp(there, bytes, count) != 0) {
            error = curb_file_write(path, bytes, count, diagnostics);
        }
    }
    curb_free(there);
    curb_free(path);
    return error == CURB_ERR_NO_MEMORY ? no_memory(self, diagnostics) : error;
}
