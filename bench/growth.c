/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the time of months grows with what they hold. Reads lines "WHAT COUNT SECONDS"
 * (agents, scenarios, months, cells), fits log seconds = a + slope log count to each, says
 * the slopes and draws growth.png, .svg and .pdf, with growth.gp and growth.csv beside.
 *     bench_growth FOLDER < POINTS */
#include "bench/timing.h"
#include "plots/leave.h"
#include "plots/panel.h"
#include "plots/script.h"

#include <gsl/gsl_fit.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { CURVES = 4, POINTS_MOST = 16, LINE_BYTES = 128 };

typedef struct {
    const char *what, *unit, *held;
    size_t count;
    double at[POINTS_MOST], seconds[POINTS_MOST];
    double slope, constant; /* of the logarithms to base 10 */
} curve_t;

static curve_t curves[CURVES] = {{.what = "agents",
                                     .unit = "agents",
                                     .held = "alliance21 at finer scales, 10 scenarios"},
    {.what = "scenarios", .unit = "scenarios", .held = "alliance21 at scale 2000"},
    {.what = "months", .unit = "months", .held = "alliance21 at scale 2000, 10 scenarios"},
    {.what = "cells",
        .unit = "cells",
        .held = "two worlds of as many agents, 3 scenarios"}};

static void read_points(void)
{
    char line[LINE_BYTES];
    while (fgets(line, sizeof line, stdin) != NULL) {
        size_t length = strcspn(line, " ");
        char *rest = line + length, *end = NULL;
        double at = strtod(rest, &rest), seconds = strtod(rest, &end);
        for (size_t c = 0; c < CURVES && end != rest; c++) {
            curve_t *curve = &curves[c];
            if (strlen(curve->what) == length && strncmp(line, curve->what, length) == 0 &&
                curve->count < POINTS_MOST) {
                curve->at[curve->count] = at;
                curve->seconds[curve->count++] = seconds;
            }
        }
    }
}

static void fit(curve_t *curve)
{
    double x[POINTS_MOST], y[POINTS_MOST], unused;
    for (size_t i = 0; i < curve->count; i++) {
        x[i] = log10(curve->at[i]);
        y[i] = log10(curve->seconds[i]);
    }
    gsl_fit_linear(x, 1, y, 1, curve->count, &curve->constant, &curve->slope, &unused,
        &unused, &unused, &unused);
    char name[64];
    snprintf(name, sizeof name, "slope_%s", curve->what);
    bench_say(name, curve->slope);
}

static void write_points(const curve_t *curve, curb_draft_t *script)
{
    curb_script_block(script, curve->what, "count, seconds of the processor");
    for (size_t i = 0; i < curve->count; i++) {
        double row[] = {curve->at[i], curve->seconds[i]};
        curb_script_row(script, row, 2);
    }
    curb_script_block_end(script);
}

static void write_panel(
    const curve_t *curve, curb_frame_t frame, bool is_first, curb_draft_t *script)
{
    double low = curve->at[0], high = low;
    for (size_t i = 0; i < curve->count; i++) {
        low = fmin(low, curve->at[i]);
        high = fmax(high, curve->at[i]);
    }
    curb_script_panel(script, frame);
    curb_panel_title(script, frame, curb_words("Cost against %s", curve->what).text,
        curve->held, CURB_GREY);
    curb_draft_add(script,
        "set logscale xy\nset format '%%.0s%%c'\nset border 3\n"
        "set xrange [%g:%g]\nset yrange [0.01:30]\n"
        "set xtics out nomirror scale 0.5 textcolor rgb '" CURB_INK "' (",
        low / 1.4, high * 1.4);
    size_t every = curve->count > 4 ? 2 : 1; /* so that numbers have room */
    for (size_t i = 0; i < curve->count; i++) {
        curb_draft_add(script, "%s", i > 0 ? ", " : "");
        curb_draft_literal(
            script, i % every == 0 ? curb_words_number(curve->at[i], 0).text : "");
        curb_draft_add(script, " %g", curve->at[i]);
    }
    curb_draft_add(script,
        ")\nset ytics out nomirror scale 0.5 textcolor rgb '" CURB_INK "' (%s)\n",
        is_first ? "'0.01 s' 0.01, '0.1 s' 0.1, '1 s' 1, '10 s' 10"
                 : "'' 0.01, '' 0.1, '' 1, '' 10");
    curb_script_label(script, curb_words("time ~ %s^%.2f", curve->unit, curve->slope).text,
        (curb_spot_t){"graph", "graph", 0.05, 0.92, "left", 15, CURB_BLUE, true});
    curb_draft_add(script,
        "plot (x < %g || x > %g ? NaN : 10**(%.9g + %.9g*log10(x))) with lines linewidth 2 "
        "linecolor rgb "
        "'" CURB_BLUE "' notitle, $%s using 1:2 with points pointtype 7 pointsize 1.2 "
        "linecolor rgb '" CURB_INK "' notitle\nunset logscale\nunset label\n",
        low, high, curve->constant, curve->slope, curve->what);
}

static void write_script(curb_draft_t *script)
{
    const curb_grid_t grid = {{0.06, 0.985, 0.13, 0.76}, CURVES, 1, 0.03, 0.1};
    double steepest = 0.0;
    for (size_t c = 0; c < CURVES; c++) {
        steepest = fmax(steepest, curves[c].slope);
    }
    curb_script_begin(script, "growth");
    for (size_t c = 0; c < CURVES; c++) {
        write_points(&curves[c], script);
    }
    curb_script_frame_texts(script,
        curb_words(
            "Months cost %s in proportion to what they hold: fitted slopes up to %.2f",
            steepest < 1.15 ? "no more than" : "more than", steepest)
            .text,
        "Processor seconds of one replicate's months on one thread, the least of several "
        "rounds, both axes logarithmic; lines are fitted to the logarithms. Measured by "
        "bench/run; seconds hold for the machine that it ran on, slopes more widely.");
    for (size_t c = 0; c < CURVES; c++) {
        write_panel(&curves[c], curb_grid_frame(&grid, c, 0), c == 0, script);
    }
    curb_script_end(script);
}

int main(int argc, char **argv)
{
    if (argc != 2) {
        fputs("usage: bench_growth FOLDER < POINTS\n", stderr);
        return 64;
    }
    curb_draft_t script = {0}, sheet = {0};
    curb_diagnostics_t said = {0};
    bool is_missing = false;
    read_points();
    curb_draft_add(&sheet, "what,count,seconds,fitted_slope\n");
    for (size_t c = 0; c < CURVES; c++) {
        if (curves[c].count < 2) {
            fprintf(stderr, "bench_growth: no curve of %s\n", curves[c].what);
            return 65;
        }
        fit(&curves[c]);
        for (size_t i = 0; i < curves[c].count; i++) {
            curb_draft_add(&sheet, "%s,%g,%g,%g\n", curves[c].what, curves[c].at[i],
                curves[c].seconds[i], curves[c].slope);
        }
    }
    write_script(&script);
    curb_error_t error =
        curb_figure_leave(argv[1], "growth", NULL, &script, &sheet, &is_missing, &said);
    for (size_t i = 0; i < said.count; i++) {
        fprintf(stderr, "%s\n", said.messages[i].text);
    }
    curb_diagnostics_free(&said);
    return error == CURB_OK ? 0 : 74;
}
