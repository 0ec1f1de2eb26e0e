/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/bars.h"
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/units.h"

#include <math.h>

typedef struct {
    const curb_influence_t *about;
    const curb_influence_screened_t *screened;
    bool has_floor;
    curb_magnitude_t magnitude;
    curb_bars_t bars;
} work_t;

static const curb_screening_effect_t *effect_of(const work_t *work, size_t i)
{
    return &work->screened->effects[work->about->order[i]];
}

static curb_words_t amount(const work_t *work, double value)
{
    return curb_words_digits(value / work->magnitude.divisor);
}

/* "thousand person" */
static curb_words_t units_of(const work_t *work)
{
    return curb_words_scaled(work->magnitude, curb_units(work->about->metric));
}

static curb_words_t headline_of(
    const void *what, const char *outcome, curb_brevity_t brevity)
{
    const work_t *work = what;
    const curb_influence_t *about = work->about;
    const curb_screening_effect_t *first = effect_of(work, 0);
    if (!curb_influence_is_clear(first)) {
        return curb_words(
            _("No uncertain number moves %s by more than chance does"), outcome);
    }
    return curb_words(_("%s moves %s by %s to %s %s%s"),
        curb_influence_said(about, about->order[0], brevity).text, outcome,
        amount(work, first->least).text, amount(work, first->most).text,
        units_of(work).text,
        first->least > 0 || first->most < 0 ? "" : _("; the sign is not certain"));
}

static curb_words_t caption_of(const work_t *work)
{
    return curb_words(
        _("Bars: from the smallest to the largest elementary effect (Morris) of %zu "
          "trajectories, which is the change of the outcome when this number goes up over "
          "its whole law while the others stand somewhere at random; a spread, not an "
          "interval. Line across: their mean, mu. Sorted by mean size, mu*.%s %s"),
        work->screened->trajectories,
        work->has_floor ? _(" Grey: mu* cannot be told from chance.") : "",
        work->about->source);
}

static void add_row(work_t *work, size_t i)
{
    const curb_screening_effect_t *effect = effect_of(work, i);
    bool is_clear = curb_influence_is_clear(effect);
    work->has_floor = work->has_floor || isfinite(effect->floor);
    curb_bar_row_t *row = &work->bars.rows[i];
    row->name = curb_influence_name(work->about, work->about->order[i]);
    row->is_clear = is_clear;
    row->bars[0] = (curb_bar_t){.from = effect->least,
        .to = effect->most,
        .interval = {NAN, NAN},
        .mark = effect->mu,
        .colour = is_clear ? CURB_BLUE : "#9A9A9A"};
}

static void prepare(work_t *work)
{
    work->bars.each = 1;
    work->bars.count = curb_bars_room(1, work->about->count);
    work->bars.left = 0.33;
    work->bars.right = 0.76;
    work->bars.mark_colour = CURB_VERMILLION;
    for (size_t i = 0; i < work->bars.count; i++) {
        add_row(work, i);
    }
    work->magnitude = curb_bars_magnitude(&work->bars);
    for (size_t i = 0; i < work->bars.count; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        work->bars.rows[i].bars[0].text = curb_words(_("%s\u00A0to\u00A0%s, mean\u00A0%s"),
            amount(work, effect->least).text, amount(work, effect->most).text,
            amount(work, effect->mu).text);
    }
    work->bars.units =
        curb_words(_("%s, change when the number goes up over its whole law"),
            curb_units(work->about->metric));
    work->bars.headline = curb_influence_headline(work->about, headline_of, work);
    work->bars.caption = caption_of(work);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "factor,grade,units,least,most,mu,mu_star,n,shown,name\n");
    for (size_t i = 0; i < work->about->count; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        curb_influence_sheet_name(work->about, work->about->order[i], sheet);
        curb_draft_add(sheet, ",%s", curb_metric_rows[work->about->metric].units);
        curb_draft_csv_number(sheet, effect->least);
        curb_draft_csv_number(sheet, effect->most);
        curb_draft_csv_number(sheet, effect->mu);
        curb_draft_csv_number(sheet, effect->mu_star);
        curb_draft_add(sheet, ",%zu,%d", effect->n, i < work->bars.count);
        curb_influence_sheet_end(work->about, work->about->order[i], sheet);
    }
}

curb_error_t curb_influence_tornado(const curb_influence_t *self,
    const curb_influence_screened_t *screened, bool *is_missing,
    curb_diagnostics_t *diagnostics)
{
    work_t work = {.about = self, .screened = screened};
    curb_draft_t script = {0}, sheet = {0};
    prepare(&work);
    curb_bars_write(&work.bars, self->name, &script);
    write_sheet(&work, &sheet);
    return curb_figure_leave(
        self->folder, self->name, NULL, &script, &sheet, is_missing, diagnostics);
}
