/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/sensitivity_figures.h"

#include "cli/figures.h"
#include "cli/message.h"
#include "model/memory.h"
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/scene.h"
#include "store/grades.h"
#include "version.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

/* A figure on its way: what it borrows has to be somewhere. */
typedef struct {
    curb_influence_t about;
    curb_influence_factor_t *factors; /* owned */
    curb_sorting_t sorting;           /* owned */
    curb_words_t scenario, source;
    char name[3 * CURB_ID_BYTES];
    bool is_missing;
} drawing_t;

static curb_error_t drawing_init(
    drawing_t *self, size_t count, const curb_arguments_t *arguments)
{
    *self = (drawing_t){.factors = curb_calloc(count, sizeof *self->factors)};
    self->about = (curb_influence_t){.factors = self->factors,
        .source = self->source.text,
        .name = self->name,
        .folder = arguments->text[CURB_OPTION_FIGURES]};
    curb_error_t error = curb_sorting_init(&self->sorting, count);
    self->about.order = self->sorting.order;
    return self->factors == NULL ? CURB_ERR_NO_MEMORY : error;
}

static void drawing_free(drawing_t *self)
{
    curb_free(self->factors);
    curb_sorting_free(&self->sorting);
}

static void name_it(
    drawing_t *self, const char *figure, const curb_asked_t *asked, size_t output)
{
    const curb_sensitivity_output_t *shown = &asked->outputs[output];
    self->about.metric = shown->metric;
    snprintf(self->name, sizeof self->name, "%s", figure);
    if (asked->count > 1) {
        snprintf(self->name, sizeof self->name, "%s-%s-%s", figure,
            asked->ids[shown->scenario], curb_metric_rows[shown->metric].key);
    }
}

static void take_factor(drawing_t *self, const curb_factor_t *factor)
{
    self->factors[self->about.count++] =
        (curb_influence_factor_t){factor->name, factor->grade};
}

static curb_error_t draw_screening(drawing_t *self, const curb_sensitivity_t *found,
    const curb_asked_t *asked, size_t output, size_t trajectories,
    curb_diagnostics_t *diagnostics)
{
    const curb_factors_t *factors = &found->factors;
    const curb_influence_screened_t screened = {
        found->effects + output * factors->count, trajectories};
    self->about.count = 0;
    for (size_t k = 0; k < factors->count; k++) {
        take_factor(self, &factors->factors[k]);
        self->sorting.sizes[k] = screened.effects[k].mu_star;
    }
    curb_sorting_sort(&self->sorting, factors->count);
    curb_error_t error = CURB_OK;
    if (trajectories > 1) {
        name_it(self, "screening", asked, output);
        error =
            curb_influence_plane(&self->about, &screened, &self->is_missing, diagnostics);
    }
    if (error == CURB_OK && factors->count == factors->input_count) {
        name_it(self, "tornado", asked, output);
        error =
            curb_influence_tornado(&self->about, &screened, &self->is_missing, diagnostics);
    }
    return error;
}

/* What is not drawn, and why. */
static void say_what_lacks(const curb_sensitivity_t *found,
    const curb_sensitivity_options_t *options, const curb_arguments_t *arguments)
{
    if (found->effects == NULL) {
        return;
    }
    if (found->factors.count < found->factors.input_count) {
        curb_message_note(arguments, "curb: note: no tornado: numbers that move in groups "
                                     "have effects without direction");
    }
    if (options->trajectories < 2) {
        curb_message_note(arguments,
            "curb: note: no plane of mu* and sigma: one trajectory shows no sigma");
    }
}

static curb_error_t draw_shares(drawing_t *self, const curb_sensitivity_t *found,
    const curb_asked_t *asked, size_t output, const curb_sensitivity_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    const curb_influence_shares_t shares = {
        .indices = found->indices + output * found->kept_count,
        .moments = &found->moments[output],
        .has_shapley = options->shapley,
        .width = options->width,
        .widest = found->widest};
    self->about.count = 0;
    for (size_t k = 0; k < found->kept_count; k++) {
        take_factor(self, &found->factors.factors[found->kept[k]]);
        self->sorting.sizes[k] = shares.indices[k].share[CURB_SOBOL_TOTAL].estimate;
    }
    curb_sorting_sort(&self->sorting, found->kept_count);
    name_it(self, "shares", asked, output);
    return curb_influence_shares(&self->about, &shares, &self->is_missing, diagnostics);
}

/* How the numbers came about. */
static curb_words_t source_of(const curb_sensitivity_t *found, const curb_study_t *study,
    const curb_sensitivity_options_t *options)
{
    curb_words_t title = curb_words_short(
        curb_shipped_title(study->title, study->id).text, 62); /* as in scene.h */
    curb_words_t means = curb_words(
        P_("Means of %zu replicate with the same random numbers at every point",
            "Means of %zu replicates with the same random numbers at every point",
            options->replicates),
        options->replicates);
    curb_words_t runs = curb_words(P_("%zu run", "%zu runs", found->runs), found->runs);
    return curb_words(
        _("%s (world %s). %s, %s, seed 0x%s, scale %s, curb %s. Modelled, not measured."),
        title.text, study->world->id, means.text, runs.text,
        curb_words("%" PRIX64, study->seed).text,
        curb_words_number(study->people_per_agent, 0).text, CURB_VERSION);
}

curb_error_t curb_sensitivity_draw(const curb_sensitivity_t *found,
    const curb_study_t *study, const curb_asked_t *asked,
    const curb_sensitivity_options_t *options, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics)
{
    drawing_t drawing;
    if (arguments->text[CURB_OPTION_FIGURES] == NULL) {
        return CURB_OK;
    }
    curb_error_t error = drawing_init(&drawing, found->factors.count, arguments);
    drawing.source = source_of(found, study, options);
    drawing.about.places.world = study->world;
    for (size_t i = 0; i < asked->count && error == CURB_OK; i++) {
        const curb_scenario_t *scenario = &study->scenarios[asked->outputs[i].scenario];
        drawing.scenario = curb_shipped_title(scenario->title, scenario->id);
        drawing.about.scenario =
            asked->outputs[i].scenario == 0 ? NULL : drawing.scenario.text;
        if (found->effects != NULL) {
            error = draw_screening(
                &drawing, found, asked, i, options->trajectories, diagnostics);
        }
        if (error == CURB_OK && found->indices != NULL) {
            error = draw_shares(&drawing, found, asked, i, options, diagnostics);
        }
    }
    if (error == CURB_OK) {
        say_what_lacks(found, options, arguments);
    }
    curb_figures_drawn(arguments, drawing.is_missing);
    drawing_free(&drawing);
    return error;
}

/* Grades of drawn parameters; what a design varies has none. */
static curb_error_t take_inputs(
    drawing_t *self, const curb_given_figure_t *given, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = given->labels;
    size_t graded = given->rows->is_design ? 0 : labels->parameter_count;
    curb_grade_t *grades = curb_calloc(labels->parameter_count + 1, sizeof *grades);
    curb_error_t error = grades == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    if (error == CURB_OK && graded > 0) {
        error = curb_grades_read(labels, grades, diagnostics);
    }
    for (size_t k = 0; k < given->rows->inputs && error == CURB_OK; k++) {
        self->factors[k] = (curb_influence_factor_t){
            given->rows->names[k], k < graded ? grades[k].grade : '\0'};
    }
    self->about.count = given->rows->inputs;
    self->about.order = given->order;
    curb_free(grades);
    return error;
}

curb_error_t curb_sensitivity_draw_given(const curb_given_figure_t *given,
    const curb_asked_t *asked, const curb_arguments_t *arguments,
    curb_diagnostics_t *diagnostics)
{
    drawing_t drawing;
    const curb_results_t *labels = given->labels;
    size_t about = asked->outputs[given->output].scenario;
    bool is_design = given->rows->is_design;
    if (arguments->text[CURB_OPTION_FIGURES] == NULL) {
        return CURB_OK;
    }
    curb_error_t error = drawing_init(&drawing, given->rows->inputs, arguments);
    if (error == CURB_OK) {
        error = take_inputs(&drawing, given, diagnostics);
    }
    if (error == CURB_OK) {
        const curb_results_scenario_t *scenario = &labels->scenarios[about];
        const curb_scene_t scene = {
            .labels = labels, .compare.replicate_count = labels->replicate_count};
        drawing.scenario = is_design ? curb_words("%s", _("scenarios of the design"))
                                     : curb_scenario_title(scenario);
        drawing.about.scenario =
            !is_design && about == labels->baseline ? NULL : drawing.scenario.text;
        drawing.about.places.labels = labels;
        drawing.source =
            curb_words(_("%s Modelled, not measured."), curb_scene_source(&scene).text);
        name_it(&drawing, "correlations", asked, given->output);
        const curb_influence_ranks_t ranks = {.indices = given->indices,
            .is_partial = given->is_partial,
            .rows = given->used,
            .is_design = is_design};
        error =
            curb_influence_ranks(&drawing.about, &ranks, &drawing.is_missing, diagnostics);
    }
    curb_figures_drawn(arguments, drawing.is_missing);
    drawing_free(&drawing);
    return error;
}
