/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where numbers are from: the compiled registry, the word `registry` in worlds, numbers of
 * a file's own, and that no shipped number is without a row. */
#include "model/memory.h"
#include "store/files.h"
#include "store/sources.h"
#include "study/bind.h"
#include "study/evidence.h"
#include "study/fields.h"
#include "study_text.h"

#include <glob.h>
#include <math.h>

#define SEXUAL_HELD "world-2014.sectors.sexual.held"

/* --- the compiled registry --- */

static void every_row_is_found_by_its_id(void **state)
{
    (void)state;
    assert_true(curb_registry_count > 200);
    for (size_t i = 0; i < curb_registry_count; i++) {
        assert_ptr_equal(
            curb_registry_find(curb_registry_rows[i].id), &curb_registry_rows[i]);
    }
    assert_null(curb_registry_find("world-2014.sectors.sexual.helds"));
    assert_null(curb_registry_find(""));
}

static void a_star_stands_for_one_word(void **state)
{
    (void)state;
    assert_true(curb_registry_matches("a.*.c", "a.b.c"));
    assert_true(curb_registry_matches("*.b.*", "a.b.c"));
    assert_false(curb_registry_matches("a.*", "a.b.c"));
    assert_false(curb_registry_matches("a.*.c.d", "a.b.c"));
    assert_false(curb_registry_matches("a.*.c", "a.b.cc"));
    assert_false(curb_registry_matches("a.b*", "a.bc"));
}

static void the_row_with_the_fewest_stars_is_taken(void **state)
{
    (void)state;
    assert_string_equal(curb_registry_find(SEXUAL_HELD)->id, SEXUAL_HELD);
    assert_string_equal(curb_registry_find("world-2014.sectors.industry.held")->id,
        "world-2014.sectors.*.held");
    /* Only a row of the same number, or of none, vouches for a number. */
    assert_null(curb_registry_find_value("world-2014.sectors.industry.held", 2.385));
    assert_string_equal(
        curb_registry_find_value("world-2014.sectors.industry.home_weight", 1.0)->id,
        "*.sectors.*.home_weight");
    assert_string_equal(
        curb_registry_find_value("world-2014.cells.developed_eu.sexual.links.x", 0.2385)
            ->id,
        "world-2014.cells.*.*.links.*");
}

/* --- names in words --- */

/* What is found in a study or world that is shipped, by its path; returns how many numbers.
 */
typedef size_t checker_t(const reading_t *reading, const char *path);

static size_t through_all(
    const char *pattern, curb_error_t (*read)(reading_t *, const char *), checker_t *check)
{
    glob_t found;
    size_t numbers = 0;
    assert_int_equal(glob(pattern, 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc; i++) {
        reading_t reading = {0};
        reading.error = read(&reading, found.gl_pathv[i]);
        expect_fine(&reading);
        numbers += check(&reading, found.gl_pathv[i]);
        forget(&reading);
    }
    globfree(&found);
    return numbers;
}

static curb_error_t read_study(reading_t *reading, const char *path)
{
    return curb_study_read(&reading->study, path, NULL, 0, &reading->diagnostics);
}

static curb_error_t read_world(reading_t *reading, const char *path)
{
    return curb_study_read_world(&reading->study, path, NULL, 0, &reading->diagnostics);
}

static size_t through_shipped(checker_t *check)
{
    return through_all(CURB_SOURCE_DIR "/scenarios/studies/*.yaml", read_study, check) +
           through_all(CURB_SOURCE_DIR "/scenarios/worlds/*.yaml", read_world, check);
}

static void expect_named(const char *drawn)
{
    const curb_registry_row_t *row = curb_registry_of_drawn(drawn, NULL);
    if (row == NULL || row->name[0] == '\0') {
        fail_msg("%s has no name in scenarios/registry.csv", drawn);
    }
}

static size_t expect_all_named(const reading_t *reading, const char *path)
{
    (void)path;
    for (size_t i = 0; i < reading->study.world->uncertain_count; i++) {
        expect_named(reading->study.world->uncertain[i].name);
    }
    return reading->study.world->uncertain_count;
}

static void every_number_that_is_drawn_in_what_is_shipped_has_a_name(void **state)
{
    (void)state;
    assert_true(through_shipped(expect_all_named) > 500);
}

/* Whoever gives one of them a range of their own has it drawn. */
static void every_number_that_a_study_may_draw_has_a_name(void **state)
{
    (void)state;
    char drawn[3 * CURB_ID_BYTES];
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        snprintf(drawn, sizeof drawn, "responses.%s", curb_response_rows[i].key);
        expect_named(drawn);
    }
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        for (size_t k = 0; k < row->lever_count; k++) {
            snprintf(drawn, sizeof drawn, "%s.%s", row->key,
                curb_lever_rows[row->levers[k].lever].key);
            expect_named(drawn);
        }
    }
    static const curb_block_t *const blocks[] = {
        &curb_anchor_block, &curb_jurisdiction_block};
    /* NOLINTNEXTLINE(bugprone-sizeof-expression): an array of pointers */
    for (size_t b = 0; b < sizeof blocks / sizeof *blocks; b++) {
        char names[CURB_NUMBERS_MAX][CURB_ID_BYTES];
        size_t offsets[CURB_NUMBERS_MAX];
        const curb_field_t *fields[CURB_NUMBERS_MAX];
        size_t count = curb_bind_list(blocks[b], names, offsets, fields);
        assert_true(count > 4);
        for (size_t i = 0; i < count; i++) {
            snprintf(drawn, sizeof drawn, "place.%s", names[i]);
            if (!fields[i]->whole_of_one) { /* which is not drawn by itself */
                expect_named(drawn);
            }
        }
    }
}

/* What comes after the place: what the number is, in any world. */
static const char *quantity_of(const curb_registry_row_t *row)
{
    const char *rest = row->id;
    size_t words = strstr(row->id, ".cells.") != NULL ? 4 : 3;
    bool of_a_place = strstr(row->id, ".sectors.") != NULL ||
                      strstr(row->id, ".jurisdictions.") != NULL || words == 4;
    for (size_t i = 0; of_a_place && i < words; i++) {
        rest = strchr(rest, '.') + 1;
    }
    return rest;
}

static bool stand_for_each_other(const char *left, const char *right)
{
    return curb_registry_matches(left, right) || curb_registry_matches(right, left);
}

static void a_name_is_of_one_quantity_and_a_quantity_has_one_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < curb_registry_count; i++) {
        const curb_registry_row_t *row = &curb_registry_rows[i];
        for (size_t k = 0; k < i && row->name[0] != '\0'; k++) {
            const curb_registry_row_t *other = &curb_registry_rows[k];
            bool same_name = strcmp(row->name, other->name) == 0;
            bool same = stand_for_each_other(quantity_of(row), quantity_of(other));
            if (other->name[0] != '\0' && same_name != same) {
                fail_msg("%s is '%s', %s '%s'", row->id, row->name, other->id, other->name);
            }
        }
    }
}

static void expect_name(const char *drawn, const char *name, size_t places)
{
    size_t found = SIZE_MAX;
    const curb_registry_row_t *row = curb_registry_of_drawn(drawn, &found);
    assert_non_null(row);
    assert_string_equal(row->name, name);
    assert_int_equal(found, places);
}

static void names_hold_for_the_places_of_a_users_own_world(void **state)
{
    (void)state;
    expect_name("responses.effort", "effort of one investigation of a buyer", 0);
    expect_name(
        "due_diligence.screening", "chance that due diligence finds a tainted supplier", 0);
    expect_name("brick_kilns.held", "people held by one trafficker", 1);
    expect_name("brick_kilns.identified_share.mse",
        "share of people identified in a year (mse)", 1);
    expect_name(
        "brick_kilns.buyers.firm.unvetted", "chance of buying unvetted in a month", 1);
    expect_name("my_land.abroad_share", "share of purchases made abroad", 1);
    expect_name("my_land.brick_kilns.held", "people held by one trafficker", 2);
    expect_name("my_land.brick_kilns.exploited", "people exploited", 2);
    static const char *const strange[] = {"", "responses", "responses.efforts", "held",
        "brick_kilns.helds", "a.b.c.held", "due_diligence.dose_low", "price_year"};
    for (size_t i = 0; i < sizeof strange / sizeof *strange; i++) {
        size_t found = SIZE_MAX;
        assert_null(curb_registry_of_drawn(strange[i], &found));
        assert_int_equal(found, 0);
    }
}

static void units_of_levers_agree_with_their_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        for (size_t k = 0; k < row->lever_count; k++) {
            const char *unit = curb_lever_rows[row->levers[k].lever].unit;
            const char *given = row->levers[k].registry->unit;
            size_t money = strncmp(unit, "USD", 3) == 0 ? strlen("USD(2014)") : 0;
            if (money > 0) { /* the row says of which year */
                assert_memory_equal(given, "USD(2014)", money);
            }
            assert_string_equal(given + money, unit + (money > 0 ? 3 : 0));
        }
        for (size_t k = 0; k < 3; k++) {
            const double doses[] = {row->dose_low, row->dose_default, row->dose_high};
            assert_true(row->doses[k]->central == doses[k]);
        }
    }
}

/* --- worlds --- */

static const curb_origin_t *origin(const reading_t *reading, const char *path)
{
    for (size_t i = 0; i < reading->study.origins.count; i++) {
        if (strcmp(reading->study.origins.rows[i].path, path) == 0) {
            return &reading->study.origins.rows[i];
        }
    }
    fail_msg("no origin of %s", path);
    return NULL;
}

static void expect_words(const reading_t *reading, const char *path, const char *wanted)
{
    char words[CURB_SOURCE_WORDS_BYTES];
    assert_string_equal(curb_source_words(origin(reading, path), words), wanted);
}

#define CHILD "extends: " WORLD_2014 "\n"

static void a_child_in_another_folder_keeps_its_parents_rows(void **state)
{
    (void)state;
    reading_t reading = read_world_text(
        "id: mine\n" CHILD
        "sectors: {sexual: {held: 2.385, fill: {value: 0.6, source: S}}}\n");
    expect_fine(&reading);
    assert_string_equal(reading.study.world->id, "mine");
    assert_string_equal(
        origin(&reading, "sectors.sexual.quit")->registry, "world-2014.sectors.*.quit");
    assert_string_equal(origin(&reading, "sectors.sexual.quit")->grade, "C");
    assert_true(origin(&reading, "sectors.sexual.held")->value == 2.385);
    assert_string_equal(origin(&reading, "sectors.sexual.held")->registry, "");
    expect_words(&reading, "sectors.sexual.held", "given in world.yaml:3, no source");
    expect_words(&reading, "sectors.sexual.fill", "S");
    assert_string_equal(
        origin(&reading, "jurisdictions.developed_eu.at_risk.women")->registry,
        "world-2014.jurisdictions.*.at_risk.*");
    forget(&reading);
}

static void an_id_is_not_handed_down(void **state)
{
    (void)state;
    put_text("base.yaml", "id: base\n" SMALL_WORLD);
    reading_t reading = read_world_text("extends: base.yaml\n");
    expect_fine(&reading);
    assert_string_equal(reading.study.world->id, "world");
    forget(&reading);
}

static void a_row_that_is_not_there_is_an_error_with_a_guess(void **state)
{
    (void)state;
    expect_at(read_world_text(CHILD "sectors: {sexual: {held: registry}}\n"), 2, 26,
        "sectors.sexual.held: the registry has no row 'world.sectors.sexual.held'; give a "
        "number, or take another world's with {registry: \"" SEXUAL_HELD "\"}");
    expect_at(
        read_world_text("id: world-2O14\n" CHILD "sectors: {sexual: {held: registry}}\n"),
        3, 26, "no row 'world-2O14.sectors.sexual.held'; did you mean '" SEXUAL_HELD "'?");
    expect_at(read_world_text(
                  CHILD "sectors: {sexual: {held: {registry: world-2014.sectors.held}}}\n"),
        2, 26, "the registry has no row 'world-2014.sectors.held'");
    expect_at(
        read_world_text("id: world-2014\n" CHILD
                        "jurisdictions: {developed_eu: {at_risk: {women: registry}}}\n"),
        3, 49, "leaves the number to data; give it here");
}

static void a_row_may_be_named(void **state)
{
    (void)state;
    reading_t reading = read_world_text(CHILD
        "sectors: {domestic: {quit: {registry: world-2014.sectors.industry.quit}}}\n");
    expect_fine(&reading);
    const curb_origin_t *quit = origin(&reading, "sectors.domestic.quit");
    assert_true(quit->value == 0.0087 && quit->low == 0.0043 && quit->high == 0.0155);
    assert_int_equal(quit->spread, CURB_TRIANGULAR);
    forget(&reading);
}

static void a_row_beyond_the_limits_of_its_place_is_refused(void **state)
{
    (void)state;
    expect_at(read_world_text(
                  CHILD "sectors: {sexual: {fill: {registry: \"" SEXUAL_HELD "\"}}}\n"),
        2, 26, "row '" SEXUAL_HELD "' of the registry, 1 to 10, is outside [0.05, 0.98]");
    expect_at(read_world_text(CHILD "sectors: {sexual: {composition: {women: {registry: "
                                    "world-2014.sectors.sexual.worker_share}}}}\n"),
        2, 41, "cannot be drawn by itself");
}

static void a_number_that_is_not_its_rows_has_no_source(void **state)
{
    (void)state;
    reading_t reading = read_world_text(
        CHILD "sectors: {sexual: {held: {value: 2.385, registry: \"" SEXUAL_HELD "\"}}}\n");
    expect_fine(&reading);
    expect_words(&reading, "sectors.sexual.held", "given in world.yaml:2, no source");
    forget(&reading);
}

static void a_fixed_range_is_shown_and_not_drawn(void **state)
{
    (void)state;
    reading_t reading = read_world_text(CHILD "sectors: {sexual: {quit: {value: 0.009, "
                                              "low: 0.008, high: 0.01, dist: fixed, grade: "
                                              "C, source: S, seen: memory}}}\n");
    expect_fine(&reading);
    const curb_origin_t *quit = origin(&reading, "sectors.sexual.quit");
    assert_true(quit->low == 0.008 && quit->spread == CURB_FIXED);
    assert_string_equal(quit->seen, "memory");
    for (size_t i = 0; i < reading.study.world->uncertain_count; i++) {
        assert_string_not_equal(reading.study.world->uncertain[i].name, "sexual.quit");
    }
    forget(&reading);
    expect_at(
        read_world_text(CHILD "sectors: {sexual: {quit: {value: 0.009, seen: often}}}\n"),
        2, 47, "seen: expected seen, secondary, derived, memory or assumption");
}

static void responses_and_levers_take_the_word_too(void **state)
{
    (void)state;
    put_text("world.yaml", CHILD "responses: {loudness: 300}\n");
    reading_t reading = read_text(
        "world: world.yaml\nstart_year: 2009\n"
        "responses: {loudness: registry, effort: 0.02}\n"
        "policies: {ban: {instrument: import_ban, diversion: registry, intensity: 0.25, "
        "interdiction: 0.02385}}\n"
        "scenarios: {only: {policies: [ban]}}\n");
    expect_fine(&reading);
    assert_string_equal(
        origin(&reading, "responses.loudness")->registry, "response.loudness");
    expect_words(&reading, "responses.effort", "given in study.yaml:3, no source");
    expect_words(&reading, "policies.ban.interdiction", "given in study.yaml:4, no source");
    expect_words(&reading, "policies.ban.intensity", "given in study.yaml:4, no source");
    assert_true(isnan(reading.study.scenarios[1].policies[0].lever[CURB_LEVER_DIVERSION]));
    assert_string_equal(origin(&reading, "doses.import_ban.high")->registry,
        "instrument.import_ban.dose_high");
    (void)origin(&reading, "levers.import_ban.diversion");
    for (size_t i = 0; i < reading.study.origins.count;
         i++) { /* of used instruments only */
        assert_null(strstr(reading.study.origins.rows[i].path, "criminalise"));
    }
    forget(&reading);
    reading = read_set(STUDY_HEAD, "world.sectors.sexual.held", "2.385");
    expect_fine(&reading);
    expect_words(&reading, "sectors.sexual.held",
        "given by --set world.sectors.sexual.held, no source");
    forget(&reading);
    expect_at(
        read_text(STUDY_HEAD "scale: registry\n"), 5, 8, "'registry' is not a number");
}

/* Settings that are no evidence (scale, years) have none and are not listed. */
static void the_resolved_copy_has_the_same_origins(void **state)
{
    (void)state;
    put_text("mine.yaml", "id: mine\n" CHILD "sectors: {sexual: {held: 2.385}}\n");
    reading_t reading = read_text("world: mine.yaml\nstart_year: 2009\n"
                                  "policies: {law: {instrument: criminalise_buying}}\n"
                                  "scenarios: {only: {policies: [law]}}\n");
    expect_fine(&reading);
    put_text("resolved.yaml", reading.study.resolved);
    reading_t again = read_file_with("resolved.yaml", NULL, 0);
    expect_fine(&again);
    assert_string_equal(again.study.world_hash, reading.study.world_hash);
    assert_int_equal(again.study.origins.count, reading.study.origins.count);
    for (size_t i = 0; i < reading.study.origins.count; i++) {
        const curb_origin_t *first = &reading.study.origins.rows[i];
        const curb_origin_t *second = &again.study.origins.rows[i];
        assert_string_equal(second->path, first->path);
        assert_string_equal(second->registry, first->registry);
        assert_string_equal(second->source, first->source);
        assert_true(second->value == first->value && second->low == first->low &&
                    second->high == first->high && second->spread == first->spread);
    }
    forget(&again);
    forget(&reading);
}

/* --- what is shipped --- */

static size_t check_shipped(const reading_t *reading, const char *path)
{
    for (size_t i = 0; i < reading->study.origins.count; i++) {
        const curb_origin_t *row = &reading->study.origins.rows[i];
        if (row->registry[0] == '\0' && strncmp(row->path, "policies.", 9) != 0) {
            fail_msg("%s: %s (%s) has no row of scenarios/registry.csv", path, row->path,
                row->place);
        }
    }
    return reading->study.origins.count;
}

static void no_shipped_number_is_without_a_row(void **state)
{
    (void)state;
    assert_true(through_shipped(check_shipped) > 600);
}

/* When this fails: cmake --build BUILD --target evidence-doc */
static void the_committed_page_is_what_the_registry_says(void **state)
{
    (void)state;
    char *written = NULL;
    size_t size = 0;
    char *text = curb_evidence_describe();
    assert_non_null(text);
    assert_int_equal(
        curb_file_read(CURB_SOURCE_DIR "/docs/evidence.md", &written, &size), CURB_OK);
    if (strcmp(text, written) != 0) {
        fail_msg("docs/evidence.md is old: cmake --build BUILD --target evidence-doc");
    }
    curb_free(written);
    curb_free(text);
}

static void the_json_list_has_every_number(void **state)
{
    (void)state;
    reading_t reading =
        read_file_with(CURB_SOURCE_DIR "/scenarios/studies/first.yaml", NULL, 0);
    expect_fine(&reading);
    char *text = curb_sources_json(&reading.study, true);
    assert_non_null(text);
    size_t count = 0;
    for (const char *c = strstr(text, "\"registry\""); c != NULL;
         c = strstr(c + 1, "\"registry\"")) {
        count++;
    }
    assert_int_equal(count, reading.study.origins.count);
    curb_free(text);
    forget(&reading);
}

static void many_numbers_of_one_rule_are_counted_in_a_results_file(void **state)
{
    (void)state;
    reading_t reading = {0};
    reading.error = curb_study_read_world(&reading.study,
        CURB_SOURCE_DIR "/scenarios/worlds/osce57-2021.yaml", NULL, 0,
        &reading.diagnostics);
    expect_fine(&reading);
    size_t count = 0, numbers = 0;
    curb_source_group_t *groups = curb_sources_group(&reading.study, &count);
    assert_non_null(groups);
    assert_true(count < reading.study.origins.count / 10);
    for (size_t i = 0; i < count; i++) {
        numbers += groups[i].count;
        assert_true(groups[i].count == 1 || groups[i].count > CURB_SOURCE_NUMBERS_EACH);
        assert_true(groups[i].least <= groups[i].origin->value &&
                    groups[i].origin->value <= groups[i].most);
    }
    assert_int_equal(numbers, reading.study.origins.count);
    curb_free(groups);
    forget(&reading);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_row_is_found_by_its_id),
        cmocka_unit_test(a_star_stands_for_one_word),
        cmocka_unit_test(the_row_with_the_fewest_stars_is_taken),
        cmocka_unit_test(every_number_that_is_drawn_in_what_is_shipped_has_a_name),
        cmocka_unit_test(every_number_that_a_study_may_draw_has_a_name),
        cmocka_unit_test(a_name_is_of_one_quantity_and_a_quantity_has_one_name),
        cmocka_unit_test(names_hold_for_the_places_of_a_users_own_world),
        cmocka_unit_test(units_of_levers_agree_with_their_rows),
        cmocka_unit_test(a_child_in_another_folder_keeps_its_parents_rows),
        cmocka_unit_test(an_id_is_not_handed_down),
        cmocka_unit_test(a_row_that_is_not_there_is_an_error_with_a_guess),
        cmocka_unit_test(a_row_may_be_named),
        cmocka_unit_test(a_row_beyond_the_limits_of_its_place_is_refused),
        cmocka_unit_test(a_number_that_is_not_its_rows_has_no_source),
        cmocka_unit_test(a_fixed_range_is_shown_and_not_drawn),
        cmocka_unit_test(responses_and_levers_take_the_word_too),
        cmocka_unit_test(the_resolved_copy_has_the_same_origins),
        cmocka_unit_test(no_shipped_number_is_without_a_row),
        cmocka_unit_test(the_committed_page_is_what_the_registry_says),
        cmocka_unit_test(the_json_list_has_every_number),
        cmocka_unit_test(many_numbers_of_one_rule_are_counted_in_a_results_file),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
