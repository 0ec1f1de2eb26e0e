/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/output.h"

#include <errno.h>
#include <stdbool.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

curb_error_t curb_output_make_folders(const char *path, curb_diagnostics_t *diagnostics)
{
    char folder[CURB_OUTPUT_BYTES];
    if (strlen(path) >= sizeof folder) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_CANNOT_CREATE, "the path of the output is too long");
    }
    snprintf(folder, sizeof folder, "%s", path);
    for (char *slash = strchr(folder + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        if (mkdir(folder, 0777) != 0 && errno != EEXIST) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                "cannot make the folder %s: %s", folder, strerror(errno));
        }
        *slash = '/';
    }
    return CURB_OK;
}

static bool starts_with(const char *path, const char *own_start)
{
    char start[256] = "";
    FILE *stream = own_start != NULL ? fopen(path, "rb") : NULL;
    if (stream == NULL) {
        return false;
    }
    size_t wanted = strlen(own_start);
    size_t got = wanted < sizeof start ? fread(start, 1, wanted, stream) : 0;
    fclose(stream);
    return got == wanted && memcmp(start, own_start, wanted) == 0;
}

curb_error_t curb_output_open(curb_output_t *self, const char *path, const char *own_start,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_output_t){0};
    curb_error_t error = curb_output_make_folders(path, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    struct stat status;
    if (stat(path, &status) == 0 && !starts_with(path, own_start)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s exists and was not written by this verb; name another file with -o", path);
    }
    snprintf(self->path, sizeof self->path, "%s", path);
    snprintf(self->temporary, sizeof self->temporary, "%s.part-%ld", path, (long)getpid());
    self->stream = fopen(self->temporary, "wx");
    if (self->stream == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "cannot create %s: %s", path, strerror(errno));
    }
    return CURB_OK;
}

curb_error_t curb_output_finish(curb_output_t *self, curb_diagnostics_t *diagnostics)
{
    bool failed = fflush(self->stream) != 0 || ferror(self->stream) ||
                  fsync(fileno(self->stream)) != 0;
    int reason = errno;
    failed = fclose(self->stream) != 0 || failed;
    self->stream = NULL;
    if (!failed && rename(self->temporary, self->path) == 0) {
        return CURB_OK;
    }
    unlink(self->temporary);
    return curb_diagnostics_fail(
        diagnostics, CURB_ERR_IO, "writing %s failed: %s", self->path, strerror(reason));
}

void curb_output_discard(curb_output_t *self)
{
    if (self->stream != NULL) {
        fclose(self->stream);
        unlink(self->temporary);
        self->stream = NULL;
    }
}

curb_error_t curb_output_folder(char folder[CURB_OUTPUT_BYTES], const char *asked,
    const char *beside, const char *otherwise, curb_diagnostics_t *diagnostics)
{
    const char *slash = strrchr(beside, '/');
    int above = asked == NULL && slash != NULL ? (int)(slash - beside) + 1 : 0;
    int wanted = snprintf(folder, CURB_OUTPUT_BYTES, "%.*s%s", above, beside,
        asked != NULL ? asked : otherwise);
    if (wanted < 0 || wanted >= CURB_OUTPUT_BYTES) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_CANNOT_CREATE, "the path of the output is too long");
    }
    size_t length = strlen(folder);
    while (length > 1 && folder[length - 1] == '/') {
        folder[--length] = '\0';
    }
    return CURB_OK;
}
