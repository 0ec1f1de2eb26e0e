/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures have units of their own, so each row is drawn in widths of its band: 0 is the
 * lower end, 1 the upper. What lies farther out than a band's width and a half ends in an
 * arrow at the edge; its numbers stand beside it. */
#include "plots/cases.h"

#include "model/memory.h"
#include "plots/leave.h"
#include "plots/plots.h"
#include "plots/script.h"

#include <math.h>
#include <string.h>

static const double EDGE = 1.5;
static const char NAME[] = "validation";

static double placed(const curb_measure_t *measure, double value)
{
    double at = (value - measure->low) / (measure->high - measure->low);
    return fmin(fmax(at, -EDGE), 1 + EDGE);
}

static void write_block(const curb_case_row_t *rows, size_t count, curb_draft_t *script)
{
    curb_script_block(script, "CASES",
        "row, figure and interval in widths of the band from its lower end, colour");
    for (size_t i = 0; i < count; i++) {
        const curb_measured_figure_t *figure = rows[i].figure;
        bool inside = curb_measure_inside(rows[i].measure, figure->value);
        curb_script_row(script,
            (double[]){(double)(count - i), placed(rows[i].measure, figure->value),
                placed(rows[i].measure, figure->interval.low),
                placed(rows[i].measure, figure->interval.high),
                inside ? 0x0072B2 : 0xD55E00},
            5);
    }
    curb_script_block_end(script);
}

static void write_row(
    const curb_case_row_t *row, double y, curb_frame_t frame, curb_draft_t *script)
{
    bool inside = curb_measure_inside(row->measure, row->figure->value);
    const char *colour = inside ? CURB_INK : CURB_VERMILLION;
    curb_spot_t spot = {
        "screen", "first", frame.left - 0.006, y, "right", 11, colour, false};
    curb_words_t name = curb_words("%.60s: %.120s", row->which->id, row->measure->what);
    curb_script_label(script, curb_words_short(name.text, 82).text, spot);
    char band[96];
    curb_measure_band(row->measure, band, sizeof band);
    spot.x = frame.right + 0.006;
    spot.align = "left";
    curb_script_label(script,
        curb_words("%s [%s, %s]; band %.60s", curb_words_digits(row->figure->value).text,
            curb_words_digits(row->figure->interval.low).text,
            curb_words_digits(row->figure->interval.high).text, band)
            .text,
        spot);
}

static void write_script(const curb_case_row_t *rows, size_t count, curb_draft_t *script)
{
    const curb_frame_t frame = {0.43, 0.72, 0.09, 0.86};
    size_t inside[2] = {0, 0};
    size_t all[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        int table = rows[i].which->table;
        inside[table] += curb_measure_inside(rows[i].measure, rows[i].figure->value);
        all[table]++;
    }
    curb_script_begin(script, NAME);
    write_block(rows, count, script);
    curb_script_frame_texts(script,
        curb_words("Modelled figures inside their bands: independent %zu of %zu, "
                   "construction %zu of %zu",
            inside[CURB_CASE_INDEPENDENT], all[CURB_CASE_INDEPENDENT],
            inside[CURB_CASE_CONSTRUCTION], all[CURB_CASE_CONSTRUCTION])
            .text,
        "Grey: the band, fixed before the first run, all drawn equally wide. Dot: "
        "modelled; "
        "line: 95 % of replicates, cut at a band's width and a half. Some figures of "
        "independent cases are put in or fitted; docs/validation.md says which, with "
        "claims, sources and causes of misses. Modelled, not measured.");
    curb_script_panel(script, frame);
    for (size_t i = 0; i < count; i++) {
        write_row(&rows[i], (double)(count - i), frame, script);
    }
    curb_draft_add(script,
        "set object 1 rectangle from first 0,graph 0 to first 1,graph 1 behind fillcolor "
        "rgb "
        "'#E3E3E3' fillstyle solid 1 noborder\n"
        "set xrange [%.3g:%.3g]\nset yrange [0.4:%zu.6]\nunset border\n"
        "plot $CASES using 3:1:($4-$3):(0):5 with vectors nohead linewidth 2.5 linecolor "
        "rgb variable, \\\n"
        "  '' using 2:1:5 with points pointtype 7 pointsize 0.9*PS linecolor rgb "
        "variable\n",
        -EDGE - 0.05, 1 + EDGE + 0.05, count);
    curb_script_end(script);
}

static void write_sheet(const curb_case_row_t *rows, size_t count, curb_draft_t *sheet)
{
    curb_draft_add(
        sheet, "case,table,measure,what,unit,band_low,band_high,figure,low,high,inside\n");
    for (size_t i = 0; i < count; i++) {
        const curb_measure_t *measure = rows[i].measure;
        curb_draft_csv_text(sheet, rows[i].which->id);
        curb_draft_add(sheet, ",%s,", curb_case_table_keys[rows[i].which->table]);
        curb_draft_csv_text(sheet, measure->id);
        curb_draft_add(sheet, ",");
        curb_draft_csv_text(sheet, measure->what);
        curb_draft_add(sheet, ",");
        curb_draft_csv_text(sheet, measure->unit);
        curb_draft_csv_number(sheet, measure->low);
        curb_draft_csv_number(sheet, measure->high);
        curb_draft_csv_number(sheet, rows[i].figure->value);
        curb_draft_csv_number(sheet, rows[i].figure->interval.low);
        curb_draft_csv_number(sheet, rows[i].figure->interval.high);
        curb_draft_add(
            sheet, ",%d\n", (int)curb_measure_inside(measure, rows[i].figure->value));
    }
}

curb_error_t curb_cases_draw(const curb_case_row_t *rows, size_t count, const char *folder,
    bool *is_missing, curb_diagnostics_t *diagnostics)
{
    curb_draft_t script = {0};
    curb_draft_t sheet = {0};
    write_script(rows, count, &script);
    write_sheet(rows, count, &sheet);
    curb_error_t error =
        curb_figure_leave(folder, NAME, &script, &sheet, is_missing, diagnostics);
    curb_draft_free(&script);
    curb_draft_free(&sheet);
    return error;
}
