/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Net benefits are straight lines in the willingness to pay. Means of lines are lines, too,
 * so the frontier is the upper hull of as many lines as there are options, and is walked
 * from one crossing to the next. */
#include "analysis/acceptability.h"

#include "analysis/maxt.h"
#include "analysis/proportion.h"
#include "model/memory.h"

#include <math.h>

/* --- the plane --- */

curb_plane_t curb_plane(const double *averted, const double *cost, size_t n, double level)
{
    curb_plane_t self = {0};
    size_t hits[CURB_PLANE_QUADRANTS] = {0};
    for (size_t u = 0; u < n; u++) {
        if (!isnan(averted[u]) && !isnan(cost[u])) {
            int quadrant = averted[u] > 0 ? CURB_PLANE_MORE_DEARER : CURB_PLANE_LESS_DEARER;
            hits[quadrant + (cost[u] < 0 ? 1 : 0)]++;
            self.n++;
        }
    }
    for (int q = 0; q < CURB_PLANE_QUADRANTS; q++) {
        self.share[q] = self.n > 0 ? (double)hits[q] / (double)self.n : NAN;
        self.interval[q] = curb_proportion_interval((double)hits[q], self.n, level);
    }
    return self;
}

/* --- acceptability --- */

typedef struct {
    const curb_acceptability_data_t *data;
    curb_acceptability_t *out;
    double level;
    size_t units;           /* in which all options have numbers */
    double *averted, *cost; /* [option][unit] of those; owned */
    double *scores;         /* [option][unit] negated net benefits at one pay; owned */
    double *shares;         /* [option]; owned */
    double *rows;           /* [unit][pay x column] net benefits; owned */
    double *mean_averted, *mean_cost; /* [option]; owned */
} work_t;

static bool is_whole(const curb_acceptability_data_t *data, size_t unit)
{
    for (size_t c = 0; c < data->column_count; c++) {
        size_t at = c * data->unit_count + unit;
        if (isnan(data->averted[at]) || isnan(data->cost[at])) {
            return false;
        }
    }
    return true;
}

static void gather(work_t *work)
{
    const curb_acceptability_data_t *data = work->data;
    size_t n = 0;
    for (size_t u = 0; u < data->unit_count; u++) {
        if (is_whole(data, u)) {
            for (size_t c = 0; c < data->column_count; c++) {
                size_t to = (c + 1) * data->unit_count + n;
                work->averted[to] = data->averted[c * data->unit_count + u];
                work->cost[to] = data->cost[c * data->unit_count + u];
            }
            n++;
        }
    }
    work->units = work->out->n = n;
    for (size_t o = 0; o < work->out->option_count; o++) {
        for (size_t u = 0; u < n; u++) {
            size_t at = o * data->unit_count + u;
            work->mean_averted[o] += work->averted[at] / (double)n;
            work->mean_cost[o] += work->cost[at] / (double)n;
        }
    }
}

static bool is_withheld(const work_t *work, size_t option)
{
    return option > 0 && work->data->withheld != NULL && work->data->withheld[option - 1];
}

static double mean_net(const work_t *work, size_t option, double pay)
{
    return pay * work->mean_averted[option] - work->mean_cost[option];
}

/* Net benefits of all options at one pay, and who has the greatest how often. */
static void weigh(work_t *work, size_t p)
{
    curb_acceptability_t *out = work->out;
    size_t n = work->units, stride = work->data->unit_count, best = 0;
    size_t columns = work->data->column_count, all = columns * out->pay_count;
    double pay = work->data->pay[p];
    for (size_t o = 0; o < out->option_count; o++) {
        for (size_t u = 0; u < n; u++) {
            double net = pay * work->averted[o * stride + u] - work->cost[o * stride + u];
            work->scores[o * n + u] = -net;
            if (o > 0 && !work->data->means_only) {
                work->rows[u * all + p * columns + o - 1] = net;
            }
        }
        bool leads = mean_net(work, o, pay) > mean_net(work, best, pay);
        best = leads && !is_withheld(work, o) ? o : best;
    }
    (void)curb_share_first(work->scores, out->option_count, n, work->shares);
    for (size_t o = 0; o < out->option_count; o++) {
        curb_acceptability_cell_t *cell = &out->cells[p * out->option_count + o];
        cell->share = work->shares[o];
        cell->share_interval =
            curb_proportion_interval(work->shares[o] * (double)n, n, work->level);
        cell->on_frontier = o == best;
        cell->net = is_withheld(work, o) ? NAN : mean_net(work, o, pay);
        cell->net_interval = o > 0 ? (curb_interval_t){NAN, NAN} : (curb_interval_t){0, 0};
    }
}

static curb_error_t find_intervals(work_t *work, uint64_t seed)
{
    curb_acceptability_t *out = work->out;
    size_t columns = work->data->column_count, all = columns * out->pay_count;
    curb_maxt_t family;
    curb_error_t error =
        curb_maxt_init(&family, work->rows, work->units, all, work->level, seed);
    if (error != CURB_OK) {
        return error;
    }
    out->critical = family.critical;
    for (size_t p = 0; p < out->pay_count; p++) {
        for (size_t o = 1; o < out->option_count; o++) {
            curb_acceptability_cell_t *cell = &out->cells[p * out->option_count + o];
            const curb_maxt_column_t *column = &family.columns[p * columns + o - 1];
            cell->net_interval =
                is_withheld(work, o) ? cell->net_interval : column->interval;
        }
    }
    curb_maxt_free(&family);
    return CURB_OK;
}

/* The cheapest; of equally cheap ones the one that averts most, then the first. */
static size_t cheapest(const work_t *work)
{
    size_t best = 0;
    for (size_t o = 1; o < work->out->option_count; o++) {
        double less = work->mean_cost[best] - work->mean_cost[o];
        double more = work->mean_averted[o] - work->mean_averted[best];
        if (!is_withheld(work, o) && (less > 0 || (less >= 0 && more > 0))) {
            best = o;
        }
    }
    return best;
}

/* Who overtakes `at` first: the smallest extra cost per extra person-year, of equals the
 * one that averts most. `at` itself when nobody does. */
static size_t next_on_frontier(const work_t *work, size_t at)
{
    size_t next = at;
    double least = INFINITY;
    for (size_t o = 0; o < work->out->option_count; o++) {
        double more = work->mean_averted[o] - work->mean_averted[at];
        double pay = (work->mean_cost[o] - work->mean_cost[at]) / more;
        bool leads = pay < least ||
                     (pay <= least && work->mean_averted[o] > work->mean_averted[next]);
        if (more > 0 && !is_withheld(work, o) && leads) {
            next = o;
            least = pay;
        }
    }
    return next;
}

static void walk_frontier(work_t *work)
{
    curb_acceptability_t *out = work->out;
    size_t n = work->units, stride = work->data->unit_count, at = cheapest(work);
    double critical = curb_t_critical(work->level, n, 1);
    out->steps[out->step_count++] =
        (curb_acceptability_step_t){at, {0, {NAN, NAN}, CURB_RATIO_UNDEFINED}};
    for (size_t next; (next = next_on_frontier(work, at)) != at; at = next) {
        for (size_t u = 0; u < n; u++) {
            work->scores[u] = work->cost[next * stride + u] - work->cost[at * stride + u];
            work->scores[n + u] =
                work->averted[next * stride + u] - work->averted[at * stride + u];
        }
        curb_ratio_t from = curb_ratio(work->scores, work->scores + n, n, critical);
        if (from.set !=
            CURB_RATIO_BOUNDED) { /* where the means cross is known all the same */
            from.ratio = (work->mean_cost[next] - work->mean_cost[at]) /
                         (work->mean_averted[next] - work->mean_averted[at]);
        }
        out->steps[out->step_count++] = (curb_acceptability_step_t){next, from};
    }
}

static curb_error_t work_init(work_t *work)
{
    curb_acceptability_t *out = work->out;
    size_t cells = out->option_count * work->data->unit_count;
    size_t columns = work->data->means_only ? 0 : work->data->column_count * out->pay_count;
    out->cells = curb_calloc(out->option_count * out->pay_count, sizeof *out->cells);
    out->steps = curb_calloc(out->option_count, sizeof *out->steps);
    work->averted = curb_calloc(cells, sizeof *work->averted);
    work->cost = curb_calloc(cells, sizeof *work->cost);
    work->scores = curb_calloc(cells, sizeof *work->scores);
    work->shares = curb_calloc(out->option_count, sizeof *work->shares);
    work->rows = curb_calloc(work->data->unit_count * columns, sizeof *work->rows);
    work->mean_averted = curb_calloc(out->option_count, sizeof *work->mean_averted);
    work->mean_cost = curb_calloc(out->option_count, sizeof *work->mean_cost);
    bool whole = out->cells != NULL && out->steps != NULL && work->averted != NULL &&
                 work->cost != NULL && work->scores != NULL && work->shares != NULL &&
                 work->rows != NULL && work->mean_averted != NULL &&
                 work->mean_cost != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void work_free(work_t *work)
{
    curb_free(work->averted);
    curb_free(work->cost);
    curb_free(work->scores);
    curb_free(work->shares);
    curb_free(work->rows);
    curb_free(work->mean_averted);
    curb_free(work->mean_cost);
}

curb_error_t curb_acceptability_init(curb_acceptability_t *self,
    const curb_acceptability_data_t *data, double level, uint64_t seed)
{
    *self = (curb_acceptability_t){.option_count = data->column_count + 1,
        .pay_count = data->pay_count,
        .critical = NAN};
    work_t work = {.data = data, .out = self, .level = level};
    curb_error_t error = work_init(&work);
    if (error == CURB_OK) {
        gather(&work);
        error = work.units >= 2 ? CURB_OK : CURB_ERR_INVALID;
    }
    for (size_t p = 0; error == CURB_OK && p < data->pay_count; p++) {
        weigh(&work, p);
    }
    if (error == CURB_OK && !data->means_only && data->column_count * data->pay_count > 0) {
        error = find_intervals(&work, seed);
    }
    if (error == CURB_OK) {
        walk_frontier(&work);
    }
    work_free(&work);
    if (error != CURB_OK) {
        curb_acceptability_free(self);
    }
    return error;
}

void curb_acceptability_free(curb_acceptability_t *self)
{
    curb_free(self->cells);
    curb_free(self->steps);
    *self = (curb_acceptability_t){0};
}

const curb_acceptability_cell_t *curb_acceptability_at(
    const curb_acceptability_t *self, size_t pay, size_t option)
{
    return &self->cells[pay * self->option_count + option];
}
