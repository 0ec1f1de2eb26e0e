/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Whole runs for tests: a study given as text is read and all its replicates are run; what
 *  a scenario changes is then asked for as paired differences. */
#ifndef CURB_TESTS_LABORATORY_H
#define CURB_TESTS_LABORATORY_H

#include "analysis/paired.h"
#include "model/run.h"
#include "study/study.h"

#include <stdio.h>

typedef struct {
    curb_study_t study;
    curb_run_t run;
    size_t record_count;
    curb_record_t *records; /**< [replicate] */
} laboratory_t;

/** A number that is read off a run: a sum over cells and periods, or one sum per another.
 */
typedef struct {
    curb_metric_t metric;
    curb_metric_t per;               /**< CURB_METRIC_COUNT: the sum itself */
    unsigned jurisdictions, sectors; /**< bits */
    size_t from, to;                 /**< periods, the last excluded; to 0: the end */
} measure_t;

/** Reads `text` as a study and runs it; what goes wrong is printed.
 *  @return whether all is there. Close it in any case. */
bool laboratory_open(laboratory_t *self, const char *text);
void laboratory_close(laboratory_t *self);

/** Index of a scenario; fails the test when there is none. */
size_t laboratory_scenario(const laboratory_t *self, const char *id);

double laboratory_value(
    const laboratory_t *self, size_t replicate, size_t scenario, const measure_t *measure);

/** The paired difference of `other` to `reference` over the replicates. */
curb_paired_t laboratory_compare(const laboratory_t *self, const char *reference,
    const char *other, const measure_t *measure);

/** Whether two scenarios of a replicate have the same bits in all metrics but `policy_cost`
 * in a range of periods; says where they do not. */
bool laboratory_same_bits(const laboratory_t *self, size_t replicate, const char *one,
    const char *other, size_t from, size_t to);

/** Writes a difference in one line: mean, its standard error and their ratio. */
void laboratory_tell(FILE *out, const char *what, const curb_paired_t *paired);

#endif
