/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the highlighted scenario changes something, and where the market moves: a row of
 * sectors, a row of jurisdictions, each in per cent of its own baseline. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>

enum { PANELS_MAX = 6, STATES_MAX = 12, PANELS_IN_LINE = 6 };

/** One sector over all jurisdictions, or one jurisdiction over all sectors. */
typedef struct {
    int jurisdiction, sector; /* the other is CURB_COMPARE_ALL */
    curb_change_t *changes;   /* [year], borrowed from the work */
    bool shown;
} part_t;

/** Sectors or jurisdictions. */
typedef struct {
    const char *one; /* in the sheet */
    bool is_places;
    size_t count, shown_count, most; /* most: panels there is room for */
    bool of_states; /* levels are withheld: chosen by change in per cent, not in people */
    part_t *parts;  /* owned */
    size_t clearly_fewer, clearly_more;
} row_t;

enum { BY_SECTOR, BY_JURISDICTION, ROW_COUNT };

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t first_year;
    row_t rows[ROW_COUNT];
    curb_change_t *changes; /* of all parts, owned */
    bool *cells;            /* [jurisdiction][sector], owned */
} work_t;

static const curb_change_t *last_of(const work_t *work, const part_t *part)
{
    return &part->changes[work->scene->series.year_count - 1];
}

static void mark_cells(work_t *work, const part_t *part)
{
    const curb_results_t *labels = work->scene->labels;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        for (size_t m = 0; m < labels->sector_count; m++) {
            work->cells[j * labels->sector_count + m] =
                (part->jurisdiction < 0 || (size_t)part->jurisdiction == j) &&
                (part->sector < 0 || (size_t)part->sector == m);
        }
    }
}

/* How much a part changes, for the choice of those shown. Among States whose levels are
 * withheld: those with a clear change first, then by per cent, so that no level shows in
 * it. */
static double size_of(const work_t *work, const row_t *row, const part_t *part)
{
    const curb_change_t *last = last_of(work, part);
    if (!row->of_states) {
        return fabs(last->difference);
    }
    double percent = isnan(last->percent) ? 0.0 : fabs(last->percent);
    return percent / (1.0 + percent) + (curb_change_sign(last) != 0 ? 1.0 : 0.0);
}

/* Where there is not room for all: those that change most, in either direction. They stand
 * in the order of the world. */
static void choose(const work_t *work, row_t *row)
{
    for (size_t i = 0; i < row->count; i++) {
        size_t larger = 0;
        double size = size_of(work, row, &row->parts[i]);
        for (size_t k = 0; k < row->count; k++) {
            double other = size_of(work, row, &row->parts[k]);
            larger += other > size || (!(other < size) && k < i);
        }
        row->parts[i].shown = larger < row->most;
        row->shown_count += row->parts[i].shown;
    }
}

static void fill_row(work_t *work, row_t *row, curb_change_t *changes)
{
    curb_series_t *series = &work->scene->series;
    for (size_t i = 0; i < row->count; i++) {
        part_t *part = &row->parts[i];
        part->changes = changes + i * series->year_count;
        mark_cells(work, part);
        for (size_t y = 0; y < series->year_count; y++) {
            part->changes[y] = curb_series_change(series, CURB_METRIC_EXPLOITED,
                work->scene->highlight, work->cells, &series->years[y]);
        }
        int sign = curb_change_sign(last_of(work, part));
        row->clearly_fewer += sign < 0;
        row->clearly_more += sign > 0;
    }
    choose(work, row);
}

static bool has_withheld(const curb_results_t *labels)
{
    bool withheld = false;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        withheld = withheld || curb_results_withheld(labels, j);
    }
    return withheld;
}

static curb_error_t prepare(work_t *work)
{
    const curb_results_t *labels = work->scene->labels;
    size_t sectors = labels->sector_count, jurisdictions = labels->jurisdiction_count;
    size_t years = work->scene->series.year_count;
    row_t *by_sector = &work->rows[BY_SECTOR];
    row_t *by_jurisdiction = &work->rows[BY_JURISDICTION];
    *by_sector = (row_t){.one = "sector",
        .most = PANELS_MAX,
        .count = sectors,
        .parts = curb_calloc(sectors, sizeof(part_t))};
    *by_jurisdiction = (row_t){.one = "jurisdiction",
        .is_places = true,
        .most = jurisdictions > STATES_MAX ? STATES_MAX : PANELS_MAX,
        .of_states = has_withheld(labels),
        .count = jurisdictions,
        .parts = curb_calloc(jurisdictions, sizeof(part_t))};
    work->changes = curb_calloc((sectors + jurisdictions) * years, sizeof *work->changes);
    work->cells = curb_calloc(sectors * jurisdictions, sizeof *work->cells);
    if (by_sector->parts == NULL || by_jurisdiction->parts == NULL ||
        work->changes == NULL || work->cells == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t m = 0; m < sectors; m++) {
        by_sector->parts[m] = (part_t){CURB_COMPARE_ALL, (int)m, NULL, false};
    }
    for (size_t j = 0; j < jurisdictions; j++) {
        by_jurisdiction->parts[j] = (part_t){(int)j, CURB_COMPARE_ALL, NULL, false};
    }
    fill_row(work, by_sector, work->changes);
    fill_row(work, by_jurisdiction, work->changes + sectors * years);
    work->first_year = curb_panel_first_year(work->scene);
    return CURB_OK;
}

/* --- words --- */

static curb_words_t count_in_words(size_t count, const row_t *row)
{
    return curb_words(
        row->is_places
            ? P_("%zu of %zu jurisdiction", "%zu of %zu jurisdictions", row->count)
            : P_("%zu of %zu sector", "%zu of %zu sectors", row->count),
        count, row->count);
}

static curb_words_t headline_of(const work_t *work)
{
    const row_t *sectors = &work->rows[BY_SECTOR], *places = &work->rows[BY_JURISDICTION];
    curb_words_t name = curb_words_short(
        curb_scene_rival_name(work->scene, work->scene->highlight).text, 40);
    bool fewer = sectors->clearly_fewer + places->clearly_fewer > 0;
    bool more = sectors->clearly_more + places->clearly_more > 0;
    if (!fewer && !more) {
        return curb_words(_("“%s” has no clear effect on people exploited in any sector or "
                            "jurisdiction"),
            name.text);
    }
    curb_words_t lower = curb_words(_("clearly fewer people exploited in %s and %s"),
        count_in_words(sectors->clearly_fewer, sectors).text,
        count_in_words(places->clearly_fewer, places).text);
    curb_words_t higher =
        curb_words(fewer ? _("clearly more in %s and %s")
                         : _("clearly more people exploited in %s and %s"),
            count_in_words(sectors->clearly_more, sectors).text,
            count_in_words(places->clearly_more, places).text);
    if (fewer && more) {
        return curb_words(_("“%s”: %s; %s"), name.text, lower.text, higher.text);
    }
    return fewer ? curb_words(_("“%s”: %s, clearly more in none"), name.text, lower.text)
                 : curb_words(_("“%s”: %s, clearly fewer in none"), name.text, higher.text);
}

static curb_words_t caption_of(const work_t *work)
{
    curb_scene_t *scene = work->scene;
    curb_change_t whole = curb_series_change(&scene->series, CURB_METRIC_EXPLOITED,
        scene->highlight, NULL, curb_scene_last_year(scene));
    curb_words_t split = curb_scene_split(scene, &whole, _("the whole change, last year"));
    curb_words_t hidden = curb_words("%s", "");
    for (int r = 0; r < ROW_COUNT; r++) {
        const row_t *row = &work->rows[r];
        if (row->count > row->shown_count) {
            hidden = curb_words("%s%s %s", hidden.text,
                hidden.text[0] == '\0' ? _(" Left out, smaller:") : ",",
                count_in_words(row->count - row->shown_count, row).text);
        }
    }
    bool of_states = work->rows[BY_JURISDICTION].of_states;
    return curb_words(
        _("Modelled, not measured. Mean paired difference of each year in %% of the same "
          "place with no new policy; dark band 50\u00A0%%, light 95\u00A0%% interval as "
          "wide as in the max-t family but not simultaneous %s, covers %s.%s%s %s%s%s%s "
          "%s"),
        of_states ? _("here") : _("over panels and years"), curb_scene_covers(scene).text,
        split.text, curb_scene_concepts_note(scene),
        of_states ? _("Numbers: last year.") : _("One scale a row; numbers: last year."),
        hidden.text, hidden.text[0] != '\0' ? "." : "",
        of_states ? _(" Allocated, not observed; no ranking.") : "",
        curb_scene_source(scene).text);
}

static const char *scope_of(const work_t *work, const part_t *part)
{
    const curb_results_t *labels = work->scene->labels;
    size_t inside = 0, all = 0;
    const bool *in_scope = labels->in_scope + work->scene->highlight *
                                                  labels->jurisdiction_count *
                                                  labels->sector_count;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        for (size_t m = 0; m < labels->sector_count; m++) {
            bool counts = (part->jurisdiction < 0 || (size_t)part->jurisdiction == j) &&
                          (part->sector < 0 || (size_t)part->sector == m);
            all += counts;
            inside += counts && in_scope[j * labels->sector_count + m];
        }
    }
    return inside == 0     ? _("out of scope")
           : inside == all ? _("in scope")
                           : _("partly in scope");
}

/* --- panels --- */

static void write_part(const work_t *work, const part_t *part, size_t number,
    const curb_grid_t *grid, const curb_axis_t *axis)
{
    const curb_results_t *labels = work->scene->labels;
    bool is_sector = part->sector >= 0;
    curb_words_t title =
        is_sector
            ? curb_words_of_id(_(
                  curb_words_clean(curb_results_sector(labels, (size_t)part->sector)).text))
            : curb_place_title(labels, (size_t)part->jurisdiction);
    curb_words_t block = curb_words("%s%zu", is_sector ? "SECTOR" : "PLACE", number);
    curb_change_panel_t panel = {.title = title,
        .note = curb_words("%s", curb_change_text(last_of(work, part)).text),
        .frame = curb_grid_frame(grid, number % grid->columns, number / grid->columns),
        .axis = axis,
        .has_numbers = number % grid->columns == 0,
        .changes = part->changes,
        .first_year = work->first_year,
        .block = block.text};
    curb_draft_t *script = &work->draft->script;
    curb_script_label(script, scope_of(work, part),
        (curb_spot_t){"screen", "screen", panel.frame.right - 0.003,
            panel.frame.bottom + 0.018, "right", 13, CURB_GREY, false});
    curb_change_panel_write(&panel, work->scene, script);
}

/* One grid under the other, with panels equally high. */
static void make_grids(const work_t *work, curb_grid_t grids[ROW_COUNT])
{
    const double top = 0.75, gap_y = 0.17, height = 0.16;
    for (int r = 0; r < ROW_COUNT; r++) {
        size_t shown = work->rows[r].shown_count;
        size_t columns = shown < 3 ? 3 : shown < PANELS_IN_LINE ? shown : PANELS_IN_LINE;
        grids[r] = curb_grid(shown, columns, top, height, gap_y);
    }
    curb_grid_t *upper = &grids[BY_SECTOR], *lower = &grids[BY_JURISDICTION];
    double rows = (double)(upper->rows + lower->rows);
    bool is_slide = curb_size_is_slide();
    double each = is_slide ? (top - 0.16 - (rows - 1) * gap_y) / rows : height;
    upper->area.bottom = top - (each + gap_y) * (double)upper->rows + gap_y;
    lower->area.top = upper->area.bottom - gap_y;
    lower->area.bottom = lower->area.top - (each + gap_y) * (double)lower->rows + gap_y;
}

static void write_row(const work_t *work, int r, const curb_grid_t *grid)
{
    const row_t *row = &work->rows[r];
    curb_range_t range = {0};
    size_t number = 0;
    curb_range_add(&range, 0);
    for (size_t i = 0; i < row->count; i++) {
        if (row->parts[i].shown) {
            curb_change_panel_range(row->parts[i].changes, work->first_year,
                work->scene->series.year_count, &range);
        }
    }
    curb_axis_t axis = curb_axis(&range,
        curb_grid_frame(grid, 0, 0).top - curb_grid_frame(grid, 0, 0).bottom < 0.13 ? 2
                                                                                    : 4);
    curb_script_label(&work->draft->script,
        r == BY_SECTOR ? _("Change in people exploited by sector, %")
                       : _("Change in people exploited by jurisdiction, %"),
        (curb_spot_t){"screen", "screen", 0.025, grid->area.top + 0.087, "left", 16,
            CURB_INK, false});
    for (size_t i = 0; i < row->count; i++) {
        if (row->parts[i].shown) {
            write_part(work, &row->parts[i], number++, grid, &axis);
        }
    }
}

static void write_script(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    curb_grid_t grids[ROW_COUNT];
    make_grids(work, grids);
    curb_frame_t part = {0, 1, grids[BY_JURISDICTION].area.bottom - 0.055, 0.86};
    curb_layout_t layout = {1, &part};
    curb_script_open(
        script, "multiples", headline_of(work).text, caption_of(work).text, &layout);
    for (int r = 0; r < ROW_COUNT; r++) {
        write_row(work, r, &grids[r]);
    }
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    curb_sheet_begin(&work->draft->sheet);
    for (int r = 0; r < ROW_COUNT; r++) {
        for (size_t i = 0; i < work->rows[r].count; i++) {
            const part_t *part = &work->rows[r].parts[i];
            for (size_t y = 0; y < scene->series.year_count; y++) {
                curb_sheet_row_t row = {.panel = work->rows[r].one,
                    .scenario = scene->highlight,
                    .metric = CURB_METRIC_EXPLOITED,
                    .jurisdiction = part->jurisdiction,
                    .sector = part->sector,
                    .from = scene->series.years[y].from_year,
                    .to = scene->series.years[y].to_year,
                    .shown = part->shown && y >= work->first_year};
                curb_change_t change = part->changes[y];
                if (part->jurisdiction >= 0 &&
                    curb_results_withheld(scene->labels, (size_t)part->jurisdiction)) {
                    change.difference = NAN; /* with the per cent it would be a level */
                    change.half = change.whole = (curb_interval_t){NAN, NAN};
                }
                curb_sheet_change(&work->draft->sheet, scene->labels, row, &change);
            }
        }
    }
}

curb_error_t curb_figure_multiples(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    for (int r = 0; r < ROW_COUNT; r++) {
        curb_free(work.rows[r].parts);
    }
    curb_free(work.changes);
    curb_free(work.cells);
    return error;
}
