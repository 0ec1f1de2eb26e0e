/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sentences that may be quoted: their words follow from the interval, in each language. */
#include "plots/claim.h"
#include "plots/claim_study.h"
#include "plots/lang.h"
#include "store/contested.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Two scenarios, two jurisdictions of which the second is allocated, 2014 to 2028. */
typedef struct {
    curb_results_scenario_t scenarios[3];
    char jurisdictions[2][CURB_ID_BYTES], sectors[1][CURB_ID_BYTES];
    bool allocated[2];
    curb_results_t labels;
    curb_compare_rank_t ranks[2];
    curb_compare_t compare;
    curb_claim_source_t source;
} scene_t;

static void make(scene_t *self)
{
    *self = (scene_t){
        .scenarios = {{.id = "baseline"}, {.id = "ban-high", .title = "Import ban (high)"},
            {.id = "camp_aign", .title = "<b>`x`</b>"}},
        .jurisdictions = {"a", "b"},
        .sectors = {"sexual"},
        .allocated = {false, true}};
    self->labels = (curb_results_t){.scenario_count = 3,
        .jurisdiction_count = 2,
        .sector_count = 1,
        .scenarios = self->scenarios,
        .jurisdictions = self->jurisdictions,
        .sectors = self->sectors,
        .allocated = self->allocated};
    self->ranks[0] =
        (curb_compare_rank_t){.scenario = 1, .budget_usd = 2.5e7, .first_share = 0.6};
    self->ranks[1] =
        (curb_compare_rank_t){.scenario = 2, .budget_usd = 2.5e7, .first_share = 0.4};
    self->compare = (curb_compare_t){.level = 0.95,
        .window = {.from_year = 2014, .to_year = 2029, .last_year_months = 12},
        .family = {.n = 21, .columns = 390},
        .rank_count = 2,
        .ranks = self->ranks};
    self->source = (curb_claim_source_t){&self->compare, &self->labels, NULL};
}

static curb_compare_row_t row_of(double percent, double low, double high)
{
    return (curb_compare_row_t){.scenario = 1,
        .metric = CURB_METRIC_EXPLOITED,
        .jurisdiction = -1,
        .sector = -1,
        .concept = -1,
        .n = 21,
        .difference = 1000 * percent,
        .ci_low = 1000 * low,
        .ci_high = 1000 * high,
        .percent = percent,
        .percent_ci_low = low,
        .percent_ci_high = high};
}

static void speak(const char *code)
{
    curb_diagnostics_t diagnostics = {0};
    assert_int_equal(curb_lang_use(code, &diagnostics), CURB_OK);
    curb_diagnostics_free(&diagnostics);
}

static void the_verb_follows_from_the_interval(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_row_t row = row_of(-5.87, -8.12, -3.62);
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_string_equal(claim.id, "ban-high/exploited/2028");
    assert_string_equal(claim.text.text,
        "“Import ban (high)” lowers the number of people exploited in 2028 by 5.9\u00A0% "
        "against no new policy (95 % interval 3.6 to 8.1\u00A0%; modelled, not measured).");
    assert_string_equal(curb_claim_number(&claim).text, "−5.9\u00A0% [−8.1, −3.6]");
    row = row_of(2.385, 0.011, 4.8);
    claim = curb_claim_row(&scene.source, &row);
    assert_non_null(strstr(claim.text.text, "raises the number of people exploited"));
    row = row_of(-0.4, -0.9, 0.0);
    claim = curb_claim_row(&scene.source, &row); /* an end at 0 is not clear of it */
    assert_non_null(strstr(claim.text.text, "has no clear effect on"));
    assert_non_null(strstr(claim.text.text,
        "−0.40\u00A0% against no new policy (95 % interval −0.90 to 0.00"));
}

static void without_a_ratio_the_difference_is_claimed_in_its_unit(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_row_t row = row_of(2385, 1200, 3600);
    row.metric = CURB_METRIC_RECRUITED;
    row.difference = 2385;
    row.ci_low = 1200;
    row.ci_high = 3600;
    row.percent = row.percent_ci_low = row.percent_ci_high = NAN;
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_string_equal(claim.id, "ban-high/recruited/2014-2028");
    assert_non_null(
        strstr(claim.text.text, "raises recruitment into exploitation from 2014 to 2028 by "
                                "2,385 against no new policy (95 % interval 1,200 to"));
}

static curb_claim_t claim_of_cost(
    scene_t *scene, curb_metric_t metric, double value, double low, double high)
{
    curb_compare_row_t row = row_of(0, 0, 0);
    row.metric = metric;
    row.difference = value;
    row.ci_low = low;
    row.ci_high = high;
    row.percent = row.percent_ci_low = row.percent_ci_high = NAN;
    return curb_claim_row(&scene->source, &row);
}

static void costs_are_spent_or_saved_by_whom_they_fall_on(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_claim_t claim =
        claim_of_cost(&scene, CURB_METRIC_POLICY_COST, 2.385e6, 1.2e6, 3.6e6);
    assert_string_equal(claim.id, "ban-high/policy_cost/2014-2028");
    assert_string_equal(claim.units, "USD");
    assert_string_equal(claim.text.text,
        "“Import ban (high)” costs 2.4\u00A0million\u00A0USD of public money from 2014 to "
        "2028 (95 % interval 1.2 to 3.6\u00A0million\u00A0USD; modelled, not measured).");
    claim = claim_of_cost(&scene, CURB_METRIC_POLICY_COST, 2.385e6, -0.1e6, 3.6e6);
    assert_non_null(strstr(claim.text.text, "costs no clear sum of public money: 2.4"));
    claim = claim_of_cost(&scene, CURB_METRIC_COMPLIANCE_COST, -2.385e6, -3.6e6, -1.2e6);
    assert_non_null(strstr(claim.text.text, "saves buyers 2.4\u00A0million\u00A0USD of"));
    claim = claim_of_cost(&scene, CURB_METRIC_COMPLIANCE_COST, 0, 0, 0);
    assert_string_equal(curb_claim_number(&claim).text, "0");
}

/* Laws in force cost buyers something without a new policy, so per cent are known. */
static void a_cost_is_a_sum_also_where_a_share_of_the_baseline_is_known(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_row_t row = row_of(102, -442, 178);
    row.metric = CURB_METRIC_COMPLIANCE_COST;
    row.difference = 2.385e9;
    row.ci_low = 1.2e9;
    row.ci_high = 3.6e9;
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_string_equal(claim.units, "USD");
    assert_non_null(strstr(claim.text.text, "costs buyers 2.4\u00A0billion\u00A0USD"));
}

static void contested_evidence_is_called_contested(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    bool contested[3] = {false, true, false};
    scene.source.contested = contested;
    curb_compare_row_t row = row_of(-5.87, -8.12, -3.62);
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_non_null(strstr(claim.text.text, "measured). Evidence on this measure is "
                                            "contested."));
    claim = curb_claim_first(&scene.source, &scene.ranks[0]);
    assert_non_null(strstr(claim.text.text, "is contested."));
    claim = curb_claim_first(&scene.source, &scene.ranks[1]);
    assert_null(strstr(claim.text.text, "contested"));
}

/* A policy's name says nothing: the resolved study tells its instrument. */
static void contested_measures_are_found_by_their_instrument_inside_packages_too(
    void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    strcpy(scene.scenarios[1].policies, "ban+law");
    strcpy(scene.scenarios[2].policies, "lawful+ban");
    bool contested[3] = {false};
    curb_contested_find("policies:\n  ban:\n    instrument: \"import_ban\"  # s.yaml:3\n"
                        "  law:\n    dose: low\n    instrument: \"criminalise_buying\"\n"
                        "  lawful:\n    instrument: \"criminalise_buying_less\"\n",
        &scene.labels, contested);
    assert_false(contested[0]);
    assert_true(contested[1]);
    assert_false(contested[2]);
}

/* R 4.2: binom.test(20, 20) gives 0.8315665 to 1, binom.test(7, 20) 0.1539092 to 0.5921885.
 */
static void a_share_of_first_places_has_the_interval_of_clopper_and_pearson(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    scene.compare.family.n = 20;
    scene.ranks[0].first_share = 1;
    scene.ranks[1].first_share = 0.35;
    curb_claim_t claim = curb_claim_first(&scene.source, &scene.ranks[0]);
    assert_true(fabs(claim.interval.low - 83.15665) < 1e-4);
    assert_true(claim.interval.high == 100);
    claim = curb_claim_first(&scene.source, &scene.ranks[1]);
    assert_true(fabs(claim.interval.low - 15.39092) < 1e-4);
    assert_true(fabs(claim.interval.high - 59.21885) < 1e-4);
}

static void counts_about_the_study_are_claims_too(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_effect_t effects[3] = {{.concepts_disagree = true}, {0}, {0}};
    scene.compare.effects = effects;
    scene.compare.effect_count = 3;
    curb_claim_t claim = curb_claim_concepts(&scene.source);
    assert_string_equal(claim.id, "concepts");
    assert_int_equal(strncmp(claim.text.text, "For 1 scenario of 3 the two", 27), 0);
    claim = curb_claim_grades(
        &scene.source, &(curb_claim_grades_t){.measured = 2, .elsewhere = 3, .judged = 85});
    assert_non_null(strstr(claim.text.text, "90 in all, 85 rest on judgement (grade C)"));
    /* 25 million USD a year over 15 years: 375 million planned */
    curb_compare_row_t rows[2] = {row_of(0, 0, 0), row_of(0, 0, 0)};
    rows[0].metric = rows[1].metric = CURB_METRIC_POLICY_COST;
    rows[1].scenario = 2;
    rows[0].difference = 749e6;
    rows[1].difference = 751e6;
    scene.compare.rows = rows;
    scene.compare.row_count = 2;
    claim = curb_claim_spent(&scene.source, 2.5e7);
    assert_true(claim.value == 1);
    assert_int_equal(
        strncmp(claim.text.text, "1 of 2 scenarios with a budget of 25", 36), 0);
}

static void what_cannot_be_said_has_no_number(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_row_t row = row_of(-5.87, -8.12, -3.62);
    row.concepts_disagree = true;
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_true(isnan(claim.value));
    assert_non_null(strstr(claim.text.text, "the two concepts of detection disagree"));
    assert_string_equal(curb_claim_number(&claim).text, "no joint effect");
    row = row_of(-5.87, NAN, NAN);
    row.ci_low = row.ci_high = NAN;
    row.n = 1;
    claim = curb_claim_row(&scene.source, &row);
    assert_true(isnan(claim.value));
    assert_non_null(strstr(claim.text.text, "too few replicates for an interval"));
    assert_string_equal(curb_claim_number(&claim).text, "–");
}

static void a_part_of_the_market_is_named_and_what_was_allocated_says_so(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    curb_compare_row_t row = row_of(-5.87, -8.12, -3.62);
    row.jurisdiction = 1;
    curb_claim_t claim = curb_claim_row(&scene.source, &row);
    assert_string_equal(claim.id, "ban-high/exploited/2028/jurisdiction=b");
    assert_int_equal(strncmp(claim.text.text, "B: “Import ban", 13), 0);
    assert_non_null(strstr(claim.text.text, "allocated from a region's, not observed."));
    row.jurisdiction = 0;
    claim = curb_claim_row(&scene.source, &row);
    assert_null(strstr(claim.text.text, "allocated"));
    row.jurisdiction = -1;
    row.concept = CURB_CONCEPT_ILO;
    claim = curb_claim_row(&scene.source, &row);
    assert_string_equal(claim.id, "ban-high/exploited/2028/concept=ilo");
}

static void the_answer_ranks_only_where_budgets_are_equal(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    scene.compare.has_headline = true;
    scene.compare.headline = row_of(-5.87, -8.12, -3.62);
    curb_claim_t claim = curb_claim_answer(&scene.source);
    assert_string_equal(claim.id, "answer");
    assert_string_equal(claim.text.text,
        "Of 2 scenarios with the same budget, 25 million USD of public money a year, "
        "“Import ban (high)” averts most exploitation in 60\u00A0% of 21 paired replicates "
        "(95 % interval 37 to 80\u00A0%). It lowers the number of people exploited in 2028 "
        "by 5.9\u00A0% against no new policy (95 % interval 3.6 to 8.1\u00A0%; modelled, "
        "not "
        "measured).");
    scene.compare.rank_count = 0;
    claim = curb_claim_answer(&scene.source);
    assert_int_equal(strncmp(claim.text.text, "“Import ban (high)” lowers", 20), 0);
    scene.compare.has_headline = false;
    scene.compare.counted = 7;
    scene.compare.clearly_lower = 3;
    scene.compare.clearly_higher = 1;
    claim = curb_claim_answer(&scene.source);
    assert_non_null(strstr(claim.text.text, "Of 7 scenarios, 3 clearly lower"));
    assert_non_null(
        strstr(claim.text.text, "1 clearly raise it and 3 have no clear effect"));
    assert_non_null(strstr(claim.text.text, "they are not ranked"));
}

static void markup_in_a_name_stays_words(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    assert_string_equal(curb_claim_subject(&scene.source, 2).text, "<b>`x`</b>");
    scene.scenarios[2].title[0] = '\0';
    assert_string_equal(curb_claim_subject(&scene.source, 2).text, "Camp aign");
}

static void russian_has_its_numbers_names_and_plurals(void **state)
{
    (void)state;
    scene_t scene;
    make(&scene);
    speak("ru");
    scene.compare.has_headline = true;
    scene.compare.headline = row_of(-5.87, -8.12, -3.62);
    curb_claim_t claim = curb_claim_answer(&scene.source);
    assert_non_null(strstr(claim.text.text, "«Запрет импорта (высокая)»"));
    assert_non_null(strstr(claim.text.text, "на 5,9\u00A0%"));
    assert_non_null(strstr(claim.text.text, "21 парного повторения")); /* 21 is as 1 */
    scene.compare.family.n = 25;
    claim = curb_claim_answer(&scene.source);
    assert_non_null(strstr(claim.text.text, "25 парных повторений"));
    assert_string_equal(curb_words_number(-1234567.5, 1).text, "−1\u202F234\u202F567,5");
    speak("en");
    assert_string_equal(curb_words_number(-1234567.5, 1).text, "−1,234,567.5");
}

static void a_language_without_a_translation_is_refused_and_nothing_changes(void **state)
{
    (void)state;
    curb_diagnostics_t diagnostics = {0};
    assert_int_equal(curb_lang_use("de", &diagnostics), CURB_ERR_USAGE);
    assert_int_equal(curb_lang_use("tlh", &diagnostics), CURB_ERR_USAGE);
    assert_string_equal(curb_lang()->code, "en");
    curb_diagnostics_free(&diagnostics);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_verb_follows_from_the_interval),
        cmocka_unit_test(without_a_ratio_the_difference_is_claimed_in_its_unit),
        cmocka_unit_test(costs_are_spent_or_saved_by_whom_they_fall_on),
        cmocka_unit_test(a_cost_is_a_sum_also_where_a_share_of_the_baseline_is_known),
        cmocka_unit_test(contested_evidence_is_called_contested),
        cmocka_unit_test(
            contested_measures_are_found_by_their_instrument_inside_packages_too),
        cmocka_unit_test(a_share_of_first_places_has_the_interval_of_clopper_and_pearson),
        cmocka_unit_test(counts_about_the_study_are_claims_too),
        cmocka_unit_test(what_cannot_be_said_has_no_number),
        cmocka_unit_test(a_part_of_the_market_is_named_and_what_was_allocated_says_so),
        cmocka_unit_test(the_answer_ranks_only_where_budgets_are_equal),
        cmocka_unit_test(markup_in_a_name_stays_words),
        cmocka_unit_test(russian_has_its_numbers_names_and_plurals),
        cmocka_unit_test(a_language_without_a_translation_is_refused_and_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
