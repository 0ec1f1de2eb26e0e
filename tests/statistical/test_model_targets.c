/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* Every instrument, at a strong dose that is stated here, moves its first-order target the
 * way it is meant to. What it does at its default dose is printed and not judged: a small
 * effect is a result. Paired over replicates; seeds are fixed. */
#include "unit/small_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { REPLICATES = 12, MONTHS = 36, LEVERS = 3 };

typedef struct {
    curb_lever_t lever;
    double value;
} strong_t;

/* All act in the north. The target is summed or averaged over 36 months and the sectors
 * given; for the import ban, whose target is abroad, over the south. */
typedef struct {
    curb_instrument_t instrument;
    curb_metric_t target;
    int direction;
    size_t jurisdiction;
    uint32_t sectors;
    strong_t strong[LEVERS]; /* beyond intensity 1; a lever of value 0 is not set */
} row_t;

enum {
    SEX = 1u << SMALL_SEXUAL,
    GOODS = 1u << SMALL_GOODS,
    LABOUR = GOODS | 1u << SMALL_DOMESTIC,
    EVERY = LABOUR | SEX
};

static const row_t rows[CURB_INSTRUMENT_COUNT] = {
    {CURB_PROCUREMENT_RULES, CURB_METRIC_BUYERS_HOME_GOVERNMENT, -1, SMALL_NORTH, GOODS,
        {{CURB_LEVER_PENALTY, 0.5}}},
    {CURB_DUE_DILIGENCE, CURB_METRIC_BUYERS_HOME_FIRM, -1, SMALL_NORTH, GOODS,
        {{CURB_LEVER_PENALTY, 0.5}}},
    {CURB_IMPORT_BAN, CURB_METRIC_UTILISATION, -1, SMALL_SOUTH, GOODS,
        {{CURB_LEVER_INTERDICTION, 0.4}, {CURB_LEVER_DIVERSION, 0.1}}},
    {CURB_AWARENESS_CAMPAIGN, CURB_METRIC_AWARENESS, +1, SMALL_NORTH, EVERY, {{0}}},
    {CURB_EDUCATION, CURB_METRIC_UNITS_UNVETTED, -1, SMALL_NORTH, EVERY,
        {{CURB_LEVER_SHIFT, 0.5}, {CURB_LEVER_LAG, 1.0}}},
    {CURB_ONLINE_DETERRENCE, CURB_METRIC_UNITS_UNVETTED, -1, SMALL_NORTH, SEX, {{0}}},
    {CURB_CRIMINALISE_BUYING, CURB_METRIC_UNITS_UNVETTED, -1, SMALL_NORTH, SEX, {{0}}},
    {CURB_CRIMINALISE_KNOWING_USE, CURB_METRIC_PERCEIVED_RISK, +1, SMALL_NORTH, EVERY,
        {{CURB_LEVER_INVESTIGATION, 0.001}, {CURB_LEVER_ANNOUNCEMENT, 0.1}}},
    {CURB_ASSET_FORFEITURE, CURB_METRIC_RECRUITED, -1, SMALL_NORTH, EVERY,
        {{CURB_LEVER_FORFEITURE, 1.0}}},
    {CURB_TRAFFICKER_ENFORCEMENT, CURB_METRIC_DETECTED, +1, SMALL_NORTH, EVERY, {{0}}},
    {CURB_LABOUR_INSPECTION, CURB_METRIC_DETECTED, +1, SMALL_NORTH, LABOUR, {{0}}},
    {CURB_VICTIM_SUPPORT, CURB_METRIC_IDENTIFIED, +1, SMALL_NORTH, EVERY,
        {{CURB_LEVER_COVERAGE, 1.0}}},
    {CURB_SAFE_MIGRATION, CURB_METRIC_RECRUITED, -1, SMALL_NORTH, EVERY,
        {{CURB_LEVER_REDUCTION, 0.4}}},
    {CURB_COOPERATION, CURB_METRIC_RELOCATED_OUT, -1, SMALL_NORTH, EVERY, {{0}}},
};

/* Enforcement in the north that gives traffickers a reason to leave; co-operation does
 * nothing while nobody moves, so it is judged inside this. */
static curb_policy_t enforcement(void)
{
    curb_policy_t policy = small_world_policy(CURB_TRAFFICKER_ENFORCEMENT, 1, 1.0, 0);
    policy.lever[CURB_LEVER_MULTIPLIER] = 4.0;
    return policy;
}

/* Scenario i + 1 is that of row i; the last one is the company of co-operation. */
static small_world_t *world_of(bool strong)
{
    small_world_t *small = small_world_new();
    small->run.months = small->run.period_months = MONTHS;
    small->world.responses.move_rate = 0.03;
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        curb_instrument_t instrument = rows[i].instrument;
        double dose = strong ? 1.0 : curb_instrument_rows[instrument].dose_default;
        curb_policy_t policy = small_world_policy(instrument, 1, dose, 0);
        for (size_t k = 0; strong && k < LEVERS; k++) {
            if (rows[i].strong[k].value > 0.0) {
                policy.lever[rows[i].strong[k].lever] = rows[i].strong[k].value;
            }
        }
        curb_scenario_t *scenario = small_world_add(small, &policy);
        if (instrument == CURB_COOPERATION) {
            scenario->policies[scenario->policy_count++] = enforcement();
        }
    }
    curb_policy_t alone = enforcement();
    (void)small_world_add(small, &alone);
    return small;
}

static double target_in(const curb_record_t *record, size_t scenario, const row_t *row)
{
    double sum = 0.0;
    for (size_t m = 0; m < SMALL_SECTORS; m++) {
        if (row->sectors >> m & 1u) {
            sum += small_world_value(
                record, scenario, row->target, 0, row->jurisdiction * SMALL_SECTORS + m);
        }
    }
    return sum;
}

typedef struct {
    double base, mean, error;
} effect_t;

static void effects_of(bool strong, effect_t *effect)
{
    small_world_t *small = world_of(strong);
    double square[CURB_INSTRUMENT_COUNT] = {0};
    memset(effect, 0, CURB_INSTRUMENT_COUNT * sizeof *effect);
    for (uint32_t r = 0; r < REPLICATES; r++) {
        curb_record_t record;
        small_world_run(small, r, &record);
        for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
            bool packaged = rows[i].instrument == CURB_COOPERATION;
            size_t without = packaged ? CURB_INSTRUMENT_COUNT + 1 : 0;
            double base = target_in(&record, without, &rows[i]);
            double change = target_in(&record, i + 1, &rows[i]) - base;
            effect[i].base += base / REPLICATES;
            effect[i].mean += change / REPLICATES;
            square[i] += change * change / REPLICATES;
        }
        curb_record_free(&record);
    }
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        double variance = square[i] - effect[i].mean * effect[i].mean;
        effect[i].error = sqrt(fmax(0.0, variance) / (REPLICATES - 1));
        print_message("%-24s %-22s %11.5g %+11.4g, standard error %.3g\n",
            curb_instrument_rows[rows[i].instrument].key,
            curb_metric_rows[rows[i].target].key, effect[i].base, effect[i].mean,
            effect[i].error);
    }
    small_world_free(small);
}

/* An instrument without any effect would pass its line once in 160 seeds (one side of a t
 * with 11 degrees of freedom beyond 3). */
static void strong_doses_move_their_targets_as_they_are_meant_to(void **state)
{
    (void)state;
    effect_t effect[CURB_INSTRUMENT_COUNT];
    effects_of(true, effect);
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        assert_int_equal(rows[i].instrument, i);
        if (!(rows[i].direction * effect[i].mean > 3.0 * effect[i].error)) {
            fail_msg("%s does not move %s", curb_instrument_rows[i].key,
                curb_metric_rows[rows[i].target].key);
        }
    }
}

static void default_doses_are_reported_whatever_they_show(void **state)
{
    (void)state;
    effect_t effect[CURB_INSTRUMENT_COUNT];
    effects_of(false, effect);
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        assert_true(isfinite(effect[i].mean) && effect[i].base >= 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(strong_doses_move_their_targets_as_they_are_meant_to),
        cmocka_unit_test(default_doses_are_reported_whatever_they_show),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
