/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Points that matter bear numbers, and their names stand beside the panel: names of numbers
 * are too long to stand among points that crowd near 0. */
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/panel.h"
#include "plots/size.h"
#include "plots/units.h"

#include <math.h>

enum { NAMED_MOST = 12 };

/* Of the list of names on the slide, in pixels: its heading and the line under it, an
 * entry, a further line of a name. */
enum { LIST_ENDS = 84, LIST_ENTRY = 52, LIST_LINE = 18, LIST_SIZE = 12 /* points */ };
/* Widths in parts of the slide: of the list and of its margins, numbers and names. */
static const double LIST_PART = 0.335, LIST_MARGIN = 0.015, NUMBER_WIDTH = 0.018,
                    LIST_NAME = 0.28;

typedef struct {
    const curb_influence_t *about;
    const curb_influence_screened_t *screened;
    size_t named, clear;
    double list; /* height of the list of names, pixels */
    bool has_floor;
    curb_magnitude_t magnitude;
    curb_axis_t x, y;
} work_t;

/* In the order in which factors are shown. */
static const curb_screening_effect_t *effect_of(const work_t *work, size_t i)
{
    return &work->screened->effects[work->about->order[i]];
}

/* Whether a name, the i-th shown, takes two lines of the list. */
static bool is_long(const curb_influence_t *about, size_t i)
{
    curb_words_t name = curb_influence_called(about, about->order[i]);
    double page = curb_size_is_slide() ? CURB_SLIDE_WIDTH : curb_size()->width / LIST_PART;
    return curb_words_pixels(name.text, LIST_SIZE, i == 0) > LIST_NAME * page;
}

static work_t prepare(
    const curb_influence_t *about, const curb_influence_screened_t *screened)
{
    work_t work = {.about = about, .screened = screened};
    curb_range_t x = {0}, y = {0};
    curb_range_add(&x, 0);
    curb_range_add(&y, 0);
    double list = 0;
    for (size_t i = 0; i < about->count; i++) {
        const curb_screening_effect_t *effect = effect_of(&work, i);
        double entry = LIST_ENTRY + (is_long(about, i) ? LIST_LINE : 0);
        bool has_room = work.named == i && list + entry <= LIST_ENTRY * NAMED_MOST;
        bool is_named = has_room && effect->mu_star > 0;
        work.named += is_named;
        list += is_named ? entry : 0;
        work.clear += curb_influence_is_clear(effect);
        work.has_floor = work.has_floor || isfinite(effect->floor);
        curb_range_add(&x, 1.04 * effect->mu_star);
        curb_range_add(&y, 1.06 * effect->sigma);
        if (is_named && curb_influence_is_clear(effect)) {
            curb_range_add(&x, effect->mu_star_interval.high);
        }
    }
    work.list = LIST_ENDS + list;
    work.x = curb_axis(&x, 5);
    work.y = curb_axis(&y, 5);
    work.magnitude = curb_words_magnitude(fmax(x.high, y.high));
    return work;
}

static curb_words_t amount(const work_t *work, double value)
{
    return curb_words_digits(value / work->magnitude.divisor);
}

static curb_words_t units_of(const work_t *work)
{
    return curb_words_scaled(work->magnitude, curb_units(work->about->metric));
}

static curb_words_t headline_of(
    const void *what, const char *outcome, curb_brevity_t brevity)
{
    const work_t *work = what;
    const curb_influence_t *about = work->about;
    curb_words_t first = curb_influence_said(about, about->order[0], brevity);
    if (work->clear == 0) {
        return curb_words(
            _("None of %zu uncertain numbers moves %s by more than chance does"),
            about->count, outcome);
    }
    if (brevity != CURB_WHOLE) {
        return curb_words(work->has_floor
                              ? _("%s moves %s most")
                              : _("%s moves %s most; how much is chance is not known"),
            first.text, outcome);
    }
    return work->has_floor
               ? curb_words(_("%s moves %s most; %zu of %zu uncertain numbers do "
                              "by more than chance"),
                     first.text, outcome, work->clear, about->count)
               : curb_words(_("%s moves %s most of %zu uncertain numbers; how much "
                              "of it is chance is not known"),
                     first.text, outcome, about->count);
}

static curb_words_t caption_of(const work_t *work)
{
    return curb_words(
        _("A dot: an uncertain number. Right: it matters more; up: its effect is uneven, "
          "by curvature, interactions or chance. mu*: mean size of an elementary effect "
          "(Morris), scaled to the whole law, of %zu trajectories; brackets and line: "
          "95\u00A0%% t interval, each by itself.%s %s"),
        work->screened->trajectories,
        work->has_floor
            ? _(" Grey: below what 95 of 100 numbers that do nothing stay below.")
            : "",
        work->about->source);
}

static void write_block(const work_t *work, curb_draft_t *script)
{
    curb_script_block(script, "EFFECTS",
        "mu*, sigma, 95 % low and high of mu* of those that are named and clear, colour");
    for (size_t i = 0; i < work->about->count; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        bool is_named = i < work->named && curb_influence_is_clear(effect);
        curb_script_row(script,
            (double[]){effect->mu_star, effect->sigma,
                is_named ? effect->mu_star_interval.low : NAN,
                is_named ? effect->mu_star_interval.high : NAN,
                curb_influence_is_clear(effect) ? 0x0072B2 : 0x9A9A9A},
            5);
    }
    curb_script_block_end(script);
}

/* Whether a number at a place of the panel would stand on a point or another number. */
static bool is_free(
    const work_t *work, const double at[2], double (*taken)[2], size_t count)
{
    double wide = work->x.to - work->x.from, high = work->y.to - work->y.from;
    bool result = at[1] > 0.02;
    for (size_t i = 0; i < work->about->count; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        result = result && (fabs(at[0] - effect->mu_star / wide) > 0.012 ||
                               fabs(at[1] - effect->sigma / high) > 0.025);
    }
    for (size_t k = 0; k < count; k++) {
        result = result &&
                 (fabs(at[0] - taken[k][0]) > 0.022 || fabs(at[1] - taken[k][1]) > 0.04);
    }
    return result;
}

/* Beside its point, in the first place that is free; a line leads to far ones. */
static void write_numbers(const work_t *work, curb_draft_t *script)
{
    static const double places[][2] = {{0.018, 0.03}, {-0.018, 0.03}, {0.018, -0.03},
        {-0.018, -0.03}, {0.025, 0}, {-0.025, 0}, {0, 0.045}, {0, -0.045}, {0.06, 0.05},
        {0.06, -0.05}, {-0.06, 0.05}, {0.09, 0}, {0.09, 0.09}, {0.1, -0.08}, {0.12, 0.04}};
    enum { PLACES = sizeof places / sizeof *places, NEAR = 8 };
    double taken[NAMED_MOST][2];
    double wide = work->x.to - work->x.from, high = work->y.to - work->y.from;
    for (size_t i = 0; i < work->named; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        const double point[2] = {effect->mu_star / wide, effect->sigma / high};
        bool is_far = false;
        if (!isfinite(point[1])) { /* a single effect has no sigma */
            taken[i][0] = taken[i][1] = INFINITY;
            continue;
        }
        for (size_t place = PLACES; place-- > 0;) {
            const double at[2] = {point[0] + places[place][0], point[1] + places[place][1]};
            if (place + 1 == PLACES || is_free(work, at, taken, i)) {
                taken[i][0] = at[0];
                taken[i][1] = at[1];
                is_far = place >= NEAR;
            }
        }
        if (is_far) {
            curb_draft_add(script,
                "set arrow from graph %.4f,graph %.4f to graph %.4f,graph %.4f nohead "
                "linecolor rgb '" CURB_GREY "' linewidth 0.6\n",
                point[0], point[1], point[0] + 0.8 * (taken[i][0] - point[0]),
                point[1] + 0.8 * (taken[i][1] - point[1]));
        }
        curb_script_label(script, curb_words("%zu", i + 1).text,
            (curb_spot_t){"graph", "graph", taken[i][0], taken[i][1], "center", 14,
                curb_influence_is_clear(effect) ? CURB_BLUE : CURB_GREY, i == 0});
    }
}

/* The number of an entry and its name, and the spot at the last line of it. */
static void write_entry_name(
    const work_t *work, size_t i, curb_spot_t *spot, double width, curb_draft_t *script)
{
    size_t factor = work->about->order[i];
    bool has_two = is_long(work->about, i);
    curb_script_label(script, curb_words("%zu", i + 1).text, *spot);
    curb_spot_t name = *spot;
    name.x += NUMBER_WIDTH;
    name.y -= has_two ? curb_script_tall(LIST_LINE) : 0;
    curb_panel_lines(script, curb_influence_called(work->about, factor).text, name,
        width - NUMBER_WIDTH, has_two ? 2 : 1, 10, curb_script_tall(LIST_LINE), true);
    spot->y = name.y;
}

static void write_names(const work_t *work, curb_frame_t part, curb_draft_t *script)
{
    curb_spot_t spot = {"screen", "screen", part.left + LIST_MARGIN, part.top - 0.025,
        "left", 13, CURB_INK, true};
    double width = part.right - spot.x - 0.022;
    curb_panel_label(script,
        curb_words(_("mu* [95\u00A0%%] and sigma, %s"), units_of(work).text).text, spot,
        width, 11);
    for (size_t i = 0; i < work->named; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        spot.y -= curb_script_tall(30);
        spot.size = LIST_SIZE;
        spot.colour = curb_influence_is_clear(effect) ? CURB_BLUE : CURB_GREY;
        spot.bold = i == 0;
        write_entry_name(work, i, &spot, width, script);
        char grade = work->about->factors[work->about->order[i]].grade;
        spot.x += NUMBER_WIDTH;
        spot.y -= curb_script_tall(22);
        spot.size = 11;
        spot.colour = CURB_GREY;
        spot.bold = false;
        curb_panel_label(script,
            curb_words(_("%s %s, sigma %s%s%s"), amount(work, effect->mu_star).text,
                curb_words_bracket(amount(work, effect->mu_star_interval.low).text,
                    amount(work, effect->mu_star_interval.high).text)
                    .text,
                amount(work, effect->sigma).text,
                grade == '\0' ? "" : curb_words(_(", grade\u00A0%c"), grade).text,
                curb_influence_is_clear(effect) ? "" : _("; may be chance"))
                .text,
            spot, width - NUMBER_WIDTH, 10);
        spot.x -= NUMBER_WIDTH;
    }
    size_t rest = work->about->count - work->named;
    if (rest > 0) {
        spot.y -= curb_script_tall(30);
        curb_panel_label(script,
            curb_words(P_("%zu further number is in the data beside",
                           "%zu further numbers are in the data beside", rest),
                rest)
                .text,
            spot, width, 10);
    }
}

/* The panel, and the names right of it or, where it is narrow, below. */
static void write_script(const work_t *work, curb_draft_t *script)
{
    const curb_frame_t frame = {0.075, 0.66, 0.19, 0.84};
    double names = curb_script_tall(work->list);
    const curb_frame_t parts[] = {
        {0, 0.68, 0.1, 0.89}, {1 - LIST_PART, 1, 0.86 - names, 0.86}};
    const curb_layout_t layout = {2, parts};
    double diagonal = fmin(work->x.to, work->y.to);
    curb_script_open(script, work->about->name,
        curb_influence_headline(work->about, headline_of, work).text, caption_of(work).text,
        &layout);
    write_block(work, script);
    curb_script_part(script, &layout, 1);
    write_names(work, parts[1], script);
    curb_script_part(script, &layout, 0);
    curb_script_panel(script, frame);
    write_numbers(work, script);
    curb_panel_label(script, curb_words(_("mu*, %s"), units_of(work).text).text,
        (curb_spot_t){"screen", "screen", frame.right, frame.bottom - 0.07, "right", 14,
            CURB_INK, false},
        0.5, 12);
    curb_panel_label(script, curb_words(_("sigma, %s"), units_of(work).text).text,
        (curb_spot_t){"screen", "screen", 0.025, frame.top + curb_script_tall(30), "left",
            14, CURB_INK, false},
        0.5, 12);
    bool to_top = work->x.to > work->y.to; /* where the line leaves the panel */
    curb_script_label(script, to_top ? "  sigma = mu*" : "sigma = mu*",
        (curb_spot_t){"first", "graph", 0.96 * diagonal,
            0.95 * diagonal / work->y.to + (to_top ? 0 : 0.045), to_top ? "left" : "right",
            12, CURB_GREY, false});
    curb_script_value_axis(script, "x", &work->x, work->magnitude.divisor, true);
    curb_script_value_axis(script, "y", &work->y, work->magnitude.divisor, true);
    curb_draft_add(script,
        "set arrow from first 0,first 0 to first %.17g,first %.17g nohead dashtype 3 "
        "linecolor rgb '" CURB_GREY "' linewidth 1\n"
        "plot $EFFECTS using 3:2:($4-$3):(0) with vectors nohead linewidth 1 linecolor rgb "
        "'" CURB_BLUE "', \\\n"
        "  '' using 1:2:5 with points pointtype 7 pointsize 0.9*PS linecolor rgb "
        "variable\n",
        diagonal, diagonal);
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    curb_draft_add(
        sheet, "factor,grade,units,mu_star,ci_low,ci_high,floor,mu,sigma,n,shown,name\n");
    for (size_t i = 0; i < work->about->count; i++) {
        const curb_screening_effect_t *effect = effect_of(work, i);
        curb_influence_sheet_name(work->about, work->about->order[i], sheet);
        curb_draft_add(sheet, ",%s", curb_metric_rows[work->about->metric].units);
        const double numbers[] = {effect->mu_star, effect->mu_star_interval.low,
            effect->mu_star_interval.high, effect->floor, effect->mu, effect->sigma};
        for (size_t k = 0; k < sizeof numbers / sizeof *numbers; k++) {
            curb_draft_csv_number(sheet, numbers[k]);
        }
        curb_draft_add(sheet, ",%zu,%d", effect->n, i < work->named);
        curb_influence_sheet_end(work->about, work->about->order[i], sheet);
    }
}

curb_error_t curb_influence_plane(const curb_influence_t *self,
    const curb_influence_screened_t *screened, bool *is_missing,
    curb_diagnostics_t *diagnostics)
{
    work_t work = prepare(self, screened);
    curb_draft_t script = {0}, sheet = {0};
    write_script(&work, &script);
    write_sheet(&work, &sheet);
    return curb_figure_leave(
        self->folder, self->name, NULL, &script, &sheet, is_missing, diagnostics);
}
