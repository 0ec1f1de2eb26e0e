/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/panel.h"

#include "plots/lang.h"
#include "plots/size.h"

#include <math.h>
#include <string.h>

enum { NOTE_LEAST = 12 }; /* points of the line under a title */

curb_grid_t curb_grid(size_t count, size_t columns, double top, double height, double gap_y)
{
    const curb_size_t *size = curb_size();
    bool is_slide = curb_size_is_slide();
    const double numbers = 98, gap_x = 39, edge = 24; /* pixels */
    double share = size->width / CURB_SLIDE_WIDTH;
    size_t fitting = (size_t)fmax(1, round((double)columns * share + 0.2));
    fitting = is_slide ? columns : fitting;
    size_t rows = (count + fitting - 1) / fitting;
    columns = is_slide ? columns : (count + rows - 1) / rows; /* lines of equal length */
    double bottom = is_slide ? 0.175 : top - (height + gap_y) * (double)rows + gap_y;
    return (curb_grid_t){
        .area = {numbers / size->width, 1 - edge / size->width, bottom, top},
        .columns = columns,
        .rows = rows,
        .gap_x = gap_x / size->width,
        .gap_y = gap_y};
}

curb_frame_t curb_grid_part(const curb_grid_t *self, double above)
{
    return (curb_frame_t){0, 1, self->area.bottom - 0.07, self->area.top + above};
}

curb_frame_t curb_grid_frame(const curb_grid_t *self, size_t column, size_t row)
{
    double columns = (double)self->columns, rows = (double)self->rows;
    double width =
        (self->area.right - self->area.left - (columns - 1) * self->gap_x) / columns;
    double height = (self->area.top - self->area.bottom - (rows - 1) * self->gap_y) / rows;
    double left = self->area.left + (double)column * (width + self->gap_x);
    double top = self->area.top - (double)row * (height + self->gap_y);
    return (curb_frame_t){left, left + width, top - height, top};
}

size_t curb_grid_letters(const curb_draft_t *script, double width, int size, bool bold)
{
    double pixels = 4.0 / 3 * size * (bold ? 0.63 : 0.56);
    return (size_t)fmax(4, curb_script_width(script) * width / pixels);
}

void curb_panel_entry(curb_draft_t *script, const char *name, const char *note,
    const char *colour, curb_spot_t *spot, double width)
{
    spot->y -= 0.045;
    spot->size = 14;
    spot->bold = true;
    spot->colour = colour;
    curb_panel_label(script, name, *spot, width, 11);
    spot->y -= 0.03;
    spot->size = 12;
    spot->bold = false;
    spot->colour = CURB_GREY;
    curb_panel_label(script, note, *spot, width, 10);
}

const char *curb_change_colour(const curb_change_t *change)
{
    int sign = curb_change_sign(change);
    return sign < 0 ? CURB_BLUE : sign > 0 ? CURB_VERMILLION : CURB_GREY;
}

curb_words_t curb_change_text(const curb_change_t *change)
{
    const curb_interval_t *whole = &change->percent_whole;
    if (change->concepts_disagree) {
        return curb_words("%s", _("no joint effect"));
    }
    if (isnan(change->percent)) {
        return curb_words("%s", _("undefined"));
    }
    if (whole->low == 0 && whole->high == 0) {
        return curb_words("%s", _("no change"));
    }
    int decimals = curb_words_decimals(whole->low, whole->high);
    curb_words_t bracket = curb_words_bracket(curb_words_number(whole->low, decimals).text,
        curb_words_number(whole->high, decimals).text);
    return curb_words(
        "%s\u00A0%% %s", curb_words_number(change->percent, decimals).text, bracket.text);
}

int curb_panel_year_ticks(const curb_draft_t *script, curb_frame_t frame)
{
    const double pixels = 90;
    return (int)fmax(2, curb_script_width(script) * (frame.right - frame.left) / pixels);
}

size_t curb_panel_first_year(const curb_scene_t *scene)
{
    const curb_series_t *series = &scene->series;
    double start = scene->labels->scenarios[scene->highlight].policy_start;
    size_t first = 0;
    while (isfinite(start) && first + 3 < series->year_count &&
           series->years[first].from_year < start - 2.01) {
        first++;
    }
    return first;
}

void curb_change_panel_range(
    const curb_change_t *changes, size_t first_year, size_t year_count, curb_range_t *range)
{
    for (size_t y = first_year; y < year_count; y++) {
        curb_range_add(range, changes[y].percent);
        curb_range_add(range, changes[y].percent_whole.low);
        curb_range_add(range, changes[y].percent_whole.high);
        for (int c = 0; c < CURB_CONCEPT_COUNT && changes[y].concepts_disagree; c++) {
            curb_range_add(range, changes[y].percent_by[c]);
        }
    }
}

void curb_panel_label(
    curb_draft_t *script, const char *text, curb_spot_t spot, double width, int least)
{
    double room = curb_script_width(script) * width;
    while (spot.size > least && curb_words_pixels(text, spot.size, spot.bold) > room) {
        spot.size--;
    }
    size_t letters = curb_words_width(text);
    curb_words_t fitting = curb_words("%s", text);
    while (letters > 4 && curb_words_pixels(fitting.text, spot.size, spot.bold) > room) {
        fitting = curb_words_short(text, --letters);
    }
    curb_script_label(script, fitting.text, spot);
}

/* The widest word in columns, and in pixels. */
static size_t longest_word(const char *text, const curb_spot_t *spot, double *pixels)
{
    size_t columns = 0;
    *pixels = 0;
    for (const char *at = text; *at != '\0';) {
        size_t length = strcspn(at, " "), width = 0;
        curb_words_t word = curb_words("%.*s", (int)length, at);
        width = curb_words_width(word.text);
        columns = width > columns ? width : columns;
        *pixels = fmax(*pixels, curb_words_pixels(word.text, spot->size, spot->bold));
        at += length + (at[length] == ' ');
    }
    return columns;
}

/* Columns of a line, by the mean width of the text's letters; a word that has room is not
 * broken. */
static size_t columns_in(const char *text, const curb_spot_t *spot, double room)
{
    double letters = fmax(1, (double)curb_words_width(text)), pixels;
    double mean = curb_words_pixels(text, spot->size, spot->bold) / letters;
    size_t columns = (size_t)(room / fmax(mean, 1));
    size_t longest = longest_word(text, spot, &pixels);
    return pixels <= room && longest > columns ? longest : columns;
}

static bool fits(const char *text, const curb_spot_t *spot, double room, size_t most)
{
    double pixels;
    (void)longest_word(text, spot, &pixels);
    size_t columns = columns_in(text, spot, room);
    return pixels <= room && curb_words_wrap(text, columns, most + 1).count <= most;
}

void curb_panel_lines(curb_draft_t *script, const char *text, curb_spot_t spot,
    double width, size_t most, int least, double gap, bool is_standing)
{
    double room = curb_script_width(script) * width;
    while (spot.size > least && !fits(text, &spot, room, most)) {
        spot.size--;
    }
    curb_lines_t lines = curb_words_wrap(text, columns_in(text, &spot, room), most);
    spot.y += gap * ((double)lines.count - 1) / (is_standing ? 1 : 2);
    for (size_t i = 0; i < lines.count; i++) {
        curb_panel_label(script, lines.lines[i], spot, width, least);
        spot.y -= gap;
    }
}

curb_frame_t curb_panel_of_rows(curb_frame_t slide, double rows, double row_pixels)
{
    if (!curb_size_is_slide()) {
        slide.bottom = slide.top - curb_script_tall(rows * row_pixels);
    }
    return slide;
}

static double title_width(const curb_draft_t *script, curb_frame_t frame)
{
    return frame.right - frame.left + 18 / curb_script_width(script);
}

bool curb_panel_fits(const curb_draft_t *script, curb_frame_t frame, const char *note)
{
    return curb_words_pixels(note, NOTE_LEAST, false) <=
           curb_script_width(script) * title_width(script, frame);
}

void curb_panel_title(curb_draft_t *script, curb_frame_t frame, const char *title,
    const char *note, const char *note_colour)
{
    double width = title_width(script, frame);
    curb_spot_t spot = {
        "screen", "screen", frame.left, frame.top + 0.054, "left", 15, CURB_INK, true};
    if (curb_words_pixels(title, 12, true) <= curb_script_width(script) * width) {
        curb_panel_label(script, title, spot, width, 12);
    } else {
        spot.size = 13;
        curb_panel_lines(script, title, spot, width, 2, 11, curb_script_tall(20), true);
    }
    spot.y = frame.top + 0.0215;
    spot.size = 14;
    spot.colour = note_colour;
    spot.bold = false;
    const char *interval = strstr(note, " [");
    bool is_whole = interval == NULL || curb_panel_fits(script, frame, note);
    curb_words_t number =
        curb_words("%.*s", (int)(interval != NULL ? interval - note : 0), note);
    curb_panel_label(script, is_whole ? note : number.text, spot, width, NOTE_LEAST);
}

/* The joint change, and each concept's own where the two differ in sign and there is no
 * joint one. Where either has no number, a blank line: nothing is drawn across it. */
static size_t write_block(
    const curb_change_panel_t *self, const curb_series_t *series, curb_draft_t *script)
{
    size_t rows = 0;
    curb_script_block(
        script, self->block, "year, mean, 50 % low and high, 95 % low and high; per cent");
    for (size_t y = self->first_year; y < series->year_count; y++) {
        const curb_change_t *change = &self->changes[y];
        bool defined = isfinite(change->percent);
        rows += defined;
        curb_script_row(script,
            (double[]){curb_series_middle(&series->years[y]), change->percent,
                change->percent_half.low, change->percent_half.high,
                change->percent_whole.low, change->percent_whole.high},
            defined ? 6 : 0);
    }
    curb_script_block_end(script);
    return rows;
}

static size_t write_concepts(
    const curb_change_panel_t *self, const curb_series_t *series, curb_draft_t *script)
{
    size_t rows = 0;
    curb_words_t name = curb_words("%s_BY", self->block);
    curb_script_block(script, name.text, "year, mean with mse, mean with ilo; per cent");
    for (size_t y = self->first_year; y < series->year_count; y++) {
        const curb_change_t *change = &self->changes[y];
        bool defined = change->concepts_disagree && isfinite(change->percent_by[0]) &&
                       isfinite(change->percent_by[1]);
        rows += defined;
        curb_script_row(script,
            (double[]){curb_series_middle(&series->years[y]),
                change->percent_by[CURB_CONCEPT_MSE], change->percent_by[CURB_CONCEPT_ILO]},
            defined ? 3 : 0);
    }
    curb_script_block_end(script);
    return rows;
}

void curb_change_panel_write(
    const curb_change_panel_t *self, const curb_scene_t *scene, curb_draft_t *script)
{
    const curb_series_t *series = &scene->series;
    const curb_change_t *last = &self->changes[series->year_count - 1];
    const char *colour = curb_change_colour(last);
    bool joint = write_block(self, series, script) > 0;
    bool apart = write_concepts(self, series, script) > 0;
    curb_script_panel(script, self->frame);
    curb_panel_title(script, self->frame, self->title.text, self->note.text, colour);
    curb_script_year_axis(script, series->years[self->first_year].from_year,
        curb_scene_last_year(scene)->to_year, curb_panel_year_ticks(script, self->frame));
    curb_script_value_axis(script, "y", self->axis, 1, self->has_numbers);
    curb_script_zero_line(script);
    curb_script_policy_start(
        script, scene->labels->scenarios[scene->highlight].policy_start);
    curb_draft_add(script, "plot ");
    if (self->behind != NULL) {
        curb_draft_add(script,
            "$%s using 1:2 with lines linecolor rgb '#BDBDBD' linewidth 1, \\\n  %s",
            self->behind, joint || apart ? "" : "NaN\n");
    }
    if (joint) {
        curb_draft_add(script,
            "$%s using 1:5:6 with filledcurves linecolor rgb '%s', '' using 1:3:4 with "
            "filledcurves linecolor rgb '%s', '' using 1:2 with lines linecolor rgb '%s' "
            "linewidth 2.6%s",
            self->block, colour, colour, colour, apart ? ", \\\n  " : "\n");
    }
    if (apart) {
        curb_draft_add(script,
            "$%s_BY using 1:2 with linespoints pointtype 7 pointsize 0.3 dashtype 3 "
            "linewidth 1.4 linecolor rgb '" CURB_GREY "', '' using 1:3 with linespoints "
            "pointtype 7 pointsize 0.3 dashtype 3 linewidth 1.4 linecolor rgb '" CURB_GREY
            "'\n",
            self->block);
    }
    bool is_empty = !joint && !apart && self->behind == NULL;
    curb_draft_add(script, "%sunset label\n", is_empty ? "NaN\n" : "");
}
