/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/progress.h"

#include "cli/number.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

curb_progress_line_t curb_progress_line(bool is_quiet)
{
    return (curb_progress_line_t){.what = "replicates",
        .is_terminal = isatty(STDERR_FILENO) != 0,
        .is_quiet = is_quiet,
        .last_tenth = -1};
}

static void compose(const curb_progress_line_t *self, char *line, size_t bytes, size_t done,
    size_t total, double seconds)
{
    size_t run_now = done - self->first_done;
    int used = snprintf(line, bytes, "%zu of %zu %s (%.0f %%)", done, total, self->what,
        total > 0 ? 100 * (double)done / (double)total : 100);
    if (run_now > 0 && seconds > 0 && used > 0 && (size_t)used < bytes) {
        double per_second = (double)run_now / seconds;
        double left = (double)(total - done) / per_second;
        snprintf(line + used, bytes - (size_t)used, ", %s a minute, %s %s",
            curb_number(60 * per_second, 60 * per_second < 10 ? 1 : 0).text,
            curb_number_duration(done < total ? left : seconds).text,
            done < total ? "left" : "taken");
    }
}

void curb_progress_show(void *context, size_t done, size_t total, double seconds)
{
    curb_progress_line_t *self = context;
    if (self->is_quiet) {
        return;
    }
    if (!self->has_first) {
        /* The first call comes before or after the first replicate of this run. */
        self->first_done = done > 0 && seconds > 0 ? done - 1 : done;
        self->has_first = true;
    }
    char line[256];
    compose(self, line, sizeof line, done, total, seconds);
    if (self->is_terminal) {
        size_t length = strlen(line);
        size_t blanks = self->columns_used > length ? self->columns_used - length : 0;
        fprintf(stderr, "\r%s%*s", line, (int)blanks, "");
        fflush(stderr);
        self->columns_used = length;
        return;
    }
    int tenth = total > 0 ? (int)(10 * done / total) : 10;
    if (tenth > self->last_tenth) {
        fprintf(stderr, "%s\n", line);
        self->last_tenth = tenth;
    }
}

void curb_progress_end(curb_progress_line_t *self)
{
    if (self->columns_used > 0) {
        fprintf(stderr, "\r%*s\r", (int)self->columns_used, "");
        fflush(stderr);
        self->columns_used = 0;
    }
}
