/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "standing_world.h"
#include "small_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static void keep(const curb_record_t *record, size_t cells, size_t years, standing_t *found)
{
    for (size_t t = 0; t < years; t++) {
        for (size_t c = 0; c < cells; c++) {
            double persons = small_world_value(record, 0, CURB_METRIC_EXPLOITED, t, c);
            double usd = small_world_value(record, 0, CURB_METRIC_PROFIT, t, c);
            found->exploited[c] += persons / (double)(STANDING_REPLICATES * years);
            found->profit += usd / (double)(STANDING_REPLICATES * years);
        }
    }
}

void standing_world_run(const curb_study_t *study, double people_per_agent,
    size_t buyers_per_segment, int years, standing_t *found)
{
    static small_world_t small; /* for its baseline and its way to run */
    memset(&small, 0, sizeof small);
    small.run = (curb_run_t){.world = study->world,
        .scenarios = small.scenarios,
        .scenario_count = 1,
        .seed = 21,
        .months = years * 12,
        .period_months = 12,
        .people_per_agent = people_per_agent,
        .buyers_per_segment = buyers_per_segment,
        .alternate_concepts = true,
        .threads = 2};
    for (size_t i = 0; i < study->world->in_force_count; i++) {
        small.scenarios[0].policies[small.scenarios[0].policy_count++] =
            study->world->in_force[i];
    }
    for (uint32_t r = 0; r < STANDING_REPLICATES; r++) {
        curb_record_t record;
        small_world_run(&small, r, &record);
        keep(&record, curb_cell_count(study->world), (size_t)years, found);
        curb_record_free(&record);
    }
}

void standing_world_open(curb_study_t *study, const char *path)
{
    curb_diagnostics_t said = {0};
    curb_error_t error = curb_study_read_world(study, path, NULL, 0, &said);
    for (size_t i = 0; i < said.count; i++) {
        print_message("%s\n", said.messages[i].text);
    }
    curb_diagnostics_free(&said);
    assert_int_equal(error, CURB_OK);
}

double standing_gap(const char *what, double found, double wanted)
{
    double gap = 100.0 * (found / wanted - 1.0);
    print_message("%-28s %.5g of %.5g: %+.2f %%\n", what, found, wanted, gap);
    return gap;
}

void standing_expect_totals(
    const curb_study_t *study, const standing_t *found, double billion_usd)
{
    const curb_world_t *world = study->world;
    double anchors = 0.0, people = 0.0;
    for (size_t m = 0; m < world->sector_count; m++) {
        double of_sector = 0.0, there = 0.0;
        for (size_t c = m; c < curb_cell_count(world); c += world->sector_count) {
            of_sector += world->cells[c].exploited;
            there += found->exploited[c];
        }
        assert_true(fabs(standing_gap(world->sectors[m].id, there, of_sector)) < 3.0);
        anchors += of_sector;
        people += there;
    }
    assert_true(fabs(standing_gap("people exploited", people, anchors)) < 3.0);
    assert_true(fabs(standing_gap(
                    "profit, bn USD a year", found->profit / 1e9, billion_usd)) < 3.0);
}
