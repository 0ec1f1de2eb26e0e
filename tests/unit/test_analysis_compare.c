/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small file made by hand: 2 jurisdictions, 2 sectors, 4 years, 6 replicates, and values
 * whose differences can be computed in the head. */
#include "analysis/compare.h"
#include "analysis/maxt.h"
#include "model/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum {
    SCENARIOS = 5,
    REPLICATES = 6,
    PERIODS = 4,
    JURISDICTIONS = 2,
    SECTORS = 2,
    CELLS = JURISDICTIONS * SECTORS,
    VALUES = SCENARIOS * REPLICATES * PERIODS * CELLS
};
enum { BASELINE, LOW, RICH, POOR, ZERO };

typedef struct {
    curb_results_t labels;
    curb_results_scenario_t scenarios[SCENARIOS];
    uint32_t replicates[REPLICATES];
    int concepts[REPLICATES];
    double years[PERIODS], period_months[PERIODS];
    char jurisdictions[JURISDICTIONS][CURB_ID_BYTES];
    char sectors[SECTORS][CURB_ID_BYTES];
    bool in_scope[SCENARIOS * CELLS];
    double months[VALUES], cost[VALUES], price[VALUES];
    double at_risk[SCENARIOS * REPLICATES * PERIODS * JURISDICTIONS];
} fake_t;

static void near(double value, double expected, double tolerance)
{
    if (!(fabs(value - expected) <= tolerance)) {
        fail_msg("%.17g is not %.17g within %g", value, expected, tolerance);
    }
}

static size_t at(size_t s, size_t r, size_t p, size_t cell)
{
    return ((s * REPLICATES + r) * PERIODS + p) * CELLS + cell;
}

/* The first cell is in scope. From the second year a policy takes a share of its months of
 * exploitation; RICH moves a tenth of what it averts to the last cell. */
static double months_of(size_t s, size_t r, size_t p, size_t cell)
{
    static const double taken[SCENARIOS] = {0, 0.02, 0.10, 0.05, 0};
    double base = 1200 * (double)(cell + 1) * (1 + 0.1 * (double)r);
    double averted = p > 0 ? taken[s] * 1200 * (1 + 0.1 * (double)r) : 0;
    averted *= 1 + 0.01 * (double)((r * 7 + s) % 5);
    double moved = s == RICH && cell == CELLS - 1 ? 0.1 * averted : 0;
    return base - (cell == 0 ? averted : 0) + moved;
}

static void name_scenarios(fake_t *self)
{
    static const char *const ids[] = {
        "baseline", "law-low", "law-rich", "campaign-rich", "idle"};
    for (size_t s = 0; s < SCENARIOS; s++) {
        curb_results_scenario_t *scenario = &self->scenarios[s];
        strcpy(scenario->id, ids[s]);
        scenario->policy_start = s == BASELINE ? NAN : s == POOR ? 2017.5 : 2015;
        scenario->budget_usd = s == RICH || s == POOR ? 23.85e6 : 0;
    }
}

static void fill(fake_t *self)
{
    for (size_t s = 0; s < SCENARIOS; s++) {
        for (size_t r = 0; r < REPLICATES; r++) {
            for (size_t p = 0; p < PERIODS; p++) {
                for (size_t cell = 0; cell < CELLS; cell++) {
                    self->months[at(s, r, p, cell)] = months_of(s, r, p, cell);
                    self->price[at(s, r, p, cell)] = 10 + (double)p;
                    bool pays = s == RICH && cell == 0 && p > 0;
                    self->cost[at(s, r, p, cell)] = pays ? 1000 : 0;
                }
                for (size_t j = 0; j < JURISDICTIONS; j++) {
                    self->at_risk[((s * REPLICATES + r) * PERIODS + p) * JURISDICTIONS +
                                  j] = 100 * (double)(j + 1) + (double)p;
                }
            }
        }
    }
}

static void make(fake_t *self, bool both_concepts)
{
    memset(self, 0, sizeof *self);
    self->labels = (curb_results_t){.scenario_count = SCENARIOS,
        .replicate_count = REPLICATES,
        .period_count = PERIODS,
        .jurisdiction_count = JURISDICTIONS,
        .sector_count = SECTORS,
        .start_year = 2014,
        .seed_hex = "0x7DE",
        .metric_count = 2,
        .metrics = {CURB_METRIC_EXPLOITED, CURB_METRIC_POLICY_COST},
        .scenarios = self->scenarios,
        .replicates = self->replicates,
        .concepts = self->concepts,
        .years = self->years,
        .period_months = self->period_months,
        .jurisdictions = self->jurisdictions,
        .sectors = self->sectors,
        .in_scope = self->in_scope};
    for (size_t r = 0; r < REPLICATES; r++) {
        self->replicates[r] = (uint32_t)r;
        self->concepts[r] = both_concepts ? (int)(r % 2) : CURB_CONCEPT_MSE;
    }
    for (size_t p = 0; p < PERIODS; p++) {
        self->years[p] = 2014 + (double)p;
        self->period_months[p] = 12;
    }
    for (size_t s = 1; s < SCENARIOS; s++) {
        self->in_scope[s * CELLS] = true;
    }
    name_scenarios(self);
    fill(self);
}

static curb_compare_data_t data_of(const fake_t *fake)
{
    curb_compare_data_t data = {.labels = &fake->labels};
    data.values[CURB_METRIC_EXPLOITED_MONTHS] = fake->months;
    data.values[CURB_METRIC_POLICY_COST] = fake->cost;
    data.values[CURB_METRIC_PRICE] = fake->price;
    data.values[CURB_METRIC_AT_RISK] = fake->at_risk;
    return data;
}

static curb_compare_t compare(const fake_t *fake, const curb_compare_options_t *options)
{
    curb_compare_t result;
    curb_compare_data_t data = data_of(fake);
    assert_int_equal(curb_compare_init(&result, &data, options, NULL), CURB_OK);
    return result;
}

static const curb_compare_row_t *row_of(const curb_compare_t *result, size_t scenario,
    curb_metric_t metric, int j, int m, int c)
{
    for (size_t i = 0; i < result->row_count; i++) {
        const curb_compare_row_t *row = &result->rows[i];
        if (row->scenario == scenario && row->metric == metric && row->jurisdiction == j &&
            row->sector == m && row->concept == c) {
            return row;
        }
    }
    fail_msg("no such row");
    return NULL;
}

/* Mean over replicates of what `scenario` averts in one year of its scope. */
static double averted_a_year(const fake_t *fake, size_t scenario)
{
    double sum = 0;
    for (size_t r = 0; r < REPLICATES; r++) {
        sum += fake->months[at(BASELINE, r, 2, 0)] - fake->months[at(scenario, r, 2, 0)];
    }
    return sum / REPLICATES;
}

/* --- the period --- */

static void the_period_is_from_the_first_policy_start_to_the_end(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 1);
    assert_int_equal(window.end, 4);
    assert_int_equal(window.last_year_first, 3);
    near(window.months, 36, 0);
    fake.scenarios[LOW].policy_start = 2016.25;
    fake.scenarios[RICH].policy_start = fake.scenarios[ZERO].policy_start = 2016.25;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 2);
}

static void a_period_asked_for_keeps_whole_years_only(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, 2015, 2016), CURB_OK);
    assert_int_equal(window.first, 1);
    assert_int_equal(window.end, 3);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2016, 2016), CURB_OK);
    near(window.from_year, 2016, 1e-12);
    near(window.to_year, 2017, 1e-12);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2018, 2030), CURB_ERR_USAGE);
}

static void monthly_records_have_a_last_year_of_twelve(void **state)
{
    (void)state;
    enum { MONTHS = 31 };
    fake_t fake;
    make(&fake, false);
    double years[MONTHS], months[MONTHS];
    for (size_t p = 0; p < MONTHS; p++) {
        years[p] = 2014 + (double)p / 12;
        months[p] = 1;
    }
    fake.labels.years = years;
    fake.labels.period_months = months;
    fake.labels.period_count = MONTHS;
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.first, 12);
    assert_int_equal(window.last_year_first, MONTHS - 12);
    near(window.last_year_months, 12, 0);
    assert_int_equal(curb_window_init(&window, &fake.labels, 2015, 2015), CURB_OK);
    near(window.months, 12, 0);
}

static void a_short_last_period_is_weighed_by_its_months(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    fake.period_months[3] = 6;
    curb_window_t window;
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    assert_int_equal(window.last_year_first, 2);
    near(window.last_year_months, 18, 0);
    double amount = curb_window_amount(
        &window, &fake.labels, CURB_METRIC_EXPLOITED, fake.months, BASELINE, 0, NULL);
    near(amount, 2 * 12000.0 / 18, 1e-9);
}

static void kinds_of_metrics_amount_to_what_they_should(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    curb_window_t window;
    bool one[CELLS] = {false, true, false, false},
         first[CELLS] = {true, true, false, false};
    assert_int_equal(curb_window_init(&window, &fake.labels, NAN, NAN), CURB_OK);
    const curb_results_t *labels = &fake.labels;
    near(curb_window_amount(
             &window, labels, CURB_METRIC_EXPLOITED_MONTHS, fake.months, 0, 0, NULL),
        3 * 12000, 1e-9);
    near(curb_window_amount(&window, labels, CURB_METRIC_EXPLOITED, fake.months, 0, 0, one),
        200, 1e-9);
    near(curb_window_amount(&window, labels, CURB_METRIC_PRICE, fake.price, 0, 0, one), 12,
        1e-12);
    assert_true(isnan(
        curb_window_amount(&window, labels, CURB_METRIC_PRICE, fake.price, 0, 0, NULL)));
    near(curb_window_amount(&window, labels, CURB_METRIC_AT_RISK, fake.at_risk, 0, 0, NULL),
        306, 1e-12);
    near(
        curb_window_amount(&window, labels, CURB_METRIC_AT_RISK, fake.at_risk, 0, 0, first),
        103, 1e-12);
}

/* --- rows --- */

static void differences_and_per_cent_are_those_of_the_data(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare(&fake, &options);
    assert_int_equal(result.row_count, 2 * (SCENARIOS - 1));
    const curb_compare_row_t *row = row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    near(row->baseline_mean, 1000 * 1.25, 1e-9);
    near(row->difference, -averted_a_year(&fake, LOW) / 12, 1e-9);
    near(row->percent, 100 * row->difference / row->baseline_mean, 1e-9);
    assert_true(row->ci_low < row->difference && row->difference < row->ci_high);
    assert_true(row->percent_ci_high < 0);
    assert_int_equal(row->n, REPLICATES);
    assert_true(row->vrf > 10 && row->in_family);
    const curb_compare_row_t *idle =
        row_of(&result, ZERO, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(idle->difference == 0 && idle->ci_low == 0 && idle->ci_high == 0);
    assert_true(idle->percent == 0 && isnan(idle->vrf));
    const curb_compare_row_t *cost =
        row_of(&result, RICH, CURB_METRIC_POLICY_COST, -1, -1, -1);
    near(cost->difference, 3000, 1e-9);
    near(cost->ci_low, 3000, 1e-9);
    assert_true(isnan(cost->percent));
    curb_compare_free(&result);
}

static void filters_hide_rows_and_never_change_the_family(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    const bool shown[SCENARIOS] = {[RICH] = true};
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t all = compare(&fake, &options);
    options.scenarios = shown;
    options.metric_count = 1;
    options.metrics[0] = CURB_METRIC_EXPLOITED;
    curb_compare_t few = compare(&fake, &options);
    assert_int_equal(few.row_count, 1);
    assert_int_equal(few.effect_count, 1);
    assert_int_equal(few.family.columns, 2 * (SCENARIOS - 1));
    assert_true(few.family.critical == all.family.critical);
    assert_true(few.rows[0].ci_low ==
                row_of(&all, RICH, CURB_METRIC_EXPLOITED, -1, -1, -1)->ci_low);
    assert_int_equal(few.rank_count, 2);
    assert_int_equal(few.counted, SCENARIOS - 1);
    curb_compare_free(&all);
    curb_compare_free(&few);
}

static void finer_rows_add_up_to_the_sums(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = options.by_sector = options.by_concept = true;
    options.metric_count = 2;
    options.metrics[0] = CURB_METRIC_EXPLOITED_MONTHS;
    options.metrics[1] = CURB_METRIC_AT_RISK;
    curb_compare_t result = compare(&fake, &options);
    curb_metric_t metric = CURB_METRIC_EXPLOITED_MONTHS;
    double sum = 0, by_concept = 0;
    for (int j = 0; j < JURISDICTIONS; j++) {
        for (int m = 0; m < SECTORS; m++) {
            sum += row_of(&result, RICH, metric, j, m, -1)->difference;
        }
    }
    const curb_compare_row_t *total = row_of(&result, RICH, metric, -1, -1, -1);
    near(sum, total->difference, 1e-6);
    for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
        const curb_compare_row_t *row = row_of(&result, RICH, metric, -1, -1, c);
        assert_int_equal(row->n, REPLICATES / 2);
        by_concept += row->difference / 2;
    }
    near(by_concept, total->difference, 1e-6);
    assert_false(total->in_family);
    assert_true(isnan(total->p_adjusted) && isfinite(total->ci_low));
    for (size_t i = 0; i < result.row_count; i++) {
        assert_true(
            result.rows[i].metric != CURB_METRIC_AT_RISK || result.rows[i].sector < 0);
    }
    curb_compare_free(&result);
}

static void concepts_that_differ_in_sign_have_no_joint_effect(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, true);
    for (size_t r = 1; r < REPLICATES; r += 2) {
        for (size_t p = 0; p < PERIODS; p++) {
            double averted =
                fake.months[at(BASELINE, r, p, 0)] - fake.months[at(LOW, r, p, 0)];
            fake.months[at(LOW, r, p, 0)] += 1.1 * averted;
        }
    }
    curb_compare_options_t options = curb_compare_defaults();
    options.by_concept = true;
    curb_compare_t result = compare(&fake, &options);
    const curb_compare_row_t *joint =
        row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(joint->concepts_disagree);
    assert_true(isnan(joint->difference) && isnan(joint->ci_low) && isnan(joint->percent));
    assert_true(isfinite(joint->baseline_mean));
    assert_int_equal(joint->n, REPLICATES);
    assert_true(row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, 0)->difference < 0);
    assert_true(row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, 1)->difference > 0);
    assert_true(result.effects[0].concepts_disagree);
    assert_false(
        row_of(&result, RICH, CURB_METRIC_EXPLOITED, -1, -1, -1)->concepts_disagree);
    assert_false(
        row_of(&result, ZERO, CURB_METRIC_EXPLOITED, -1, -1, -1)->concepts_disagree);
    curb_compare_free(&result);
}

/* --- what moved, what it cost, who is first --- */

static void a_tenth_that_moves_is_a_displacement_of_ten_per_cent(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare(&fake, &options);
    const curb_compare_effect_t *effect = &result.effects[RICH - 1];
    double inside = 3 * averted_a_year(&fake, RICH) / 12;
    assert_true(effect->has_outside);
    near(effect->inside_years, -inside, 1e-9);
    near(effect->outside_years, 0.1 * inside, 1e-9);
    near(effect->displaced.ratio, 0.1, 1e-9);
    near(effect->averted_years, 0.9 * inside, 1e-9);
    near(effect->cost_per_year.ratio, 3000 / (0.9 * inside), 1e-9);
    assert_true(effect->cost_per_year.interval.low < effect->cost_per_year.ratio);
    const curb_compare_effect_t *idle = &result.effects[ZERO - 1];
    assert_true(isnan(idle->displaced.ratio) && isnan(idle->cost_per_year.ratio));
    curb_compare_free(&result);
}

static void nothing_is_out_of_a_scope_of_everything(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    for (size_t i = CELLS; i < sizeof fake.in_scope; i++) {
        fake.in_scope[i] = true;
    }
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare(&fake, &options);
    assert_false(result.effects[0].has_outside);
    assert_true(isnan(result.effects[0].outside_years));
    assert_true(isfinite(result.effects[0].averted_years));
    curb_compare_free(&result);
}

/* --- States whose anchors are allocated --- */

static void a_state_with_allocated_anchors_shows_per_cent_and_no_level(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    bool allocated[JURISDICTIONS] = {true, true}, named[JURISDICTIONS] = {true, false};
    fake.labels.allocated = allocated;
    fake.labels.named_state = named;
    curb_compare_options_t options = curb_compare_defaults();
    options.by_jurisdiction = true;
    curb_compare_t result = compare(&fake, &options);
    const curb_compare_row_t *row = row_of(&result, LOW, CURB_METRIC_EXPLOITED, 0, -1, -1);
    assert_true(row->withheld && isnan(row->baseline_mean) && isnan(row->difference));
    assert_true(isnan(row->ci_low) && isnan(row->ci_high));
    assert_true(row->percent < 0 && row->percent_ci_low < row->percent);
    const curb_compare_row_t *cost =
        row_of(&result, RICH, CURB_METRIC_POLICY_COST, 0, -1, -1);
    near(cost->difference, 3000, 1e-9); /* nothing at the baseline: no level to give away */
    const curb_compare_row_t *group =
        row_of(&result, LOW, CURB_METRIC_EXPLOITED, 1, -1, -1);
    assert_true(!group->withheld && isfinite(group->baseline_mean));
    const curb_compare_row_t *all = row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    assert_true(!all->withheld && isfinite(all->baseline_mean));
    curb_compare_free(&result);
}

/* RICH acts in the first State, POOR in the second: an order would be one of States. Both
 * in the first are ranked, even when a supplier is in scope in one sector. */
static void scenarios_in_different_allocated_states_are_not_ranked(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    bool both[JURISDICTIONS] = {true, true};
    fake.labels.allocated = fake.labels.named_state = both;
    curb_compare_options_t options = curb_compare_defaults();
    fake.in_scope[POOR * CELLS + 1] = true;
    fake.in_scope[POOR * CELLS + 3] = true; /* a supplier, in one sector of two */
    curb_compare_t ranked = compare(&fake, &options);
    assert_int_equal(ranked.rank_count, 2);
    assert_int_equal(ranked.unranked_states, 0);
    curb_compare_free(&ranked);
    fake.in_scope[POOR * CELLS] = fake.in_scope[POOR * CELLS + 1] = false;
    curb_compare_t unranked = compare(&fake, &options);
    assert_int_equal(unranked.rank_count, 0);
    assert_int_equal(unranked.unranked_states, 2);
    assert_false(unranked.has_headline);
    curb_compare_free(&unranked);
}

static void only_equal_budgets_are_ranked(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare(&fake, &options);
    assert_int_equal(result.rank_count, 2);
    assert_int_equal(result.ranks[0].scenario, RICH);
    near(result.ranks[0].first_share, 1, 0);
    near(result.ranks[1].first_share, 0, 0);
    near(result.ranks[0].first_share_by[CURB_CONCEPT_ILO], 1, 0);
    assert_true(result.has_headline);
    assert_int_equal(result.headline.scenario, RICH);
    assert_int_equal(result.clearly_lower, 3);
    assert_int_equal(result.clearly_higher, 0);
    curb_compare_free(&result);
    fake.scenarios[POOR].budget_usd = 10e6;
    result = compare(&fake, &options);
    assert_int_equal(result.rank_count, 0);
    assert_false(result.has_headline);
    curb_compare_free(&result);
}

static void the_only_scenario_is_the_headline(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, false);
    fake.labels.scenario_count = 2;
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t result = compare(&fake, &options);
    assert_true(result.has_headline);
    assert_int_equal(result.headline.scenario, LOW);
    assert_int_equal(result.rank_count, 0);
    curb_compare_free(&result);
    fake.labels.scenario_count = 1;
    curb_compare_data_t data = data_of(&fake);
    assert_int_equal(curb_compare_init(&result, &data, &options, NULL), CURB_ERR_INVALID);
}

/* --- two files --- */

static void two_files_pair_by_scenario_and_replicate(void **state)
{
    (void)state;
    fake_t a, b;
    make(&a, false);
    make(&b, false);
    for (size_t i = 0; i < VALUES; i++) {
        b.months[i] += 23.85;
    }
    b.replicates[5] = 9;
    strcpy(b.scenarios[POOR].id, "something-else");
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_data_t first = data_of(&a), second = data_of(&b);
    curb_compare_t result;
    assert_int_equal(curb_compare_files(&result, &first, &second, &options, NULL), CURB_OK);
    assert_int_equal(result.row_count, 2 * (SCENARIOS - 1));
    assert_int_equal(result.rows[0].n, REPLICATES - 1);
    near(result.rows[0].difference, CELLS * 23.85 / 12, 1e-9);
    assert_int_equal(result.effect_count + result.rank_count, 0);
    curb_compare_free(&result);
}

static void files_that_cannot_be_paired_are_refused(void **state)
{
    (void)state;
    fake_t a, b;
    curb_compare_options_t options = curb_compare_defaults();
    for (int change = 0; change < 4; change++) {
        make(&a, false);
        make(&b, false);
        if (change == 0) {
            strcpy(b.labels.seed_hex, "0x1");
        } else if (change == 1) {
            strcpy(b.sectors[1], "domestic");
        } else if (change == 2) {
            b.years[3] += 1;
        } else {
            for (size_t r = 0; r < REPLICATES; r++) {
                b.replicates[r] += REPLICATES;
            }
        }
        curb_compare_data_t first = data_of(&a), second = data_of(&b);
        curb_compare_t result;
        curb_diagnostics_t diagnostics = {0};
        assert_int_equal(
            curb_compare_files(&result, &first, &second, &options, &diagnostics),
            CURB_ERR_INVALID);
        assert_int_equal(diagnostics.error_count, 1);
        curb_diagnostics_free(&diagnostics);
    }
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    fake_t fake;
    make(&fake, true);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_data_t data = data_of(&fake);
    curb_memory_fail_at(0);
    curb_compare_t result = compare(&fake, &options);
    curb_compare_free(&result);
    unsigned long requests = curb_memory_requests();
    assert_true(requests > 20);
    for (unsigned long n = 1; n <= requests; n++) {
        curb_memory_fail_at(n);
        assert_int_equal(
            curb_compare_init(&result, &data, &options, NULL), CURB_ERR_NO_MEMORY);
        assert_null(result.rows);
    }
    curb_memory_fail_at(0);
}

/* --- two levels --- */

/* Three draws of two replicates each say what a file of their three means says; the split
 * is there, and with one replicate a draw it is not. */
static void draws_are_the_units(void **state)
{
    (void)state;
    fake_t fake;
    uint32_t draws[REPLICATES] = {0, 0, 1, 1, 2, 2};
    make(&fake, false);
    curb_compare_options_t options = curb_compare_defaults();
    curb_compare_t alone = compare(&fake, &options);
    fake.labels.draws = draws;
    strcpy(fake.labels.parameters, "draws");
    curb_compare_t result = compare(&fake, &options);
    const curb_compare_row_t *row = row_of(&result, LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    const curb_compare_row_t *before =
        row_of(&alone, LOW, CURB_METRIC_EXPLOITED, -1, -1, -1);
    double mean[3] = {0}, zeros[3] = {0};
    for (size_t r = 0; r < REPLICATES; r++) {
        double averted = fake.months[at(BASELINE, r, 3, 0)] - fake.months[at(LOW, r, 3, 0)];
        mean[draws[r]] -= averted / 12 / 2;
    }
    curb_paired_t paired = curb_paired(zeros, mean, 3);
    assert_true(result.two_levels);
    assert_false(alone.two_levels);
    assert_int_equal(result.draw_count, 3);
    assert_int_equal(result.replicate_count, 6);
    assert_int_equal(result.family.flip_count, 8); /* signs of draws, not of replicates */
    assert_int_equal(row->n, 3);
    near(row->difference, paired.mean, 1e-9);
    near(row->difference, before->difference, 1e-9); /* equal numbers: the same mean */
    near(row->ci_high - row->difference, result.family.critical * paired.standard_error,
        1e-9);
    assert_true(row->levels.share > 0 && row->levels.share < 1);
    assert_true(isnan(before->levels.share));
    assert_int_equal(alone.family.flip_count, 64);
    curb_compare_free(&result);
    curb_compare_free(&alone);
}

static void files_with_other_draws_do_not_pair(void **state)
{
    (void)state;
    fake_t a, b;
    uint32_t three[REPLICATES] = {0, 0, 1, 1, 2, 2}, six[REPLICATES] = {0, 1, 2, 3, 4, 5};
    make(&a, false);
    make(&b, false);
    a.labels.draws = three;
    b.labels.draws = six;
    curb_compare_data_t first = data_of(&a), second = data_of(&b);
    curb_compare_options_t options = curb_compare_defaults();
    curb_diagnostics_t said = {0};
    curb_compare_t result;
    assert_int_equal(
        curb_compare_files(&result, &first, &second, &options, &said), CURB_ERR_INVALID);
    assert_non_null(strstr(said.messages[0].text, "replicates_per_draw"));
    curb_diagnostics_free(&said);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_period_is_from_the_first_policy_start_to_the_end),
        cmocka_unit_test(a_period_asked_for_keeps_whole_years_only),
        cmocka_unit_test(monthly_records_have_a_last_year_of_twelve),
        cmocka_unit_test(a_short_last_period_is_weighed_by_its_months),
        cmocka_unit_test(kinds_of_metrics_amount_to_what_they_should),
        cmocka_unit_test(differences_and_per_cent_are_those_of_the_data),
        cmocka_unit_test(a_state_with_allocated_anchors_shows_per_cent_and_no_level),
        cmocka_unit_test(scenarios_in_different_allocated_states_are_not_ranked),
        cmocka_unit_test(filters_hide_rows_and_never_change_the_family),
        cmocka_unit_test(finer_rows_add_up_to_the_sums),
        cmocka_unit_test(concepts_that_differ_in_sign_have_no_joint_effect),
        cmocka_unit_test(a_tenth_that_moves_is_a_displacement_of_ten_per_cent),
        cmocka_unit_test(nothing_is_out_of_a_scope_of_everything),
        cmocka_unit_test(only_equal_budgets_are_ranked),
        cmocka_unit_test(the_only_scenario_is_the_headline),
        cmocka_unit_test(two_files_pair_by_scenario_and_replicate),
        cmocka_unit_test(files_that_cannot_be_paired_are_refused),
        cmocka_unit_test(every_allocation_may_fail),
        cmocka_unit_test(draws_are_the_units),
        cmocka_unit_test(files_with_other_draws_do_not_pair),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
