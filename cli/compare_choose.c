/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_writer.h"
#include "cli/number.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    size_t scenario;
    double clarity;
} candidate_t;

/* The difference in half-widths; below 0 where nothing is claimed. */
static double clarity_of(const curb_compare_row_t *row)
{
    double half = (row->ci_high - row->ci_low) / 2;
    if (isnan(row->difference) || isnan(half)) {
        return -1;
    }
    return half > 0 ? fabs(row->difference) / half
                    : (fabs(row->difference) > 0 ? INFINITY : 0);
}

static int by_clarity(const void *left, const void *right)
{
    const candidate_t *a = left, *b = right;
    if (a->clarity != b->clarity) {
        return a->clarity < b->clarity ? 1 : -1;
    }
    return (a->scenario > b->scenario) - (a->scenario < b->scenario);
}

/* Sums of the first metric: a row a scenario. */
static size_t gather(const curb_writer_t *self, candidate_t *candidates)
{
    const curb_compare_t *compare = self->in->compare;
    size_t count = 0;
    for (size_t i = 0; i < compare->row_count; i++) {
        const curb_compare_row_t *row = &compare->rows[i];
        if (row->metric == compare->rows[0].metric && curb_writer_is_sum(row)) {
            candidates[count++] = (candidate_t){row->scenario, clarity_of(row)};
        }
    }
    return count;
}

curb_error_t curb_writer_choose(curb_writer_t *self)
{
    size_t scenarios = self->in->labels->scenario_count;
    candidate_t *candidates = curb_calloc(scenarios, sizeof *candidates);
    bool *shown = curb_calloc(scenarios, sizeof *shown);
    if (candidates == NULL || shown == NULL) {
        curb_free(candidates);
        curb_free(shown);
        return CURB_ERR_NO_MEMORY;
    }
    size_t count = gather(self, candidates);
    if (count > CURB_WRITER_MOST) {
        qsort(candidates, count, sizeof *candidates, by_clarity);
        for (size_t i = 0; i < CURB_WRITER_SHOWN; i++) {
            shown[candidates[i].scenario] = true;
        }
        shown[self->in->labels->baseline] = true;
        self->left_out = count - CURB_WRITER_SHOWN;
        self->shown = shown;
        shown = NULL;
    }
    curb_free(shown);
    curb_free(candidates);
    return CURB_OK;
}

void curb_writer_free(curb_writer_t *self)
{
    curb_free(self->shown);
    self->shown = NULL;
}

bool curb_writer_shows(const curb_writer_t *self, size_t scenario)
{
    return self->shown == NULL || self->shown[scenario];
}

void curb_writer_note_left_out(const curb_writer_t *self)
{
    char text[400];
    if (self->left_out == 0) {
        return;
    }
    snprintf(text, sizeof text,
        "Shown are the %d scenarios whose '%s' changes most clearly (difference over "
        "half-width), in the study's order. %s more are counted in all numbers and have no "
        "lines: --scenario ID shows one, --format csv or json all.",
        CURB_WRITER_SHOWN, curb_metric_rows[self->in->compare->rows[0].metric].key,
        curb_number((double)self->left_out, 0).text);
    curb_writer_paragraph(self, text);
}
