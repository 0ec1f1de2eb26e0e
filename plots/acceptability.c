/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How often each measure has the greatest net benefit, by what is paid for an averted
 * person-year; the thick line follows the measure that has the greatest on average. */
#include "analysis/proportion.h"
#include "analysis/weighing.h"

#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>

enum { SHOWN_MOST = 7, STEPS = 100, SHEET_EVERY = 5 };

static const curb_frame_t frame = {0.075, 0.60, 0.20, 0.82};
static const double WORTH_A_LINE = 0.15; /* share that a measure reaches somewhere */

/* Okabe and Ito (2008), without the yellow, which is too light for text; doing nothing new
 * is grey. */
static const char *const colours[SHOWN_MOST] = {
    CURB_GREY, CURB_BLUE, CURB_VERMILLION, "#009E73", "#CC79A7", "#E69F00", "#56B4E9"};

typedef struct {
    curb_scene_t *scene;
    double pay[STEPS + 1];    /* rising by equal factors */
    curb_weighing_t weighing; /* owned */
    size_t shown_count, left_out;
    size_t shown[SHOWN_MOST]; /* options: doing nothing, the frontier, others by share */
} work_t;

static const curb_acceptability_t *found_of(const work_t *work)
{
    return &work->weighing.found;
}

/* --- what is shown --- */

/* From a quarter of the first switch to eight times the last. */
static void set_grid(work_t *work)
{
    const curb_acceptability_t *found = found_of(work);
    double low = INFINITY, high = 0;
    for (size_t i = 1; i < found->step_count; i++) {
        double from = found->steps[i].from.ratio;
        low = from > 0 ? fmin(low, from / 4) : low;
        high = fmax(high, 8 * from);
    }
    low = isfinite(low) ? low : 1;
    high = high > 10 * low ? high : 1e3 * low;
    for (int i = 0; i <= STEPS; i++) {
        work->pay[i] = low * pow(high / low, (double)i / STEPS);
    }
}

static double peak_of(const work_t *work, size_t option)
{
    double peak = 0;
    for (size_t p = 0; p <= STEPS; p++) {
        peak = fmax(peak, curb_acceptability_at(found_of(work), p, option)->share);
    }
    return peak;
}

static bool is_shown(const work_t *work, size_t option)
{
    for (size_t k = 0; k < work->shown_count; k++) {
        if (work->shown[k] == option) {
            return true;
        }
    }
    return false;
}

static void choose(work_t *work)
{
    const curb_acceptability_t *found = found_of(work);
    work->shown[work->shown_count++] = 0;
    for (size_t i = 0; i < found->step_count; i++) {
        size_t option = found->steps[i].option;
        if (work->shown_count < SHOWN_MOST && !is_shown(work, option)) {
            work->shown[work->shown_count++] = option;
        }
    }
    while (work->shown_count < SHOWN_MOST) {
        size_t next = 0;
        for (size_t o = 1; o < found->option_count; o++) {
            bool leads = next == 0 || peak_of(work, o) > peak_of(work, next);
            next = !is_shown(work, o) && leads ? o : next;
        }
        if (next == 0 || peak_of(work, next) < WORTH_A_LINE) {
            break;
        }
        work->shown[work->shown_count++] = next;
    }
    for (size_t o = 1; o < found->option_count; o++) {
        work->left_out += !is_shown(work, o) && peak_of(work, o) > 0;
    }
}

/* First where the frontier switches, then the shares around these places. */
static curb_error_t prepare(work_t *work, bool *is_empty)
{
    const curb_compare_data_t *data = work->scene->series.data;
    curb_compare_options_t options = curb_compare_defaults();
    curb_error_t error =
        curb_weighing_init(&work->weighing, data, &options, work->pay, 1, true, NULL);
    if (error == CURB_OK) {
        set_grid(work);
        curb_weighing_free(&work->weighing);
        error = curb_weighing_init(
            &work->weighing, data, &options, work->pay, STEPS + 1, true, NULL);
    }
    if (error == CURB_OK) {
        choose(work);
    }
    *is_empty = error == CURB_ERR_INVALID;
    return *is_empty ? CURB_OK : error;
}

/* --- words --- */

static curb_words_t name_of(const work_t *work, size_t option, size_t columns)
{
    return option == 0 ? curb_words("%s", _("No new policy"))
                       : curb_words_short(curb_scene_name(work->scene,
                                              work->weighing.scenarios[option - 1])
                                              .text,
                             columns);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_acceptability_t *found = found_of(work);
    const curb_acceptability_step_t *first = &found->steps[0];
    if (found->step_count == 1) {
        return first->option == 0
                   ? curb_words(
                         "%s", _("No measure averts exploitation on average: none has "
                                 "a net benefit, whatever is paid"))
                   : curb_words(
                         _("“%s” has the greatest mean net benefit, whatever is paid"),
                         name_of(work, first->option, 60).text);
    }
    const curb_acceptability_step_t *second = &found->steps[1];
    const curb_acceptability_step_t *last = &found->steps[found->step_count - 1];
    if (found->step_count == 2) {
        return curb_words(
            _("“%s” has the greatest mean net benefit from %s USD of public money for an "
              "averted person-year"),
            name_of(work, second->option, 50).text,
            curb_words_amount(second->from.ratio).text);
    }
    return curb_words(_("“%s” has the greatest mean net benefit from %s USD of public "
                        "money for an averted person-year, “%s” from %s USD"),
        name_of(work, second->option, 34).text, curb_words_amount(second->from.ratio).text,
        name_of(work, last->option, 34).text, curb_words_amount(last->from.ratio).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_window_t *window = &work->weighing.window;
    size_t n = found_of(work)->n;
    curb_interval_t widest = curb_proportion_interval((double)n / 2, n, 0.95);
    curb_words_t left_out =
        curb_words(_(" First now and then, not shown: %zu."), work->left_out);
    return curb_words(
        _("Modelled, not measured. Share of draws in which a measure (of %zu) has the "
          "greatest net benefit: pay × averted person-years − public cost, without what "
          "firms and buyers bear, %s, undiscounted; thick: greatest mean, beside it from "
          "where (Fieller’s 95\u00A0%% interval, each alone). Shares: ± %.0f points or "
          "less "
          "(95\u00A0%%, exact); cover %s. What is paid is the reader’s choice, no worth of "
          "a "
          "person.%s %s"),
        work->weighing.count, curb_words_years(window->from_year, window->to_year).text,
        50 * (widest.high - widest.low), curb_scene_covers(work->scene).text,
        work->left_out > 0 ? left_out.text : "", curb_scene_source(work->scene).text);
}

/* --- the panel --- */

static void write_blocks(const work_t *work, curb_draft_t *script)
{
    for (size_t k = 0; k < work->shown_count; k++) {
        curb_script_block(script, curb_words("O%zu", k).text,
            "USD for an averted person-year, share in per cent, the same where its mean is "
            "greatest");
        for (size_t p = 0; p <= STEPS; p++) {
            const curb_acceptability_cell_t *cell =
                curb_acceptability_at(found_of(work), p, work->shown[k]);
            curb_script_row(script,
                (double[]){work->pay[p], 100 * cell->share,
                    cell->on_frontier ? 100 * cell->share : NAN},
                3);
        }
        curb_script_block_end(script);
    }
}

static const curb_acceptability_step_t *step_of(const work_t *work, size_t option)
{
    for (size_t i = 0; i < found_of(work)->step_count; i++) {
        if (found_of(work)->steps[i].option == option) {
            return &found_of(work)->steps[i];
        }
    }
    return NULL;
}

static curb_words_t note_of(const work_t *work, size_t option)
{
    const curb_acceptability_step_t *step = step_of(work, option);
    if (step == NULL) {
        return curb_words("%s", _("at no sum"));
    }
    curb_words_t from =
        curb_words(_("from %s USD"), curb_words_amount(step->from.ratio).text);
    if (step == found_of(work)->steps) {
        return from;
    }
    return step->from.set == CURB_RATIO_BOUNDED
               ? curb_words(_("%s (%s to %s)"), from.text,
                     curb_words_amount(step->from.interval.low).text,
                     curb_words_amount(step->from.interval.high).text)
               : curb_words("%s (%s)", from.text, _("interval unbounded"));
}

static void write_names(const work_t *work, curb_draft_t *script)
{
    curb_spot_t spot = {
        "screen", "screen", frame.right + 0.045, frame.top, "left", 14, CURB_INK, true};
    double width = 1 - spot.x;
    curb_panel_label(script, _("Greatest mean net benefit"), spot, width, 11);
    for (size_t k = 0; k < work->shown_count; k++) {
        size_t option = work->shown[k];
        curb_panel_entry(script, name_of(work, option, 60).text, note_of(work, option).text,
            colours[k], &spot, width);
    }
}

/* Powers of ten, with their thousands apart. */
static void write_pay_axis(const work_t *work, curb_draft_t *script)
{
    bool begun = false;
    curb_draft_add(script,
        "set xrange [%.17g:%.17g]\nset logscale x 10\nset xtics out "
        "nomirror scale 0.5 textcolor rgb '" CURB_INK "' (",
        work->pay[0], work->pay[STEPS]);
    for (int digits = (int)ceil(log10(work->pay[0])); pow(10, digits) <= work->pay[STEPS];
         digits++) {
        double power = pow(10, digits);
        curb_draft_add(script, "%s'%s' %.17g", begun ? ", " : "",
            power < 1 ? curb_words_digits(power).text : curb_words_amount(power).text,
            power);
        begun = true;
    }
    curb_draft_add(script, ")\n");
}

static void write_script(const work_t *work, curb_draft_t *script)
{
    static const curb_frame_t parts[] = {{0, 0.64, 0.1, 0.9}, {0.635, 1, 0.12, 0.88}};
    const curb_layout_t layout = {2, parts};
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    curb_range_add(&range, 100);
    curb_axis_t y = curb_axis(&range, 5);
    curb_script_open(
        script, "acceptability", headline_of(work).text, caption_of(work).text, &layout);
    write_blocks(work, script);
    curb_script_part(script, &layout, 1);
    write_names(work, script);
    curb_script_part(script, &layout, 0);
    curb_script_panel(script, frame);
    curb_panel_label(script, _("draws with the greatest net benefit, %"),
        (curb_spot_t){
            "screen", "screen", 0.025, frame.top + 0.035, "left", 16, CURB_INK, false},
        0.56, 12);
    curb_panel_label(script, _("USD paid for an averted person-year"),
        (curb_spot_t){"screen", "screen", frame.right, frame.bottom - 0.07, "right", 16,
            CURB_INK, false},
        0.56, 12);
    curb_script_value_axis(script, "y", &y, 1, true);
    write_pay_axis(work, script);
    curb_draft_add(script, "plot ");
    for (size_t k = work->shown_count; k-- > 0;) {
        curb_draft_add(script,
            "$O%zu using 1:2 with lines linewidth 2 linecolor rgb '%s', \\\n  '' using 1:3 "
            "with lines linewidth 7 linecolor rgb '%s'%s",
            k, colours[k], colours[k], k > 0 ? ", \\\n  " : "\nunset logscale\n");
    }
    curb_script_end(script);
}

/* A few of the points; all that are drawn are in the script. */
static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "panel,scenario,title,usd_per_averted_person_year,first_share,"
                          "low_95,high_95,net_benefit_usd,on_frontier,n,shown\n");
    for (size_t o = 0; o < found_of(work)->option_count; o++) {
        const char *id =
            o == 0 ? ""
                   : work->scene->labels->scenarios[work->weighing.scenarios[o - 1]].id;
        if (!is_shown(work, o) && !(peak_of(work, o) > 0)) {
            continue;
        }
        for (size_t p = 0; p <= STEPS; p += SHEET_EVERY) {
            const curb_acceptability_cell_t *cell =
                curb_acceptability_at(found_of(work), p, o);
            curb_draft_add(sheet, "acceptability,");
            curb_draft_csv_text(sheet, id);
            curb_draft_add(sheet, ",");
            curb_draft_csv_text(sheet, name_of(work, o, 160).text);
            curb_draft_csv_number(sheet, work->pay[p]);
            curb_draft_csv_number(sheet, cell->share);
            curb_draft_csv_number(sheet, cell->share_interval.low);
            curb_draft_csv_number(sheet, cell->share_interval.high);
            curb_draft_csv_number(sheet, cell->net);
            curb_draft_add(sheet, ",%d,%zu,%d\n", cell->on_frontier, found_of(work)->n,
                is_shown(work, o));
        }
    }
}

curb_error_t curb_figure_acceptability(curb_figure_draft_t *self)
{
    work_t work = {.scene = self->scene};
    curb_error_t error = prepare(&work, &self->is_empty);
    if (error == CURB_OK && !self->is_empty) {
        write_script(&work, &self->script);
        write_sheet(&work, &self->sheet);
    }
    curb_weighing_free(&work.weighing);
    return error;
}
