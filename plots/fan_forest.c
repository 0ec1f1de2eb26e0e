/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Left, where replicates lie with and without the highlighted measure: their spread. Right,
 * the paired difference of each measure: how precisely its effect is known. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/fan.h"
#include "plots/forest.h"
#include "plots/lang.h"

#include <math.h>

typedef struct {
    curb_scene_t *scene;
    curb_forest_t forest;            /* owned */
    curb_bands_t *baseline, *chosen; /* [year], owned */
} work_t;

static curb_error_t prepare(work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_series_t *series = &scene->series;
    work->baseline = curb_calloc(series->year_count, sizeof *work->baseline);
    work->chosen = curb_calloc(series->year_count, sizeof *work->chosen);
    if (work->baseline == NULL || work->chosen == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_forest_init(&work->forest, scene);
    for (size_t y = 0; y < series->year_count && error == CURB_OK; y++) {
        const curb_window_t *year = &series->years[y];
        error = curb_series_bands(series, CURB_METRIC_EXPLOITED, scene->labels->baseline,
            NULL, year, &work->baseline[y]);
        if (error == CURB_OK) {
            error = curb_series_bands(series, CURB_METRIC_EXPLOITED, scene->highlight, NULL,
                year, &work->chosen[y]);
        }
    }
    return error;
}

static void work_free(work_t *work)
{
    curb_forest_free(&work->forest);
    curb_free(work->baseline);
    curb_free(work->chosen);
}

static bool some_capped(const work_t *work)
{
    for (size_t i = 0; i < work->forest.row_count; i++) {
        const curb_forest_row_t *row = &work->forest.rows[i];
        if (row->shown && work->scene->labels->scenarios[row->scenario].budget_capped) {
            return true;
        }
    }
    return false;
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    size_t lower = 0, count = scene->rival_count;
    curb_change_t change = {0};
    for (size_t i = 0; i < work->forest.row_count; i++) {
        const curb_forest_row_t *row = &work->forest.rows[i];
        lower += curb_change_sign(&row->change) < 0;
        change = row->scenario == scene->highlight ? row->change : change;
    }
    curb_words_t name =
        curb_words_short(curb_scene_rival_name(scene, scene->highlight).text, 44);
    curb_words_t verdict = curb_scene_verdict(&change, _("the number of people exploited"));
    if (scene->budget_usd > 0 && !scene->was_asked) {
        const char *format =
            some_capped(work)
                ? P_("Of %zu measure with up to %s USD a year, “%s” comes first most often",
                      "Of %zu measures with up to %s USD a year each, “%s” comes first "
                      "most often",
                      count)
                : P_("Of %zu measure with %s USD a year, “%s” comes first most often",
                      "Of %zu measures with %s USD a year each, “%s” comes first most "
                      "often",
                      count);
        curb_words_t lead =
            curb_words(format, count, curb_words_amount(scene->budget_usd).text, name.text);
        return curb_words(curb_change_sign(&change) != 0 ? _("%s; it %s") : _("%s but %s"),
            lead.text, verdict.text);
    }
    if (count < 2) {
        return curb_words(_("“%s” %s"), name.text, verdict.text);
    }
    return curb_words(
        scene->budget_usd > 0
            ? P_("“%s” %s. In all, %zu of %zu measure with equal budgets "
                 "clearly lowers it",
                  "“%s” %s. In all, %zu of %zu measures with equal budgets "
                  "clearly lower it",
                  count)
            : P_("“%s” %s. In all, %zu of %zu measure clearly lowers it",
                  "“%s” %s. In all, %zu of %zu measures clearly lower it", count),
        name.text, verdict.text, lower, count);
}

static curb_words_t split_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    curb_change_t change = {.levels = {.share = NAN}};
    for (size_t i = 0; i < work->forest.row_count; i++) {
        const curb_forest_row_t *row = &work->forest.rows[i];
        change = row->scenario == scene->highlight ? row->change : change;
    }
    curb_words_t name =
        curb_words_short(curb_scene_rival_name(scene, scene->highlight).text, 30);
    return curb_scene_split(scene, &change, curb_words(_("“%s”"), name.text).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    size_t hidden = work->forest.row_count - work->forest.shown_count;
    curb_words_t budget = curb_words_amount(scene->budget_usd);
    curb_words_t order = curb_words("%s", "");
    if (scene->budget_usd > 0) {
        order = curb_words(some_capped(work)
                               ? _(" Each may spend %s USD a year; * cannot, even at its "
                                   "high dose.")
                               : _(" Each may spend %s USD a year."),
            budget.text);
    } else if (work->forest.row_count > 1) {
        order = curb_words("%s", _(" Costs differ: the order is the study’s, no ranking."));
    }
    curb_words_t left_out =
        curb_words(P_(" %zu with a smaller difference is not shown.",
                       " %zu with smaller differences are not shown.", hidden),
            hidden);
    return curb_words(
        _("Modelled, not measured. A: median and %s. B: mean paired difference, its "
          "precision: thick 50\u00A0%%, thin 95\u00A0%% max-t simultaneous interval over "
          "%s, covers %s; open: holds 0.%s%s%s %s"),
        scene->compare.two_levels
            ? curb_words(_("95\u00A0%% of replicates (light), 95\u00A0%% of chance within "
                           "a draw (dark)"))
                  .text
            : curb_words(_("50, 80, 95\u00A0%% of replicates, the spread")).text,
        curb_scene_family(scene).text, curb_scene_covers(scene).text, split_of(work).text,
        order.text, hidden > 0 ? left_out.text : "", curb_scene_source(scene).text);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *years = scene->series.years;
    const curb_window_t *last = curb_scene_last_year(scene);
    curb_sheet_row_t row = {.panel = "fan",
        .metric = CURB_METRIC_EXPLOITED,
        .jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .shown = true};
    curb_sheet_begin(sheet);
    for (size_t y = 0; y < scene->series.year_count; y++) {
        row.from = years[y].from_year;
        row.to = years[y].to_year;
        row.scenario = scene->labels->baseline;
        curb_sheet_bands(sheet, scene->labels, row, &work->baseline[y]);
        row.scenario = scene->highlight;
        curb_sheet_bands(sheet, scene->labels, row, &work->chosen[y]);
    }
    row.panel = "forest";
    row.from = last->from_year;
    row.to = last->to_year;
    for (size_t i = 0; i < work->forest.row_count; i++) {
        const curb_forest_row_t *source = &work->forest.rows[i];
        row.scenario = source->scenario;
        row.shown = source->shown;
        curb_sheet_change(sheet, scene->labels, row, &source->change);
    }
}

curb_error_t curb_figure_fan_forest(curb_figure_draft_t *self)
{
    work_t work = {.scene = self->scene};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        curb_draft_t *script = &self->script;
        curb_fan_t fan = {work.scene, work.baseline, work.chosen};
        static const curb_frame_t halves[] = {
            {0, 0.49, 0.105, 0.872}, {0.497, 0.99, 0.105, 0.872}};
        const curb_layout_t layout = {2, halves};
        curb_script_open(
            script, "fan_forest", headline_of(&work).text, caption_of(&work).text, &layout);
        curb_fan_write(&fan, script);
        curb_script_part(script, &layout, 1);
        curb_forest_write(&work.forest, script);
        curb_script_end(script);
        write_sheet(&work, &self->sheet);
    }
    work_free(&work);
    return error;
}
