/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A stronger dose of a demand instrument never raises what residents buy, at home and
 * abroad, in the first month in which it can act. Chance is the same for every dose, so
 * this is exact, segment by segment, and not a statistical claim. And without any buyers,
 * exploitation dies out. */
#include "small_world.h"

#include "model/solve.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { DOSES = 7, START = 4, LAG = 3 };

/* Intensities; the last two are beyond what any source would call possible. */
static const double dose[DOSES] = {0.0, 0.05, 0.2, 0.5, 1.0, 2.385, 10.0};

/* Until then a campaign has reached nobody, and a norm has not begun to move. */
static int first_month_felt(curb_instrument_t instrument)
{
    return instrument == CURB_AWARENESS_CAMPAIGN ? START + 1
           : instrument == CURB_EDUCATION        ? START + LAG + 1
                                                 : START;
}

/* An import ban acts on traffickers' sales alone: residents order as before. */
static bool buyers_feel(curb_instrument_t instrument)
{
    return instrument != CURB_IMPORT_BAN;
}

static int64_t bought(const small_stage_t *stage, size_t scenario, size_t segment)
{
    const curb_buyer_sums_t *sums = &stage->states[scenario].sums[segment];
    return sums->home_quanta + sums->abroad_quanta;
}

/* The solve of a replicate is the same for all instruments: made by the first, kept here.
 */
static float solution[1000];

static void check_doses(curb_instrument_t instrument, uint32_t replicate, bool solved)
{
    small_world_t *small = small_world_new();
    small_stage_t stage;
    small->run.buyers_per_segment = 1500;
    small->run.scenario_count = 0;
    for (size_t s = 0; s < DOSES; s++) {
        curb_policy_t policy = small_world_policy(instrument, 1, dose[s], START);
        policy.lever[CURB_LEVER_LAG] = LAG;
        policy.lever[CURB_LEVER_ANNOUNCEMENT] = 0.1;
        (void)small_world_add(small, &policy);
    }
    small->run.solved_count = curb_solve_count(&small->world);
    small->run.solved = solved ? solution : NULL;
    assert_in_range(small->run.solved_count, 1, sizeof solution / sizeof solution[0]);
    small_stage_set(&stage, small, replicate);
    if (!solved) {
        curb_solve_pack(stage.market, solution);
    }
    int months = first_month_felt(instrument);
    for (int t = 0; t <= months; t++) {
        small_stage_month(&stage);
        for (size_t i = 0; t < months && i < stage.population.segment_count; i++) {
            assert_int_equal(bought(&stage, DOSES - 1, i), bought(&stage, 0, i));
        }
    }
    int64_t none = 0;
    int64_t strongest = 0;
    for (size_t i = 0; i < stage.population.segment_count; i++) {
        for (size_t s = 1; s < DOSES; s++) {
            if (bought(&stage, s, i) > bought(&stage, s - 1, i)) {
                fail_msg("%s: segment %zu buys more at dose %g than at %g",
                    curb_instrument_rows[instrument].key, i, dose[s], dose[s - 1]);
            }
        }
        none += bought(&stage, 0, i);
        strongest += bought(&stage, DOSES - 1, i);
    }
    if (buyers_feel(instrument)) {
        assert_true(strongest < none);
    } else {
        assert_int_equal(strongest, none);
    }
    small_stage_clear(&stage);
    small_world_free(small);
}

static void a_stronger_dose_never_raises_purchases_in_its_first_month(void **state)
{
    (void)state;
    for (uint32_t replicate = 0; replicate < 2; replicate++) {
        int checked = 0;
        for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
            if (curb_instrument_rows[i].side == CURB_SIDE_DEMAND) {
                check_doses(i, replicate, checked > 0);
                checked++;
            }
        }
        assert_int_equal(checked, 8);
    }
}

/* A law moves some buyers abroad, and it is the two together that cannot rise: the test
 * above would be empty if nobody moved. */
static void a_law_at_home_sends_some_buyers_abroad(void **state)
{
    (void)state;
    small_world_t *small = small_world_new();
    small->run.buyers_per_segment = 1500;
    small->run.months = 2;
    curb_policy_t policy = small_world_policy(CURB_CRIMINALISE_BUYING, 1, 1.0, 0);
    policy.lever[CURB_LEVER_ANNOUNCEMENT] = 0.1;
    (void)small_world_add(small, &policy);
    curb_record_t record;
    small_world_run(small, 0, &record);
    size_t cell = curb_cell_index(&small->world, SMALL_NORTH, SMALL_SEXUAL);
    double before = small_world_value(&record, 0, CURB_METRIC_UNITS_ABROAD, 0, cell);
    double with = small_world_value(&record, 1, CURB_METRIC_UNITS_ABROAD, 0, cell);
    assert_true(with > before);
    curb_record_free(&record);
    small_world_free(small);
}

/* Utilities that leave nobody a reason to buy: at exp(-87) a purchase is expected once in
 * 10^30 years. Margins fall below zero within a few months, so nobody is recruited and
 * people are released. */
static void without_buyers_no_exploitation_is_left(void **state)
{
    (void)state;
    enum { YEARS = 12 };
    small_world_t *small = small_world_new();
    small_stage_t stage;
    small_stage_set(&stage, small, 0);
    for (size_t i = 0; i < (size_t)SMALL_CELLS * CURB_KIND_COUNT; i++) {
        stage.market->choices[i].home = stage.market->choices[i].abroad = -1e6;
    }
    int64_t held[YEARS + 1][SMALL_CELLS];
    memcpy(held[0], stage.states[0].held, sizeof held[0]);
    for (size_t year = 1; year <= YEARS; year++) {
        for (int t = 0; t < 12; t++) {
            small_stage_month(&stage);
        }
        memcpy(held[year], stage.states[0].held, sizeof held[year]);
    }
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        assert_true(held[0][c] > 40);
        assert_true(held[2][c] < held[0][c]);
        assert_true(stage.states[0].money[c].received_by_sellers == 0);
        if (held[YEARS][c] != 0) {
            fail_msg("cell %zu: %d of %d are still exploited", c, (int)held[YEARS][c],
                (int)held[0][c]);
        }
    }
    small_stage_clear(&stage);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_stronger_dose_never_raises_purchases_in_its_first_month),
        cmocka_unit_test(a_law_at_home_sends_some_buyers_abroad),
        cmocka_unit_test(without_buyers_no_exploitation_is_left),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
