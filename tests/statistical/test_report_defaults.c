/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* timeout: 900 */
/* Each instrument at its default dose in developed_eu, with draws of parameters and both
 * concepts of detection: what it did is written down, whatever it is, and nothing is
 * expected of it. Beside it stand the statements about order and size that the model's
 * reference lists as expectations; they too are reported and not tested. Only a value that
 * is not a number fails. */
#include "laboratory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { YEARS_BEFORE = 1, YEARS_AFTER = 10 };

#define ALONE(id) "  " id ": {policies: [" id "], jurisdictions: [developed_eu]}\n"

static const char study_text[] =
    "extends: \"" CURB_SOURCE_DIR "/scenarios/policies/alliance.yaml\"\n"
    "title: default doses\n"
    "world: \"" CURB_SOURCE_DIR "/scenarios/worlds/world-2014.yaml\"\n"
    "seed: 21\n"
    "replicates: 20\n"
    "start_year: 2013\n"
    "years_before: 1\n"
    "years_after: 10\n"
    "scale: 1000\n"
    "detection: both\n"
    "parameters: draws\n"
    "scenarios:\n" /* clang-format off */
    ALONE("procurement_rules") ALONE("due_diligence") ALONE("import_ban")
    ALONE("awareness_campaign") ALONE("education") ALONE("online_deterrence")
    ALONE("criminalise_buying") ALONE("criminalise_knowing_use")
    ALONE("asset_forfeiture") ALONE("trafficker_enforcement") ALONE("labour_inspection")
    ALONE("victim_support") ALONE("safe_migration") ALONE("cooperation"); /* clang-format on */

enum { HERE = 1, ELSEWHERE = 6, EVERYWHERE = 7, EVERY = 15, SEXUAL = 1, LABOUR = 14 };

typedef struct {
    const char *title;
    measure_t measure;
} column_t;

#define SUM(metric) CURB_METRIC_##metric, CURB_METRIC_COUNT
#define FIRST .from = YEARS_BEFORE, .to = YEARS_BEFORE + 1
#define LAST .from = YEARS_BEFORE + YEARS_AFTER - 1

static const column_t columns[] = {
    {"people exploited here, mean of the last year",
        {SUM(EXPLOITED_MONTHS), HERE, EVERY, LAST}},
    {"people exploited elsewhere, mean of the last year",
        {SUM(EXPLOITED_MONTHS), ELSEWHERE, EVERY, LAST}},
    {"people exploited anywhere, mean of the last year",
        {SUM(EXPLOITED_MONTHS), EVERYWHERE, EVERY, LAST}},
    {"profit anywhere, last year", {SUM(PROFIT), EVERYWHERE, EVERY, LAST}},
    {"units residents asked for, first year", {SUM(UNITS_UNVETTED), HERE, EVERY, FIRST}},
    {"price of sexual services here, first year", {SUM(PRICE), HERE, SEXUAL, FIRST}},
    {"prices of labour here, first year, added up", {SUM(PRICE), HERE, LABOUR, FIRST}},
    {"people exploited here, mean of the first year",
        {SUM(EXPLOITED_MONTHS), HERE, EVERY, FIRST}},
    {"price of sexual services here, last year", {SUM(PRICE), HERE, SEXUAL, LAST}},
    {"prices of labour here, last year, added up", {SUM(PRICE), HERE, LABOUR, LAST}},
    {"traffickers who entered here, last year", {SUM(ENTERED), HERE, EVERY, LAST}},
    {"people exploited before and again here, last year",
        {SUM(RE_EXPLOITED), HERE, EVERY, LAST}},
};

enum { COLUMN_COUNT = sizeof columns / sizeof columns[0] };

/* Differences in percent of the baseline's mean, by concept of detection: 0, 1, or both. */
static curb_paired_t percent_change(
    const laboratory_t *self, size_t scenario, const measure_t *measure, int concept_only)
{
    double before[64];
    double after[64];
    double mean = 0.0;
    size_t n = 0;
    for (size_t r = 0; r < self->record_count; r++) {
        if (concept_only < 0 || self->records[r].concept_used == concept_only) {
            before[n] = laboratory_value(self, r, 0, measure);
            after[n] = laboratory_value(self, r, scenario, measure);
            mean += before[n++];
        }
    }
    for (size_t i = 0; i < n; i++) {
        before[i] *= 100.0 * (double)n / mean;
        after[i] *= 100.0 * (double)n / mean;
    }
    return curb_paired(before, after, n);
}

static void write_change(FILE *out, const curb_paired_t *change)
{
    curb_interval_t interval =
        curb_paired_interval(change, curb_t_critical(0.95, change->n, 1));
    fprintf(out, "%+9.3f [%+9.3f, %+9.3f]", change->mean, interval.low, interval.high);
    assert_false(isnan(change->mean) || isnan(interval.low) || isnan(interval.high));
}

static void write_report(const laboratory_t *self, FILE *out)
{
    fprintf(out,
        "Default doses in developed_eu, %d years, %zu replicates with draws of "
        "parameters.\n"
        "Change in percent of the baseline, 95 %% interval of each row by itself; then "
        "the\n"
        "two concepts of detection apart. Modelled, not measured.\n",
        YEARS_AFTER, self->record_count);
    for (size_t s = 1; s < self->study.scenario_count; s++) {
        fprintf(out, "\n%s\n", self->study.scenarios[s].id);
        for (size_t i = 0; i < COLUMN_COUNT; i++) {
            fprintf(out, "  %-50s", columns[i].title);
            for (int concept_only = -1; concept_only < CURB_CONCEPT_COUNT; concept_only++) {
                curb_paired_t change =
                    percent_change(self, s, &columns[i].measure, concept_only);
                fprintf(out, concept_only < 0 ? " " : "  %s ",
                    concept_only < 0 ? "" : curb_concept_keys[concept_only]);
                write_change(out, &change);
            }
            fprintf(out, "\n");
        }
    }
}

static void default_doses_are_reported_whatever_they_show(void **state)
{
    (void)state;
    laboratory_t laboratory;
    bool ready = laboratory_open(&laboratory, study_text);
    if (ready) {
        FILE *file = fopen("report_defaults.txt", "w");
        write_report(&laboratory, stdout);
        if (file != NULL) {
            write_report(&laboratory, file);
            fclose(file);
        }
    }
    laboratory_close(&laboratory);
    assert_true(ready);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(default_doses_are_reported_whatever_they_show),
    };
    return cmocka_run_group_tests_name("report of default doses", tests, NULL, NULL);
}
