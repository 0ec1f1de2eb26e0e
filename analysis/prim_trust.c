/* SPDX-License-Identifier: GPL-3.0-or-later */
/* PRIM always finds a box. Whether it says more than a box found in noise is asked in two
 * ways: do the same inputs get limits in random halves of the points, and does a box of
 * cases that were shuffled over the points hold as many? The quasi p of an input does not
 * answer that, for it knows nothing of the search. */
#include "analysis/prim.h"

#include "analysis/shuffle.h"
#include "model/memory.h"

#include <math.h>

typedef struct {
    const curb_prim_data_t *data;
    double density, most_p;
    uint64_t seed;
    size_t *order;  /* [point] */
    double *inputs; /* [input][half] */
    bool *cases;    /* [point] */
} work_t;

/* Cases beyond those that the box's size alone would hold. */
static double excess(const curb_prim_box_t *box, double cases)
{
    return (double)box->hits - box->mass * cases;
}

/* A sample without cases, or with nothing else, has no box. */
static curb_error_t find_or_none(
    curb_prim_box_t *box, const curb_prim_data_t *data, const work_t *work)
{
    curb_error_t error = curb_prim_find(box, data, work->density, work->most_p);
    return error == CURB_ERR_INVALID ? CURB_OK : error;
}

static curb_error_t try_half(work_t *work, curb_prim_trust_t *self, uint32_t turn)
{
    curb_prim_data_t half = *work->data;
    size_t all = work->data->points;
    half.points = all / 2;
    curb_shuffle(work->seed, turn, all, work->order);
    for (size_t i = 0; i < half.points; i++) {
        work->cases[i] = work->data->cases[work->order[i]];
        for (size_t d = 0; d < half.input_count; d++) {
            work->inputs[d * half.points + i] =
                work->data->inputs[d * all + work->order[i]];
        }
    }
    half.inputs = work->inputs;
    half.cases = work->cases;
    curb_prim_box_t box = {0};
    curb_error_t error = find_or_none(&box, &half, work);
    for (size_t d = 0; box.low != NULL && d < half.input_count; d++) {
        bool limited = !isinf(box.low[d]) || !isinf(box.high[d]);
        self->share[d] += limited ? 1 / (double)self->halves : 0;
    }
    curb_prim_box_free(&box);
    return error;
}

static curb_error_t try_shuffled(work_t *work, uint32_t turn, double cases, double *found)
{
    curb_prim_data_t shuffled = *work->data;
    curb_shuffle(~work->seed, turn, shuffled.points, work->order);
    for (size_t i = 0; i < shuffled.points; i++) {
        work->cases[i] = work->data->cases[work->order[i]];
    }
    shuffled.cases = work->cases;
    curb_prim_box_t box = {0};
    curb_error_t error = find_or_none(&box, &shuffled, work);
    *found = excess(&box, cases);
    curb_prim_box_free(&box);
    return error;
}

static curb_error_t run(work_t *work, curb_prim_trust_t *self, const curb_prim_box_t *box)
{
    curb_error_t error = CURB_OK;
    double cases = 0;
    size_t reached = 0;
    for (size_t i = 0; i < work->data->points; i++) {
        cases += work->data->cases[i];
    }
    for (size_t turn = 0; turn < self->halves && error == CURB_OK; turn++) {
        error = try_half(work, self, (uint32_t)turn);
    }
    for (size_t turn = 0; turn < self->shufflings && error == CURB_OK; turn++) {
        double found = 0;
        error = try_shuffled(work, (uint32_t)turn, cases, &found);
        reached += found >= excess(box, cases) - 1e-9;
    }
    self->p = (double)(1 + reached) / (double)(1 + self->shufflings);
    return error;
}

curb_error_t curb_prim_trust(curb_prim_trust_t *self, const curb_prim_box_t *box,
    const curb_prim_data_t *data, double density, double most_p, size_t halves,
    size_t shufflings, uint64_t seed)
{
    *self = (curb_prim_trust_t){.halves = halves, .shufflings = shufflings};
    work_t work = {data, density, most_p, seed, NULL, NULL, NULL};
    self->share = curb_calloc(data->input_count, sizeof *self->share);
    work.order = curb_calloc(data->points, sizeof *work.order);
    work.inputs = curb_calloc(data->input_count * data->points, sizeof *work.inputs);
    work.cases = curb_calloc(data->points, sizeof *work.cases);
    bool whole = self->share != NULL && work.order != NULL && work.inputs != NULL &&
                 work.cases != NULL;
    curb_error_t error = whole ? run(&work, self, box) : CURB_ERR_NO_MEMORY;
    curb_free(work.order);
    curb_free(work.inputs);
    curb_free(work.cases);
    if (error != CURB_OK) {
        curb_prim_trust_free(self);
    }
    return error;
}

void curb_prim_trust_free(curb_prim_trust_t *self)
{
    curb_free(self->share);
    *self = (curb_prim_trust_t){0};
}
