/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Averted years are months of exploitation over 12, baseline minus scenario. Displacement
 * is the change outside a policy's scope, as a share of what was averted inside; both
 * ratios use Fieller's interval with the family's critical value and are undefined when
 * nothing is clearly averted. */
#include "analysis/effects.h"

#include "analysis/proportion.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>

enum { BITS = 64 }; /* States that a mask holds */

typedef struct {
    const curb_pairing_t *pairing;
    curb_compare_t *out;
    size_t n;
    double *reference, *other;                 /* [unit] */
    double *averted, *inside, *outside, *cost; /* [unit] */
    double *zeros;                             /* [unit] */
    double *scores;                            /* [candidate][unit] */
    double *shares;                            /* [candidate] */
    bool *cells;
    size_t *listed; /* [candidate] scenario */
} work_t;

static void years_column(work_t *work, size_t pair, const bool *cells, double *years)
{
    curb_pairing_columns(work->pairing, pair, CURB_METRIC_EXPLOITED_MONTHS, cells,
        CURB_COMPARE_ALL, work->reference, work->other);
    for (size_t r = 0; r < work->n; r++) {
        years[r] = (work->other[r] - work->reference[r]) / 12;
    }
}

static curb_paired_t change(
    const work_t *work, const double *years, curb_interval_t *interval)
{
    curb_paired_t paired = curb_paired(work->zeros, years, work->n);
    *interval = curb_paired_interval(&paired, work->out->family.critical);
    return paired;
}

static bool select_cells(work_t *work, size_t scenario, bool inside)
{
    const curb_results_t *labels = work->pairing->reference->labels;
    size_t count = labels->jurisdiction_count * labels->sector_count;
    bool any = false;
    for (size_t c = 0; c < count; c++) {
        work->cells[c] = labels->in_scope[scenario * count + c] == inside;
        any = any || work->cells[c];
    }
    return any;
}

static void find_displacement(work_t *work, size_t pair, curb_compare_effect_t *effect)
{
    bool has_inside = select_cells(work, effect->scenario, true);
    years_column(work, pair, work->cells, work->inside);
    effect->has_outside = select_cells(work, effect->scenario, false) && has_inside;
    effect->inside_years = effect->outside_years = NAN;
    effect->inside_interval = effect->outside_interval = (curb_interval_t){NAN, NAN};
    effect->displaced = (curb_ratio_t){NAN, {NAN, NAN}, CURB_RATIO_UNDEFINED};
    if (!effect->has_outside) {
        return;
    }
    years_column(work, pair, work->cells, work->outside);
    effect->inside_years = change(work, work->inside, &effect->inside_interval).mean;
    effect->outside_years = change(work, work->outside, &effect->outside_interval).mean;
    if (curb_concepts_disagree(work->inside, 1, work->pairing->concepts, work->n)) {
        return;
    }
    for (size_t r = 0; r < work->n; r++) {
        work->inside[r] = -work->inside[r];
    }
    effect->displaced =
        curb_ratio(work->outside, work->inside, work->n, work->out->family.critical);
}

static void find_effect(work_t *work, size_t pair, curb_compare_effect_t *effect)
{
    *effect = (curb_compare_effect_t){.scenario = work->pairing->pairs[pair].other};
    years_column(work, pair, NULL, work->averted);
    for (size_t r = 0; r < work->n; r++) {
        work->averted[r] = -work->averted[r];
    }
    curb_paired_t averted = change(work, work->averted, &effect->averted_interval);
    effect->n = averted.n;
    effect->averted_years = averted.mean;
    effect->concepts_disagree =
        curb_concepts_disagree(work->averted, 1, work->pairing->concepts, work->n);
    curb_pairing_columns(work->pairing, pair, CURB_METRIC_POLICY_COST, NULL,
        CURB_COMPARE_ALL, work->reference, work->other);
    for (size_t r = 0; r < work->n; r++) {
        work->cost[r] = work->other[r] - work->reference[r];
    }
    effect->cost = change(work, work->cost, &effect->cost_interval).mean;
    effect->plane = curb_plane(work->averted, work->cost, work->n, work->out->level);
    double critical = effect->concepts_disagree ? NAN : work->out->family.critical;
    effect->cost_per_year = curb_ratio(work->cost, work->averted, work->n, critical);
    find_displacement(work, pair, effect);
}

static bool same_budget(double a, double b) { return a > 0 && fabs(a - b) <= 1e-9 * a; }

/* Scenarios with this budget, their averted years negated as scores: the smallest is first.
 */
static size_t gather(work_t *work, double budget, curb_compare_rank_t *ranks)
{
    const curb_results_t *labels = work->pairing->reference->labels;
    size_t count = 0;
    for (size_t p = 0; p < work->pairing->pair_count; p++) {
        size_t scenario = work->pairing->pairs[p].other;
        if (same_budget(labels->scenarios[scenario].budget_usd, budget)) {
            double *years = work->scores + count * work->n;
            years_column(work, p, NULL, years);
            curb_interval_t change_interval;
            double mean = change(work, years, &change_interval).mean;
            ranks[count++] = (curb_compare_rank_t){.scenario = scenario,
                .budget_usd = budget,
                .mean_years = -mean,
                .years_interval = {-change_interval.high, -change_interval.low}};
        }
    }
    return count;
}

static void share_by_concept(
    work_t *work, int concept, curb_compare_rank_t *ranks, size_t count)
{
    size_t n = 0;
    double *picked = work->scores + work->pairing->pair_count * work->n;
    size_t in_concept = curb_pairing_n(work->pairing, concept);
    for (size_t r = 0; r < work->n; r++) {
        if (work->pairing->concepts[r] == concept) {
            for (size_t i = 0; i < count; i++) {
                picked[i * in_concept + n] = work->scores[i * work->n + r];
            }
            n++;
        }
    }
    (void)curb_share_first(picked, count, n, work->shares);
    for (size_t i = 0; i < count; i++) {
        ranks[i].first_share_by[concept] = work->shares[i];
    }
}

static int by_share(const void *left, const void *right)
{
    const curb_compare_rank_t *a = left, *b = right;
    if (a->first_share != b->first_share) {
        return a->first_share < b->first_share ? 1 : -1;
    }
    if (a->mean_years != b->mean_years) {
        return a->mean_years < b->mean_years ? 1 : -1;
    }
    return (a->scenario > b->scenario) - (a->scenario < b->scenario);
}

/* The States, of those whose levels are withheld, that a scenario acts in: in scope in
 * every sector that is in scope anywhere. Suppliers of one sector so do not count. */
static uint64_t states_of(const curb_results_t *labels, size_t scenario)
{
    size_t sectors = labels->sector_count, places = labels->jurisdiction_count;
    const bool *scope = labels->in_scope + scenario * places * sectors;
    uint64_t all = UINT64_MAX;
    for (size_t m = 0; m < sectors; m++) {
        uint64_t here = 0, held = 0;
        for (size_t j = 0; j < places; j++) {
            uint64_t bit = UINT64_C(1) << j;
            here |= scope[j * sectors + m] ? bit : 0;
            held |= curb_results_withheld(labels, j) ? bit : 0;
        }
        all &= here != 0 ? here & held : UINT64_MAX;
    }
    return all != UINT64_MAX ? all : 0;
}

bool curb_effects_rank_states(
    const curb_results_t *labels, const size_t *scenarios, size_t count)
{
    uint64_t most[BITS + 1] = {0}; /* States of those that act in so many */
    bool any[BITS + 1] = {false};
    for (size_t i = 0; i < count; i++) {
        uint64_t states = states_of(labels, scenarios[i]);
        size_t size = (size_t)__builtin_popcountll(states);
        if (any[size] && most[size] != states) {
            return true;
        }
        any[size] = true;
        most[size] = states;
    }
    uint64_t within = 0;
    for (size_t size = 0; size <= BITS; size++) {
        if (any[size] && (within & ~most[size]) != 0) {
            return true;
        }
        within |= most[size];
    }
    return false;
}

static void rank_budget(work_t *work, double budget)
{
    curb_compare_rank_t *ranks = work->out->ranks + work->out->rank_count;
    size_t count = gather(work, budget, ranks);
    if (count < 2) {
        return;
    }
    for (size_t i = 0; i < count; i++) {
        work->listed[i] = ranks[i].scenario;
    }
    if (curb_effects_rank_states(work->pairing->reference->labels, work->listed, count)) {
        work->out->unranked_states += count;
        return;
    }
    size_t counted = curb_share_first(work->scores, count, work->n, work->shares);
    for (size_t i = 0; i < count; i++) {
        ranks[i].first_share = work->shares[i];
        ranks[i].first_interval = curb_proportion_interval(
            work->shares[i] * (double)counted, counted, work->out->level);
    }
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        share_by_concept(work, c, ranks, count);
    }
    qsort(ranks, count, sizeof *ranks, by_share);
    work->out->rank_count += count;
}

/* The smallest budget above `after`, 0 when there is none. */
static double next_budget(const curb_results_t *labels, double after)
{
    double next = 0;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        double budget = labels->scenarios[s].budget_usd;
        bool is_new = budget > after && !same_budget(after, budget);
        if (s != labels->baseline && is_new && (next == 0 || budget < next)) {
            next = budget;
        }
    }
    return next;
}

static curb_error_t work_init(work_t *work, const curb_results_t *labels)
{
    size_t n = work->n, pairs = work->pairing->pair_count;
    double **columns[] = {&work->reference, &work->other, &work->averted, &work->inside,
        &work->outside, &work->cost, &work->zeros};
    bool whole = true;
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        *columns[i] = curb_calloc(n, sizeof **columns[i]);
        whole = whole && *columns[i] != NULL;
    }
    work->scores = curb_calloc(2 * pairs * n, sizeof *work->scores);
    work->shares = curb_calloc(pairs, sizeof *work->shares);
    work->cells =
        curb_calloc(labels->jurisdiction_count * labels->sector_count, sizeof *work->cells);
    work->listed = curb_calloc(pairs, sizeof *work->listed);
    work->out->effects = curb_calloc(pairs, sizeof *work->out->effects);
    work->out->ranks = curb_calloc(2 * pairs, sizeof *work->out->ranks);
    whole = whole && work->scores != NULL && work->shares != NULL && work->cells != NULL &&
            work->listed != NULL && work->out->effects != NULL && work->out->ranks != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void work_free(work_t *work)
{
    double *columns[] = {work->reference, work->other, work->averted, work->inside,
        work->outside, work->cost, work->zeros, work->scores, work->shares};
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++) {
        curb_free(columns[i]);
    }
    curb_free(work->cells);
    curb_free(work->listed);
}

curb_error_t curb_effects_find(curb_compare_t *self, const curb_pairing_t *pairing,
    const curb_compare_options_t *options)
{
    const curb_results_t *labels = pairing->reference->labels;
    work_t work = {.pairing = pairing, .out = self, .n = pairing->unit_count};
    curb_error_t error = work_init(&work, labels);
    if (error == CURB_OK) {
        for (size_t p = 0; p < pairing->pair_count; p++) {
            if (options->scenarios == NULL || options->scenarios[pairing->pairs[p].other]) {
                find_effect(&work, p, &self->effects[self->effect_count++]);
            }
        }
        double budget = 0;
        while ((budget = next_budget(labels, budget)) > 0) {
            rank_budget(&work, budget);
        }
    }
    work_free(&work);
    return error;
}
