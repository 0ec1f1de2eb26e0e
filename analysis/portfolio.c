/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything is said of columns over units: a package's own, the difference of two, a
 * package less its parts. A family of columns becomes intervals that hold together in
 * curb_maxt_init(). */
#include "analysis/portfolio.h"

#include "analysis/maxt.h"
#include "analysis/pairing.h"
#include "model/memory.h"

#include <math.h>

typedef struct {
    const curb_portfolio_data_t *data;
    curb_portfolio_t *out;
    uint64_t seed;
    double *rows;           /* [unit][column] of a family; grown as needed */
    double *cost, *averted; /* [package] means, or one unit's values */
    size_t *by;             /* [package] */
    size_t (*parts)[CURB_PORTFOLIO_PARTS_MAX]; /* [interaction] packages of one policy */
} work_t;

static double averted_of(const work_t *work, size_t package, size_t unit)
{
    return work->data->averted[package * work->data->unit_count + unit];
}

static double cost_of(const work_t *work, size_t package, size_t unit)
{
    return work->data->cost[package * work->data->unit_count + unit];
}

static bool signs_differ(const work_t *work, size_t column, size_t columns)
{
    return curb_concepts_disagree(
        work->rows + column, columns, work->data->concepts, work->data->unit_count);
}

static curb_error_t make_rows(work_t *work, size_t columns)
{
    curb_free(work->rows);
    work->rows = curb_calloc(work->data->unit_count * columns, sizeof *work->rows);
    return work->rows != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

/* Averted years of all packages, then their costs. */
static curb_error_t weigh_packages(work_t *work)
{
    curb_portfolio_t *out = work->out;
    size_t count = out->package_count, n = out->unit_count;
    curb_maxt_t family;
    curb_error_t error = make_rows(work, 2 * count);
    for (size_t u = 0; error == CURB_OK && u < n; u++) {
        for (size_t p = 0; p < count; p++) {
            double averted = averted_of(work, p, u), cost = cost_of(work, p, u);
            bool whole = !isnan(averted) && !isnan(cost);
            work->rows[u * 2 * count + p] = whole ? averted : NAN;
            work->rows[u * 2 * count + count + p] = whole ? cost : NAN;
        }
    }
    if (error == CURB_OK) {
        error = curb_maxt_init(&family, work->rows, n, 2 * count, out->level, work->seed);
    }
    if (error != CURB_OK) {
        return error;
    }
    out->critical = family.critical;
    for (size_t p = 0; p < count; p++) {
        curb_portfolio_package_t *package = &out->packages[p];
        const curb_maxt_column_t *cost = &family.columns[count + p];
        package->n = cost->n;
        package->cost = cost->n > 0 ? cost->mean : NAN;
        package->cost_interval = cost->interval;
        package->concepts_disagree = signs_differ(work, p, 2 * count);
        bool known = cost->n > 0 && !package->concepts_disagree;
        package->averted = known ? family.columns[p].mean : NAN;
        package->averted_interval =
            known ? family.columns[p].interval : (curb_interval_t){NAN, NAN};
        package->cost_per_year = curb_ratio(work->data->cost + p * n,
            work->data->averted + p * n, n, known ? family.critical : NAN);
        package->cost_per_year.ratio *= out->years;
        package->cost_per_year.interval.low *= out->years;
        package->cost_per_year.interval.high *= out->years;
    }
    curb_maxt_free(&family);
    return CURB_OK;
}

static void find_front(work_t *work)
{
    curb_portfolio_t *out = work->out;
    for (size_t p = 0; p < out->package_count; p++) {
        work->cost[p] = out->packages[p].cost;
        work->averted[p] = out->packages[p].averted;
    }
    curb_front_dominators(work->cost, work->averted, out->package_count, work->by);
    out->best = CURB_FRONT_NONE;
    for (size_t p = 0; p < out->package_count; p++) {
        curb_portfolio_package_t *package = &out->packages[p];
        package->dominated_by = work->by[p];
        package->on_front = work->by[p] == CURB_FRONT_NONE && !isnan(package->averted);
        out->front_count += package->on_front;
        bool leads = package->on_front && package->averted > 0;
        if (leads && (out->best == CURB_FRONT_NONE ||
                         package->averted > out->packages[out->best].averted)) {
            out->best = p;
        }
    }
}

/* Fronts of single units. A package without a number there is on none. */
static void share_fronts(work_t *work)
{
    curb_portfolio_t *out = work->out;
    size_t units[CURB_CONCEPT_COUNT] = {0};
    for (size_t u = 0; u < out->unit_count; u++) {
        int concept = work->data->concepts != NULL ? work->data->concepts[u] : 0;
        units[concept]++;
        for (size_t p = 0; p < out->package_count; p++) {
            work->cost[p] = cost_of(work, p, u);
            work->averted[p] = averted_of(work, p, u);
        }
        curb_front_dominators(work->cost, work->averted, out->package_count, work->by);
        for (size_t p = 0; p < out->package_count; p++) {
            bool there = !isnan(work->cost[p]) && !isnan(work->averted[p]);
            if (there && work->by[p] == CURB_FRONT_NONE) {
                out->packages[p].front_share_by[concept]++;
            }
        }
    }
    for (size_t p = 0; p < out->package_count; p++) {
        curb_portfolio_package_t *package = &out->packages[p];
        for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
            package->front_share += package->front_share_by[c];
            package->front_share_by[c] /= (double)units[c]; /* NaN where it was not used */
        }
        package->front_share /= (double)out->unit_count;
    }
}

static size_t pair_index(size_t count, size_t a, size_t b)
{
    size_t low = a < b ? a : b, high = a < b ? b : a;
    return low * count - low * (low + 1) / 2 + high - low - 1;
}

/* Differences of all pairs, so that the family holds whichever package turns out best. */
static curb_error_t find_rivals(work_t *work)
{
    curb_portfolio_t *out = work->out;
    size_t count = out->package_count, columns = count * (count - 1) / 2;
    for (size_t p = 0; p < count; p++) {
        curb_portfolio_package_t *package = &out->packages[p];
        package->behind = p == out->best ? 0 : NAN;
        package->behind_interval = (curb_interval_t){package->behind, package->behind};
        package->may_be_best = p == out->best;
    }
    if (out->best == CURB_FRONT_NONE || columns == 0) {
        return CURB_OK;
    }
    curb_maxt_t family;
    curb_error_t error = make_rows(work, columns);
    for (size_t u = 0; error == CURB_OK && u < out->unit_count; u++) {
        for (size_t a = 0; a < count; a++) {
            for (size_t b = a + 1; b < count; b++) {
                work->rows[u * columns + pair_index(count, a, b)] =
                    averted_of(work, a, u) - averted_of(work, b, u);
            }
        }
    }
    if (error == CURB_OK) {
        error = curb_maxt_init(
            &family, work->rows, out->unit_count, columns, out->level, work->seed);
    }
    if (error != CURB_OK) {
        return error;
    }
    for (size_t p = 0; p < count; p++) {
        curb_portfolio_package_t *package = &out->packages[p];
        if (p == out->best || isnan(package->averted)) {
            continue;
        }
        const curb_maxt_column_t *column = &family.columns[pair_index(count, out->best, p)];
        double sign = out->best < p ? 1 : -1;
        curb_interval_t plain = column->interval;
        package->behind = sign * column->mean;
        package->behind_interval =
            sign > 0 ? plain : (curb_interval_t){-plain.high, -plain.low};
        package->may_be_best = !(package->behind_interval.low > 0);
        out->not_told_apart += package->may_be_best;
    }
    curb_maxt_free(&family);
    return CURB_OK;
}

static size_t part_count(const curb_portfolio_data_t *data, size_t package)
{
    size_t parts = 0;
    for (size_t i = 0; i < data->policy_count; i++) {
        parts += data->doses[package * data->policy_count + i] > 0;
    }
    return parts;
}

/* The package that is one policy at one dose, alone; CURB_FRONT_NONE when it was not run.
 */
static size_t find_single(const curb_portfolio_data_t *data, size_t policy, uint8_t dose)
{
    for (size_t p = 0; p < data->package_count; p++) {
        if (data->doses[p * data->policy_count + policy] == dose &&
            part_count(data, p) == 1) {
            return p;
        }
    }
    return CURB_FRONT_NONE;
}

static bool find_parts(work_t *work, size_t package)
{
    const curb_portfolio_data_t *data = work->data;
    size_t *parts = work->parts[work->out->interaction_count], count = 0;
    for (size_t i = 0; i < data->policy_count; i++) {
        uint8_t dose = data->doses[package * data->policy_count + i];
        if (dose > 0) {
            parts[count] = find_single(data, i, dose);
            if (parts[count++] == CURB_FRONT_NONE) {
                return false;
            }
        }
    }
    return true;
}

static void list_interactions(work_t *work)
{
    curb_portfolio_t *out = work->out;
    for (int pass = 0; pass < 2; pass++) { /* pairs, then larger packages */
        for (size_t p = 0; p < out->package_count; p++) {
            size_t parts = part_count(work->data, p);
            bool is_turn = pass == 0 ? parts == 2 : parts > 2;
            if (is_turn && find_parts(work, p)) {
                out->interactions[out->interaction_count++] =
                    (curb_portfolio_interaction_t){.package = p, .parts = parts};
            }
        }
    }
}

static void fill_interactions(work_t *work)
{
    curb_portfolio_t *out = work->out;
    size_t columns = out->interaction_count;
    for (size_t u = 0; u < out->unit_count; u++) {
        for (size_t i = 0; i < columns; i++) {
            double sum = 0;
            for (size_t k = 0; k < out->interactions[i].parts; k++) {
                sum += averted_of(work, work->parts[i][k], u);
            }
            double joint = averted_of(work, out->interactions[i].package, u);
            work->rows[u * columns + i] = joint - sum;
        }
    }
}

static curb_error_t find_interactions(work_t *work)
{
    curb_portfolio_t *out = work->out;
    if (work->data->doses == NULL) {
        return CURB_OK;
    }
    list_interactions(work);
    size_t columns = out->interaction_count;
    if (columns == 0) {
        return CURB_OK;
    }
    curb_maxt_t family;
    curb_error_t error = make_rows(work, columns);
    if (error == CURB_OK) {
        fill_interactions(work);
        error = curb_maxt_init(
            &family, work->rows, out->unit_count, columns, out->level, work->seed);
    }
    if (error != CURB_OK) {
        return error;
    }
    for (size_t i = 0; i < columns; i++) {
        curb_portfolio_interaction_t *one = &out->interactions[i];
        const curb_maxt_column_t *column = &family.columns[i];
        one->concepts_disagree = signs_differ(work, i, columns);
        bool known = column->n > 0 && !one->concepts_disagree;
        one->difference = known ? column->mean : NAN;
        one->interval = known ? column->interval : (curb_interval_t){NAN, NAN};
        one->p_adjusted = known ? column->p_stepdown : NAN;
        one->joint = out->packages[one->package].averted;
        for (size_t k = 0; k < one->parts; k++) {
            one->sum += out->packages[work->parts[i][k]].averted;
        }
    }
    curb_maxt_free(&family);
    return CURB_OK;
}

static curb_error_t work_init(work_t *work)
{
    size_t count = work->out->package_count;
    work->out->packages = curb_calloc(count, sizeof *work->out->packages);
    work->out->interactions = curb_calloc(count, sizeof *work->out->interactions);
    work->cost = curb_calloc(count, sizeof *work->cost);
    work->averted = curb_calloc(count, sizeof *work->averted);
    work->by = curb_calloc(count, sizeof *work->by);
    work->parts = curb_calloc(count + 1, sizeof *work->parts);
    bool whole = work->out->packages != NULL && work->out->interactions != NULL &&
                 work->cost != NULL && work->averted != NULL && work->by != NULL &&
                 work->parts != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

curb_error_t curb_portfolio_init(curb_portfolio_t *self, const curb_portfolio_data_t *data,
    double years, double level, uint64_t seed)
{
    *self = (curb_portfolio_t){.level = level,
        .years = years,
        .package_count = data->package_count,
        .unit_count = data->unit_count,
        .best = CURB_FRONT_NONE};
    work_t work = {.data = data, .out = self, .seed = seed};
    bool fits = data->package_count >= 1 &&
                data->package_count <= CURB_PORTFOLIO_PACKAGES_MAX &&
                data->unit_count >= 2 && data->policy_count <= CURB_PORTFOLIO_PARTS_MAX;
    curb_error_t error = fits ? work_init(&work) : CURB_ERR_INVALID;
    if (error == CURB_OK) {
        error = weigh_packages(&work);
    }
    if (error == CURB_OK) {
        find_front(&work);
        share_fronts(&work);
        error = find_rivals(&work);
    }
    if (error == CURB_OK) {
        error = find_interactions(&work);
    }
    curb_free(work.rows);
    curb_free(work.cost);
    curb_free(work.averted);
    curb_free(work.by);
    curb_free(work.parts);
    if (error != CURB_OK) {
        curb_portfolio_free(self);
    }
    return error;
}

void curb_portfolio_free(curb_portfolio_t *self)
{
    curb_free(self->packages);
    curb_free(self->interactions);
    *self = (curb_portfolio_t){0};
}
