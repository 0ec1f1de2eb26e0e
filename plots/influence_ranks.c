/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/adjust.h"
#include "model/memory.h"
#include "plots/bars.h"
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/leave.h"

#include <math.h>

typedef struct {
    const curb_influence_t *about;
    const curb_influence_ranks_t *ranks;
    double *adjusted; /* [factor] p; owned */
    size_t clear;
    curb_bars_t bars;
} work_t;

static const curb_regression_t *index_of(const work_t *work, size_t i)
{
    return &work->ranks->indices[work->about->order[i]];
}

static bool is_clear(const work_t *work, size_t i)
{
    return work->adjusted[work->about->order[i]] <= 0.05;
}

static curb_error_t adjust(work_t *work)
{
    size_t count = work->about->count;
    work->adjusted = curb_calloc(count, sizeof *work->adjusted);
    if (work->adjusted == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    bool is_partial = work->ranks->is_partial;
    for (size_t k = 0; k < count; k++) {
        const curb_regression_t *index = &work->ranks->indices[k];
        work->adjusted[k] = is_partial ? index->prcc_p : index->spearman_p;
    }
    curb_adjust_t method = is_partial ? CURB_ADJUST_BH : CURB_ADJUST_HOLM;
    curb_error_t error = curb_adjust(method, work->adjusted, count, work->adjusted);
    for (size_t i = 0; i < count && error == CURB_OK; i++) {
        work->clear += is_clear(work, i);
    }
    return error;
}

static curb_words_t headline_of(
    const void *what, const char *outcome, curb_brevity_t brevity)
{
    const work_t *work = what;
    const curb_influence_t *about = work->about;
    const curb_influence_ranks_t *ranks = work->ranks;
    curb_words_t first = curb_influence_said(about, about->order[0], brevity);
    const curb_regression_t *index = index_of(work, 0);
    curb_words_t size =
        curb_words_number(ranks->is_partial ? index->prcc : index->spearman, 2);
    if (!ranks->is_partial && work->clear == 0) {
        return curb_words(
            ranks->is_design
                ? _("%zu scenarios are too few to tell which of %zu varied numbers %s "
                    "goes with")
                : _("%zu draws are too few to tell which of %zu uncertain numbers %s "
                    "goes with"),
            ranks->rows, about->count, outcome);
    }
    if (work->clear == 0) {
        return curb_words(ranks->is_design
                              ? _("None of %zu varied numbers clearly goes with %s")
                              : _("None of %zu uncertain numbers clearly goes with %s"),
            about->count, outcome);
    }
    if (brevity != CURB_WHOLE) {
        return curb_words(_("%s goes most with %s (%s)"), first.text, outcome, size.text);
    }
    return curb_words(
        ranks->is_design
            ? _("%s goes most with %s (%s); %zu of %zu varied numbers clearly "
                "matter")
            : _("%s goes most with %s (%s); %zu of %zu uncertain numbers clearly "
                "matter"),
        first.text, outcome, size.text, work->clear, about->count);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_influence_ranks_t *ranks = work->ranks;
    curb_words_t rows =
        ranks->is_design
            ? curb_words(P_("%zu scenario", "%zu scenarios", ranks->rows), ranks->rows)
            : curb_words(P_("%zu draw", "%zu draws", ranks->rows), ranks->rows);
    if (!ranks->is_partial) {
        return curb_words(
            _("Plain rank correlations (Spearman) of the outcome with each number, from "
              "%s: "
              "partial ones, which hold all other numbers fixed, need more rows than "
              "numbers. Blue: rises with the number; vermillion: falls; grey: "
              "p\u00A0>\u00A00.05, adjusted for %zu by Holm. No new runs. %s"),
            rows.text, work->about->count, work->about->source);
    }
    return curb_words(
        _("Partial rank correlations of the outcome with each number, all others held, "
          "from %s. Lines: 95\u00A0%% by Fisher’s z, each by itself. Blue: rises with the "
          "number; vermillion: falls; grey: p\u00A0>\u00A00.05, adjusted for %zu by "
          "Benjamini-Hochberg. No new runs. %s"),
        rows.text, work->about->count, work->about->source);
}

static curb_words_t p_text(double p)
{
    return p < 0.0005 ? curb_words("< %s", curb_words_number(0.001, 3).text)
                      : curb_words_number(p, 3);
}

static void add_row(work_t *work, size_t i)
{
    const curb_regression_t *index = index_of(work, i);
    bool is_partial = work->ranks->is_partial, clear = is_clear(work, i);
    double shown = is_partial ? index->prcc : index->spearman;
    curb_bar_row_t *row = &work->bars.rows[i];
    row->name = curb_influence_name(work->about, work->about->order[i]);
    row->is_clear = clear;
    row->bars[0] = (curb_bar_t){.from = 0,
        .to = shown,
        .interval = is_partial ? index->prcc_interval : (curb_interval_t){NAN, NAN},
        .mark = NAN,
        .colour = !clear      ? "#9A9A9A"
                  : shown > 0 ? CURB_BLUE
                              : CURB_VERMILLION,
        .text = curb_words_number(shown, 2)};
    if (!is_partial) {
        row->bars[0].text = curb_words(_("%s, p\u00A0%s"), row->bars[0].text.text,
            p_text(work->adjusted[work->about->order[i]]).text);
    } else {
        row->bars[0].text =
            curb_words(_("%s %s, p\u00A0%s"), curb_words_number(shown, 2).text,
                curb_words_bracket(curb_words_number(index->prcc_interval.low, 2).text,
                    curb_words_number(index->prcc_interval.high, 2).text)
                    .text,
                p_text(work->adjusted[work->about->order[i]]).text);
    }
}

static void prepare(work_t *work)
{
    work->bars.each = 1;
    work->bars.count = curb_bars_room(1, work->about->count);
    work->bars.left = 0.33;
    work->bars.right = 0.76;
    work->bars.mark_colour = CURB_INK;
    for (size_t i = 0; i < work->bars.count; i++) {
        add_row(work, i);
    }
    work->bars.units = curb_words("%s",
        work->ranks->is_partial ? _("partial rank correlation") : _("rank correlation"));
    work->bars.headline = curb_influence_headline(work->about, headline_of, work);
    work->bars.caption = caption_of(work);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(
        sheet, "factor,grade,prcc,ci_low,ci_high,p,p_adjusted,src,spearman,shown,name\n");
    for (size_t i = 0; i < work->about->count; i++) {
        const curb_regression_t *index = index_of(work, i);
        curb_influence_sheet_name(work->about, work->about->order[i], sheet);
        const double numbers[] = {index->prcc, index->prcc_interval.low,
            index->prcc_interval.high, index->prcc_p, work->adjusted[work->about->order[i]],
            index->src, index->spearman};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            curb_draft_csv_number(sheet, numbers[k]);
        }
        curb_draft_add(sheet, ",%d", i < work->bars.count);
        curb_influence_sheet_end(work->about, work->about->order[i], sheet);
    }
}

curb_error_t curb_influence_ranks(const curb_influence_t *self,
    const curb_influence_ranks_t *ranks, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    work_t work = {.about = self, .ranks = ranks};
    curb_draft_t script = {0}, sheet = {0};
    curb_error_t error = adjust(&work);
    if (error == CURB_OK) {
        prepare(&work);
        curb_bars_write(&work.bars, self->name, &script);
        write_sheet(&work, &sheet);
        error = curb_figure_leave(
            self->folder, self->name, NULL, &script, &sheet, is_missing, diagnostics);
    }
    curb_free(work.adjusted);
    return error;
}
