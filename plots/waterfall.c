/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/package_steps.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    curb_steps_t steps; /* owned */
    curb_magnitude_t magnitude;
} work_t;

/* Where it is narrow, names and numbers take more of the width. */
static curb_frame_t frame_of(void)
{
    bool is_slide = curb_size_is_slide();
    return (curb_frame_t){is_slide ? 0.31 : 0.42, is_slide ? 0.77 : 0.7, 0.185, 0.8};
}

/* --- words --- */

static curb_words_t number(const work_t *work, double value, const curb_interval_t *by)
{
    double scale = work->magnitude.divisor;
    return curb_words_number(
        value / scale, curb_words_decimals(by->low / scale, by->high / scale));
}

static curb_words_t unit_of(const work_t *work)
{
    bool is_one = work->magnitude.word[0] == '\0';
    return curb_words(
        "%s%s", is_one ? "" : "\u00A0", is_one ? "" : _(work->magnitude.word));
}

/* "1.2 (0.9 to 1.5) million", turned round when `flip` is -1. */
static curb_words_t amount_of(const work_t *work, const curb_step_t *step, double flip)
{
    double low = flip < 0 ? -step->interval.high : step->interval.low;
    double high = flip < 0 ? -step->interval.low : step->interval.high;
    return curb_words(_("%s (%s\u00A0to\u00A0%s)%s"),
        number(work, flip * step->averted, &step->interval).text,
        number(work, low, &step->interval).text, number(work, high, &step->interval).text,
        unit_of(work).text);
}

static curb_words_t together_of(const work_t *work)
{
    const curb_step_t *step = curb_steps_interaction(&work->steps);
    size_t count = work->steps.part_count;
    if (!curb_step_is_clear(step)) {
        return curb_words(
            P_("no clear difference to its %zu part alone",
                "no clear difference to the sum of its %zu parts alone", count),
            count);
    }
    return step->averted < 0
               ? curb_words(P_("%s less than its %zu part alone",
                                "%s less than its %zu parts alone add up to", count),
                     amount_of(work, step, -1).text, count)
               : curb_words(P_("%s more than its %zu part alone",
                                "%s more than its %zu parts alone add up to", count),
                     amount_of(work, step, 1).text, count);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_step_t *package = curb_steps_package(&work->steps);
    curb_words_t name =
        curb_words_short(curb_scene_name(work->scene, work->steps.package).text, 44);
    if (!curb_step_is_clear(package)) {
        return curb_words(
            _("“%s” averts no clear number of person-years of exploitation; %s"), name.text,
            together_of(work).text);
    }
    return package->averted > 0
               ? curb_words(_("“%s” averts %s person-years of exploitation, %s"), name.text,
                     amount_of(work, package, 1).text, together_of(work).text)
               : curb_words(_("“%s” adds %s person-years of exploitation, %s"), name.text,
                     amount_of(work, package, -1).text, together_of(work).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    return curb_words(
        _("Modelled, not measured. Person-years averted against no new policy, %s: each "
          "part "
          "alone at the same dose, largest first (the order means nothing else; costs "
          "differ). Together: the package less the sum of its parts, draw by draw. Line: "
          "95\u00A0%% interval as wide as in the max-t family but not simultaneous here, "
          "covers %s. Blue: averts; vermillion: adds; pale: holds 0, or the concepts of "
          "detection differ in sign. %s"),
        curb_words_years(window->from_year, window->to_year).text,
        curb_scene_covers(scene).text, curb_scene_source(scene).text);
}

static curb_words_t name_of(const work_t *work, size_t i)
{
    if (i == work->steps.part_count) {
        return curb_words("%s", _("Together, beyond their sum"));
    }
    size_t scenario = work->steps.steps[i].scenario;
    curb_doses_t alone = {{scenario, CURB_NO_SCENARIO, CURB_NO_SCENARIO}};
    return i < work->steps.part_count ? curb_scene_group_name(work->scene, &alone)
                                      : curb_scene_name(work->scene, scenario);
}

/* --- the panel --- */

static int colour_of(const work_t *work, size_t i)
{
    const curb_step_t *step = &work->steps.steps[i];
    if (!curb_step_is_clear(step)) {
        return step->averted < 0 ? 0xF0BF9C : 0xA9CBE0;
    }
    return step->averted < 0 ? 0xD55E00 : 0x0072B2;
}

static void write_block(const work_t *work, curb_draft_t *script)
{
    curb_script_block(script, "STEPS",
        "row, start, end, 95 % low and high at the end, colour; person-years");
    for (size_t i = 0; i < curb_steps_count(&work->steps); i++) {
        const curb_step_t *step = &work->steps.steps[i];
        double shown = step->disagree ? NAN : step->start;
        curb_script_row(script,
            (double[]){(double)(curb_steps_count(&work->steps) - i), step->start,
                step->start + step->averted, shown + step->interval.low,
                shown + step->interval.high, colour_of(work, i)},
            6);
    }
    curb_script_block_end(script);
}

static curb_axis_t axis_of(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t i = 0; i < curb_steps_count(&work->steps); i++) {
        const curb_step_t *step = &work->steps.steps[i];
        curb_range_add(&range, step->start + step->averted);
        curb_range_add(&range, step->start + step->interval.low);
        curb_range_add(&range, step->start + step->interval.high);
    }
    return curb_axis(&range, 4);
}

static void write_row(
    const work_t *work, size_t i, curb_frame_t frame, curb_draft_t *script)
{
    int size = curb_size_is_slide() ? 15 : 13;
    const curb_step_t *step = &work->steps.steps[i];
    bool is_own = i + 1 == curb_steps_count(&work->steps);
    curb_spot_t spot = {"screen", "first", frame.left - 0.008,
        (double)(curb_steps_count(&work->steps) - i), "right", size,
        i == work->steps.part_count ? CURB_GREY : CURB_INK, is_own};
    curb_panel_label(script, name_of(work, i).text, spot, frame.left - 0.012, 11);
    spot.align = "left";
    spot.x = frame.right + 0.01;
    curb_words_t numbers =
        step->disagree
            ? curb_words("%s", _("no joint effect"))
            : curb_words("%s %s", number(work, step->averted, &step->interval).text,
                  curb_words_bracket(number(work, step->interval.low, &step->interval).text,
                      number(work, step->interval.high, &step->interval).text)
                      .text);
    curb_panel_label(script, numbers.text, spot, 1 - spot.x, 11);
}

static void write_script(const work_t *work)
{
    static const curb_frame_t whole = {0, 1, 0.105, 0.86};
    const curb_layout_t layout = {1, &whole};
    curb_draft_t *script = &work->draft->script;
    curb_axis_t axis = axis_of(work);
    curb_frame_t frame = frame_of();
    bool is_scaled = work->magnitude.word[0] != '\0';
    curb_script_open(
        script, "waterfall", headline_of(work).text, caption_of(work).text, &layout);
    write_block(work, script);
    curb_script_panel(script, frame);
    curb_script_label(script,
        curb_words(_("person-years of exploitation averted%s%s"), is_scaled ? ", " : "",
            is_scaled ? _(work->magnitude.word) : "")
            .text,
        (curb_spot_t){"screen", "screen", 0.025, 0.825, "left", 15, CURB_INK, false});
    for (size_t i = 0; i < curb_steps_count(&work->steps); i++) {
        write_row(work, i, frame, script);
    }
    curb_script_value_axis(script, "x", &axis, work->magnitude.divisor, true);
    curb_draft_add(script,
        "set yrange [0.4:%zu.6]\nset style fill solid 1 noborder\n"
        "set arrow from first 0,graph 0 to first 0,graph 1 nohead linecolor rgb '" CURB_INK
        "' linewidth 0.8\n"
        "plot $STEPS using 2:1:2:3:($1-0.32):($1+0.32):6 with boxxyerror linecolor rgb "
        "variable, \\\n"
        "  '' using 3:1:(0):($1 > 1.5 ? -1 : 0) with vectors nohead linewidth 0.8 dashtype "
        "3 linecolor rgb '" CURB_GREY "', \\\n"
        "  '' using 4:1:($5-$4):(0) with vectors nohead linewidth 2 linecolor rgb "
        "'" CURB_INK "'\nunset label\n",
        curb_steps_count(&work->steps));
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    curb_sheet_begin(&work->draft->sheet);
    for (size_t i = 0; i < curb_steps_count(&work->steps); i++) {
        const curb_step_t *step = &work->steps.steps[i];
        bool is_interaction = i == work->steps.part_count;
        curb_sheet_row_t row = {.panel = is_interaction               ? "interaction"
                                         : i < work->steps.part_count ? "part"
                                                                      : "package",
            .scenario = is_interaction ? work->steps.package : step->scenario,
            .what = "mean paired difference",
            .units = "person-years averted",
            .metric = CURB_METRIC_EXPLOITED_MONTHS,
            .jurisdiction = CURB_COMPARE_ALL,
            .sector = CURB_COMPARE_ALL,
            .from = window->from_year,
            .to = window->to_year,
            .estimate = step->disagree ? NAN : step->averted,
            .half = {NAN, NAN},
            .most = {NAN, NAN},
            .whole = step->disagree ? (curb_interval_t){NAN, NAN} : step->interval,
            .n = work->steps.n,
            .shown = true};
        curb_sheet_add(&work->draft->sheet, scene->labels, &row);
    }
}

curb_error_t curb_figure_waterfall(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    curb_error_t error = curb_steps_init(&work.steps, self->scene, &self->is_empty);
    if (error == CURB_OK && !self->is_empty) {
        work.magnitude =
            curb_words_magnitude(fabs(curb_steps_package(&work.steps)->averted));
        write_script(&work);
        write_sheet(&work);
    }
    curb_steps_free(&work.steps);
    return error;
}
