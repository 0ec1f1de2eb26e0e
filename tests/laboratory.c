/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "laboratory.h"

#include "experiments/experiment.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

enum { REPLICATES_MAX = 64 };

static void tell_messages(const curb_diagnostics_t *said)
{
    for (size_t i = 0; i < said->count; i++) {
        if (said->messages[i].severity == CURB_ERROR) {
            print_message("%s\n", said->messages[i].text);
        }
    }
}

static bool read_text(curb_study_t *study, const char *text, curb_diagnostics_t *said)
{
    char path[] = "laboratory-XXXXXX";
    int file = mkstemp(path);
    if (file < 0) {
        return false;
    }
    size_t length = strlen(text);
    bool written = write(file, text, length) == (ssize_t)length;
    written = close(file) == 0 && written;
    bool read = written && curb_study_read(study, path, NULL, 0, said) == CURB_OK;
    unlink(path);
    return read;
}

static bool run_replicate(laboratory_t *self, uint32_t replicate, curb_diagnostics_t *said)
{
    const curb_run_t *run = &self->run;
    curb_record_t *record = &self->records[self->record_count];
    if (curb_record_init(record, run->scenario_count, curb_run_period_count(run),
            run->world->jurisdiction_count, run->world->sector_count,
            run->world->uncertain_count, curb_run_solved_count(run)) != CURB_OK) {
        return false;
    }
    self->record_count++;
    return curb_run_replicate(run, replicate, NULL, record, said) == CURB_OK;
}

bool laboratory_open(laboratory_t *self, const char *text)
{
    *self = (laboratory_t){0};
    curb_diagnostics_t said = {0};
    bool ready = read_text(&self->study, text, &said);
    if (ready) {
        self->run = curb_experiment_run_of(&self->study, 1);
        self->records = calloc(self->study.replicates, sizeof *self->records);
        ready = self->records != NULL && self->study.replicates <= REPLICATES_MAX;
    }
    for (uint32_t r = 0; ready && r < self->study.replicates; r++) {
        ready = run_replicate(self, r, &said);
    }
    tell_messages(&said);
    curb_diagnostics_free(&said);
    return ready;
}

void laboratory_close(laboratory_t *self)
{
    for (size_t r = 0; r < self->record_count; r++) {
        curb_record_free(&self->records[r]);
    }
    free(self->records);
    curb_study_free(&self->study);
    *self = (laboratory_t){0};
}

size_t laboratory_scenario(const laboratory_t *self, const char *id)
{
    for (size_t s = 0; s < self->study.scenario_count; s++) {
        if (strcmp(self->study.scenarios[s].id, id) == 0) {
            return s;
        }
    }
    fail_msg("there is no scenario '%s'", id);
    return 0;
}

static double sum_of(const curb_record_t *record, size_t scenario, curb_metric_t metric,
    const measure_t *measure)
{
    const double *series = curb_record_series(record, scenario, metric);
    size_t sectors = record->sector_count;
    size_t to = measure->to > 0 ? measure->to : record->period_count;
    double sum = 0.0;
    for (size_t period = measure->from; period < to; period++) {
        for (size_t j = 0; j < record->jurisdiction_count; j++) {
            for (size_t m = 0; m < sectors; m++) {
                if ((measure->jurisdictions >> j & 1u) && (measure->sectors >> m & 1u)) {
                    sum += series[(period * record->jurisdiction_count + j) * sectors + m];
                }
            }
        }
    }
    return sum;
}

double laboratory_value(
    const laboratory_t *self, size_t replicate, size_t scenario, const measure_t *measure)
{
    const curb_record_t *record = &self->records[replicate];
    double sum = sum_of(record, scenario, measure->metric, measure);
    return measure->per == CURB_METRIC_COUNT
               ? sum
               : sum / sum_of(record, scenario, measure->per, measure);
}

curb_paired_t laboratory_compare(const laboratory_t *self, const char *reference,
    const char *other, const measure_t *measure)
{
    double before[REPLICATES_MAX];
    double after[REPLICATES_MAX];
    size_t one = laboratory_scenario(self, reference);
    size_t two = laboratory_scenario(self, other);
    for (size_t r = 0; r < self->record_count; r++) {
        before[r] = laboratory_value(self, r, one, measure);
        after[r] = laboratory_value(self, r, two, measure);
    }
    return curb_paired(before, after, self->record_count);
}

bool laboratory_same_bits(const laboratory_t *self, size_t replicate, const char *one,
    const char *other, size_t from, size_t to)
{
    const curb_record_t *record = &self->records[replicate];
    size_t a = laboratory_scenario(self, one);
    size_t b = laboratory_scenario(self, other);
    size_t cells = record->jurisdiction_count * record->sector_count;
    size_t bytes = (to - from) * cells * sizeof(double);
    bool same = true;
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        if (metric != CURB_METRIC_POLICY_COST &&
            memcmp(curb_record_series(record, a, metric) + from * cells,
                curb_record_series(record, b, metric) + from * cells, bytes) != 0) {
            print_message("replicate %zu: %s and %s differ in %s\n", replicate, one, other,
                curb_metric_rows[metric].key);
            same = false;
        }
    }
    return same;
}

void laboratory_tell(FILE *out, const char *what, const curb_paired_t *paired)
{
    fprintf(out, "%-58s %13.6g %+13.5g se %10.3g  %+8.1f se  %+7.2f %%\n", what,
        paired->reference_mean, paired->mean, paired->standard_error, paired->t,
        100.0 * paired->mean / paired->reference_mean);
}
