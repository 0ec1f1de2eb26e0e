/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A box is its limits; which points are inside is looked up anew. With some hundred points
 * and inputs that is quick, and there is no second truth that could differ. */
#include "analysis/prim.h"

#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <math.h>
#include <string.h>

static const double SAME = 1e-12; /* gains that differ by less are equal */

/* A slice that could be taken. */
typedef struct {
    size_t input;
    bool upper;
    double limit, gain;
    bool restricted; /* its input has a limit already */
} slice_t;

typedef struct {
    const curb_prim_data_t *data;
    size_t *inside; /* points in the box */
    double *sorted; /* an input of those */
    bool *is_in;    /* [point] */
    size_t *order;  /* [input][point] by rising value, for peeling; sorted once */
} work_t;

static curb_error_t work_init(work_t *work, const curb_prim_data_t *data)
{
    *work = (work_t){.data = data};
    work->inside = curb_calloc(data->points, sizeof *work->inside);
    work->sorted = curb_calloc(data->points, sizeof *work->sorted);
    work->is_in = curb_calloc(data->points, sizeof *work->is_in);
    bool whole = work->inside != NULL && work->sorted != NULL && work->is_in != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static bool is_open(const curb_prim_data_t *data, size_t input)
{
    return data->open == NULL || data->open[input];
}

static curb_error_t sort_inputs(work_t *work)
{
    size_t n = work->data->points;
    work->order = curb_calloc(n * work->data->input_count, sizeof *work->order);
    if (work->order == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t d = 0; d < work->data->input_count; d++) {
        if (is_open(work->data, d)) {
            gsl_sort_index(work->order + d * n, work->data->inputs + d * n, 1, n);
        }
    }
    return CURB_OK;
}

static void work_free(work_t *work)
{
    curb_free(work->inside);
    curb_free(work->sorted);
    curb_free(work->is_in);
    curb_free(work->order);
}

static curb_error_t box_init(curb_prim_box_t *self, size_t input_count)
{
    *self = (curb_prim_box_t){0};
    self->low = curb_calloc(input_count, sizeof *self->low);
    self->high = curb_calloc(input_count, sizeof *self->high);
    if (self->low == NULL || self->high == NULL) {
        curb_prim_box_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t d = 0; d < input_count; d++) {
        self->low[d] = -INFINITY;
        self->high[d] = INFINITY;
    }
    return CURB_OK;
}

void curb_prim_box_free(curb_prim_box_t *self)
{
    curb_free(self->low);
    curb_free(self->high);
    *self = (curb_prim_box_t){0};
}

curb_error_t curb_prim_box_copy(
    curb_prim_box_t *self, const curb_prim_box_t *from, size_t input_count)
{
    curb_error_t error = box_init(self, input_count);
    if (error == CURB_OK) {
        double *low = self->low, *high = self->high;
        memcpy(low, from->low, input_count * sizeof *low);
        memcpy(high, from->high, input_count * sizeof *high);
        *self = *from;
        self->low = low;
        self->high = high;
    }
    return error;
}

static bool has_limit(const curb_prim_box_t *self, size_t input)
{
    return !isinf(self->low[input]) || !isinf(self->high[input]);
}

/* Whether a point is inside, the limits of one input set aside (input_count: of none). */
static bool is_inside(
    const curb_prim_box_t *self, const curb_prim_data_t *data, size_t point, size_t aside)
{
    for (size_t d = 0; d < data->input_count; d++) {
        double x = data->inputs[d * data->points + point];
        if (d != aside && (x < self->low[d] || x > self->high[d])) {
            return false;
        }
    }
    return true;
}

static void count_inside(const curb_prim_box_t *self, const curb_prim_data_t *data,
    size_t aside, size_t *points, size_t *hits)
{
    *points = *hits = 0;
    for (size_t i = 0; i < data->points; i++) {
        if (is_inside(self, data, i, aside)) {
            *points += 1;
            *hits += data->cases[i];
        }
    }
}

static size_t all_cases(const curb_prim_data_t *data)
{
    size_t cases = 0;
    for (size_t i = 0; i < data->points; i++) {
        cases += data->cases[i];
    }
    return cases;
}

static void measure(curb_prim_box_t *self, const curb_prim_data_t *data)
{
    count_inside(self, data, data->input_count, &self->points, &self->hits);
    self->coverage = (double)self->hits / (double)all_cases(data);
    self->density = self->points > 0 ? (double)self->hits / (double)self->points : 0;
    self->mass = (double)self->points / (double)data->points;
    self->restricted = 0;
    for (size_t d = 0; d < data->input_count; d++) {
        self->restricted += has_limit(self, d);
    }
}

/* --- peeling --- */

/* The limit between the slice and the rest: in the middle of the two values, moved past
 * ties. NaN when all values are one. */
static double slice_limit(const work_t *work, size_t n, size_t taken, bool upper)
{
    const double *v = work->sorted;
    for (size_t k = taken; k < n; k++) {
        double inner = upper ? v[n - k - 1] : v[k];
        double outer = upper ? v[n - k] : v[k - 1];
        if (inner != outer) {
            return (inner + outer) / 2;
        }
    }
    return NAN;
}

/* Fills in the gain. False when the slice takes too much or yields nothing. */
static bool weigh(const work_t *work, const curb_prim_box_t *box, slice_t *slice)
{
    const curb_prim_data_t *data = work->data;
    size_t left = 0, hits = 0;
    for (size_t i = 0; i < box->points; i++) {
        double x = data->inputs[slice->input * data->points + work->inside[i]];
        if (slice->upper ? x <= slice->limit : x >= slice->limit) {
            left++;
            hits += data->cases[work->inside[i]];
        }
    }
    if (left == 0 || left == box->points ||
        (double)left < data->least_mass * (double)data->points) {
        return false;
    }
    double removed = (double)(box->points - left) / (double)box->points;
    slice->gain = ((double)hits / (double)left - box->density) / removed;
    return slice->gain > 0;
}

static bool is_better(const slice_t *slice, const slice_t *best)
{
    if (slice->gain > best->gain * (1 + SAME)) {
        return true;
    }
    return slice->gain >= best->gain * (1 - SAME) && slice->restricted && !best->restricted;
}

/* The values of an input inside the box, rising. */
static void list_sorted(const work_t *work, size_t input)
{
    size_t all = work->data->points, count = 0;
    const size_t *order = work->order + input * all;
    for (size_t k = 0; k < all; k++) {
        if (work->is_in[order[k]]) {
            work->sorted[count++] = work->data->inputs[input * all + order[k]];
        }
    }
}

static bool best_slice(const work_t *work, const curb_prim_box_t *box, slice_t *best)
{
    const curb_prim_data_t *data = work->data;
    size_t n = box->points;
    size_t taken = n > 0 ? (size_t)ceil(data->peel * (double)(n - 1)) : 0;
    *best = (slice_t){.gain = 0};
    bool found = false;
    for (size_t d = 0; d < data->input_count && n > 1; d++) {
        if (!is_open(data, d)) {
            continue;
        }
        list_sorted(work, d);
        for (int upper = 0; upper < 2; upper++) {
            slice_t slice = {
                .input = d, .upper = upper != 0, .restricted = has_limit(box, d)};
            slice.limit = slice_limit(work, n, taken > 0 ? taken : 1, slice.upper);
            if (!isnan(slice.limit) && weigh(work, box, &slice) &&
                (!found || is_better(&slice, best))) {
                *best = slice;
                found = true;
            }
        }
    }
    return found;
}

static void list_inside(work_t *work, const curb_prim_box_t *box)
{
    size_t count = 0;
    for (size_t i = 0; i < work->data->points; i++) {
        work->is_in[i] = is_inside(box, work->data, i, work->data->input_count);
        if (work->is_in[i]) {
            work->inside[count++] = i;
        }
    }
}

/* A new last box of the path, a copy of the one before. */
static curb_error_t grow(curb_prim_path_t *self)
{
    if (self->count == self->capacity) {
        size_t capacity = 2 * self->capacity + 16;
        curb_prim_box_t *grown = curb_realloc(self->boxes, capacity, sizeof *grown);
        if (grown == NULL) {
            return CURB_ERR_NO_MEMORY;
        }
        self->boxes = grown;
        self->capacity = capacity;
    }
    curb_prim_box_t *box = &self->boxes[self->count];
    curb_error_t error =
        self->count == 0
            ? box_init(box, self->input_count)
            : curb_prim_box_copy(box, &self->boxes[self->count - 1], self->input_count);
    self->count += error == CURB_OK;
    return error;
}

curb_error_t curb_prim_peel(curb_prim_path_t *self, const curb_prim_data_t *data)
{
    *self = (curb_prim_path_t){.input_count = data->input_count};
    size_t cases = all_cases(data);
    if (cases == 0 || cases == data->points) {
        return CURB_ERR_INVALID;
    }
    work_t work;
    curb_error_t error = work_init(&work, data);
    if (error == CURB_OK) {
        error = sort_inputs(&work);
    }
    slice_t slice = {0};
    for (bool more = true; error == CURB_OK && more;) {
        error = grow(self);
        if (error == CURB_OK) {
            curb_prim_box_t *box = &self->boxes[self->count - 1];
            if (self->count > 1) {
                (slice.upper ? box->high : box->low)[slice.input] = slice.limit;
            }
            measure(box, data);
            list_inside(&work, box);
            more = best_slice(&work, box, &slice);
        }
    }
    work_free(&work);
    if (error != CURB_OK) {
        curb_prim_path_free(self);
    }
    return error;
}

void curb_prim_path_free(curb_prim_path_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        curb_prim_box_free(&self->boxes[i]);
    }
    curb_free(self->boxes);
    *self = (curb_prim_path_t){0};
}

size_t curb_prim_choose(const curb_prim_path_t *self, double density)
{
    size_t densest = 0;
    for (size_t i = 0; i < self->count; i++) {
        if (self->boxes[i].density >= density) {
            return i;
        }
        densest = self->boxes[i].density > self->boxes[densest].density ? i : densest;
    }
    return densest;
}

/* --- pasting --- */

/* Where a limit goes when it lets in the next points: NaN when nothing lies beyond. */
static double pasted_limit(
    work_t *work, const curb_prim_box_t *box, size_t input, bool upper)
{
    const curb_prim_data_t *data = work->data;
    const double *x = data->inputs + input * data->points;
    size_t beyond = 0;
    for (size_t i = 0; i < data->points; i++) {
        bool out = upper ? x[i] > box->high[input] : x[i] < box->low[input];
        if (out && is_inside(box, data, i, input)) {
            work->sorted[beyond++] = upper ? x[i] : -x[i];
        }
    }
    gsl_sort(work->sorted, 1, beyond);
    size_t given = (size_t)ceil(data->paste * (double)box->points);
    if (beyond == 0 || given == 0) {
        return NAN;
    }
    if (given >= beyond) {
        return upper ? INFINITY : -INFINITY;
    }
    double limit = (work->sorted[given - 1] + work->sorted[given]) / 2;
    return upper ? limit : -limit;
}

/* Tries to move one limit; keeps the move when the density does not fall. */
static bool try_paste(work_t *work, curb_prim_box_t *box, size_t input, bool upper)
{
    double *end = upper ? &box->high[input] : &box->low[input];
    double limit = isinf(*end) ? NAN : pasted_limit(work, box, input, upper);
    if (isnan(limit)) {
        return false;
    }
    double kept = *end;
    size_t points, hits;
    *end = limit;
    count_inside(box, work->data, work->data->input_count, &points, &hits);
    bool holds = (double)hits >= box->density * (double)points * (1 - SAME);
    if (!holds) {
        *end = kept;
    }
    measure(box, work->data);
    return holds;
}

curb_error_t curb_prim_paste(curb_prim_box_t *self, const curb_prim_data_t *data)
{
    work_t work;
    curb_error_t error = work_init(&work, data);
    for (bool moved = error == CURB_OK; moved;) {
        moved = false;
        for (size_t d = 0; d < data->input_count; d++) {
            moved = try_paste(&work, self, d, false) || moved;
            moved = try_paste(&work, self, d, true) || moved;
        }
    }
    work_free(&work);
    return error;
}

/* --- which limits matter --- */

double curb_prim_binomial_tail(size_t hits, size_t points, double q)
{
    return hits == 0 ? 1 : gsl_cdf_binomial_Q((unsigned)hits - 1, q, (unsigned)points);
}

double curb_prim_quasi_p(
    const curb_prim_box_t *self, const curb_prim_data_t *data, size_t input)
{
    size_t points, hits;
    if (!has_limit(self, input)) {
        return NAN;
    }
    count_inside(self, data, input, &points, &hits);
    return curb_prim_binomial_tail(self->hits, self->points, (double)hits / (double)points);
}

/* One round: the box that peeling over the open inputs yields. */
static curb_error_t find_once(
    curb_prim_box_t *self, const curb_prim_data_t *data, double density)
{
    curb_prim_path_t path;
    curb_error_t error = curb_prim_peel(&path, data);
    if (error == CURB_OK) {
        size_t chosen = curb_prim_choose(&path, density);
        error = curb_prim_box_copy(self, &path.boxes[chosen], data->input_count);
    }
    curb_prim_path_free(&path);
    return error;
}

/* Leaves open the inputs that have limits, but for the one with the largest quasi p when
 * that is above `most`. @return whether there was one. */
static bool close_worst(
    const curb_prim_box_t *box, const curb_prim_data_t *data, double most, bool *open)
{
    size_t worst = data->input_count;
    for (size_t d = 0; d < data->input_count; d++) {
        double p = curb_prim_quasi_p(box, data, d);
        open[d] = has_limit(box, d);
        if (p > most) {
            most = p;
            worst = d;
        }
    }
    if (worst < data->input_count) {
        open[worst] = false;
    }
    return worst < data->input_count;
}

curb_error_t curb_prim_find(
    curb_prim_box_t *self, const curb_prim_data_t *data, double density, double most_p)
{
    curb_prim_data_t rest = *data;
    bool *open = curb_calloc(data->input_count, sizeof *open);
    *self = (curb_prim_box_t){0};
    curb_error_t error = open != NULL ? find_once(self, data, density) : CURB_ERR_NO_MEMORY;
    rest.open = open;
    while (error == CURB_OK && close_worst(self, data, most_p, open)) {
        curb_prim_box_free(self);
        error = find_once(self, &rest, density);
    }
    if (error == CURB_OK) {
        error = curb_prim_paste(self, data);
    }
    curb_free(open);
    return error;
}
