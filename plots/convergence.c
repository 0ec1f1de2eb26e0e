/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the answer settles as units come in: the highlighted difference with its half-width,
 * and the half-widths of all differences that are set side by side. The half-width at n is
 * that of t with n - 1 degrees, widened as the family of compare widens the last one. */
#include "analysis/pairing.h"
#include "model/memory.h"
#include "plots/claim.h"
#include "plots/figure.h"
#include "plots/lang.h"

#include <math.h>
#include <string.h>

enum { LEAST_UNITS = 6, FIRST = 4, STEPS_MOST = 160, SHOWN_MOST = 200 };

static const curb_frame_t left = {0.09, 0.47, 0.19, 0.77};
static const curb_frame_t right = {0.59, 0.97, 0.19, 0.77};

typedef struct {
    curb_scene_t *scene;
    curb_pairing_t pairing;
    curb_metric_t metric;
    double baseline, widening, target; /* target: per cent of the baseline, or NaN */
    size_t units, step_count, steps[STEPS_MOST + 2];
    double *reference, *other;            /* [unit]; owned */
    double (*settled)[2][STEPS_MOST + 2]; /* [rival][mean, half-width][step]; owned */
} work_t;

static void choose_steps(work_t *work)
{
    double ratio = (double)work->units / FIRST;
    size_t last = 0;
    for (int i = 0; i <= STEPS_MOST; i++) {
        double at = FIRST * pow(ratio, (double)i / STEPS_MOST);
        size_t n = i == STEPS_MOST ? work->units : (size_t)lround(at);
        if (n > last && n <= work->units) {
            work->steps[work->step_count++] = last = n;
        }
    }
}

/* The metric that a stopping rule was about, else people exploited. */
static curb_metric_t metric_of(const curb_scene_t *scene)
{
    const curb_stopped_t *stopped = &scene->labels->stopped;
    for (int m = 0; m < CURB_METRIC_COUNT && stopped->by_rule; m++) {
        if (strcmp(curb_metric_rows[m].key, stopped->metric) == 0 &&
            scene->series.data->values[curb_window_source((curb_metric_t)m)] != NULL) {
            return (curb_metric_t)m;
        }
    }
    return CURB_METRIC_EXPLOITED;
}

static size_t pair_of(const work_t *work, size_t scenario)
{
    size_t p = 0;
    while (p + 1 < work->pairing.pair_count && work->pairing.pairs[p].other != scenario) {
        p++;
    }
    return p;
}

/* In per cent of the baseline's mean over all units. */
static void follow(work_t *work, size_t rival)
{
    size_t n =
        curb_pairing_columns(&work->pairing, pair_of(work, work->scene->rivals[rival]),
            work->metric, NULL, CURB_COMPARE_ALL, work->reference, work->other);
    for (size_t s = 0; s < work->step_count; s++) {
        size_t upto = work->steps[s] < n ? work->steps[s] : n;
        curb_paired_t paired = curb_paired(work->reference, work->other, upto);
        double percent = 100 / fabs(work->baseline);
        work->settled[rival][0][s] = percent * paired.mean;
        work->settled[rival][1][s] = percent * paired.standard_error * work->widening *
                                     curb_t_critical(0.95, upto, 1);
    }
}

static curb_error_t prepare(work_t *work, bool *is_empty)
{
    curb_scene_t *scene = work->scene;
    curb_compare_options_t options = curb_compare_defaults();
    const curb_stopped_t *stopped = &scene->labels->stopped;
    curb_error_t error =
        curb_pairing_init(&work->pairing, scene->series.data, NULL, &options, NULL);
    if (error != CURB_OK) {
        *is_empty = error != CURB_ERR_NO_MEMORY;
        return *is_empty ? CURB_OK : error;
    }
    work->metric = metric_of(scene);
    work->units = work->pairing.unit_count;
    *is_empty = work->units < LEAST_UNITS || scene->rival_count == 0;
    work->reference = curb_calloc(work->units, sizeof *work->reference);
    work->other = curb_calloc(work->units, sizeof *work->other);
    work->settled =
        curb_calloc(scene->rival_count > 0 ? scene->rival_count : 1, sizeof *work->settled);
    if (work->reference == NULL || work->other == NULL || work->settled == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    if (*is_empty) {
        return CURB_OK;
    }
    choose_steps(work);
    (void)curb_pairing_columns(&work->pairing, 0, work->metric, NULL, CURB_COMPARE_ALL,
        work->reference, work->other);
    work->baseline = curb_paired(work->reference, work->other, work->units).reference_mean;
    work->widening = scene->compare.family.critical / curb_t_critical(0.95, work->units, 1);
    work->target = stopped->by_rule ? 100 * stopped->delta / fabs(work->baseline) : NAN;
    for (size_t i = 0; i < scene->rival_count; i++) {
        follow(work, i);
    }
    *is_empty = !(fabs(work->baseline) > 0) || !isfinite(work->widening);
    return CURB_OK;
}

static void work_free(work_t *work)
{
    curb_pairing_free(&work->pairing);
    curb_free(work->reference);
    curb_free(work->other);
    curb_free(work->settled);
}

static size_t highlight_of(const work_t *work)
{
    size_t i = 0;
    while (i + 1 < work->scene->rival_count &&
           work->scene->rivals[i] != work->scene->highlight) {
        i++;
    }
    return i;
}

static const char *number_of_units(const work_t *work)
{
    return work->scene->compare.draw_count > 0 ? _("number of draws")
                                               : _("number of replicates");
}

static curb_words_t headline_of(const work_t *work)
{
    size_t h = highlight_of(work), last = work->step_count - 1;
    double half = work->settled[h][1][last], mean = work->settled[h][0][last];
    int decimals = curb_words_decimals(mean - half, mean + half);
    curb_words_t units = curb_words(
        work->scene->compare.draw_count > 0
            ? P_("%zu draw of the parameters", "%zu draws of the parameters", work->units)
            : P_("%zu paired replicate", "%zu paired replicates", work->units),
        work->units);
    return curb_words(
        _("After %s the interval of the change by “%s” is ± %s\u00A0%% of the baseline"),
        units.text,
        curb_words_short(
            curb_scene_rival_name(work->scene, work->scene->rivals[h]).text, 40)
            .text,
        curb_words_number(half, decimals).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_stopped_t *stopped = &work->scene->labels->stopped;
    curb_words_t rule = curb_words("%s", "");
    if (stopped->by_rule) {
        rule = curb_words(
            _(" Dashed: %s, which was asked for; the %s was set by a rule (%s), %s."),
            curb_words_clean(stopped->asked).text, number_of_units(work),
            strcmp(stopped->question, "best") == 0 ? _("which scenario is best")
                                                   : _("half-width of each difference"),
            stopped->settled ? _("which was met") : _("which was not met"));
    }
    return curb_words(
        _("Modelled, not measured. Paired differences of %s to no new policy as the %s "
          "grows, in per cent of the baseline; 95\u00A0%% half-widths, at the end those of "
          "compare, together over %s.%s %s"),
        curb_claim_metric(curb_metric_rows[work->metric].key).text, number_of_units(work),
        curb_scene_family(work->scene).text, rule.text,
        curb_scene_source(work->scene).text);
}

static void write_block(const work_t *work, curb_draft_t *script, size_t rival)
{
    curb_script_block(script, curb_words("R%zu", rival).text,
        "units, difference, low, high, half-width; per cent of the baseline");
    for (size_t s = 0; s < work->step_count; s++) {
        double mean = work->settled[rival][0][s], half = work->settled[rival][1][s];
        curb_script_row(script,
            (double[]){(double)work->steps[s], mean, mean - half, mean + half, half}, 5);
    }
    curb_script_block_end(script);
}

static void write_head(
    const work_t *work, curb_draft_t *script, curb_frame_t frame, const char *text)
{
    curb_script_label(script, text,
        (curb_spot_t){
            "screen", "screen", frame.left - 0.03, 0.825, "left", 16, CURB_INK, false});
    curb_script_label(script, number_of_units(work),
        (curb_spot_t){"screen", "screen", (frame.left + frame.right) / 2, 0.115, "center",
            14, CURB_GREY, false});
    curb_draft_add(script,
        "set xrange [%d:%zu]\nset logscale x 10\n"
        "set xtics (4, 6, 10, 20, 40, 60, 100, 200, 400, 600, 1000, 2000, 4000, 10000) out "
        "nomirror scale 0.5 textcolor rgb '" CURB_INK "'\n",
        FIRST, work->units);
}

static void write_difference(const work_t *work, curb_draft_t *script, size_t h)
{
    curb_range_t range = {0};
    size_t from = work->step_count / 8; /* the first few are all over the place */
    curb_range_add(&range, 0);
    for (size_t s = from; s < work->step_count; s++) {
        double mean = work->settled[h][0][s], half = work->settled[h][1][s];
        curb_range_add(&range, mean - half);
        curb_range_add(&range, mean + half);
    }
    curb_axis_t axis = curb_axis(&range, 5);
    curb_script_panel(script, left);
    curb_words_t name = curb_words_short(
        curb_scene_rival_name(work->scene, work->scene->rivals[h]).text, 34);
    write_head(work, script, left, curb_words(_("A   Change by “%s”, %%"), name.text).text);
    curb_script_value_axis(script, "y", &axis, 1, true);
    curb_script_zero_line(script);
    curb_draft_add(script,
        "plot $R%zu using 1:3:4 with filledcurves linecolor rgb '" CURB_BLUE
        "', '' using 1:2 with lines linecolor rgb '" CURB_BLUE
        "' linewidth 3\nunset label\nunset arrow\nunset logscale\n",
        h);
}

/* All half-widths above 0 and what was asked for, with some room. */
static curb_range_t width_range(const work_t *work, size_t shown)
{
    curb_range_t range = {0};
    for (size_t i = 0; i < shown; i++) {
        for (size_t s = 0; s < work->step_count; s++) {
            double half = work->settled[i][1][s];
            curb_range_add(&range, half > 0 ? half : NAN);
        }
    }
    curb_range_add(&range, work->target);
    curb_range_t none = {0.1, 10, 2};
    return range.count > 0 ? (curb_range_t){range.low / 1.3, range.high * 1.3, 2} : none;
}

static void write_widths(const work_t *work, curb_draft_t *script, size_t h)
{
    size_t shown = work->scene->rival_count < SHOWN_MOST ? work->scene->rival_count
                                                         : (size_t)SHOWN_MOST;
    curb_range_t range = width_range(work, shown);
    curb_script_panel(script, right);
    write_head(work, script, right,
        curb_words(shown < work->scene->rival_count
                       ? _("B   Half-width of some of %zu differences, %%")
                       : _("B   Half-width of each of %zu differences, %%"),
            work->scene->rival_count)
            .text);
    curb_draft_add(script,
        "set logscale y 10\nset yrange [%.6g:%.6g]\nset ytics (0.001, 0.002, 0.005, 0.01, "
        "0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100) nomirror scale 0 format "
        "'%%g' "
        "textcolor rgb '" CURB_INK "'\nset grid ytics linecolor rgb '#E6E6E6' linetype 1 "
        "linewidth 0.6\n",
        range.low, range.high);
    if (isfinite(work->target)) {
        curb_draft_add(script,
            "set arrow from graph 0,first %.17g to graph 1,first %.17g nohead linecolor "
            "rgb "
            "'" CURB_VERMILLION "' linewidth 2 dashtype 2\n",
            work->target, work->target);
        curb_script_label(script, _("asked for"),
            (curb_spot_t){"graph", "first", 0.98, 1.12 * work->target, "right", 14,
                CURB_VERMILLION, false});
    }
    curb_draft_add(script, "plot ");
    for (size_t i = 0; i < shown; i++) {
        if (i != h) {
            curb_draft_add(script,
                "$R%zu using 1:($5 > 0 ? $5 : NaN) with lines linecolor rgb '#B8B8B8' "
                "linewidth 1.2, \\\n  ",
                i);
        }
    }
    curb_draft_add(script,
        "$R%zu using 1:($5 > 0 ? $5 : NaN) with lines linecolor rgb '" CURB_BLUE
        "' linewidth 3\nunset label\nunset arrow\nunset logscale\n",
        h);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(sheet, "panel,scenario,title,metric,units,difference_percent,"
                          "half_width_percent,asked_percent\n");
    for (size_t i = 0; i < work->scene->rival_count; i++) {
        size_t scenario = work->scene->rivals[i];
        for (size_t s = 0; s < work->step_count; s++) {
            curb_draft_add(sheet, "convergence,");
            curb_draft_csv_text(sheet, work->scene->labels->scenarios[scenario].id);
            curb_draft_add(sheet, ",");
            curb_draft_csv_text(sheet, curb_scene_name(work->scene, scenario).text);
            curb_draft_add(sheet, ",%s", curb_metric_rows[work->metric].key);
            curb_draft_csv_number(sheet, (double)work->steps[s]);
            curb_draft_csv_number(sheet, work->settled[i][0][s]);
            curb_draft_csv_number(sheet, work->settled[i][1][s]);
            curb_draft_csv_number(sheet, work->target);
            curb_draft_add(sheet, "\n");
        }
    }
}

curb_error_t curb_figure_convergence(curb_figure_draft_t *self)
{
    work_t work = {.scene = self->scene};
    curb_error_t error = prepare(&work, &self->is_empty);
    if (error == CURB_OK && !self->is_empty) {
        curb_draft_t *script = &self->script;
        size_t h = highlight_of(&work);
        static const curb_frame_t halves[] = {
            {0.025, 0.5, 0.1, 0.87}, {0.525, 1, 0.1, 0.87}};
        const curb_layout_t layout = {2, halves};
        curb_script_open(script, "convergence", headline_of(&work).text,
            caption_of(&work).text, &layout);
        for (size_t i = 0; i < work.scene->rival_count; i++) {
            if (i < SHOWN_MOST || i == h) {
                write_block(&work, script, i);
            }
        }
        write_difference(&work, script, h);
        curb_script_part(script, &layout, 1);
        write_widths(&work, script, h);
        curb_script_end(script);
        write_sheet(&work, &self->sheet);
    }
    work_free(&work);
    return error;
}
