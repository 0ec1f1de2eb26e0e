/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/compare_writer.h"

#include "cli/number.h"

#include <math.h>
#include <string.h>

static curb_scale_t scale_of_years(const curb_compare_t *compare)
{
    double largest = 0;
    for (size_t i = 0; i < compare->effect_count; i++) {
        largest = fmax(largest, fabs(compare->effects[i].averted_interval.low));
        largest = fmax(largest, fabs(compare->effects[i].averted_interval.high));
    }
    return curb_number_scale(largest);
}

void curb_writer_cost_of_one(curb_table_t *table, const curb_compare_effect_t *effect)
{
    const curb_ratio_t *cost = &effect->cost_per_year;
    curb_table_add(table, "%s",
        effect->concepts_disagree           ? "-"
        : cost->set == CURB_RATIO_UNBOUNDED ? "unbounded: none clearly averted"
        : cost->set == CURB_RATIO_NEGATIVE
            ? "none: clearly more, not fewer"
            : curb_number_estimate(cost->ratio, cost->interval.low, cost->interval.high, 0)
                  .text);
}

static void print_costs(curb_writer_t *self, curb_scale_t scale)
{
    const curb_compare_t *compare = self->in->compare;
    char heading[200];
    snprintf(heading, sizeof heading,
        "Averted %sperson-years of exploitation, and public cost of one in USD "
        "(undiscounted)",
        scale.word);
    curb_writer_heading(self, heading);
    curb_table_t table =
        curb_table((const char *const[]){"scenario", "averted", "USD for one", NULL});
    for (size_t i = 0; i < compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &compare->effects[i];
        if (!curb_writer_shows(self, effect->scenario)) {
            continue;
        }
        curb_table_add(&table, "%s", curb_writer_scenario(self, effect->scenario)->id);
        if (effect->concepts_disagree) {
            curb_table_add(&table, "no joint effect");
        } else {
            curb_table_add(&table, "%s",
                curb_number_estimate(effect->averted_years / scale.divisor,
                    effect->averted_interval.low / scale.divisor,
                    effect->averted_interval.high / scale.divisor, 3)
                    .text);
        }
        curb_writer_cost_of_one(&table, effect);
    }
    curb_writer_table(self, &table);
}

static void print_displacement(curb_writer_t *self, curb_scale_t scale)
{
    const curb_compare_t *compare = self->in->compare;
    char heading[200];
    snprintf(heading, sizeof heading,
        "Displacement: change in %sperson-years in and out of scope, and the share of what "
        "was "
        "averted inside (negative: fewer outside, too)",
        scale.word);
    curb_table_t table = curb_table(
        (const char *const[]){"scenario", "inside", "outside", "share, %", NULL});
    for (size_t i = 0; i < compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &compare->effects[i];
        if (!effect->has_outside || !curb_writer_shows(self, effect->scenario)) {
            continue;
        }
        const curb_interval_t *in = &effect->inside_interval,
                              *out = &effect->outside_interval;
        const curb_ratio_t *share = &effect->displaced;
        curb_table_add(&table, "%s", curb_writer_scenario(self, effect->scenario)->id);
        curb_table_add(&table, "%s",
            curb_number_estimate(effect->inside_years / scale.divisor,
                in->low / scale.divisor, in->high / scale.divisor, 2)
                .text);
        curb_table_add(&table, "%s",
            curb_number_estimate(effect->outside_years / scale.divisor,
                out->low / scale.divisor, out->high / scale.divisor, 2)
                .text);
        curb_table_add(&table, "%s",
            curb_number_estimate(100 * share->ratio, 100 * share->interval.low,
                100 * share->interval.high, 1)
                .text);
    }
    if (table.cell_count > 0) {
        curb_writer_heading(self, heading);
        curb_writer_table(self, &table);
    }
}

static curb_scale_t scale_of_ranks(const curb_compare_t *compare, size_t first, size_t end)
{
    double largest = 0;
    for (size_t i = first; i < end; i++) {
        const curb_interval_t *years = &compare->ranks[i].years_interval;
        largest = fmax(largest, fmax(fabs(years->low), fabs(years->high)));
    }
    return curb_number_scale(largest);
}

static void print_one_ranking(curb_writer_t *self, size_t first, size_t end)
{
    const curb_compare_t *compare = self->in->compare;
    bool both = strcmp(self->in->labels->detection, "both") == 0;
    curb_scale_t scale = scale_of_ranks(compare, first, end);
    char heading[400];
    snprintf(heading, sizeof heading,
        "How often first, of %zu scenarios with a public budget of %s USD a year%s; "
        "%sperson-years averted; what each plans to spend a year. What buyers themselves "
        "pay to comply is not in the budget (metric compliance_cost)",
        end - first, curb_number_in_words(compare->ranks[first].budget_usd).text,
        both && self->in->compare->two_levels
            ? ", in all draws and in those with each concept of detection"
        : both ? ", in all replicates and in those with each concept of detection"
               : "",
        scale.word);
    curb_writer_heading(self, heading);
    static const char *const titles[] = {
        "scenario", "first, %", "mse, %", "ilo, %", "averted", "planned USD", NULL};
    static const char *const short_titles[] = {
        "scenario", "first, %", "averted", "planned USD", NULL};
    curb_table_t table = curb_table(both ? titles : short_titles);
    size_t count = end - first;
    size_t lines = count > CURB_WRITER_MOST ? CURB_WRITER_SHOWN : count;
    for (size_t i = first; i < first + lines; i++) {
        const curb_compare_rank_t *rank = &compare->ranks[i];
        const curb_results_scenario_t *scenario =
            curb_writer_scenario(self, rank->scenario);
        curb_table_add(&table, "%s%s", scenario->id, scenario->budget_capped ? " *" : "");
        curb_table_add(&table, "%s",
            curb_number_estimate(100 * rank->first_share, 100 * rank->first_interval.low,
                100 * rank->first_interval.high, 0)
                .text);
        for (int c = 0; both && c < CURB_CONCEPT_COUNT; c++) {
            curb_table_add(
                &table, "%s", curb_number(100 * rank->first_share_by[c], 0).text);
        }
        curb_table_add(&table, "%s",
            curb_number_estimate(rank->mean_years / scale.divisor,
                rank->years_interval.low / scale.divisor,
                rank->years_interval.high / scale.divisor, 2)
                .text);
        curb_table_add(&table, "%s", curb_number_in_words(scenario->planned_cost_usd).text);
    }
    curb_writer_table(self, &table);
    if (lines < count) {
        fprintf(self->out, "%zu more come first less often; --format json has them.\n",
            count - lines);
    }
}

static void print_capped(const curb_writer_t *self)
{
    const curb_compare_t *compare = self->in->compare;
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (curb_writer_scenario(self, compare->ranks[i].scenario)->budget_capped) {
            curb_writer_paragraph(self, "* capped at its high dose: it cannot spend the "
                                        "whole budget, so it is in the "
                                        "ranking at a lower cost.");
            return;
        }
    }
}

/* What the numbers of the rankings are. */
static void print_rank_intervals(const curb_writer_t *self)
{
    if (self->in->compare->rank_count > 0) {
        curb_writer_paragraph(self,
            "First: exact interval of a share (Clopper-Pearson), each alone, and none "
            "for those of one concept; averted: with the family's half-widths, beside the "
            "family.");
    }
}

void curb_writer_rankings(curb_writer_t *self)
{
    const curb_compare_t *compare = self->in->compare;
    for (size_t first = 0, end; first < compare->rank_count; first = end) {
        end = first;
        while (end < compare->rank_count &&
               compare->ranks[end].budget_usd == compare->ranks[first].budget_usd) {
            end++;
        }
        print_one_ranking(self, first, end);
    }
    print_rank_intervals(self);
    print_capped(self);
}

void curb_writer_effects(curb_writer_t *self)
{
    if (self->in->compare->effect_count > 0) {
        curb_scale_t scale = scale_of_years(self->in->compare);
        print_costs(self, scale);
        print_displacement(self, scale);
    }
}
