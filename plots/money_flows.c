/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The chain from buyers' money to traffickers' profit, a column a link: above, the sums a
 * year with and without the highlighted scenario on one scale from 0; below, its change. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>
#include <string.h>

enum { LINK_COUNT = 4 };

static const struct {
    curb_metric_t metric;
    const char *title, *block;
} links[LINK_COUNT] = {
    {CURB_METRIC_BUYER_SPENDING, N_("Buyers spend, unvetted"), "SPENDING"},
    {CURB_METRIC_TURNOVER, N_("→ sellers receive"), "RECEIPTS"},
    {CURB_METRIC_TURNOVER_EXPLOITED, N_("→ for exploited people’s work"), "EXPLOITED"},
    {CURB_METRIC_PROFIT, N_("→ kept as traffickers’ profit"), "PROFIT"}};

/* The first two links are many times the last two: each pair has its scale. */
enum { LINKS_PER_SCALE = 2, SCALE_COUNT = LINK_COUNT / LINKS_PER_SCALE };

/** A link of the chain. */
typedef struct {
    curb_bands_t *baseline, *chosen; /* [year], borrowed from the work */
    curb_change_t *changes;          /* [year], borrowed from the work */
} link_t;

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t first_year;
    link_t links[LINK_COUNT];
    curb_bands_t *bands;    /* owned */
    curb_change_t *changes; /* owned */
} work_t;

/* The second pair of columns stands apart, for it has numbers of its own. */
static curb_frame_t frame_of(int link, size_t row)
{
    const double left = link < LINKS_PER_SCALE ? 0.06 : 0.55;
    curb_grid_t grid = {.area = {left, left + 0.435, 0.165, 0.74},
        .columns = LINKS_PER_SCALE,
        .rows = 2,
        .gap_x = 0.022,
        .gap_y = 0.165};
    return curb_grid_frame(&grid, (size_t)(link % LINKS_PER_SCALE), row);
}

static curb_error_t fill_link(work_t *work, int k)
{
    curb_scene_t *scene = work->scene;
    curb_series_t *series = &scene->series;
    size_t years = series->year_count;
    link_t *link = &work->links[k];
    link->baseline = work->bands + (size_t)(2 * k) * years;
    link->chosen = link->baseline + years;
    link->changes = work->changes + (size_t)k * years;
    curb_error_t error = CURB_OK;
    for (size_t y = 0; y < years && error == CURB_OK; y++) {
        const curb_window_t *year = &series->years[y];
        error = curb_series_bands(series, links[k].metric, scene->labels->baseline, NULL,
            year, &link->baseline[y]);
        if (error == CURB_OK) {
            error = curb_series_bands(
                series, links[k].metric, scene->highlight, NULL, year, &link->chosen[y]);
        }
        link->changes[y] =
            curb_series_change(series, links[k].metric, scene->highlight, NULL, year);
    }
    return error;
}

static curb_error_t prepare(work_t *work)
{
    size_t years = work->scene->series.year_count;
    work->bands = curb_calloc((size_t)2 * LINK_COUNT * years, sizeof *work->bands);
    work->changes = curb_calloc(LINK_COUNT * years, sizeof *work->changes);
    if (work->bands == NULL || work->changes == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = CURB_OK;
    for (int k = 0; k < LINK_COUNT && error == CURB_OK; k++) {
        error = fill_link(work, k);
    }
    work->first_year = curb_panel_first_year(work->scene);
    return error;
}

/* --- words --- */

static curb_words_t headline_of(const work_t *work)
{
    curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    curb_change_t change = curb_series_change(
        &scene->series, CURB_METRIC_PROFIT, scene->highlight, NULL, window);
    curb_words_t name =
        curb_words_short(curb_scene_rival_name(scene, scene->highlight).text, 40);
    curb_words_t what = curb_words(_("traffickers’ profit in %s"),
        curb_words_years(window->from_year, window->to_year).text);
    return curb_words(_("“%s” %s"), name.text, curb_scene_verdict(&change, what.text).text);
}

static curb_words_t caption_of(const work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_change_t change = curb_series_change(
        &scene->series, CURB_METRIC_PROFIT, scene->highlight, NULL, &scene->compare.window);
    curb_words_t split = curb_scene_split(scene, &change, _("profit’s change"));
    return curb_words(
        _("Modelled, not measured. Above: median and 95\u00A0%% of replicates, the spread; "
          "dashed: no new policy. Below: mean paired difference, its precision; dark "
          "50\u00A0%%, light 95\u00A0%% interval as wide as in the max-t family but not "
          "simultaneous over panels and years, covers %s.%s%s No vetted goods, no travel. "
          "%s"),
        curb_scene_covers(scene).text, split.text, curb_scene_concepts_note(scene),
        curb_scene_source(scene).text);
}

/* --- above: sums --- */

static void write_bands(const work_t *work, int k)
{
    curb_draft_t *script = &work->draft->script;
    const curb_series_t *series = &work->scene->series;
    const link_t *link = &work->links[k];
    curb_words_t name = curb_words("%s_USD", links[k].block);
    curb_script_block(script, name.text,
        "year, no new policy: median, 2.5 and 97.5 %; the measure: the same; USD a year");
    for (size_t y = work->first_year; y < series->year_count; y++) {
        const double *base = link->baseline[y].quantiles,
                     *chosen = link->chosen[y].quantiles;
        curb_script_row(script,
            (double[]){curb_series_middle(&series->years[y]), base[CURB_BAND_MEDIAN],
                base[0], base[CURB_BAND_COUNT - 1], chosen[CURB_BAND_MEDIAN], chosen[0],
                chosen[CURB_BAND_COUNT - 1]},
            7);
    }
    curb_script_block_end(script);
}

static curb_axis_t level_axis(const work_t *work, int scale)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (int k = scale * LINKS_PER_SCALE; k < (scale + 1) * LINKS_PER_SCALE; k++) {
        for (size_t y = work->first_year; y < work->scene->series.year_count; y++) {
            const double *base = work->links[k].baseline[y].quantiles;
            const double *chosen = work->links[k].chosen[y].quantiles;
            curb_range_add(&range, base[0]);
            curb_range_add(&range, base[CURB_BAND_COUNT - 1]);
            curb_range_add(&range, chosen[0]);
            curb_range_add(&range, chosen[CURB_BAND_COUNT - 1]);
        }
    }
    return curb_axis(&range, 3);
}

/* One word for all sums of the figure. */
static curb_magnitude_t magnitude_of(const work_t *work)
{
    size_t last = work->scene->series.year_count - 1;
    return curb_words_magnitude(
        work->links[LINK_COUNT - 1].baseline[last].quantiles[CURB_BAND_MEDIAN]);
}

static void write_level_texts(const work_t *work, int k, curb_frame_t frame)
{
    size_t last = work->scene->series.year_count - 1;
    double without = work->links[k].baseline[last].quantiles[CURB_BAND_MEDIAN];
    double with = work->links[k].chosen[last].quantiles[CURB_BAND_MEDIAN];
    curb_magnitude_t magnitude = magnitude_of(work);
    int decimals = fabs(without) / magnitude.divisor >= 1000 ? 0 : 1;
    curb_draft_t *script = &work->draft->script;
    curb_panel_title(script, frame, _(links[k].title),
        curb_words(
            _("%s without"), curb_words_number(without / magnitude.divisor, decimals).text)
            .text,
        CURB_GREY);
    curb_script_label(script,
        curb_words(_("%s with"), curb_words_number(with / magnitude.divisor, decimals).text)
            .text,
        (curb_spot_t){"screen", "screen", frame.right, frame.top + 0.022, "right", 14,
            CURB_BLUE, true});
}

static void write_level(const work_t *work, int k, const curb_axis_t *axis)
{
    curb_draft_t *script = &work->draft->script;
    const curb_scene_t *scene = work->scene;
    curb_frame_t frame = frame_of(k, 0);
    write_bands(work, k);
    curb_script_panel(script, frame);
    write_level_texts(work, k, frame);
    curb_script_year_axis(script, scene->series.years[work->first_year].from_year,
        curb_scene_last_year(scene)->to_year, curb_panel_year_ticks(script, frame));
    curb_script_value_axis(
        script, "y", axis, magnitude_of(work).divisor, k % LINKS_PER_SCALE == 0);
    curb_script_policy_start(
        script, scene->labels->scenarios[scene->highlight].policy_start);
    curb_draft_add(script,
        "plot $%s_USD using 1:3:4 with filledcurves linecolor rgb '" CURB_GREY
        "', '' using 1:6:7 with filledcurves linecolor rgb '" CURB_BLUE
        "', '' using 1:2 with lines linecolor rgb '" CURB_GREY
        "' linewidth 2.4 dashtype 2, '' using 1:5 with lines linecolor rgb '" CURB_BLUE
        "' linewidth 2.6\nunset label\n",
        links[k].block);
}

/* --- below: change --- */

static void write_change(const work_t *work, int k, const curb_axis_t *axis)
{
    const link_t *link = &work->links[k];
    const curb_change_t *last = &link->changes[work->scene->series.year_count - 1];
    curb_change_panel_t panel = {.title = curb_words("%s", ""),
        .note = curb_change_text(last),
        .frame = frame_of(k, 1),
        .axis = axis,
        .has_numbers = k % LINKS_PER_SCALE == 0,
        .changes = link->changes,
        .first_year = work->first_year,
        .block = links[k].block};
    curb_change_panel_write(&panel, work->scene, &work->draft->script);
}

static void write_row_heads(const work_t *work, double left)
{
    bool is_slide = curb_size_is_slide(); /* where one head stands over both pairs */
    const double width = is_slide ? 0.95 : 0.47;
    curb_magnitude_t magnitude = magnitude_of(work);
    const curb_window_t *last = curb_scene_last_year(work->scene);
    curb_words_t year = curb_words_years(last->from_year, last->to_year);
    curb_words_t name =
        curb_words_short(curb_scene_rival_name(work->scene, work->scene->highlight).text,
            is_slide ? 40 : 26);
    bool is_scaled = magnitude.word[0] != '\0';
    curb_words_t unit =
        is_scaled ? curb_words("%s ", _(magnitude.word)) : curb_words("%s", "");
    curb_words_t above =
        curb_words(_("Sums a year, %sUSD, without and with “%s”; numbers: %s"), unit.text,
            name.text, year.text);
    curb_words_t below =
        curb_words(_("Change against no new policy, %%; numbers: %s"), year.text);
    curb_spot_t spot = {"screen", "screen", left, 0.0, "left", 16, CURB_INK, false};
    spot.y = frame_of(0, 0).top + 0.1;
    curb_panel_label(&work->draft->script, above.text, spot, width, 12);
    spot.y = frame_of(0, 1).top + 0.065;
    curb_panel_label(&work->draft->script, below.text, spot, width, 13);
}

static void write_script(const work_t *work)
{
    static const curb_frame_t pairs[] = {
        {0, 0.5, 0.105, 0.865}, {0.492, 0.992, 0.105, 0.865}};
    const curb_layout_t layout = {2, pairs};
    curb_draft_t *script = &work->draft->script;
    curb_axis_t levels[SCALE_COUNT];
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (int k = 0; k < LINK_COUNT; k++) {
        curb_change_panel_range(work->links[k].changes, work->first_year,
            work->scene->series.year_count, &range);
    }
    curb_axis_t changes = curb_axis(&range, 4);
    curb_script_open(
        script, "money_flows", headline_of(work).text, caption_of(work).text, &layout);
    write_row_heads(work, 0.025);
    if (curb_size()->height == 0) {
        curb_script_part(script, &layout, 1);
        write_row_heads(work, 0.51);
    }
    for (int scale = 0; scale < SCALE_COUNT; scale++) {
        levels[scale] = level_axis(work, scale);
    }
    for (int k = 0; k < LINK_COUNT; k++) {
        curb_script_part(script, &layout, (size_t)(k / LINKS_PER_SCALE));
        write_level(work, k, &levels[k / LINKS_PER_SCALE]);
        write_change(work, k, &changes);
    }
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    curb_draft_t *sheet = &work->draft->sheet;
    curb_sheet_begin(sheet);
    for (int k = 0; k < LINK_COUNT; k++) {
        for (size_t y = 0; y < scene->series.year_count; y++) {
            curb_sheet_row_t row = {.panel = "sum",
                .scenario = scene->labels->baseline,
                .metric = links[k].metric,
                .jurisdiction = CURB_COMPARE_ALL,
                .sector = CURB_COMPARE_ALL,
                .from = scene->series.years[y].from_year,
                .to = scene->series.years[y].to_year,
                .shown = y >= work->first_year};
            curb_sheet_bands(sheet, scene->labels, row, &work->links[k].baseline[y]);
            row.scenario = scene->highlight;
            curb_sheet_bands(sheet, scene->labels, row, &work->links[k].chosen[y]);
            row.panel = "change";
            curb_sheet_change(sheet, scene->labels, row, &work->links[k].changes[y]);
        }
    }
}

curb_error_t curb_figure_money_flows(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_free(work.bands);
    curb_free(work.changes);
    return error;
}
