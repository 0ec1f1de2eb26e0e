/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity_page.h"

#include "cli/number.h"

#include <math.h>

static const char *const index_names[CURB_SOBOL_COUNT] = {[CURB_SOBOL_FIRST] = "first",
    [CURB_SOBOL_TOTAL] = "total",
    [CURB_SOBOL_JANON] = "first (Janon)",
    [CURB_SOBOL_JANSEN] = "first (Jansen)",
    [CURB_SOBOL_SHAPLEY] = "Shapley",
    [CURB_SOBOL_FIRST_CLEAN] = "first, chance out",
    [CURB_SOBOL_TOTAL_CLEAN] = "total, chance out"};

static void fill_screening(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_asked_t *asked, size_t output, curb_sorting_t *sorting)
{
    const curb_screening_effect_t *effects = found->effects + output * found->factors.count;
    for (size_t k = 0; k < found->factors.count; k++) {
        sorting->sizes[k] = effects[k].mu_star;
    }
    curb_sorting_sort(sorting, found->factors.count);
    for (size_t i = 0; i < found->factors.count; i++) {
        const curb_screening_effect_t *effect = &effects[sorting->order[i]];
        curb_sensitivity_row_t row =
            curb_asked_row(asked, output, "elementary effects (Morris)");
        row.factor = found->factors.factors[sorting->order[i]].name;
        curb_asked_add(page, row, "mu*", effect->mu_star, effect->mu_star_interval);
        if (found->has_chance) {
            curb_asked_add(page, row, "floor", effect->floor, curb_no_interval);
        }
        curb_asked_add(page, row, "mu", effect->mu, curb_no_interval);
        curb_asked_add(page, row, "sigma", effect->sigma, curb_no_interval);
    }
}

static void fill_shares(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_asked_t *asked, size_t output, curb_sorting_t *sorting)
{
    static const curb_sobol_index_t shown[] = {CURB_SOBOL_TOTAL, CURB_SOBOL_FIRST,
        CURB_SOBOL_JANON, CURB_SOBOL_SHAPLEY, CURB_SOBOL_TOTAL_CLEAN,
        CURB_SOBOL_FIRST_CLEAN};
    const curb_sobol_factor_t *indices = found->indices + output * found->kept_count;
    for (size_t k = 0; k < found->kept_count; k++) {
        sorting->sizes[k] = indices[k].share[CURB_SOBOL_TOTAL].estimate;
    }
    curb_sorting_sort(sorting, found->kept_count);
    for (size_t i = 0; i < found->kept_count; i++) {
        const curb_sobol_factor_t *index = &indices[sorting->order[i]];
        curb_sensitivity_row_t row =
            curb_asked_row(asked, output, "shares of variance (Sobol')");
        row.factor = found->factors.factors[found->kept[sorting->order[i]]].name;
        for (size_t m = 0; m < sizeof shown / sizeof *shown; m++) {
            const curb_share_t *share = &index->share[shown[m]];
            bool is_clean = shown[m] >= CURB_SOBOL_FIRST_CLEAN;
            bool is_there = shown[m] != CURB_SOBOL_SHAPLEY || !isnan(share->estimate);
            if (is_clean ? found->has_chance : is_there) {
                curb_asked_add(
                    page, row, index_names[shown[m]], share->estimate, share->interval);
            }
        }
    }
}

/* Pairs in the order of factors as they went on, the one that matters more first. */
static void fill_pairs(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_asked_t *asked, size_t output)
{
    size_t count = found->kept_count;
    const curb_share_t *pairs = found->pairs + output * count * count;
    for (size_t j = 0; j < count; j++) {
        for (size_t k = j + 1; k < count; k++) {
            curb_sensitivity_row_t row =
                curb_asked_row(asked, output, "shares of pairs (Sobol', second order)");
            row.factor = found->factors.factors[found->kept[j]].name;
            row.factor_b = found->factors.factors[found->kept[k]].name;
            curb_asked_add(page, row, "second", pairs[j * count + k].estimate,
                pairs[j * count + k].interval);
        }
    }
}

/* Factors whose mu* lies above their floor, on any output. */
static size_t count_above(const curb_sensitivity_t *found)
{
    size_t above = 0;
    for (size_t k = 0; k < found->factors.count; k++) {
        bool is_above = false;
        for (size_t i = 0; i < found->output_count; i++) {
            const curb_screening_effect_t *effect =
                &found->effects[i * found->factors.count + k];
            is_above = is_above || effect->mu_star > effect->floor;
        }
        above += is_above;
    }
    return above;
}

static void explain_screening(curb_sensitivity_page_t *page,
    const curb_sensitivity_t *found, const curb_sensitivity_options_t *options)
{
    const curb_factors_t *factors = &found->factors;
    curb_sensitivity_note(page,
        "Screening: %zu numbers%s, %zu trajectories over the central 80 %% of each law. "
        "mu*: mean size of the change of the output, scaled to the whole law, with its "
        "t interval (%.0f %%, each by itself); sigma: its spread, from curvature, "
        "interactions and chance.",
        factors->input_count, factors->count < factors->input_count ? " in groups" : "",
        options->trajectories, 100 * options->level);
    if (found->has_chance) {
        curb_sensitivity_note(page,
            "Floor: what mu* of a number that does nothing would stay below in 95 designs "
            "of 100, from how much replicates disagree about each change. %zu of %zu lie "
            "above theirs; the others cannot be told from chance. Of %zu that do nothing "
            "about %.0f would lie above.",
            count_above(found), factors->count, factors->count,
            ceil(0.05 * (double)factors->count));
    } else {
        curb_sensitivity_note(page,
            "With %zu replicate%s a point nothing tells how much of this is chance; two "
            "or more of each concept of detection (-n) do.",
            options->replicates, options->replicates == 1 ? "" : "s");
    }
}

static void explain_shares(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_sensitivity_options_t *options)
{
    curb_sensitivity_note(page,
        "Shares of variance of %zu factors, the others at their central values: first, by "
        "itself; total, with all interactions%s. %zu rows (%zu used). Brackets: 95 %% "
        "bootstrap over rows, each by itself.",
        found->kept_count,
        options->shapley ? "; Shapley, interactions shared out evenly, adding up to 1" : "",
        found->rows, found->rows_used);
    if (found->has_chance) {
        double largest = 0;
        for (size_t i = 0; i < found->output_count; i++) {
            const curb_sobol_moments_t *moments = &found->moments[i];
            largest = fmax(largest, moments->chance / moments->variance);
        }
        curb_sensitivity_note(page,
            "Chance, estimated from the replicates, is %s%.1f %% of the variance; 'chance "
            "out' takes it out of shares and variance.",
            found->output_count > 1 ? "at most " : "", 100 * largest);
    }
    if (found->is_narrow) {
        curb_sensitivity_note(page,
            "All intervals of total and first%s are narrower than %g (widest %.3f).",
            options->shapley ? " shares and Shapley effects" : " shares", options->width,
            found->widest);
    } else if (isfinite(found->widest)) {
        curb_sensitivity_note(page,
            "NOT RESOLVED: intervals narrower than %g were asked for, and the widest is "
            "%.3f. About %zu rows would do (--rows %zu): widths shrink with the root of "
            "rows.",
            options->width, found->widest, found->rows_needed, found->rows_needed);
    } else {
        curb_sensitivity_note(page,
            "NOT RESOLVED: an output does not vary or too few rows are left, so that "
            "there are no shares.");
    }
}

static void explain(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_sensitivity_options_t *options)
{
    curb_sensitivity_note(page,
        "Outputs are differences from the baseline (the baseline itself: its level), means "
        "of %zu replicate%s with the same random numbers at every point; seed %llu; %zu "
        "runs in %s%s. Modelled, not measured.",
        options->replicates, options->replicates == 1 ? "" : "s",
        (unsigned long long)study->seed, found->runs,
        curb_number_duration(found->seconds).text,
        found->runs_kept > 0 ? " and before" : "");
    if (found->factors.unused > 0) {
        curb_sensitivity_note(page,
            "%zu uncertain numbers are of instruments that nothing asked about uses, and "
            "stay at their central values.",
            found->factors.unused);
    }
    if (found->effects != NULL) {
        explain_screening(page, found, options);
    }
    if (found->left_out > 0) {
        curb_sensitivity_note(page,
            "%zu factors would have gone on to shares of variance but are correlated in "
            "this study; they are at their central values there.",
            found->left_out);
    }
    if (found->kept_count == 0) {
        curb_sensitivity_note(page, "No number has any effect: there is nothing to share.");
    }
    if (found->indices != NULL) {
        explain_shares(page, found, options);
    }
}

static void state_facts(curb_sensitivity_page_t *page, const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_sensitivity_options_t *options)
{
    curb_sensitivity_fact(page, "seed", (double)study->seed);
    curb_sensitivity_fact(page, "replicates", (double)options->replicates);
    curb_sensitivity_fact(page, "level", options->level);
    curb_sensitivity_fact(page, "numbers", (double)found->factors.input_count);
    curb_sensitivity_fact(page, "factors", (double)found->factors.count);
    curb_sensitivity_fact(page, "numbers_unused", (double)found->factors.unused);
    curb_sensitivity_fact(page, "runs", (double)found->runs);
    if (found->effects != NULL) {
        curb_sensitivity_fact(page, "trajectories", (double)options->trajectories);
    }
    if (found->indices != NULL) {
        curb_sensitivity_fact(page, "rows", (double)found->rows);
        curb_sensitivity_fact(page, "rows_used", (double)found->rows_used);
        curb_sensitivity_fact(page, "width_asked", options->width);
        curb_sensitivity_fact(page, "width_widest", found->widest);
        curb_sensitivity_fact(page, "rows_needed", (double)found->rows_needed);
    }
    if (found->indices != NULL && found->output_count == 1) {
        curb_sensitivity_fact(page, "variance", found->moments[0].variance);
        curb_sensitivity_fact(page, "chance_variance", found->moments[0].chance);
    }
}

curb_error_t curb_sensitivity_fill(curb_sensitivity_page_t *page,
    const curb_sensitivity_t *found, const curb_study_t *study, const curb_asked_t *asked,
    const curb_sensitivity_options_t *options)
{
    curb_sorting_t sorting;
    curb_error_t error = curb_sorting_init(&sorting, found->factors.count);
    for (size_t i = 0; i < asked->count && error == CURB_OK; i++) {
        if (found->indices != NULL) {
            fill_shares(page, found, asked, i, &sorting);
        }
        if (found->indices != NULL && options->second) {
            fill_pairs(page, found, asked, i);
        }
        if (found->effects != NULL) {
            fill_screening(page, found, asked, i, &sorting);
        }
    }
    explain(page, found, study, options);
    state_facts(page, found, study, options);
    curb_sorting_free(&sorting);
    return error;
}
