/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How sure, and what it hangs on. */
#include "plots/report.h"

#include "model/memory.h"
#include "plots/called.h"
#include "plots/lang.h"

#include <math.h>
#include <string.h>

/* With fewer worlds most of what can be said about single parameters is chance. */
enum { WORLDS_LEAST = 50, INPUTS_SHOWN = 8 };

static curb_error_t read_used(
    curb_hinges_t *self, const curb_results_t *labels, curb_diagnostics_t *diagnostics)
{
    self->grades = curb_calloc(labels->parameter_count + 1, sizeof *self->grades);
    self->used = curb_calloc(labels->parameter_count + 1, sizeof *self->used);
    if (self->grades == NULL || self->used == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_grades_read(labels, self->grades, diagnostics);
    for (size_t p = 0; error == CURB_OK && p < labels->parameter_count; p++) {
        self->used[p] = self->grades[p].used;
    }
    return error;
}

/* Scenarios of the headline's budget. */
static size_t list_rivals(const curb_compare_t *compare, size_t *scenarios)
{
    double budget = NAN;
    size_t count = 0;
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->has_headline &&
            compare->ranks[i].scenario == compare->headline.scenario) {
            budget = compare->ranks[i].budget_usd;
        }
    }
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->ranks[i].budget_usd == budget) {
            scenarios[count++] = compare->ranks[i].scenario;
        }
    }
    return count;
}

static curb_error_t find_hinges(curb_hinges_t *self, const curb_compare_data_t *data,
    const curb_compare_t *compare, curb_diagnostics_t *diagnostics)
{
    size_t *rivals = curb_calloc(compare->rank_count + 1, sizeof *rivals);
    if (rivals == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t count = list_rivals(compare, rivals);
    curb_worlds_options_t options = curb_worlds_defaults();
    options.parameters = self->used;
    curb_error_t error = CURB_OK;
    if (count >= 2 && curb_results_draw_count(data->labels) >= WORLDS_LEAST) {
        error = curb_worlds_init(&self->worlds, data, &options, diagnostics);
        curb_decision_options_t how = curb_decision_defaults();
        if (error == CURB_OK) {
            error = curb_decision_init(&self->decision, &self->worlds, rivals, count, &how);
        }
        self->known = error == CURB_OK;
        error = error == CURB_ERR_INVALID ? CURB_OK : error;
    }
    curb_free(rivals);
    return error;
}

curb_error_t curb_report_init(curb_report_t *self, const curb_compare_data_t *data,
    const curb_claims_t *claims, curb_plots_t *plots, curb_diagnostics_t *diagnostics)
{
    *self = (curb_report_t){.claims = claims, .plots = plots, .diagnostics = diagnostics};
    curb_error_t error = read_used(&self->hinges, data->labels, diagnostics);
    if (error == CURB_OK) {
        error = find_hinges(&self->hinges, data, &claims->compare, diagnostics);
    }
    if (error != CURB_OK) {
        curb_report_free(self);
    }
    return error;
}

void curb_report_free(curb_report_t *self)
{
    curb_decision_free(&self->hinges.decision);
    curb_worlds_free(&self->hinges.worlds);
    curb_free(self->hinges.grades);
    curb_free(self->hinges.used);
    curb_page_free(&self->page);
    *self = (curb_report_t){0};
}

static curb_words_t intervals_in_words(const curb_claims_t *claims)
{
    const curb_compare_t *compare = &claims->compare;
    double level = 100 * compare->level;
    size_t columns = compare->family.columns;
    const char *format =
        compare->draw_count == 0
            ? _("Every scenario was run with the same random numbers as the baseline, so "
                "that a difference is due to the measure. The intervals hold together, "
                "with "
                "%.0f %% confidence for all %zu differences of the study at once. They "
                "cover chance only: every assumption of the model is held at its central "
                "value, so the truth may well lie outside.")
            : _("Every scenario was run with the same random numbers as the baseline, so "
                "that a difference is due to the measure. The intervals hold together, "
                "with "
                "%.0f %% confidence for all %zu differences of the study at once. They "
                "cover chance and what is not known about the model's uncertain numbers, "
                "which were drawn anew, as far as the ranges that were chosen for them "
                "hold. They do not cover that the form of the model may be wrong.");
    return curb_words(format, level, columns);
}

curb_words_t curb_report_missing(const curb_results_t *labels)
{
    size_t missing = curb_results_missing(labels);
    curb_words_t said = curb_words(
        P_("%zu of %zu replicates is missing, because it failed or was not run; all "
           "numbers here come from the others.",
            "%zu of %zu replicates are missing, because they failed or were not run; all "
            "numbers here come from the others.",
            missing),
        missing, missing + labels->replicate_count);
    if (strcmp(labels->detection, "both") != 0) {
        return said;
    }
    size_t having[CURB_CONCEPT_COUNT] = {0};
    for (size_t r = 0; r < labels->replicate_count; r++) {
        having[labels->concepts[r]]++;
    }
    curb_words_t by_concept = curb_words(
        _("Of those that are there, %zu use the mse concept of detection and %zu the ilo "
          "concept."),
        having[CURB_CONCEPT_MSE], having[CURB_CONCEPT_ILO]);
    return curb_words("%s %s", said.text, by_concept.text);
}

/* Claims of the headline's scenario with either concept of detection. */
static void say_concepts(curb_report_t *self, curb_node_t *section)
{
    const curb_claims_t *claims = self->claims;
    size_t scenario = claims->compare.headline.scenario;
    curb_page_t *page = &self->page;
    if (strcmp(claims->labels->detection, "both") != 0) {
        return;
    }
    curb_page_add(page, section, "h3", _("Do both ways of counting detection agree?"));
    curb_page_add(page, section, "p",
        _("Registers and estimates count different things, so each half of the runs uses "
          "one "
          "of two concepts of detection: how many are found of those whom estimates from "
          "several registers suggest (mse), or of those whom the ILO's estimates suggest "
          "(ilo)."));
    curb_report_claim(self, section, "p", "concepts");
    curb_node_t *list = curb_page_add(page, section, "ul", NULL);
    for (size_t i = 0; claims->compare.has_headline && i < claims->count; i++) {
        const curb_claim_t *claim = &claims->items[i];
        if (claim->scenario == scenario && curb_claim_is_of(claim, "concept")) {
            curb_page_claim(page, list, "li", claim);
        }
    }
}

/* Long ids have no blank, and a phone no room: lines may break behind a dot. */
static curb_words_t breaking_at_dots(const char *id)
{
    const char *dot = strchr(id, '.');
    size_t before = dot != NULL ? (size_t)(dot - id) + 1 : 0;
    return dot == NULL ? curb_words("%s", id)
                       : curb_words("%.*s\u200B%s", (int)before, id, dot + 1);
}

void curb_report_number(curb_report_t *self, curb_node_t *row, size_t input)
{
    const curb_worlds_t *worlds = &self->hinges.worlds;
    const curb_places_t places = {.labels = self->claims->labels};
    const char *id = curb_worlds_input_name(worlds, input);
    bool is_concept = worlds->inputs[input] == CURB_WORLDS_CONCEPT;
    curb_words_t called = is_concept ? curb_words_capital(_("concept of detection"))
                                     : curb_called(id, &places);
    bool is_named = is_concept || strcmp(called.text, id) != 0;
    curb_page_t *page = &self->page;
    curb_node_t *cell = curb_page_add(
        page, row, "th", is_named ? called.text : breaking_at_dots(called.text).text);
    curb_page_set(page, cell, "scope", "row");
    curb_page_set(page, cell, "class", "called");
    if (is_named && !is_concept) { /* what a study file calls it */
        curb_page_text(page, cell, " ");
        curb_page_add(page, cell, "code", breaking_at_dots(id).text);
    }
}

static void say_input(curb_report_t *self, curb_node_t *body, size_t k)
{
    const curb_hinges_t *hinges = &self->hinges;
    const curb_decision_input_t *input = &hinges->decision.inputs[k];
    size_t index = hinges->worlds.inputs[input->input];
    char grade = index != CURB_WORLDS_CONCEPT ? hinges->grades[index].grade : '\0';
    const char *unit = index != CURB_WORLDS_CONCEPT ? hinges->grades[index].unit : "";
    curb_claim_source_t source = {
        &self->claims->compare, self->claims->labels, self->claims->contested};
    curb_page_t *page = &self->page;
    curb_node_t *row = curb_page_add(page, body, "tr", NULL);
    curb_report_number(self, row, input->input);
    curb_page_add(page, row, "td", curb_words("%c", grade != '\0' ? grade : '-').text);
    bool is_plain = unit[0] == '\0' || strcmp(unit, "1") == 0;
    curb_page_add(page, row, "td",
        curb_words("%s%s%s", curb_words_digits(input->voi.change_at).text,
            is_plain ? "" : "\u00A0", is_plain ? "" : unit)
            .text);
    curb_page_add(page, row, "td",
        curb_claim_subject(&source, hinges->decision.scenarios[input->voi.change_from])
            .text);
    curb_page_add(page, row, "td",
        curb_claim_subject(&source, hinges->decision.scenarios[input->voi.change_to]).text);
}

/* Why nothing is known of what would change the ranking. */
static curb_words_t why_unknown(const curb_claims_t *claims)
{
    size_t draws = curb_results_draw_count(claims->labels);
    if (claims->compare.rank_count < 2) {
        return curb_words("%s", _("There is no ranking: no two scenarios share a budget."));
    }
    if (draws == 0) {
        return curb_words(
            "%s", _("Which of them would change it, these runs cannot say: they hold every "
                    "uncertain number at its central "
                    "value. Run the study without `parameters: central`, and see `curb "
                    "robust`."));
    }
    if (draws < WORLDS_LEAST) {
        return curb_words(
            P_("Which of them would change it, these runs cannot say: they hold %zu draw "
               "of the uncertain numbers, and "
               "below %d most of what could be said about one of them would be chance. Run "
               "the study with more replicates, and see `curb robust`.",
                "Which of them would change it, these runs cannot say: they hold %zu draws "
                "of the uncertain numbers, and "
                "below %d most of what could be said about one of them would be chance. "
                "Run the study with more replicates, and see `curb robust`.",
                draws),
            draws, WORLDS_LEAST);
    }
    return curb_words("%s", _("Which of them would change it, these runs cannot say: no "
                              "measure leads those with its budget. `curb robust` "
                              "compares them draw by draw."));
}

/* Whether one measure averts most in every draw of the parameters. */
static bool leads_always(const curb_compare_t *compare)
{
    for (size_t i = 0; i < compare->rank_count; i++) {
        if (compare->has_headline && compare->draw_count > 1 &&
            compare->ranks[i].scenario == compare->headline.scenario) {
            return compare->ranks[i].first_share >= 1;
        }
    }
    return false;
}

static void say_contested(curb_report_t *self, curb_node_t *section)
{
    const curb_claims_t *claims = self->claims;
    size_t count = 0;
    for (size_t s = 0; s < claims->labels->scenario_count; s++) {
        count += claims->contested[s];
    }
    curb_page_t *page = &self->page;
    curb_page_add(page, section, "h3", _("What is contested"));
    if (count > 0) {
        curb_page_add(page, section, "p",
            _("What laws against buying sexual services do is contested: some studies find "
              "that the market falls, some find no change, some find harm. Each sentence "
              "here about a measure that holds such a law says so. The model shows what "
              "follows from its assumptions and cannot settle who is right."));
    }
    curb_page_add(page, section, "p",
        _("How strongly people, firms and authorities respond is mostly judgement: these "
          "numbers were not measured but chosen with wide ranges. Those who would choose "
          "other ranges may get another answer, and can run the study with theirs."));
}

static void say_hinges(curb_report_t *self, curb_node_t *section)
{
    const curb_hinges_t *hinges = &self->hinges;
    curb_page_t *page = &self->page;
    curb_page_add(page, section, "h3", _("Which assumptions would change the ranking?"));
    if (leads_always(&self->claims->compare)) {
        curb_page_add(page, section, "p",
            _("In every draw of the uncertain numbers the same measure came first: no "
              "combination that was drawn changed that."));
    }
    curb_report_claim(self, section, "p", "grades");
    if (!hinges->known) {
        curb_page_prose(page, section, why_unknown(self->claims).text);
        return;
    }
    size_t turning = 0;
    for (size_t k = 0; k < hinges->decision.input_count; k++) {
        turning += hinges->decision.inputs[k].voi.change_count > 0;
    }
    if (turning == 0) {
        curb_page_add(page, section, "p",
            _("None alone: the same scenario stays the best on average whatever one of "
              "the uncertain numbers is, all else drawn."));
        return;
    }
    const char *columns[] = {
        _("Assumption"), _("Grade"), _("Turns at"), _("Best below"), _("Best above")};
    curb_node_t *body = curb_page_table(page, section,
        _("Uncertain numbers that turn the choice between their 5th and 95th percentile, "
          "all else drawn. Grade A: measured here; B: measured elsewhere or indirectly; C: "
          "judgement."),
        columns, sizeof columns / sizeof *columns);
    for (size_t k = 0, shown = 0; k < hinges->decision.input_count && shown < INPUTS_SHOWN;
         k++) {
        if (hinges->decision.inputs[k].voi.change_count > 0) {
            say_input(self, body, k);
            shown++;
        }
    }
}

void curb_report_sure(curb_report_t *self)
{
    curb_page_t *page = &self->page;
    curb_node_t *section = curb_page_section(page, "sure", _("How sure is this?"));
    curb_page_add(page, section, "p", intervals_in_words(self->claims).text);
    if (curb_results_missing(self->claims->labels) > 0) {
        curb_page_add(page, section, "p", curb_report_missing(self->claims->labels).text);
    }
    say_hinges(self, section);
    curb_report_leaning(self, section);
    say_concepts(self, section);
    say_contested(self, section);
    curb_report_figures(self, section);
}
