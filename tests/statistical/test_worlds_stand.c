/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical slow */
/* timeout: 900 */
/* With no new policy the worlds of 2021 stand at their anchors, laws in force included.
 * Seeds are fixed; parameters are central, so that a number is the market's and not a
 * draw's; both concepts of detection, half of the replicates each. Yearly numbers are
 * averaged over replicates and years: a drift shows in the mean as it does in the last
 * year, and chance half as much.
 */
#include "study/study.h"
#include "unit/small_world.h"

#include "model/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { REPLICATES = 20 };

typedef struct {
    double exploited[CURB_CELL_MAX]; /* mean over replicates and years */
    double profit;                   /* USD a year */
} found_t;

static void keep(const curb_record_t *record, size_t cells, size_t years, found_t *found)
{
    for (size_t t = 0; t < years; t++) {
        for (size_t c = 0; c < cells; c++) {
            double persons = small_world_value(record, 0, CURB_METRIC_EXPLOITED, t, c);
            double usd = small_world_value(record, 0, CURB_METRIC_PROFIT, t, c);
            found->exploited[c] += persons / (double)(REPLICATES * years);
            found->profit += usd / (double)(REPLICATES * years);
        }
    }
}

static void run_world(
    const curb_study_t *study, double scale, size_t buyers, int years, found_t *found)
{
    static small_world_t small; /* for its baseline and its way to run */
    memset(&small, 0, sizeof small);
    small.run = (curb_run_t){.world = study->world,
        .scenarios = small.scenarios,
        .scenario_count = 1,
        .seed = 21,
        .months = years * 12,
        .period_months = 12,
        .people_per_agent = scale,
        .buyers_per_segment = buyers,
        .alternate_concepts = true,
        .threads = 2};
    for (size_t i = 0; i < study->world->in_force_count; i++) {
        small.scenarios[0].policies[small.scenarios[0].policy_count++] =
            study->world->in_force[i];
    }
    for (uint32_t r = 0; r < REPLICATES; r++) {
        curb_record_t record;
        small_world_run(&small, r, &record);
        keep(&record, curb_cell_count(study->world), (size_t)years, found);
        curb_record_free(&record);
    }
}

static void open_world(curb_study_t *study, const char *path)
{
    curb_diagnostics_t said = {0};
    curb_error_t error = curb_study_read_world(study, path, NULL, 0, &said);
    for (size_t i = 0; i < said.count; i++) {
        print_message("%s\n", said.messages[i].text);
    }
    curb_diagnostics_free(&said);
    assert_int_equal(error, CURB_OK);
}

static void expect_within(const char *what, double found, double wanted, double share)
{
    print_message("%-28s %.5g of %.5g: %+.2f %%\n", what, found, wanted,
        100.0 * (found / wanted - 1.0));
    assert_true(fabs(found / wanted - 1.0) < share);
}

/* People by sector and in all, and profit: within 3 %. */
static void expect_totals(const curb_study_t *study, const found_t *found, double bn_usd)
{
    const curb_world_t *world = study->world;
    double anchors = 0.0, people = 0.0;
    for (size_t m = 0; m < world->sector_count; m++) {
        double of_sector = 0.0, there = 0.0;
        for (size_t c = m; c < curb_cell_count(world); c += world->sector_count) {
            of_sector += world->cells[c].exploited;
            there += found->exploited[c];
        }
        expect_within(world->sectors[m].id, there, of_sector, 0.03);
        anchors += of_sector;
        people += there;
    }
    expect_within("people exploited", people, anchors, 0.03);
    expect_within("profit, bn USD a year", found->profit / 1e9, bn_usd, 0.03);
}

static void the_world_of_2021_stands_for_ten_years(void **state)
{
    (void)state;
    curb_study_t study;
    found_t *found = curb_calloc(1, sizeof *found);
    assert_non_null(found);
    open_world(&study, CURB_SOURCE_DIR "/scenarios/worlds/world-2021.yaml");
    run_world(&study, 1000.0, 500, 10, found);
    expect_totals(&study, found, 236.0);
    curb_free(found);
    curb_study_free(&study);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_world_of_2021_stands_for_ten_years),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
