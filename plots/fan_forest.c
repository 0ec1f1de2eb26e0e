/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Left, where replicates lie with and without the highlighted measure: their spread. Right,
 * the paired difference of each measure: how precisely its effect is known. */
#include "plots/figure.h"

#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 18, NAME_COLUMNS = 29, DIRECT_COLUMNS = 17 };

static const curb_frame_t fan_frame = {0.06, 0.36, 0.17, 0.79};
static const curb_frame_t forest_frame = {0.70, 0.85, 0.17, 0.79};

typedef struct {
    size_t scenario;
    curb_change_t change;
    bool shown;
} row_t;

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t row_count, shown_count;
    row_t *rows;                     /* owned */
    curb_bands_t *baseline, *chosen; /* [year], owned */
} work_t;

/* --- what is shown --- */

static double size_of(const row_t *row)
{
    return isnan(row->change.difference) ? -1 : fabs(row->change.difference);
}

/* Larger differences first, whatever their sign: none is hidden for being unwelcome. */
static int by_size(const void *a, const void *b)
{
    double x = size_of(a), y = size_of(b);
    return (x < y) - (x > y);
}

static int by_difference(const void *a, const void *b)
{
    double x = ((const row_t *)a)->change.difference;
    double y = ((const row_t *)b)->change.difference;
    return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

static int by_study_order(const void *a, const void *b)
{
    size_t x = ((const row_t *)a)->scenario, y = ((const row_t *)b)->scenario;
    return (x > y) - (x < y);
}

static void choose_rows(work_t *work)
{
    curb_scene_t *scene = work->scene;
    qsort(work->rows, work->row_count, sizeof *work->rows, by_size);
    size_t room = ROWS_MAX;
    for (size_t i = 0; i < work->row_count; i++) {
        row_t *row = &work->rows[i];
        bool is_highlight = row->scenario == scene->highlight;
        bool still_to_come = !is_highlight;
        for (size_t k = 0; k < i; k++) {
            still_to_come = still_to_come && work->rows[k].scenario != scene->highlight;
        }
        row->shown = room > (still_to_come ? 1 : 0);
        room -= row->shown;
        work->shown_count += row->shown;
    }
    /* Only equal costs make an order that means something. */
    qsort(work->rows, work->row_count, sizeof *work->rows,
        scene->budget_usd > 0 ? by_difference : by_study_order);
}

static curb_error_t prepare(work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_series_t *series = &scene->series;
    work->rows = curb_calloc(scene->rival_count, sizeof *work->rows);
    work->baseline = curb_calloc(series->year_count, sizeof *work->baseline);
    work->chosen = curb_calloc(series->year_count, sizeof *work->chosen);
    if (work->rows == NULL || work->baseline == NULL || work->chosen == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = CURB_OK;
    for (size_t y = 0; y < series->year_count && error == CURB_OK; y++) {
        error = curb_series_bands(series, CURB_METRIC_EXPLOITED, scene->labels->baseline,
            NULL, &series->years[y], &work->baseline[y]);
        if (error == CURB_OK) {
            error = curb_series_bands(series, CURB_METRIC_EXPLOITED, scene->highlight, NULL,
                &series->years[y], &work->chosen[y]);
        }
    }
    for (size_t i = 0; i < scene->rival_count; i++) {
        work->rows[i].scenario = scene->rivals[i];
        work->rows[i].change = curb_series_change(series, CURB_METRIC_EXPLOITED,
            scene->rivals[i], NULL, curb_scene_last_year(scene));
    }
    work->row_count = scene->rival_count;
    choose_rows(work);
    return error;
}

/* --- words --- */

static curb_words_t headline_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    size_t lower = 0;
    curb_change_t change = {0};
    for (size_t i = 0; i < work->row_count; i++) {
        lower += curb_change_sign(&work->rows[i].change) < 0;
        if (work->rows[i].scenario == scene->highlight) {
            change = work->rows[i].change;
        }
    }
    curb_words_t name =
        curb_words_short(curb_scene_rival_name(scene, scene->highlight).text, 40);
    curb_words_t verdict = curb_scene_verdict(&change, "the number of people exploited");
    bool is_ranked = scene->budget_usd > 0 && !scene->was_asked;
    if (is_ranked) {
        return curb_words("Equal budgets, %zu measures: “%s” comes first most often; it %s",
            scene->rival_count, name.text, verdict.text);
    }
    if (scene->rival_count < 2) {
        return curb_words("“%s” %s", name.text, verdict.text);
    }
    return curb_words("“%s” %s; %zu of %zu measures %s lower it", name.text, verdict.text,
        lower, scene->rival_count,
        scene->budget_usd > 0 ? "with equal budgets" : "clearly");
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    size_t hidden = work->row_count - work->shown_count;
    curb_words_t left_out =
        hidden > 0 ? curb_words(" %zu smaller differences are not shown.", hidden)
                   : curb_words("%s", "");
    curb_words_t order =
        scene->budget_usd > 0
            ? curb_words(" Each measure has %s USD a year.",
                  curb_words_amount(scene->budget_usd).text)
            : curb_words(" Costs differ, so the order is the study's and no ranking.");
    return curb_words("Modelled, not measured. A: median and 50, 80, 95 %% of replicates, "
                      "the spread; the "
                      "axis does not start at 0. B: mean paired difference, its precision; "
                      "thick 50 %%, thin "
                      "95 %% max-t simultaneous interval over %zu differences, covers %s; "
                      "open: holds 0.%s%s "
                      "%s",
        scene->compare.family.columns, curb_scene_covers(scene), order.text, left_out.text,
        curb_scene_source(scene).text);
}

/* --- left: the fan --- */

static void write_bands(const work_t *work, const char *name, const curb_bands_t *bands)
{
    curb_draft_t *script = &work->draft->script;
    const curb_series_t *series = &work->scene->series;
    curb_script_block(script, name, "year, quantiles 2.5 10 25 50 75 90 97.5 %");
    for (size_t y = 0; y < series->year_count; y++) {
        double values[1 + CURB_BAND_COUNT] = {curb_series_middle(&series->years[y])};
        memcpy(values + 1, bands[y].quantiles, sizeof bands[y].quantiles);
        curb_script_row(script, values, 1 + CURB_BAND_COUNT);
    }
    curb_script_block_end(script);
}

static curb_axis_t fan_axis(const work_t *work)
{
    curb_range_t range = {0};
    for (size_t y = 0; y < work->scene->series.year_count; y++) {
        curb_range_add(&range, work->baseline[y].quantiles[0]);
        curb_range_add(&range, work->baseline[y].quantiles[CURB_BAND_COUNT - 1]);
        curb_range_add(&range, work->chosen[y].quantiles[0]);
        curb_range_add(&range, work->chosen[y].quantiles[CURB_BAND_COUNT - 1]);
    }
    return curb_axis(&range, 5);
}

static double fan_height(const curb_axis_t *axis, double value)
{
    double part = (value - axis->from) / (axis->to - axis->from);
    return fan_frame.bottom + part * (fan_frame.top - fan_frame.bottom);
}

/* Names stand at the ends of their lines, moved apart where they would touch. */
static void write_direct_labels(const work_t *work, const curb_axis_t *axis)
{
    enum { LAST_LINES = 3 };
    const double line = 0.04;
    const curb_scene_t *scene = work->scene;
    size_t last = scene->series.year_count - 1;
    curb_lines_t names[] = {
        curb_words_wrap(curb_scene_name(scene, scene->labels->baseline).text,
            DIRECT_COLUMNS, LAST_LINES),
        curb_words_wrap(curb_scene_rival_name(scene, scene->highlight).text, DIRECT_COLUMNS,
            LAST_LINES)};
    double middles[] = {fan_height(axis, work->baseline[last].quantiles[CURB_BAND_MEDIAN]),
        fan_height(axis, work->chosen[last].quantiles[CURB_BAND_MEDIAN])};
    double needed = line * (0.6 + (double)(names[0].count + names[1].count) / 2);
    double missing = needed - fabs(middles[0] - middles[1]);
    double up = middles[0] >= middles[1] ? 1 : -1;
    if (missing > 0) {
        middles[0] += up * missing / 2;
        middles[1] -= up * missing / 2;
    }
    for (int i = 0; i < 2; i++) {
        double top = middles[i] + line * ((double)names[i].count - 1) / 2;
        curb_script_lines(&work->draft->script, &names[i],
            (curb_spot_t){"screen", "screen", fan_frame.right + 0.006, top, "left", 16,
                i == 0 ? CURB_GREY : CURB_BLUE, i == 1},
            line);
    }
}

static void write_fan(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    const curb_scene_t *scene = work->scene;
    const curb_series_t *series = &scene->series;
    curb_axis_t axis = fan_axis(work);
    curb_magnitude_t magnitude = curb_words_magnitude(axis.to);
    curb_words_t head = curb_words(
        "A   People exploited%s%s", magnitude.word[0] ? ", " : "", magnitude.word);
    write_bands(work, "BASELINE", work->baseline);
    write_bands(work, "CHOSEN", work->chosen);
    curb_script_panel(script, fan_frame);
    curb_script_label(script, head.text,
        (curb_spot_t){"screen", "screen", 0.025, 0.84, "left", 16, CURB_INK, false});
    write_direct_labels(work, &axis);
    double start = scene->labels->scenarios[scene->highlight].policy_start;
    curb_script_policy_start(script, start);
    if (isfinite(start)) {
        curb_script_label(script, "policy starts",
            (curb_spot_t){"first", "graph", start, 0.03, "right", 13, CURB_GREY, false});
    }
    curb_script_year_axis(
        script, series->years[0].from_year, curb_scene_last_year(scene)->to_year, 6);
    curb_script_value_axis(script, "y", &axis, magnitude.divisor, true);
    curb_draft_add(script, "plot ");
    for (int b = 0; b < 3; b++) {
        curb_draft_add(script,
            "$BASELINE using 1:%d:%d with filledcurves linecolor rgb '" CURB_GREY
            "', $CHOSEN using 1:%d:%d with filledcurves linecolor rgb '" CURB_BLUE
            "', \\\n  ",
            2 + b, 8 - b, 2 + b, 8 - b);
    }
    curb_draft_add(script, "$BASELINE using 1:5 with lines linecolor rgb '" CURB_GREY
                           "' linewidth 2.4 dashtype 2, $CHOSEN using 1:5 with lines "
                           "linecolor rgb '" CURB_BLUE "' linewidth 3\nunset label\n");
}

/* --- right: the forest --- */

static int decimals_of(const work_t *work)
{
    int most = 0;
    for (size_t i = 0; i < work->row_count; i++) {
        const curb_interval_t *whole = &work->rows[i].change.percent_whole;
        if (work->rows[i].shown && isfinite(whole->low) && whole->high > whole->low) {
            int decimals = curb_words_decimals(whole->low, whole->high);
            most = decimals > most ? decimals : most;
        }
    }
    return most > 2 ? 2 : most;
}

static curb_words_t numbers_of(const curb_change_t *change, int decimals)
{
    if (change->concepts_disagree) {
        return curb_words("no joint effect");
    }
    if (!isfinite(change->percent_whole.low)) {
        return curb_words("%s [–]", curb_words_number(change->percent, decimals).text);
    }
    return curb_words("%s [%s, %s]", curb_words_number(change->percent, decimals).text,
        curb_words_number(change->percent_whole.low, decimals).text,
        curb_words_number(change->percent_whole.high, decimals).text);
}

static void write_forest_row(const work_t *work, const row_t *row, double y, int size)
{
    curb_draft_t *script = &work->draft->script;
    bool is_highlight = row->scenario == work->scene->highlight;
    curb_spot_t spot = {"screen", "first", forest_frame.left - 0.006, y, "right", size,
        is_highlight ? CURB_BLUE : CURB_INK, is_highlight};
    curb_words_t name = curb_scene_rival_name(work->scene, row->scenario);
    curb_script_label(script,
        curb_words_short(name.text, is_highlight ? NAME_COLUMNS - 3 : NAME_COLUMNS).text,
        spot);
    spot.x = forest_frame.right + 0.006;
    spot.align = "left";
    spot.bold = false;
    spot.size = size - 1;
    curb_script_label(script, numbers_of(&row->change, decimals_of(work)).text, spot);
}

static void write_forest_rows(const work_t *work)
{
    double y = (double)work->shown_count;
    int size = work->shown_count > 12 ? 14 : 15;
    for (size_t i = 0; i < work->row_count; i++) {
        if (work->rows[i].shown) {
            write_forest_row(work, &work->rows[i], y--, size);
        }
    }
}

static void write_forest_block(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    double y = (double)work->shown_count;
    curb_script_block(script, "FOREST",
        "row, mean, 50 % low and high, 95 % low and high, clear, colour; per cent");
    for (size_t i = 0; i < work->row_count; i++) {
        const row_t *row = &work->rows[i];
        if (row->shown) {
            const curb_change_t *change = &row->change;
            bool is_highlight = row->scenario == work->scene->highlight;
            curb_script_row(script,
                (double[]){y--, change->percent, change->percent_half.low,
                    change->percent_half.high, change->percent_whole.low,
                    change->percent_whole.high, curb_change_sign(change) != 0,
                    is_highlight ? 0x0072B2 : 0x6B6B6B},
                8);
        }
    }
    curb_script_block_end(script);
}

static curb_axis_t forest_axis(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t i = 0; i < work->row_count; i++) {
        if (work->rows[i].shown) {
            curb_range_add(&range, work->rows[i].change.percent);
            curb_range_add(&range, work->rows[i].change.percent_whole.low);
            curb_range_add(&range, work->rows[i].change.percent_whole.high);
        }
    }
    return curb_axis(&range, 4);
}

static void write_forest_texts(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    const curb_window_t *last = curb_scene_last_year(work->scene);
    curb_words_t head =
        curb_words("B   Change in people exploited in %s against no new policy, %%",
            curb_words_years(last->from_year, last->to_year).text);
    curb_script_label(script, head.text,
        (curb_spot_t){"screen", "screen", 0.515, 0.84, "left", 16, CURB_INK, false});
    curb_script_label(script, "mean [95 %]",
        (curb_spot_t){"screen", "screen", forest_frame.right + 0.006, 0.802, "left", 13,
            CURB_GREY, false});
    curb_script_label(script, "← fewer people",
        (curb_spot_t){
            "screen", "screen", forest_frame.left, 0.108, "right", 13, CURB_GREY, false});
    curb_script_label(script, "more people →",
        (curb_spot_t){
            "screen", "screen", forest_frame.right, 0.108, "left", 13, CURB_GREY, false});
}

static void write_forest(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    curb_axis_t axis = forest_axis(work);
    write_forest_block(work);
    curb_script_panel(script, forest_frame);
    write_forest_texts(work);
    write_forest_rows(work);
    curb_script_value_axis(script, "x", &axis, 1, true);
    curb_draft_add(script,
        "set yrange [0.4:%zu.6]\n"
        "set arrow from first 0,graph 0 to first 0,graph 1 nohead linecolor rgb '" CURB_INK
        "' linewidth 0.8\n"
        "plot $FOREST using 2:1:5:6:8 with xerrorbars pointtype 0 linewidth 1.4 linecolor "
        "rgb "
        "variable, \\\n"
        "  '' using 3:1:($4-$3):(0):8 with vectors nohead linewidth 5 linecolor rgb "
        "variable, "
        "\\\n"
        "  '' using 2:1:8 with points pointtype 7 pointsize PS linecolor rgb variable, \\\n"
        "  '' using ($7 > 0 ? NaN : $2):1 with points pointtype 7 pointsize 0.6*PS "
        "linecolor "
        "rgb "
        "'#FFFFFF'\n"
        "unset label\n",
        work->shown_count);
}

/* --- the sheet, and all of it --- */

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    curb_draft_t *sheet = &work->draft->sheet;
    curb_sheet_row_t row = {.metric = CURB_METRIC_EXPLOITED,
        .jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .panel = "fan",
        .shown = true};
    curb_sheet_begin(sheet);
    for (size_t y = 0; y < scene->series.year_count; y++) {
        row.from = scene->series.years[y].from_year;
        row.to = scene->series.years[y].to_year;
        row.scenario = scene->labels->baseline;
        curb_sheet_bands(sheet, scene->labels, row, &work->baseline[y]);
        row.scenario = scene->highlight;
        curb_sheet_bands(sheet, scene->labels, row, &work->chosen[y]);
    }
    row.panel = "forest";
    for (size_t i = 0; i < work->row_count; i++) {
        row.scenario = work->rows[i].scenario;
        row.shown = work->rows[i].shown;
        curb_sheet_change(sheet, scene->labels, row, &work->rows[i].change);
    }
}

curb_error_t curb_figure_fan_forest(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        curb_script_begin(&self->script, "fan_forest");
        curb_script_frame_texts(
            &self->script, headline_of(&work).text, caption_of(&work).text);
        write_fan(&work);
        write_forest(&work);
        curb_script_end(&self->script);
        write_sheet(&work);
    }
    curb_free(work.rows);
    curb_free(work.baseline);
    curb_free(work.chosen);
    return error;
}
