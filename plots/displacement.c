/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where exploitation changes: jurisdictions by sectors, with those in the scope of the
 * highlighted scenario edged; for the States of the OSCE a map of tiles. Differences only:
 * what a place starts from is on no tile. */
#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/place_changes.h"
#include "plots/size.h"
#include "plots/tiles.h"

#include <math.h>
#include <string.h>

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    curb_places_t places; /* owned */
    curb_tile_t *tiles;   /* owned */
    size_t tile_count;
} work_t;

/* --- words --- */

static curb_words_t place_name(const work_t *work, size_t place)
{
    return curb_place_title(work->scene->labels, place);
}

static curb_words_t sector_name(const work_t *work, size_t sector)
{
    const char *title = curb_results_sector(work->scene->labels, sector);
    return curb_words_of_id(_(curb_words_clean(title).text));
}

static curb_words_t percent_of(const curb_change_t *change)
{
    if (change->concepts_disagree || isnan(change->percent)) {
        return curb_words("–");
    }
    int decimals = fabs(change->percent) < 10 ? 1 : 0;
    return curb_words("%s\u00A0%%", curb_words_number(change->percent, decimals).text);
}

static curb_words_t people_of(const work_t *work, const curb_change_t *change)
{
    if (change->concepts_disagree || isnan(change->difference)) {
        return curb_words("–");
    }
    double people = change->difference / CURB_YEAR_MONTHS / work->places.magnitude.divisor;
    return curb_words_number(people, fabs(people) < 10 ? 1 : 0);
}

static const curb_compare_effect_t *effect_of(const work_t *work)
{
    const curb_compare_t *compare = &work->scene->compare;
    for (size_t i = 0; i < compare->effect_count; i++) {
        if (compare->effects[i].scenario == work->scene->highlight) {
            return &compare->effects[i];
        }
    }
    return NULL;
}

/* "; elsewhere ...": what is seen outside the scope, or nothing where all is inside. */
static curb_words_t elsewhere_of(const work_t *work)
{
    const curb_compare_effect_t *effect = effect_of(work);
    if (effect == NULL || !effect->has_outside) {
        return curb_words("%s", "");
    }
    const curb_ratio_t *ratio = &effect->displaced;
    bool is_bounded = ratio->set == CURB_RATIO_BOUNDED && effect->inside_years < 0;
    if (!is_bounded || (ratio->interval.low <= 0 && ratio->interval.high >= 0)) {
        return curb_words("%s", _("; no clear share of it appears elsewhere"));
    }
    bool moves = ratio->ratio > 0;
    double low = 100 * (moves ? ratio->interval.low : -ratio->interval.high);
    double high = 100 * (moves ? ratio->interval.high : -ratio->interval.low);
    int decimals = curb_words_decimals(low, high) > 1 ? 1 : curb_words_decimals(low, high);
    return curb_words(
        moves ? _("; %s\u00A0%% of what it averts in its scope appears elsewhere (%s to "
                  "%s\u00A0%%)")
              : _("; outside its scope it averts another %s\u00A0%% of that (%s to "
                  "%s\u00A0%%)"),
        curb_words_number(100 * fabs(ratio->ratio), decimals).text,
        curb_words_number(low, decimals).text, curb_words_number(high, decimals).text);
}

static curb_words_t headline_of(const work_t *work)
{
    size_t fewer = 0, more = 0;
    for (size_t j = 0; j < work->places.count; j++) {
        int sign =
            curb_change_sign(curb_places_change(&work->places, j, work->places.sectors));
        fewer += sign < 0;
        more += sign > 0;
    }
    curb_words_t name = curb_words_short(
        curb_scene_rival_name(work->scene, work->scene->highlight).text, 32);
    return curb_words(
        P_("“%s”: clearly less exploitation in %zu and clearly more in %zu of "
           "%zu jurisdiction%s",
            "“%s”: clearly less exploitation in %zu and clearly more in %zu of "
            "%zu jurisdictions%s",
            work->places.count),
        name.text, fewer, more, work->places.count, elsewhere_of(work).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    curb_words_t years = curb_words_years(window->from_year, window->to_year);
    size_t hidden = work->places.is_map ? 0 : work->places.count - work->places.row_count;
    curb_words_t left_out =
        hidden > 0
            ? curb_words(
                  P_(" %zu jurisdiction with a smaller change is not shown.",
                      " %zu jurisdictions with smaller changes are not shown.", hidden),
                  hidden)
            : curb_words("%s", "");
    return curb_words(
        _("Modelled, not measured. Months of exploitation against no new policy, %s: mean "
          "paired difference, no level. Coloured where the 95\u00A0%% interval, as wide as "
          "in the max-t family but not simultaneous here, does not hold 0; it covers %s. "
          "Dark edge: in scope (for trade, suppliers too).%s%s %s"),
        years.text, curb_scene_covers(scene).text,
        work->places.is_map
            ? _(" States by ISO code, a tile each; grey: not clear; bare: counted with a "
                "neighbour. Anchors allocated, not observed; no ranking.")
        : work->places.of_states ? _(" Allocated, not observed; no ranking.")
                                 : "",
        left_out.text, curb_scene_source(scene).text);
}

/* --- tiles --- */

static curb_tile_t *add_tile(
    work_t *work, double column, double row, const curb_change_t *change)
{
    curb_tile_t *tile = &work->tiles[work->tile_count++];
    *tile = (curb_tile_t){.column = column, .row = row, .columns = 1, .strength = NAN};
    if (change != NULL) {
        tile->strength = curb_tile_strength(
            change, curb_places_value(&work->places, change), work->places.largest);
    }
    return tile;
}

static curb_words_t code_of(const char *id)
{
    curb_words_t code = curb_words("%s", id);
    for (char *at = code.text; *at != '\0'; at++) {
        *at = *at >= 'a' && *at <= 'z' ? (char)(*at - 'a' + 'A') : *at;
    }
    return code;
}

static void lay_map(work_t *work)
{
    const curb_results_t *labels = work->scene->labels;
    bool seen[CURB_TILE_MAP_STATES] = {false};
    int column = 0, row = 0;
    for (size_t j = 0; j < work->places.count; j++) {
        const curb_change_t *change =
            curb_places_change(&work->places, j, work->places.sectors);
        bool is_state = curb_tile_place(labels->jurisdictions[j], &column, &row);
        curb_tile_t *tile = is_state ? add_tile(work, column, row, change)
                                     : add_tile(work, 0, CURB_TILE_MAP_ROWS - 1, change);
        tile->columns = is_state ? 1 : 3;
        tile->in_scope = curb_places_in_scope(&work->places, j, work->places.sectors);
        tile->upper = is_state ? code_of(labels->jurisdictions[j]) : place_name(work, j);
        if (curb_change_sign(change) != 0) { /* nobody shall quote noise about a State */
            tile->lower = percent_of(change);
        }
        for (size_t n = 0; n < CURB_TILE_MAP_STATES; n++) {
            seen[n] = seen[n] || strcmp(curb_tile_state(n), labels->jurisdictions[j]) == 0;
        }
    }
    for (size_t n = 0; n < CURB_TILE_MAP_STATES; n++) {
        if (!seen[n] && curb_tile_place(curb_tile_state(n), &column, &row)) {
            add_tile(work, column, row, NULL)->upper = code_of(curb_tile_state(n));
        }
    }
}

static void lay_matrix(work_t *work)
{
    for (size_t i = 0; i <= work->places.row_count; i++) {
        size_t place =
            i < work->places.row_count ? work->places.rows[i] : work->places.count;
        for (size_t m = 0; m <= work->places.sectors; m++) {
            const curb_change_t *change = curb_places_change(&work->places, place, m);
            double gap_x = m == work->places.sectors ? 0.1 : 0,
                   gap_y = i == work->places.row_count ? 0.1 : 0;
            curb_tile_t *tile =
                add_tile(work, (double)m + gap_x, (double)i + gap_y, change);
            bool is_cell = place < work->places.count && m < work->places.sectors;
            tile->in_scope = is_cell && curb_places_in_scope(&work->places, place, m);
            tile->upper =
                work->places.of_states ? percent_of(change) : people_of(work, change);
            tile->lower =
                work->places.of_states ? curb_words("%s", "") : percent_of(change);
        }
    }
}

static void write_names(const work_t *work, curb_frame_t frame)
{
    curb_draft_t *script = &work->draft->script;
    const double LINE = 0.024;
    double width = (frame.right - frame.left) / ((double)work->places.sectors + 1.1);
    double height = (frame.top - frame.bottom) / ((double)work->places.row_count + 1.1);
    curb_spot_t spot = {
        "screen", "screen", 0, frame.top + 0.022, "center", 13, CURB_INK, false};
    for (size_t m = 0; m <= work->places.sectors; m++) {
        bool is_all = m == work->places.sectors;
        spot.x = frame.left + ((double)m + (is_all ? 0.6 : 0.5)) * width;
        spot.bold = is_all;
        curb_panel_lines(script, is_all ? _("All markets") : sector_name(work, m).text,
            spot, 0.94 * width, 4, 8, LINE, true);
    }
    spot.align = "right";
    spot.x = frame.left - 0.01;
    for (size_t i = 0; i <= work->places.row_count; i++) {
        bool is_all = i == work->places.row_count;
        spot.y = frame.top - ((double)i + (is_all ? 0.6 : 0.5)) * height;
        spot.bold = is_all;
        curb_panel_lines(script,
            is_all ? _("All places") : place_name(work, work->places.rows[i]).text, spot,
            frame.left - 0.02, 3, 8, LINE, false);
    }
}

static curb_words_t head_of(const work_t *work)
{
    if (work->places.of_states) {
        return curb_words("%s", _("Change in months of exploitation, %"));
    }
    bool is_one = work->places.magnitude.word[0] == '\0';
    return curb_words(_("Change in people exploited, average of the years%s%s; below, %%"),
        is_one ? "" : ", ", is_one ? "" : _(work->places.magnitude.word));
}

static void write_script(work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    bool is_slide = curb_size_is_slide();
    curb_frame_t frame = {work->places.is_map ? 0.02
                          : is_slide          ? 0.17
                                              : 0.21,
        0.985, work->places.is_map && !is_slide ? 0.44 : 0.13,
        work->places.is_map ? 0.82 : 0.72};
    curb_frame_t part = {0, 1, frame.bottom - 0.02, 0.87};
    curb_layout_t layout = {1, &part};
    curb_script_open(
        script, "displacement", headline_of(work).text, caption_of(work).text, &layout);
    curb_script_panel(script, frame);
    curb_panel_label(script, head_of(work).text,
        (curb_spot_t){"screen", "screen", 0.025, 0.845, "left", 16, CURB_INK, false}, 0.95,
        12);
    if (work->places.is_map) {
        lay_map(work);
        curb_tiles_write(script, frame, CURB_TILE_MAP_COLUMNS, CURB_TILE_MAP_ROWS,
            work->tiles, work->tile_count);
    } else {
        lay_matrix(work);
        write_names(work, frame);
        curb_tiles_write(script, frame, (double)work->places.sectors + 1.1,
            (double)work->places.row_count + 1.1, work->tiles, work->tile_count);
    }
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    curb_sheet_begin(&work->draft->sheet);
    for (size_t j = 0; j <= work->places.count; j++) {
        for (size_t m = 0; m <= work->places.sectors; m++) {
            curb_change_t change = *curb_places_change(&work->places, j, m);
            bool is_place = j < work->places.count;
            if (is_place && curb_results_withheld(scene->labels, j)) {
                change.difference = NAN; /* with the per cent it would be a level */
                change.half = change.whole = (curb_interval_t){NAN, NAN};
            }
            curb_sheet_row_t row = {
                .panel = is_place && curb_places_in_scope(&work->places, j, m)
                             ? "in scope"
                             : "out of scope",
                .scenario = scene->highlight,
                .metric = CURB_METRIC_EXPLOITED_MONTHS,
                .jurisdiction = is_place ? (int)j : CURB_COMPARE_ALL,
                .sector = m < work->places.sectors ? (int)m : CURB_COMPARE_ALL,
                .from = window->from_year,
                .to = window->to_year,
                .shown = !work->places.is_map || (m == work->places.sectors && is_place)};
            row.panel = is_place ? row.panel : "all places";
            curb_sheet_change(&work->draft->sheet, scene->labels, row, &change);
        }
    }
}

/* The most that a map or a matrix takes. */
static curb_error_t make_tiles(work_t *work)
{
    size_t matrix = (CURB_PLACE_ROWS_MAX + 1) * (work->places.sectors + 1);
    size_t map = CURB_TILE_MAP_STATES + work->places.count;
    work->tiles = curb_calloc(matrix > map ? matrix : map, sizeof *work->tiles);
    return work->tiles != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

curb_error_t curb_figure_displacement(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    const curb_results_t *labels = self->scene->labels;
    if (labels->jurisdiction_count * labels->sector_count < 2) {
        self->is_empty = true;
        return CURB_OK;
    }
    curb_error_t error = curb_places_init(&work.places, self->scene);
    if (error == CURB_OK) {
        error = make_tiles(&work);
    }
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_places_free(&work.places);
    curb_free(work.tiles);
    return error;
}
