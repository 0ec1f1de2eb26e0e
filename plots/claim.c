/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/claim_words.h"

#include "plots/lang.h"
#include "plots/scene.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#define BLANK CURB_SAID_BLANK

/* What a scenario lowers or raises: the object of the sentence. */
static const struct {
    curb_metric_t metric;
    const char *object;
} objects[] = {
    {CURB_METRIC_EXPLOITED, N_("the number of people exploited")},
    {CURB_METRIC_EXPLOITED_WOMEN, N_("the number of women exploited")},
    {CURB_METRIC_EXPLOITED_MEN, N_("the number of men exploited")},
    {CURB_METRIC_EXPLOITED_GIRLS, N_("the number of girls exploited")},
    {CURB_METRIC_EXPLOITED_BOYS, N_("the number of boys exploited")},
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
    return curb_words(
        "“%s”", metric < CURB_METRIC_COUNT ? _(curb_metric_rows[metric].long_name) : "");
}

curb_words_t curb_claim_metric(const char *metric)
{
    static const struct {
        const char *key, *name;
    } others[] = {{"averted", N_("person-years of exploitation averted")},
        {"cost_per_averted_year", N_("the public cost of an averted person-year")},
        {"displaced", N_("the share of what was averted that moves elsewhere")},
        {"first", N_("how often it comes first")}};
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (strcmp(others[i].key, metric) == 0) {
            return curb_words("%s", _(others[i].name));
        }
    }
    return object_of(curb_metric_find(metric));
}

curb_words_t curb_claim_subject(const curb_claim_source_t *source, size_t scenario)
{
    return curb_scenario_title(&source->labels->scenarios[scenario]);
}

/* The calendar years of a claim; a stock is counted at the end of the last. */
static void years_of(const curb_claim_t *self, double *first, double *last)
{
    *last = ceil(self->to - 1e-6) - 1;
    *first = self->from < self->to ? fmin(floor(self->from + 1e-6), *last) : *last;
}

curb_words_t curb_said_period(const curb_claim_t *self)
{
    double first, last;
    years_of(self, &first, &last);
    return self->from >= self->to ? curb_words(_("at the end of %.0f"), last)
           : last <= first        ? curb_words(_("in %.0f"), first)
                                  : curb_words(_("from %.0f to %.0f"), first, last);
}

void curb_said_id(curb_claim_t *self, const curb_claim_source_t *source, const char *what)
{
    double first, last;
    years_of(self, &first, &last);
    char years[40];
    snprintf(years, sizeof years, last <= first ? "%.0f" : "%.0f-%.0f", first, last);
    snprintf(self->id, sizeof self->id, "%s/%s/%s",
        source->labels->scenarios[self->scenario].id, what, years);
}

void curb_said_window(
    curb_claim_t *self, const curb_claim_source_t *source, curb_metric_t metric)
{
    const curb_window_t *window = &source->compare->window;
    self->to = window->to_year;
    self->from = metric == CURB_METRIC_EXPLOITED
                     ? window->to_year - window->last_year_months / 12
                 : curb_metric_rows[metric].kind == CURB_STOCK ? window->to_year
                                                               : window->from_year;
}

curb_said_t curb_said_numbers(const curb_claim_t *claim, double flip)
{
    double low = flip < 0 ? -claim->interval.high : claim->interval.low;
    double high = flip < 0 ? -claim->interval.low : claim->interval.high;
    bool in_percent = strcmp(claim->units, "%") == 0;
    double largest = fmax(fabs(low), fabs(high));
    curb_magnitude_t magnitude = in_percent || largest < 1e4
                                     ? (curb_magnitude_t){1, ""}
                                     : curb_words_magnitude(largest);
    double by = magnitude.divisor;
    int decimals = curb_words_decimals(low / by, high / by);
    curb_words_t unit = curb_words("%s%s", magnitude.word[0] != '\0' ? BLANK : "",
        magnitude.word[0] != '\0' ? _(magnitude.word) : "");
    unit = in_percent ? curb_words(BLANK "%%")
           : strcmp(claim->units, "USD") == 0
               ? curb_words("%s" BLANK "%s", unit.text, _("USD"))
               : unit;
    return (curb_said_t){
        curb_words(
            "%s%s", curb_words_number(flip * claim->value / by, decimals).text, unit.text),
        curb_words("%s", curb_words_number(low / by, decimals).text),
        curb_words("%s%s", curb_words_number(high / by, decimals).text, unit.text),
        curb_words_number(high / by, decimals)};
}

curb_words_t curb_claim_number(const curb_claim_t *claim)
{
    if (isnan(claim->value)) {
        return curb_words("%s", claim->concepts_disagree ? _("no joint effect") : "–");
    }
    if (isnan(claim->interval.low)) {
        return curb_words("%s%s", curb_words_number(claim->value, 0).text,
            strcmp(claim->units, "%") == 0 ? BLANK "%" : "");
    }
    if (claim->value == 0 && claim->interval.low == 0 && claim->interval.high == 0) {
        return curb_words("0%s", strcmp(claim->units, "%") == 0 ? BLANK "%" : "");
    }
    curb_said_t said = curb_said_numbers(claim, 1);
    curb_words_t bracket = curb_words_bracket(said.low.text, said.high_bare.text);
    return curb_words("%s %s", said.value.text, bracket.text);
}

int curb_said_sign(const curb_claim_t *claim)
{
    return claim->interval.high < 0 ? -1 : claim->interval.low > 0 ? 1 : 0;
}

const char *curb_said_nothing(const curb_claim_t *claim)
{
    if (claim->concepts_disagree) {
        return _("the two concepts of detection disagree about its sign");
    }
    if (isnan(claim->interval.low) || isnan(claim->interval.high)) {
        return claim->n < 2 ? _("there are too few replicates for an interval")
                            : _("the numbers bear no interval");
    }
    return NULL;
}

const char *curb_claim_note(const curb_claim_source_t *source, size_t scenario)
{
    return source->contested != NULL && source->contested[scenario]
               ? _(" Evidence on this measure is contested.")
               : "";
}

/* Costs are spent, not lowered or raised; NULL for what is no sum of money. */
static const char *cost_format(const curb_claim_t *claim, int sign)
{
    bool is_public = strcmp(claim->metric, "policy_cost") == 0;
    if (strcmp(claim->units, "USD") != 0 ||
        (!is_public && strcmp(claim->metric, "compliance_cost") != 0)) {
        return NULL;
    }
    if (is_public) {
        return sign > 0 ? _("“%s” costs %s of public money %s (%.0f %% interval %s to "
                            "%s; modelled, not measured).")
               : sign < 0 ? _("“%s” saves %s of public money %s (%.0f %% interval %s to "
                              "%s; modelled, not measured).")
                          : _("“%s” costs no clear sum of public money: %s %s (%.0f %% "
                              "interval %s to %s; modelled, not measured).");
    }
    return sign > 0 ? _("“%s” costs buyers %s for compliance %s (%.0f %% interval %s to "
                        "%s; modelled, not measured).")
           : sign < 0 ? _("“%s” saves buyers %s of compliance %s (%.0f %% interval %s to "
                          "%s; modelled, not measured).")
                      : _("“%s” costs buyers no clear sum for compliance: %s %s (%.0f %% "
                          "interval %s to %s; modelled, not measured).");
}

static void say_cost(
    curb_claim_t *claim, const curb_claim_source_t *source, const char *format, int sign)
{
    curb_said_t said = curb_said_numbers(claim, sign < 0 ? -1 : 1);
    claim->text = curb_words(format, curb_claim_subject(source, claim->scenario).text,
        said.value.text, curb_said_period(claim).text, 100 * source->compare->level,
        said.low.text, said.high.text);
}

/* A sentence about a measure by name, or, after it was named, about "it". */
static void say_change(
    curb_claim_t *claim, const curb_claim_source_t *source, const char *object)
{
    curb_words_t subject = curb_claim_subject(source, claim->scenario);
    curb_words_t period = curb_said_period(claim);
    const char *none = curb_said_nothing(claim);
    if (none != NULL) {
        claim->value = claim->interval.low = claim->interval.high = NAN;
        claim->text = curb_words(
            _("“%s” has no effect on %s %s that could be reported: %s (modelled, not "
              "measured)."),
            subject.text, object, period.text, none);
        return;
    }
    int sign = curb_said_sign(claim);
    const char *cost = cost_format(claim, sign);
    if (cost != NULL) {
        say_cost(claim, source, cost, sign);
        return;
    }
    curb_said_t said = curb_said_numbers(claim, sign < 0 ? -1 : 1);
    const char *format =
        sign < 0 ? _("“%s” lowers %s %s by %s against no new policy (%.0f %% interval %s "
                     "to %s; modelled, not measured).")
        : sign > 0 ? _("“%s” raises %s %s by %s against no new policy (%.0f %% interval "
                       "%s to %s; modelled, not measured).")
                   : _("“%s” has no clear effect on %s %s: %s against no new policy (%.0f "
                       "%% interval %s to %s; modelled, not measured).");
    claim->text = curb_words(format, subject.text, object, period.text, said.value.text,
        100 * source->compare->level, said.low.text, said.high.text);
}

curb_words_t curb_said_of_it(const curb_claim_source_t *source, const curb_claim_t *claim)
{
    curb_words_t object = object_of(curb_metric_find(claim->metric));
    curb_words_t period = curb_said_period(claim);
    const char *none = curb_said_nothing(claim);
    if (none != NULL) {
        return curb_words(
            _("It has no effect on %s %s that could be reported: %s (modelled, "
              "not measured)."),
            object.text, period.text, none);
    }
    int sign = curb_said_sign(claim);
    curb_said_t said = curb_said_numbers(claim, sign < 0 ? -1 : 1);
    const char *format =
        sign < 0   ? _("It lowers %s %s by %s against no new policy (%.0f %% interval %s "
                         "to %s; modelled, not measured).")
        : sign > 0 ? _("It raises %s %s by %s against no new policy (%.0f %% interval %s "
                       "to %s; modelled, not measured).")
                   : _("It has no clear effect on %s %s: %s against no new policy (%.0f %% "
                       "interval %s to %s; modelled, not measured).");
    return curb_words(format, object.text, period.text, said.value.text,
        100 * source->compare->level, said.low.text, said.high.text);
}

/* The part of the market that a row is about, put before its sentence; and, where its
 * levels are allocated, a sentence behind. */
static void add_place(
    curb_claim_t *claim, const curb_claim_source_t *source, const curb_compare_row_t *row)
{
    const curb_results_t *labels = source->labels;
    curb_words_t place;
    size_t length = strlen(claim->id);
    char *end = claim->id + length;
    size_t room = sizeof claim->id - length;
    const char *note = "";
    if (row->jurisdiction >= 0) {
        size_t j = (size_t)row->jurisdiction;
        place = curb_place_title(labels, j);
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
        place = curb_words(
            "%s", row->concept == CURB_CONCEPT_MSE
                      ? _("If detection is counted as estimates from registers suggest "
                          "(mse)")
                      : _("If detection is counted as the ILO's estimates suggest (ilo)"));
        snprintf(end, room, "/concept=%s", key);
    } else {
        return;
    }
    curb_words_t plain = claim->text;
    claim->text = curb_words(_("%s: %s%s"), place.text, plain.text, note);
}

/* A sum that is spent is a sum, also where laws in force cost something without a new
 * policy: a share of that would be no price. */
static bool is_cost(curb_metric_t metric)
{
    return metric == CURB_METRIC_POLICY_COST || metric == CURB_METRIC_COMPLIANCE_COST;
}

curb_claim_t curb_claim_row(
    const curb_claim_source_t *source, const curb_compare_row_t *row)
{
    bool in_percent = isfinite(row->percent_ci_low) && isfinite(row->percent_ci_high) &&
                      !is_cost(row->metric);
    curb_claim_t self = {.scenario = row->scenario,
        .metric = curb_metric_rows[row->metric].key,
        .units = in_percent ? "%" : curb_metric_rows[row->metric].units,
        .value = in_percent ? row->percent : row->difference,
        .interval = in_percent
                        ? (curb_interval_t){row->percent_ci_low, row->percent_ci_high}
                        : (curb_interval_t){row->ci_low, row->ci_high},
        .n = row->n,
        .concepts_disagree = row->concepts_disagree};
    curb_said_window(&self, source, row->metric);
    curb_said_id(&self, source, self.metric);
    say_change(&self, source, object_of(row->metric).text);
    add_place(&self, source, row);
    self.text = curb_words("%s%s", self.text.text, curb_claim_note(source, row->scenario));
    return self;
}
