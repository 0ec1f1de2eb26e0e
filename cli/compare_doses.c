/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_writer.h"

#include "cli/number.h"

#include <math.h>
#include <string.h>

enum { DOSE_COUNT = 3 };

static const char *const dose_names[DOSE_COUNT] = {"low", "default", "high"};

static int dose_of(const curb_results_scenario_t *scenario)
{
    for (int d = 0; d < DOSE_COUNT; d++) {
        if (strcmp(scenario->dose, dose_names[d]) == 0) {
            return d;
        }
    }
    return -1;
}

/* The id without its dose ("campaign-low" -> "campaign"), else the policies' ids. */
static void dose_group(const curb_results_scenario_t *scenario, char group[256])
{
    size_t length = strlen(scenario->id), dose = strlen(scenario->dose);
    bool has_suffix = length > dose + 1 &&
                      strcmp(scenario->id + length - dose, scenario->dose) == 0 &&
                      strchr("-_.", scenario->id[length - dose - 1]) != NULL;
    if (has_suffix) {
        snprintf(group, 256, "%.*s", (int)(length - dose - 1), scenario->id);
    } else {
        snprintf(group, 256, "%s", scenario->policies);
    }
}

static const curb_compare_row_t *find_dose_row(
    const curb_writer_t *self, const char *group, int dose, size_t first)
{
    const curb_compare_t *compare = self->in->compare;
    for (size_t i = first; i < compare->row_count; i++) {
        const curb_compare_row_t *row = &compare->rows[i];
        const curb_results_scenario_t *scenario = curb_writer_scenario(self, row->scenario);
        char other[256];
        dose_group(scenario, other);
        if (curb_writer_is_sum(row) && row->metric == compare->rows[first].metric &&
            dose_of(scenario) == dose && strcmp(group, other) == 0) {
            return row;
        }
    }
    return NULL;
}

static size_t doses_from(
    const curb_writer_t *self, size_t first, const curb_compare_row_t *found[DOSE_COUNT])
{
    const curb_compare_row_t *row = &self->in->compare->rows[first];
    char group[256];
    size_t count = 0;
    dose_group(curb_writer_scenario(self, row->scenario), group);
    for (int d = 0; d < DOSE_COUNT; d++) {
        found[d] = find_dose_row(self, group, d, first);
        count += found[d] != NULL;
    }
    return count;
}

static void add_dose_cell(curb_table_t *table, const curb_compare_row_t *row)
{
    if (row == NULL) {
        curb_table_add(table, "not run");
    } else if (row->concepts_disagree) {
        curb_table_add(table, "no joint effect");
    } else {
        curb_table_add(table, "%s",
            curb_number_estimate(row->percent, row->percent_ci_low, row->percent_ci_high, 3)
                .text);
    }
}

/* A group is written at its first row; a row is first when no earlier one of its metric is
 * of the same group. */
static bool is_first_of_group(const curb_writer_t *self, size_t index)
{
    const curb_compare_t *compare = self->in->compare;
    char group[256], other[256];
    dose_group(curb_writer_scenario(self, compare->rows[index].scenario), group);
    for (size_t i = 0; i < index; i++) {
        const curb_results_scenario_t *scenario =
            curb_writer_scenario(self, compare->rows[i].scenario);
        dose_group(scenario, other);
        if (compare->rows[i].metric == compare->rows[index].metric &&
            dose_of(scenario) >= 0 && strcmp(group, other) == 0) {
            return false;
        }
    }
    return true;
}

void curb_writer_doses(curb_writer_t *self)
{
    const curb_compare_t *compare = self->in->compare;
    curb_table_t table =
        curb_table((const char *const[]){"policy", "low", "default", "high", NULL});
    for (size_t i = 0; i < compare->row_count; i++) {
        const curb_compare_row_t *row = &compare->rows[i];
        const curb_compare_row_t *found[DOSE_COUNT];
        bool starts = row->metric == CURB_METRIC_EXPLOITED && curb_writer_is_sum(row) &&
                      dose_of(curb_writer_scenario(self, row->scenario)) >= 0 &&
                      curb_writer_shows(self, row->scenario) && is_first_of_group(self, i);
        if (starts && doses_from(self, i, found) >= 2) {
            char group[256];
            dose_group(curb_writer_scenario(self, row->scenario), group);
            curb_table_add(&table, "%s", group);
            for (int d = 0; d < DOSE_COUNT; d++) {
                add_dose_cell(&table, found[d]);
            }
        }
    }
    if (table.cell_count > 0) {
        curb_writer_heading(self,
            "Dose-response: change of people exploited, in per cent. Doses cost "
            "different sums: not a ranking.");
        curb_writer_table(self, &table);
    }
}
