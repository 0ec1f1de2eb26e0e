/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Packages of one budget: what they avert over what they cost. The front is a staircase,
 * for between two of its packages money buys no more than the cheaper of them does; its
 * points bear numbers, and the names stand beside the panel in the order of the points. */
#include "analysis/portfolio.h"

#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { NAMES_MAX = 12, NAME_COLUMNS = 44, LISTED_COLUMNS = 70, BOLD_COLUMNS = 60 };
static const double LEVEL = 0.95;
static const uint64_t FLIP_SEED = 0x5EED1421; /* as curb portfolio: the same intervals */

typedef struct {
    curb_figure_draft_t *draft;
    const curb_results_t *labels;
    curb_portfolio_columns_t columns; /* owned */
    curb_portfolio_t found;           /* owned */
    size_t front_count;
    size_t front[CURB_PORTFOLIO_PACKAGES_MAX]; /* by rising cost */
    double budget_usd;
    curb_magnitude_t cost, averted;
} work_t;

static const curb_portfolio_package_t *package_of(const work_t *work, size_t package)
{
    return &work->found.packages[package];
}

static const curb_results_scenario_t *label_of(const work_t *work, size_t package)
{
    return &work->labels->scenarios[work->columns.scenarios[package]];
}

static curb_words_t name_of(const work_t *work, size_t package, size_t columns)
{
    curb_words_t name = curb_scenario_title(label_of(work, package));
    return curb_words_short(name.text, columns);
}

static void list_front(work_t *work)
{
    for (size_t p = 0; p < work->found.package_count; p++) {
        if (!package_of(work, p)->on_front) {
            continue;
        }
        size_t at = work->front_count++;
        while (at > 0 &&
               package_of(work, work->front[at - 1])->cost > package_of(work, p)->cost) {
            work->front[at] = work->front[at - 1];
            at--;
        }
        work->front[at] = p;
    }
}

static void measure(work_t *work)
{
    double cost = 0, averted = 0;
    for (size_t p = 0; p < work->found.package_count; p++) {
        cost = fmax(cost, package_of(work, p)->cost);
        averted = fmax(averted, fabs(package_of(work, p)->averted));
    }
    work->budget_usd = label_of(work, 0)->budget_usd;
    work->cost = curb_words_magnitude(fmax(cost, work->budget_usd));
    work->averted = curb_words_magnitude(averted);
}

/* The cheapest of those that may be best. */
static size_t cheapest_rival(const work_t *work)
{
    size_t cheapest = work->found.best;
    for (size_t p = 0; p < work->found.package_count; p++) {
        const curb_portfolio_package_t *package = package_of(work, p);
        bool is_cheaper = package->cost < package_of(work, cheapest)->cost;
        cheapest = package->may_be_best && is_cheaper ? p : cheapest;
    }
    return cheapest;
}

static curb_words_t headline_of(const work_t *work)
{
    if (work->found.best == CURB_FRONT_NONE) {
        return curb_words(P_("%zu package that %s USD a year pay for averts no "
                             "exploitation on average",
                              "Of %zu packages that %s USD a year pay for, none averts "
                              "exploitation on average",
                              work->found.package_count),
            work->found.package_count, curb_words_amount(work->budget_usd).text);
    }
    const curb_portfolio_package_t *best = package_of(work, work->found.best);
    curb_words_t lead = curb_words(_("For %s USD a year “%s” averts most"),
        curb_words_amount(work->budget_usd).text,
        name_of(work, work->found.best, NAME_COLUMNS).text);
    size_t rival = cheapest_rival(work);
    const curb_portfolio_package_t *cheap = package_of(work, rival);
    if (work->found.not_told_apart == 0) {
        double over = 100 * (best->cost / work->budget_usd - 1);
        size_t others = work->found.package_count - 1;
        return curb_words(P_("%s, clearly more than %zu other%s",
                              "%s, clearly more than the other %zu%s", others),
            lead.text, others,
            over >= 1 && isfinite(over)
                ? curb_words(
                      _("; as modelled it costs %.0f\u00A0%% more than planned for"), over)
                      .text
                : "");
    }
    if (rival == work->found.best || !(best->cost > 0)) {
        size_t rivals = work->found.not_told_apart;
        return curb_words(P_("%s; %zu dearer one cannot be told apart from it",
                              "%s; %zu dearer ones cannot be told apart from it", rivals),
            lead.text, rivals);
    }
    return curb_words(
        _("%s; “%s” cannot be told apart from it, for %.0f\u00A0%% of the cost"), lead.text,
        name_of(work, rival, NAME_COLUMNS).text, 100 * cheap->cost / best->cost);
}

static curb_words_t caption_of(const work_t *work)
{
    size_t units = work->found.unit_count;
    curb_words_t counted = curb_words(
        curb_results_draw_count(work->labels) > 0
            ? P_("%zu draw of the parameters", "%zu draws of the parameters", units)
            : P_("%zu paired replicate", "%zu paired replicates", units),
        units);
    return curb_words(
        P_("Modelled, not measured. A dot: a package planned to cost at most %s USD a "
           "year. "
           "Cost: public money as modelled, without what firms and buyers bear; averted: "
           "against no new policy, %s. Blue: Pareto front; grey: dominated. Lines: "
           "%.0f\u00A0%% max-t simultaneous interval of %zu package from %s, covers %s. %s",
            "Modelled, not measured. A dot: a package planned to cost at most %s USD a "
            "year. Cost: public money as modelled, without what firms and buyers bear; "
            "averted: against no new policy, %s. Blue: Pareto front; grey: dominated. "
            "Lines: %.0f\u00A0%% max-t simultaneous intervals of %zu packages from %s, "
            "cover %s. %s",
            work->found.package_count),
        curb_words_amount(work->budget_usd).text,
        curb_words_years(work->columns.window.from_year, work->columns.window.to_year).text,
        100 * work->found.level, work->found.package_count, counted.text,
        curb_scene_covers(work->draft->scene).text,
        curb_scene_source(work->draft->scene).text);
}

/* --- the panel --- */

static void write_blocks(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    curb_script_block(script, "PACKAGES", "cost, averted; USD a year, person-years");
    for (size_t p = 0; p < work->found.package_count; p++) {
        const curb_portfolio_package_t *package = package_of(work, p);
        if (!package->on_front && !isnan(package->averted)) {
            curb_script_row(script, (double[]){package->cost, package->averted}, 2);
        }
    }
    curb_script_row(script, (double[]){NAN, NAN}, 2); /* never empty */
    curb_script_block_end(script);
    curb_script_block(
        script, "FRONT", "cost, averted, 95 % low and high; the first is doing nothing");
    curb_script_row(script, (double[]){0, 0, NAN, NAN}, 4);
    for (size_t i = 0; i < work->front_count; i++) {
        const curb_portfolio_package_t *package = package_of(work, work->front[i]);
        curb_script_row(script,
            (double[]){package->cost, package->averted, package->averted_interval.low,
                package->averted_interval.high},
            4);
    }
    curb_script_block_end(script);
}

static curb_axis_t cost_axis(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    curb_range_add(&range, work->budget_usd * 1.04);
    for (size_t p = 0; p < work->found.package_count; p++) {
        curb_range_add(&range, package_of(work, p)->cost * 1.03);
    }
    return curb_axis(&range, 5);
}

static curb_axis_t averted_axis(const work_t *work)
{
    curb_range_t range = {0};
    curb_range_add(&range, 0);
    for (size_t p = 0; p < work->found.package_count; p++) {
        const curb_portfolio_package_t *package = package_of(work, p);
        curb_range_add(&range, package->averted);
        if (package->on_front) {
            curb_range_add(&range, package->averted_interval.low);
            curb_range_add(&range, package->averted_interval.high);
        }
    }
    return curb_axis(&range, 5);
}

/* Numbers above the points, left of the lines that go up from them; below and to the right
 * where the next point is so near that its number would stand there. */
static void write_numbers(const work_t *work, const curb_axis_t *x, const curb_axis_t *y)
{
    double wide = x->to - x->from, high = y->to - y->from;
    for (size_t i = 0; i < work->front_count; i++) {
        const curb_portfolio_package_t *package = package_of(work, work->front[i]);
        bool is_best = work->front[i] == work->found.best;
        const curb_portfolio_package_t *next =
            i + 1 < work->front_count ? package_of(work, work->front[i + 1]) : NULL;
        bool is_crowded = next != NULL && next->cost - package->cost < 0.03 * wide &&
                          next->averted - package->averted < 0.08 * high;
        curb_script_label(&work->draft->script, curb_words("%zu", i + 1).text,
            (curb_spot_t){"first", "first",
                /* NOLINTNEXTLINE(*.NullDereference): the front holds packages */
                package->cost + (is_crowded ? 0.006 : -0.006) * wide,
                package->averted + (is_crowded ? -0.035 : 0.03) * high,
                is_crowded ? "left" : "right", is_best ? 16 : 14, CURB_BLUE, true});
    }
}

/* The best first, as the points stand; what does not fit is said. */
static void write_names(const work_t *work, curb_frame_t frame)
{
    curb_draft_t *script = &work->draft->script;
    curb_spot_t spot = {"screen", "screen", frame.right + 0.02, frame.top - 0.005, "left",
        13, CURB_INK, true};
    curb_script_label(script, _("On the front: averted, modelled cost"), spot);
    size_t shown = work->front_count < NAMES_MAX ? work->front_count : NAMES_MAX;
    for (size_t k = 0; k < shown; k++) {
        size_t i = work->front_count - 1 - k;
        size_t p = work->front[i];
        const curb_portfolio_package_t *package = package_of(work, p);
        spot.y -= 0.031;
        spot.size = 12;
        spot.colour = CURB_BLUE;
        spot.bold = p == work->found.best;
        curb_script_label(script,
            curb_words("%zu  %s", i + 1,
                name_of(work, p, spot.bold ? BOLD_COLUMNS : LISTED_COLUMNS).text)
                .text,
            spot);
        spot.y -= 0.024;
        spot.size = 11;
        spot.colour = CURB_GREY;
        spot.bold = false;
        curb_script_label(script,
            curb_words(_("     %s; %s USD a year"),
                curb_words_amount(package->averted).text,
                curb_words_amount(package->cost).text)
                .text,
            spot);
    }
    if (shown < work->front_count) {
        spot.y -= 0.03;
        curb_script_label(script,
            curb_words(
                P_("and %zu cheaper one, in the data beside",
                    "and %zu cheaper ones, in the data beside", work->front_count - shown),
                work->front_count - shown)
                .text,
            spot);
    }
}

/* "million " */
static curb_words_t scale_of(curb_magnitude_t magnitude)
{
    bool is_one = magnitude.word[0] == '\0';
    return curb_words("%s%s", is_one ? "" : _(magnitude.word), is_one ? "" : " ");
}

static void write_script(const work_t *work)
{
    curb_draft_t *script = &work->draft->script;
    const curb_frame_t frame = {0.075, 0.63, 0.19, 0.84};
    curb_axis_t x = cost_axis(work), y = averted_axis(work);
    static const curb_frame_t parts[] = {{0, 0.64, 0.1, 0.9}, {0.64, 1, 0.12, 0.87}};
    const curb_layout_t layout = {2, parts};
    curb_script_open(
        script, "portfolio", headline_of(work).text, caption_of(work).text, &layout);
    write_blocks(work);
    curb_script_part(script, &layout, 1);
    write_names(work, frame);
    curb_script_part(script, &layout, 0);
    curb_script_panel(script, frame);
    write_numbers(work, &x, &y);
    curb_script_label(script,
        curb_words(_("public cost as modelled, %sUSD a year"), scale_of(work->cost).text)
            .text,
        (curb_spot_t){"screen", "screen", frame.right, frame.bottom - 0.065, "right", 14,
            CURB_INK, false});
    curb_script_label(script,
        curb_words(_("person-years of exploitation averted%s%s"),
            work->averted.word[0] != '\0' ? ", " : "",
            work->averted.word[0] != '\0' ? _(work->averted.word) : "")
            .text,
        (curb_spot_t){
            "screen", "screen", 0.025, frame.top + 0.025, "left", 14, CURB_INK, false});
    curb_script_label(script, _("budget"),
        (curb_spot_t){"first", "graph", work->budget_usd - 0.005 * (x.to - x.from), 0.03,
            "right", 12, CURB_GREY, false});
    curb_draft_add(script,
        "set arrow from first %.17g,graph 0 to first %.17g,graph 1 nohead dashtype 3 "
        "linecolor rgb '" CURB_GREY "' linewidth 1\n",
        work->budget_usd, work->budget_usd);
    curb_script_value_axis(script, "x", &x, work->cost.divisor, true);
    curb_script_value_axis(script, "y", &y, work->averted.divisor, true);
    curb_script_zero_line(script);
    curb_draft_add(script,
        "plot $PACKAGES using 1:2 with points pointtype 7 pointsize 0.6*PS linecolor rgb "
        "'#A8A8A8', \\\n"
        "  $FRONT using 1:2 with steps linecolor rgb '" CURB_BLUE "' linewidth 1.4, \\\n"
        "  '' using 1:3:(0):($4-$3) with vectors nohead linewidth 1 linecolor rgb "
        "'" CURB_BLUE "', \\\n"
        "  '' using ($1 > 0 ? $1 : NaN):2 with points pointtype 7 pointsize 1.1*PS "
        "linecolor rgb '" CURB_BLUE "'\n");
    curb_script_end(script);
}

/* --- the sheet --- */

static void write_sheet(const work_t *work)
{
    curb_sheet_row_t row = {.jurisdiction = CURB_COMPARE_ALL,
        .sector = CURB_COMPARE_ALL,
        .from = work->columns.window.from_year,
        .to = work->columns.window.to_year,
        .what = "mean paired difference",
        .half = {NAN, NAN},
        .most = {NAN, NAN},
        .shown = true};
    curb_sheet_begin(&work->draft->sheet);
    for (size_t p = 0; p < work->found.package_count; p++) {
        const curb_portfolio_package_t *package = package_of(work, p);
        row.panel = package->on_front ? "front" : "dominated";
        row.scenario = work->columns.scenarios[p];
        row.n = package->n;
        row.metric = CURB_METRIC_EXPLOITED_MONTHS;
        row.units = "person-years averted";
        row.estimate = package->averted;
        row.whole = package->averted_interval;
        curb_sheet_add(&work->draft->sheet, work->labels, &row);
        row.metric = CURB_METRIC_POLICY_COST;
        row.units = "USD/year";
        row.estimate = package->cost;
        row.whole = package->cost_interval;
        curb_sheet_add(&work->draft->sheet, work->labels, &row);
    }
}

static bool has_packages(const curb_results_t *labels)
{
    size_t packages = 0;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        packages += strcmp(labels->scenarios[s].dose, "package") == 0;
    }
    return packages > 0 && packages + 1 == labels->scenario_count &&
           packages <= CURB_PORTFOLIO_PACKAGES_MAX;
}

static curb_error_t weigh(work_t *work)
{
    curb_error_t error = curb_portfolio_columns_init(
        &work->columns, work->draft->scene->series.data, NAN, NAN, NULL);
    if (error != CURB_OK) {
        return error;
    }
    curb_portfolio_data_t data = {.package_count = work->columns.package_count,
        .unit_count = work->columns.unit_count,
        .averted = work->columns.averted,
        .cost = work->columns.cost,
        .concepts = work->columns.concepts};
    return curb_portfolio_init(
        &work->found, &data, work->columns.window.months / 12, LEVEL, FLIP_SEED);
}

curb_error_t curb_figure_portfolio(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .labels = self->scene->labels};
    if (!has_packages(work.labels)) {
        self->is_empty = true;
        return CURB_OK;
    }
    curb_error_t error = weigh(&work);
    if (error == CURB_OK) {
        list_front(&work);
        measure(&work);
        write_script(&work);
        write_sheet(&work);
    } else if (error == CURB_ERR_INVALID) { /* one unit: nothing to weigh by */
        self->is_empty = true;
        error = CURB_OK;
    }
    curb_portfolio_free(&work.found);
    curb_portfolio_columns_free(&work.columns);
    return error;
}
