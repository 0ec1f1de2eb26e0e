/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Dividing regions among States: the arithmetic, the table of States, the world it makes.
 */
#include "study_text.h"

#include "model/memory.h"
#include "study/allocation.h"

#include <math.h>
#include <stdlib.h>

#define OSCE57 CURB_SOURCE_DIR "/scenarios/worlds/osce57-2021.yaml"

static const curb_allocation_rule_t rule = {.population_exponent = 1.0,
    .people_income = -0.5,
    .profit_income = 0.5,
    .income_least = 1.0,
    .income_most = 1e7,
    .distance_exponent = 0.9,
    .near_km = 100.0,
    .group_km = 2000.0,
    .home_weight = 6.0,
    .foreign_share = 0.72,
    .foreign_usd = 38803.0,
    .foreign_income = 1.0,
    .foreign_most = 0.9,
    .merge_below = 150.0};

static void is_near(double found, double wanted, double relative)
{
    if (!(fabs(found - wanted) <= relative * fabs(wanted))) {
        fail_msg("found %.17g, wanted %.17g", found, wanted);
    }
}

/* --- people and profit --- */

/* Incomes 10,000 and 40,000; people go by 1e6/100 to 3e6/200, so 2 to 3; profit by people
 * times 100 to 200, so 1 to 3. */
static void two_states_divide_their_region_as_worked_out_by_hand(void **state)
{
    (void)state;
    const curb_member_t members[] = {{.population = 1e6, .gdp_usd = 1e10},
        {.population = 5e6, .gdp_usd = 1e11, .region = 1},
        {.population = 3e6, .gdp_usd = 1.2e11}};
    double people[] = {-1.0, -1.0, -1.0}, profit[] = {-1.0, -1.0, -1.0};
    curb_allocation_divide(&rule, members, 3, 0, 2385.0, 1.6e7, people, profit);
    is_near(people[0], 954.0, 1e-12);
    is_near(people[2], 1431.0, 1e-12);
    is_near(profit[0], 4e6, 1e-12);
    is_near(profit[2], 1.2e7, 1e-12);
    assert_true(people[1] == -1.0 && profit[1] == -1.0);
}

static void incomes_beyond_the_bounds_count_as_the_bounds(void **state)
{
    (void)state;
    curb_allocation_rule_t bounded = rule;
    bounded.income_least = 9896.0;
    bounded.income_most = 44968.0;
    const curb_member_t poor = {.population = 1e6, .gdp_usd = 8.97e8};
    const curb_member_t rich = {.population = 1e6, .gdp_usd = 9.3e10};
    const curb_member_t between = {.population = 1e6, .gdp_usd = 2.385e10};
    is_near(curb_allocation_income(&bounded, &poor), 9896.0, 0.0);
    is_near(curb_allocation_income(&bounded, &rich), 44968.0, 0.0);
    is_near(curb_allocation_income(&bounded, &between), 23850.0, 1e-15);
}

static void recruits_from_abroad_follow_income_up_to_a_bound(void **state)
{
    (void)state;
    const curb_member_t eu = {.population = 1.0, .gdp_usd = 38803.0};
    const curb_member_t half = {.population = 1.0, .gdp_usd = 19401.5};
    const curb_member_t twice = {.population = 1.0, .gdp_usd = 77606.0};
    is_near(curb_allocation_foreign(&rule, &eu), 0.72, 1e-15);
    is_near(curb_allocation_foreign(&rule, &half), 0.36, 1e-15);
    is_near(curb_allocation_foreign(&rule, &twice), 0.9, 1e-15);
}

/* --- places --- */

enum { SMALL = 4 };

static size_t places_of(curb_member_t *members, const double *people, size_t *stuck)
{
    return curb_allocation_places(&rule, members, SMALL, people, 2, stuck);
}

/* 0 is counted with 1, which is then still too small and goes to 2, as one. */
static void small_states_are_counted_with_neighbours_and_nobody_is_lost(void **state)
{
    (void)state;
    curb_member_t members[SMALL] = {{.neighbour = 1, .group = 0},
        {.neighbour = 2, .group = 1}, {.neighbour = 2, .group = 2},
        {.neighbour = 3, .group = 3, .several = true}};
    const double people[SMALL * 2] = {2.385, 900.0, 120.25, 800.0, 400.5, 5000.0, 9e5, 9e6};
    size_t stuck = SMALL;
    assert_int_equal(places_of(members, people, &stuck), 2);
    assert_int_equal(members[0].place, 0);
    assert_int_equal(members[1].place, 0);
    assert_int_equal(members[0].counted_with, 2);
    assert_int_equal(members[2].counted_with, 2);
    assert_int_equal(members[3].place, 1);
    double first[SMALL], sums[2];
    for (size_t i = 0; i < SMALL; i++) {
        first[i] = people[2 * i];
    }
    curb_allocation_sum(members, SMALL, first, sums, 2);
    assert_true(sums[0] == 2.385 + 120.25 + 400.5 && sums[1] == 9e5);
}

static void a_small_state_without_a_neighbour_is_named(void **state)
{
    (void)state;
    curb_member_t members[SMALL] = {{.neighbour = 0, .group = 0},
        {.neighbour = 2, .group = 1}, {.neighbour = 2, .group = 2},
        {.neighbour = 3, .group = 3}};
    const double people[SMALL * 2] = {2.385, 900.0, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4};
    size_t stuck = SMALL;
    assert_int_equal(places_of(members, people, &stuck), 0);
    assert_int_equal(stuck, 0);
}

static void groups_of_one_name_share_a_place(void **state)
{
    (void)state;
    curb_member_t members[SMALL] = {{.neighbour = 0, .group = 0},
        {.neighbour = 1, .group = 1, .several = true},
        {.neighbour = 2, .group = 1, .several = true}, {.neighbour = 3, .group = 3}};
    const double people[SMALL * 2] = {1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4, 1e4};
    size_t stuck = SMALL;
    assert_int_equal(places_of(members, people, &stuck), 3);
    assert_int_equal(members[1].place, members[2].place);
}

/* --- flows --- */

static void great_circles_are_those_of_a_sphere(void **state)
{
    (void)state;
    is_near(curb_great_circle_km(0.0, 0.0, 0.0, 90.0), 6371.0 * 1.5707963267948966, 1e-14);
    is_near(
        curb_great_circle_km(90.0, 12.5, -90.0, 77.0), 6371.0 * 3.1415926535897931, 1e-14);
    is_near(curb_great_circle_km(48.21, 16.37, 48.21, 16.37), 0.0, 0.0);
    is_near(curb_great_circle_km(10.0, 20.0, 23.85, -71.0),
        curb_great_circle_km(23.85, -71.0, 10.0, 20.0), 1e-14);
}

/* A ring of States of many sizes, the last a group that is half of all. */
static void flows_meet_both_margins(void **state)
{
    (void)state;
    enum { COUNT = 30 };
    curb_member_t members[COUNT];
    double rows[COUNT], columns[COUNT], flow[COUNT * COUNT];
    double row_sum = 0.0, column_sum = 0.0;
    for (size_t i = 0; i < COUNT; i++) {
        members[i] = (curb_member_t){.latitude = 40.0 + (double)(i % 7),
            .longitude = 2.385 * (double)i,
            .several = i == COUNT - 1};
        rows[i] = i == COUNT - 1 ? 5000.0 : 1.0 + (double)(i * i);
        columns[i] = i == COUNT - 1 ? 9000.0 : 900.0 / (1.0 + (double)i);
        row_sum += rows[i];
        column_sum += columns[i];
    }
    for (size_t i = 0; i < COUNT; i++) {
        columns[i] *= row_sum / column_sum;
    }
    for (curb_flow_kind_t kind = CURB_FLOW_ALL; kind <= CURB_FLOW_ABROAD; kind++) {
        double gap =
            curb_allocation_flows(&rule, members, COUNT, kind, rows, columns, flow);
        assert_true(gap < 1e-9);
        for (size_t i = 0; i < COUNT; i++) {
            double row = 0.0, column = 0.0;
            for (size_t k = 0; k < COUNT; k++) {
                assert_true(flow[i * COUNT + k] >= 0.0);
                row += flow[i * COUNT + k];
                column += flow[k * COUNT + i];
            }
            is_near(row, rows[i], 1e-9);
            is_near(column, columns[i], 1e-9);
            assert_true((flow[i * COUNT + i] == 0.0) ==
                        (kind == CURB_FLOW_ABROAD && i != COUNT - 1));
        }
    }
}

/* One State cannot send abroad more than all others take. */
static void margins_that_the_seed_does_not_allow_leave_a_gap(void **state)
{
    (void)state;
    const curb_member_t members[3] = {
        {.latitude = 1.0}, {.latitude = 2.0}, {.latitude = 3.0}};
    const double rows[3] = {9.0, 1.0, 1.0}, columns[3] = {9.0, 1.0, 1.0};
    double flow[9];
    assert_true(curb_allocation_flows(
                    &rule, members, 3, CURB_FLOW_ABROAD, rows, columns, flow) > 1e-9);
}

/* --- the files --- */

#define STATES_HEAD                                                                        \
    "# invented\n"                                                                         \
    "id,name,kind,counted_in,neighbour,region_2021,population_2021,gdp_usd_2021,"          \
    "latitude,longitude\n"
#define STATES                                                                             \
    STATES_HEAD                                                                            \
    "one,One,state,,two,here,1000000,1e10,48.2,16.4\n"                                     \
    "two,\"Two, the larger\",state,,one,here,3000000,12e10,52.5,13.4\n"                    \
    "dot,Dot,state,,two,here,1000,,52.6,13.5\n"                                            \
    "far_1,Far 1,group,elsewhere,,there,4000000,2e10,0,100\n"                              \
    "far_2,Far 2,group,elsewhere,,there,770000,1e10,10,-60\n"
#define DIVIDED                                                                            \
    "extends: regions.yaml\n"                                                              \
    "allocate:\n"                                                                          \
    "  states: states.csv\n"                                                               \
    "  year: 2021\n"                                                                       \
    "  regions: [here, there]\n"                                                           \
    "  people_income: -0.5\n"                                                              \
    "  profit_income: 0.5\n"                                                               \
    "  foreign_share: 0.2\n"                                                               \
    "  abroad_share: 0.08\n"                                                               \
    "  merge_below: 10\n"

static reading_t divide_with(const char *states, const char *more)
{
    char text[4096];
    put_text("regions.yaml", SMALL_WORLD);
    put_text("states.csv", states);
    snprintf(text, sizeof text, "%s%s", DIVIDED, more);
    return read_world_text(text);
}

static void a_world_is_divided_and_its_totals_come_out(void **state)
{
    (void)state;
    reading_t reading = divide_with(STATES, "");
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    assert_int_equal(world->jurisdiction_count, 3);
    assert_string_equal(world->jurisdictions[0].id, "one");
    assert_string_equal(world->jurisdictions[1].id, "two");
    assert_string_equal(world->jurisdictions[1].title, "Two, the larger, with Dot");
    assert_string_equal(world->jurisdictions[1].includes, "Dot");
    assert_string_equal(world->jurisdictions[2].id, "elsewhere");
    assert_true(world->jurisdictions[0].allocated && world->jurisdictions[0].named_state);
    assert_true(world->jurisdictions[2].allocated && !world->jurisdictions[2].named_state);
    is_near(world->jurisdictions[1].population, 3001000.0, 0.0);
    double people = 0.0, profit = 0.0;
    for (size_t c = 0; c < 3; c++) {
        people += world->cells[c].exploited;
        profit += world->cells[c].exploited * world->cells[c].profit_usd * 12.0;
    }
    is_near(people, 2385.0 + 1193.0, 1e-9);
    is_near(profit, 2385.0 * 12600.0 + 1193.0 * 2500.0, 1e-9);
    assert_non_null(strstr(reading.study.resolved, "allocated from here, not observed"));
    forget(&reading);
}

static void what_show_writes_is_the_same_world(void **state)
{
    (void)state;
    put_text("study.yaml", "world: " OSCE57 "\nstart_year: 2021\n");
    reading_t first = read_file_with("study.yaml", NULL, 0);
    expect_fine(&first);
    put_text("resolved.yaml", first.study.resolved);
    reading_t second = read_file_with("resolved.yaml", NULL, 0);
    expect_fine(&second);
    assert_string_equal(first.study.world_hash, second.study.world_hash);
    assert_true(second.study.world->jurisdictions[3].allocated);
    forget(&first);
    forget(&second);
}

static void what_a_file_says_of_a_state_goes_over_what_was_allocated(void **state)
{
    (void)state;
    reading_t reading = divide_with(STATES,
        "cells: {one: {fields: {exploited: 238.5, links: {two: 0.6, elsewhere: 0.4}}}}\n"
        "jurisdictions: {elsewhere: {title: Elsewhere}}\n");
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    is_near(world->cells[0].exploited, 238.5, 0.0);
    assert_true(world->cells[0].link[0] == 0.0 && world->cells[0].link[1] == 0.6);
    assert_string_equal(world->jurisdictions[2].title, "Elsewhere");
    forget(&reading);
    expect_at(divide_with(STATES, "cells: {onne: {fields: {exploited: 238.5}}}\n"), 0, 0,
        "unknown jurisdiction 'onne'; did you mean 'one'?");
}

static void mistakes_in_the_table_of_states_are_named_at_their_rows(void **state)
{
    (void)state;
    static const struct {
        const char *states;
        int line;
        const char *text;
    } cases[] = {
        {STATES_HEAD "one,One,state,,tow,here,1,1,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "neighbour: unknown 'tow'; did you mean 'two'?"},
        {STATES_HEAD "one,One,state,,,heer,1,1,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "region_2021: unknown 'heer'; did you mean 'here'?"},
        {STATES_HEAD "one,One,state,,,here,1,1,0,0\none,Two,state,,,there,1,1,0,0\n", 4,
            "id: 'one' stands in line 3 too"},
        {STATES_HEAD "one,One,state,,,here,,1,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "population_2021: '' is no number: it is empty"},
        {STATES_HEAD "one,One,state,,,here,1,,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "gdp_usd_2021: is empty, and there is no neighbour that has it"},
        {STATES_HEAD "one,One,state,,,here,1,1,91,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "latitude: 91 is outside [-90, 90]"},
        {STATES_HEAD "one,One,group,,,here,1,1,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "counted_in: a group needs the id"},
        {STATES_HEAD "one,One,city,,,here,1,1,0,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "kind: expected state or group"},
        {STATES_HEAD "one,One,state,,,here,1,1,0\ntwo,Two,state,,,there,1,1,0,0\n", 3,
            "9 fields; the first row names 10 columns"},
        {STATES_HEAD "one,\"On\"e,state,,,here,1,1,0,0\n", 3, "not well-formed CSV"},
        {"id,name,id\none,One,two\n", 1, "column 'id' stands here twice"},
        {"id,name,kind\none,One,state\n", 1, "there is no column 'region_2021'"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        expect_at(divide_with(cases[i].states, ""), cases[i].line, 1, cases[i].text);
    }
    expect_at(
        divide_with(STATES_HEAD "one,One,state,,,here,1,1,0,0\n", ""), 3, 11, "'there'");
    expect_at(divide_with("", ""), 0, 0, "is empty");
    expect_at(divide_with(STATES_HEAD, ""), 0, 0, "rows under it");
}

static void mistakes_in_the_rule_are_named(void **state)
{
    (void)state;
    put_text("states.csv", STATES);
    expect_at(divide_with(STATES, "cells: {here: {fields: {exploited: {value: 2385, low: "
                                  "1000, high: 4000, grade: C}}}}\n"),
        11, 36, "divided among States before anything is drawn");
}

static void the_world_of_57_states_adds_up_to_its_regions(void **state)
{
    (void)state;
    reading_t whole = {0}, divided = {0};
    whole.error = curb_study_read_world(&whole.study,
        CURB_SOURCE_DIR "/scenarios/worlds/world-2021.yaml", NULL, 0, &whole.diagnostics);
    divided.error =
        curb_study_read_world(&divided.study, OSCE57, NULL, 0, &divided.diagnostics);
    expect_fine(&whole);
    expect_fine(&divided);
    const curb_world_t *worlds[] = {whole.study.world, divided.study.world};
    double people[2][CURB_SECTOR_MAX] = {{0}}, profit[2][CURB_SECTOR_MAX] = {{0}};
    for (size_t w = 0; w < 2; w++) {
        assert_int_equal(worlds[w]->sector_count, 5);
        for (size_t c = 0; c < curb_cell_count(worlds[w]); c++) {
            const curb_cell_anchors_t *cell = &worlds[w]->cells[c];
            people[w][c % 5] += cell->exploited;
            profit[w][c % 5] += cell->exploited * cell->profit_usd * 12.0 / 1e9;
        }
    }
    for (size_t m = 0; m < 5; m++) {
        is_near(people[1][m], people[0][m], 1e-9);
        is_near(profit[1][m], profit[0][m], 1e-9);
    }
    /* bn USD of the edition of 2024: 172.6 sexual, 63.4 the rest */
    is_near(profit[0][0], 172.6, 1e-9);
    is_near(profit[0][1] + profit[0][2] + profit[0][3] + profit[0][4], 63.4, 1e-9);
    size_t states = 1;
    const curb_jurisdiction_t *italy = NULL;
    for (size_t j = 0; j < worlds[1]->jurisdiction_count; j++) {
        const curb_jurisdiction_t *place = &worlds[1]->jurisdictions[j];
        assert_true(place->allocated);
        italy = strcmp(place->id, "ita") == 0 ? place : italy;
        for (const char *c = place->includes; *c != '\0'; c++) {
            states += *c == ',' ? 1 : 0;
        }
        states += (size_t)place->named_state + (place->includes[0] != '\0' ? 1 : 0);
    }
    assert_int_equal(states, 1 + 57);
    assert_non_null(italy);
    assert_non_null(strstr(italy->title, "San Marino"));
    forget(&whole);
    forget(&divided);
}

/* Regions of 2024, bn USD, as printed; ours are at most .3 % lower (see the file). */
static void regions_have_the_profit_that_is_printed(void **state)
{
    (void)state;
    static const double printed[] = {84.2, 62.4, 52.1, 19.8, 18.0};
    reading_t reading = {0};
    reading.error = curb_study_read_world(&reading.study,
        CURB_SOURCE_DIR "/scenarios/worlds/world-2021.yaml", NULL, 0, &reading.diagnostics);
    expect_fine(&reading);
    for (size_t j = 0; j < 5; j++) {
        double profit = 0.0;
        for (size_t m = 0; m < 5; m++) {
            const curb_cell_anchors_t *cell = &reading.study.world->cells[j * 5 + m];
            profit += cell->exploited * cell->profit_usd * 12.0 / 1e9;
        }
        is_near(profit, printed[j], 0.003);
    }
    forget(&reading);
}

static void every_allocation_may_fail(void **state)
{
    (void)state;
    bool failed = true;
    size_t recovered = 0;
    for (unsigned long n = 1; failed; n++) {
        put_text("regions.yaml", SMALL_WORLD);
        put_text("states.csv", STATES);
        put_text("world.yaml", DIVIDED);
        reading_t reading = {0};
        curb_memory_fail_at(n);
        reading.error = curb_study_read_world(
            &reading.study, "world.yaml", NULL, 0, &reading.diagnostics);
        failed = curb_memory_requests() >= n;
        curb_memory_fail_at(0);
        if (failed && reading.error == CURB_OK) {
            recovered++; /* libcsv asks again, for less */
        } else {
            assert_int_equal(reading.error, failed ? CURB_ERR_NO_MEMORY : CURB_OK);
        }
        forget(&reading);
    }
    assert_true(recovered <= 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_states_divide_their_region_as_worked_out_by_hand),
        cmocka_unit_test(incomes_beyond_the_bounds_count_as_the_bounds),
        cmocka_unit_test(recruits_from_abroad_follow_income_up_to_a_bound),
        cmocka_unit_test(small_states_are_counted_with_neighbours_and_nobody_is_lost),
        cmocka_unit_test(a_small_state_without_a_neighbour_is_named),
        cmocka_unit_test(groups_of_one_name_share_a_place),
        cmocka_unit_test(great_circles_are_those_of_a_sphere),
        cmocka_unit_test(flows_meet_both_margins),
        cmocka_unit_test(margins_that_the_seed_does_not_allow_leave_a_gap),
        cmocka_unit_test(a_world_is_divided_and_its_totals_come_out),
        cmocka_unit_test(what_show_writes_is_the_same_world),
        cmocka_unit_test(what_a_file_says_of_a_state_goes_over_what_was_allocated),
        cmocka_unit_test(mistakes_in_the_table_of_states_are_named_at_their_rows),
        cmocka_unit_test(mistakes_in_the_rule_are_named),
        cmocka_unit_test(the_world_of_57_states_adds_up_to_its_regions),
        cmocka_unit_test(regions_have_the_profit_that_is_printed),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
