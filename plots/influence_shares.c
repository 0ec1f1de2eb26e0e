/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/bars.h"
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/leave.h"

#include <math.h>

#define GREEN "#007A5A" /* Okabe and Ito's bluish green, darker: it is also a text's */

static const struct {
    curb_sobol_index_t index;
    const char *name, *colour;
} measures[] = {{CURB_SOBOL_TOTAL, N_("total"), CURB_VERMILLION},
    {CURB_SOBOL_FIRST, N_("first"), CURB_BLUE}, {CURB_SOBOL_SHAPLEY, N_("Shapley"), GREEN}};

typedef struct {
    const curb_influence_t *about;
    const curb_influence_shares_t *shares;
    curb_bars_t bars;
} work_t;

static const curb_sobol_factor_t *index_of(const work_t *work, size_t i)
{
    return &work->shares->indices[work->about->order[i]];
}

static curb_words_t headline_of(
    const void *what, const char *outcome, curb_brevity_t brevity)
{
    const work_t *work = what;
    const curb_influence_t *about = work->about;
    const curb_sobol_factor_t *first = index_of(work, 0);
    if (!isfinite(first->share[CURB_SOBOL_TOTAL].estimate)) {
        return curb_words(_("There is no variance of %s to share out"), outcome);
    }
    const curb_share_t *total = &first->share[CURB_SOBOL_TOTAL];
    curb_words_t name = curb_influence_said(about, about->order[0], brevity);
    if (work->shares->widest > work->shares->width) {
        return curb_words(_("%s has the largest share of the variance of %s: %s to "
                            "%s\u00A0%%, not resolved yet"),
            name.text, outcome, curb_words_number(100 * total->interval.low, 0).text,
            curb_words_number(100 * total->interval.high, 0).text);
    }
    return curb_words(_("%s accounts for %s\u00A0%% (%s to %s) of the variance of %s"),
        name.text, curb_words_number(100 * total->estimate, 0).text,
        curb_words_number(100 * total->interval.low, 0).text,
        curb_words_number(100 * total->interval.high, 0).text, outcome);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_influence_shares_t *shares = work->shares;
    const curb_sobol_moments_t *moments = shares->moments;
    curb_words_t chance =
        curb_words(_(" Chance makes up %.0f\u00A0%% of the variance and is in the bars; "
                     "bold: total above 0 without it."),
            100 * moments->chance / moments->variance);
    return curb_words(
        _("Shares of variance (Sobol’) among %zu factors, all others at their central "
          "values. Total: with all interactions; first: by itself%s. Lines: 95\u00A0%% "
          "bootstrap over %zu rows, each by itself, widest %s where %s was asked for.%s "
          "%s"),
        work->about->count,
        shares->has_shapley ? _("; Shapley: interactions shared out evenly, adding up to 1")
                            : "",
        moments->used, curb_words_number(shares->widest, 2).text,
        curb_words_number(shares->width, 2).text,
        isfinite(moments->chance) ? chance.text : "", work->about->source);
}

static void add_row(work_t *work, size_t i)
{
    const curb_sobol_factor_t *index = index_of(work, i);
    bool has_chance = isfinite(work->shares->moments->chance);
    curb_bar_row_t *row = &work->bars.rows[i];
    row->name = curb_influence_name(work->about, work->about->order[i]);
    row->is_clear =
        index->share[has_chance ? CURB_SOBOL_TOTAL_CLEAN : CURB_SOBOL_TOTAL].interval.low >
        0;
    for (size_t b = 0; b < work->bars.each; b++) {
        const curb_share_t *share = &index->share[measures[b].index];
        row->bars[b] = (curb_bar_t){.from = 0,
            .to = share->estimate,
            .interval = share->interval,
            .mark = NAN,
            .colour = measures[b].colour,
            .text = curb_words("%s %s %s", _(measures[b].name),
                curb_words_number(share->estimate, 2).text,
                curb_words_bracket(curb_words_number(share->interval.low, 2).text,
                    curb_words_number(share->interval.high, 2).text)
                    .text)};
    }
}

static void prepare(work_t *work)
{
    work->bars.each = work->shares->has_shapley ? 3 : 2;
    work->bars.count = curb_bars_room(work->bars.each, work->about->count);
    work->bars.left = 0.33;
    work->bars.right = 0.80;
    work->bars.mark_colour = CURB_INK;
    for (size_t i = 0; i < work->bars.count; i++) {
        add_row(work, i);
    }
    work->bars.units = curb_words("%s", _("share of the variance"));
    work->bars.headline = curb_influence_headline(work->about, headline_of, work);
    work->bars.caption = caption_of(work);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "factor,grade,measure,share,ci_low,ci_high,shown,name\n");
    for (size_t i = 0; i < work->about->count; i++) {
        for (size_t b = 0; b < work->bars.each; b++) {
            const curb_share_t *share = &index_of(work, i)->share[measures[b].index];
            curb_influence_sheet_name(work->about, work->about->order[i], sheet);
            curb_draft_add(sheet, ",%s", measures[b].name);
            curb_draft_csv_number(sheet, share->estimate);
            curb_draft_csv_number(sheet, share->interval.low);
            curb_draft_csv_number(sheet, share->interval.high);
            curb_draft_add(sheet, ",%d", i < work->bars.count);
            curb_influence_sheet_end(work->about, work->about->order[i], sheet);
        }
    }
}

curb_error_t curb_influence_shares(const curb_influence_t *self,
    const curb_influence_shares_t *shares, bool *is_missing,
    curb_diagnostics_t *diagnostics)
{
    work_t work = {.about = self, .shares = shares};
    curb_draft_t script = {0}, sheet = {0};
    prepare(&work);
    curb_bars_write(&work.bars, self->name, &script);
    write_sheet(&work, &sheet);
    return curb_figure_leave(
        self->folder, self->name, NULL, &script, &sheet, is_missing, diagnostics);
}
