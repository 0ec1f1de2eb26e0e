/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/band_rows.h"

#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>
#include <string.h>

static const double EDGE = 1.5; /* widths of a band on either side that are drawn */

enum {
    ROOMY = 20, /* rows that leave room for larger letters on the slide */
    LEAST = 9,  /* size of letters */
    LINE = 21   /* from line to line, pixels of the slide */
};

bool curb_band_row_inside(const curb_band_row_t *self)
{
    return self->value >= self->low && self->value <= self->high;
}

static double placed(const curb_band_row_t *row, double value)
{
    double at = (value - row->low) / (row->high - row->low);
    return isnan(at) ? NAN : fmin(fmax(at, -EDGE), 1 + EDGE);
}

static void write_block(const curb_band_rows_t *self, curb_draft_t *script)
{
    curb_script_block(script, "ROWS",
        "row; value and ends of its interval, value before, in widths of the band from its "
        "lower end; colour");
    for (size_t i = 0; i < self->count; i++) {
        const curb_band_row_t *row = &self->rows[i];
        curb_script_row(script,
            (double[]){(double)(self->count - i), placed(row, row->value),
                placed(row, row->interval.low), placed(row, row->interval.high),
                placed(row, row->before), curb_band_row_inside(row) ? 0x0072B2 : 0xD55E00},
            6);
    }
    curb_script_block_end(script);
}

static curb_words_t value_of(const curb_band_row_t *row)
{
    return curb_words("%s %s", curb_words_digits(row->value).text,
        curb_words_bracket(curb_words_digits(row->interval.low).text,
            curb_words_digits(row->interval.high).text)
            .text);
}

static curb_words_t before_of(const curb_band_row_t *row)
{
    return isnan(row->before)
               ? curb_words("%s", "")
               : curb_words(_("before %s"), curb_words_digits(row->before).text);
}

/* The ends of a band as they were written: -30, 145.7. */
static curb_words_t as_given(double value)
{
    int decimals = 0;
    double scaled = value;
    while (decimals < 6 && fabs(scaled - round(scaled)) > 1e-6) {
        decimals++;
        scaled = value * pow(10, decimals);
    }
    return curb_words_number(value, decimals);
}

static bool is_roomy(const curb_band_rows_t *self)
{
    return curb_size_is_slide() && self->count <= ROOMY;
}

static bool have_before(const curb_band_rows_t *self)
{
    for (size_t i = 0; i < self->count; i++) {
        if (!isnan(self->rows[i].before)) {
            return true;
        }
    }
    return false;
}

/* Lines of a row's name. */
static size_t lines_of(const curb_band_rows_t *self)
{
    return is_roomy(self)              ? 2
           : curb_size_is_slide()      ? 1
           : curb_size()->width < 1000 ? 3
                                       : 2;
}

static curb_frame_t frame_of(const curb_band_rows_t *self)
{
    const curb_frame_t slide = {0.43, 0.63, 0.12, 0.86}, narrow = {0.44, 0.70, 0, 0.86};
    size_t lines = have_before(self) ? 3 : lines_of(self);
    return curb_panel_of_rows(curb_size_is_slide() ? slide : narrow,
        (double)self->count + 0.2, LINE * (double)lines + (lines > 2 ? 9 : 3));
}

/* From line to line, in rows. */
static double gap_of(const curb_band_rows_t *self)
{
    curb_frame_t frame = frame_of(self);
    return curb_script_tall(LINE) * ((double)self->count + 0.2) /
           (frame.top - frame.bottom);
}

static curb_words_t band_of(const curb_band_row_t *row)
{
    bool has_unit = row->unit[0] != '\0' && strcmp(row->unit, "1") != 0;
    return curb_words(_("band %s to %s%s%s"), as_given(row->low).text,
        as_given(row->high).text, has_unit ? "\u00A0" : "", has_unit ? _(row->unit) : "");
}

/* On the slide all numbers are one line, else each has its own. */
static curb_words_t numbers_of(const curb_band_row_t *row)
{
    curb_words_t before = before_of(row);
    return curb_words("%s%s%s; %s", value_of(row).text, before.text[0] != '\0' ? ", " : "",
        before.text, band_of(row).text);
}

static double widest(const curb_band_row_t *row, int size)
{
    return curb_words_pixels(
        curb_size_is_slide() ? numbers_of(row).text : value_of(row).text, size, false);
}

/* The letters of all rows' numbers: one size, which the longest decides. */
static int size_of(const curb_band_rows_t *self, double room)
{
    int size = is_roomy(self) ? 14 : 12;
    for (size_t i = 0; i < self->count; i++) {
        while (size > LEAST && widest(&self->rows[i], size) > room) {
            size--;
        }
    }
    return size;
}

static void write_row(
    const curb_band_rows_t *self, size_t i, int size, curb_draft_t *script)
{
    const curb_band_row_t *row = &self->rows[i];
    const curb_frame_t frame = frame_of(self);
    double gap = gap_of(self), width = 0.995 - frame.right - 0.008;
    curb_spot_t spot = {"screen", "first", frame.left - 0.006, (double)(self->count - i),
        "right", is_roomy(self) ? 14 : 12,
        curb_band_row_inside(row) ? CURB_INK : CURB_VERMILLION, false};
    curb_panel_lines(
        script, row->name.text, spot, frame.left - 0.012, lines_of(self), 10, gap, false);
    spot.x = frame.right + 0.008;
    spot.align = "left";
    spot.size = size;
    if (curb_size_is_slide()) {
        curb_panel_label(script, numbers_of(row).text, spot, width, LEAST);
        return;
    }
    const curb_words_t each[] = {value_of(row), before_of(row), band_of(row)};
    bool has_before = each[1].text[0] != '\0';
    spot.y += gap * (has_before ? 1 : 0.5);
    for (size_t k = 0; k < sizeof each / sizeof *each; k++) {
        if (each[k].text[0] != '\0') {
            curb_panel_label(script, each[k].text, spot, width, LEAST);
            spot.y -= gap;
            spot.colour = CURB_GREY;
        }
    }
}

void curb_band_rows_write(
    const curb_band_rows_t *self, const char *name, curb_draft_t *script)
{
    const curb_frame_t frame = frame_of(self);
    const curb_frame_t part = {0, 1, frame.bottom - 0.01, frame.top + 0.01};
    const curb_layout_t layout = {1, &part};
    curb_script_open(script, name, self->headline.text, self->caption.text, &layout);
    int size = size_of(self, curb_script_width(script) * (0.987 - frame.right));
    write_block(self, script);
    curb_script_panel(script, frame);
    for (size_t i = 0; i < self->count; i++) {
        write_row(self, i, size, script);
    }
    curb_draft_add(script,
        "set object 1 rectangle from first 0,graph 0 to first 1,graph 1 behind fillcolor "
        "rgb '#E3E3E3' fillstyle solid 1 noborder\n"
        "set xrange [%.3g:%.3g]\nset yrange [0.4:%zu.6]\nunset border\n"
        "plot $ROWS using 3:1:($4-$3):(0):6 with vectors nohead linewidth 2.5 linecolor "
        "rgb variable, \\\n"
        "  '' using 5:1 with points pointtype 6 pointsize 1.1*PS linecolor rgb '" CURB_GREY
        "', \\\n"
        "  '' using 2:1:6 with points pointtype 7 pointsize 0.9*PS linecolor rgb "
        "variable\n",
        -EDGE - 0.05, 1 + EDGE + 0.05, self->count);
    curb_script_end(script);
}
