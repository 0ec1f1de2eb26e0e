/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/run_resolve.h"

#include "analysis/compare.h"
#include "cli/decide.h"
#include "cli/load.h"
#include "cli/message.h"
#include "cli/number.h"
#include "model/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

curb_error_t curb_run_resolve_check(
    const curb_arguments_t *arguments, bool is_shared, curb_diagnostics_t *diagnostics)
{
    static const curb_option_t ours[] = {CURB_OPTION_RESOLVE, CURB_OPTION_RESOLVED_METRIC,
        CURB_OPTION_CONTENDERS, CURB_OPTION_GOAL};
    const char *resolve = arguments->text[CURB_OPTION_RESOLVE];
    bool differences = resolve != NULL && strcmp(resolve, "differences") == 0;
    bool given = arguments->given[CURB_OPTION_UNTIL_RESOLVED];
    for (size_t i = 0; !given && i < sizeof ours / sizeof *ours; i++) {
        if (arguments->given[ours[i]]) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--%s says what --until-resolved is about; give that too",
                curb_option_rows[ours[i]].name);
        }
    }
    if (given && arguments->given[CURB_OPTION_REPLICATES]) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--until-resolved finds the number of replicates itself: leave --replicates "
            "out; --max-runs limits it");
    }
    if (given && is_shared) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--until-resolved looks at all replicates after each round: it does not go "
            "with --part or mpirun");
    }
    if (differences && arguments->given[CURB_OPTION_GOAL]) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--goal decides which scenario is best; --resolve differences does not ask it");
    }
    return CURB_OK;
}

static curb_error_t read_candidates(
    curb_run_resolve_t *self, const curb_texts_t *ids, curb_diagnostics_t *diagnostics)
{
    const curb_study_t *study = self->study;
    const char **known = curb_calloc(study->scenario_count, sizeof *known);
    self->candidates = curb_calloc(study->scenario_count, sizeof *self->candidates);
    curb_error_t error =
        known != NULL && self->candidates != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    for (size_t s = 0; known != NULL && s < study->scenario_count; s++) {
        known[s] = study->scenarios[s].id;
    }
    for (size_t i = 0; error == CURB_OK && i < ids->count; i++) {
        size_t scenario = 0;
        error = curb_find_scenario_id(
            known, study->scenario_count, ids->items[i], &scenario, diagnostics);
        self->candidates[scenario] = true;
    }
    curb_free(known);
    self->options.candidates = self->candidates;
    return error;
}

curb_error_t curb_run_resolve_init(curb_run_resolve_t *self,
    const curb_arguments_t *arguments, const curb_study_t *study,
    curb_diagnostics_t *diagnostics)
{
    const char *resolve = arguments->text[CURB_OPTION_RESOLVE];
    const char *goal = arguments->text[CURB_OPTION_GOAL];
    const char *key = arguments->text[CURB_OPTION_RESOLVED_METRIC];
    const char *delta = arguments->text[CURB_OPTION_UNTIL_RESOLVED];
    const curb_texts_t *ids = &arguments->texts[CURB_OPTION_CONTENDERS];
    curb_compare_options_t compare = curb_compare_defaults();
    *self = (curb_run_resolve_t){.arguments = arguments, .study = study};
    self->options = (curb_resolve_options_t){.asked = delta,
        .metric = study->metric_count > 0 ? study->metrics[0] : CURB_METRIC_EXPLOITED,
        .more_is_better = goal != NULL && strcmp(goal, "more") == 0,
        .level = compare.level,
        .flip_seed = compare.flip_seed};
    if (resolve != NULL && strcmp(resolve, "differences") == 0) {
        self->options.question = CURB_RESOLVE_DIFFERENCES;
    }
    if (!curb_decide_number(delta, &self->options.delta, &self->options.percent) ||
        !(self->options.delta > 0)) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--until-resolved: '%s' is not a difference above 0, in the metric's unit or "
            "in "
            "per cent of the baseline, such as 5000 or 1%%",
            delta);
    }
    curb_error_t error =
        key != NULL ? curb_find_metric(key, &self->options.metric, diagnostics) : CURB_OK;
    return error == CURB_OK && ids->count > 0 ? read_candidates(self, ids, diagnostics)
                                              : error;
}

void curb_run_resolve_free(curb_run_resolve_t *self)
{
    curb_free(self->candidates);
    *self = (curb_run_resolve_t){0};
}

/* --- what is said --- */

static const char *units_word(const curb_run_resolve_t *self)
{
    return self->study->draws ? "draws" : "replicates";
}

typedef struct {
    char text[CURB_NUMBER_BYTES + 40];
} amount_t;

static amount_t amount(const curb_run_resolve_t *self, double value)
{
    amount_t words;
    const char *unit = curb_metric_rows[self->options.metric].units;
    snprintf(words.text, sizeof words.text, "%s %s", curb_number_in_words(value).text,
        strcmp(unit, "person") == 0         ? "people"
        : strcmp(unit, "person month") == 0 ? "person-months"
                                            : unit);
    return words;
}

/* With its share of the baseline, where that says something. */
static amount_t amount_and_share(
    const curb_run_resolve_t *self, const curb_resolve_report_t *found, double value)
{
    amount_t words = amount(self, value);
    double share = 100 * value / fabs(found->baseline);
    if (isfinite(share)) {
        size_t used = strlen(words.text);
        snprintf(words.text + used, sizeof words.text - used, " (%.2g %%)", share);
    }
    return words;
}

static size_t count_open(const curb_resolve_report_t *found)
{
    size_t open = 0;
    for (size_t i = 0; i < found->row_count; i++) {
        open += found->rows[i].open;
    }
    return open;
}

static bool is_best_asked(const curb_run_resolve_t *self)
{
    return self->options.question == CURB_RESOLVE_BEST;
}

void curb_run_resolve_told(
    void *context, const curb_resolve_report_t *found, size_t next_replicates)
{
    const curb_run_resolve_t *self = context;
    if (next_replicates == 0) {
        return;
    }
    if (self->line != NULL) {
        curb_progress_end(self->line);
    }
    size_t open = count_open(found);
    curb_message_note(self->arguments,
        "%zu %s: %zu of %zu %s; resolved so far: %s; on to %zu replicates",
        found->stopped.units, units_word(self), open, found->row_count,
        is_best_asked(self) ? "scenarios may still be the best"
                            : "differences not narrow enough",
        amount_and_share(self, found, found->stopped.resolvable).text, next_replicates);
}

static int by_rank(const void *left, const void *right)
{
    const curb_resolve_row_t *a = left, *b = right;
    double one = isnan(a->behind) ? -a->half_width : a->behind;
    double other = isnan(b->behind) ? -b->half_width : b->behind;
    return one != other ? (one > other) - (one < other)
                        : (a->scenario > b->scenario) - (a->scenario < b->scenario);
}

/* Those that are not settled, the nearest to the best or the widest first. */
static void print_open(const curb_run_resolve_t *self, const curb_resolve_report_t *found)
{
    enum { SHOWN = 8 };
    size_t shown = 0;
    qsort(found->rows, found->row_count, sizeof *found->rows, by_rank);
    for (size_t i = 0; i < found->row_count && shown < SHOWN; i++) {
        const curb_resolve_row_t *row = &found->rows[i];
        const char *id = self->study->scenarios[row->scenario].id;
        if (!row->open) {
            continue;
        }
        shown++;
        if (!is_best_asked(self)) {
            curb_message_note(self->arguments, "  %s: %s, give or take %s", id,
                amount(self, row->difference).text, amount(self, row->half_width).text);
        } else if (row->behind > 0) {
            curb_message_note(
                self->arguments, "  %s: %s behind", id, amount(self, row->behind).text);
        } else {
            curb_message_note(self->arguments, "  %s: the best mean so far", id);
        }
    }
    size_t open = count_open(found);
    if (open > shown) {
        curb_message_note(self->arguments, "  and %zu more", open - shown);
    }
}

static void print_settled(
    const curb_run_resolve_t *self, const curb_resolve_report_t *found)
{
    const curb_stopped_t *stopped = &found->stopped;
    amount_t delta = amount_and_share(self, found, stopped->delta);
    if (!is_best_asked(self)) {
        curb_message_note(self->arguments,
            "resolved after %zu %s: each of %zu differences of '%s' to the baseline is "
            "known "
            "to %s or better (%.0f %% intervals, together as in compare)",
            stopped->units, units_word(self), found->row_count, stopped->metric, delta.text,
            100 * stopped->level);
        return;
    }
    size_t open = count_open(found);
    const char *best = self->study->scenarios[found->rows[found->best].scenario].id;
    curb_message_note(self->arguments,
        "resolved after %zu %s: of %zu scenarios %s has the %s '%s'%s. The rule (Kim and "
        "Nelson) is right %.0f times in 100 or more where the best is better than the "
        "others by %s",
        stopped->units, units_word(self), found->row_count, best,
        stopped->goal[0] == 'm' ? "most" : "least", stopped->metric,
        open > 1 ? ", and others the same" : "", 100 * stopped->level, delta.text);
}

void curb_run_resolve_print(
    const curb_run_resolve_t *self, const curb_resolve_report_t *found)
{
    const curb_stopped_t *stopped = &found->stopped;
    if (stopped->settled) {
        print_settled(self, found);
    } else if (stopped->units == 0 || isnan(stopped->resolvable)) {
        curb_message_note(self->arguments,
            "nothing is resolved: the first look needs %zu replicates",
            curb_resolve_first(self->study));
        return;
    } else {
        curb_message_note(self->arguments, "not resolved: after %zu %s %zu of %zu %s",
            stopped->units, units_word(self), count_open(found), found->row_count,
            is_best_asked(self) ? "scenarios may still be the best"
                                : "differences are not narrow enough");
    }
    if (!stopped->settled || (is_best_asked(self) && count_open(found) > 1)) {
        print_open(self, found);
    }
    curb_message_note(self->arguments, "these runs could resolve a difference of %s",
        amount_and_share(self, found, stopped->resolvable).text);
    if (!stopped->settled && isfinite(found->more)) {
        curb_message_note(self->arguments,
            "roughly %s %s in all would do for the %s asked for",
            curb_number(found->more, 0).text, units_word(self),
            amount_and_share(self, found, stopped->delta).text);
    }
}
