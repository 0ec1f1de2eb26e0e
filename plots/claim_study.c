/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/claim_study.h"

#include "plots/claim_words.h"
#include "plots/lang.h"

#include <math.h>
#include <stdio.h>

static curb_claim_t begin(
    const curb_claim_source_t *source, const char *what, size_t count, size_t n)
{
    curb_claim_t self = {.scenario = source->labels->baseline,
        .metric = what,
        .units = "1",
        .value = (double)count,
        .interval = {NAN, NAN},
        .n = n};
    curb_said_window(&self, source, CURB_METRIC_EXPLOITED_MONTHS);
    snprintf(self.id, sizeof self.id, "%s", what);
    return self;
}

curb_claim_t curb_claim_concepts(const curb_claim_source_t *source)
{
    const curb_compare_t *compare = source->compare;
    size_t disagree = 0;
    for (size_t i = 0; i < compare->effect_count; i++) {
        disagree += compare->effects[i].concepts_disagree;
    }
    curb_claim_t self = begin(source, "concepts", disagree, compare->family.n);
    self.text = curb_words(
        P_("For %zu scenario of %zu the two concepts of detection disagree about the "
           "direction of its effect, and no joint effect is reported for it (modelled, not "
           "measured).",
            "For %zu scenarios of %zu the two concepts of detection disagree about the "
            "direction of the effect, and no joint effect is reported for them (modelled, "
            "not measured).",
            disagree),
        disagree, compare->effect_count);
    return self;
}

curb_claim_t curb_claim_grades(
    const curb_claim_source_t *source, const curb_claim_grades_t *grades)
{
    size_t all = grades->measured + grades->elsewhere + grades->judged;
    curb_claim_t self = begin(source, "grades", grades->judged, all);
    self.text = curb_words(
        _("Of the uncertain numbers of this study, %zu in all, %zu rest on judgement "
          "(grade "
          "C), %zu were measured elsewhere or indirectly (B) and %zu in the region itself "
          "(A)."),
        all, grades->judged, grades->elsewhere, grades->measured);
    return self;
}

static bool overspends(
    const curb_claim_source_t *source, size_t scenario, double planned_usd)
{
    const curb_compare_t *compare = source->compare;
    for (size_t i = 0; i < compare->row_count; i++) {
        const curb_compare_row_t *row = &compare->rows[i];
        if (row->scenario == scenario && row->metric == CURB_METRIC_POLICY_COST &&
            row->jurisdiction < 0 && row->sector < 0 && row->concept < 0) {
            return row->difference > 2 * planned_usd;
        }
    }
    return false;
}

curb_claim_t curb_claim_spent(const curb_claim_source_t *source, double budget_usd)
{
    const curb_compare_t *compare = source->compare;
    double years = compare->window.to_year - compare->window.from_year;
    size_t count = 0, over = 0;
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->ranks[i].budget_usd == budget_usd) {
            count++;
            over += overspends(source, compare->ranks[i].scenario, years * budget_usd);
        }
    }
    curb_claim_t self = begin(source, "spent", over, compare->family.n);
    self.text = curb_words(
        P_("%zu of %zu scenarios with a budget of %s USD a year spends more than twice as "
           "much in the mean %s (modelled, not measured).",
            "%zu of %zu scenarios with a budget of %s USD a year spend more than twice as "
            "much in the mean %s (modelled, not measured).",
            over),
        over, count, curb_words_amount(budget_usd).text, curb_said_period(&self).text);
    return self;
}
