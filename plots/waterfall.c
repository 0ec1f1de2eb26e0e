/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a package add: each policy alone at the package's dose, one on top of
 * the other; what the package averts beyond their sum, or short of it; and the package
 * itself. */
#include "analysis/pairing.h"
#include "model/memory.h"
#include "plots/figure.h"
#include "plots/lang.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>
#include <string.h>

enum { PARTS_MAX = 12, MONTHS = 12 };

/* Where it is narrow, names and numbers take more of the width. */
static curb_frame_t frame_of(void)
{
    bool is_slide = curb_size_is_slide();
    return (curb_frame_t){is_slide ? 0.31 : 0.42, is_slide ? 0.77 : 0.7, 0.185, 0.8};
}

/** A row from the top; a package's own row and that of the interaction come last. */
typedef struct {
    size_t scenario;
    double averted, start; /* person-years; start: where its bar begins */
    curb_interval_t interval;
    bool disagree; /* the two concepts of detection differ in sign */
} step_t;

typedef struct {
    curb_figure_draft_t *draft;
    curb_scene_t *scene;
    size_t package, part_count, parts[PARTS_MAX];
    step_t steps[PARTS_MAX + 2]; /* parts, interaction, package */
    size_t n;
    double *reference, *other, *beyond; /* [unit]; owned */
    curb_magnitude_t magnitude;
} work_t;

static size_t step_count(const work_t *work) { return work->part_count + 2; }

static const step_t *interaction_of(const work_t *work)
{
    return &work->steps[work->part_count];
}

static const step_t *package_of(const work_t *work)
{
    return &work->steps[work->part_count + 1];
}

/* --- which package, and which scenarios are its parts --- */

/* The scenario of this policy alone at this dose, acting only where the package does. */
static size_t single_of(
    const curb_results_t *labels, size_t package, const char *policy, size_t length)
{
    size_t cells = labels->jurisdiction_count * labels->sector_count;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        const curb_results_scenario_t *row = &labels->scenarios[s];
        bool is_it = strlen(row->policies) == length &&
                     strncmp(row->policies, policy, length) == 0 &&
                     strcmp(row->dose, labels->scenarios[package].dose) == 0;
        for (size_t k = 0; is_it && k < cells; k++) {
            is_it =
                !labels->in_scope[s * cells + k] || labels->in_scope[package * cells + k];
        }
        if (is_it) {
            return s;
        }
    }
    return CURB_NO_SCENARIO;
}

/* Whether the parts together act wherever the package does. */
static bool cover(const curb_results_t *labels, const work_t *work, size_t package)
{
    size_t cells = labels->jurisdiction_count * labels->sector_count;
    for (size_t k = 0; k < cells; k++) {
        bool is_covered = !labels->in_scope[package * cells + k];
        for (size_t i = 0; i < work->part_count && !is_covered; i++) {
            is_covered = labels->in_scope[work->parts[i] * cells + k];
        }
        if (!is_covered) {
            return false;
        }
    }
    return true;
}

/* Fills the parts of a package; under a common budget a part has another dose alone. */
static bool find_parts(work_t *work, size_t package)
{
    const curb_results_t *labels = work->scene->labels;
    const curb_results_scenario_t *row = &labels->scenarios[package];
    work->part_count = 0;
    if (package == labels->baseline || strcmp(row->dose, "budget") == 0 ||
        strcmp(row->dose, "package") == 0) {
        return false;
    }
    for (const char *at = row->policies; *at != '\0';) {
        size_t length = strcspn(at, "+");
        size_t part = single_of(labels, package, at, length);
        if (part == CURB_NO_SCENARIO || work->part_count == PARTS_MAX) {
            return false;
        }
        work->parts[work->part_count++] = part;
        at += length + (at[length] == '+');
    }
    return work->part_count >= 2 && cover(labels, work, package);
}

/* The highlighted scenario where it is one, else the package of most parts. */
static bool choose(work_t *work)
{
    size_t best = CURB_NO_SCENARIO, most = 0;
    for (size_t s = 0; s < work->scene->labels->scenario_count; s++) {
        if (find_parts(work, s)) {
            bool is_asked = s == work->scene->highlight;
            size_t weight = is_asked ? PARTS_MAX + 1 : work->part_count;
            best = weight > most ? s : best;
            most = weight > most ? weight : most;
        }
    }
    work->package = best;
    return best != CURB_NO_SCENARIO && find_parts(work, best);
}

/* --- numbers --- */

static step_t step_of(const work_t *work, size_t scenario)
{
    const curb_compare_t *compare = &work->scene->compare;
    for (size_t i = 0; i < compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &compare->effects[i];
        if (effect->scenario == scenario) {
            return (step_t){.scenario = scenario,
                .averted = effect->averted_years,
                .interval = effect->averted_interval,
                .disagree = effect->concepts_disagree};
        }
    }
    return (step_t){.scenario = scenario, .averted = NAN, .interval = {NAN, NAN}};
}

/* Adds to `beyond`, unit by unit, what a scenario averts, times `sign`. */
static void add_averted(
    work_t *work, const curb_pairing_t *pairing, size_t scenario, double sign, int concept)
{
    for (size_t p = 0; p < pairing->pair_count; p++) {
        if (pairing->pairs[p].other == scenario) {
            work->n = curb_pairing_columns(pairing, p, CURB_METRIC_EXPLOITED_MONTHS, NULL,
                concept, work->reference, work->other);
        }
    }
    for (size_t u = 0; u < work->n; u++) {
        work->beyond[u] += sign * (work->reference[u] - work->other[u]) / MONTHS;
    }
}

static curb_paired_t beyond_sum(work_t *work, const curb_pairing_t *pairing, int concept)
{
    memset(work->beyond, 0, pairing->unit_count * sizeof *work->beyond);
    add_averted(work, pairing, work->package, 1, concept);
    for (size_t i = 0; i < work->part_count; i++) {
        add_averted(work, pairing, work->parts[i], -1, concept);
    }
    memset(work->reference, 0, work->n * sizeof *work->reference);
    return curb_paired(work->reference, work->beyond, work->n);
}

static curb_error_t find_interaction(work_t *work, step_t *step)
{
    curb_compare_options_t options = curb_compare_defaults();
    curb_pairing_t pairing;
    curb_error_t error =
        curb_pairing_init(&pairing, work->scene->series.data, NULL, &options, NULL);
    if (error != CURB_OK) {
        return error;
    }
    size_t units = pairing.unit_count;
    work->reference = curb_calloc(units, sizeof *work->reference);
    work->other = curb_calloc(units, sizeof *work->other);
    work->beyond = curb_calloc(units, sizeof *work->beyond);
    if (work->reference == NULL || work->other == NULL || work->beyond == NULL) {
        error = CURB_ERR_NO_MEMORY;
    } else {
        curb_paired_t mse = beyond_sum(work, &pairing, CURB_CONCEPT_MSE);
        curb_paired_t ilo = beyond_sum(work, &pairing, CURB_CONCEPT_ILO);
        curb_paired_t all = beyond_sum(work, &pairing, CURB_COMPARE_ALL);
        step->averted = all.mean;
        step->interval = curb_paired_interval(&all, work->scene->compare.family.critical);
        step->disagree = mse.n > 0 && ilo.n > 0 && (mse.mean > 0) != (ilo.mean > 0);
    }
    curb_pairing_free(&pairing);
    return error;
}

static bool is_clear(const step_t *step)
{
    return !step->disagree && (step->interval.low > 0 || step->interval.high < 0);
}

/* Parts that avert more come first. */
static void sort_parts(work_t *work)
{
    for (size_t i = 1; i < work->part_count; i++) {
        step_t step = work->steps[i];
        size_t at = i;
        while (at > 0 && work->steps[at - 1].averted < step.averted) {
            work->steps[at] = work->steps[at - 1];
            at--;
        }
        work->steps[at] = step;
    }
}

static curb_error_t measure(work_t *work)
{
    step_t *interaction = &work->steps[work->part_count];
    for (size_t i = 0; i < work->part_count; i++) {
        work->steps[i] = step_of(work, work->parts[i]);
    }
    sort_parts(work);
    *interaction = (step_t){.scenario = CURB_NO_SCENARIO};
    curb_error_t error = find_interaction(work, interaction);
    work->steps[work->part_count + 1] = step_of(work, work->package);
    double sum = 0, largest = 0;
    for (size_t i = 0; i < step_count(work); i++) {
        step_t *step = &work->steps[i];
        step->start = i + 1 < step_count(work) ? sum : 0;
        sum += step->averted;
        largest = fmax(largest, fabs(sum));
    }
    work->magnitude = curb_words_magnitude(fabs(package_of(work)->averted));
    return error;
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
static curb_words_t amount_of(const work_t *work, const step_t *step, double flip)
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
    const step_t *step = interaction_of(work);
    size_t count = work->part_count;
    if (!is_clear(step)) {
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
    const step_t *package = package_of(work);
    curb_words_t name =
        curb_words_short(curb_scene_name(work->scene, work->package).text, 44);
    if (!is_clear(package)) {
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
    if (i == work->part_count) {
        return curb_words("%s", _("Together, beyond their sum"));
    }
    size_t scenario = work->steps[i].scenario;
    curb_doses_t alone = {{scenario, CURB_NO_SCENARIO, CURB_NO_SCENARIO}};
    return i < work->part_count ? curb_scene_group_name(work->scene, &alone)
                                : curb_scene_name(work->scene, scenario);
}

/* --- the panel --- */

static int colour_of(const work_t *work, size_t i)
{
    const step_t *step = &work->steps[i];
    if (!is_clear(step)) {
        return step->averted < 0 ? 0xF0BF9C : 0xA9CBE0;
    }
    return step->averted < 0 ? 0xD55E00 : 0x0072B2;
}

static void write_block(const work_t *work, curb_draft_t *script)
{
    curb_script_block(script, "STEPS",
        "row, start, end, 95 % low and high at the end, colour; person-years");
    for (size_t i = 0; i < step_count(work); i++) {
        const step_t *step = &work->steps[i];
        double shown = step->disagree ? NAN : step->start;
        curb_script_row(script,
            (double[]){(double)(step_count(work) - i), step->start,
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
    for (size_t i = 0; i < step_count(work); i++) {
        const step_t *step = &work->steps[i];
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
    const step_t *step = &work->steps[i];
    bool is_own = i + 1 == step_count(work);
    curb_spot_t spot = {"screen", "first", frame.left - 0.008,
        (double)(step_count(work) - i), "right", size,
        i == work->part_count ? CURB_GREY : CURB_INK, is_own};
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
    for (size_t i = 0; i < step_count(work); i++) {
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
        step_count(work));
    curb_script_end(script);
}

static void write_sheet(const work_t *work)
{
    const curb_scene_t *scene = work->scene;
    const curb_window_t *window = &scene->compare.window;
    curb_sheet_begin(&work->draft->sheet);
    for (size_t i = 0; i < step_count(work); i++) {
        const step_t *step = &work->steps[i];
        bool is_interaction = i == work->part_count;
        curb_sheet_row_t row = {.panel = is_interaction         ? "interaction"
                                         : i < work->part_count ? "part"
                                                                : "package",
            .scenario = is_interaction ? work->package : step->scenario,
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
            .n = work->n,
            .shown = true};
        curb_sheet_add(&work->draft->sheet, scene->labels, &row);
    }
}

curb_error_t curb_figure_waterfall(curb_figure_draft_t *self)
{
    work_t work = {.draft = self, .scene = self->scene};
    if (!choose(&work)) {
        self->is_empty = true;
        return CURB_OK;
    }
    curb_error_t error = measure(&work);
    if (error == CURB_OK) {
        write_script(&work);
        write_sheet(&work);
    }
    curb_free(work.reference);
    curb_free(work.other);
    curb_free(work.beyond);
    return error;
}
