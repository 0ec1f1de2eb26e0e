/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A panel a policy, in the study's order, for doses of different policies cost different
 * sums: low, default and high, all on one scale. */
#include "plots/figure.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>

enum { PANELS_MAX = 18 };

typedef struct {
    const curb_doses_t *doses; /* borrowed from the scene */
    curb_change_t changes[CURB_DOSE_COUNT];
    bool shown;
} policy_t;

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t count, shown_count;
    policy_t *policies; /* owned */
} work_t;

static bool has_dose(const policy_t *policy, int dose)
{
    return policy->doses->scenarios[dose] != CURB_NO_SCENARIO;
}

static int highest_dose(const policy_t *policy)
{
    int highest = 0;
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        highest = has_dose(policy, d) ? d : highest;
    }
    return highest;
}

static double size_of(const policy_t *policy)
{
    double largest = 0;
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        if (has_dose(policy, d) && isfinite(policy->changes[d].percent)) {
            largest = fmax(largest, fabs(policy->changes[d].percent));
        }
    }
    return largest;
}

/* Where there is not room for all, those that change most, in either direction. */
static void choose(work_t *work)
{
    for (size_t i = 0; i < work->count; i++) {
        size_t larger = 0;
        for (size_t k = 0; k < work->count; k++) {
            double difference = size_of(&work->policies[k]) - size_of(&work->policies[i]);
            larger += difference > 0 || (difference == 0 && k < i);
        }
        work->policies[i].shown = larger < PANELS_MAX;
        work->shown_count += work->policies[i].shown;
    }
}

static curb_error_t prepare(work_t *work)
{
    curb_scene_t *scene = work->scene;
    work->count = scene->group_count;
    work->policies = curb_calloc(work->count, sizeof *work->policies);
    if (work->policies == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < work->count; i++) {
        policy_t *policy = &work->policies[i];
        policy->doses = &scene->groups[i];
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            if (has_dose(policy, d)) {
                policy->changes[d] =
                    curb_series_change(&scene->series, CURB_METRIC_EXPLOITED,
                        policy->doses->scenarios[d], NULL, curb_scene_last_year(scene));
            }
        }
    }
    choose(work);
    return CURB_OK;
}

static curb_words_t headline_of(const work_t *work)
{
    size_t lower = 0, higher = 0;
    for (size_t i = 0; i < work->count; i++) {
        const policy_t *policy = &work->policies[i];
        int sign = curb_change_sign(&policy->changes[highest_dose(policy)]);
        lower += sign < 0;
        higher += sign > 0;
    }
    size_t neither = work->count - lower - higher;
    if (lower + higher == 0) {
        return curb_words(
            P_("Even at its highest dose, %zu measure has no clear effect on the number of "
               "people exploited",
                "Even at its highest dose, none of %zu measures has a clear effect on the "
                "number of people exploited",
                work->count),
            work->count);
    }
    curb_words_t more =
        curb_words(P_(", %zu clearly raises it", ", %zu clearly raise it", higher), higher);
    curb_words_t none = curb_words(
        P_(", %zu has no clear effect", ", %zu have no clear effect", neither), neither);
    return curb_words(P_("At the highest dose, %zu of %zu measures clearly lowers the "
                         "number of people exploited%s%s",
                          "At the highest dose, %zu of %zu measures clearly lower the "
                          "number of people exploited%s%s",
                          lower),
        lower, work->count, higher > 0 ? more.text : "", neither > 0 ? none.text : "");
}

/* From the change of least to that of most parameter uncertainty, of those shown. */
static curb_words_t split_of(const work_t *work)
{
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < work->count; i++) {
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            const policy_t *policy = &work->policies[i];
            double share = has_dose(policy, d) && policy->shown
                               ? policy->changes[d].levels.share
                               : NAN;
            least = fmin(least, isnan(share) ? least : share);
            most = fmax(most, isnan(share) ? most : share);
        }
    }
    if (!work->scene->compare.two_levels || most < least) {
        return curb_words("%s", "");
    }
    return curb_words(_(" Variance: %.0f to %.0f\u00A0%% parameters, the rest chance."),
        100 * least, 100 * most);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *last = curb_scene_last_year(scene);
    size_t hidden = work->count - work->shown_count;
    curb_words_t left_out =
        hidden > 0
            ? curb_words(P_(" %zu measure with smaller changes is not shown.",
                             " %zu measures with smaller changes are not shown.", hidden),
                  hidden)
            : curb_words("%s", "");
    return curb_words(
        _("Modelled, not measured. Mean paired difference in %s, %% of no new policy; "
          "thick 50\u00A0%%, thin 95\u00A0%% max-t simultaneous interval over %s, covers "
          "%s. Blue: clearly fewer; vermillion: clearly more; grey, open: holds 0; no "
          "mark: concepts of detection differ in sign. Under a panel: planned public cost, "
          "USD a year; costs differ, so this is no ranking.%s%s %s"),
        curb_words_years(last->from_year, last->to_year).text,
        curb_scene_family(scene).text, curb_scene_covers(scene).text, split_of(work).text,
        left_out.text, curb_scene_source(scene).text);
}

static curb_axis_t axis_of(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t i = 0; i < work->count; i++) {
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            if (work->policies[i].shown && has_dose(&work->policies[i], d)) {
                curb_range_add(&range, work->policies[i].changes[d].percent);
                curb_range_add(&range, work->policies[i].changes[d].percent_whole.low);
                curb_range_add(&range, work->policies[i].changes[d].percent_whole.high);
            }
        }
    }
    return curb_axis(&range, 2);
}

static curb_grid_t grid_of(size_t count)
{
    size_t columns = count <= 4 ? count : count <= 8 ? 4 : count <= 15 ? 5 : 6;
    bool is_slide = curb_size_is_slide(); /* elsewhere letters are higher against panels */
    return curb_grid(
        count, columns, 0.785, is_slide ? 0.14 : 0.13, is_slide ? 0.125 : 0.14);
}

static int colour_number(const curb_change_t *change)
{
    int sign = curb_change_sign(change);
    return sign < 0 ? 0x0072B2 : sign > 0 ? 0xD55E00 : 0x6B6B6B;
}

static void write_block(const work_t *work, const policy_t *policy, size_t number)
{
    curb_draft_t *script = &work->draft->script;
    curb_words_t name = curb_words("POLICY%zu", number);
    curb_script_block(script, name.text,
        "dose, mean, 50 % low and high, 95 % low and high, clear, colour; per cent");
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        const curb_change_t *change = &policy->changes[d];
        bool defined = has_dose(policy, d) && isfinite(change->percent);
        curb_script_row(script,
            (double[]){d + 1, defined ? change->percent : NAN,
                defined ? change->percent_half.low : NAN,
                defined ? change->percent_half.high : NAN,
                defined ? change->percent_whole.low : NAN,
                defined ? change->percent_whole.high : NAN, curb_change_sign(change) != 0,
                colour_number(change)},
            8);
    }
    curb_script_block_end(script);
}

static void write_dose_axis(curb_draft_t *script, bool with_names)
{
    curb_draft_add(script, "set xrange [0.5:3.5]\nset xtics (");
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        curb_draft_add(script, "%s'%s' %d", d > 0 ? ", " : "",
            with_names ? _(curb_dose_names[d]) : "", d + 1);
    }
    curb_draft_add(script,
        ") nomirror scale 0 offset 0,-0.8 font 'DejaVu Sans,14' textcolor rgb '" CURB_INK
        "'\n");
}

/* "4.1 M", "1.1 bn": room is scarce under a panel. */
static curb_words_t cost_of(double usd)
{
    bool is_large = usd >= 1e9;
    double scaled = usd / (is_large ? 1e9 : 1e6);
    return curb_words("%s %s", curb_words_number(scaled, scaled < 10 ? 1 : 0).text,
        is_large ? _("bn") : _("M"));
}

static void write_costs(const work_t *work, const policy_t *policy)
{
    for (int d = 0; d < CURB_DOSE_COUNT; d++) {
        if (has_dose(policy, d)) {
            const curb_results_scenario_t *scenario =
                &work->scene->labels->scenarios[policy->doses->scenarios[d]];
            curb_script_label(&work->draft->script,
                cost_of(scenario->planned_cost_usd).text,
                (curb_spot_t){
                    "first", "graph", d + 1, -0.13, "center", 13, CURB_GREY, false});
        }
    }
}

/* "high: −0.3 % [−0.5, −0.1]"; without the dose where it would cut the interval. */
static curb_words_t note_of(const curb_draft_t *script, curb_frame_t frame,
    const char *dose, const curb_change_t *change)
{
    curb_words_t number = curb_change_text(change);
    curb_words_t note = curb_words("%s: %s", dose, number.text);
    return curb_panel_fits(script, frame, note.text) ? note : number;
}

static void write_panel(const work_t *work, const policy_t *policy, size_t number,
    const curb_grid_t *grid, const curb_axis_t *axis)
{
    curb_draft_t *script = &work->draft->script;
    size_t column = number % grid->columns, row = number / grid->columns;
    curb_frame_t frame = curb_grid_frame(grid, column, row);
    const curb_change_t *top = &policy->changes[highest_dose(policy)];
    write_block(work, policy, number);
    curb_script_panel(script, frame);
    curb_panel_title(script, frame, curb_scene_group_name(work->scene, policy->doses).text,
        note_of(script, frame, _(curb_dose_names[highest_dose(policy)]), top).text,
        curb_change_colour(top));
    write_costs(work, policy);
    write_dose_axis(script, number + grid->columns >= work->shown_count);
    curb_script_value_axis(script, "y", axis, 1, column == 0);
    curb_script_zero_line(script);
    curb_draft_add(script,
        "plot $POLICY%zu using 1:2 with lines linecolor rgb '#BFBFBF' linewidth 1, \\\n"
        "  '' using 1:5:(0):($6-$5):8 with vectors nohead linewidth 1.6 linecolor rgb "
        "variable, \\\n"
        "  '' using 1:3:(0):($4-$3):8 with vectors nohead linewidth 5 linecolor rgb "
        "variable, "
        "\\\n"
        "  '' using 1:2:8 with points pointtype 7 pointsize PS linecolor rgb variable, \\\n"
        "  '' using 1:($7 > 0 ? NaN : $2) with points pointtype 7 pointsize 0.6*PS "
        "linecolor "
        "rgb "
        "'#FFFFFF'\nunset label\n",
        number);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *last = curb_scene_last_year(scene);
    curb_sheet_row_t row = {.metric = CURB_METRIC_EXPLOITED,
        .jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .from = last->from_year,
        .to = last->to_year};
    curb_sheet_begin(&work->draft->sheet);
    for (size_t i = 0; i < work->count; i++) {
        const policy_t *policy = &work->policies[i];
        row.shown = policy->shown;
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            if (has_dose(policy, d)) {
                row.panel = curb_dose_names[d];
                row.scenario = policy->doses->scenarios[d];
                curb_sheet_change(
                    &work->draft->sheet, scene->labels, row, &policy->changes[d]);
            }
        }
    }
}

static void write_script(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    curb_grid_t grid = grid_of(work->shown_count);
    curb_axis_t axis = axis_of(work);
    curb_frame_t part = curb_grid_part(&grid, 0.095);
    curb_layout_t layout = {1, &part};
    curb_script_open(
        script, "dose_response", headline_of(work).text, caption_of(work).text, &layout);
    size_t number = 0;
    for (size_t i = 0; i < work->count; i++) {
        if (work->policies[i].shown) {
            write_panel(work, &work->policies[i], number++, &grid, &axis);
        }
    }
    curb_script_end(script);
}

curb_error_t curb_figure_dose_response(curb_figure_draft_t *self)
{
    if (self->scene->group_count == 0) {
        self->is_empty = true;
        return CURB_OK;
    }
    work_t work = {.draft = self, .scene = self->scene};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_free(work.policies);
    return error;
}
