/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/plots.h"

#include "model/memory.h"
#include "plots/gnuplot.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FIGURE_ROW(name, file, shows) {#file, shows},
const curb_figure_row_t curb_figure_rows[CURB_FIGURE_COUNT] = {
    CURB_FIGURE_LIST(FIGURE_ROW)};
#undef FIGURE_ROW

#define FIGURE_DRAW(name, file, shows) curb_figure_##file,
static curb_error_t (*const draw[CURB_FIGURE_COUNT])(curb_figure_draft_t *) = {
    CURB_FIGURE_LIST(FIGURE_DRAW)};
#undef FIGURE_DRAW

const char *const curb_picture_formats[CURB_PICTURE_COUNT] = {"png", "svg", "pdf"};

void curb_plots_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT])
{
    curb_scene_needs(labels, needed);
}

curb_error_t curb_plots_init(curb_plots_t *self, const curb_compare_data_t *data,
    const curb_plots_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_plots_t){.options = *options};
    return curb_scene_init(&self->scene, data, options->highlight, diagnostics);
}

void curb_plots_free(curb_plots_t *self)
{
    curb_scene_free(&self->scene);
    *self = (curb_plots_t){0};
}

/* Names of a figure's files; owned. */
typedef struct {
    char *script, *sheet, *pictures[CURB_PICTURE_COUNT];
} paths_t;

static void paths_free(paths_t *self)
{
    curb_free(self->script);
    curb_free(self->sheet);
    for (int f = 0; f < CURB_PICTURE_COUNT; f++) {
        curb_free(self->pictures[f]);
    }
}

static curb_error_t paths_init(paths_t *self, const char *folder, const char *name)
{
    *self = (paths_t){.script = curb_text_of("%s/%s.gp", folder, name),
        .sheet = curb_text_of("%s/%s.csv", folder, name)};
    bool whole = self->script != NULL && self->sheet != NULL;
    for (int f = 0; f < CURB_PICTURE_COUNT; f++) {
        self->pictures[f] = curb_text_of("%s/%s.%s", folder, name, curb_picture_formats[f]);
        whole = whole && self->pictures[f] != NULL;
    }
    if (!whole) {
        paths_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

/* Our script vouches for the files beside it; without it, whatever bears their names is
 * somebody else's. */
static curb_error_t check_ours(
    const paths_t *paths, bool is_ours, curb_diagnostics_t *diagnostics)
{
    const char *all[2 + CURB_PICTURE_COUNT] = {paths->script, paths->sheet};
    memcpy(all + 2, paths->pictures, sizeof paths->pictures);
    for (size_t i = 0; !is_ours && i < sizeof all / sizeof *all; i++) {
        if (access(all[i], F_OK) == 0) {
            return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                "%s exists and was not written by this verb; name another folder with -o",
                all[i]);
        }
    }
    return CURB_OK;
}

/* Pictures of other numbers must not stand beside a new script. */
static void remove_outdated(const paths_t *paths, const char *old, const char *new)
{
    if (old != NULL && strcmp(old, new) != 0) {
        for (int f = 0; f < CURB_PICTURE_COUNT; f++) {
            unlink(paths->pictures[f]);
        }
    }
}

/* Whether a script is ours, and what it says: `*text` is the caller's, or NULL. */
static curb_error_t read_script(
    const char *path, char **text, bool *is_ours, curb_diagnostics_t *diagnostics)
{
    size_t count = 0;
    *text = NULL;
    curb_error_t error = curb_file_read(path, text, &count);
    if (error == CURB_ERR_NO_MEMORY) {
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    *is_ours =
        *text != NULL && strncmp(*text, curb_script_mark, strlen(curb_script_mark)) == 0;
    return CURB_OK;
}

static curb_error_t write_texts(
    const curb_figure_draft_t *draft, const paths_t *paths, curb_diagnostics_t *diagnostics)
{
    char *old = NULL;
    bool is_ours = false;
    curb_error_t error = read_script(paths->script, &old, &is_ours, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    error = check_ours(paths, is_ours, diagnostics);
    if (error == CURB_OK) {
        remove_outdated(paths, old, draft->script.text);
        error = curb_file_write(
            paths->script, draft->script.text, draft->script.length, diagnostics);
    }
    curb_free(old);
    return error != CURB_OK ? error
                            : curb_file_write(paths->sheet, draft->sheet.text,
                                  draft->sheet.length, diagnostics);
}

static curb_error_t draw_pictures(
    curb_plots_t *self, curb_figure_t figure, curb_diagnostics_t *diagnostics)
{
    const curb_plots_options_t *options = &self->options;
    curb_error_t error = CURB_OK;
    for (int f = 0; f < CURB_PICTURE_COUNT && error == CURB_OK; f++) {
        if (options->formats[f] && !self->gnuplot_missing) {
            curb_picture_t picture = {
                .program = options->gnuplot != NULL ? options->gnuplot : "gnuplot",
                .folder = options->folder,
                .name = curb_figure_rows[figure].name,
                .format = curb_picture_formats[f]};
            error = curb_gnuplot_draw(&picture, &self->gnuplot_missing, diagnostics);
        }
    }
    return error;
}

static curb_error_t write_all(curb_plots_t *self, curb_figure_t figure,
    const curb_figure_draft_t *draft, curb_diagnostics_t *diagnostics)
{
    const char *folder = self->options.folder;
    paths_t paths;
    curb_error_t error = paths_init(&paths, folder, curb_figure_rows[figure].name);
    if (error != CURB_OK) {
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    error = curb_folder_make(folder, diagnostics);
    if (error == CURB_OK) {
        error = write_texts(draft, &paths, diagnostics);
    }
    if (error == CURB_OK) {
        error = draw_pictures(self, figure, diagnostics);
    }
    paths_free(&paths);
    return error;
}

static curb_words_t headline_of(const curb_draft_t *script)
{
    const char *found =
        script->text != NULL ? strstr(script->text, curb_script_headline) : NULL;
    found = found != NULL ? found + strlen(curb_script_headline) : "";
    return curb_words("%.*s", (int)strcspn(found, "\n"), found);
}

bool curb_plots_lack_pairs(const curb_plots_t *self, curb_figure_t figure)
{
    return self->scene.compare.family.n < 2 && figure != CURB_FIGURE_FAN_FOREST &&
           figure != CURB_FIGURE_STATUS && figure != CURB_FIGURE_PORTFOLIO;
}

curb_error_t curb_plots_clear(
    const curb_plots_t *self, curb_figure_t figure, curb_diagnostics_t *diagnostics)
{
    paths_t paths;
    char *text = NULL;
    bool is_ours = false;
    curb_error_t error =
        paths_init(&paths, self->options.folder, curb_figure_rows[figure].name);
    if (error != CURB_OK) {
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    error = read_script(paths.script, &text, &is_ours, diagnostics);
    if (is_ours) {
        for (int f = 0; f < CURB_PICTURE_COUNT; f++) {
            unlink(paths.pictures[f]);
        }
        unlink(paths.sheet);
        unlink(paths.script); /* last: it vouches for the others */
    }
    curb_free(text);
    paths_free(&paths);
    return error;
}

curb_error_t curb_plots_draw(curb_plots_t *self, curb_figure_t figure, bool *is_empty,
    curb_diagnostics_t *diagnostics)
{
    curb_figure_draft_t draft = {.scene = &self->scene};
    *is_empty = curb_plots_lack_pairs(self, figure);
    if (*is_empty) {
        return curb_plots_clear(self, figure, diagnostics);
    }
    curb_error_t error = draw[figure](&draft);
    error = error != CURB_OK ? error : curb_draft_check(&draft.script);
    error = error != CURB_OK ? error : curb_draft_check(&draft.sheet);
    *is_empty = draft.is_empty;
    self->headline = headline_of(&draft.script);
    if (error != CURB_OK) {
        (void)curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    } else if (draft.is_empty) {
        error = curb_plots_clear(self, figure, diagnostics);
    } else {
        error = write_all(self, figure, &draft, diagnostics);
    }
    curb_draft_free(&draft.script);
    curb_draft_free(&draft.sheet);
    return error;
}
