/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/room.h"

#include "store/merge.h"
#include "store/shard.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
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
            char *end = NULL;
            double read = strtod(line + length, &end);
            number = end != line + length ? read : NAN;
        }
    }
    if (file != NULL) {
        fclose(file);
    }
    return number;
}

/* What is free, and what says so. */
typedef struct {
    double bytes;
    const char *name;
} limit_t;

static void lower(limit_t *self, double bytes, const char *name)
{
    if (!isnan(bytes) && bytes < self->bytes) {
        *self = (limit_t){bytes > 0.0 ? bytes : 0.0, name};
    }
}

/* What files take in the cache of a group is given up when memory is asked for. */
static void look_at_group(limit_t *self, const char folder[FOLDER_BYTES], bool is_second)
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
static void look_at_groups(limit_t *self)
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

/* A limit on addresses counts what is asked for, used or not: stacks, to which the first
 * thread's may still grow, and what libraries ask for later, HDF5 above all. */
static limit_t address_limit(int jobs)
{
    static const double of_libraries = 8.0 * 1024 * 1024; /* 4 were seen */
    limit_t self = {INFINITY, "nothing"};
    struct rlimit addresses, stack;
    if (getrlimit(RLIMIT_AS, &addresses) != 0 || addresses.rlim_cur == RLIM_INFINITY) {
        return self;
    }
    double pages = number_in("/proc/self/statm", "");
    double used = isnan(pages) ? 0.0 : pages * (double)sysconf(_SC_PAGESIZE);
    double each = getrlimit(RLIMIT_STACK, &stack) == 0 && stack.rlim_cur != RLIM_INFINITY
                      ? (double)stack.rlim_cur
                      : 8.0 * 1024 * 1024;
    lower(&self, (double)addresses.rlim_cur - used - jobs * each - of_libraries,
        "the limit on its addresses (ulimit -v)");
    return self;
}

static limit_t memory_limit(int sharers)
{
    limit_t self = {INFINITY, "nothing"};
    double available = 1024.0 * number_in("/proc/meminfo", "MemAvailable:");
    lower(&self, available / sharers,
        sharers > 1 ? "its share of the machine's memory" : "the machine's memory");
    look_at_groups(&self);
    return self;
}

double curb_room_bytes(
    const curb_run_t *run, double each_bytes, size_t replicates, int in_hand)
{
    size_t periods = curb_run_period_count(run), cells = curb_cell_count(run->world);
    double shard = curb_shard_bytes((double)run->scenario_count * CURB_METRIC_COUNT *
                                    (double)periods * (double)cells * sizeof(double));
    double others = (in_hand - 1) * each_bytes;
    double merge = curb_merge_bytes(run->scenario_count, periods, cells, replicates);
    return fmax(others + fmax(each_bytes, shard), merge);
}

/* The limits under which a run is to fit, and its replicates and most in hand. */
typedef struct {
    limit_t memory, addresses;
    size_t replicates;
    int most;
} bounds_t;

static int fitting(
    const bounds_t *bounds, const limit_t *limit, const curb_run_t *run, double each_bytes)
{
    int count = 0;
    while (count < bounds->most && curb_room_bytes(run, each_bytes, bounds->replicates,
                                       count + 1) <= limit->bytes) {
        count++;
    }
    return count;
}

/* How many of a replicate fit under each limit; the one that holds fewer goes into `self`.
 */
static curb_error_t fit(curb_room_t *self, const curb_run_t *run, const bounds_t *bounds,
    curb_diagnostics_t *diagnostics)
{
    curb_run_memory_t need;
    curb_run_t one = *run;
    one.threads = 1;
    curb_error_t error = curb_run_memory(&one, &need, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    int used = fitting(bounds, &bounds->memory, run, need.used);
    int asked = fitting(bounds, &bounds->addresses, run, need.asked);
    const limit_t *tighter = asked < used ? &bounds->addresses : &bounds->memory;
    self->each_bytes = asked < used ? need.asked : need.used;
    self->need_bytes = curb_room_bytes(run, self->each_bytes, bounds->replicates, 1);
    self->free_bytes = tighter->bytes;
    self->limit = tighter->name;
    self->replicates = asked < used ? asked : used;
    return CURB_OK;
}

/* A coarser scale that fits, by doubling; 0 when none up to a thousandfold does. */
static double scale_that_fits(const curb_run_t *run, const bounds_t *bounds)
{
    curb_run_t coarse = *run;
    for (int i = 0; i < 10; i++) {
        curb_room_t room;
        coarse.people_per_agent *= 2.0;
        if (fit(&room, &coarse, bounds, NULL) == CURB_OK && room.replicates > 0) {
            return coarse.people_per_agent;
        }
    }
    return 0.0;
}

static curb_error_t refuse(
    const curb_room_t *self, double scale, curb_diagnostics_t *diagnostics)
{
    char advice[128] = "no scale would fit; it takes fewer scenarios, fewer "
                       "buyers_per_segment or yearly records";
    if (scale > 0.0) {
        snprintf(advice, sizeof advice, "a scale of %.6g would fit", scale);
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY,
        "one replicate needs %.2f GiB, and %.2f GiB are free (%s): %s",
        self->need_bytes / GIB, self->free_bytes / GIB, self->limit, advice);
}

curb_error_t curb_room_plan(curb_room_t *self, const curb_run_t *run, size_t replicates,
    int jobs, int sharers, curb_diagnostics_t *diagnostics)
{
    const bounds_t bounds = {.memory = memory_limit(sharers),
        .addresses = address_limit(jobs),
        .replicates = replicates,
        .most = replicates < (size_t)jobs ? (int)replicates : jobs};
    curb_error_t error = fit(self, run, &bounds, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    if (self->replicates < 1) {
        return refuse(self, scale_that_fits(run, &bounds), diagnostics);
    }
    if (self->replicates < bounds.most) {
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "%d replicate%s at a time instead of %d: each needs %.2f GiB, and %.2f GiB are "
            "free (%s); all %d threads work inside them",
            self->replicates, self->replicates == 1 ? "" : "s", bounds.most,
            self->each_bytes / GIB, self->free_bytes / GIB, self->limit, jobs);
    }
    return CURB_OK;
}
