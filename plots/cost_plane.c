/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The cost-effectiveness plane: a dot is a unit of a measure, a ring its mean. Names stand
 * beside the panel in the dots' colours, the measure that averts most first. */
#include "analysis/weighing.h"

#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/panel.h"

#include <math.h>

enum { SHOWN_MOST = 7 };

static const curb_frame_t frame = {0.085, 0.60, 0.20, 0.82};

/* Okabe and Ito (2008), without the yellow, which is too light for text. */
static const char *const colours[SHOWN_MOST] = {
    CURB_BLUE, CURB_VERMILLION, "#009E73", "#CC79A7", "#E69F00", "#56B4E9", CURB_INK};

typedef struct {
    curb_scene_t *scene;
    curb_weighing_t weighing; /* owned */
    size_t shown_count, left_out;
    size_t shown[SHOWN_MOST];                         /* columns, the most averted first */
    const curb_compare_effect_t *effects[SHOWN_MOST]; /* borrowed from the scene */
    curb_magnitude_t years, usd;
    curb_axis_t x, y;
} work_t;

static const curb_compare_effect_t *effect_of(const work_t *work, size_t column)
{
    const curb_compare_t *compare = &work->scene->compare;
    for (size_t i = 0; i < compare->effect_count; i++) {
        if (compare->effects[i].scenario == work->weighing.scenarios[column]) {
            return &compare->effects[i];
        }
    }
    return NULL;
}

/* Those that avert most on average; a measure without a joint effect has no mean. */
static void choose(work_t *work)
{
    for (size_t c = 0; c < work->weighing.count; c++) {
        const curb_compare_effect_t *effect = effect_of(work, c);
        if (effect == NULL || effect->concepts_disagree || isnan(effect->averted_years)) {
            work->left_out++;
            continue;
        }
        size_t at = work->shown_count;
        while (at > 0 && work->effects[at - 1]->averted_years < effect->averted_years) {
            at--;
        }
        if (at == SHOWN_MOST) {
            work->left_out++;
            continue;
        }
        work->left_out += work->shown_count == SHOWN_MOST;
        work->shown_count += work->shown_count < SHOWN_MOST;
        for (size_t k = work->shown_count - 1; k > at; k--) {
            work->shown[k] = work->shown[k - 1];
            work->effects[k] = work->effects[k - 1];
        }
        work->shown[at] = c;
        work->effects[at] = effect;
    }
}

static void measure(work_t *work)
{
    curb_range_t years = {0}, usd = {0};
    curb_range_add(&years, 0);
    curb_range_add(&usd, 0);
    for (size_t k = 0; k < work->shown_count; k++) {
        for (size_t u = 0; u < work->weighing.unit_count; u++) {
            size_t at = work->shown[k] * work->weighing.unit_count + u;
            curb_range_add(&years, work->weighing.averted[at]);
            curb_range_add(&usd, work->weighing.cost[at]);
        }
    }
    work->x = curb_axis(&years, 6);
    work->y = curb_axis(&usd, 5);
    work->years = curb_words_magnitude(fmax(fabs(years.low), fabs(years.high)));
    work->usd = curb_words_magnitude(fmax(fabs(usd.low), fabs(usd.high)));
}

/* The measures that are set side by side. */
static curb_error_t prepare(work_t *work, bool *is_empty)
{
    curb_scene_t *scene = work->scene;
    curb_compare_options_t options = curb_compare_defaults();
    bool *shown = curb_calloc(scene->labels->scenario_count, sizeof *shown);
    const double any = 0;
    if (shown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < scene->rival_count; i++) {
        shown[scene->rivals[i]] = true;
    }
    options.scenarios = shown;
    curb_error_t error = curb_weighing_init(
        &work->weighing, scene->series.data, &options, &any, 1, true, NULL);
    curb_free(shown);
    if (error == CURB_OK) {
        choose(work);
        measure(work);
    }
    *is_empty = error == CURB_ERR_INVALID || (error == CURB_OK && work->shown_count == 0);
    return error == CURB_ERR_INVALID ? CURB_OK : error;
}

static curb_words_t name_of(const work_t *work, size_t k, size_t columns)
{
    return curb_words_short(
        curb_scene_rival_name(work->scene, work->effects[k]->scenario).text, columns);
}

static curb_words_t cost_of_one(const curb_ratio_t *cost)
{
    if (cost->set != CURB_RATIO_BOUNDED) {
        return curb_words("%s", cost->set == CURB_RATIO_NEGATIVE
                                    ? _("clearly more exploitation")
                                    : _("cost of one unbounded"));
    }
    return curb_words(_("%s USD for one (%s to %s)"), curb_words_amount(cost->ratio).text,
        curb_words_amount(cost->interval.low).text,
        curb_words_amount(cost->interval.high).text);
}

static curb_words_t headline_of(const work_t *work)
{
    const curb_compare_effect_t *most = work->effects[0];
    curb_words_t name = name_of(work, 0, 44);
    if (!(most->averted_interval.low > 0)) {
        return curb_words("%s", _("No measure of those shown clearly averts exploitation"));
    }
    if (most->cost_per_year.set != CURB_RATIO_BOUNDED) {
        return curb_words(_("“%s” averts most"), name.text);
    }
    return curb_words(_("“%s” averts most, an averted person-year for %s USD (%s to %s) of "
                        "public money"),
        name.text, curb_words_amount(most->cost_per_year.ratio).text,
        curb_words_amount(most->cost_per_year.interval.low).text,
        curb_words_amount(most->cost_per_year.interval.high).text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_window_t *window = &work->weighing.window;
    curb_words_t left_out = curb_words(
        _(" Not shown, averting less or without a joint effect: %zu."), work->left_out);
    return curb_words(
        _("Modelled, not measured. A dot: a measure in one draw, a ring: its mean; against "
          "no "
          "new policy, %s; public money as modelled, undiscounted, without what firms and "
          "buyers bear. USD for one: Fieller’s 95\u00A0%% interval, as wide as in the "
          "max-t "
          "family of %s, covers %s.%s %s"),
        curb_words_years(window->from_year, window->to_year).text,
        curb_scene_family(work->scene).text, curb_scene_covers(work->scene).text,
        work->left_out > 0 ? left_out.text : "", curb_scene_source(work->scene).text);
}

static void write_blocks(const work_t *work, curb_draft_t *script)
{
    for (size_t k = 0; k < work->shown_count; k++) {
        curb_script_block(script, curb_words("M%zu", k).text,
            "averted person-years, public cost in USD; units, the last row their mean");
        for (size_t u = 0; u < work->weighing.unit_count; u++) {
            size_t at = work->shown[k] * work->weighing.unit_count + u;
            curb_script_row(script,
                (double[]){work->weighing.averted[at], work->weighing.cost[at], NAN, NAN},
                4);
        }
        curb_script_row(script,
            (double[]){NAN, NAN, work->effects[k]->averted_years, work->effects[k]->cost},
            4);
        curb_script_block_end(script);
    }
}

static void write_names(const work_t *work, curb_draft_t *script)
{
    curb_spot_t spot = {
        "screen", "screen", frame.right + 0.045, frame.top, "left", 14, CURB_INK, true};
    double width = 1 - spot.x;
    curb_panel_label(
        script, _("Averted person-years; public cost of one"), spot, width, 11);
    for (size_t k = 0; k < work->shown_count; k++) {
        const curb_compare_effect_t *effect = work->effects[k];
        curb_words_t note =
            curb_words("%s; %s", curb_words_amount(effect->averted_years).text,
                cost_of_one(&effect->cost_per_year).text);
        curb_panel_entry(
            script, name_of(work, k, 60).text, note.text, colours[k], &spot, width);
    }
}

static curb_words_t scaled(const char *word, const char *unit)
{
    bool is_one = word[0] == '\0';
    return curb_words("%s%s%s", is_one ? "" : _(word), is_one ? "" : " ", unit);
}

static void write_axes(const work_t *work, curb_draft_t *script)
{
    curb_spot_t spot = {
        "screen", "screen", 0.025, frame.top + 0.035, "left", 16, CURB_INK, false};
    curb_panel_label(script,
        curb_words("%s, %s", _("public cost"), scaled(work->usd.word, _("USD")).text).text,
        spot, 0.56, 12);
    spot = (curb_spot_t){
        "screen", "screen", frame.right, frame.bottom - 0.07, "right", 16, CURB_INK, false};
    curb_panel_label(script,
        scaled(work->years.word, _("person-years of exploitation averted")).text, spot,
        0.56, 12);
    curb_script_value_axis(script, "x", &work->x, work->years.divisor, true);
    curb_script_value_axis(script, "y", &work->y, work->usd.divisor, true);
    curb_script_zero_line(script);
    spot = (curb_spot_t){"first", "graph", 0, 0.965, "left", 12, CURB_GREY, false};
    curb_script_label(script, curb_words(" %s", _("more averted")).text, spot);
    if (work->x.from < 0) {
        spot.align = "right";
        curb_script_label(script, curb_words("%s ", _("more exploited")).text, spot);
    }
    curb_draft_add(script,
        "set arrow from first 0,graph 0 to first 0,graph 1 nohead linecolor rgb '" CURB_GREY
        "' linewidth 1\n");
}

static void write_script(const work_t *work, curb_draft_t *script)
{
    static const curb_frame_t parts[] = {{0, 0.64, 0.1, 0.9}, {0.635, 1, 0.12, 0.88}};
    const curb_layout_t layout = {2, parts};
    curb_script_open(
        script, "cost_plane", headline_of(work).text, caption_of(work).text, &layout);
    write_blocks(work, script);
    curb_script_part(script, &layout, 1);
    write_names(work, script);
    curb_script_part(script, &layout, 0);
    curb_script_panel(script, frame);
    write_axes(work, script);
    curb_draft_add(script, "plot ");
    for (size_t k = work->shown_count; k-- > 0;) {
        curb_draft_add(script,
            "$M%zu using 1:2 with points pointtype 7 pointsize 0.55*PS linecolor rgb '%s', "
            "\\\n  '' using 3:4 with points pointtype 7 pointsize 1.7*PS linecolor rgb "
            "'white', '' using 3:4 with points pointtype 6 linewidth 3 pointsize 1.5*PS "
            "linecolor rgb '%s'%s",
            k, colours[k], colours[k], k > 0 ? ", \\\n  " : "\n");
    }
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_sheet_row_t row = {.panel = "cost_plane",
        .what = "mean paired difference",
        .jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .from = work->weighing.window.from_year,
        .to = work->weighing.window.to_year,
        .half = {NAN, NAN},
        .most = {NAN, NAN},
        .shown = true};
    curb_sheet_begin(sheet);
    for (size_t k = 0; k < work->shown_count; k++) {
        const curb_compare_effect_t *effect = work->effects[k];
        row.scenario = effect->scenario;
        row.n = effect->n;
        row.metric = CURB_METRIC_EXPLOITED_MONTHS;
        row.units = "person-years averted";
        row.estimate = effect->averted_years;
        row.whole = effect->averted_interval;
        curb_sheet_add(sheet, work->scene->labels, &row);
        row.metric = CURB_METRIC_POLICY_COST;
        row.units = "USD";
        row.estimate = effect->cost;
        row.whole = effect->cost_interval;
        curb_sheet_add(sheet, work->scene->labels, &row);
        row.units = "USD for an averted person-year";
        row.estimate = effect->cost_per_year.ratio;
        row.whole = effect->cost_per_year.interval;
        curb_sheet_add(sheet, work->scene->labels, &row);
    }
}

curb_error_t curb_figure_cost_plane(curb_figure_draft_t *self)
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
