/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/decide.h"

#include "cli/citation.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FEW_WORLDS = 50 };

static curb_error_t read_options(
    curb_decide_t *self, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *key = arguments->text[CURB_OPTION_MEASURE];
    const char *goal = arguments->text[CURB_OPTION_GOAL];
    curb_error_t error = CURB_OK;
    self->options = curb_worlds_defaults();
    self->options.more_is_better = goal != NULL && strcmp(goal, "more") == 0;
    if (key != NULL) {
        error = curb_find_metric(key, &self->options.metric, diagnostics);
    }
    if (error == CURB_OK && arguments->given[CURB_OPTION_PERIOD]) {
        error = curb_read_period(arguments->text[CURB_OPTION_PERIOD], &self->options.from,
            &self->options.to, diagnostics);
    }
    return error;
}

/* The parameters of instruments that the study leaves alone are drawn, too: they would
 * only add noise to what is said of the others. */
static curb_error_t read_grades(curb_decide_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_results_t *labels = &self->loaded.labels;
    self->grades = curb_calloc(labels->parameter_count, sizeof *self->grades);
    self->parameters = curb_calloc(labels->parameter_count, sizeof *self->parameters);
    if (self->grades == NULL || self->parameters == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_grades_read(labels, self->grades, diagnostics);
    for (size_t p = 0; error == CURB_OK && p < labels->parameter_count; p++) {
        self->parameters[p] = self->grades[p].used;
        self->unused += !self->grades[p].used;
    }
    self->options.parameters = self->parameters;
    return error;
}

static curb_error_t load(curb_decide_t *self, bool ranks, curb_diagnostics_t *diagnostics)
{
    bool needed[CURB_METRIC_COUNT] = {false};
    curb_compare_options_t options = curb_compare_defaults();
    curb_error_t error = CURB_OK;
    if (ranks) {
        curb_compare_needs(&self->loaded.labels, &options, needed);
    }
    needed[curb_window_source(self->options.metric)] = true;
    for (int m = 0; m < CURB_METRIC_COUNT && error == CURB_OK; m++) {
        if (needed[m]) {
            error = curb_loaded_read(&self->loaded, (curb_metric_t)m, diagnostics);
        }
    }
    self->data = curb_loaded_data(&self->loaded);
    return error;
}

static void warn(const curb_decide_t *self, curb_diagnostics_t *diagnostics)
{
    curb_loaded_warn(&self->loaded, "file", diagnostics);
    if (self->worlds.count < FEW_WORLDS) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "%zu worlds are few: with fewer than %d most of what is shown here is chance; "
            "run the study with more --replicates",
            self->worlds.count, FEW_WORLDS);
    }
}

curb_error_t curb_decide_open(curb_decide_t *self, const curb_arguments_t *arguments,
    bool ranks, curb_diagnostics_t *diagnostics)
{
    *self = (curb_decide_t){0};
    curb_error_t error = read_options(self, arguments, diagnostics);
    if (error == CURB_OK) {
        error =
            curb_results_open(&self->loaded.labels, arguments->operands[0], diagnostics);
    }
    if (error == CURB_OK) {
        error = read_grades(self, diagnostics);
    }
    if (error == CURB_OK) {
        error = load(self, ranks, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_worlds_init(&self->worlds, &self->data, &self->options, diagnostics);
    }
    if (error == CURB_OK) {
        warn(self, diagnostics);
    }
    return error;
}

void curb_decide_close(curb_decide_t *self)
{
    curb_worlds_free(&self->worlds);
    curb_free(self->grades);
    curb_free(self->parameters);
    curb_loaded_free(&self->loaded);
    *self = (curb_decide_t){0};
}

char curb_decide_grade(const curb_decide_t *self, size_t input)
{
    size_t parameter = self->worlds.inputs[input];
    return parameter == CURB_WORLDS_CONCEPT ? '\0' : self->grades[parameter].grade;
}

const char *curb_decide_unit(const curb_decide_t *self, size_t input)
{
    size_t parameter = self->worlds.inputs[input];
    bool none =
        parameter == CURB_WORLDS_CONCEPT || strcmp(self->grades[parameter].unit, "1") == 0;
    return none ? "" : self->grades[parameter].unit;
}

curb_words_t curb_decide_called(const curb_decide_t *self, size_t input)
{
    const curb_places_t places = {.labels = &self->loaded.labels};
    return self->worlds.inputs[input] == CURB_WORLDS_CONCEPT
               ? (curb_words_t){""}
               : curb_called_in_english(
                     curb_worlds_input_name(&self->worlds, input), &places);
}

/* "one draw of the uncertain parameters, with the mean of its 4 replicates" */
static void say_world(const curb_decide_t *self, char *text, size_t bytes)
{
    const curb_results_t *labels = &self->loaded.labels;
    const char *concept = strcmp(labels->detection, "both") == 0
                              ? ", with one of the two concepts of detection"
                              : "";
    char mean[120] = "";
    size_t least = 0, most = 0;
    curb_worlds_each(&self->worlds, &least, &most);
    if (least < most) {
        snprintf(
            mean, sizeof mean, ", with the mean of its %zu to %zu replicates", least, most);
    } else if (most > 1) {
        snprintf(mean, sizeof mean, ", with the mean of its %zu replicates", most);
    }
    if (strcmp(labels->parameters, "central") == 0) {
        snprintf(text, bytes,
            "one run of chance, with the parameters at their central values%s", concept);
    } else {
        snprintf(text, bytes, "one draw of the uncertain parameters%s%s%s",
            most > 1 ? "" : " and of chance", concept, mean);
    }
}

void curb_decide_intro(const curb_decide_t *self, const curb_writer_t *writer)
{
    const curb_results_t *labels = &self->loaded.labels;
    const curb_window_t *window = &self->worlds.pairing.window;
    char text[900], years[32], what[200], world[300];
    fprintf(writer->out, writer->as_markdown ? "# %s\n\n" : "%s\n",
        labels->title[0] != '\0' ? labels->title : labels->study_id);
    if (labels->question[0] != '\0') {
        curb_writer_paragraph(writer, labels->question);
    }
    curb_citation_years(window->from_year, window->to_year, years, sizeof years);
    bool averted = self->options.metric == CURB_METRIC_EXPLOITED_MONTHS;
    snprintf(what, sizeof what, "%s of '%s' than the baseline",
        self->options.more_is_better ? "more" : "less",
        curb_metric_rows[self->options.metric].key);
    say_world(self, world, sizeof world);
    snprintf(text, sizeof text,
        "Better is %s, %s, in %s. A world is %s: %zu worlds from %zu replicates. "
        "Modelled, not measured.",
        averted && !self->options.more_is_better ? "more person-years of exploitation "
                                                   "averted against the baseline"
                                                 : what,
        years, curb_worlds_units(self->options.metric), world, self->worlds.count,
        labels->replicate_count);
    curb_writer_paragraph(writer, text);
}

void curb_decide_cite(const curb_decide_t *self, const curb_writer_t *writer)
{
    char text[1400];
    curb_writer_heading(writer, "How to cite");
    curb_citation_source(&self->loaded.labels, text, sizeof text);
    curb_writer_paragraph(writer, text);
}

bool curb_decide_number(const char *text, double *number, bool *percent)
{
    char *end;
    *number = strtod(text, &end);
    *percent = *end == '%';
    end += *percent;
    return end != text && *end == '\0' && isfinite(*number);
}

curb_number_t curb_decide_value(const curb_decide_t *self, size_t input, double value)
{
    curb_number_t text = {"-"};
    if (self->worlds.inputs[input] == CURB_WORLDS_CONCEPT) {
        snprintf(text.text, sizeof text.text, "%s", curb_concept_keys[value > 0.5]);
    } else if (isfinite(value) && value != 0) {
        int digits = 3 - (int)floor(log10(fabs(value)));
        text = curb_number(value, digits < 0 ? 0 : digits > 9 ? 9 : digits);
    } else {
        text = curb_number(value, 0);
    }
    return text;
}
