/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/gnuplot.h"

#include "model/memory.h"
#include "plots/svg.h"
#include "store/files.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { TAIL_BYTES = 1200 };

extern char **environ;

/* The last bytes of what gnuplot says. */
typedef struct {
    char text[TAIL_BYTES + 1];
    size_t length;
} tail_t;

static void tail_add(tail_t *self, const char *bytes, size_t count)
{
    if (count > TAIL_BYTES) {
        bytes += count - TAIL_BYTES;
        count = TAIL_BYTES;
    }
    size_t kept = self->length + count > TAIL_BYTES ? TAIL_BYTES - count : self->length;
    memmove(self->text, self->text + self->length - kept, kept);
    memcpy(self->text + kept, bytes, count);
    self->length = kept + count;
    self->text[self->length] = '\0';
}

/* The last few lines; control characters could dress up a terminal. gnuplot grumbles about
 * the degree sign whenever its locale is C. */
static void tail_tidy(tail_t *self)
{
    enum { LINES = 4 };
    while (self->length > 0 && strchr(" \n\r", self->text[self->length - 1]) != NULL) {
        self->text[--self->length] = '\0';
    }
    size_t lines = 0, start = self->length;
    while (start > 0 && !(self->text[start - 1] == '\n' && ++lines == LINES)) {
        start--;
    }
    memmove(self->text, self->text + start, self->length - start + 1);
    self->length -= start;
    for (size_t i = 0; i < self->length; i++) {
        unsigned char byte = (unsigned char)self->text[i];
        self->text[i] = (char)(byte < 0x20 || byte == 0x7F ? ' ' : byte);
    }
}

static bool is_passed_on(const char *variable)
{
    static const char *const dropped[] = {"LC_", "LANG", "GNUPLOT", "GNUTERM"};
    for (size_t i = 0; i < sizeof dropped / sizeof *dropped; i++) {
        if (strncmp(variable, dropped[i], strlen(dropped[i])) == 0) {
            return false;
        }
    }
    return true;
}

/* The environment without what could change gnuplot's language or its looks. */
static char **make_environment(void)
{
    static char locale[] = "LC_ALL=C";
    size_t count = 0, used = 0;
    while (environ != NULL && environ[count] != NULL) {
        count++;
    }
    char **self = curb_calloc(count + 2, sizeof *self);
    if (self != NULL) {
        for (size_t i = 0; i < count; i++) {
            if (is_passed_on(environ[i])) {
                self[used++] = environ[i];
            }
        }
        self[used] = locale;
    }
    return self;
}

static int add_actions(
    posix_spawn_file_actions_t *actions, const char *folder, int output_end)
{
    int failed =
        posix_spawn_file_actions_addopen(actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    failed = failed != 0
                 ? failed
                 : posix_spawn_file_actions_adddup2(actions, output_end, STDOUT_FILENO);
    failed = failed != 0
                 ? failed
                 : posix_spawn_file_actions_adddup2(actions, output_end, STDERR_FILENO);
    return failed != 0 ? failed : posix_spawn_file_actions_addchdir_np(actions, folder);
}

static int spawn(const curb_picture_t *picture, char *command, char *script, int output_end,
    pid_t *child)
{
    char no_settings[] = "-d", execute[] = "-e", name[] = "gnuplot";
    char *arguments[] = {name, no_settings, execute, command, script, NULL};
    char **environment = make_environment();
    posix_spawn_file_actions_t actions;
    int failed = environment == NULL ? ENOMEM : posix_spawn_file_actions_init(&actions);
    if (failed == 0) {
        failed = add_actions(&actions, picture->folder, output_end);
        if (failed == 0) {
            failed = posix_spawnp(
                child, picture->program, &actions, NULL, arguments, environment);
        }
        posix_spawn_file_actions_destroy(&actions);
    }
    curb_free(environment);
    return failed;
}

static int listen_and_wait(pid_t child, int input_end, tail_t *tail)
{
    char bytes[512];
    for (;;) {
        ssize_t got = read(input_end, bytes, sizeof bytes);
        if (got > 0) {
            tail_add(tail, bytes, (size_t)got);
        } else if (got == 0 || errno != EINTR) {
            break;
        }
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return -1;
        }
    }
    tail_tidy(tail);
    return status;
}

static curb_error_t fail(const curb_picture_t *picture, int status, const tail_t *tail,
    curb_diagnostics_t *diagnostics)
{
    char how[64] = "left a picture that is not whole";
    if (WIFSIGNALED(status)) {
        snprintf(how, sizeof how, "was killed by signal %d", WTERMSIG(status));
    } else if (WEXITSTATUS(status) != 0) {
        snprintf(how, sizeof how, "failed with exit code %d", WEXITSTATUS(status));
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_IO, "%s/%s.%s: gnuplot %s%s%s",
        picture->folder, picture->name, picture->format, how,
        tail->length > 0 ? "; its last lines: " : "", tail->text);
}

/* Whether a file ends as its format does: a full disk cuts pictures without a word. */
static bool is_whole(const char *path, const char *format)
{
    const char *ending = strcmp(format, "png") == 0   ? "IEND"
                         : strcmp(format, "svg") == 0 ? "</svg>"
                                                      : "%%EOF";
    char last[32] = "";
    FILE *stream = fopen(path, "rb");
    if (stream == NULL) {
        return false;
    }
    size_t got = fseek(stream, -(long)(sizeof last - 1), SEEK_END) == 0
                     ? fread(last, 1, sizeof last - 1, stream)
                     : 0;
    fclose(stream);
    return memmem(last, got, ending, strlen(ending)) != NULL;
}

static curb_error_t run(const curb_picture_t *picture, char *script, char *command,
    const char *part, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_IO, "cannot listen to gnuplot: %s", strerror(errno));
    }
    pid_t child = 0;
    int failed = spawn(picture, command, script, ends[1], &child);
    close(ends[1]);
    if (failed != 0) {
        close(ends[0]);
        if (failed == ENOMEM) {
            return curb_diagnostics_fail(
                diagnostics, CURB_ERR_NO_MEMORY, "out of memory while starting gnuplot");
        }
        *is_missing = failed == ENOENT || failed == EACCES;
        return *is_missing ? CURB_OK
                           : curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
                                 "gnuplot cannot be started: %s", strerror(failed));
    }
    tail_t tail = {.length = 0};
    int status = listen_and_wait(child, ends[0], &tail);
    close(ends[0]);
    return status == 0 && is_whole(part, picture->format)
               ? CURB_OK
               : fail(picture, status, &tail, diagnostics);
}

curb_error_t curb_gnuplot_draw(
    const curb_picture_t *picture, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    *is_missing = false;
    char *path = curb_text_of("%s/%s.%s", picture->folder, picture->name, picture->format);
    char *part = path != NULL ? curb_file_part_name(path) : NULL;
    char *script = curb_text_of("%s.gp", picture->name);
    char *command = part == NULL ? NULL
                                 : curb_text_of("term='%s'; out='%s'", picture->format,
                                       part + strlen(picture->folder) + 1);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (command != NULL && script != NULL) {
        curb_file_clean_parts(path);
        error = run(picture, script, command, part, is_missing, diagnostics);
        if (error != CURB_OK) {
            unlink(part);
        } else if (!*is_missing) {
            error = strcmp(picture->format, "svg") == 0
                        ? curb_svg_publish(part, path, diagnostics)
                        : curb_file_publish(part, path, diagnostics);
        }
    } else {
        (void)curb_diagnostics_fail(
            diagnostics, error, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    curb_free(path);
    curb_free(part);
    curb_free(script);
    curb_free(command);
    return error;
}
