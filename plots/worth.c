/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/worth.h"

#include "plots/bars.h"
#include "plots/lang.h"
#include "plots/leave.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { NAME_COLUMNS = 100 }; /* which is all of it: bars take two lines */

typedef struct {
    const curb_choice_t *choice;
    const curb_decision_t *decision;
    curb_magnitude_t magnitude;
    curb_bars_t bars;
} work_t;

static curb_interval_t interval_of(const curb_decision_input_t *input)
{
    double half = gsl_cdf_ugaussian_Pinv(0.975) * input->voi.standard_error;
    return (curb_interval_t){fmax(0, input->voi.value - half), input->voi.value + half};
}

static bool is_shown(const curb_decision_input_t *input)
{
    return input->p_adjusted <= 0.05;
}

static curb_words_t amount(const work_t *work, double value)
{
    return curb_words_digits(value / work->magnitude.divisor);
}

static curb_words_t name_of(const work_t *work, size_t k)
{
    return curb_choice_input(work->choice, work->decision->inputs[k].input);
}

/* What the number is worth that is worth most, with so much of its name. */
static curb_words_t first_of(const work_t *work, size_t columns, const char *others)
{
    const curb_decision_input_t *first = &work->decision->inputs[0];
    curb_interval_t interval = interval_of(first);
    return curb_words(_("Knowing “%s” before choosing would be worth %s (%s to %s) %s%s"),
        curb_words_short(name_of(work, 0).text, columns).text,
        amount(work, first->voi.value).text, amount(work, interval.low).text,
        amount(work, interval.high).text,
        curb_choice_scaled_units(work->choice, &work->magnitude).text, others);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_decision_t *decision = work->decision;
    size_t clear = 0;
    for (size_t k = 0; k < decision->input_count; k++) {
        clear += decision->inputs[k].voi.value > 0 && is_shown(&decision->inputs[k]);
    }
    if (clear == 0) {
        return curb_words(_("None of %zu uncertain numbers was shown to be worth measuring "
                            "before this choice among %zu measures"),
            decision->input_count, decision->option_count);
    }
    curb_words_t others =
        clear > 1 ? curb_words(_("; %zu of %zu uncertain numbers are worth measuring"),
                        clear, decision->input_count)
                  : curb_words(_("; of %zu uncertain numbers no other is clearly worth it"),
                        decision->input_count);
    size_t columns = curb_words_width(name_of(work, 0).text);
    curb_words_t headline = first_of(work, columns, others.text);
    for (; columns > 12 && !curb_script_headline_fits(headline.text); columns -= 4) {
        headline = first_of(work, columns, ""); /* others give way before the name does */
    }
    return headline;
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_voi_perfect_t *perfect = &work->decision->perfect;
    bool out = isfinite(perfect->chance_out);
    return curb_words(
        _("EVPPI: gain in %s when the number is known before choosing among %zu measures "
          "with %s\u00A0USD a year. Line: 95\u00A0%%, 1.96 standard errors. Tick: the same "
          "with the number shuffled (chance). Blue: p\u00A0≤\u00A00.05, adjusted for %zu. "
          "Knowing all: %s%s. %s. %s"),
        curb_choice_improvement(work->choice).text, work->decision->option_count,
        curb_words_amount(work->decision->budget_usd).text, work->decision->input_count,
        out ? "" : _("at most "),
        amount(work, out ? perfect->chance_out : perfect->value).text,
        curb_choice_worlds(work->choice, work->decision->world_count).text,
        curb_choice_source(work->choice).text);
}

static void add_row(work_t *work, size_t k)
{
    const curb_decision_input_t *input = &work->decision->inputs[k];
    curb_bar_row_t *row = &work->bars.rows[k];
    row->name = curb_choice_graded(work->choice, input->input, NAME_COLUMNS);
    row->is_clear = is_shown(input);
    row->bars[0] = (curb_bar_t){.from = 0,
        .to = input->voi.value,
        .interval = interval_of(input),
        .mark = input->voi.by_chance,
        .colour = is_shown(input) ? CURB_BLUE : "#9A9A9A"};
}

/* Numbers are written in the magnitude of the axis, which hangs on all of them. */
static void add_text(work_t *work, size_t k)
{
    const curb_decision_input_t *input = &work->decision->inputs[k];
    curb_bar_t *bar = &work->bars.rows[k].bars[0];
    bar->text = curb_words(_("%s %s, p\u00A0%s"), amount(work, input->voi.value).text,
        curb_words_bracket(
            amount(work, bar->interval.low).text, amount(work, bar->interval.high).text)
            .text,
        curb_words_number(input->p_adjusted, 3).text);
}

static void prepare(work_t *work)
{
    work->bars.each = 1;
    work->bars.count = curb_bars_room(1, work->decision->input_count);
    work->bars.left = 0.33;
    work->bars.right = 0.74;
    work->bars.mark_colour = CURB_VERMILLION;
    for (size_t k = 0; k < work->bars.count; k++) {
        add_row(work, k);
    }
    work->magnitude = curb_bars_magnitude(&work->bars);
    for (size_t k = 0; k < work->bars.count; k++) {
        add_text(work, k);
    }
    work->bars.units = curb_words("%s", curb_choice_units(work->choice));
    work->bars.headline = headline_of(work);
    work->bars.caption = caption_of(work);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "parameter,grade,units,evppi,standard_error,ci_low,ci_high,"
                          "by_chance,p,p_adjusted,shown,name\n");
    for (size_t k = 0; k < work->decision->input_count; k++) {
        const curb_decision_input_t *input = &work->decision->inputs[k];
        char grade[2] = {curb_choice_grade(work->choice, input->input)->grade, '\0'};
        curb_interval_t interval = interval_of(input);
        curb_draft_csv_text(
            sheet, curb_worlds_input_name(work->choice->worlds, input->input));
        curb_draft_add(sheet, ",%s,", grade);
        curb_draft_csv_text(sheet, curb_worlds_units(work->choice->worlds->options.metric));
        const double numbers[] = {input->voi.value, input->voi.standard_error, interval.low,
            interval.high, input->voi.by_chance, input->voi.p, input->p_adjusted};
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            curb_draft_csv_number(sheet, numbers[i]);
        }
        curb_draft_add(sheet, ",%d", k < work->bars.count);
        curb_choice_sheet_name(work->choice, input->input, sheet);
        curb_draft_add(sheet, "\n");
    }
}

curb_error_t curb_worth_draw(const curb_choice_t *choice, const curb_decision_t *decision,
    const char *folder, const char *name, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    if (decision->input_count == 0 || !(decision->inputs[0].voi.value > 0)) {
        return CURB_OK;
    }
    work_t work = {.choice = choice, .decision = decision};
    curb_draft_t script = {0}, sheet = {0};
    prepare(&work);
    curb_bars_write(&work.bars, name, &script);
    write_sheet(&work, &sheet);
    return curb_figure_leave(folder, name, NULL, &script, &sheet, is_missing, diagnostics);
}
