/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"

#include "cli/number.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static bool is_posterior(const curb_results_t *labels)
{
    return strcmp(labels->parameters, "posterior") == 0;
}

const char *curb_citation_covers(const curb_results_t *labels)
{
    return strcmp(labels->parameters, "central") == 0 ? "chance only"
           : is_posterior(labels) ? "parameter draws from a posterior and chance"
                                  : "parameter draws and chance";
}

void curb_citation_years(double from, double to, char *text, size_t bytes)
{
    double first = floor(from + 1e-6), last = ceil(to - 1e-6) - 1;
    if (last <= first) {
        snprintf(text, bytes, "%.0f", first);
    } else {
        snprintf(text, bytes, "%.0f to %.0f", first, last);
    }
}

void curb_citation_units(const curb_compare_t *compare, char *text, size_t bytes)
{
    if (!compare->two_levels) {
        snprintf(text, bytes, "%zu paired replicates", compare->family.n);
        return;
    }
    double each = (double)compare->replicate_count / (double)compare->draw_count;
    bool whole = compare->replicate_count % compare->draw_count == 0;
    snprintf(text, bytes, "%zu draws of the parameters and %s%.*f replicates each",
        compare->draw_count, whole ? "" : "about ", whole ? 0 : 1, each);
}

void curb_citation_split(const curb_levels_t *levels, char *text, size_t bytes)
{
    if (isnan(levels->share)) {
        snprintf(text, bytes, "its variance cannot be split");
        return;
    }
    double share = 100 * levels->share;
    snprintf(text, bytes,
        "%s %% of the variance is parameter uncertainty (%s to %s %%%s), %s %% chance",
        curb_number(share, 0).text, curb_number(100 * levels->share_interval.low, 0).text,
        curb_number(100 * levels->share_interval.high, 0).text,
        levels->negative ? "; estimated below 0 and given as 0" : "",
        curb_number(100 - share, 0).text);
}

static const char *covers_in_full(const curb_compare_t *compare)
{
    return compare->two_levels
               ? "parameter draws and chance, and count draws, because replicates of one "
                 "draw are not independent; 'param., %' is the share of the variance of a "
                 "replicate's difference that lies between draws (parameter uncertainty, "
                 "with the concept of detection where both are used), the rest is chance"
           : compare->draw_count > 0
               ? "parameter draws and chance, which one replicate a draw cannot tell apart "
                 "(replicates_per_draw can)"
               : "chance only, at central parameters";
}

static void describe_maxt(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    const curb_compare_family_t *family = &compare->family;
    char flips[64], units[120];
    snprintf(flips, sizeof flips, family->exhaustive ? "all %.30s" : "%.30s random",
        curb_number((double)family->flip_count, 0).text);
    curb_citation_units(compare, units, sizeof units);
    snprintf(text, bytes,
        "Intervals hold at %s %% for all %zu differences of the family together (every "
        "scenario x %zu metrics; max-t over %s sign-flips of %s%s, half-widths of %s "
        "standard errors).",
        curb_number(100 * compare->level, 0).text, family->columns, labels->metric_count,
        flips, units, compare->two_levels ? ", whole draws at a time" : "",
        curb_number(family->critical, 2).text);
}

/* Intervals of t over the same family. */
static void describe_t(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    const curb_compare_family_t *family = &compare->family;
    char units[120], level[8], what[200];
    curb_citation_units(compare, units, sizeof units);
    snprintf(level, sizeof level, "%.0f", 100 * compare->level);
    switch (compare->adjust) {
    case CURB_MULTIPLICITY_NONE:
        snprintf(what, sizeof what,
            "hold at %s %% each alone; of all %zu differences some will miss", level,
            family->columns);
        break;
    case CURB_MULTIPLICITY_BH:
        snprintf(what, sizeof what,
            "hold at a false coverage rate of %.0f %% (of those whose adjusted p is at "
            "most %.2f, that share is expected to miss), over %zu differences",
            100 * (1 - compare->level), 1 - compare->level, family->columns);
        break;
    default:
        snprintf(what, sizeof what,
            "hold at %s %% for all %zu differences of the family together by Bonferroni",
            level, family->columns);
    }
    snprintf(text, bytes,
        "Intervals of t %s (every scenario x %zu metrics; %s, half-widths of %s standard "
        "errors).",
        what, labels->metric_count, units, curb_number(family->critical, 2).text);
}

static void describe_bootstrap(const curb_compare_t *compare, char *text, size_t bytes)
{
    char units[120];
    curb_citation_units(compare, units, sizeof units);
    snprintf(text, bytes,
        "Differences and per cent are each a %s, with a BCa bootstrap interval that holds "
        "at %.0f %% alone, not together with others (%s resamples of %s%s).",
        curb_summary_rows[compare->statistic].words, 100 * compare->level,
        curb_number(CURB_BCA_RESAMPLES, 0).text, units,
        compare->two_levels ? ", whole draws at a time" : "");
}

void curb_citation_intervals(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    char how[640];
    if (compare->statistic != CURB_SUMMARY_MEAN) {
        describe_bootstrap(compare, how, sizeof how);
    } else if (compare->adjust <= CURB_MULTIPLICITY_MAXT_STEPDOWN) {
        describe_maxt(compare, labels, how, sizeof how);
    } else {
        describe_t(compare, labels, how, sizeof how);
    }
    snprintf(text, bytes,
        "%s They cover %s%s; they do not cover what the model leaves out.", how,
        is_posterior(labels) ? "draws from a posterior: " : "", covers_in_full(compare));
}

static void describe_effect(const curb_compare_row_t *row, char *text, size_t bytes)
{
    bool in_percent = !isnan(row->percent_ci_low);
    double value = in_percent ? row->percent : row->difference;
    double low = in_percent ? row->percent_ci_low : row->ci_low;
    double high = in_percent ? row->percent_ci_high : row->ci_high;
    double flip = high < 0 ? -1 : 1;
    double lesser = flip * (flip < 0 ? high : low),
           greater = flip * (flip < 0 ? low : high);
    bool clear = low > 0 || high < 0;
    curb_scale_t scale = in_percent ? (curb_scale_t){1, ""} : curb_number_scale(greater);
    const char *unit = in_percent ? " %" : " persons";
    double half = (greater - lesser) / 2 / scale.divisor;
    int decimals = half >= 10 ? 0 : half >= 1 ? 1 : half >= 0.1 ? 2 : 3;
    snprintf(text, bytes, "%s%s%s%s (%s to %s%s)", clear ? "by " : "",
        curb_number(flip * value / scale.divisor, decimals).text, scale.word[0] ? " " : "",
        scale.word[0] ? scale.word : unit,
        curb_number(lesser / scale.divisor, decimals).text,
        curb_number(greater / scale.divisor, decimals).text, unit);
}

static void subject_of(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    const curb_results_scenario_t *scenario =
        &labels->scenarios[compare->headline.scenario];
    const char *name = scenario->title[0] != '\0' ? scenario->title : scenario->id;
    if (scenario->budget_usd > 0 && compare->rank_count > 0) {
        size_t rivals = 0;
        double share = NAN;
        for (size_t i = 0; i < compare->rank_count; i++) {
            rivals += compare->ranks[i].budget_usd == scenario->budget_usd;
            share = compare->ranks[i].scenario == compare->headline.scenario
                        ? compare->ranks[i].first_share
                        : share;
        }
        char capped[96] = "";
        if (scenario->budget_capped) {
            snprintf(capped, sizeof capped, " (which can spend only %.40s)",
                curb_number_in_words(scenario->planned_cost_usd).text);
        }
        snprintf(text, bytes,
            "Of %zu scenarios with a budget of %s USD a year, \"%s\"%s comes first most "
            "often "
            "(in %.0f %% of %s) and",
            rivals, curb_number_in_words(scenario->budget_usd).text, name, capped,
            100 * share, compare->two_levels ? "draws" : "replicates");
    } else {
        snprintf(text, bytes, "Against no new policy, \"%s\"", name);
    }
}

static void say_headline(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    const curb_compare_row_t *row = &compare->headline;
    char subject[512], effect[400], years[32];
    subject_of(compare, labels, subject, sizeof subject);
    curb_citation_years(compare->window.to_year - compare->window.last_year_months / 12,
        compare->window.to_year, years, sizeof years);
    if (row->concepts_disagree || isnan(row->ci_low)) {
        snprintf(text, bytes,
            "%s has no joint effect on the number of people exploited in %s to report: %s "
            "(modelled, not measured).",
            subject, years,
            row->concepts_disagree ? "the two concepts of detection disagree about its sign"
                                   : "there are too few replicates for an interval");
        return;
    }
    describe_effect(row, effect, sizeof effect);
    const char *verb = row->ci_high < 0  ? "lowers"
                       : row->ci_low > 0 ? "raises"
                                         : "has no clear effect on";
    char units[120], split[200] = "";
    curb_citation_units(compare, units, sizeof units);
    if (compare->two_levels) {
        memcpy(split, ": ", 3);
        curb_citation_split(&row->levels, split + 2, sizeof split - 2);
    }
    snprintf(text, bytes,
        "%s %s the number of people exploited in %s%s %s, a %.0f %% interval over %s that "
        "covers %s%s (modelled, not measured).",
        subject, verb, years, row->ci_high < 0 || row->ci_low > 0 ? "" : ":", effect,
        100 * compare->level, units, curb_citation_covers(labels), split);
}

void curb_citation_sentence(
    const curb_compare_t *compare, const curb_results_t *labels, char *text, size_t bytes)
{
    if (compare->has_headline) {
        say_headline(compare, labels, text, bytes);
        return;
    }
    char years[32];
    curb_citation_years(compare->window.to_year - compare->window.last_year_months / 12,
        compare->window.to_year, years, sizeof years);
    snprintf(text, bytes,
        "Of %zu scenarios, the number of people exploited in %s is clearly lower in %zu, "
        "clearly "
        "higher in %zu and without a clear change in %zu (%.0f %% intervals that cover %s; "
        "modelled, not measured); their costs differ, so they are not ranked.",
        compare->counted, years, compare->clearly_lower, compare->clearly_higher,
        compare->counted - compare->clearly_lower - compare->clearly_higher,
        100 * compare->level, curb_citation_covers(labels));
}

void curb_citation_source(const curb_results_t *labels, char *text, size_t bytes)
{
    snprintf(text, bytes,
        "%s (study %s, world %s), simulated with curb %s, seed %s, %zu replicates, content "
        "SHA-256 %s",
        labels->title[0] != '\0' ? labels->title : labels->study_id, labels->study_id,
        labels->world_id, labels->version, labels->seed_hex, labels->replicate_count,
        labels->content_hash);
}
