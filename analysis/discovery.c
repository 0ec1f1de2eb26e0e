/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/discovery.h"

#include "model/memory.h"

#include <math.h>
#include <string.h>

typedef struct {
    const curb_worlds_t *worlds;
    const curb_discovery_options_t *options;
    curb_discovery_t *out;
    double *improvement, *percent; /* [world of the file] */
    size_t *kept;                  /* [world] world of the file */
    double *inputs;                /* of the worlds that are left, [input][left] */
    bool *cases;
} work_t;

curb_discovery_options_t curb_discovery_defaults(void)
{
    return (curb_discovery_options_t){.threshold = NAN,
        .density = 0.8,
        .most_p = 0.05,
        .halves = 50,
        .shufflings = 99,
        .seed = 0x5EED2010};
}

static curb_error_t find_spread(work_t *work, const double *values)
{
    curb_discovery_t *out = work->out;
    size_t n = work->worlds->count;
    curb_error_t error = curb_quantile(values, n, 0, &out->lowest);
    if (error == CURB_OK) {
        error = curb_quantile(values, n, 0.5, &out->median);
    }
    if (error == CURB_OK) {
        error = curb_quantile(values, n, 1, &out->highest);
    }
    out->threshold = work->options->threshold;
    if (error == CURB_OK && isnan(out->threshold)) {
        error = curb_quantile(values, n, 0.25, &out->threshold);
    }
    return error;
}

static curb_error_t take_worlds(work_t *work, size_t scenario)
{
    curb_discovery_t *out = work->out;
    size_t all = work->worlds->count;
    curb_worlds_improvement(work->worlds, scenario, work->improvement, work->percent);
    const double *values = work->options->percent ? work->percent : work->improvement;
    curb_error_t error = find_spread(work, values);
    for (size_t w = 0; w < all; w++) {
        if (!isnan(values[w])) {
            out->cases[out->world_count] = values[w] < out->threshold;
            out->failures += out->cases[out->world_count];
            work->kept[out->world_count++] = w;
        }
    }
    out->dropped = all - out->world_count;
    for (size_t d = 0; d < out->input_count; d++) {
        for (size_t k = 0; k < out->world_count; k++) {
            out->inputs[d * out->world_count + k] =
                work->worlds->values[d * all + work->kept[k]];
        }
    }
    return error;
}

static bool contains(const curb_prim_box_t *box, const curb_discovery_t *out, size_t world)
{
    for (size_t d = 0; d < out->input_count; d++) {
        double x = out->inputs[d * out->world_count + world];
        if (x < box->low[d] || x > box->high[d]) {
            return false;
        }
    }
    return true;
}

/* What no box holds so far. */
static curb_prim_data_t what_is_left(work_t *work)
{
    curb_discovery_t *out = work->out;
    size_t left = 0;
    for (size_t k = 0; k < out->world_count; k++) {
        bool taken = false;
        for (size_t b = 0; b < out->box_count; b++) {
            taken = taken || contains(&out->boxes[b].box, out, k);
        }
        if (!taken) {
            work->cases[left] = out->cases[k];
            work->kept[left++] = k;
        }
    }
    for (size_t d = 0; d < out->input_count; d++) {
        for (size_t i = 0; i < left; i++) {
            work->inputs[d * left + i] = out->inputs[d * out->world_count + work->kept[i]];
        }
    }
    return (curb_prim_data_t){.inputs = work->inputs,
        .cases = work->cases,
        .points = left,
        .input_count = out->input_count,
        .peel = 0.05,
        .paste = 0.05,
        .least_mass = 0.05};
}

static void box_free(curb_discovery_box_t *self)
{
    curb_prim_box_free(&self->box);
    curb_prim_trust_free(&self->trust);
    curb_free(self->quasi_p);
    *self = (curb_discovery_box_t){0};
}

static curb_error_t find_box(
    work_t *work, const curb_prim_data_t *data, curb_discovery_box_t *box)
{
    const curb_discovery_options_t *options = work->options;
    *box = (curb_discovery_box_t){0};
    box->quasi_p = curb_calloc(data->input_count, sizeof *box->quasi_p);
    if (box->quasi_p == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_prim_find(&box->box, data, options->density, options->most_p);
    if (error == CURB_OK) {
        error = curb_prim_trust(&box->trust, &box->box, data, options->density,
            options->most_p, options->halves, options->shufflings, options->seed);
    }
    for (size_t d = 0; error == CURB_OK && d < data->input_count; d++) {
        box->quasi_p[d] = curb_prim_quasi_p(&box->box, data, d);
    }
    box->box.coverage = (double)box->box.hits / (double)work->out->failures;
    box->box.mass = (double)box->box.points / (double)work->out->world_count;
    return error;
}

static curb_error_t find_boxes(work_t *work)
{
    curb_discovery_t *out = work->out;
    curb_prim_data_t data = what_is_left(work);
    curb_error_t error = curb_prim_peel(&out->path, &data);
    while (error == CURB_OK && out->box_count < CURB_DISCOVERY_BOXES_MOST) {
        curb_discovery_box_t *box = &out->boxes[out->box_count];
        error = find_box(work, &data, box);
        bool better = box->box.restricted > 0 && box->trust.p <= 0.05;
        if (error != CURB_OK || (out->box_count > 0 && !better)) {
            bool nothing_left = error == CURB_ERR_INVALID && out->box_count > 0;
            box_free(box);
            return nothing_left ? CURB_OK : error;
        }
        out->box_count++;
        if (!better) {
            return CURB_OK;
        }
        data = what_is_left(work);
    }
    return error;
}

static curb_error_t make(work_t *work)
{
    curb_discovery_t *out = work->out;
    size_t all = work->worlds->count, cells = all * out->input_count;
    out->inputs = curb_calloc(cells, sizeof *out->inputs);
    out->cases = curb_calloc(all, sizeof *out->cases);
    work->improvement = curb_calloc(all, sizeof *work->improvement);
    work->percent = curb_calloc(all, sizeof *work->percent);
    work->kept = curb_calloc(all, sizeof *work->kept);
    work->inputs = curb_calloc(cells, sizeof *work->inputs);
    work->cases = curb_calloc(all, sizeof *work->cases);
    bool whole = out->inputs != NULL && out->cases != NULL && work->improvement != NULL &&
                 work->percent != NULL && work->kept != NULL && work->inputs != NULL &&
                 work->cases != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

curb_error_t curb_discovery_init(curb_discovery_t *self, const curb_worlds_t *worlds,
    size_t scenario, const curb_discovery_options_t *options)
{
    *self = (curb_discovery_t){.input_count = worlds->input_count};
    work_t work = {.worlds = worlds, .options = options, .out = self};
    curb_error_t error = make(&work);
    if (error == CURB_OK) {
        error = take_worlds(&work, scenario);
    }
    if (error == CURB_OK) {
        error = self->input_count > 0 ? find_boxes(&work) : CURB_ERR_INVALID;
    }
    curb_free(work.improvement);
    curb_free(work.percent);
    curb_free(work.kept);
    curb_free(work.inputs);
    curb_free(work.cases);
    return error;
}

void curb_discovery_free(curb_discovery_t *self)
{
    for (size_t b = 0; b < CURB_DISCOVERY_BOXES_MOST; b++) {
        box_free(&self->boxes[b]);
    }
    curb_prim_path_free(&self->path);
    curb_free(self->inputs);
    curb_free(self->cases);
    *self = (curb_discovery_t){0};
}
