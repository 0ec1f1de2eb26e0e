/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/script.h"

#include "plots/lang.h"
#include "plots/size.h"

#include <math.h>
#include <string.h>

const char curb_script_headline[] = "# headline: ";
const char curb_script_mark[] = "# A figure of curb.";

/* The cairo terminals size text in points of the page, and a slide of 1760 pixels is 792 of
 * them, hence the factor 0.45; the svg terminal has no `pointscale` in gnuplot 5.4, hence
 * PS. */
static const char prologue[] =
    "# It holds its data. Draw it again:\n"
    "#   gnuplot -e \"term='png'\" %s.gp        (or svg, or pdf)\n"
    "# `curb plot` writes this file anew; keep changes under another name.\n"
    "if (!exists(\"term\")) term = 'png'\n"
    "if (!exists(\"out\")) out = '%s.'.term\n"
    "set encoding utf8\n";

static const char style[] = "set output out\n"
                            "PS = (term eq 'svg') ? 0.75 : 1.3\n"
                            "set minussign\n"
                            "set datafile missing 'NaN'\n"
                            "set style fill transparent solid 0.18 noborder\n"
                            "set tics out nomirror scale 0.5 textcolor rgb '" CURB_INK "'\n"
                            "unset key\n"
                            "set multiplot\n";

/* Lengths of the page in pixels of the slide. */
enum { MARGIN_TOP = 25, HEADLINE_LINE = 43, MARGIN_BOTTOM = 14, CAPTION_LINE = 24 };

/* A page of so many pixels of the slide, drawn at the width of the size in use. */
static void write_terminals(curb_draft_t *self, double width, double height)
{
    const curb_size_t *size = curb_size();
    double points = size->paper_mm / 25.4 * 72, png = size->png_scale * size->width / width;
    double paper = points / width;
    curb_draft_add(self,
        "if (term eq 'png') set terminal pngcairo size %.0f,%.0f font 'DejaVu Sans,16' "
        "fontscale %.4g linewidth %.4g pointscale %.4g rounded background '#ffffff'\n",
        png * width, png * height, png, 1.4 * png, png);
    curb_draft_add(self,
        "if (term eq 'svg') set terminal svg size %.0f,%.0f dynamic font 'DejaVu Sans,16' "
        "fontscale 1.33 linewidth 1.4 rounded background '#ffffff' name 'curb'\n",
        width, height);
    curb_draft_add(self,
        "if (term eq 'pdf') set terminal pdfcairo size %.4gin,%.4gin font 'DejaVu Sans,16' "
        "fontscale %.4g linewidth %.4g pointscale %.4g rounded background '#ffffff'\n",
        points / 72, paper * height / 72, paper, 1.3 * paper / 0.45, paper);
}

static void begin(curb_draft_t *self, const char *name, double width, double height)
{
    curb_draft_add(self, "%s\n", curb_script_mark);
    curb_draft_add(self, prologue, name, name);
    write_terminals(self, width, height);
    curb_draft_add(self, "%s", style);
    if (strcmp(curb_lang()->decimal, ".") != 0) {
        curb_draft_add(self, "set decimalsign '%s'\n", curb_lang()->decimal);
    }
}

void curb_script_begin(curb_draft_t *self, const char *name)
{
    begin(self, name, CURB_SLIDE_WIDTH, CURB_SLIDE_HEIGHT);
}

/* A text of the page's edges in lines of its width. */
static curb_lines_t edge_lines(
    const char *text, int size, bool bold, double width, size_t most)
{
    double letters = fmax(1, (double)curb_words_width(text));
    double letter = curb_words_pixels(text, size, bold) / letters;
    return curb_words_wrap(text, (size_t)(0.955 * width / fmax(letter, 1)), most);
}

static curb_lines_t headline_lines(const char *headline, double width, size_t most)
{
    return edge_lines(headline, 20, true, width, most);
}

static curb_lines_t caption_lines(const char *caption, double width, size_t most)
{
    return edge_lines(caption, 12, false, width, most);
}

bool curb_script_headline_fits(const char *headline)
{
    size_t most = curb_size()->headline_lines;
    return headline_lines(headline, curb_size()->width, most + 1).count <= most;
}

static void write_texts(
    curb_draft_t *self, const curb_lines_t *head, const curb_lines_t *foot, double height)
{
    curb_script_lines(self, head,
        (curb_spot_t){"screen", "screen", 0.025, 1 - (MARGIN_TOP + 22) / height, "left", 20,
            CURB_INK, true},
        HEADLINE_LINE / height);
    curb_script_lines(self, foot,
        (curb_spot_t){"screen", "screen", 0.025,
            (MARGIN_BOTTOM + CAPTION_LINE * ((double)foot->count - 0.5)) / height, "left",
            12, CURB_GREY, false},
        CAPTION_LINE / height);
}

void curb_script_frame_texts(curb_draft_t *self, const char *headline, const char *caption)
{
    curb_draft_add(self, "%s%s\n", curb_script_headline, curb_words_clean(headline).text);
    curb_lines_t head = headline_lines(headline, CURB_SLIDE_WIDTH, 2);
    curb_lines_t foot = caption_lines(caption, CURB_SLIDE_WIDTH, 4);
    write_texts(self, &head, &foot, CURB_SLIDE_HEIGHT);
}

/* Pixels that the first so many parts take, one under the other. */
static double height_of(const curb_layout_t *layout, size_t count)
{
    double height = 0;
    for (size_t i = 0; i < count; i++) {
        height += curb_size()->squeeze * CURB_SLIDE_HEIGHT *
                  (layout->parts[i].top - layout->parts[i].bottom);
    }
    return height;
}

void curb_script_open(curb_draft_t *self, const char *name, const char *headline,
    const char *caption, const curb_layout_t *layout)
{
    const curb_size_t *size = curb_size();
    curb_lines_t head = headline_lines(headline, size->width, size->headline_lines);
    curb_lines_t foot = caption_lines(caption, size->width, size->caption_lines);
    double above = MARGIN_TOP + HEADLINE_LINE * (double)head.count + 12;
    double below = MARGIN_BOTTOM + CAPTION_LINE * (double)foot.count + 12;
    double body = height_of(layout, layout->count);
    double height = size->height > 0 ? size->height : above + body + below;
    begin(self, name, size->width, height);
    curb_draft_add(self, "%s%s\n", curb_script_headline, curb_words_clean(headline).text);
    write_texts(self, &head, &foot, height);
    self->page_height = height;
    self->page_above = above;
    curb_script_part(self, layout, 0);
}

void curb_script_part(curb_draft_t *self, const curb_layout_t *layout, size_t part)
{
    if (curb_size_is_slide()) {
        return; /* on the slide parts lie where they are */
    }
    const curb_frame_t *frame = &layout->parts[part];
    double scale_x = 1 / (frame->right - frame->left);
    double scale_y = curb_size()->squeeze * CURB_SLIDE_HEIGHT / self->page_height;
    double above = (self->page_above + height_of(layout, part)) / self->page_height;
    self->place = (curb_shift_t){
        scale_x, -frame->left * scale_x, scale_y, 1 - above - frame->top * scale_y};
}

double curb_script_width(const curb_draft_t *self)
{
    return self->place.scale_x > 0 ? curb_size()->width * self->place.scale_x
                                   : CURB_SLIDE_WIDTH;
}

double curb_script_tall(double pixels)
{
    return pixels / (curb_size()->squeeze * CURB_SLIDE_HEIGHT);
}

static double placed_x(const curb_draft_t *self, double x)
{
    const curb_shift_t *place = &self->place;
    return place->scale_x > 0 ? place->shift_x + place->scale_x * x : x;
}

static double placed_y(const curb_draft_t *self, double y)
{
    const curb_shift_t *place = &self->place;
    return place->scale_y > 0 ? place->shift_y + place->scale_y * y : y;
}

static bool in_screen(const char *system) { return strcmp(system, "screen") == 0; }

void curb_script_label(curb_draft_t *self, const char *text, curb_spot_t spot)
{
    curb_draft_add(self, "set label ");
    curb_draft_literal(self, text);
    curb_draft_add(self,
        " at %s %.6g,%s %.6g %s noenhanced front font 'DejaVu Sans%s,%d' textcolor rgb "
        "'%s'\n",
        spot.system_x, in_screen(spot.system_x) ? placed_x(self, spot.x) : spot.x,
        spot.system_y, in_screen(spot.system_y) ? placed_y(self, spot.y) : spot.y,
        spot.align, spot.bold ? ":Bold" : "", spot.size, spot.colour);
}

void curb_script_lines(
    curb_draft_t *self, const curb_lines_t *lines, curb_spot_t spot, double gap)
{
    for (size_t i = 0; i < lines->count; i++) {
        curb_script_label(self, lines->lines[i], spot);
        spot.y -= gap;
    }
}

void curb_script_object(
    curb_draft_t *self, int number, curb_frame_t frame, const char *colour)
{
    curb_draft_add(self,
        "set object %d rectangle from screen %.5f,screen %.5f to screen %.5f,screen %.5f "
        "front fillcolor %s fillstyle solid 1 noborder\n",
        number, placed_x(self, frame.left), placed_y(self, frame.bottom),
        placed_x(self, frame.right), placed_y(self, frame.top), colour);
}

void curb_script_end(curb_draft_t *self)
{
    curb_draft_add(self, "unset multiplot\nunset output\n");
}

void curb_script_panel(curb_draft_t *self, curb_frame_t frame)
{
    curb_draft_add(self,
        "\nset lmargin at screen %.6g; set rmargin at screen %.6g; set bmargin at screen "
        "%.6g; set tmargin at screen %.6g\n"
        "unset xtics; unset ytics; unset grid; unset arrow; unset object\n"
        "set border 1 linecolor rgb '#9A9A9A' linewidth 0.8\n",
        placed_x(self, frame.left), placed_x(self, frame.right),
        placed_y(self, frame.bottom), placed_y(self, frame.top));
}

void curb_script_year_axis(curb_draft_t *self, double from, double to, int most_ticks)
{
    int step = curb_axis_year_step(from, to, most_ticks);
    double first = ceil(from / step - 1e-9) * step;
    /* A year at either end would run into that of the panel beside. */
    bool both_ends = first - from < 0.01 && fabs(remainder(to, step)) < 0.01;
    curb_draft_add(self,
        "set xrange [%.6f:%.6f]\nset xtics out nomirror scale 0.5 textcolor rgb '" CURB_INK
        "' "
        "%.0f,%d,%.6f format '%%.0f'\n",
        from, to, first, step, both_ends && to - first > step / 2.0 ? to - 0.5 : to);
}

void curb_script_value_axis(curb_draft_t *self, const char *which, const curb_axis_t *axis,
    double divisor, bool with_numbers)
{
    curb_draft_add(self, "set %srange [%.17g:%.17g]\nset %stics (", which, axis->from,
        axis->to, which);
    int steps = (int)lround((axis->to - axis->from) / axis->step);
    curb_axis_t shown =
        curb_axis(&(curb_range_t){axis->from / divisor, axis->to / divisor, 2},
            steps > 0 ? steps : 1);
    for (int i = 0; i <= steps; i++) {
        double at = axis->from + i * axis->step;
        curb_draft_add(self, "%s", i > 0 ? ", " : "");
        curb_draft_literal(
            self, with_numbers ? curb_words_number(at / divisor, shown.decimals).text : "");
        curb_draft_add(self, " %.17g", at);
    }
    curb_draft_add(self,
        ") nomirror scale 0 textcolor rgb '" CURB_INK
        "'\nset grid %stics linecolor rgb '#E6E6E6' linetype 1 "
        "linewidth 0.6\n",
        which);
}

void curb_script_policy_start(curb_draft_t *self, double year)
{
    if (isfinite(year)) {
        curb_draft_add(self,
            "set arrow from first %.6f,graph 0 to first %.6f,graph 1 nohead dashtype 3 "
            "linecolor rgb '" CURB_GREY "' linewidth 1\n",
            year, year);
    }
}

void curb_script_zero_line(curb_draft_t *self)
{
    curb_draft_add(self, "set arrow from graph 0,first 0 to graph 1,first 0 nohead "
                         "linecolor rgb '" CURB_INK "' linewidth 0.8\n");
}

void curb_script_block(curb_draft_t *self, const char *name, const char *columns)
{
    curb_draft_add(self, "$%s << EOD\n# %s\n", name, columns);
}

void curb_script_block_end(curb_draft_t *self) { curb_draft_add(self, "EOD\n"); }

void curb_script_row(curb_draft_t *self, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        curb_draft_add(self, "%s", i > 0 ? " " : "");
        curb_draft_number(self, values[i]);
    }
    curb_draft_add(self, "\n");
}
