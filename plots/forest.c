/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/forest.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_MAX = 18, ROWS_WITH_TWO_LINES = 9, LETTERS_SMALL = 48, LETTERS_LARGE = 31 };

static const curb_frame_t frame = {0.715, 0.855, 0.18, 0.79};

/* --- what is shown, and in which order --- */

static double size_of(const curb_forest_row_t *row)
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
    double x = ((const curb_forest_row_t *)a)->change.difference;
    double y = ((const curb_forest_row_t *)b)->change.difference;
    return isnan(x) || isnan(y) ? isnan(x) - isnan(y) : (x > y) - (x < y);
}

static int by_study_order(const void *a, const void *b)
{
    size_t x = ((const curb_forest_row_t *)a)->scenario;
    size_t y = ((const curb_forest_row_t *)b)->scenario;
    return (x > y) - (x < y);
}

static void choose(curb_forest_t *self)
{
    size_t highlight = self->scene->highlight;
    qsort(self->rows, self->row_count, sizeof *self->rows, by_size);
    size_t room = ROWS_MAX;
    bool is_seen = false;
    for (size_t i = 0; i < self->row_count; i++) {
        curb_forest_row_t *row = &self->rows[i];
        is_seen = is_seen || row->scenario == highlight;
        row->shown = room > (is_seen ? 0U : 1U);
        room -= row->shown;
        self->shown_count += row->shown;
    }
    qsort(self->rows, self->row_count, sizeof *self->rows,
        self->scene->budget_usd > 0 ? by_difference : by_study_order);
}

curb_error_t curb_forest_init(curb_forest_t *self, curb_scene_t *scene)
{
    *self = (curb_forest_t){.scene = scene,
        .row_count = scene->rival_count,
        .rows = curb_calloc(scene->rival_count, sizeof *self->rows)};
    if (self->rows == NULL) {
        *self = (curb_forest_t){0};
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < scene->rival_count; i++) {
        self->rows[i].scenario = scene->rivals[i];
        self->rows[i].change = curb_series_change(&scene->series, CURB_METRIC_EXPLOITED,
            scene->rivals[i], NULL, curb_scene_last_year(scene));
    }
    choose(self);
    return CURB_OK;
}

void curb_forest_free(curb_forest_t *self)
{
    curb_free(self->rows);
    *self = (curb_forest_t){0};
}

/* --- names and numbers --- */

static int decimals_of(const curb_forest_t *self)
{
    int most = 0;
    for (size_t i = 0; i < self->row_count; i++) {
        const curb_interval_t *whole = &self->rows[i].change.percent_whole;
        if (self->rows[i].shown && isfinite(whole->low) && whole->high > whole->low) {
            int decimals = curb_words_decimals(whole->low, whole->high);
            most = decimals > most ? decimals : most;
        }
    }
    return most > 2 ? 2 : most;
}

/* Whether a bound that is clearly not 0 would be rounded to it. */
static bool reads_as_zero(const curb_change_t *change, int decimals)
{
    double low = fabs(change->percent_whole.low), high = fabs(change->percent_whole.high);
    return curb_change_sign(change) != 0 && fmin(low, high) < 0.5 * pow(10, -decimals);
}

static curb_words_t numbers_of(const curb_change_t *change, int decimals)
{
    if (change->concepts_disagree) {
        return curb_words("%s", _("no joint effect"));
    }
    if (!isfinite(change->percent_whole.low)) {
        return curb_words("%s [–]", curb_words_number(change->percent, decimals).text);
    }
    while (reads_as_zero(change, decimals) && decimals < 6) {
        decimals++;
    }
    curb_words_t bracket =
        curb_words_bracket(curb_words_number(change->percent_whole.low, decimals).text,
            curb_words_number(change->percent_whole.high, decimals).text);
    return curb_words(
        "%s %s", curb_words_number(change->percent, decimals).text, bracket.text);
}

static void write_row(
    const curb_forest_t *self, curb_draft_t *script, const curb_forest_row_t *row, double y)
{
    bool is_highlight = row->scenario == self->scene->highlight;
    bool is_roomy = self->shown_count <= ROWS_WITH_TWO_LINES;
    curb_spot_t spot = {"screen", "first", frame.left - 0.006, y, "right",
        is_roomy ? 15 : 14, is_highlight ? CURB_BLUE : CURB_INK, is_highlight};
    size_t letters = is_roomy ? LETTERS_LARGE - (is_highlight ? 4 : 0) : LETTERS_SMALL;
    bool is_capped = self->scene->budget_usd > 0 &&
                     self->scene->labels->scenarios[row->scenario].budget_capped;
    curb_words_t full = curb_scene_rival_name(self->scene, row->scenario);
    curb_words_t name = curb_words("%.900s%s",
        curb_words_short(full.text, (is_roomy ? 2 : 1) * letters - 1).text,
        is_capped ? "*" : "");
    curb_lines_t lines = curb_words_wrap(name.text, letters, is_roomy ? 2 : 1);
    /* A line is 0.035 of the page high. */
    double line = 0.035 / (frame.top - frame.bottom) * ((double)self->shown_count + 0.2);
    spot.y += line * ((double)lines.count - 1) / 2;
    for (size_t i = 0; i < lines.count; i++) {
        curb_panel_label(script, lines.lines[i], spot, 0.2, 11);
        spot.y -= line;
    }
    spot.x = frame.right + 0.006;
    spot.y = y;
    spot.align = "left";
    spot.bold = false;
    spot.size -= 1;
    curb_script_label(script, numbers_of(&row->change, decimals_of(self)).text, spot);
}

static void write_rows(const curb_forest_t *self, curb_draft_t *script)
{
    double y = (double)self->shown_count;
    for (size_t i = 0; i < self->row_count; i++) {
        if (self->rows[i].shown) {
            write_row(self, script, &self->rows[i], y--);
        }
    }
}

static void write_texts(const curb_forest_t *self, curb_draft_t *script)
{
    const curb_window_t *last = curb_scene_last_year(self->scene);
    curb_words_t head =
        curb_words(_("B   Change in people exploited in %s against no new policy, %%"),
            curb_words_years(last->from_year, last->to_year).text);
    curb_spot_t spot = {"screen", "screen", 0.505, 0.84, "left", 16, CURB_INK, false};
    curb_panel_label(script, head.text, spot, 0.47, 13);
    curb_script_label(script, _("mean [95 %]"),
        (curb_spot_t){
            "screen", "screen", frame.right + 0.006, 0.802, "left", 13, CURB_GREY, false});
    curb_script_label(script, _("← fewer people"),
        (curb_spot_t){
            "screen", "screen", frame.left - 0.006, 0.122, "right", 13, CURB_GREY, false});
    curb_script_label(script, _("more people →"),
        (curb_spot_t){
            "screen", "screen", frame.right + 0.006, 0.122, "left", 13, CURB_GREY, false});
}

/* --- the panel --- */

static void write_block(const curb_forest_t *self, curb_draft_t *script)
{
    double y = (double)self->shown_count;
    curb_script_block(script, "FOREST",
        "row, mean, 50 % low and high, 95 % low and high, clear, colour; per cent");
    for (size_t i = 0; i < self->row_count; i++) {
        const curb_change_t *change = &self->rows[i].change;
        bool is_highlight = self->rows[i].scenario == self->scene->highlight;
        if (self->rows[i].shown) {
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

static curb_axis_t axis_of(const curb_forest_t *self)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t i = 0; i < self->row_count; i++) {
        if (self->rows[i].shown) {
            curb_range_add(&range, self->rows[i].change.percent);
            curb_range_add(&range, self->rows[i].change.percent_whole.low);
            curb_range_add(&range, self->rows[i].change.percent_whole.high);
        }
    }
    return curb_axis(&range, 2);
}

void curb_forest_write(const curb_forest_t *self, curb_draft_t *script)
{
    curb_axis_t axis = axis_of(self);
    write_block(self, script);
    curb_script_panel(script, frame);
    write_texts(self, script);
    write_rows(self, script);
    curb_script_value_axis(script, "x", &axis, 1, true);
    curb_draft_add(script,
        "set yrange [0.4:%zu.6]\n"
        "set arrow from first 0,graph 0 to first 0,graph 1 nohead linecolor rgb '" CURB_INK
        "' linewidth 0.8\n"
        "plot $FOREST using 2:1:5:6:8 with xerrorbars pointtype 0 linewidth 1.4 linecolor "
        "rgb variable, \\\n"
        "  '' using 3:1:($4-$3):(0):8 with vectors nohead linewidth 5 linecolor rgb "
        "variable, \\\n"
        "  '' using 2:1:8 with points pointtype 7 pointsize PS linecolor rgb variable, \\\n"
        "  '' using ($7 > 0 ? NaN : $2):1 with points pointtype 7 pointsize 0.6*PS "
        "linecolor rgb '#FFFFFF'\n"
        "unset label\n",
        self->shown_count);
}
