/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How many persons a trafficker holds: the law of the chain against two other ways to find
 * it, and the solved rates against the anchors that they were solved from. */
#include "model/holding.h"
#include "small_world.h"

#include "model/memory.h"
#include "model/solve.h"

#include <gsl/gsl_randist.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const curb_holding_rates_t rates = {.recruit = 0.0885,
    .detection = 0.02385,
    .quit = 0.0087,
    .escape = 0.031,
    .growth = 0.5,
    .held = 2.9};

static double hazard_at(int n)
{
    double visibility = 1.0 + rates.growth * (n / rates.held - 1.0);
    return rates.detection * fmin(fmax(visibility, 0.1), 5.0);
}

/* One month of the law, with GSL's binomial law; who leaves is replaced by one who holds
 * nobody. */
static void step_law(const double *now, double *next, int capacity)
{
    memset(next, 0, ((size_t)capacity + 1) * sizeof *next);
    for (int n = 0; n <= capacity; n++) {
        double stay = (1.0 - hazard_at(n)) * (1.0 - rates.quit);
        next[0] += now[n] * (1.0 - stay);
        for (int kept = 0; kept <= n; kept++) {
            double p =
                gsl_ran_binomial_pdf((unsigned)kept, 1.0 - rates.escape, (unsigned)n);
            for (int more = 0; more <= capacity - n; more++) {
                double q = gsl_ran_binomial_pdf(
                    (unsigned)more, rates.recruit, (unsigned)(capacity - n));
                next[kept + more] += now[n] * stay * p * q;
            }
        }
    }
}

static void the_law_is_the_one_that_iteration_finds(void **state)
{
    (void)state;
    static const int capacities[] = {1, 2, 7, 23};
    for (size_t k = 0; k < sizeof capacities / sizeof capacities[0]; k++) {
        int capacity = capacities[k];
        double share[2][24] = {{1.0}};
        for (int t = 0; t < 2000; t++) { /* forgets its start by e^-0.03 a month */
            step_law(share[t % 2], share[1 - t % 2], capacity);
        }
        curb_holding_law_t law;
        curb_holding_law(&law, capacity, &rates);
        double mean = 0.0, leaving = 0.0, detected = 0.0, held_detected = 0.0, sum = 0.0;
        for (int n = 0; n <= capacity; n++) {
            double p = share[0][n];
            assert_true(fabs(law.share[n] - p) < 1e-12);
            sum += law.share[n];
            mean += n * p;
            detected += hazard_at(n) * p;
            held_detected += n * hazard_at(n) * p;
            leaving += p * (1.0 - (1.0 - hazard_at(n)) * (1.0 - rates.quit));
        }
        assert_true(fabs(sum - 1.0) < 1e-13);
        assert_true(fabs(law.mean_held - mean) < 1e-11);
        assert_true(fabs(law.exit - leaving) < 1e-12);
        assert_true(fabs(law.detected - detected) < 1e-12);
        assert_true(fabs(law.held_detected - held_detected) < 1e-11);
    }
}

/* For v = 0 people leave at a rate that does not depend on who holds them, so a place is
 * taken in a month in which it was open, and open after a month with probability 1/d:
 * alone, it is taken for the share of time that two rates say. */
static void without_growth_a_single_place_is_a_two_state_chain(void **state)
{
    (void)state;
    curb_holding_rates_t flat = rates;
    flat.growth = 0.0;
    curb_holding_law_t law;
    curb_holding_law(&law, 1, &flat);
    double stay = (1.0 - flat.detection) * (1.0 - flat.quit);
    double taken = stay * flat.recruit / (1.0 - stay * (1.0 - flat.escape - flat.recruit));
    assert_true(fabs(law.share[1] - taken) < 1e-14);
    assert_true(fabs(law.exit - (1.0 - stay)) < 1e-14);
}

static void visibility_is_clipped_and_1_at_the_mean(void **state)
{
    (void)state;
    assert_true(curb_holding_visibility(2.9, 2.9, 0.7) == 1.0);
    assert_true(curb_holding_visibility(0.0, 2.9, 2.0) == 0.1);
    assert_true(curb_holding_visibility(250.0, 2.9, 2.0) == 5.0);
    assert_true(fabs(curb_holding_visibility(5.8, 2.9, 0.5) - 1.5) < 1e-15);
    assert_true(curb_holding_visibility(17.0, 2.9, 0.0) == 1.0);
}

static void shares_of_a_slots_time_add_up_to_1(void **state)
{
    (void)state;
    curb_holding_law_t law;
    for (int capacity = 1; capacity <= 30; capacity += 7) {
        curb_holding_law(&law, capacity, &rates);
        for (int step = 0; step < 9; step++) {
            double entry = 1e-4 * pow(3.0, step);
            curb_slot_shares_t shares = curb_slot_shares(&law, entry, 0.3, 20.0);
            assert_true(fabs(shares.active + shares.dormant + shares.barred - 1.0) < 1e-14);
            /* what leaves one state a month enters the other */
            assert_true(fabs(shares.active * law.exit - shares.dormant * entry) < 1e-14);
            assert_true(shares.barred > 0.0 && shares.active > 0.0);
        }
    }
}

typedef struct {
    small_world_t *small;
    curb_market_t *market;
    curb_population_t population;
    curb_diagnostics_t said;
} scene_t;

static scene_t scene;

static int begin(void **state)
{
    scene = (scene_t){.small = small_world_new()};
    scene.market = curb_calloc(1, sizeof *scene.market);
    *state = &scene;
    return scene.market == NULL;
}

static int end(void **state)
{
    (void)state;
    curb_diagnostics_free(&scene.said);
    curb_population_free(&scene.population);
    curb_free(scene.market);
    small_world_free(scene.small);
    return 0;
}

static curb_error_t solve(int concept_used)
{
    const curb_run_t *run = &scene.small->run;
    curb_population_free(&scene.population);
    return curb_solve(
        scene.market, &scene.population, run->world, run, concept_used, 0, &scene.said);
}

typedef struct {
    double active, held, capacity, held_detected;
} totals_t;

/* What the solved rates of a cell imply, slot by slot. */
static totals_t totals_of(size_t c)
{
    const curb_market_cell_t *cell = &scene.market->cells[c];
    const curb_responses_t *responses = &scene.small->world.responses;
    curb_holding_rates_t solved = {cell->recruit, cell->detection, cell->quit, cell->escape,
        responses->holding_detection, scene.small->world.cells[c].held};
    totals_t totals = {0};
    for (uint32_t s = scene.population.cell_first_slot[c];
         s < scene.population.cell_first_slot[c + 1]; s++) {
        curb_holding_law_t law;
        curb_holding_law(&law, scene.population.capacity[s], &solved);
        double active = curb_slot_shares(&law, curb_entry_total(scene.market, c),
            responses->conviction, (double)curb_barred_months(responses))
                            .active;
        totals.active += active;
        totals.held += active * law.mean_held;
        totals.capacity += active * law.capacity;
        totals.held_detected += active * law.held_detected;
    }
    return totals;
}

/* Rates are kept as floats (2^-24), and what follows from them moves a few times as much;
 * 1e-5 is a hundred times that, and a thousandth of what sampling could ever show. */
static void check_anchors(int concept_used)
{
    const curb_world_t *world = &scene.small->world;
    assert_int_equal(solve(concept_used), CURB_OK);
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        const curb_cell_anchors_t *anchors = &world->cells[c];
        const curb_market_cell_t *cell = &scene.market->cells[c];
        totals_t totals = totals_of(c);
        double agents = anchors->exploited / scene.small->run.people_per_agent;
        double detection = totals.held_detected / totals.held;
        double wanted = anchors->identified_share[concept_used] *
                        (1.0 / 12.0 + 1.0 / anchors->duration_months);
        double leaving =
            1.0 - (1.0 - detection) * (1.0 - cell->quit) * (1.0 - cell->escape);
        assert_true(fabs(leaving * anchors->duration_months - 1.0) < 1e-5);
        assert_true(fabs(detection / wanted - 1.0) < 1e-5);
        assert_true(fabs(totals.held / agents - 1.0) < 1e-5);
        assert_true(fabs(totals.active * anchors->held / agents - 1.0) < 1e-5);
        assert_true(fabs(totals.held / totals.capacity - anchors->fill) < 0.02);
        assert_true(fabs(totals.capacity / totals.active / cell->capacity_mean - 1) < 1e-5);
        assert_true(cell->quit == anchors->quit);
    }
}

static void solved_rates_give_back_the_anchors_of_either_concept(void **state)
{
    (void)state;
    check_anchors(CURB_CONCEPT_MSE);
    check_anchors(CURB_CONCEPT_ILO);
}

static void solved_rates_give_back_the_anchors_with_succession(void **state)
{
    (void)state;
    scene.small->world.responses.succession = 0.4;
    scene.small->world.responses.sentence_months = 33.4;
    check_anchors(CURB_CONCEPT_MSE);
}

/* Held and fill of .7 leave one capacity, 1: then fill is exact, and without growth the
 * duration of every person is the anchored one. */
static void one_capacity_reproduces_fill_exactly(void **state)
{
    (void)state;
    scene.small->world.responses.holding_detection = 0.0;
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        scene.small->world.cells[c].held = 0.7;
        scene.small->world.cells[c].fill = 0.7;
    }
    assert_int_equal(solve(CURB_CONCEPT_MSE), CURB_OK);
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        const curb_market_cell_t *cell = &scene.market->cells[c];
        for (int i = 0; i < CURB_CAPACITY_CLASSES; i++) {
            assert_int_equal(cell->capacity[i], 1);
        }
        totals_t totals = totals_of(c);
        assert_true(fabs(totals.held / totals.capacity - 0.7) < 1e-5);
        double kept = (1.0 - cell->detection) * (1.0 - cell->quit) * (1.0 - cell->escape);
        double duration = scene.small->world.cells[c].duration_months;
        assert_true(fabs((1.0 - kept) * duration - 1.0) < 1e-5);
    }
}

static void no_room_for_escape_is_an_error_that_names_the_anchors(void **state)
{
    (void)state;
    curb_cell_anchors_t *cell = &scene.small->world.cells[1];
    cell->identified_share[CURB_CONCEPT_MSE] = 0.613;
    cell->duration_months = 23.85;
    cell->quit = 0.0123;
    assert_int_equal(solve(CURB_CONCEPT_MSE), CURB_ERR_INVALID);
    assert_int_equal(scene.said.error_count, 1);
    const char *text = scene.said.messages[0].text;
    static const char *const named[] = {"goods in north", "duration_months 23.85",
        "identified_share (mse) 0.613", "quit gives 0.0123", "holding_detection is 0.5"};
    for (size_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        if (strstr(text, named[i]) == NULL) {
            fail_msg("'%s' is not in: %s", named[i], text);
        }
    }
}

static void a_pool_too_small_is_an_error_that_names_it(void **state)
{
    (void)state;
    scene.small->world.jurisdictions[SMALL_SOUTH].at_risk[CURB_GIRLS] = 238.5;
    assert_int_equal(solve(CURB_CONCEPT_MSE), CURB_ERR_INVALID);
    const char *text = scene.said.messages[0].text;
    assert_non_null(strstr(text, "south"));
    assert_non_null(strstr(text, "girls"));
    assert_non_null(strstr(text, "238.5"));
}

/* The stored floats of a solve lead to the same market, so to the same run. */
static void a_run_from_stored_values_has_the_same_bits(void **state)
{
    (void)state;
    curb_record_t solved;
    curb_record_t stored;
    small_world_run(scene.small, 3, &solved);
    scene.small->run.solved = solved.solved;
    scene.small->run.solved_count = solved.solved_count;
    small_world_run(scene.small, 3, &stored);
    small_world_same_bits(&solved, 0, &stored, 0, 0, 12);
    assert_memory_equal(
        solved.solved, stored.solved, solved.solved_count * sizeof *solved.solved);
    scene.small->run.solved = NULL;
    curb_record_free(&stored);
    curb_record_free(&solved);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_law_is_the_one_that_iteration_finds),
        cmocka_unit_test(without_growth_a_single_place_is_a_two_state_chain),
        cmocka_unit_test(visibility_is_clipped_and_1_at_the_mean),
        cmocka_unit_test(shares_of_a_slots_time_add_up_to_1),
        TEST(solved_rates_give_back_the_anchors_of_either_concept),
        TEST(solved_rates_give_back_the_anchors_with_succession),
        TEST(one_capacity_reproduces_fill_exactly),
        TEST(no_room_for_escape_is_an_error_that_names_the_anchors),
        TEST(a_pool_too_small_is_an_error_that_names_it),
        TEST(a_run_from_stored_values_has_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
