/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Persons, places and money add up exactly in every month, with every instrument on. */
#include "small_world.h"

#include "model/ledger.h"
#include "model/memory.h"
#include "model/persons.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { MONTHS = 72, BASELINE = 0, ALL = 1 };

/* All fourteen, strong, in the north, some of them in the south too, so that traffickers
 * have a reason to move; margins fall far enough for releases. */
static small_world_t *harsh_world(void)
{
    small_world_t *small = small_world_new();
    small->world.responses.move_rate = 0.2;
    curb_scenario_t *all = small_world_add(small, NULL);
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        double dose = curb_instrument_rows[i].dose_high;
        uint64_t where = i % 3 == 0 ? 3 : 1;
        all->policies[all->policy_count] =
            small_world_policy(i, where, dose, 2 + (int)i % 5);
        if (i == CURB_TRAFFICKER_ENFORCEMENT) {
            all->policies[all->policy_count].jurisdictions = 1;
            all->policies[all->policy_count].lever[CURB_LEVER_MULTIPLIER] = 4.0;
        }
        if (i == CURB_COOPERATION) {
            all->policies[all->policy_count].start_month = 40;
        }
        if (i == CURB_ONLINE_DETERRENCE) {
            all->policies[all->policy_count].jurisdictions = 1;
            all->policies[all->policy_count].lever[CURB_LEVER_FRICTION] = 8.0;
        }
        all->policy_count++;
    }
    return small;
}

typedef struct {
    small_world_t *small;
    small_stage_t stage;
    int64_t *people;                /* [person] times met */
    double seen[CURB_METRIC_COUNT]; /* flows over all months, so that no check is empty */
} scene_t;

static scene_t scene;

static int begin(void **state)
{
    scene = (scene_t){.small = harsh_world()};
    small_stage_set(&scene.stage, scene.small, 0);
    scene.people = curb_calloc(scene.stage.population.person_count, sizeof *scene.people);
    *state = &scene;
    return scene.people == NULL;
}

static int end(void **state)
{
    (void)state;
    curb_free(scene.people);
    small_stage_clear(&scene.stage);
    small_world_free(scene.small);
    return 0;
}

static void meet(uint32_t person, const curb_state_t *state)
{
    assert_true(person < scene.stage.population.person_count);
    assert_int_equal(scene.people[person], 0);
    assert_int_equal(curb_person_status(state, person), CURB_AWAY);
    scene.people[person]++;
}

/* Places against the counts by slot, by cell and by group. */
static void check_places(const curb_state_t *state)
{
    const curb_population_t *population = &scene.stage.population;
    int64_t held[SMALL_CELLS] = {0};
    int64_t of_group[SMALL_CELLS * CURB_GROUP_COUNT] = {0};
    int64_t active[SMALL_CELLS] = {0};
    for (size_t s = 0; s < population->slot_count; s++) {
        size_t c = state->slot_cell[s];
        int64_t here = 0;
        for (uint32_t p = population->first_place[s]; p < population->first_place[s + 1];
             p++) {
            uint32_t person = state->place_person[p];
            assert_int_equal(curb_place_is_held(state, p), person != CURB_NOBODY);
            if (person != CURB_NOBODY) {
                meet(person, state);
                of_group[c * CURB_GROUP_COUNT + curb_group_of(population, person)]++;
                here++;
            }
        }
        assert_int_equal(state->slot_held[s], here);
        if (!curb_slot_is_active(state, s)) {
            assert_int_equal(here, 0);
            assert_int_equal(c, population->home[s]);
        } else {
            assert_int_equal(state->slot_barred[s], 0);
            active[c]++;
        }
        held[c] += here;
    }
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        assert_int_equal(state->held[c], held[c]);
        assert_int_equal(state->active[c], active[c]);
        int64_t sum = 0;
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            size_t i = c * CURB_GROUP_COUNT + g;
            assert_int_equal(state->held_of_group[i], of_group[i]);
            sum += of_group[i];
        }
        assert_int_equal(sum, held[c]);
    }
}

static void check_recovering(const curb_state_t *state)
{
    int64_t by_cell[SMALL_CELLS] = {0};
    for (uint32_t i = 0; i < state->now->recovering_count; i++) {
        meet(state->recovering_person[i], state);
        by_cell[state->recovering_cell[i]]++;
    }
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        assert_int_equal(state->recovering_of_cell[c], by_cell[c]);
    }
}

/* Everybody is somewhere, once: what is left after places and recovery is at risk or safe.
 */
static void check_everybody(const curb_state_t *state)
{
    const curb_population_t *population = &scene.stage.population;
    for (size_t i = 0; i < population->class_count; i++) {
        const curb_class_t *class = &population->classes[i];
        int32_t at_risk[2] = {0, 0};
        for (uint32_t p = class->first; p < class->first + class->count; p++) {
            unsigned status = curb_person_status(state, p);
            assert_int_equal(scene.people[p], status == CURB_AWAY ? 1 : 0);
            if (status == CURB_AT_RISK || status == CURB_AT_RISK_AGAIN) {
                at_risk[status == CURB_AT_RISK_AGAIN ? 1 : 0]++;
            }
        }
        assert_int_equal(state->at_risk[2 * i], at_risk[0]);
        assert_int_equal(state->at_risk[2 * i + 1], at_risk[1]);
    }
}

static void check_persons(const curb_state_t *state)
{
    memset(scene.people, 0, scene.stage.population.person_count * sizeof *scene.people);
    check_places(state);
    check_recovering(state);
    check_everybody(state);
}

static double flow(size_t s, curb_metric_t metric, size_t c)
{
    double amount = small_stage_metric(&scene.stage, s, metric, c);
    scene.seen[metric] += s == ALL ? amount : 0.0;
    return amount;
}

/* The change of the number exploited is what the flows say, cell by cell. */
static void check_flows(size_t s, const int64_t *before, const int64_t *active_before)
{
    const curb_state_t *state = &scene.stage.states[s];
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        double change =
            flow(s, CURB_METRIC_RECRUITED, c) - flow(s, CURB_METRIC_ESCAPED, c) -
            flow(s, CURB_METRIC_IDENTIFIED, c) - flow(s, CURB_METRIC_RELEASED, c) +
            flow(s, CURB_METRIC_RELOCATED_IN, c) - flow(s, CURB_METRIC_RELOCATED_OUT, c);
        assert_true((double)(state->held[c] - before[c]) == change);
        double groups = 0.0;
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            groups += flow(s, (curb_metric_t)(CURB_METRIC_RECRUITED_WOMEN + g), c);
        }
        assert_true(groups == flow(s, CURB_METRIC_RECRUITED, c));
        assert_true(flow(s, CURB_METRIC_RE_EXPLOITED, c) <= groups);
        assert_true(flow(s, CURB_METRIC_CONVICTED, c) <= flow(s, CURB_METRIC_DETECTED, c));
    }
    for (size_t m = 0; m < SMALL_SECTORS; m++) {
        double moved_in = 0.0, moved_out = 0.0, change = 0.0;
        int64_t now = 0, earlier = 0;
        for (size_t c = m; c < SMALL_CELLS; c += SMALL_SECTORS) {
            moved_in += small_stage_metric(&scene.stage, s, CURB_METRIC_RELOCATED_IN, c);
            moved_out += small_stage_metric(&scene.stage, s, CURB_METRIC_RELOCATED_OUT, c);
            change += flow(s, CURB_METRIC_ENTERED, c) - flow(s, CURB_METRIC_QUIT, c) -
                      flow(s, CURB_METRIC_DETECTED, c);
            now += state->active[c];
            earlier += active_before[c];
        }
        assert_true(moved_in == moved_out);
        assert_true((double)(now - earlier) == change);
    }
}

/* To the cent: what residents pay is what sellers receive, sector by sector. */
static void check_money(size_t s)
{
    const curb_state_t *state = &scene.stage.states[s];
    for (size_t m = 0; m < SMALL_SECTORS; m++) {
        int64_t paid = 0;
        int64_t received = 0;
        for (size_t c = m; c < SMALL_CELLS; c += SMALL_SECTORS) {
            paid += state->money[c].paid_by_residents;
            received += state->money[c].received_by_sellers;
            assert_true(flow(s, CURB_METRIC_BUYER_SPENDING, c) ==
                        (double)state->money[c].paid_by_residents / 100.0);
            assert_true(flow(s, CURB_METRIC_TURNOVER, c) ==
                        (double)state->money[c].received_by_sellers / 100.0);
        }
        assert_true(paid > 0);
        assert_int_equal(paid, received);
    }
}

/* Buyers are in one channel each; residents' purchases abroad come out of theirs. */
static void check_buyers(size_t s)
{
    const curb_population_t *population = &scene.stage.population;
    const curb_state_t *state = &scene.stage.states[s];
    for (size_t i = 0; i < population->segment_count; i++) {
        const curb_segment_t *segment = &population->segments[i];
        const curb_buyer_sums_t *sums = &state->sums[i];
        int64_t bought = sums->home + sums->abroad + sums->vetted;
        assert_in_range(bought, 0, segment->count);
        assert_true(sums->home_compliant <= sums->home_quanta);
        assert_true(sums->sanctioned <= sums->home);
        if (segment->kind != CURB_INDIVIDUAL) {
            assert_int_equal(bought, segment->count);
            assert_int_equal(sums->abroad, 0);
        }
        int64_t quanta = 0;
        for (uint32_t k = segment->first; k < segment->first + segment->count; k++) {
            quanta += (int64_t)population->quantity[k];
            assert_true(state->awareness[k] >= 0.0f && state->awareness[k] <= 1.0f);
            assert_true(state->risk[k] >= 0.0f && state->risk[k] <= 1.0f);
        }
        assert_true(
            sums->home_quanta + sums->abroad_quanta + sums->vetted_quanta <= quanta);
    }
}

static void one_month(void)
{
    int64_t before[2][SMALL_CELLS];
    int64_t active[2][SMALL_CELLS];
    for (size_t s = 0; s < 2; s++) {
        memcpy(before[s], scene.stage.states[s].held, sizeof before[s]);
        memcpy(active[s], scene.stage.states[s].active, sizeof active[s]);
        curb_ledger_clear(&scene.stage.states[s], scene.stage.market);
    }
    small_stage_month(&scene.stage);
    for (size_t s = 0; s < 2; s++) {
        check_persons(&scene.stage.states[s]);
        check_flows(s, before[s], active[s]);
        check_money(s);
        check_buyers(s);
    }
}

static void month_0_holds_everybody_once(void **state)
{
    (void)state;
    check_persons(&scene.stage.states[BASELINE]);
    check_persons(&scene.stage.states[ALL]);
}

static void persons_and_money_are_kept_in_every_month(void **state)
{
    (void)state;
    for (int month = 0; month < MONTHS; month++) {
        one_month();
    }
    static const curb_metric_t must_happen[] = {CURB_METRIC_RECRUITED, CURB_METRIC_ESCAPED,
        CURB_METRIC_IDENTIFIED, CURB_METRIC_RELEASED, CURB_METRIC_RELOCATED_IN,
        CURB_METRIC_ENTERED, CURB_METRIC_QUIT, CURB_METRIC_DETECTED, CURB_METRIC_CONVICTED,
        CURB_METRIC_RE_EXPLOITED};
    for (size_t i = 0; i < sizeof must_happen / sizeof must_happen[0]; i++) {
        if (!(scene.seen[must_happen[i]] > 0.0)) {
            fail_msg("nothing to check: no %s", curb_metric_rows[must_happen[i]].key);
        }
    }
}

/* The record adds up in the same way, in real persons. */
static void recorded_flows_are_the_change_of_the_record(void **state)
{
    (void)state;
    curb_record_t record;
    scene.small->run.months = 36;
    small_world_run(scene.small, 1, &record);
    for (size_t s = 0; s < 2; s++) {
        for (size_t t = 1; t < 36; t++) {
            for (size_t c = 0; c < SMALL_CELLS; c++) {
#define VALUE(metric, at) small_world_value(&record, s, CURB_METRIC_##metric, at, c)
                double change = VALUE(EXPLOITED, t) - VALUE(EXPLOITED, t - 1);
                double flows = VALUE(RECRUITED, t) - VALUE(ESCAPED, t) -
                               VALUE(IDENTIFIED, t) - VALUE(RELEASED, t) +
                               VALUE(RELOCATED_IN, t) - VALUE(RELOCATED_OUT, t);
                assert_true(change == flows);
                double groups = VALUE(EXPLOITED_WOMEN, t) + VALUE(EXPLOITED_MEN, t) +
                                VALUE(EXPLOITED_GIRLS, t) + VALUE(EXPLOITED_BOYS, t);
                assert_true(groups == VALUE(EXPLOITED, t));
                assert_true(VALUE(EXPLOITED_MONTHS, t) == VALUE(EXPLOITED, t));
#undef VALUE
            }
        }
    }
    curb_record_free(&record);
}

/* Who is exploited is shared out over buyers' places without loss; a share of a whole
 * number of persons, so equal up to rounding. */
static void everybody_exploited_is_shared_out_to_consumers(void **state)
{
    (void)state;
    small_stage_month(&scene.stage);
    for (size_t m = 0; m < SMALL_SECTORS; m++) {
        double shared = 0.0;
        double held = 0.0;
        for (size_t c = m; c < SMALL_CELLS; c += SMALL_SECTORS) {
            shared +=
                small_stage_metric(&scene.stage, ALL, CURB_METRIC_EXPLOITED_BY_CONSUMER, c);
            held += (double)scene.stage.states[ALL].held[c];
        }
        assert_true(shared > held * (1.0 - 1e-12) && shared < held * (1.0 + 1e-12));
    }
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        TEST(month_0_holds_everybody_once),
        TEST(persons_and_money_are_kept_in_every_month),
        TEST(recorded_flows_are_the_change_of_the_record),
        TEST(everybody_exploited_is_shared_out_to_consumers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
