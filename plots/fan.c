/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/fan.h"

#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>
#include <string.h>

enum { NAME_COLUMNS = 16, NAME_LINES = 3 };

static const curb_frame_t frame = {0.06, 0.36, 0.18, 0.79};

static void write_bands(const curb_fan_t *self, curb_draft_t *script, const char *name,
    const curb_bands_t *bands)
{
    const curb_series_t *series = &self->scene->series;
    curb_script_block(
        script, name, "year, quantiles 2.5 10 25 50 75 90 97.5 %, chance alone 2.5 97.5 %");
    for (size_t y = 0; y < series->year_count; y++) {
        double values[3 + CURB_BAND_COUNT] = {curb_series_middle(&series->years[y])};
        memcpy(values + 1, bands[y].quantiles, sizeof bands[y].quantiles);
        values[1 + CURB_BAND_COUNT] = bands[y].chance.low;
        values[2 + CURB_BAND_COUNT] = bands[y].chance.high;
        curb_script_row(script, values, 3 + CURB_BAND_COUNT);
    }
    curb_script_block_end(script);
}

static curb_axis_t axis_of(const curb_fan_t *self)
{
    curb_range_t range = {0};
    for (size_t y = 0; y < self->scene->series.year_count; y++) {
        curb_range_add(&range, self->baseline[y].quantiles[0]);
        curb_range_add(&range, self->baseline[y].quantiles[CURB_BAND_COUNT - 1]);
        curb_range_add(&range, self->baseline[y].chance.low);
        curb_range_add(&range, self->baseline[y].chance.high);
        curb_range_add(&range, self->chosen[y].quantiles[0]);
        curb_range_add(&range, self->chosen[y].quantiles[CURB_BAND_COUNT - 1]);
        curb_range_add(&range, self->chosen[y].chance.low);
        curb_range_add(&range, self->chosen[y].chance.high);
    }
    return curb_axis(&range, 5);
}

static double height_of(const curb_axis_t *axis, const curb_bands_t *bands)
{
    double part =
        (bands->quantiles[CURB_BAND_MEDIAN] - axis->from) / (axis->to - axis->from);
    return frame.bottom + part * (frame.top - frame.bottom);
}

/* Names stand at the ends of their lines, moved apart where they would touch. */
static void write_names(
    const curb_fan_t *self, curb_draft_t *script, const curb_axis_t *axis)
{
    const double line = 0.04;
    const curb_scene_t *scene = self->scene;
    size_t last = scene->series.year_count - 1;
    curb_words_t baseline = curb_scene_name(scene, scene->labels->baseline);
    curb_words_t chosen = curb_scene_rival_name(scene, scene->highlight);
    curb_lines_t names[] = {curb_words_wrap(baseline.text, NAME_COLUMNS, NAME_LINES),
        curb_words_wrap(chosen.text, NAME_COLUMNS, NAME_LINES)};
    double middles[] = {
        height_of(axis, &self->baseline[last]), height_of(axis, &self->chosen[last])};
    double needed = line * (0.6 + (double)(names[0].count + names[1].count) / 2);
    double missing = needed - fabs(middles[0] - middles[1]);
    double up = middles[0] >= middles[1] ? 1 : -1;
    if (missing > 0) {
        middles[0] += up * missing / 2;
        middles[1] -= up * missing / 2;
    }
    for (int i = 0; i < 2; i++) {
        curb_spot_t spot = {"screen", "screen", frame.right + 0.006,
            middles[i] + line * ((double)names[i].count - 1) / 2, "left", 16,
            i == 0 ? CURB_GREY : CURB_BLUE, i == 1};
        for (size_t k = 0; k < names[i].count; k++) {
            curb_panel_label(script, names[i].lines[k], spot, 0.122, 12);
            spot.y -= line;
        }
    }
}

static void write_texts(const curb_fan_t *self, curb_draft_t *script,
    const curb_axis_t *axis, const curb_magnitude_t *magnitude)
{
    const curb_scene_t *scene = self->scene;
    double start = scene->labels->scenarios[scene->highlight].policy_start;
    bool is_inside = start > scene->series.years[0].from_year &&
                     start < curb_scene_last_year(scene)->to_year;
    curb_words_t unit = magnitude->word[0] != '\0' ? curb_words(", %s", _(magnitude->word))
                                                   : curb_words("%s", "");
    curb_words_t head = curb_words(_("A   People exploited%s%s"), unit.text,
        axis->from > 0 ? _("; axis does not start at 0") : "");
    curb_panel_label(script, head.text,
        (curb_spot_t){"screen", "screen", 0.025, 0.84, "left", 16, CURB_INK, false}, 0.46,
        13);
    if (is_inside) {
        curb_script_policy_start(script, start);
        double first = scene->series.years[0].from_year;
        double part = (start - first) / (curb_scene_last_year(scene)->to_year - first);
        curb_words_t mark = curb_words(part < 0.25 ? " %s" : "%s ", _("policy starts"));
        curb_script_label(script, mark.text,
            (curb_spot_t){"first", "graph", start, 0.03, part < 0.25 ? "left" : "right", 13,
                CURB_GREY, false});
    }
}

void curb_fan_write(const curb_fan_t *self, curb_draft_t *script)
{
    const curb_series_t *series = &self->scene->series;
    curb_axis_t axis = axis_of(self);
    curb_magnitude_t magnitude = curb_words_magnitude(axis.to);
    write_bands(self, script, "BASELINE", self->baseline);
    write_bands(self, script, "CHOSEN", self->chosen);
    curb_script_panel(script, frame);
    write_texts(self, script, &axis, &magnitude);
    write_names(self, script, &axis);
    curb_script_year_axis(
        script, series->years[0].from_year, curb_scene_last_year(self->scene)->to_year, 6);
    curb_script_value_axis(script, "y", &axis, magnitude.divisor, true);
    curb_draft_add(script, "plot ");
    bool two_levels = self->scene->compare.two_levels;
    for (int b = 0; b < (two_levels ? 2 : 3); b++) {
        /* quantiles around the median; or all of them, and within it chance alone */
        int low = two_levels && b > 0 ? 9 : 2 + b, high = two_levels && b > 0 ? 10 : 8 - b;
        curb_draft_add(script,
            "$BASELINE using 1:%d:%d with filledcurves linecolor rgb '" CURB_GREY
            "', $CHOSEN using 1:%d:%d with filledcurves linecolor rgb '" CURB_BLUE
            "', \\\n  ",
            low, high, low, high);
    }
    curb_draft_add(script, "$BASELINE using 1:5 with lines linecolor rgb '" CURB_GREY
                           "' linewidth 2.4 dashtype 2, $CHOSEN using 1:5 with lines "
                           "linecolor rgb '" CURB_BLUE "' linewidth 3\nunset label\n");
}
