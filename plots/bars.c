/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/bars.h"

#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>
#include <stdlib.h>

/* Few rows do not grow to fill the page. */
enum { ROWS_LEAST = 4, LINES_MOST = 24 };

size_t curb_bars_room(size_t each, size_t count)
{
    size_t most = each > 1 ? LINES_MOST / each : CURB_BAR_ROWS_MOST;
    return count < most ? count : most;
}

static curb_range_t range_of(const curb_bars_t *self)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t i = 0; i < self->count; i++) {
        for (size_t b = 0; b < self->each; b++) {
            const curb_bar_t *bar = &self->rows[i].bars[b];
            const double shown[] = {
                bar->from, bar->to, bar->interval.low, bar->interval.high, bar->mark};
            for (size_t k = 0; k < sizeof shown / sizeof *shown; k++) {
                curb_range_add(&range, shown[k]);
            }
        }
    }
    return range;
}

curb_magnitude_t curb_bars_magnitude(const curb_bars_t *self)
{
    curb_range_t range = range_of(self);
    return curb_words_magnitude(fmax(fabs(range.low), fabs(range.high)));
}

/* Height of a bar and the middle of bar `b` of a row, rows being 1 apart. */
static double thickness(const curb_bars_t *self) { return 0.76 / (double)self->each; }

static double middle(const curb_bars_t *self, size_t row, size_t b)
{
    double from_top = ((double)b + 0.5) * thickness(self);
    return (double)(self->count - row) + 0.38 - from_top;
}

static void write_block(const curb_bars_t *self, curb_draft_t *script)
{
    curb_script_block(script, "BARS",
        "row, ends of the bar, 95 % low and high, mark, half height, colour; in the unit "
        "of the axis' data");
    for (size_t i = 0; i < self->count; i++) {
        for (size_t b = 0; b < self->each; b++) {
            const curb_bar_t *bar = &self->rows[i].bars[b];
            curb_script_row(script,
                (double[]){middle(self, i, b), bar->from, bar->to, bar->interval.low,
                    bar->interval.high, bar->mark, 0.4 * thickness(self),
                    (double)strtol(bar->colour + 1, NULL, 16)},
                8);
        }
    }
    curb_script_block_end(script);
}

#define NARROW_LEFT 0.36

/* Whether a name would be hard to read in two lines where it is narrow. */
static bool has_long_names(const curb_bars_t *self)
{
    bool is_long = false;
    for (size_t i = 0; i < self->count; i++) {
        double pixels = curb_words_pixels(self->rows[i].name.text, 11, false);
        is_long = is_long || pixels > 1.8 * NARROW_LEFT * curb_size()->width;
    }
    return is_long;
}

/* Of a row where it is narrow: room for its bars, and for two or three lines of words. */
static double row_pixels_of(const curb_bars_t *self)
{
    double bars = self->each > 1 ? 6 + 24 * (double)self->each : 52;
    return has_long_names(self) ? fmax(bars, 76) : bars;
}

/* Where it is narrow, words take two lines and bars what is left between them. */
static curb_frame_t frame_of(const curb_bars_t *self, size_t rows)
{
    const curb_frame_t slide = {self->left, self->right, 0.195, 0.84};
    const curb_frame_t narrow = {NARROW_LEFT, self->each > 1 ? 0.70 : 0.73, 0, 0.84};
    return curb_panel_of_rows(
        curb_size_is_slide() ? slide : narrow, (double)rows, row_pixels_of(self));
}

/* From line to line, in rows. */
static double gap_of(const curb_bars_t *self) { return 22.0 / row_pixels_of(self); }

/* Of the words beside bars that share a row: one size, which the longest decides. */
static int size_of(const curb_bars_t *self, double width)
{
    int size = 12;
    for (size_t i = 0; i < self->count; i++) {
        for (size_t b = 0; b < self->each; b++) {
            const char *text = self->rows[i].bars[b].text.text;
            while (size > 9 &&
                   curb_words_pixels(text, size, false) > width * curb_size()->width) {
                size--;
            }
        }
    }
    return size;
}

/* In two lines where it is long, so that all names have letters of one size. */
static void write_name(
    const curb_bars_t *self, size_t row, curb_frame_t frame, curb_draft_t *script)
{
    const double line = 21; /* pixels of the slide */
    const curb_bar_row_t *shown = &self->rows[row];
    bool is_slide = curb_size_is_slide();
    double rows = (double)(self->count < ROWS_LEAST ? ROWS_LEAST : self->count);
    double row_pixels = (frame.top - frame.bottom) * CURB_SLIDE_HEIGHT / rows;
    const curb_spot_t spot = {"screen", "first", frame.left - 0.01,
        (double)(self->count - row), "right", is_slide ? 14 : 13, CURB_INK,
        shown->is_clear};
    curb_panel_lines(script, shown->name.text, spot, frame.left - (is_slide ? 0.03 : 0.015),
        is_slide || !has_long_names(self) ? 2 : 3, 9,
        is_slide ? line / row_pixels : gap_of(self), false);
}

static void write_texts(
    const curb_bars_t *self, size_t row, curb_frame_t frame, curb_draft_t *script)
{
    const curb_bar_row_t *shown = &self->rows[row];
    bool alone = self->each == 1;
    int text_size = size_of(self, 0.98 - frame.right);
    size_t lines = curb_size_is_slide() ? 1 : 2;
    int size = curb_size_is_slide() ? 14 : 13;
    write_name(self, row, frame, script);
    for (size_t b = 0; b < self->each; b++) {
        curb_panel_lines(script, shown->bars[b].text.text,
            (curb_spot_t){"screen", "first", frame.right + 0.012, middle(self, row, b),
                "left", alone ? size : text_size, alone ? CURB_INK : shown->bars[b].colour,
                false},
            0.98 - frame.right, alone ? lines : 1, 10, gap_of(self), false);
    }
}

static void write_units(const curb_bars_t *self, curb_frame_t frame, curb_draft_t *script)
{
    curb_words_t units = curb_words_scaled(curb_bars_magnitude(self), self->units.text);
    double middle_x = curb_size_is_slide() ? (frame.left + frame.right) / 2 : 0.5;
    curb_panel_label(script, units.text,
        (curb_spot_t){"screen", "screen", middle_x, frame.bottom - curb_script_tall(61),
            "center", 13, CURB_INK, false},
        curb_size_is_slide() ? 0.6 : 0.95, 11);
}

void curb_bars_write(const curb_bars_t *self, const char *name, curb_draft_t *script)
{
    bool is_slide = curb_size_is_slide();
    size_t rows = self->count < ROWS_LEAST && is_slide ? ROWS_LEAST : self->count;
    const curb_frame_t frame = frame_of(self, rows);
    const curb_frame_t part = {0, 1, frame.bottom - curb_script_tall(80), frame.top + 0.01};
    const curb_layout_t layout = {1, &part};
    const double tick = 112; /* pixels */
    int steps = (int)fmax(2, curb_size()->width * (frame.right - frame.left) / tick);
    curb_range_t range = range_of(self);
    curb_axis_t axis = curb_axis(&range, steps);
    curb_script_open(script, name, self->headline.text, self->caption.text, &layout);
    write_block(self, script);
    curb_script_panel(script, frame);
    for (size_t i = 0; i < self->count; i++) {
        write_texts(self, i, frame, script);
    }
    curb_script_value_axis(script, "x", &axis, curb_bars_magnitude(self).divisor, true);
    write_units(self, frame, script);
    if (axis.from < 0) {
        curb_draft_add(script,
            "set arrow from first 0,graph 0 to first 0,graph 1 nohead front linecolor rgb "
            "'" CURB_INK "' linewidth 0.8\n");
    }
    curb_draft_add(script,
        "set yrange [%.1f:%zu.6]\nset style fill solid 0.55 noborder\n"
        "plot $BARS using 2:1:2:3:($1-$7):($1+$7):8 with boxxyerror linecolor rgb "
        "variable, \\\n"
        "  '' using 4:1:($5-$4):(0) with vectors nohead linewidth 2.2 linecolor rgb "
        "'" CURB_INK "', \\\n"
        "  '' using 6:($1-1.2*$7):(0):(2.4*$7) with vectors nohead linewidth 2.2 linecolor "
        "rgb '%s'\n",
        (double)self->count - (double)rows + 0.4, self->count, self->mark_colour);
    curb_script_end(script);
}
