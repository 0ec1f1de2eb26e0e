/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One look: who is asked about, what the replicates so far say of them. */
#include "experiments/resolve_parts.h"
#include "model/memory.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef curb_resolve_work_t work_t;

/* --- who is asked about --- */

/* The largest group of equal budgets; of equally large ones the first. 0: no group. */
static double largest_budget_group(const curb_study_t *study)
{
    size_t most = 1;
    double best = 0;
    for (size_t s = 1; s < study->scenario_count; s++) {
        double budget = study->scenarios[s].budget_usd;
        size_t count = 0;
        for (size_t k = 1; budget > 0 && k < study->scenario_count; k++) {
            count += fabs(study->scenarios[k].budget_usd - budget) <= 1e-9 * budget;
        }
        if (count > most) {
            most = count;
            best = budget;
        }
    }
    return best;
}

static bool is_candidate(const work_t *work, double budget, size_t s)
{
    const curb_study_t *study = work->runner.study;
    const curb_resolve_options_t *asked = work->asked;
    if (asked->candidates != NULL) {
        return asked->candidates[s];
    }
    if (asked->question == CURB_RESOLVE_BEST && study->scenario_count == 2) {
        return true; /* one scenario: against doing nothing */
    }
    bool funded =
        budget == 0 || fabs(study->scenarios[s].budget_usd - budget) <= 1e-9 * budget;
    return s > 0 && (asked->question == CURB_RESOLVE_DIFFERENCES || funded);
}

/* States whose anchors are divided from a region's that a scenario acts in. */
static uint64_t allocated_states(const curb_study_t *study, size_t s)
{
    uint64_t bits = 0;
    const curb_scenario_t *scenario = &study->scenarios[s];
    for (size_t p = 0; p < scenario->policy_count; p++) {
        for (size_t j = 0; j < study->world->jurisdiction_count; j++) {
            const curb_jurisdiction_t *place = &study->world->jurisdictions[j];
            bool here = !scenario->policies[p].in_force && place->allocated &&
                        place->named_state &&
                        (scenario->policies[p].jurisdictions >> j & 1U);
            bits |= here ? UINT64_C(1) << j : 0;
        }
    }
    return bits;
}

/* An order of such scenarios would be one of States, which compare does not give either. */
static bool ranks_states(const curb_study_t *study, const curb_resolve_report_t *found)
{
    for (size_t i = 0; i < found->row_count; i++) {
        uint64_t one = allocated_states(study, found->rows[i].scenario);
        for (size_t k = 0; k < i; k++) {
            uint64_t other = allocated_states(study, found->rows[k].scenario);
            if ((one & ~other) != 0 && (other & ~one) != 0) {
                return true;
            }
        }
    }
    return false;
}

curb_error_t curb_resolve_choose_rows(curb_resolve_work_t *work)
{
    const curb_study_t *study = work->runner.study;
    curb_resolve_report_t *found = work->found;
    curb_diagnostics_t *diagnostics = work->runner.diagnostics;
    double budget = largest_budget_group(study);
    bool best = work->asked->question == CURB_RESOLVE_BEST;
    found->rows = curb_calloc(study->scenario_count, sizeof *found->rows);
    if (found->rows == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t s = 0; s < study->scenario_count; s++) {
        if (is_candidate(work, budget, s) && (best || s > 0)) {
            found->rows[found->row_count++] = (curb_resolve_row_t){.scenario = s,
                .open = true,
                .difference = NAN,
                .half_width = NAN,
                .behind = NAN};
        }
    }
    if (found->row_count < (best ? 2U : 1U)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            best ? "the best of fewer than two scenarios is no question"
                 : "there is no scenario to set against the baseline");
    }
    if (best && ranks_states(study, found)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "the scenarios act in different States whose anchors are allocated and not "
            "observed: which is best is not asked of them; take --resolve differences");
    }
    return CURB_OK;
}

/* --- looks --- */

static double score(const work_t *work, size_t unit, size_t scenario)
{
    return curb_outcomes_of(&work->outcomes, unit, work->outcomes.asked, scenario);
}

/* Rows of all candidates in which none is missing. @return how many. */
static size_t gather_scores(work_t *work)
{
    const curb_resolve_report_t *found = work->found;
    size_t count = 0;
    for (size_t u = 0; u < work->outcomes.units; u++) {
        double *row = work->scores + count * found->row_count;
        bool whole = true;
        for (size_t i = 0; i < found->row_count; i++) {
            row[i] = score(work, u, found->rows[i].scenario);
            whole = whole && !isnan(row[i]);
        }
        count += whole;
    }
    return count;
}

/* Of the first units, and not of all: the difference to resolve must not move with the
 * data. */
static double baseline_mean(const work_t *work, size_t most)
{
    double sum = 0;
    size_t there = 0;
    for (size_t u = 0; u < work->outcomes.units && there < most; u++) {
        double value = score(work, u, 0);
        sum += isnan(value) ? 0 : value;
        there += isnan(value) ? 0 : 1;
    }
    return sum / (double)there;
}

static curb_error_t set_delta(work_t *work)
{
    const curb_resolve_options_t *asked = work->asked;
    curb_stopped_t *stopped = &work->found->stopped;
    double base = baseline_mean(work, CURB_STOPPING_FIRST);
    stopped->delta = asked->percent ? asked->delta / 100 * fabs(base) : asked->delta;
    if (stopped->delta > 0 && isfinite(stopped->delta)) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(work->runner.diagnostics, CURB_ERR_USAGE,
        "%s is no difference to resolve: the baseline's %s is %g over the first %d units; "
        "give a number in its unit",
        asked->asked, curb_metric_rows[asked->metric].key, base, CURB_STOPPING_FIRST);
}

static void fill_differences(work_t *work)
{
    curb_resolve_report_t *found = work->found;
    found->baseline = baseline_mean(work, SIZE_MAX);
    for (size_t i = 0; i < found->row_count; i++) {
        double sum = 0;
        size_t there = 0;
        for (size_t u = 0; u < work->outcomes.units; u++) {
            double off = score(work, u, found->rows[i].scenario) - score(work, u, 0);
            sum += isnan(off) ? 0 : off;
            there += isnan(off) ? 0 : 1;
        }
        found->rows[i].difference = sum / (double)there;
    }
}

/* Units at which the margins of the rivals of the best would be as small as they are behind
 * it by now: r with h2 S2/(2 r delta) - delta/2 = behind. After rank_rows(). */
static double units_needed(const work_t *work, const curb_contest_t *contest)
{
    const curb_resolve_report_t *found = work->found;
    double most = 0, delta = found->stopped.delta;
    for (size_t i = 0; i < found->row_count; i++) {
        double variance = contest->variances[i * found->row_count + found->best];
        double units = contest->constants.h_squared * variance /
                       (2 * delta * (found->rows[i].behind + delta / 2));
        most = fmax(most, found->rows[i].open ? units : 0);
    }
    return ceil(most);
}

static void rank_rows(work_t *work, size_t units)
{
    curb_resolve_report_t *found = work->found;
    double sign = work->asked->more_is_better ? -1 : 1, least = INFINITY;
    for (size_t i = 0; i < found->row_count; i++) {
        double sum = 0;
        for (size_t u = 0; u < units; u++) {
            sum += sign * work->scores[u * found->row_count + i];
        }
        found->rows[i].behind = sum / (double)units;
        if (found->rows[i].open && found->rows[i].behind < least) {
            least = found->rows[i].behind;
            found->best = i;
        }
    }
    for (size_t i = 0; i < found->row_count; i++) {
        found->rows[i].behind -= least;
    }
}

static curb_error_t look_for_best(work_t *work)
{
    curb_resolve_report_t *found = work->found;
    size_t units = gather_scores(work);
    if (units < CURB_STOPPING_FIRST) {
        return CURB_OK;
    }
    curb_contest_t contest;
    curb_error_t error = curb_contest_init(&contest, work->scores, found->row_count,
        work->asked->level, work->asked->more_is_better);
    if (error != CURB_OK) {
        return error;
    }
    found->stopped.resolvable =
        curb_contest_resolvable(&contest, work->scores, units, work->in);
    found->stopped.settled = curb_contest_play(&contest, work->scores, units,
                                 found->stopped.delta, work->in) > 0;
    for (size_t i = 0; i < found->row_count; i++) {
        found->rows[i].open = work->in[i];
    }
    rank_rows(work, units);
    found->more = units_needed(work, &contest);
    curb_contest_free(&contest);
    return CURB_OK;
}

/* Columns: all scenarios but the baseline by the study's metrics, as the family of compare
 * has them, then those of the metric that was asked for when it is none of these. */
static curb_error_t look_at_differences(work_t *work)
{
    const curb_outcomes_t *outcomes = &work->outcomes;
    const curb_study_t *study = work->runner.study;
    curb_resolve_report_t *found = work->found;
    size_t others = outcomes->scenarios - 1, columns = others * outcomes->metric_count;
    size_t asked = outcomes->asked * others;
    for (size_t u = 0; u < outcomes->units; u++) {
        for (size_t c = 0; c < columns; c++) {
            size_t m = c / others, s = 1 + c % others;
            work->scores[u * columns + c] =
                curb_outcomes_of(outcomes, u, m, s) - curb_outcomes_of(outcomes, u, m, 0);
        }
    }
    memset(work->wide, 0, columns * sizeof *work->wide);
    for (size_t i = 0; i < found->row_count; i++) {
        work->wide[asked + found->rows[i].scenario - 1] = true;
    }
    curb_precision_t precision;
    curb_error_t error = curb_precision_find(&precision, work->scores, outcomes->units,
        columns, others * study->metric_count, work->wide, work->asked->level,
        work->asked->flip_seed, work->half_widths);
    if (error != CURB_OK) {
        return error;
    }
    double delta = found->stopped.delta;
    for (size_t i = 0; i < found->row_count; i++) {
        curb_resolve_row_t *row = &found->rows[i];
        row->half_width = work->half_widths[asked + row->scenario - 1];
        row->open = !(row->half_width <= delta);
    }
    found->stopped.resolvable = precision.widest;
    found->stopped.settled =
        precision.widest <= delta && outcomes->units >= CURB_STOPPING_FIRST;
    found->more = ceil((double)outcomes->units * pow(precision.widest / delta, 2));
    return CURB_OK;
}

static void list_open(curb_resolve_report_t *found, const curb_study_t *study)
{
    char *text = found->stopped.remaining;
    size_t used = 0, room = sizeof found->stopped.remaining;
    text[0] = '\0';
    for (size_t i = 0; i < found->row_count; i++) {
        const char *id = study->scenarios[found->rows[i].scenario].id;
        if (!found->rows[i].open) {
            continue;
        }
        if (used + strlen(id) + 6 > room) {
            snprintf(text + used, room - used, " ...");
            return;
        }
        used += (size_t)snprintf(text + used, room - used, "%s%s", used > 0 ? " " : "", id);
    }
}

curb_error_t curb_resolve_look(curb_resolve_work_t *work)
{
    const curb_study_t *study = work->runner.study;
    size_t columns = (study->scenario_count + 1) * work->outcomes.metric_count;
    curb_error_t error = curb_outcomes_close_units(&work->outcomes);
    size_t units = work->outcomes.units;
    if (error != CURB_OK || units < 2) {
        return error;
    }
    double *scores = curb_realloc(work->scores, units, columns * sizeof *scores);
    if (scores == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    work->scores = scores;
    error = work->found->stopped.delta > 0 ? CURB_OK : set_delta(work);
    if (error == CURB_OK) {
        fill_differences(work);
        error = work->asked->question == CURB_RESOLVE_BEST ? look_for_best(work)
                                                           : look_at_differences(work);
    }
    work->found->stopped.units = units;
    list_open(work->found, study);
    return error;
}
