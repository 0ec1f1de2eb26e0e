/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/script.h"

#include <math.h>

const char curb_script_headline[] = "# headline: ";
const char curb_script_mark[] = "# A figure of curb.";

/* The cairo terminals size text in points of the page, 792 of them for 1760 pixels, hence
 * the factor 0.45; the svg terminal has no `pointscale` in gnuplot 5.4, hence PS. */
static const char prologue[] =
    "# It holds its data. Draw it again:\n"
    "#   gnuplot -e \"term='png'\" %s.gp        (or svg, or pdf)\n"
    "# `curb plot` writes this file anew; keep changes under another name.\n"
    "if (!exists(\"term\")) term = 'png'\n"
    "if (!exists(\"out\")) out = '%s.'.term\n"
    "set encoding utf8\n"
    "if (term eq 'png') set terminal pngcairo size 1760,880 font 'DejaVu Sans,16' "
    "linewidth 1.4 rounded background '#ffffff'\n"
    "if (term eq 'svg') set terminal svg size 1760,880 dynamic font 'DejaVu Sans,16' "
    "fontscale 1.33 linewidth 1.4 rounded background '#ffffff' name 'curb'\n"
    "if (term eq 'pdf') set terminal pdfcairo size 11in,5.5in font 'DejaVu Sans,16' "
    "fontscale 0.45 linewidth 1.3 pointscale 0.45 rounded background '#ffffff'\n"
    "set output out\n"
    "PS = (term eq 'svg') ? 0.75 : 1.3\n"
    "set minussign\n"
    "set datafile missing 'NaN'\n"
    "set style fill transparent solid 0.18 noborder\n"
    "set tics out nomirror scale 0.5 textcolor rgb '" CURB_INK "'\n"
    "unset key\n"
    "set multiplot\n";

void curb_script_begin(curb_draft_t *self, const char *name)
{
    curb_draft_add(self, "%s\n", curb_script_mark);
    curb_draft_add(self, prologue, name, name);
}

void curb_script_label(curb_draft_t *self, const char *text, curb_spot_t spot)
{
    curb_draft_add(self, "set label ");
    curb_draft_literal(self, text);
    curb_draft_add(self,
        " at %s %.6g,%s %.6g %s noenhanced front font 'DejaVu Sans%s,%d' textcolor rgb "
        "'%s'\n",
        spot.system_x, spot.x, spot.system_y, spot.y, spot.align, spot.bold ? ":Bold" : "",
        spot.size, spot.colour);
}

void curb_script_lines(
    curb_draft_t *self, const curb_lines_t *lines, curb_spot_t spot, double gap)
{
    for (size_t i = 0; i < lines->count; i++) {
        curb_script_label(self, lines->lines[i], spot);
        spot.y -= gap;
    }
}

void curb_script_frame_texts(curb_draft_t *self, const char *headline, const char *caption)
{
    enum { HEADLINE_COLUMNS = 98, CAPTION_COLUMNS = 200 };
    curb_draft_add(self, "%s%s\n", curb_script_headline, curb_words_clean(headline).text);
    curb_lines_t head = curb_words_wrap(headline, HEADLINE_COLUMNS, 2);
    curb_lines_t foot = curb_words_wrap(caption, CAPTION_COLUMNS, 3);
    curb_script_lines(self, &head,
        (curb_spot_t){"screen", "screen", 0.025, 0.953, "left", 20, CURB_INK, true}, 0.048);
    curb_script_lines(self, &foot,
        (curb_spot_t){"screen", "screen", 0.025, 0.018 + 0.027 * (double)(foot.count - 1),
            "left", 12, CURB_GREY, false},
        0.027);
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
        frame.left, frame.right, frame.bottom, frame.top);
}

void curb_script_year_axis(curb_draft_t *self, double from, double to, int most_ticks)
{
    int step = curb_axis_year_step(from, to, most_ticks);
    curb_draft_add(self,
        "set xrange [%.6f:%.6f]\nset xtics out nomirror scale 0.5 textcolor rgb '" CURB_INK
        "' "
        "%.0f,%d format '%%.0f'\n",
        from, to, ceil(from / step - 1e-9) * step, step);
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
