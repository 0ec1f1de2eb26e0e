/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/room.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { LINE_BYTES = 512, FOLDER_BYTES = 600, PATH_BYTES = 700 };

static const double GIB = 1024.0 * 1024.0 * 1024.0;

/* The number after `key` in a file of lines "key number ...", or NaN. */
static double number_in(const char *path, const char *key)
{
    FILE *file = fopen(path, "r");
    char line[LINE_BYTES];
    double number = NAN;
    size_t length = strlen(key);
    while (file != NULL && isnan(number) && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, length) == 0) {
            (void)sscanf(line + length, "%lf", &number);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return number;
}

static void lower(curb_room_t *self, double bytes, const char *limit)
{
    if (!isnan(bytes) && bytes < self->free_bytes) {
        self->free_bytes = bytes > 0.0 ? bytes : 0.0;
        self->limit = limit;
    }
}

/* What files take in the cache of a group is given up when memory is asked for. */
static void look_at_group(
    curb_room_t *self, const char folder[FOLDER_BYTES], bool is_second)
{
    char path[PATH_BYTES];
    snprintf(
        path, sizeof path, "%s/memory.%s", folder, is_second ? "max" : "limit_in_bytes");
    double most = number_in(path, "");
    snprintf(path, sizeof path, "%.599s/memory.%s", folder,
        is_second ? "current" : "usage_in_bytes");
    double used = number_in(path, "");
    snprintf(path, sizeof path, "%.599s/memory.stat", folder);
    double cache = number_in(path, is_second ? "inactive_file " : "total_inactive_file ");
    lower(self, most - used + (isnan(cache) ? 0.0 : cache), "the limit of its cgroup");
}

/* Control groups, by which containers and Slurm limit memory: of the second version, the
 * line "0::/path", and of the first, "N:memory:/path". */
static void look_at_groups(curb_room_t *self)
{
    FILE *file = fopen("/proc/self/cgroup", "r");
    char line[LINE_BYTES], folder[FOLDER_BYTES];
    while (file != NULL && fgets(line, sizeof line, file) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        char *memory = strstr(line, ":memory:");
        if (strncmp(line, "0::", 3) == 0) {
            snprintf(folder, sizeof folder, "/sys/fs/cgroup%s", line + 3);
            look_at_group(self, folder, true);
        } else if (memory != NULL) {
            snprintf(folder, sizeof folder, "/sys/fs/cgroup/memory%s",
                memory + strlen(":memory:"));
            look_at_group(self, folder, false);
        }
    }
    if (file != NULL) {
        fclose(file);
    }
}

/* A limit on addresses counts stacks of threads as well, whether they are used or not. */
static void look_at_addresses(curb_room_t *self, int jobs)
{
    struct rlimit addresses, stack;
    if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur == RLIM_INFINITY) {
        return;
    }
    double pages = number_in("/proc/self/statm", "");
    double used = isnan(pages) ? 0.0 : pages * (double)sysconf(_SC_PAGESIZE);
    double each = getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY
                      ? (double)stack.rlim_cur
                      : 8.0 * 1024 * 1024;
    lower(self, (double)addresses.rlim_cur - used - (jobs - 1) * each,
        "the limit on its addresses (ulimit -v)");
}

static void find_free(curb_room_t *self, int jobs, int sharers)
{
    *self = (curb_room_t){.free_bytes = INFINITY, .limit = "nothing", .replicates = 1};
    double available = 1024.0 * number_in("/proc/meminfo", "MemAvailable:");
    lower(self, available / sharers,
        sharers > 1 ? "its share of the machine's memory" : "the machine's memory");
    look_at_groups(self);
    look_at_addresses(self, jobs);
}

static curb_error_t bytes_of_one(
    const curb_run_t *run, int threads, double *bytes, curb_diagnostics_t *diagnostics)
{
    size_t asked = 0;
    curb_run_t one = *run;
    one.threads = threads;
    curb_error_t error = curb_run_memory_bytes(&one, &asked, diagnostics);
    *bytes = (double)asked;
    return error;
}

/* The shard that is packed, its compressed bytes, and the one it replaces; or, later, the
 * block of a merge and the shard that is put into it. */
static double bytes_once(const curb_run_t *run)
{
    return 3.0 * (double)run->scenario_count * CURB_METRIC_COUNT *
               (double)curb_run_period_count(run) * (double)curb_cell_count(run->world) *
               sizeof(double) +
           CURB_METRIC_COUNT * 65536.0;
}

/* A coarser scale that fits, by doubling; 0 when none up to a thousandfold does. */
static double scale_that_fits(const curb_room_t *self, const curb_run_t *run)
{
    curb_run_t coarse = *run;
    for (int i = 0; i < 10; i++) {
        double bytes = 0.0;
        coarse.people_per_agent *= 2.0;
        if (bytes_of_one(&coarse, 1, &bytes, NULL) == CURB_OK &&
            bytes + self->once_bytes <= self->free_bytes) {
            return coarse.people_per_agent;
        }
    }
    return 0.0;
}

static curb_error_t refuse(
    const curb_room_t *self, const curb_run_t *run, curb_diagnostics_t *diagnostics)
{
    double scale = scale_that_fits(self, run);
    char advice[128] = "no scale would fit; it takes fewer scenarios, fewer "
                       "buyers_per_segment or yearly records";
    if (scale > 0.0) {
        snprintf(advice, sizeof advice, "a scale of %.6g would fit", scale);
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY,
        "one replicate needs %.2f GiB, and %.2f GiB are free (%s): %s",
        (self->each_bytes + self->once_bytes) / GIB, self->free_bytes / GIB, self->limit,
        advice);
}

curb_error_t curb_room_plan(curb_room_t *self, const curb_run_t *run, size_t replicates,
    int jobs, int sharers, curb_diagnostics_t *diagnostics)
{
    find_free(self, jobs, sharers);
    self->once_bytes = bytes_once(run);
    int most = replicates < (size_t)jobs ? (int)replicates : jobs;
    curb_error_t error = bytes_of_one(run, 1, &self->each_bytes, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    double fit = floor((self->free_bytes - self->once_bytes) / self->each_bytes);
    if (fit < 1.0) {
        return refuse(self, run, diagnostics);
    }
    self->replicates = fit < most ? (int)fit : most;
    if (self->replicates < most) {
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "%d replicate%s at a time instead of %d: each needs %.2f GiB, and %.2f GiB are "
            "free (%s); all %d threads work inside them",
            self->replicates, self->replicates == 1 ? "" : "s", most,
            self->each_bytes / GIB, self->free_bytes / GIB, self->limit, jobs);
    }
    return CURB_OK;
}
