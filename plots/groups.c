/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Women, men, girls and boys: what the highlighted scenario changes for each, year by year
 * on one scale, with the other scenarios set beside it as grey lines. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>

enum { GROUP_COUNT = 4, GREY_MOST = 40 };

static const struct {
    curb_metric_t metric;
    const char *title, *named, *block;
} groups[GROUP_COUNT] = {{CURB_METRIC_EXPLOITED_WOMEN, N_("Women"), N_("women"), "WOMEN"},
    {CURB_METRIC_EXPLOITED_MEN, N_("Men"), N_("men"), "MEN"},
    {CURB_METRIC_EXPLOITED_GIRLS, N_("Girls"), N_("girls"), "GIRLS"},
    {CURB_METRIC_EXPLOITED_BOYS, N_("Boys"), N_("boys"), "BOYS"}};

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t first_year, years;
    curb_change_t *changes; /* [group][year] of the highlighted scenario; owned */
    size_t grey_count;
    double *grey; /* [group][rival][year] per cent; owned */
} work_t;

static const curb_change_t *last_of(const work_t *work, size_t group)
{
    return &work->changes[(group + 1) * work->years - 1];
}

static bool has_groups(const curb_scene_t *scene)
{
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        if (scene->series.data->values[groups[g].metric] == NULL) {
            return false;
        }
    }
    return true;
}

static curb_error_t prepare(work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_series_t *series = &scene->series;
    work->years = series->year_count;
    work->first_year = curb_panel_first_year(scene);
    work->grey_count = scene->rival_count < GREY_MOST ? scene->rival_count : GREY_MOST;
    work->changes = curb_calloc(GROUP_COUNT * work->years, sizeof *work->changes);
    work->grey =
        curb_calloc(GROUP_COUNT * work->years * (work->grey_count + 1), sizeof *work->grey);
    if (work->changes == NULL || work->grey == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    double *grey = work->grey;
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        for (size_t y = 0; y < work->years; y++) {
            work->changes[g * work->years + y] = curb_series_change(
                series, groups[g].metric, scene->highlight, NULL, &series->years[y]);
        }
        for (size_t i = 0; i < work->grey_count; i++) {
            for (size_t y = 0; y < work->years; y++) {
                *grey++ = curb_series_change(
                    series, groups[g].metric, scene->rivals[i], NULL, &series->years[y])
                              .percent;
            }
        }
    }
    return CURB_OK;
}

/* "women −2.6 %", "girls no clear change" */
static curb_words_t finding_of(const work_t *work, size_t group)
{
    const curb_change_t *last = last_of(work, group);
    if (curb_change_sign(last) == 0 || isnan(last->percent)) {
        return curb_words(_("%s no clear change"), _(groups[group].named));
    }
    int decimals = curb_words_decimals(last->percent_whole.low, last->percent_whole.high);
    return curb_words("%s %s\u00A0%%", _(groups[group].named),
        curb_words_number(last->percent, decimals).text);
}

static curb_words_t headline_of(const work_t *work)
{
    curb_words_t name = curb_words_short(
        curb_scene_rival_name(work->scene, work->scene->highlight).text, 40);
    curb_words_t findings[GROUP_COUNT];
    bool is_clear = false;
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        findings[g] = finding_of(work, g);
        is_clear = is_clear || curb_change_sign(last_of(work, g)) != 0;
    }
    return is_clear
               ? curb_words(_("“%s”, people exploited: %s, %s, %s, %s"), name.text,
                     findings[0].text, findings[1].text, findings[2].text, findings[3].text)
               : curb_words(_("“%s” has no clear effect on the number of women, men, girls "
                              "or boys exploited"),
                     name.text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    size_t others = scene->rival_count > 0 ? work->grey_count - 1 : 0;
    curb_words_t grey =
        others > 0 ? curb_words(P_(" Grey: the mean of %zu other measure set beside it.",
                                    " Grey: the means of %zu other measures set beside it.",
                                    others),
                         others)
                   : curb_words("%s", "");
    return curb_words(
        _("Modelled, not measured. People exploited at the end of each year, all markets "
          "and "
          "places: mean paired difference in %% of the same group with no new policy; dark "
          "band 50\u00A0%%, light 95\u00A0%% interval as wide as in the max-t family but "
          "not "
          "simultaneous over panels and years, covers %s.%s%s Numbers: last year. %s"),
        curb_scene_covers(scene).text, grey.text, curb_scene_concepts_note(scene),
        curb_scene_source(scene).text);
}

static curb_axis_t axis_of(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        curb_change_panel_range(
            work->changes + g * work->years, work->first_year, work->years, &range);
        for (size_t k = 0; k < work->grey_count * work->years; k++) {
            curb_range_add(&range, work->grey[g * work->grey_count * work->years + k]);
        }
    }
    return curb_axis(&range, 5);
}

/* A line a rival, parted by blank lines. */
static void write_grey(const work_t *work, size_t g, curb_draft_t *script)
{
    const double *at = work->grey + g * work->grey_count * work->years;
    curb_script_block(script, curb_words("%s_OTHERS", groups[g].block).text,
        "year, mean change of another measure; per cent");
    for (size_t i = 0; i < work->grey_count; i++) {
        bool is_highlight = work->scene->rivals[i] == work->scene->highlight;
        for (size_t y = 0; y < work->years; y++, at++) {
            if (y >= work->first_year && !is_highlight && isfinite(*at)) {
                curb_script_row(script,
                    (double[]){curb_series_middle(&work->scene->series.years[y]), *at}, 2);
            }
        }
        curb_script_row(script, NULL, 0);
    }
    curb_script_row(script, (double[]){NAN, NAN}, 2); /* never empty */
    curb_script_block_end(script);
}

static void write_panel(
    const work_t *work, size_t g, const curb_grid_t *grid, const curb_axis_t *axis)
{
    curb_draft_t *script = &work->draft->script;
    write_grey(work, g, script);
    curb_words_t behind = curb_words("%s_OTHERS", groups[g].block);
    curb_change_panel_t panel = {.title = curb_words("%s", _(groups[g].title)),
        .note = curb_change_text(last_of(work, g)),
        .frame = curb_grid_frame(grid, g % grid->columns, g / grid->columns),
        .axis = axis,
        .has_numbers = g % grid->columns == 0,
        .changes = work->changes + g * work->years,
        .first_year = work->first_year,
        .block = groups[g].block,
        .behind = behind.text};
    curb_change_panel_write(&panel, work->scene, script);
}

static void write_script(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    curb_grid_t grid = curb_grid(GROUP_COUNT, GROUP_COUNT, 0.74, 0.3, 0.17);
    curb_axis_t axis = axis_of(work);
    curb_frame_t part = curb_grid_part(&grid, 0.12);
    curb_layout_t layout = {1, &part};
    curb_script_open(
        script, "groups", headline_of(work).text, caption_of(work).text, &layout);
    curb_script_label(script, _("Change in people exploited by group, %"),
        (curb_spot_t){
            "screen", "screen", 0.025, grid.area.top + 0.09, "left", 16, CURB_INK, false});
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        write_panel(work, g, &grid, &axis);
    }
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    curb_draft_t *sheet = &work->draft->sheet;
    curb_sheet_begin(sheet);
    for (size_t g = 0; g < GROUP_COUNT; g++) {
        curb_sheet_row_t row = {.panel = "change",
            .scenario = scene->highlight,
            .metric = groups[g].metric,
            .jurisdiction = CURB_COMPARE_ALL,
            .sector = CURB_COMPARE_ALL};
        for (size_t y = 0; y < work->years; y++) {
            row.from = scene->series.years[y].from_year;
            row.to = scene->series.years[y].to_year;
            row.shown = y >= work->first_year;
            curb_sheet_change(
                sheet, scene->labels, row, &work->changes[g * work->years + y]);
        }
    }
}

curb_error_t curb_figure_groups(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    if (!has_groups(self->scene)) {
        self->is_empty = true;
        return CURB_OK;
    }
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_free(work.changes);
    curb_free(work.grey);
    return error;
}
