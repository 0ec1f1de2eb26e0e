/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/files.h"

#include "model/memory.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define PART_SUFFIX ".part-"

char *curb_text_of(const char *format, ...)
{
    va_list arguments, again;
    va_start(arguments, format);
    va_copy(again, arguments);
    int length = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    char *text = length >= 0 ? curb_calloc((size_t)length + 1, 1) : NULL;
    if (text != NULL) {
        vsnprintf(text, (size_t)length + 1, format, again);
    }
    va_end(again);
    return text;
}

char *curb_folder_of(const char *path)
{
    const char *slash = strrchr(path, '/');
    if (slash == NULL) {
        return curb_strdup(".");
    }
    size_t length = slash == path ? 1 : (size_t)(slash - path);
    return curb_text_of("%.*s", (int)length, path);
}

/* The name of this machine, as far as it fits into the name of a file. */
static void host_name(char *name, size_t bytes)
{
    if (gethostname(name, bytes) != 0) {
        snprintf(name, bytes, "here");
    }
    name[bytes - 1] = '\0';
}

enum { HOST_BYTES = 65, LEFT_OVER_S = 3600 };

char *curb_file_part_name(const char *path)
{
    char host[HOST_BYTES];
    host_name(host, sizeof host);
    return curb_text_of("%s" PART_SUFFIX "%ld-%s", path, (long)getpid(), host);
}

/* Of a process of another machine nothing is known here; a file that it has not touched for
 * an hour is left over, since writing one takes seconds. */
static bool is_old(int folder, const char *name)
{
    struct stat status;
    return fstatat(folder, name, &status, AT_SYMLINK_NOFOLLOW) == 0 &&
           difftime(time(NULL), status.st_mtime) > LEFT_OVER_S;
}

static bool is_dead_part(int folder, const char *name, const char *base)
{
    const char *suffix = strstr(name, PART_SUFFIX);
    if (suffix == NULL || (base != NULL && (strncmp(name, base, strlen(base)) != 0 ||
                                               suffix != name + strlen(base)))) {
        return false;
    }
    char *end = NULL, host[HOST_BYTES];
    long pid = strtol(suffix + strlen(PART_SUFFIX), &end, 10);
    host_name(host, sizeof host);
    if (pid <= 0 || (*end != '\0' && *end != '-') || pid == (long)getpid()) {
        return false;
    }
    if (*end == '-' && strcmp(end + 1, host) != 0) {
        return is_old(folder, name);
    }
    return kill((pid_t)pid, 0) != 0 && errno == ESRCH;
}

static void clean_folder(const char *folder, const char *base)
{
    DIR *listing = opendir(folder);
    struct dirent *entry = NULL;
    while (listing != NULL && (entry = readdir(listing)) != NULL) {
        if (is_dead_part(dirfd(listing), entry->d_name, base)) {
            unlinkat(dirfd(listing), entry->d_name, 0);
        }
    }
    if (listing != NULL) {
        closedir(listing);
    }
}

void curb_file_clean_parts(const char *path)
{
    char *folder = curb_folder_of(path);
    const char *slash = strrchr(path, '/');
    if (folder != NULL) {
        clean_folder(folder, slash != NULL ? slash + 1 : path);
    }
    curb_free(folder);
}

void curb_folder_clean_parts(const char *folder) { clean_folder(folder, NULL); }

/* The rename itself must reach the disk too, or a power cut could undo it. */
static bool folder_sync(const char *folder)
{
    int descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    /* Some file systems cannot sync a folder and say EINVAL; nothing more can be done
     * there. */
    bool done = fsync(descriptor) == 0 || errno == EINVAL;
    close(descriptor);
    return done;
}

static bool file_sync(const char *path)
{
    int descriptor = open(path, O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        return false;
    }
    bool done = fsync(descriptor) == 0;
    return close(descriptor) == 0 && done;
}

static curb_error_t publish(
    const char *part, const char *path, const char *folder, curb_diagnostics_t *diagnostics)
{
    if (folder == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s: cannot write: out of memory", path);
    }
    if (!file_sync(part)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_IO, "%s: cannot write: %s", path, strerror(errno));
    }
    if (rename(part, path) != 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot create: %s", path, strerror(errno));
    }
    if (!folder_sync(folder)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
            "%s: cannot bring its folder to the disk: %s", path, strerror(errno));
    }
    return CURB_OK;
}

curb_error_t curb_file_publish(
    const char *part, const char *path, curb_diagnostics_t *diagnostics)
{
    char *folder = curb_folder_of(path);
    curb_error_t error = publish(part, path, folder, diagnostics);
    if (error != CURB_OK) {
        unlink(part);
    }
    curb_free(folder);
    return error;
}

static bool write_all(int descriptor, const char *bytes, size_t count)
{
    while (count > 0) {
        ssize_t written = write(descriptor, bytes, count);
        if (written < 0 && errno == EINTR) {
            continue;
        }
        if (written <= 0) {
            return false;
        }
        bytes += written;
        count -= (size_t)written;
    }
    return true;
}

static curb_error_t write_part(const char *part, const char *path, const void *bytes,
    size_t count, curb_diagnostics_t *diagnostics)
{
    int descriptor = open(part, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    if (descriptor < 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot create: %s", path, strerror(errno));
    }
    bool done = write_all(descriptor, bytes, count);
    int reason = errno;
    if (close(descriptor) != 0 && done) {
        done = false;
        reason = errno;
    }
    if (!done) {
        unlink(part);
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_IO, "%s: cannot write: %s", path, strerror(reason));
    }
    return curb_file_publish(part, path, diagnostics);
}

curb_error_t curb_file_write(
    const char *path, const void *bytes, size_t count, curb_diagnostics_t *diagnostics)
{
    char *part = curb_file_part_name(path);
    if (part == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while writing %s", path);
    }
    curb_error_t error = write_part(part, path, bytes, count, diagnostics);
    curb_free(part);
    return error;
}

static curb_error_t read_open(int descriptor, char **bytes, size_t *count)
{
    struct stat status;
    if (fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) {
        return CURB_ERR_IO;
    }
    size_t size = (size_t)status.st_size;
    char *block = curb_calloc_whole(size + 1, 1);
    if (block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t done = 0;
    while (done < size) {
        ssize_t got = read(descriptor, block + done, size - done);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got <= 0) {
            curb_free(block);
            return CURB_ERR_IO;
        }
        done += (size_t)got;
    }
    *bytes = block;
    *count = size;
    return CURB_OK;
}

curb_error_t curb_file_read(const char *path, char **bytes, size_t *count)
{
    int descriptor = open(path, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0) {
        return errno == ENOENT ? CURB_ERR_NO_INPUT : CURB_ERR_IO;
    }
    curb_error_t error = read_open(descriptor, bytes, count);
    close(descriptor);
    return error;
}

static bool is_folder(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

curb_error_t curb_folder_make(const char *path, curb_diagnostics_t *diagnostics)
{
    char *name = curb_strdup(path);
    if (name == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "out of memory while making %s", path);
    }
    curb_error_t error = CURB_OK;
    for (char *end = name; error == CURB_OK && *end != '\0';) {
        end += strspn(end, "/");
        end += strcspn(end, "/");
        char kept = *end;
        *end = '\0';
        if (mkdir(name, 0777) != 0 && !is_folder(name)) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                "%s: cannot make the folder: %s", name, strerror(errno));
        }
        *end = kept;
    }
    curb_free(name);
    return error;
}

curb_error_t curb_folder_scratch(char **path, curb_diagnostics_t *diagnostics)
{
    const char *above = getenv("TMPDIR");
    above = above != NULL && above[0] != '\0' ? above : "/tmp";
    *path = curb_text_of("%s/curb-XXXXXX", above);
    if (*path == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY,
            "out of memory while making a folder in %s", above);
    }
    if (mkdtemp(*path) == NULL) {
        curb_error_t error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s: cannot make a folder in it: %s; set TMPDIR to one that can be written to",
            above, strerror(errno));
        curb_free(*path);
        *path = NULL;
        return error;
    }
    return CURB_OK;
}

static int remove_entry(
    const char *path, const struct stat *status, int type, struct FTW *walk)
{
    (void)status;
    (void)type;
    (void)walk;
    return remove(path);
}

void curb_folder_discard(const char *path)
{
    enum { OPEN_MOST = 16 };
    (void)nftw(path, remove_entry, OPEN_MOST, FTW_DEPTH | FTW_PHYS);
}
