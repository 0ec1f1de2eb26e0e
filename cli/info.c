/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/number.h"
#include "cli/posterior_text.h"
#include "cli/verbs.h"
#include "store/results.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const curb_option_t options[] = {
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

static void print_origin(const curb_results_t *labels)
{
    printf("%s\n", labels->title[0] != '\0' ? labels->title : labels->study_id);
    if (labels->question[0] != '\0') {
        printf("  question       %s\n", labels->question);
    }
    printf("  study          %s\n", labels->study_id);
    printf("  world          %s\n", labels->world_id);
    printf("  world hash     %s\n", labels->world_hash);
    printf("  content hash   %s\n", labels->content_hash);
    printf("  made with      curb %s\n", labels->version);
    printf("  seed           %s\n", labels->seed_hex);
    printf("  parameters     %s: intervals cover %s\n", labels->parameters,
        curb_citation_covers(labels));
    printf("  detection      %s\n", labels->detection);
    printf("  scale          %s people an agent\n",
        curb_number_in_words(labels->people_per_agent).text);
}

/* The rule that set the number of replicates. */
static void print_stopped(const curb_stopped_t *stopped)
{
    if (!stopped->by_rule) {
        return;
    }
    bool best = strcmp(stopped->question, "best") == 0;
    printf(
        "  stopping rule  until %s of '%s' %s resolved to %s (%s), %.0f %%; %s after %zu "
        "look%s\n",
        best ? "the best" : "the differences", stopped->metric, best ? "is" : "are",
        stopped->asked, curb_number_in_words(stopped->delta).text, 100 * stopped->level,
        stopped->settled ? "settled" : "not settled", stopped->looks,
        stopped->looks == 1 ? "" : "s");
    printf("                 could resolve %s; %s: %s\n",
        curb_number_in_words(stopped->resolvable).text,
        best ? "in contention" : "not narrow enough",
        stopped->remaining[0] != '\0' ? stopped->remaining : "none");
}

static void print_replicates(const curb_results_t *labels)
{
    size_t by_concept[CURB_CONCEPT_COUNT] = {0};
    for (size_t r = 0; r < labels->replicate_count; r++) {
        by_concept[labels->concepts[r] == CURB_CONCEPT_ILO]++;
    }
    printf("  replicates     %zu (%zu mse, %zu ilo)\n", labels->replicate_count,
        by_concept[CURB_CONCEPT_MSE], by_concept[CURB_CONCEPT_ILO]);
    size_t draws = curb_results_draw_count(labels);
    if (draws > 0) {
        printf("  draws          %zu of the parameters%s\n", draws,
            draws < labels->replicate_count ? ", several replicates each" : "");
    }
    print_stopped(&labels->stopped);
    if (labels->period_count > 0) {
        size_t last = labels->period_count - 1;
        char years[32];
        curb_citation_years(labels->years[0],
            labels->years[last] + labels->period_months[last] / 12, years, sizeof years);
        printf("  time           %s, %zu periods of %s months\n", years,
            labels->period_count, curb_number(labels->period_months[0], 0).text);
        if (labels->period_months[last] < labels->period_months[0]) {
            printf("                 the last period is short: %s months\n",
                curb_number(labels->period_months[last], 0).text);
        }
    }
}

static void print_names(const char *title, char (*names)[CURB_ID_BYTES], size_t count)
{
    printf("  %-15s", title);
    for (size_t i = 0; i < count; i++) {
        printf("%s%s", i > 0 ? ", " : "", names[i]);
    }
    putchar('\n');
}

static void print_allocated(const curb_results_t *labels)
{
    size_t allocated = 0;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        allocated += curb_results_allocated(labels, j) ? 1 : 0;
    }
    if (allocated > 0) {
        printf(
            "  allocated      %zu of %zu jurisdictions: divided from regions, not "
            "observed; "
            "read\n"
            "                 changes in per cent of their own baseline, no levels and no "
            "ranks\n",
            allocated, labels->jurisdiction_count);
    }
}

static void print_scenarios(const curb_results_t *labels)
{
    printf("\nscenarios\n");
    for (size_t s = 0; s < labels->scenario_count; s++) {
        const curb_results_scenario_t *scenario = &labels->scenarios[s];
        printf("  %-32s", scenario->id);
        if (s == labels->baseline) {
            printf(" the baseline");
        } else {
            printf(" from %.1f", scenario->policy_start);
            if (!isnan(scenario->planned_cost_usd)) {
                printf(", %s USD a year",
                    curb_number_in_words(scenario->planned_cost_usd).text);
            }
            printf("%s", scenario->budget_capped ? " (capped)" : "");
        }
        printf("%s%s\n", scenario->title[0] != '\0' ? ": " : "", scenario->title);
    }
}

static void print_metrics(const curb_results_t *labels)
{
    printf("\nmetrics (* declared by the study: the family of the intervals)\n");
    for (int m = 0; m < CURB_METRIC_COUNT; m++) {
        bool declared = false;
        for (size_t i = 0; i < labels->metric_count; i++) {
            declared = declared || (int)labels->metrics[i] == m;
        }
        printf("  %c %-28s %-12s %s\n", declared ? '*' : ' ', curb_metric_rows[m].key,
            curb_metric_rows[m].units, curb_metric_rows[m].long_name);
    }
}

static curb_error_t info_posterior(const char *path, curb_diagnostics_t *diagnostics)
{
    curb_posterior_t posterior;
    curb_error_t error = curb_posterior_read(&posterior, path, diagnostics);
    if (error == CURB_OK) {
        curb_posterior_print(&posterior, stdout);
    }
    curb_posterior_free(&posterior);
    return error;
}

static curb_error_t info_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (curb_posterior_is(arguments->operands[0])) {
        return info_posterior(arguments->operands[0], diagnostics);
    }
    curb_results_t labels = {0};
    curb_error_t error = curb_results_open(&labels, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        char source[1400];
        print_origin(&labels);
        print_replicates(&labels);
        print_names("jurisdictions", labels.jurisdictions, labels.jurisdiction_count);
        print_allocated(&labels);
        print_names("sectors", labels.sectors, labels.sector_count);
        print_scenarios(&labels);
        print_metrics(&labels);
        curb_citation_source(&labels, source, sizeof source);
        printf("\nhow to cite\n  %s\n", source);
    }
    curb_results_close(&labels);
    return error;
}

const curb_verb_t curb_verb_info = {
    .name = "info",
    .operands = "RESULTS.h5|POSTERIOR.h5",
    .summary = "what a results file or a posterior holds, its hashes, how to cite it",
    .description =
        "Prints what a results file is of: study, world, seed, program, replicates, time, "
        "scenarios with their cost, metrics; the hashes of the world and of the content; "
        "and "
        "how to cite it. The resolved study and the record of how the file was made are "
        "texts "
        "inside it, in the group /provenance (ncdump -g provenance RESULTS.h5). Of a "
        "posterior (curb calibrate) it prints what was learned of each number, how well "
        "the "
        "targets are met and which of them pull against each other.",
    .examples = "curb info out/alliance21/results.h5",
    .least_operands = 1,
    .most_operands = 1,
    .options = options,
    .exit_codes = exit_codes,
    .run = info_run,
};
