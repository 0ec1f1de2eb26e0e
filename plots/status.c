/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which replicates of the study the file does not have: a tile each, or for some where
 * there are many. A replicate is kept with all its scenarios or not at all. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/size.h"
#include "plots/tiles.h"

#include <math.h>

enum { COLUMNS_SLIDE = 20, COLUMNS_NARROW = 10, TILES_MAX = 200 };

typedef struct {
    curb_figure_draft_t *draft;
    const curb_results_t *labels;
    size_t asked, missing, each, tile_count; /* each: replicates of a tile */
    curb_tile_t *tiles;                      /* owned */
} work_t;

static bool is_there(const curb_results_t *labels, size_t replicate)
{
    for (size_t i = 0; i < labels->replicate_count; i++) {
        if (labels->replicates[i] == replicate) {
            return true;
        }
    }
    return false;
}

static size_t columns_of(void)
{
    return curb_size_is_slide() ? COLUMNS_SLIDE : COLUMNS_NARROW;
}

static curb_error_t prepare(work_t *work)
{
    work->each = (work->asked + TILES_MAX - 1) / TILES_MAX;
    work->tile_count = (work->asked + work->each - 1) / work->each;
    work->tiles = curb_calloc(work->tile_count, sizeof *work->tiles);
    if (work->tiles == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t t = 0; t < work->tile_count; t++) {
        curb_tile_t *tile = &work->tiles[t];
        size_t first = t * work->each, end = first + work->each, lost = 0;
        end = end < work->asked ? end : work->asked;
        for (size_t r = first; r < end; r++) {
            lost += !is_there(work->labels, r);
        }
        size_t column = t % columns_of(), row = t / columns_of();
        *tile = (curb_tile_t){.column = (double)column,
            .row = (double)row,
            .columns = 1,
            .strength = lost == 0 ? -0.3 : 0.4 + 0.6 * (double)lost / (double)(end - first),
            .upper = work->each == 1 ? curb_words("%zu", first)
                                     : curb_words("%zu–%zu", first, end - 1)};
        if (lost > 0) {
            tile->lower = work->each == 1 ? curb_words("✕") : curb_words("✕ %zu", lost);
        }
    }
    return CURB_OK;
}

static curb_words_t headline_of(const work_t *work)
{
    return curb_words(
        P_("%zu of %zu replicates is missing; all numbers come from the others",
            "%zu of %zu replicates are missing; all numbers come from the others",
            work->missing),
        work->missing, work->asked);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_results_t *labels = work->labels;
    size_t by[CURB_CONCEPT_COUNT] = {0};
    for (size_t r = 0; r < labels->replicate_count; r++) {
        by[labels->concepts[r]]++;
    }
    curb_words_t concepts = curb_words(
        _("Of those that are there, %zu use the mse concept of detection and %zu the ilo "
          "concept."),
        by[CURB_CONCEPT_MSE], by[CURB_CONCEPT_ILO]);
    return curb_words(_("Modelled, not measured. A tile: a replicate with its %zu "
                        "scenarios, by its number; "
                        "where there are many, some together. Vermillion with ✕: missing, "
                        "and how many; a "
                        "replicate that fails in one scenario is kept in none. The "
                        "messages of the run say "
                        "why. %s %s"),
        labels->scenario_count, concepts.text, curb_scene_source(work->draft->scene).text);
}

static void write_script(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    bool is_slide = curb_size_is_slide();
    double rows = ceil((double)work->tile_count / (double)columns_of());
    double height = fmin(0.1, (is_slide ? 0.64 : 1.2) / rows);
    curb_frame_t frame = {0.025, 0.98, 0.82 - rows * height, 0.82};
    curb_frame_t part = {0, 1, frame.bottom - 0.02, 0.87};
    curb_layout_t layout = {1, &part};
    curb_script_open(
        script, "status", headline_of(work).text, caption_of(work).text, &layout);
    curb_script_panel(script, frame);
    curb_script_label(script, _("Replicates of the study"),
        (curb_spot_t){"screen", "screen", 0.025, 0.845, "left", 16, CURB_INK, false});
    curb_tiles_write(
        script, frame, (double)columns_of(), rows, work->tiles, work->tile_count);
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_results_t *labels = work->labels;
    curb_draft_t *sheet = &work->draft->sheet;
    curb_draft_add(sheet, "panel,scenario,title,replicate,draw,concept,there\n");
    for (size_t r = 0, at = 0; r < work->asked; r++) {
        bool there = at < labels->replicate_count && labels->replicates[at] == r;
        size_t draw = there && labels->draws != NULL ? labels->draws[at] : r;
        curb_draft_add(sheet, "status,,all scenarios,%zu,", r);
        curb_draft_add(sheet, there ? "%zu,%s,1\n" : ",,0\n", draw,
            there ? curb_concept_keys[labels->concepts[at]] : "");
        at += there;
    }
}

curb_error_t curb_figure_status(curb_figure_draft_t *self)
{
    const curb_results_t *labels = self->scene->labels;
    work_t work = {.draft = self,
        .labels = labels,
        .asked = labels->replicate_count + curb_results_missing(labels),
        .missing = curb_results_missing(labels)};
    if (work.missing == 0) {
        self->is_empty = true;
        return CURB_OK;
    }
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_free(work.tiles);
    return error;
}
