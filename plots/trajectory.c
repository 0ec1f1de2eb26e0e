/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The highlighted scenario's change in each recorded period, with the band that holds over
 * all of them and the narrower interval of each period for itself. */
#include "analysis/trajectory.h"

#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>

static const curb_frame_t frame = {0.085, 0.80, 0.20, 0.80};

typedef struct {
    curb_scene_t *scene;
    curb_trajectories_t found;     /* owned */
    const curb_trajectory_t *item; /* the highlighted one, borrowed from it */
    curb_trajectory_clear_t clear;
} work_t;

static curb_error_t prepare(work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_compare_options_t options = curb_compare_defaults();
    bool *shown = curb_calloc(scene->labels->scenario_count, sizeof *shown);
    if (shown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    shown[scene->highlight] = true;
    options.scenarios = shown;
    curb_error_t error =
        curb_trajectories_init(&work->found, scene->series.data, &options, NULL);
    if (error == CURB_OK) {
        work->item = &work->found.items[0];
        work->clear = curb_trajectory_clear(work->item, work->found.period_count);
    }
    curb_free(shown);
    return error;
}

/* In per cent of the period's mean with no new policy. */
static double percent(const curb_trajectory_point_t *point, double value)
{
    return 100 * value / point->baseline_mean;
}

/* "2016", or "2016-04" where records are shorter than years. */
static curb_words_t period_of(const curb_trajectory_point_t *point)
{
    double year = floor(point->from_year + 1e-6);
    int month = (int)lround((point->from_year - year) * 12);
    bool is_year = month == 0 && fabs(point->to_year - point->from_year - 1) < 1e-6;
    return is_year ? curb_words("%.0f", year) : curb_words("%.0f-%02d", year, month + 1);
}

static curb_words_t name_of(const work_t *work, size_t columns)
{
    return curb_words_short(
        curb_scene_rival_name(work->scene, work->scene->highlight).text, columns);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_trajectory_clear_t *clear = &work->clear;
    size_t periods = work->found.period_count;
    curb_words_t name = name_of(work, 50);
    if (clear->lower + clear->higher == 0) {
        return curb_words(_("“%s” has no clear effect on the number of people exploited in "
                            "any of the %zu periods"),
            name.text, periods);
    }
    bool is_lasting = clear->lasting < periods;
    const curb_trajectory_point_t *from =
        &work->item->points[is_lasting ? clear->lasting : clear->first];
    const curb_trajectory_point_t *last = &work->item->points[periods - 1];
    bool fewer = from->band.high < 0;
    if (!is_lasting) {
        return curb_words(fewer ? _("“%s”: clearly fewer people exploited first in %s, but "
                                    "not to the end of the record")
                                : _("“%s”: clearly more people exploited first in %s, but "
                                    "not to the end of the record"),
            name.text, period_of(from).text);
    }
    int decimals =
        curb_words_decimals(percent(last, last->band.low), percent(last, last->band.high));
    return curb_words(
        fewer
            ? _("“%s”: clearly fewer people exploited from %s to the end, %s\u00A0%% fewer "
                "in %s")
            : _("“%s”: clearly more people exploited from %s to the end, %s\u00A0%% more "
                "in %s"),
        name.text, period_of(from).text,
        curb_words_number(fabs(percent(last, last->difference)), decimals).text,
        period_of(last).text);
}

static curb_words_t caption_of(const work_t *work)
{
    bool gaps = false;
    for (size_t p = 0; p < work->found.period_count; p++) {
        gaps = gaps || work->item->points[p].concepts_disagree;
    }
    return curb_words(
        _("Modelled, not measured. Mean paired difference of each recorded period in %% of "
          "its mean with no new policy. Light: 95\u00A0%% band that holds over all %zu "
          "periods together (sup-t); dark: 95\u00A0%% interval of each period alone; "
          "covers "
          "%s.%s %s"),
        work->found.period_count, curb_scene_covers(work->scene).text,
        gaps ? _(" Gaps: the two concepts of detection differ in sign.") : "",
        curb_scene_source(work->scene).text);
}

/* A band in steps of periods would be a staircase; it is drawn through their middles. */
static void write_block(const work_t *work, curb_draft_t *script)
{
    curb_script_block(script, "BAND",
        "middle of the period, change, band low and high, alone low and high; per cent");
    for (size_t p = 0; p < work->found.period_count; p++) {
        const curb_trajectory_point_t *point = &work->item->points[p];
        curb_script_row(script,
            (double[]){(point->from_year + point->to_year) / 2,
                percent(point, point->difference), percent(point, point->band.low),
                percent(point, point->band.high), percent(point, point->alone.low),
                percent(point, point->alone.high)},
            6);
    }
    curb_script_block_end(script);
}

static curb_axis_t axis_of(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t p = 0; p < work->found.period_count; p++) {
        const curb_trajectory_point_t *point = &work->item->points[p];
        curb_range_add(&range, percent(point, point->band.low));
        curb_range_add(&range, percent(point, point->band.high));
    }
    return curb_axis(&range, 6);
}

/* Where the line ends, with its band; whose it is stands in the headline. */
static void write_end(const work_t *work, curb_draft_t *script, const curb_axis_t *axis)
{
    const curb_trajectory_point_t *last = &work->item->points[work->found.period_count - 1];
    double change = percent(last, last->difference);
    double low = percent(last, last->band.low), high = percent(last, last->band.high);
    bool known = isfinite(change);
    double part = known ? (change - axis->from) / (axis->to - axis->from) : 0.5;
    curb_spot_t spot = {"screen", "screen", frame.right + 0.008,
        frame.bottom + part * (frame.top - frame.bottom) + 0.015, "left", 16, CURB_BLUE,
        true};
    int decimals = curb_words_decimals(low, high);
    curb_panel_label(script,
        known ? curb_words("%s\u00A0%%", curb_words_number(change, decimals).text).text
              : _("no joint effect"),
        spot, 1 - spot.x, 12);
    spot.y -= 0.035;
    spot.size = 13;
    spot.bold = false;
    if (isfinite(low)) {
        curb_panel_label(script,
            curb_words(_("%s to %s"), curb_words_number(low, decimals).text,
                curb_words_number(high, decimals).text)
                .text,
            spot, 1 - spot.x, 9);
    }
}

static void write_script(const work_t *work, curb_draft_t *script)
{
    static const curb_frame_t parts[] = {{0, 1, 0.1, 0.9}};
    const curb_layout_t layout = {1, parts};
    curb_axis_t axis = axis_of(work);
    const curb_trajectory_point_t *points = work->item->points;
    curb_script_open(
        script, "trajectory", headline_of(work).text, caption_of(work).text, &layout);
    write_block(work, script);
    curb_script_panel(script, frame);
    curb_script_label(script, _("Change in people exploited against no new policy, %"),
        (curb_spot_t){
            "screen", "screen", 0.025, frame.top + 0.035, "left", 16, CURB_INK, false});
    write_end(work, script, &axis);
    curb_script_year_axis(
        script, points[0].from_year, points[work->found.period_count - 1].to_year, 10);
    curb_script_value_axis(script, "y", &axis, 1, true);
    curb_script_zero_line(script);
    curb_draft_add(script,
        "plot $BAND using 1:3:4 with filledcurves linecolor rgb '" CURB_BLUE
        "', '' using 1:5:6 with filledcurves linecolor rgb '" CURB_BLUE
        "', '' using 1:2 with linespoints pointtype 7 pointsize 0.5*PS linecolor rgb "
        "'" CURB_BLUE "' linewidth 3\n");
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_sheet_row_t row = {.panel = "trajectory",
        .what = "mean paired difference with its band over all periods",
        .scenario = work->scene->highlight,
        .metric = CURB_METRIC_EXPLOITED,
        .jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .half = {NAN, NAN},
        .most = {NAN, NAN},
        .shown = true};
    curb_sheet_begin(sheet);
    for (size_t p = 0; p < work->found.period_count; p++) {
        const curb_trajectory_point_t *point = &work->item->points[p];
        row.from = point->from_year;
        row.to = point->to_year;
        row.n = point->n;
        row.units = "person";
        row.estimate = point->difference;
        row.whole = point->band;
        curb_sheet_add(sheet, work->scene->labels, &row);
        row.units = "%";
        row.estimate = percent(point, point->difference);
        row.whole = (curb_interval_t){
            percent(point, point->band.low), percent(point, point->band.high)};
        curb_sheet_add(sheet, work->scene->labels, &row);
    }
}

curb_error_t curb_figure_trajectory(curb_figure_draft_t *self)
{
    work_t work = {.scene = self->scene};
    curb_error_t error = prepare(&work);
    self->is_empty =
        error == CURB_OK && work.found.period_count < 2; /* no course of time */
    if (error == CURB_OK && !self->is_empty) {
        write_script(&work, &self->script);
        write_sheet(&work, &self->sheet);
    }
    curb_trajectories_free(&work.found);
    return error;
}
