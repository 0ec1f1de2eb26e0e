/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/choice.h"

#include "plots/called.h"
#include "plots/claim_words.h"
#include "plots/lang.h"
#include "plots/units.h"

#include <math.h>
#include <string.h>

static bool is_central(const curb_choice_t *self)
{
    return strcmp(self->scene.labels->parameters, "central") == 0;
}

curb_choice_t curb_choice(const curb_worlds_t *worlds, const curb_grade_t *grades,
    size_t *scenarios, size_t count)
{
    const curb_pairing_t *pairing = &worlds->pairing;
    curb_choice_t self = {.worlds = worlds, .grades = grades};
    self.scene.labels = pairing->reference->labels;
    self.scene.rivals = scenarios;
    self.scene.rival_count = count;
    self.scene.compare.replicate_count = pairing->replicate_count;
    self.scene.compare.draw_count = is_central(&self) ? 0 : pairing->unit_count;
    self.scene.compare.two_levels = pairing->replicate_count > pairing->unit_count;
    return self;
}

curb_words_t curb_choice_scenario(const curb_choice_t *self, size_t scenario)
{
    return curb_scene_rival_name(&self->scene, scenario);
}

static bool is_concept(const curb_choice_t *self, size_t input)
{
    return self->worlds->inputs[input] == CURB_WORLDS_CONCEPT;
}

const curb_grade_t *curb_choice_grade(const curb_choice_t *self, size_t input)
{
    static const curb_grade_t none = {.used = true, .unit = "1"};
    return is_concept(self, input) ? &none : &self->grades[self->worlds->inputs[input]];
}

curb_words_t curb_choice_input(const curb_choice_t *self, size_t input)
{
    const curb_places_t places = {.labels = self->scene.labels};
    return is_concept(self, input)
               ? curb_words_capital(_("concept of detection"))
               : curb_called(curb_worlds_input_name(self->worlds, input), &places);
}

void curb_choice_sheet_name(const curb_choice_t *self, size_t input, curb_draft_t *sheet)
{
    const curb_places_t places = {.labels = self->scene.labels};
    curb_draft_add(sheet, ",");
    if (!is_concept(self, input)) {
        curb_draft_csv_text(sheet,
            curb_called_in_english(curb_worlds_input_name(self->worlds, input), &places)
                .text);
    }
}

curb_words_t curb_choice_graded(const curb_choice_t *self, size_t input, size_t columns)
{
    curb_words_t name = curb_words_short(curb_choice_input(self, input).text, columns);
    char grade = curb_choice_grade(self, input)->grade;
    return grade == '\0' ? name : curb_words(_("%s (grade\u00A0%c)"), name.text, grade);
}

const char *curb_choice_units(const curb_choice_t *self)
{
    curb_metric_t metric = self->worlds->options.metric;
    return metric == CURB_METRIC_EXPLOITED_MONTHS ? _("person-years") : curb_units(metric);
}

curb_words_t curb_choice_scaled_units(
    const curb_choice_t *self, const curb_magnitude_t *magnitude)
{
    bool is_one = magnitude->word[0] == '\0';
    return curb_words("%s%s%s", is_one ? "" : _(magnitude->word), is_one ? "" : " ",
        curb_choice_units(self));
}

curb_words_t curb_choice_unit(const curb_choice_t *self, size_t input)
{
    const char *unit = curb_choice_grade(self, input)->unit;
    bool none = unit[0] == '\0' || strcmp(unit, "1") == 0;
    return curb_words("%s%s", none ? "" : " ", none ? "" : unit);
}

curb_words_t curb_choice_improvement(const curb_choice_t *self)
{
    const curb_worlds_options_t *options = &self->worlds->options;
    const curb_window_t *window = &self->worlds->pairing.window;
    curb_words_t years = curb_words_years(window->from_year, window->to_year);
    if (options->metric == CURB_METRIC_EXPLOITED_MONTHS && !options->more_is_better) {
        return curb_words(_("person-years of exploitation averted, %s"), years.text);
    }
    return curb_words(options->more_is_better
                          ? _("more of “%s” than the baseline (%s), %s")
                          : _("less of “%s” than the baseline (%s), %s"),
        _(curb_metric_rows[options->metric].long_name), curb_choice_units(self),
        years.text);
}

curb_words_t curb_choice_worlds(const curb_choice_t *self, size_t count)
{
    size_t least = 0, most = 0;
    curb_worlds_each(self->worlds, &least, &most);
    if (is_central(self)) {
        return curb_words(
            P_("%zu world (a run of chance)", "%zu worlds (runs of chance)", count), count);
    }
    if (most == 1) {
        return curb_words(P_("%zu world (a draw of parameters and chance)",
                              "%zu worlds (draws of parameters and chance)", count),
            count);
    }
    return least == most
               ? curb_words(
                     P_("%zu world (a draw, the mean of %zu replicates)",
                         "%zu worlds (draws, each the mean of %zu replicates)", count),
                     count, most)
               : curb_words(
                     P_("%zu world (a draw, the mean of %zu to %zu replicates)",
                         "%zu worlds (draws, each the mean of %zu to %zu replicates)",
                         count),
                     count, least, most);
}

curb_words_t curb_choice_source(const curb_choice_t *self)
{
    return curb_words(
        _("%s Modelled, not measured."), curb_scene_source(&self->scene).text);
}
