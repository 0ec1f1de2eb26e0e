/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/worth.h"

#include "plots/leave.h"
#include "plots/script.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

enum { ROWS_MOST = 12 };

#define BLANK "\u00A0"

typedef struct {
    const curb_choice_t *choice;
    const curb_decision_t *decision;
    size_t shown;
    curb_magnitude_t magnitude;
    curb_axis_t axis;
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

static work_t prepare(const curb_choice_t *choice, const curb_decision_t *decision)
{
    work_t work = {.choice = choice, .decision = decision};
    work.shown = decision->input_count < ROWS_MOST ? decision->input_count : ROWS_MOST;
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t k = 0; k < work.shown; k++) {
        curb_range_add(&range, interval_of(&decision->inputs[k]).high);
        curb_range_add(&range, decision->inputs[k].voi.by_chance);
    }
    work.axis = curb_axis(&range, 5);
    work.magnitude = curb_words_magnitude(range.high);
    return work;
}

static curb_words_t units_of(const work_t *work)
{
    const char *word = work->magnitude.word;
    return curb_words("%s%s%s", word, word[0] != '\0' ? " " : "",
        curb_worlds_units(work->choice->worlds->options.metric));
}

static curb_words_t amount(const work_t *work, double value)
{
    return curb_words_digits(value / work->magnitude.divisor);
}

static const char *name_of(const work_t *work, size_t k)
{
    return curb_worlds_input_name(work->choice->worlds, work->decision->inputs[k].input);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_decision_t *decision = work->decision;
    const curb_decision_input_t *first = &decision->inputs[0];
    size_t clear = 0;
    for (size_t k = 0; k < decision->input_count; k++) {
        clear += decision->inputs[k].voi.value > 0 && is_shown(&decision->inputs[k]);
    }
    if (clear == 0) {
        return curb_words("No one of %zu uncertain numbers was shown to be worth measuring "
                          "before this choice among %zu measures",
            decision->input_count, decision->option_count);
    }
    curb_interval_t interval = interval_of(first);
    return curb_words("Knowing %s before choosing would be worth %s (%s to %s) %s%s",
        name_of(work, 0), amount(work, first->voi.value).text,
        amount(work, interval.low).text, amount(work, interval.high).text,
        units_of(work).text,
        clear > 1 ? curb_words("; %zu of %zu uncertain numbers are worth measuring", clear,
                        decision->input_count)
                        .text
                  : curb_words("; of %zu uncertain numbers no other is clearly worth it",
                        decision->input_count)
                        .text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_voi_perfect_t *perfect = &work->decision->perfect;
    bool out = isfinite(perfect->chance_out);
    return curb_words("EVPPI: gain in %s when the number is known before choosing among "
                      "%zu measures with "
                      "%s" BLANK "USD a year. Line: 95" BLANK
                      "%%, 1.96 standard errors. Tick: the same "
                      "with the number shuffled (chance). Blue: p" BLANK "≤" BLANK
                      "0.05, adjusted for %zu. Knowing all: %s%s. %s. %.500s",
        curb_choice_improvement(work->choice).text, work->decision->option_count,
        curb_words_amount(work->decision->budget_usd).text, work->decision->input_count,
        amount(work, out ? perfect->chance_out : perfect->value).text,
        out ? "" : " at most",
        curb_choice_worlds(work->choice, work->decision->world_count).text,
        curb_choice_source(work->choice).text);
}

static void write_block(const work_t *work, curb_draft_t *script)
{
    curb_script_block(script, "WORTH",
        "row, EVPPI, 95 % low and high, by chance, colour; in the unit of the axis' data");
    for (size_t k = 0; k < work->shown; k++) {
        const curb_decision_input_t *input = &work->decision->inputs[k];
        curb_interval_t interval = interval_of(input);
        curb_script_row(script,
            (double[]){(double)(work->shown - k), input->voi.value, interval.low,
                interval.high, input->voi.by_chance, is_shown(input) ? 0x0072B2 : 0x9A9A9A},
            6);
    }
    curb_script_block_end(script);
}

static void write_row(
    const work_t *work, size_t k, curb_frame_t frame, curb_draft_t *script)
{
    const curb_decision_input_t *input = &work->decision->inputs[k];
    const curb_grade_t *grade = curb_choice_grade(work->choice, input->input);
    curb_interval_t interval = interval_of(input);
    curb_spot_t spot = {"screen", "first", frame.left - 0.01, (double)(work->shown - k),
        "right", 14, CURB_INK, is_shown(input)};
    curb_script_label(script,
        curb_words("%s%s", curb_words_short(name_of(work, k), 38).text,
            grade->grade != '\0' ? curb_words(" (grade %c)", grade->grade).text : "")
            .text,
        spot);
    spot.bold = false;
    spot.align = "left";
    spot.x = frame.right + 0.012;
    curb_script_label(script,
        curb_words("%s [%s, %s], p %s", amount(work, input->voi.value).text,
            amount(work, interval.low).text, amount(work, interval.high).text,
            curb_words_number(input->p_adjusted, 3).text)
            .text,
        spot);
}

static void write_script(const work_t *work, const char *name, curb_draft_t *script)
{
    const curb_frame_t frame = {0.33, 0.74, 0.17, 0.84};
    curb_script_begin(script, name);
    write_block(work, script);
    curb_script_frame_texts(script, headline_of(work).text, caption_of(work).text);
    curb_script_panel(script, frame);
    for (size_t k = 0; k < work->shown; k++) {
        write_row(work, k, frame, script);
    }
    curb_script_value_axis(script, "x", &work->axis, work->magnitude.divisor, true);
    curb_script_label(script, units_of(work).text,
        (curb_spot_t){"screen", "screen", (frame.left + frame.right) / 2,
            frame.bottom - 0.062, "center", 13, CURB_INK, false});
    curb_draft_add(script,
        "set yrange [0.4:%zu.6]\nset style fill solid 0.55 noborder\n"
        "plot $WORTH using 2:1:(0):2:($1-0.3):($1+0.3):6 with boxxyerror linecolor rgb "
        "variable, \\\n"
        "  '' using 3:1:($4-$3):(0) with vectors nohead linewidth 2.2 linecolor rgb "
        "'" CURB_INK "', \\\n"
        "  '' using 5:($1-0.38):(0):(0.76) with vectors nohead linewidth 2.2 linecolor rgb "
        "'" CURB_VERMILLION "'\n",
        work->shown);
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "parameter,grade,units,evppi,standard_error,ci_low,ci_high,"
                          "by_chance,p,p_adjusted,shown\n");
    for (size_t k = 0; k < work->decision->input_count; k++) {
        const curb_decision_input_t *input = &work->decision->inputs[k];
        char grade[2] = {curb_choice_grade(work->choice, input->input)->grade, '\0'};
        curb_interval_t interval = interval_of(input);
        curb_draft_csv_text(sheet, name_of(work, k));
        curb_draft_add(sheet, ",%s,", grade);
        curb_draft_csv_text(sheet, curb_worlds_units(work->choice->worlds->options.metric));
        const double numbers[] = {input->voi.value, input->voi.standard_error, interval.low,
            interval.high, input->voi.by_chance, input->voi.p, input->p_adjusted};
        for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
            curb_draft_csv_number(sheet, numbers[i]);
        }
        curb_draft_add(sheet, ",%d\n", k < work->shown);
    }
}

curb_error_t curb_worth_draw(const curb_choice_t *choice, const curb_decision_t *decision,
    const char *folder, const char *name, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    if (decision->input_count == 0 || !(decision->inputs[0].voi.value > 0)) {
        return CURB_OK;
    }
    work_t work = prepare(choice, decision);
    curb_draft_t script = {0}, sheet = {0};
    write_script(&work, name, &script);
    write_sheet(&work, &sheet);
    curb_error_t error =
        curb_figure_leave(folder, name, &script, &sheet, is_missing, diagnostics);
    curb_draft_free(&script);
    curb_draft_free(&sheet);
    return error;
}
