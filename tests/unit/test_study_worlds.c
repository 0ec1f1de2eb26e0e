/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A world as it is read: anchors that are missing or contradict each other, where its
 * numbers come from, which of them are drawn and how they hang together. */
#include "study_text.h"

#include <math.h>
#include <stdlib.h>

/* --- a world --- */

static void a_small_world_is_read(void **state)
{
    (void)state;
    reading_t reading = read_world_text(SMALL_WORLD);
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    assert_int_equal(world->jurisdiction_count, 2);
    assert_int_equal(world->sector_count, 1);
    assert_true(world->cells[0].exploited == 2385.0);
    assert_true(world->cells[0].profit_usd == 1050.0);
    assert_true(world->cells[1].exploited_share == 0.05);
    assert_true(world->cells[0].link[1] == 0.6);
    assert_true(world->cells[1].link[0] == 0.0);
    assert_true(world->cells[1].buyers[CURB_INDIVIDUAL].log_sd == 1.318);
    assert_true(world->jurisdictions[0].linked[1]);
    assert_false(world->jurisdictions[0].linked[0]);
    forget(&reading);
}

static void missing_anchors_name_the_cell(void **state)
{
    (void)state;
    expect_at(read_world_text(SMALL_JURISDICTIONS SMALL_SECTOR
                  "cells:\n  here: {fields: {exploited: 2385, links: {here: 1}}}\n"
                  "  there: {fields: {profit_usd_year: 2500, exploited: 5}}\n"),
        26, 18, "cells.here.fields: 'profit_usd_year' is missing");
    expect_at(read_world_text(SMALL_JURISDICTIONS SMALL_SECTOR
                  "cells:\n  here: {fields: {exploited: 2385, profit_usd_year: 1}}\n"),
        0, 0, "cells.there.fields: the anchors of this cell are missing");
    expect_at(read_world_text(
                  SMALL_JURISDICTIONS "sectors: {fields: {family: labour}}\n" SMALL_CELLS),
        0, 0,
        "cells.there.fields: 'duration_months' is missing: give it here or for the whole");
    expect_at(read_world_text(SMALL_JURISDICTIONS), 0, 0, "'sectors' is missing");
}

static void contradicting_anchors_name_what_does_not_add_up(void **state)
{
    (void)state;
    const char *const extend = "extends: small.yaml\n";
    put_text("small.yaml", SMALL_WORLD);
    char text[400];
    snprintf(
        text, sizeof text, "%scells: {here: {fields: {links: {there: 0.5}}}}\n", extend);
    expect_at(read_world_text(text), 0, 0,
        "cells.here.fields.links: the shares add up to 0.9; they must add up to 1");
    snprintf(
        text, sizeof text, "%ssectors: {fields: {composition: {women: 0.35}}}\n", extend);
    expect_at(read_world_text(text), 0, 0, "composition: shares add up to 1.1");
    snprintf(text, sizeof text,
        "%ssectors: {fields: {buyers: {individual: {unvetted: 0.8}}}}\n", extend);
    expect_at(read_world_text(text), 1, 1, "unvetted and vetted must leave room");
    snprintf(text, sizeof text, "%ssectors: {fields: {traded: true}}\n", extend);
    expect_at(read_world_text(text), 0, 0, "sectors.fields.consumption: is missing");
}

static void unknown_places_and_sectors_are_refused_with_a_guess(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD);
    expect_at(
        read_world_text("extends: small.yaml\ncells: {heer: {fields: {exploited: 1}}}\n"),
        2, 9, "cells: unknown jurisdiction 'heer'; did you mean 'here'?");
    expect_at(
        read_world_text("extends: small.yaml\ncells: {here: {field: {exploited: 1}}}\n"), 2,
        16, "cells.here: unknown sector 'field'; did you mean 'fields'?");
    expect_at(read_world_text("extends: small.yaml\nsectors: {fields: {durations: 2}}\n"),
        2, 20, "sectors.fields: unknown key 'durations'");
    expect_at(
        read_world_text("extends: small.yaml\njurisdictions: {all: {population: 2}}\n"), 2,
        17, "reserved word");
}

static void trade_starts_from_size_and_home(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD);
    reading_t reading = read_world_text("extends: small.yaml\n"
                                        "sectors: {fields: {traded: true, home_weight: 6, "
                                        "consumption: {here: 0.75, there: 0.25}}}\n");
    expect_fine(&reading);
    const curb_sector_t *sector = &reading.study.world->sectors[0];
    double share =
        2385.0 / (2385.0 + 1193.0); /* of supply: both cells have one exploited share */
    assert_true(fabs(sector->trade_seed[0][0] - 0.75 * share * 6.0) < 1e-12);
    assert_true(fabs(sector->trade_seed[1][0] - 0.25 * share) < 1e-12);
    forget(&reading);
}

/* --- provenance and what is uncertain --- */

static const curb_uncertain_t *find_uncertain(const curb_world_t *world, const char *name)
{
    for (size_t i = 0; i < world->uncertain_count; i++) {
        if (strcmp(world->uncertain[i].name, name) == 0) {
            return &world->uncertain[i];
        }
    }
    return NULL;
}

static void a_range_of_grade_c_is_drawn_for_all_cells_that_take_it(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD);
    reading_t reading =
        read_world_text("extends: small.yaml\n"
                        "sectors: {fields: {held: {value: 4, low: 3, high: 5.385, grade: "
                        "C, source: assumption},\n"
                        "  duration_months: {value: 20, low: 9, high: 36, grade: B},\n"
                        "  supply_elasticity: {dist: log_triangular, low: 0.5, mode: 1, "
                        "high: 2, grade: B}}}\n"
                        "cells: {there: {fields: {held: 4.5, quit: {value: 0.01, low: "
                        "0.005, high: 0.02, grade: C}}}}\n");
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    const curb_uncertain_t *held = find_uncertain(world, "fields.held");
    assert_non_null(held);
    assert_true(held->low == 3.0 && held->mode == 4.0 && held->high == 5.385);
    assert_int_equal(held->spread, CURB_TRIANGULAR);
    assert_int_equal(held->target_count, 1);
    assert_int_equal(world->targets[held->first_target],
        (const char *)&world->cells[0].held - (const char *)world);
    assert_null(find_uncertain(world, "fields.duration_months"));
    const curb_uncertain_t *supply = find_uncertain(world, "fields.supply_elasticity");
    assert_non_null(supply);
    assert_int_equal(supply->target_count, 2);
    assert_int_equal(supply->spread, CURB_LOG_TRIANGULAR);
    assert_non_null(find_uncertain(world, "there.fields.quit"));
    assert_true(world->cells[1].held == 4.5 && world->cells[0].quit == 0.0087);
    forget(&reading);
}

static void ranges_that_make_no_sense_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *number, *says;
    } wrong[] = {{"{value: 4, low: 5, high: 6, grade: C}", "not in ascending order"},
        {"{value: 4, low: 3, grade: C}", "both low and high"},
        {"{value: 4, low: 3, high: 5}", "needs a grade"},
        {"{value: 4, low: 3, high: 5, grade: D}", "expected A"},
        {"{value: 4, mode: 4, low: 3, high: 5, grade: C}", "both given"},
        {"{low: 3, high: 5, grade: C}", "value is missing"},
        {"{value: 4, lwo: 3, high: 5, grade: C}", "did you mean 'low'?"},
        {"{dist: normal, mode: 4, low: 3, high: 5}", "no distribution"},
        {"{value: 4, source: [a]}", "source: found a list"},
        {"{value: 4, low: 3, high: 5000, grade: C}", "held.high: 5000 is outside"}};
    put_text("small.yaml", SMALL_WORLD);
    for (size_t i = 0; i < sizeof wrong / sizeof wrong[0]; i++) {
        char text[300];
        snprintf(text, sizeof text, "extends: small.yaml\nsectors: {fields: {held: %s}}\n",
            wrong[i].number);
        expect_at(read_world_text(text), 0, 0, wrong[i].says);
    }
    expect_at(
        read_world_text("extends: small.yaml\nsectors: {fields: {composition: {women: "
                        "{value: 0.25, low: 0.2, high: 0.3, grade: C}}}}\n"),
        0, 0, "cannot be drawn by itself");
}

static void responses_of_a_study_lie_over_those_of_its_world(void **state)
{
    (void)state;
    put_text("small.yaml", SMALL_WORLD "responses: {loudness: 238.5, effort: 0.02}\n");
    reading_t reading = read_text("world: small.yaml\nstart_year: 2009\n"
                                  "responses: {effort: {value: 0.03, low: 0.01, high: "
                                  "0.05, grade: C}, premium: 15%}\n");
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    assert_true(world->responses.loudness == 238.5);
    assert_null(find_uncertain(world, "responses.loudness"));
    assert_null(find_uncertain(world, "responses.premium"));
    assert_true(world->responses.premium == 0.15);
    const curb_uncertain_t *effort = find_uncertain(world, "responses.effort");
    assert_non_null(effort);
    assert_true(effort->high == 0.05);
    assert_non_null(find_uncertain(world, "responses.crowd_out"));
    forget(&reading);
    expect_at(read_text(STUDY_HEAD "responses: {loudnes: 2}\n"), 5, 13,
        "unknown response 'loudnes'; did you mean 'loudness'?");
    expect_at(
        read_text(STUDY_HEAD "responses: {effort: 2.385}\n"), 5, 21, "outside [0, 1]");
}

static void levers_of_a_world_may_be_set(void **state)
{
    (void)state;
    reading_t reading = read_world_text(SMALL_WORLD "levers: {education: {lag: 36}}\n");
    expect_fine(&reading);
    assert_true(reading.study.world->levers[CURB_EDUCATION][CURB_LEVER_LAG] == 36.0);
    assert_null(find_uncertain(reading.study.world, "education.lag"));
    forget(&reading);
    expect_at(read_world_text(SMALL_WORLD "levers: {education: {reach: 0.2}}\n"), 0, 0,
        "levers.education: unknown lever 'reach'");
}

/* --- the world that comes with the program --- */

static void world_2014_adds_up_to_the_headline(void **state)
{
    (void)state;
    reading_t reading = {0};
    reading.error =
        curb_study_read_world(&reading.study, WORLD_2014, NULL, 0, &reading.diagnostics);
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    double sexual = 0.0, domestic = 0.0, labour = 0.0, people[2] = {0};
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        for (size_t m = 0; m < world->sector_count; m++) {
            const curb_cell_anchors_t *cell = &world->cells[curb_cell_index(world, j, m)];
            double profit = 12.0 * cell->profit_usd * cell->exploited;
            bool is_sexual = world->sectors[m].family == CURB_SEXUAL;
            bool is_domestic = strcmp(world->sectors[m].id, "domestic") == 0;
            *(is_sexual ? &sexual : is_domestic ? &domestic : &labour) += profit;
            people[is_sexual] += cell->exploited;
        }
    }
    assert_int_equal(world->jurisdiction_count, 3);
    assert_int_equal(world->sector_count, 4);
    assert_true(fabs(sexual / 99.0e9 - 1.0) < 1e-6);
    assert_true(fabs(labour / 43.4e9 - 1.0) < 1e-6);
    assert_true(fabs((sexual + labour + domestic) / 150.2e9 - 1.0) < 1e-6);
    assert_true(fabs(people[1] / 4.5e6 - 1.0) < 1e-6);
    assert_true(fabs(people[0] / 14.2e6 - 1.0) < 1e-6);
    forget(&reading);
}

#define CORRELATIONS STUDY_HEAD "correlations:\n"
#define PAIR(a, b, rank) "  - {between: [" a ", " b "], rank: " rank "}\n"

static void correlations_name_two_uncertain_numbers(void **state)
{
    (void)state;
    reading_t reading = read_text(
        CORRELATIONS PAIR("responses.recruit_elasticity", "responses.loudness", "-0.6"));
    expect_fine(&reading);
    const curb_world_t *world = reading.study.world;
    assert_int_equal(world->correlation_count, 1);
    const curb_correlation_t *pair = &world->correlations[0];
    assert_string_equal(world->uncertain[pair->a].name, "responses.recruit_elasticity");
    assert_string_equal(world->uncertain[pair->b].name, "responses.loudness");
    assert_true(pair->rank == -0.6);
    assert_non_null(strstr(reading.study.resolved, "rank: -0.6}"));
    reading_t alone = read_text(STUDY_HEAD);
    assert_string_not_equal(alone.study.world_hash, reading.study.world_hash);
    forget(&alone);
    forget(&reading);
    expect_at(read_text(CORRELATIONS PAIR("responses.loudnes", "responses.effort", "0.6")),
        6, 16, "did you mean 'responses.loudness'");
    expect_at(read_text(CORRELATIONS PAIR("responses.slack", "responses.effort", "0.6")), 6,
        16, "'responses.slack' is fixed in this study");
    expect_at(read_text(CORRELATIONS PAIR("responses.effort", "responses.effort", "0.6")),
        6, 34, "correlated with itself");
    expect_at(read_text(CORRELATIONS PAIR("responses.effort", "responses.loudness", "1")),
        6, 61, "1 is outside [-0.99, 0.99]");
    expect_at(read_text(STUDY_HEAD "correlations: all\n"), 5, 15, "expected a list");
    expect_at(read_text(CORRELATIONS "  - {between: [responses.effort], rank: 0.2}\n"), 6,
        15, "two uncertain numbers");
    expect_at(read_text(CORRELATIONS PAIR("responses.effort", "responses.loudness", "0.6")
                      PAIR("responses.loudness", "responses.effort", "0.6")),
        7, 15, "twice");
    expect_at(read_text("parameters: central\n" CORRELATIONS PAIR(
                  "responses.effort", "responses.loudness", "0.6")),
        7, 3, "central parameters have no draws");
    expect_at(read_text("parameters: out/posterior.h5\n" CORRELATIONS PAIR(
                  "responses.effort", "responses.loudness", "0.6")),
        7, 3, "points of a posterior");
}

/* 0.6, 0.6 and -0.6: each pair of the three is possible, the three together are not. */
static void correlations_that_contradict_are_named(void **state)
{
    (void)state;
    expect_at(read_text(CORRELATIONS PAIR("responses.effort", "responses.loudness", "0.6")
                      PAIR("responses.loudness", "responses.travel", "0.6")
                          PAIR("responses.travel", "responses.effort", "-0.6")),
        8, 5, "between responses.travel and responses.effort contradicts those above it");
}

static void replicates_per_draw_needs_draws(void **state)
{
    (void)state;
    reading_t alone = read_text(STUDY_HEAD);
    reading_t ten = read_text(STUDY_HEAD "replicates_per_draw: 10\n");
    expect_fine(&alone);
    expect_fine(&ten);
    assert_int_equal(alone.study.replicates_per_draw, 1);
    assert_int_equal(ten.study.replicates_per_draw, 10);
    assert_int_equal(curb_study_draw_of(&alone.study, 39), 39);
    assert_int_equal(curb_study_draw_of(&ten.study, 39), 3);
    assert_string_not_equal(alone.study.world_hash, ten.study.world_hash);
    forget(&alone);
    forget(&ten);
    expect_at(read_text(STUDY_HEAD "replicates_per_draw: 10\nparameters: central\n"), 5, 22,
        "central parameters have no draws");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_small_world_is_read),
        cmocka_unit_test(missing_anchors_name_the_cell),
        cmocka_unit_test(contradicting_anchors_name_what_does_not_add_up),
        cmocka_unit_test(unknown_places_and_sectors_are_refused_with_a_guess),
        cmocka_unit_test(trade_starts_from_size_and_home),
        cmocka_unit_test(a_range_of_grade_c_is_drawn_for_all_cells_that_take_it),
        cmocka_unit_test(ranges_that_make_no_sense_are_refused),
        cmocka_unit_test(responses_of_a_study_lie_over_those_of_its_world),
        cmocka_unit_test(levers_of_a_world_may_be_set),
        cmocka_unit_test(world_2014_adds_up_to_the_headline),
        cmocka_unit_test(correlations_name_two_uncertain_numbers),
        cmocka_unit_test(correlations_that_contradict_are_named),
        cmocka_unit_test(replicates_per_draw_needs_draws),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
