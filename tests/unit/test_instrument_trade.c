/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an import ban does to one month of trade, computed again from its parts, in the
 * world of three places, so that there are others to sell to. */
#include "small_world.h"

#include "study/study.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void close_to(double value, double expected, double scale)
{
    if (!(fabs(value - expected) <= 1e-12 * fabs(scale))) {
        fail_msg("%.17g, expected %.17g", value, expected);
    }
}

/* --- an import ban, in the world of three places so that there are others to sell to ---
 */

enum { EUROPE, EAST, REST, PLACES, INDUSTRY = 1, FARMS, SECTORS = 4, CELLS = 12 };
enum { NO_BAN, ONE_BAN, TWO_BANS };

typedef struct {
    small_world_t *small;
    small_stage_t stage;
} scene_t;

static void read_world(small_world_t *small)
{
    curb_study_t study = {0};
    curb_diagnostics_t said = {0};
    curb_error_t error = curb_study_read_world(
        &study, CURB_SOURCE_DIR "/scenarios/worlds/world-2014.yaml", NULL, 0, &said);
    assert_int_equal(error, CURB_OK);
    small->world = *study.world;
    small->run.people_per_agent = 3000.0;
    curb_study_free(&study);
    curb_diagnostics_free(&said);
}

static curb_policy_t ban(uint64_t jurisdictions)
{
    curb_policy_t policy = small_world_policy(CURB_IMPORT_BAN, jurisdictions, 0.77, 0);
    policy.sectors = 1u << INDUSTRY | 1u << FARMS;
    policy.lever[CURB_LEVER_INTERDICTION] = 0.53;
    policy.lever[CURB_LEVER_DIVERSION] = 0.37;
    return policy;
}

static const double stopped_share = 0.77 * 0.53;
static const double diverted_share = 0.37;

/* One month under no ban, one and two; nothing else differs. */
static int trade_a_month(void **state)
{
    static scene_t scene;
    scene.small = small_world_new();
    read_world(scene.small);
    curb_policy_t one = ban(1u << EUROPE);
    curb_policy_t two = ban(1u << EUROPE | 1u << EAST);
    (void)small_world_add(scene.small, &one);
    (void)small_world_add(scene.small, &two);
    small_stage_set(&scene.stage, scene.small, 0);
    small_stage_month(&scene.stage);
    *state = &scene;
    return 0;
}

static int close_scene(void **state)
{
    scene_t *scene = *state;
    small_stage_clear(&scene->stage);
    small_world_free(scene->small);
    return 0;
}

static size_t cell_of(size_t place, size_t sector) { return place * SECTORS + sector; }

static double metric(
    const scene_t *scene, size_t scenario, curb_metric_t which, size_t place, size_t sector)
{
    return small_stage_metric(&scene->stage, scenario, which, cell_of(place, sector));
}

static double change(
    const scene_t *scene, size_t scenario, curb_metric_t which, size_t place, size_t sector)
{
    return metric(scene, scenario, which, place, sector) -
           metric(scene, NO_BAN, which, place, sector);
}

/* Units that the exploited of a cell made and the traffickers were paid for. */
static double paid_units(const scene_t *scene, size_t scenario, size_t place, size_t sector)
{
    double price =
        scene->stage.states[scenario].cells[cell_of(place, sector)].settled_price;
    return metric(scene, scenario, CURB_METRIC_TURNOVER_EXPLOITED, place, sector) / price;
}

/* Exploited units in the flow from a producing place to residents, without any ban. */
static double exploited_flow(
    const scene_t *scene, size_t consumer, size_t producer, size_t sector)
{
    double all = 0.0;
    double flow = 0.0;
    for (size_t j = 0; j < PLACES; j++) {
        double units = metric(scene, NO_BAN, CURB_METRIC_UNITS_UNVETTED, j, sector) *
                       scene->stage.market->trade[sector][j][producer];
        all += units;
        flow = j == consumer ? units : flow;
    }
    return paid_units(scene, NO_BAN, producer, sector) * flow / all;
}

static void a_ban_stops_its_share_of_exploited_imports_and_none_of_home_output(void **state)
{
    const scene_t *scene = *state;
    for (size_t m = INDUSTRY; m <= FARMS; m++) {
        double imports =
            exploited_flow(scene, EUROPE, EAST, m) + exploited_flow(scene, EUROPE, REST, m);
        assert_true(imports > 0.0);
        close_to(metric(scene, ONE_BAN, CURB_METRIC_INTERDICTED_UNITS, EUROPE, m),
            stopped_share * imports, imports);
        assert_true(metric(scene, ONE_BAN, CURB_METRIC_INTERDICTED_UNITS, EAST, m) == 0.0);
        assert_true(
            paid_units(scene, ONE_BAN, EUROPE, m) == paid_units(scene, NO_BAN, EUROPE, m));
    }
}

static void what_is_stopped_is_refused_or_bought_by_others(void **state)
{
    const scene_t *scene = *state;
    for (size_t m = INDUSTRY; m <= FARMS; m++) {
        double stopped = metric(scene, ONE_BAN, CURB_METRIC_INTERDICTED_UNITS, EUROPE, m);
        double refused = 0.0;
        double taken_up = 0.0;
        for (size_t k = 0; k < PLACES; k++) {
            refused += paid_units(scene, NO_BAN, k, m) - paid_units(scene, ONE_BAN, k, m);
            taken_up += k == EUROPE
                            ? 0.0
                            : change(scene, ONE_BAN, CURB_METRIC_UNITS_EXPLOITED, k, m);
        }
        double all = metric(scene, NO_BAN, CURB_METRIC_UNITS_EXPLOITED, REST, m);
        close_to(refused + taken_up, stopped, all);
        close_to(taken_up, diverted_share * stopped, all);
        close_to(
            change(scene, ONE_BAN, CURB_METRIC_UNITS_EXPLOITED, EUROPE, m), -stopped, all);
    }
}

static void others_take_up_in_proportion_to_what_they_buy_from_a_producer(void **state)
{
    const scene_t *scene = *state;
    for (size_t m = INDUSTRY; m <= FARMS; m++) {
        for (size_t i = EAST; i <= REST; i++) {
            double expected = 0.0;
            for (size_t k = EAST; k <= REST; k++) {
                double own = exploited_flow(scene, i, k, m);
                double others =
                    exploited_flow(scene, EAST, k, m) + exploited_flow(scene, REST, k, m);
                expected += diverted_share * stopped_share *
                            exploited_flow(scene, EUROPE, k, m) * own / others;
            }
            double gain = change(scene, ONE_BAN, CURB_METRIC_UNITS_EXPLOITED, i, m);
            assert_true(gain > 0.0);
            close_to(
                gain, expected, metric(scene, NO_BAN, CURB_METRIC_UNITS_EXPLOITED, i, m));
        }
    }
}

static void two_bans_lose_what_neither_takes_from_the_other(void **state)
{
    const scene_t *scene = *state;
    for (size_t m = INDUSTRY; m <= FARMS; m++) {
        double refused = 0.0;
        double fewer = 0.0;
        double all = 0.0;
        for (size_t k = 0; k < PLACES; k++) {
            refused += paid_units(scene, NO_BAN, k, m) - paid_units(scene, TWO_BANS, k, m);
            fewer -= change(scene, TWO_BANS, CURB_METRIC_UNITS_EXPLOITED, k, m);
            all += metric(scene, NO_BAN, CURB_METRIC_UNITS_EXPLOITED, k, m);
        }
        assert_true(refused > 0.0);
        close_to(refused, fewer, all);
        assert_true(change(scene, TWO_BANS, CURB_METRIC_UNITS_EXPLOITED, REST, m) >
                    change(scene, ONE_BAN, CURB_METRIC_UNITS_EXPLOITED, REST, m));
    }
}

static void who_is_stopped_at_the_border_is_served_vetted_goods(void **state)
{
    const scene_t *scene = *state;
    const curb_responses_t *responses = &scene->small->world.responses;
    for (size_t m = INDUSTRY; m <= FARMS; m++) {
        const curb_market_cell_t *rest = &scene->stage.market->cells[cell_of(EUROPE, m)];
        double stopped = metric(scene, ONE_BAN, CURB_METRIC_INTERDICTED_UNITS, EUROPE, m);
        double vetted = change(scene, ONE_BAN, CURB_METRIC_UNITS_VETTED, EUROPE, m);
        double extra = change(scene, ONE_BAN, CURB_METRIC_COMPLIANCE_COST, EUROPE, m);
        close_to(
            vetted, stopped, metric(scene, NO_BAN, CURB_METRIC_UNITS_VETTED, EUROPE, m));
        close_to(extra, stopped * responses->premium * rest->consumer_price, extra);
    }
}

static void buyers_pay_what_sellers_receive_to_the_cent(void **state)
{
    const scene_t *scene = *state;
    for (size_t s = NO_BAN; s <= TWO_BANS; s++) {
        int64_t paid = 0;
        int64_t received = 0;
        for (size_t c = 0; c < CELLS; c++) {
            paid += scene->stage.states[s].money[c].paid_by_residents;
            received += scene->stage.states[s].money[c].received_by_sellers;
        }
        assert_true(paid > 0 && paid == received);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            a_ban_stops_its_share_of_exploited_imports_and_none_of_home_output),
        cmocka_unit_test(what_is_stopped_is_refused_or_bought_by_others),
        cmocka_unit_test(others_take_up_in_proportion_to_what_they_buy_from_a_producer),
        cmocka_unit_test(two_bans_lose_what_neither_takes_from_the_other),
        cmocka_unit_test(who_is_stopped_at_the_border_is_served_vetted_goods),
        cmocka_unit_test(buyers_pay_what_sellers_receive_to_the_cent),
    };
    return cmocka_run_group_tests_name("import bans", tests, trade_a_month, close_scene);
}
