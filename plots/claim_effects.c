/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Claims about what is averted, at what cost and moving where, about ranks, and the answer.
 */
#include "plots/claim_words.h"
#include "plots/lang.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define BLANK CURB_SAID_BLANK

static void add_note(curb_claim_t *self, const curb_claim_source_t *source)
{
    self->text =
        curb_words("%s%s", self->text.text, curb_claim_note(source, self->scenario));
}

static curb_claim_t begin_effect(const curb_claim_source_t *source,
    const curb_compare_effect_t *effect, const char *what, const char *units)
{
    curb_claim_t self = {.scenario = effect->scenario,
        .metric = what,
        .units = units,
        .n = effect->n,
        .concepts_disagree = effect->concepts_disagree};
    curb_said_window(&self, source, CURB_METRIC_EXPLOITED_MONTHS);
    curb_said_id(&self, source, what);
    return self;
}

/* The three claims about what was averted say the same where there is nothing to say. */
static bool say_none(
    curb_claim_t *self, const curb_claim_source_t *source, const char *what)
{
    const char *none = curb_said_nothing(self);
    if (none == NULL) {
        return false;
    }
    self->value = self->interval.low = self->interval.high = NAN;
    self->text = curb_words(_("“%s”: %s cannot be given: %s (modelled, not measured)."),
        curb_claim_subject(source, self->scenario).text, what, none);
    add_note(self, source);
    return true;
}

curb_claim_t curb_claim_averted(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self = begin_effect(source, effect, "averted", N_("person-years"));
    self.value = effect->averted_years;
    self.interval = effect->averted_interval;
    if (say_none(&self, source, _("person-years of exploitation averted"))) {
        return self;
    }
    int sign = curb_said_sign(&self);
    curb_said_t said = curb_said_numbers(&self, sign < 0 ? -1 : 1);
    const char *format =
        sign > 0 ? _("“%s” averts %s person-years of exploitation %s (%.0f %% interval %s "
                     "to %s; modelled, not measured).")
        : sign < 0 ? _("“%s” adds %s person-years of exploitation %s (%.0f %% interval %s "
                       "to %s; modelled, not measured).")
                   : _("“%s” averts no clear number of person-years of exploitation: %s %s "
                       "(%.0f %% interval %s to %s; modelled, not measured).");
    self.text = curb_words(format, curb_claim_subject(source, self.scenario).text,
        said.value.text, curb_said_period(&self).text, 100 * source->compare->level,
        said.low.text, said.high.text);
    add_note(&self, source);
    return self;
}

curb_claim_t curb_claim_cost(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self =
        begin_effect(source, effect, "cost_per_averted_year", N_("USD/person-year"));
    self.value = effect->cost_per_year.ratio;
    self.interval = effect->cost_per_year.interval;
    if (say_none(&self, source, _("the public cost of an averted person-year"))) {
        return self;
    }
    curb_said_t said = curb_said_numbers(&self, 1);
    self.text = curb_words(
        _("“%s” costs %s USD of public money for each person-year of exploitation averted "
          "%s (%.0f %% interval %s to %s; what buyers bear is not counted; modelled, not "
          "measured)."),
        curb_claim_subject(source, self.scenario).text, said.value.text,
        curb_said_period(&self).text, 100 * source->compare->level, said.low.text,
        said.high.text);
    add_note(&self, source);
    return self;
}

curb_claim_t curb_claim_displaced(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self = begin_effect(source, effect, "displaced", "%");
    self.value = 100 * effect->displaced.ratio;
    self.interval = (curb_interval_t){
        100 * effect->displaced.interval.low, 100 * effect->displaced.interval.high};
    if (say_none(&self, source, _("the share of what was averted that moves elsewhere"))) {
        return self;
    }
    curb_said_t said = curb_said_numbers(&self, 1);
    const char *format =
        curb_said_sign(&self) == 0
            ? _("“%s” moves no clear share of what it averts out of its scope: %s %s (%.0f "
                "%% interval %s to %s; modelled, not measured).")
        : self.value > 0
            ? _("Of the exploitation that “%s” averts in its scope, %s appears elsewhere "
                "%s "
                "(%.0f %% interval %s to %s; modelled, not measured).")
            : _("“%s” averts exploitation outside its scope too: %s of what it averts "
                "inside, %s (%.0f %% interval %s to %s; modelled, not measured).");
    bool turned = curb_said_sign(&self) < 0;
    said = turned ? curb_said_numbers(&self, -1) : said;
    self.text = curb_words(format, curb_claim_subject(source, self.scenario).text,
        said.value.text, curb_said_period(&self).text, 100 * source->compare->level,
        said.low.text, said.high.text);
    add_note(&self, source);
    return self;
}

static size_t count_rivals(const curb_compare_t *compare, double budget_usd)
{
    size_t count = 0;
    for (size_t i = 0; i < compare->rank_count; i++) {
        count += compare->ranks[i].budget_usd == budget_usd;
    }
    return count;
}

/* "20 draws", "20 replicates". */
static curb_words_t units_of(const curb_claim_source_t *source)
{
    size_t n = source->compare->family.n;
    return source->compare->two_levels
               ? curb_words(
                     P_("%zu draw of the parameters", "%zu draws of the parameters", n), n)
               : curb_words(P_("%zu paired replicate", "%zu paired replicates", n), n);
}

/* Clopper and Pearson (1934), doi:10.1093/biomet/26.4.404, for independent units; in per
 * cent. Shared first places count in part, so that `first` need not be whole. */
static curb_interval_t interval_of_share(double first, double n, double level)
{
    double tail = (1 - level) / 2;
    return (curb_interval_t){
        first > 0 ? 100 * gsl_cdf_beta_Pinv(tail, first, n - first + 1) : 0,
        first < n ? 100 * gsl_cdf_beta_Qinv(tail, first + 1, n - first) : 100};
}

/* "100 % of 20 draws (95 % interval 83 to 100 %)": how often a scenario comes first. */
static curb_words_t how_often(const curb_claim_source_t *source, double share)
{
    double level = source->compare->level, n = (double)source->compare->family.n;
    curb_interval_t interval = interval_of_share(share * n, n, level);
    return curb_words(_("%s%% of %s (%.0f %% interval %s to %s%%"),
        curb_words("%s" BLANK, curb_words_number(100 * share, 0).text).text,
        units_of(source).text, 100 * level, curb_words_number(interval.low, 0).text,
        curb_words("%s" BLANK, curb_words_number(interval.high, 0).text).text);
}

curb_claim_t curb_claim_first(
    const curb_claim_source_t *source, const curb_compare_rank_t *rank)
{
    const curb_compare_t *compare = source->compare;
    curb_claim_t self = {.scenario = rank->scenario,
        .metric = "first",
        .units = "%",
        .value = 100 * rank->first_share,
        .n = compare->family.n};
    self.interval = interval_of_share(
        rank->first_share * (double)self.n, (double)self.n, compare->level);
    curb_said_window(&self, source, CURB_METRIC_EXPLOITED_MONTHS);
    curb_said_id(&self, source, "first");
    self.text = curb_words(
        _("“%s” averts most of %zu scenarios with %s USD of public money a year in %s; "
          "modelled, not measured).%s"),
        curb_claim_subject(source, rank->scenario).text,
        count_rivals(compare, rank->budget_usd), curb_words_amount(rank->budget_usd).text,
        how_often(source, rank->first_share).text, curb_claim_note(source, rank->scenario));
    return self;
}

static const curb_compare_rank_t *rank_of(const curb_compare_t *compare, size_t scenario)
{
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->ranks[i].scenario == scenario) {
            return &compare->ranks[i];
        }
    }
    return NULL;
}

static curb_claim_t count_effects(const curb_claim_source_t *source)
{
    const curb_compare_t *compare = source->compare;
    curb_claim_t self = {.scenario = source->labels->baseline,
        .metric = "counts",
        .units = "1",
        .value = (double)compare->clearly_lower,
        .interval = {NAN, NAN},
        .n = compare->family.n};
    curb_said_window(&self, source, CURB_METRIC_EXPLOITED);
    self.text = curb_words(
        _("Of %zu scenarios, %zu clearly lower the number of people exploited %s, %zu "
          "clearly raise it and %zu have no clear effect (%.0f %% intervals; modelled, not "
          "measured); their costs differ, so they are not ranked."),
        compare->counted, compare->clearly_lower, curb_said_period(&self).text,
        compare->clearly_higher,
        compare->counted - compare->clearly_lower - compare->clearly_higher,
        100 * compare->level);
    return self;
}

curb_claim_t curb_claim_answer(const curb_claim_source_t *source)
{
    const curb_compare_t *compare = source->compare;
    curb_claim_t self = compare->has_headline ? curb_claim_row(source, &compare->headline)
                                              : count_effects(source);
    const curb_compare_rank_t *rank =
        compare->has_headline ? rank_of(compare, compare->headline.scenario) : NULL;
    if (rank != NULL) {
        curb_words_t effect = curb_said_of_it(source, &self);
        self.text = curb_words(
            _("Of %zu scenarios with the same budget, %s USD of public money a year, “%s” "
              "averts most exploitation in %s). %s%s"),
            count_rivals(compare, rank->budget_usd),
            curb_words_amount(rank->budget_usd).text,
            curb_claim_subject(source, rank->scenario).text,
            how_often(source, rank->first_share).text, effect.text,
            curb_claim_note(source, rank->scenario));
    }
    snprintf(self.id, sizeof self.id, "answer");
    return self;
}
