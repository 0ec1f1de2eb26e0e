/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/bars.h"

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

static void write_texts(
    const curb_bars_t *self, size_t row, curb_frame_t frame, curb_draft_t *script)
{
    const curb_bar_row_t *shown = &self->rows[row];
    curb_script_label(script, shown->name.text,
        (curb_spot_t){"screen", "first", frame.left - 0.01, (double)(self->count - row),
            "right", 14, CURB_INK, shown->is_clear});
    for (size_t b = 0; b < self->each; b++) {
        bool alone = self->each == 1;
        curb_script_label(script, shown->bars[b].text.text,
            (curb_spot_t){"screen", "first", frame.right + 0.012, middle(self, row, b),
                "left", alone ? 14 : 12, alone ? CURB_INK : shown->bars[b].colour, false});
    }
}

void curb_bars_write(const curb_bars_t *self, const char *name, curb_draft_t *script)
{
    const curb_frame_t frame = {self->left, self->right, 0.17, 0.84};
    curb_range_t range = range_of(self);
    curb_axis_t axis = curb_axis(&range, 5);
    curb_magnitude_t magnitude = curb_bars_magnitude(self);
    size_t rows = self->count < ROWS_LEAST ? ROWS_LEAST : self->count;
    curb_script_begin(script, name);
    write_block(self, script);
    curb_script_frame_texts(script, self->headline.text, self->caption.text);
    curb_script_panel(script, frame);
    for (size_t i = 0; i < self->count; i++) {
        write_texts(self, i, frame, script);
    }
    curb_script_value_axis(script, "x", &axis, magnitude.divisor, true);
    curb_script_label(script,
        curb_words("%s%s%s", magnitude.word, magnitude.word[0] != '\0' ? " " : "",
            self->units.text)
            .text,
        (curb_spot_t){"screen", "screen", (frame.left + frame.right) / 2,
            frame.bottom - 0.062, "center", 13, CURB_INK, false});
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
