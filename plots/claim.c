/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/claim.h"

#include "plots/lang.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* A line is not broken here. */
#define BLANK "\u00A0"

/* What a scenario lowers or raises: the object of the sentence. */
static const struct {
    curb_metric_t metric;
    const char *object;
} objects[] = {
    {CURB_METRIC_EXPLOITED, N_("the number of people exploited")},
    {CURB_METRIC_EXPLOITED_MONTHS, N_("months of exploitation")},
    {CURB_METRIC_RECRUITED, N_("recruitment into exploitation")},
    {CURB_METRIC_BUYER_SPENDING, N_("buyers' spending on unvetted goods and services")},
    {CURB_METRIC_TURNOVER, N_("receipts of all unvetted sellers")},
    {CURB_METRIC_TURNOVER_EXPLOITED, N_("receipts from what exploited people made")},
    {CURB_METRIC_PROFIT, N_("traffickers' profit")},
    {CURB_METRIC_POLICY_COST, N_("the public cost of policies")},
    {CURB_METRIC_COMPLIANCE_COST, N_("the cost of compliance that buyers bear")},
    {CURB_METRIC_HARM, N_("harm to people exploited and recovering")},
};

static curb_words_t object_of(curb_metric_t metric)
{
    for (size_t i = 0; i < sizeof objects / sizeof *objects; i++) {
        if (objects[i].metric == metric) {
            return curb_words("%s", _(objects[i].object));
        }
    }
    return curb_words(_("“%s”"), _(curb_metric_rows[metric].long_name));
}

curb_words_t curb_claim_subject(const curb_claim_source_t *source, size_t scenario)
{
    const curb_results_scenario_t *row = &source->labels->scenarios[scenario];
    bool titled = row->title[0] != '\0' && strcmp(row->title, row->id) != 0;
    curb_words_t name = titled ? curb_words_clean(row->title) : curb_words_of_id(row->id);
    return curb_words("%s", name.text[0] != '\0' ? _(name.text) : "");
}

/* "in 2028", "from 2014 to 2028". */
static curb_words_t period_of(double from, double to)
{
    double first = floor(from + 1e-6), last = ceil(to - 1e-6) - 1;
    return last <= first ? curb_words(_("in %.0f"), first)
                         : curb_words(_("from %.0f to %.0f"), first, last);
}

static void set_id(curb_claim_t *self, const curb_claim_source_t *source, const char *what)
{
    double first = floor(self->from + 1e-6), last = ceil(self->to - 1e-6) - 1;
    char years[40];
    snprintf(years, sizeof years, last <= first ? "%.0f" : "%.0f-%.0f", first, last);
    snprintf(self->id, sizeof self->id, "%s/%s/%s",
        source->labels->scenarios[self->scenario].id, what, years);
}

static void set_period(
    curb_claim_t *self, const curb_claim_source_t *source, curb_metric_t metric)
{
    const curb_window_t *window = &source->compare->window;
    self->to = window->to_year;
    self->from = metric == CURB_METRIC_EXPLOITED
                     ? window->to_year - window->last_year_months / 12
                     : window->from_year;
}

/* Numbers as a sentence says them: with the unit behind, and no sign where the verb has it.
 */
typedef struct {
    curb_words_t value, low, high;
} said_t;

static said_t say_numbers(const curb_claim_t *claim, double flip)
{
    double low = flip < 0 ? -claim->interval.high : claim->interval.low;
    double high = flip < 0 ? -claim->interval.low : claim->interval.high;
    bool in_percent = strcmp(claim->units, "%") == 0;
    double largest = fmax(fabs(low), fabs(high));
    curb_magnitude_t magnitude = in_percent || largest < 1e6
                                     ? (curb_magnitude_t){1, ""}
                                     : curb_words_magnitude(largest);
    double by = magnitude.divisor;
    int decimals = curb_words_decimals(low / by, high / by);
    curb_words_t unit = curb_words("%s%s", magnitude.word[0] != '\0' ? BLANK : "",
        magnitude.word[0] != '\0' ? _(magnitude.word) : "");
    unit = in_percent                         ? curb_words(BLANK "%%")
           : strcmp(claim->units, "USD") == 0 ? curb_words("%s" BLANK "USD", unit.text)
                                              : unit;
    return (said_t){
        curb_words(
            "%s%s", curb_words_number(flip * claim->value / by, decimals).text, unit.text),
        curb_words("%s", curb_words_number(low / by, decimals).text),
        curb_words("%s%s", curb_words_number(high / by, decimals).text, unit.text)};
}

static int sign_of(const curb_claim_t *claim)
{
    return claim->interval.high < 0 ? -1 : claim->interval.low > 0 ? 1 : 0;
}

/* Why a claim has no number, or NULL. */
static const char *reason_for_none(const curb_claim_t *claim, bool concepts_disagree)
{
    if (concepts_disagree) {
        return _("the two concepts of detection disagree about its sign");
    }
    if (isnan(claim->interval.low) || isnan(claim->interval.high)) {
        return claim->n < 2 ? _("there are too few replicates for an interval")
                            : _("the numbers bear no interval");
    }
    return NULL;
}

static void say_change(curb_claim_t *claim, const curb_claim_source_t *source,
    const char *object, bool concepts_disagree)
{
    curb_words_t subject = curb_claim_subject(source, claim->scenario);
    curb_words_t period = period_of(claim->from, claim->to);
    const char *none = reason_for_none(claim, concepts_disagree);
    if (none != NULL) {
        claim->value = claim->interval.low = claim->interval.high = NAN;
        claim->text = curb_words(
            _("“%s” has no effect on %s %s that could be reported: %s (modelled, not "
              "measured)."),
            subject.text, object, period.text, none);
        return;
    }
    int sign = sign_of(claim);
    said_t said = say_numbers(claim, sign < 0 ? -1 : 1);
    const char *format =
        sign < 0 ? _("“%s” lowers %s %s by %s (%.0f %% interval %s to %s; modelled, not "
                     "measured).")
        : sign > 0 ? _("“%s” raises %s %s by %s (%.0f %% interval %s to %s; modelled, not "
                       "measured).")
                   : _("“%s” has no clear effect on %s %s: %s (%.0f %% interval %s to %s; "
                       "modelled, not measured).");
    claim->text = curb_words(format, subject.text, object, period.text, said.value.text,
        100 * source->compare->level, said.low.text, said.high.text);
}

/* The part of the market that a row is about, put before its sentence; and, where its
 * levels are allocated, a sentence behind. */
static void add_place(
    curb_claim_t *claim, const curb_claim_source_t *source, const curb_compare_row_t *row)
{
    const curb_results_t *labels = source->labels;
    curb_words_t place = {""};
    size_t length = strlen(claim->id);
    char *end = claim->id + length;
    size_t room = sizeof claim->id - length;
    const char *note = "";
    if (row->jurisdiction >= 0) {
        size_t j = (size_t)row->jurisdiction;
        place = curb_words(
            "%s", _(curb_words_clean(curb_results_jurisdiction(labels, j)).text));
        snprintf(end, room, "/jurisdiction=%s", labels->jurisdictions[j]);
        if (curb_results_allocated(labels, j)) {
            note = _(" Its levels were allocated from a region's, not observed.");
        }
    } else if (row->sector >= 0) {
        size_t s = (size_t)row->sector;
        place = curb_words("%s", _(curb_words_clean(curb_results_sector(labels, s)).text));
        snprintf(end, room, "/sector=%s", labels->sectors[s]);
    } else if (row->concept >= 0) {
        const char *key = curb_concept_keys[row->concept];
        place = curb_words(_("With the %s concept of detection"), key);
        snprintf(end, room, "/concept=%s", key);
    } else {
        return;
    }
    curb_words_t plain = claim->text;
    claim->text = curb_words(_("%s: %s%s"), place.text, plain.text, note);
}

curb_claim_t curb_claim_row(
    const curb_claim_source_t *source, const curb_compare_row_t *row)
{
    bool in_percent = isfinite(row->percent_ci_low) && isfinite(row->percent_ci_high);
    curb_claim_t self = {.scenario = row->scenario,
        .metric = curb_metric_rows[row->metric].key,
        .units = in_percent ? "%" : curb_metric_rows[row->metric].units,
        .value = in_percent ? row->percent : row->difference,
        .interval = in_percent
                        ? (curb_interval_t){row->percent_ci_low, row->percent_ci_high}
                        : (curb_interval_t){row->ci_low, row->ci_high},
        .n = row->n};
    set_period(&self, source, row->metric);
    set_id(&self, source, self.metric);
    say_change(&self, source, object_of(row->metric).text, row->concepts_disagree);
    add_place(&self, source, row);
    return self;
}

static curb_claim_t begin_effect(const curb_claim_source_t *source,
    const curb_compare_effect_t *effect, const char *what, const char *units)
{
    curb_claim_t self = {
        .scenario = effect->scenario, .metric = what, .units = units, .n = effect->n};
    set_period(&self, source, CURB_METRIC_EXPLOITED_MONTHS);
    set_id(&self, source, what);
    return self;
}

/* The three claims about what was averted say the same where there is nothing to say. */
static bool say_none(curb_claim_t *self, const curb_claim_source_t *source,
    const curb_compare_effect_t *effect, const char *what)
{
    const char *none = reason_for_none(self, effect->concepts_disagree);
    if (none == NULL) {
        return false;
    }
    self->value = self->interval.low = self->interval.high = NAN;
    self->text = curb_words(_("“%s”: %s cannot be given: %s (modelled, not measured)."),
        curb_claim_subject(source, self->scenario).text, what, none);
    return true;
}

curb_claim_t curb_claim_averted(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self = begin_effect(source, effect, "averted", "person-years");
    self.value = effect->averted_years;
    self.interval = effect->averted_interval;
    if (say_none(&self, source, effect, _("person-years of exploitation averted"))) {
        return self;
    }
    int sign = sign_of(&self);
    said_t said = say_numbers(&self, sign < 0 ? -1 : 1);
    const char *format =
        sign > 0 ? _("“%s” averts %s person-years of exploitation %s (%.0f %% interval %s "
                     "to %s; modelled, not measured).")
        : sign < 0 ? _("“%s” adds %s person-years of exploitation %s (%.0f %% interval %s "
                       "to %s; modelled, not measured).")
                   : _("“%s” averts no clear number of person-years of exploitation: %s %s "
                       "(%.0f %% interval %s to %s; modelled, not measured).");
    self.text = curb_words(format, curb_claim_subject(source, self.scenario).text,
        said.value.text, period_of(self.from, self.to).text, 100 * source->compare->level,
        said.low.text, said.high.text);
    return self;
}

curb_claim_t curb_claim_cost(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self =
        begin_effect(source, effect, "cost_per_averted_year", "USD/person-year");
    self.value = effect->cost_per_year.ratio;
    self.interval = effect->cost_per_year.interval;
    if (say_none(&self, source, effect, _("the public cost of an averted person-year"))) {
        return self;
    }
    said_t said = say_numbers(&self, 1);
    self.text = curb_words(
        _("“%s” costs %s USD of public money for each person-year of exploitation averted "
          "%s (%.0f %% interval %s to %s; modelled, not measured)."),
        curb_claim_subject(source, self.scenario).text, said.value.text,
        period_of(self.from, self.to).text, 100 * source->compare->level, said.low.text,
        said.high.text);
    return self;
}

curb_claim_t curb_claim_displaced(
    const curb_claim_source_t *source, const curb_compare_effect_t *effect)
{
    curb_claim_t self = begin_effect(source, effect, "displaced", "%");
    self.value = 100 * effect->displaced.ratio;
    self.interval = (curb_interval_t){
        100 * effect->displaced.interval.low, 100 * effect->displaced.interval.high};
    if (say_none(&self, source, effect,
            _("the share of what was averted that moves elsewhere"))) {
        return self;
    }
    said_t said = say_numbers(&self, 1);
    const char *format =
        sign_of(&self) == 0
            ? _("“%s” moves no clear share of what it averts out of its scope: %s %s (%.0f "
                "%% interval %s to %s; modelled, not measured).")
        : self.value > 0
            ? _("Of the exploitation that “%s” averts in its scope, %s appears elsewhere "
                "%s "
                "(%.0f %% interval %s to %s; modelled, not measured).")
            : _("“%s” lowers exploitation outside its scope too, by %s of what it averts "
                "inside, %s (%.0f %% interval %s to %s; modelled, not measured).");
    bool turned = sign_of(&self) < 0;
    said = turned ? say_numbers(&self, -1) : said;
    self.text = curb_words(format, curb_claim_subject(source, self.scenario).text,
        said.value.text, period_of(self.from, self.to).text, 100 * source->compare->level,
        said.low.text, said.high.text);
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

curb_claim_t curb_claim_first(
    const curb_claim_source_t *source, const curb_compare_rank_t *rank)
{
    const curb_compare_t *compare = source->compare;
    curb_claim_t self = {.scenario = rank->scenario,
        .metric = "first",
        .units = "%",
        .value = 100 * rank->first_share,
        .interval = {NAN, NAN},
        .n = compare->family.n};
    set_period(&self, source, CURB_METRIC_EXPLOITED_MONTHS);
    set_id(&self, source, "first");
    self.text = curb_words(
        _("“%s” averts most of %zu scenarios with %s USD of public money a year in %s%% of "
          "%s (modelled, not measured)."),
        curb_claim_subject(source, rank->scenario).text,
        count_rivals(compare, rank->budget_usd), curb_words_amount(rank->budget_usd).text,
        curb_words("%s" BLANK, curb_words_number(self.value, 0).text).text,
        units_of(source).text);
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
    set_period(&self, source, CURB_METRIC_EXPLOITED);
    self.text = curb_words(
        _("Of %zu scenarios, %zu clearly lower the number of people exploited %s, %zu "
          "clearly raise it and %zu have no clear effect (%.0f %% intervals; modelled, not "
          "measured); their costs differ, so they are not ranked."),
        compare->counted, compare->clearly_lower, period_of(self.from, self.to).text,
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
        curb_words_t effect = self.text;
        self.text = curb_words(
            _("Of %zu scenarios with the same budget, %s USD of public money a year, “%s” "
              "comes first in %s of %s. %s"),
            count_rivals(compare, rank->budget_usd),
            curb_words_amount(rank->budget_usd).text,
            curb_claim_subject(source, rank->scenario).text,
            curb_words("%s" BLANK "%%", curb_words_number(100 * rank->first_share, 0).text)
                .text,
            units_of(source).text, effect.text);
    }
    snprintf(self.id, sizeof self.id, "answer");
    return self;
}
