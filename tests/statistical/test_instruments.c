/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* timeout: 600 */
/* Every instrument at a strong dose moves what it acts on first, in the expected direction,
 * by more than three standard errors of the paired difference. The doses are far beyond
 * what any source supports: they show that the levers are connected, and say nothing about
 * what a policy of that kind would do. Seeds are fixed, so the outcome is too; were they
 * drawn, an instrument without any effect would pass a row once in 165 times (twelve
 * replicates, Student's t, one-sided). */
#include "laboratory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const double errors_asked = 3.0;

/* --- the doses: at intensity 1, in developed_eu unless it says otherwise --- */

#define POLICY(id, instrument, levers)                                                     \
    "  " id ": {instrument: " instrument ", intensity: 1, levers: {" levers "}}\n"
#define IN_ONE(id, policies, place)                                                        \
    "  " id ": {policies: [" policies "], jurisdictions: [" place "]}\n"
#define ALONE(id) IN_ONE(id, id, "developed_eu")

static const char study_text[] =
    "title: strong doses\n"
    "world: \"" CURB_SOURCE_DIR "/scenarios/worlds/world-2014.yaml\"\n"
    "seed: 2385\n"
    "replicates: 12\n"
    "start_year: 2013\n"
    "years_before: 1\n"
    "years_after: 5\n"
    "scale: 1000\n"
    "detection: mse\n"
    "parameters: central\n"
    "policies:\n" /* clang-format off */
    POLICY("procurement_rules", "procurement_rules", "compliance: 0.9, screening: 0.8, penalty: 0.5")
    POLICY("due_diligence", "due_diligence", "compliance: 0.9, screening: 0.8, penalty: 0.5")
    POLICY("import_ban", "import_ban", "interdiction: 0.6, diversion: 0")
    POLICY("awareness_campaign", "awareness_campaign", "reach: 0.5, efficacy: 0.25")
    POLICY("education", "education", "shift: 0.5, lag: 12")
    POLICY("online_deterrence", "online_deterrence", "friction: 1, displacement: 0, takedown: 0")
    POLICY("criminalise_buying", "criminalise_buying", "investigation: 0.0005, severity: 200, announcement: 0.1")
    POLICY("criminalise_knowing_use", "criminalise_knowing_use",
        "investigation: 0.0005, severity: 200, announcement: 0.1, proof: 0.1")
    POLICY("asset_forfeiture", "asset_forfeiture", "forfeiture: 1")
    POLICY("trafficker_enforcement", "trafficker_enforcement", "multiplier: 5")
    POLICY("crackdown", "trafficker_enforcement", "multiplier: 20")
    POLICY("labour_inspection", "labour_inspection", "multiplier: 2")
    POLICY("victim_support", "victim_support", "coverage: 1")
    POLICY("safe_migration", "safe_migration", "reduction: 0.5")
    POLICY("cooperation", "cooperation", "strength: 5") /* clang-format on */
    "scenarios:\n" /* clang-format off */
    ALONE("procurement_rules") ALONE("due_diligence") ALONE("import_ban")
    ALONE("awareness_campaign") ALONE("education") ALONE("online_deterrence")
    ALONE("criminalise_buying") ALONE("criminalise_knowing_use")
    ALONE("asset_forfeiture") ALONE("trafficker_enforcement") ALONE("labour_inspection")
    ALONE("victim_support") ALONE("cooperation") ALONE("crackdown")
    IN_ONE("safe_migration", "safe_migration", "cse_europe_cis")
    IN_ONE("crackdown_together", "crackdown, cooperation", "developed_eu");   /* clang-format on */

/* --- the targets --- */

/* Positions in the world. */
enum { HERE = 1 << 0, EAST = 1 << 1, REST = 1 << 2, ABROAD = EAST | REST };
enum { SEXUAL = 1 << 0, INDUSTRY = 1 << 1, FARMS = 1 << 2, DOMESTIC = 1 << 3 };
enum { GOODS = INDUSTRY | FARMS, LABOUR = GOODS | DOMESTIC, EVERY = LABOUR | SEXUAL };

typedef enum { FALLS = -1, RISES = 1 } direction_t;

typedef struct {
    const char *sentence, *scenario;
    direction_t direction;
    measure_t measure;
    const char *reference; /* NULL: the baseline */
} target_t;

/* Years of the run: 0 is before the policy, 1 the first with it. */
#define SUM(metric) CURB_METRIC_##metric, CURB_METRIC_COUNT
#define RATIO(metric, per) CURB_METRIC_##metric, CURB_METRIC_##per
#define ALL_YEARS .from = 1
#define FIRST_YEAR .from = 1, .to = 2
#define LAST_YEAR .from = 5

static const target_t targets[] = {
    {"procurement_rules_screen_out_exploited_units", "procurement_rules", RISES,
        {SUM(SCREENED_UNITS), HERE, GOODS, ALL_YEARS}, NULL},
    {"procurement_rules_turn_authorities_from_unvetted_goods", "procurement_rules", FALLS,
        {SUM(BUYERS_HOME_GOVERNMENT), HERE, GOODS, ALL_YEARS}, NULL},
    {"due_diligence_screens_out_exploited_units", "due_diligence", RISES,
        {SUM(SCREENED_UNITS), HERE, GOODS, ALL_YEARS}, NULL},
    {"due_diligence_turns_firms_from_unvetted_goods", "due_diligence", FALLS,
        {SUM(BUYERS_HOME_FIRM), HERE, GOODS, ALL_YEARS}, NULL},
    {"an_import_ban_stops_exploited_units", "import_ban", RISES,
        {SUM(INTERDICTED_UNITS), HERE, GOODS, ALL_YEARS}, NULL},
    {"an_import_ban_leaves_exploited_output_abroad_unsold", "import_ban", FALLS,
        {SUM(UTILISATION), ABROAD, GOODS, FIRST_YEAR}, NULL},
    {"a_campaign_raises_awareness", "awareness_campaign", RISES,
        {SUM(AWARENESS), HERE, EVERY, ALL_YEARS}, NULL},
    {"a_campaign_lowers_what_residents_buy_unvetted", "awareness_campaign", FALLS,
        {SUM(UNITS_UNVETTED), HERE, EVERY, ALL_YEARS}, NULL},
    {"education_lowers_what_residents_buy_after_its_lag", "education", FALLS,
        {SUM(UNITS_UNVETTED), HERE, EVERY, LAST_YEAR}, NULL},
    {"online_deterrence_lowers_sexual_units", "online_deterrence", FALLS,
        {SUM(UNITS_UNVETTED), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_buying_sanctions_buyers", "criminalise_buying", RISES,
        {SUM(SANCTIONS), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_buying_raises_perceived_risk", "criminalise_buying", RISES,
        {SUM(PERCEIVED_RISK), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_buying_lowers_units", "criminalise_buying", FALLS,
        {SUM(UNITS_UNVETTED), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_buying_lowers_the_price", "criminalise_buying", FALLS,
        {SUM(PRICE), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_knowing_use_raises_perceived_risk", "criminalise_knowing_use", RISES,
        {SUM(PERCEIVED_RISK), HERE, SEXUAL, ALL_YEARS}, NULL},
    {"a_law_against_knowing_use_sanctions_far_fewer_than_one_against_buying",
        "criminalise_knowing_use", FALLS, {SUM(SANCTIONS), HERE, SEXUAL, ALL_YEARS},
        "criminalise_buying"},
    {"a_law_against_knowing_use_leaves_more_bought_than_one_against_buying",
        "criminalise_knowing_use", RISES, {SUM(UNITS_UNVETTED), HERE, SEXUAL, ALL_YEARS},
        "criminalise_buying"},
    {"forfeiture_takes_capital", "asset_forfeiture", RISES,
        {SUM(FORFEITED), HERE, EVERY, ALL_YEARS}, NULL},
    {"forfeiture_lowers_recruitment", "asset_forfeiture", FALLS,
        {SUM(RECRUITED), HERE, EVERY, ALL_YEARS}, NULL},
    {"enforcement_detects_traffickers", "trafficker_enforcement", RISES,
        {SUM(DETECTED), HERE, EVERY, FIRST_YEAR}, NULL},
    {"enforcement_lowers_exploitation", "trafficker_enforcement", FALLS,
        {SUM(EXPLOITED_MONTHS), HERE, EVERY, ALL_YEARS}, NULL},
    {"inspection_detects_traffickers_in_labour_markets", "labour_inspection", RISES,
        {SUM(DETECTED), HERE, LABOUR, FIRST_YEAR}, NULL},
    {"inspection_helps_people_in_labour_markets_to_escape", "labour_inspection", RISES,
        {RATIO(ESCAPED, EXPLOITED_MONTHS), HERE, LABOUR, ALL_YEARS}, NULL},
    {"support_identifies_people", "victim_support", RISES,
        {RATIO(IDENTIFIED, EXPLOITED_MONTHS), HERE, EVERY, ALL_YEARS}, NULL},
    {"support_lowers_the_share_of_recruits_exploited_before", "victim_support", FALLS,
        {RATIO(RE_EXPLOITED, RECRUITED), HERE, EVERY, ALL_YEARS}, NULL},
    {"support_shortens_recovery", "victim_support", FALLS,
        {RATIO(RECOVERING, IDENTIFIED), HERE, EVERY, LAST_YEAR}, NULL},
    {"safe_migration_lowers_recruitment_from_its_origins", "safe_migration", FALLS,
        {SUM(RECRUITED), EAST, EVERY, ALL_YEARS}, NULL},
    {"a_crackdown_in_one_place_makes_traffickers_move", "crackdown", RISES,
        {SUM(RELOCATED_OUT), HERE, EVERY, ALL_YEARS}, NULL},
    {"cooperation_within_a_crackdown_keeps_them_from_moving", "crackdown_together", FALLS,
        {SUM(RELOCATED_OUT), HERE, EVERY, ALL_YEARS}, "crackdown"},
};

enum { TARGET_COUNT = sizeof targets / sizeof targets[0] };

static laboratory_t laboratory;

static int open_laboratory(void **state)
{
    (void)state;
    return laboratory_open(&laboratory, study_text) ? 0 : -1;
}

static int close_laboratory(void **state)
{
    (void)state;
    laboratory_close(&laboratory);
    return 0;
}

static void the_target_moves(void **state)
{
    const target_t *target = *state;
    const char *reference =
        target->reference != NULL ? target->reference : laboratory.study.scenarios[0].id;
    curb_paired_t paired =
        laboratory_compare(&laboratory, reference, target->scenario, &target->measure);
    laboratory_tell(stdout, target->sentence, &paired);
    assert_int_equal(paired.n, laboratory.study.replicates);
    if (!((double)target->direction * paired.t > errors_asked)) {
        fail_msg("%s: %g standard errors", target->sentence, paired.t);
    }
}

static const char *baseline(void) { return laboratory.study.scenarios[0].id; }

static void nothing_differs_before_a_policy_starts(void **state)
{
    (void)state;
    for (size_t r = 0; r < laboratory.record_count; r++) {
        for (size_t s = 1; s < laboratory.study.scenario_count; s++) {
            assert_true(laboratory_same_bits(
                &laboratory, r, baseline(), laboratory.study.scenarios[s].id, 0, 1));
        }
    }
}

/* Its first year has the same bits, since the norm moves from the thirteenth month on. */
static void education_changes_nothing_before_its_lag(void **state)
{
    (void)state;
    for (size_t r = 0; r < laboratory.record_count; r++) {
        assert_true(laboratory_same_bits(&laboratory, r, baseline(), "education", 0, 2));
    }
}

/* People freed from labour are at risk again and may be recruited into the sexual market,
 * so its numbers are not the very same; a lever that reached it would double its
 * detections. */
static void inspection_leaves_the_sexual_market_alone(void **state)
{
    (void)state;
    const measure_t detected = {SUM(DETECTED), HERE, SEXUAL, ALL_YEARS};
    const measure_t escaped = {RATIO(ESCAPED, EXPLOITED_MONTHS), HERE, SEXUAL, ALL_YEARS};
    const measure_t *measures[] = {&detected, &escaped};
    for (size_t i = 0; i < 2; i++) {
        curb_paired_t paired =
            laboratory_compare(&laboratory, baseline(), "labour_inspection", measures[i]);
        laboratory_tell(stdout, "inspection, sexual market", &paired);
        assert_true(fabs(paired.mean) < 0.02 * paired.reference_mean);
    }
}

/* Traffickers count as moved where a cell's number changes by more than came and went. */
static bool someone_moved(const curb_record_t *record, size_t period)
{
    size_t cells = record->jurisdiction_count * record->sector_count;
    bool moved = false;
    for (size_t i = period * cells; i < (period + 1) * cells; i++) {
        const double *traffickers = curb_record_series(record, 0, CURB_METRIC_TRAFFICKERS);
        double change = traffickers[i] - (period > 0 ? traffickers[i - cells] : NAN);
        double come_and_gone = curb_record_series(record, 0, CURB_METRIC_ENTERED)[i] -
                               curb_record_series(record, 0, CURB_METRIC_QUIT)[i] -
                               curb_record_series(record, 0, CURB_METRIC_DETECTED)[i];
        moved |= change != come_and_gone;
    }
    return moved;
}

static void cooperation_alone_changes_nothing_until_someone_moves(void **state)
{
    (void)state;
    size_t compared = 0;
    for (size_t r = 0; r < laboratory.record_count; r++) {
        size_t end = 1;
        while (end < laboratory.records[r].period_count &&
               !someone_moved(&laboratory.records[r], end)) {
            end++;
        }
        assert_true(
            laboratory_same_bits(&laboratory, r, baseline(), "cooperation", 0, end));
        compared += end - 1;
    }
    print_message("%zu of %zu years without a move\n", compared,
        laboratory.record_count * (laboratory.records[0].period_count - 1));
    assert_true(compared > laboratory.record_count);
}

int main(void)
{
    static const struct CMUnitTest others[] = {
        cmocka_unit_test(nothing_differs_before_a_policy_starts),
        cmocka_unit_test(education_changes_nothing_before_its_lag),
        cmocka_unit_test(inspection_leaves_the_sexual_market_alone),
        cmocka_unit_test(cooperation_alone_changes_nothing_until_someone_moves),
    };
    enum { OTHER_COUNT = sizeof others / sizeof others[0] };
    struct CMUnitTest tests[TARGET_COUNT + OTHER_COUNT];
    for (size_t i = 0; i < TARGET_COUNT; i++) {
        tests[i] = (struct CMUnitTest){.name = targets[i].sentence,
            .test_func = the_target_moves,
            /* NOLINTNEXTLINE(performance-no-int-to-ptr): only read; cmocka has no const */
            .initial_state = (void *)(uintptr_t)&targets[i]};
    }
    memcpy(tests + TARGET_COUNT, others, sizeof others);
    return _cmocka_run_group_tests("instruments", tests, TARGET_COUNT + OTHER_COUNT,
        open_laboratory, close_laboratory);
}
