/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/cases.h"

#include "model/memory.h"
#include "plots/band_rows.h"
#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/plots.h"

#include <math.h>

static const char NAME[] = "validation";

static curb_words_t headline_of(const curb_case_row_t *rows, size_t count)
{
    size_t inside[2] = {0, 0};
    size_t all[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        int table = rows[i].which->table;
        inside[table] += curb_measure_inside(rows[i].measure, rows[i].figure->value);
        all[table]++;
    }
    return curb_words(_("Modelled figures inside their bands: independent %zu of %zu, "
                        "construction %zu of %zu"),
        inside[CURB_CASE_INDEPENDENT], all[CURB_CASE_INDEPENDENT],
        inside[CURB_CASE_CONSTRUCTION], all[CURB_CASE_CONSTRUCTION]);
}

static curb_words_t caption_of(const curb_case_row_t *rows, size_t count)
{
    size_t least = SIZE_MAX, most = 0;
    for (size_t i = 0; i < count; i++) {
        least = rows[i].figure->n < least ? rows[i].figure->n : least;
        most = rows[i].figure->n > most ? rows[i].figure->n : most;
    }
    return curb_words(
        _("Grey: the band, fixed before the first run, all drawn equally wide. Dot: "
          "modelled, blue inside and vermillion outside; line: 95\u00A0%% of replicates "
          "(%zu to %zu a case), cut at a band's width and a half. Some figures of "
          "independent cases are put in or fitted; docs/validation.md says which, with "
          "claims, sources, seeds and causes of misses. Modelled, not measured."),
        least, most);
}

static curb_error_t write_script(
    const curb_case_row_t *rows, size_t count, curb_draft_t *script)
{
    curb_band_row_t *shown = curb_calloc(count, sizeof *shown);
    if (shown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        const curb_measure_t *measure = rows[i].measure;
        shown[i] = (curb_band_row_t){
            .name = curb_words("%s: %s", rows[i].which->id, curb_lang_text(measure->what)),
            .unit = measure->unit,
            .low = measure->low,
            .high = measure->high,
            .value = rows[i].figure->value,
            .interval = rows[i].figure->interval,
            .before = NAN};
    }
    const curb_band_rows_t figure = {
        headline_of(rows, count), caption_of(rows, count), count, shown};
    curb_band_rows_write(&figure, NAME, script);
    curb_free(shown);
    return CURB_OK;
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
    curb_draft_t script = {0}, sheet = {0};
    curb_error_t error = write_script(rows, count, &script);
    if (error != CURB_OK) {
        return error;
    }
    write_sheet(rows, count, &sheet);
    return curb_figure_leave(folder, NAME, NULL, &script, &sheet, is_missing, diagnostics);
}
