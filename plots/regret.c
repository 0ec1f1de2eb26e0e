/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worlds stand in blocks, those first in which the first row is the best choice, then those
 * of the second row, so that blue makes steps; inside a block by rising regret of the rows
 * from the top. Many worlds share columns, which then show means. */
#include "plots/regret.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS_MOST = 40, COLUMNS_MOST = 440, SHADES = 24 };

/* What sorting needs of a world. */
typedef struct {
    const curb_robust_t *robust;
    const size_t *rows;
    size_t world;
} column_t;

typedef struct {
    const curb_choice_t *choice;
    const curb_decision_t *decision;
    size_t *rows;      /* [option] options by mean regret; owned */
    column_t *columns; /* [world]; owned */
    size_t shown;      /* rows */
    curb_magnitude_t magnitude;
    int decimals;
    double largest;
} work_t;

static double regret_of(const curb_robust_t *robust, size_t option, size_t world)
{
    return robust->regret[option * robust->world_count + world];
}

static size_t best_row(const column_t *column)
{
    size_t row = 0;
    while (regret_of(column->robust, column->rows[row], column->world) > 0) {
        row++;
    }
    return row;
}

static int by_best(const void *left, const void *right)
{
    const column_t *a = left, *b = right;
    size_t first = best_row(a), second = best_row(b);
    if (first != second) {
        return first < second ? -1 : 1;
    }
    for (size_t i = 0; i < a->robust->option_count; i++) {
        double x = regret_of(a->robust, a->rows[i], a->world);
        double y = regret_of(b->robust, b->rows[i], b->world);
        if (x != y) {
            return x < y ? -1 : 1;
        }
    }
    return (a->world > b->world) - (a->world < b->world);
}

static curb_error_t prepare(work_t *work)
{
    const curb_robust_t *robust = &work->decision->robust;
    size_t options = robust->option_count, worlds = robust->world_count;
    work->rows = curb_calloc(options, sizeof *work->rows);
    work->columns = curb_calloc(worlds, sizeof *work->columns);
    if (work->rows == NULL || work->columns == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < options; i++) { /* few: insertion keeps ties in their order */
        size_t at = i;
        while (at > 0 && robust->options[work->rows[at - 1]].mean_regret >
                             robust->options[i].mean_regret) {
            work->rows[at] = work->rows[at - 1];
            at--;
        }
        work->rows[at] = i;
    }
    for (size_t w = 0; w < worlds; w++) {
        work->columns[w] = (column_t){robust, work->rows, w};
    }
    qsort(work->columns, worlds, sizeof *work->columns, by_best);
    work->shown = options < ROWS_MOST ? options : ROWS_MOST;
    for (size_t i = 0; i < options * worlds; i++) {
        work->largest = fmax(work->largest, robust->regret[i]);
    }
    work->magnitude = curb_words_magnitude(work->largest);
    double mean =
        robust->options[work->rows[work->shown - 1]].mean_regret; /* the largest */
    work->decimals = mean / work->magnitude.divisor >= 10 ? 1 : 2;
    return CURB_OK;
}

static size_t option_of(const work_t *work, size_t row) { return work->rows[row]; }

static const curb_robust_option_t *row_of(const work_t *work, size_t row)
{
    return &work->decision->robust.options[option_of(work, row)];
}

static curb_words_t name_of(const work_t *work, size_t row)
{
    return curb_choice_scenario(
        work->choice, work->decision->scenarios[option_of(work, row)]);
}

/* "1.3 [1.1, 1.5]" over worlds, by t. */
static curb_interval_t mean_interval(const work_t *work, size_t row)
{
    const curb_robust_t *robust = &work->decision->robust;
    size_t n = robust->world_count;
    double mean = row_of(work, row)->mean_regret, squares = 0;
    for (size_t w = 0; w < n; w++) {
        double off = regret_of(robust, option_of(work, row), w) - mean;
        squares += off * off;
    }
    double half = curb_t_critical(0.95, n, 1) * sqrt(squares / (double)(n - 1) / (double)n);
    return (curb_interval_t){fmax(0, mean - half), mean + half};
}

static curb_words_t amount(const work_t *work, double value)
{
    return curb_words_number(value / work->magnitude.divisor, work->decimals);
}

/* Whether the first row's mean regret is below the second's by a paired t test at 5 %. */
static bool is_clearly_first(const work_t *work)
{
    const curb_robust_t *robust = &work->decision->robust;
    size_t n = robust->world_count;
    curb_paired_t paired = curb_paired(robust->regret + option_of(work, 0) * n,
        robust->regret + option_of(work, 1) * n, n);
    return curb_paired_interval(&paired, curb_t_critical(0.95, n, 1)).low > 0;
}

/* The best choice of most worlds; ties go to the row with less mean regret. */
static size_t most_often(const work_t *work)
{
    size_t often = 0;
    for (size_t r = 1; r < work->decision->option_count; r++) {
        often = row_of(work, r)->first_share > row_of(work, often)->first_share ? r : often;
    }
    return often;
}

static curb_words_t headline_of(const work_t *work)
{
    size_t often = most_often(work), worlds = work->decision->world_count;
    bool clear = is_clearly_first(work);
    double share = 100 * row_of(work, often)->first_share;
    curb_words_t first = curb_words_short(name_of(work, 0).text, 36);
    curb_words_t second = curb_words_short(name_of(work, 1).text, 28);
    curb_words_t most = curb_words_short(name_of(work, often).text, 30);
    curb_words_t intro = curb_words(_("Of %zu measures with %s\u00A0USD a year each,"),
        work->decision->option_count, curb_words_amount(work->decision->budget_usd).text);
    if (work->largest <= 0) {
        return curb_words(_("%s none does better than another in any world"), intro.text);
    }
    if (often == 0 && row_of(work, 0)->mean_regret <= 0) {
        return curb_words(
            P_("%s “%s” is the best choice in %zu modelled world",
                "%s “%s” is the best choice in all of %zu modelled worlds", worlds),
            intro.text, first.text, worlds);
    }
    if (often == 0 && clear) {
        return curb_words(
            _("%s “%s” is the best choice in %.0f\u00A0%% of worlds and loses "
              "least where it is not"),
            intro.text, first.text, share);
    }
    if (often == 0) {
        return curb_words(_("%s “%s” is the best choice in %.0f\u00A0%% of worlds; by mean "
                            "regret it cannot be told from “%s”"),
            intro.text, first.text, share, second.text);
    }
    if (!clear) {
        return curb_words(_("%s “%s” is best most often (%.0f\u00A0%% of worlds); by mean "
                            "regret none stands out"),
            intro.text, most.text, share);
    }
    return curb_words(
        _("%s “%s” is best most often (%.0f\u00A0%% of worlds), but “%s” loses "
          "least against the best of each world"),
        intro.text, most.text, share, first.text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_decision_t *decision = work->decision;
    curb_words_t rest = curb_words(
        P_(" The %zu with the least mean regret is shown, the CSV has all.",
            " The %zu with the least mean regret are shown, the CSV has all.", work->shown),
        work->shown);
    return curb_words(
        _("Columns: %s, by the best choice and then by regret%s. Regret: what a measure "
          "loses against the best in the same world, in %s. Rows by mean regret, with its "
          "95\u00A0%% t interval over worlds; ties for the best are shared.%s %s"),
        curb_choice_worlds(work->choice, decision->world_count).text,
        decision->world_count > COLUMNS_MOST ? _(", neighbours averaged") : "",
        curb_choice_improvement(work->choice).text,
        decision->option_count > work->shown ? rest.text : "",
        curb_choice_source(work->choice).text);
}

/* Rows from the top; a column is the mean of its worlds; -1 where all are best there. */
static void write_matrix(const work_t *work, size_t columns, curb_draft_t *script)
{
    const curb_robust_t *robust = &work->decision->robust;
    size_t worlds = robust->world_count;
    curb_script_block(script, "REGRET", "a row a measure from the top, a column a world");
    for (size_t r = 0; r < work->shown; r++) {
        for (size_t c = 0; c < columns; c++) {
            size_t first = c * worlds / columns, end = (c + 1) * worlds / columns;
            double sum = 0;
            for (size_t w = first; w < end; w++) {
                sum += regret_of(robust, option_of(work, r), work->columns[w].world);
            }
            curb_draft_add(script, "%s%.5g", c > 0 ? " " : "",
                sum / (double)(end - first) / work->magnitude.divisor);
        }
        curb_draft_add(script, "\n");
    }
    curb_script_block_end(script);
}

/* Right ends of the three columns of numbers, from the panel's edge. */
typedef struct {
    curb_frame_t frame;
    double ends[3];
    double row_pixels;
} place_t;

static place_t place_of(const work_t *work)
{
    bool is_slide = curb_size_is_slide(), is_page = curb_size()->width > 1000;
    place_t self = {.frame = {0.29, 0.765, 0.125, 0.815},
        .ends = {0.112, 0.17, 0.226},
        .row_pixels = 34};
    if (!is_slide) {
        self = (place_t){.frame = {0.30, is_page ? 0.70 : 0.64, 0, 0.80},
            .ends = {is_page ? 0.165 : 0.20, is_page ? 0.23 : 0.27, is_page ? 0.29 : 0.345},
            .row_pixels = is_page && work->shown > 26 ? 28 : 42};
    }
    self.frame = curb_panel_of_rows(self.frame, (double)work->shown, self.row_pixels);
    return self;
}

static void write_row_texts(
    const work_t *work, size_t r, const place_t *place, curb_draft_t *script)
{
    bool is_slide = curb_size_is_slide();
    int size = !is_slide || work->shown > 20 ? 12 : 14;
    size = is_slide && work->shown > 28 ? 10 : size;
    double y = (double)(work->shown - 1 - r);
    const curb_robust_option_t *option = row_of(work, r);
    curb_interval_t interval = mean_interval(work, r);
    const double starts[] = {0, place->ends[0], place->ends[1]};
    const curb_words_t numbers[] = {
        curb_words("%s %s", amount(work, option->mean_regret).text,
            curb_words_bracket(
                amount(work, interval.low).text, amount(work, interval.high).text)
                .text),
        amount(work, option->measures[CURB_ROBUST_MINIMAX_REGRET]),
        curb_words("%.0f\u00A0%%", 100 * option->first_share)};
    curb_spot_t spot = {
        "screen", "first", place->frame.left - 0.008, y, "right", size, CURB_INK, r == 0};
    curb_panel_lines(script, name_of(work, r).text, spot, place->frame.left - 0.015,
        place->row_pixels < 40 ? 1 : 2, 9, 19 / place->row_pixels, false);
    spot.bold = false;
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        spot.x = place->frame.right + place->ends[i];
        curb_panel_label(script, numbers[i].text, spot, place->ends[i] - starts[i], 9);
    }
}

static void write_titles(const place_t *place, curb_draft_t *script)
{
    const char *titles[] = {_("mean regret"), _("largest"), _("best in")};
    double starts[] = {0, place->ends[0], place->ends[1]};
    double y = place->frame.top + curb_script_tall(16);
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        curb_panel_lines(script, titles[i],
            (curb_spot_t){"screen", "screen", place->frame.right + place->ends[i], y,
                "right", 12, CURB_GREY, false},
            place->ends[i] - starts[i] - 0.004, 2, 9, curb_script_tall(19), true);
    }
}

/* Blue for the best, then the shades of regret; beside the titles or, where it is narrow,
 * above them. */
static void write_scale(const work_t *work, const place_t *place, curb_draft_t *script)
{
    const double pixel = 1 / curb_script_width(script), height = curb_script_tall(18);
    bool is_slide = curb_size_is_slide();
    double x = is_slide ? place->frame.left : 0.025;
    double y = place->frame.top + curb_script_tall(is_slide ? 10 : 64);
    curb_spot_t spot = {
        "screen", "screen", x + 40 * pixel, y + height / 2, "left", 12, CURB_GREY, false};
    curb_script_object(script, 100, (curb_frame_t){x, x + 32 * pixel, y, y + height},
        "rgb '" CURB_BLUE "'");
    const char *best = _("best choice there"), *none = _("regret 0");
    curb_script_label(script, best, spot);
    spot.x += (curb_words_pixels(best, 12, false) + 36) * pixel;
    curb_script_label(script, none, spot);
    x = spot.x + (curb_words_pixels(none, 12, false) + 8) * pixel;
    for (int i = 0; i < SHADES; i++) {
        double left = x + 7 * pixel * i;
        curb_script_object(script, 101 + i,
            (curb_frame_t){left, left + 7.4 * pixel, y, y + height},
            curb_words("palette frac %.4f", 0.5 + 0.5 * (i + 0.5) / SHADES).text);
    }
    spot.x = x + (7 * SHADES + 10) * pixel;
    curb_panel_label(script,
        curb_words("%s %s", amount(work, work->largest).text,
            curb_choice_scaled_units(work->choice, &work->magnitude).text)
            .text,
        spot, (is_slide ? place->frame.right : 0.99) - spot.x, 9);
}

static void write_script(const work_t *work, const char *name, curb_draft_t *script)
{
    const place_t place = place_of(work);
    const curb_frame_t part = {
        0, 1, place.frame.bottom - 0.01, place.frame.top + curb_script_tall(96)};
    const curb_layout_t layout = {1, &part};
    size_t worlds = work->decision->world_count;
    size_t columns = worlds < COLUMNS_MOST ? worlds : COLUMNS_MOST;
    double largest = work->largest > 0 ? work->largest / work->magnitude.divisor : 1;
    curb_script_open(script, name, headline_of(work).text, caption_of(work).text, &layout);
    write_matrix(work, columns, script);
    curb_draft_add(script, "set palette defined (-1 '" CURB_BLUE "', -0.002 '" CURB_BLUE
                           "', 0 '#FBF3EC', 0.35 '#F2B27A', 0.7 '#CC5A12', 1 '#6E1F00')\n"
                           "set cbrange [-1:1]\nunset colorbox\n");
    curb_script_panel(script, place.frame);
    write_titles(&place, script);
    write_scale(work, &place, script);
    for (size_t r = 0; r < work->shown; r++) {
        write_row_texts(work, r, &place, script);
    }
    curb_draft_add(script,
        "set xrange [-0.5:%zu.5]\nset yrange [-0.5:%zu.5]\nunset border\n"
        "plot $REGRET matrix using 1:(%zu-$2):($3 == 0 ? -1 : $3/%.17g) with image\n",
        columns - 1, work->shown - 1, work->shown - 1, largest);
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    const curb_robust_t *robust = &work->decision->robust;
    curb_draft_add(sheet, "row,scenario,column,world,units,regret,best,shown\n");
    for (size_t r = 0; r < robust->option_count; r++) {
        size_t scenario = work->decision->scenarios[option_of(work, r)];
        for (size_t c = 0; c < robust->world_count; c++) {
            size_t world = work->columns[c].world;
            double regret = regret_of(robust, option_of(work, r), world);
            curb_draft_add(sheet, "%zu,", r + 1);
            curb_draft_csv_text(sheet, work->choice->scene.labels->scenarios[scenario].id);
            curb_draft_add(sheet, ",%zu,%zu,", c + 1, world + 1);
            curb_draft_csv_text(
                sheet, curb_worlds_units(work->choice->worlds->options.metric));
            curb_draft_csv_number(sheet, regret);
            curb_draft_add(sheet, ",%d,%d\n", regret == 0, r < work->shown);
        }
    }
}

curb_error_t curb_regret_draw(const curb_choice_t *choice, const curb_decision_t *decision,
    const char *folder, const char *name, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    work_t work = {.choice = choice, .decision = decision};
    curb_draft_t script = {0}, sheet = {0};
    curb_error_t error = prepare(&work);
    if (error == CURB_OK) {
        write_script(&work, name, &script);
        write_sheet(&work, &sheet);
        error =
            curb_figure_leave(folder, name, NULL, &script, &sheet, is_missing, diagnostics);
    }
    curb_free(work.rows);
    curb_free(work.columns);
    return error;
}
