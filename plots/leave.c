/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/leave.h"

#include "model/memory.h"
#include "plots/gnuplot.h"
#include "plots/plots.h"
#include "store/files.h"

static curb_error_t write_file(const char *folder, const char *name, const char *ending,
    const curb_draft_t *draft, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_draft_check(draft);
    char *path = curb_text_of("%s/%s.%s", folder, name, ending);
    if (error == CURB_OK && path == NULL) {
        error = CURB_ERR_NO_MEMORY;
    }
    if (error == CURB_OK) {
        error = curb_file_write(path, draft->text, draft->length, diagnostics);
    }
    curb_free(path);
    return error;
}

curb_error_t curb_figure_leave(const char *folder, const char *name, const bool *formats,
    curb_draft_t *script, curb_draft_t *sheet, bool *is_missing,
    curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_folder_make(folder, diagnostics);
    if (error == CURB_OK) {
        error = write_file(folder, name, "gp", script, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_file(folder, name, "csv", sheet, diagnostics);
    }
    for (int f = 0; f < CURB_PICTURE_COUNT && error == CURB_OK && !*is_missing; f++) {
        curb_picture_t picture = {.program = "gnuplot",
            .folder = folder,
            .name = name,
            .format = curb_picture_formats[f]};
        if (formats == NULL || formats[f]) {
            error = curb_gnuplot_draw(&picture, is_missing, diagnostics);
        }
    }
    curb_draft_free(script);
    curb_draft_free(sheet);
    return error;
}
