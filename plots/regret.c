/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Worlds stand in blocks, those first in which the first row is the best choice, then those
 * of the second row, so that blue makes steps; inside a block by rising regret of the rows
 * from the top. Many worlds share columns, which then show means. */
#include "plots/regret.h"

#include "model/memory.h"
#include "plots/leave.h"
#include "plots/script.h"

#include <math.h>
#include <stdlib.h>

enum { ROWS_MOST = 40, COLUMNS_MOST = 440, SHADES = 24 };

#define BLANK "\u00A0"

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

static curb_words_t headline_of(const work_t *work)
{
    size_t often = 0, count = work->decision->option_count;
    for (size_t r = 1; r < count; r++) {
        often = row_of(work, r)->first_share > row_of(work, often)->first_share ? r : often;
    }
    curb_words_t first = curb_words_short(name_of(work, 0).text, 44);
    curb_words_t intro = curb_words("Of %zu measures with %s" BLANK "USD a year each,",
        count, curb_words_amount(work->decision->budget_usd).text);
    if (work->largest <= 0) {
        return curb_words("%s none does better than another in any world", intro.text);
    }
    if (often == 0 && row_of(work, 0)->mean_regret <= 0) {
        return curb_words("%s “%s” is the best choice in all of %zu modelled worlds",
            intro.text, first.text, work->decision->world_count);
    }
    curb_words_t second = curb_words_short(name_of(work, 1).text, 36);
    bool clear = is_clearly_first(work);
    if (often == 0) {
        return curb_words("%s “%s” is the best choice in %.0f" BLANK "%% of worlds%s",
            intro.text, first.text, 100 * row_of(work, 0)->first_share,
            clear ? " and loses least where it is not"
                  : curb_words("; by mean regret it cannot be told from “%s”", second.text)
                        .text);
    }
    curb_words_t most = curb_words_short(name_of(work, often).text, 36);
    double share = 100 * row_of(work, often)->first_share;
    if (!clear) {
        return curb_words("%s “%s” is best most often (%.0f" BLANK
                          "%% of worlds); by mean regret none stands out",
            intro.text, most.text, share);
    }
    return curb_words("%s “%s” is best most often (%.0f" BLANK
                      "%% of worlds), but “%s” loses least against the best of each world",
        intro.text, most.text, share, first.text);
}

static curb_words_t caption_of(const work_t *work)
{
    const curb_decision_t *decision = work->decision;
    size_t hidden = decision->option_count - work->shown;
    curb_words_t rest =
        hidden > 0
            ? curb_words(" The %zu with the least mean regret are shown, the CSV has all.",
                  work->shown)
            : curb_words("%s", "");
    return curb_words(
        "Columns: %s, by the best choice and then by regret%s. Regret: what a measure "
        "loses against the best in the same world, in %s. Rows by mean regret, with its "
        "95" BLANK "%% t interval over worlds; ties for the best are shared.%s %.500s",
        curb_choice_worlds(work->choice, decision->world_count).text,
        decision->world_count > COLUMNS_MOST ? ", neighbours averaged" : "",
        curb_choice_improvement(work->choice).text, rest.text,
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

static void write_row_texts(
    const work_t *work, size_t r, curb_frame_t frame, curb_draft_t *script)
{
    int size = work->shown > 28 ? 10 : work->shown > 20 ? 11 : 13;
    double y = (double)(work->shown - 1 - r);
    const curb_robust_option_t *option = row_of(work, r);
    curb_interval_t interval = mean_interval(work, r);
    curb_spot_t spot = {
        "screen", "first", frame.left - 0.008, y, "right", size, CURB_INK, r == 0};
    curb_script_label(script, curb_words_short(name_of(work, r).text, 40).text, spot);
    spot.bold = false;
    spot.x = frame.right + 0.115;
    curb_script_label(script,
        curb_words("%s [%s, %s]", amount(work, option->mean_regret).text,
            amount(work, interval.low).text, amount(work, interval.high).text)
            .text,
        spot);
    spot.x = frame.right + 0.165;
    curb_script_label(
        script, amount(work, option->measures[CURB_ROBUST_MINIMAX_REGRET]).text, spot);
    spot.x = frame.right + 0.205;
    curb_script_label(
        script, curb_words("%.0f" BLANK "%%", 100 * option->first_share).text, spot);
}

static void write_titles(const work_t *work, curb_frame_t frame, curb_draft_t *script)
{
    static const char *const titles[] = {"mean regret", "largest", "best in"};
    static const double at[] = {0.115, 0.165, 0.205};
    for (size_t i = 0; i < sizeof titles / sizeof *titles; i++) {
        curb_script_label(script, titles[i],
            (curb_spot_t){"screen", "screen", frame.right + at[i], frame.top + 0.02,
                "right", 12, CURB_GREY, false});
    }
    /* the scale: the best, then shades */
    double left = frame.left, y = frame.top + 0.012, height = 0.018;
    curb_draft_add(script,
        "set object 100 rectangle from screen %.4f,screen %.4f to screen %.4f,screen %.4f "
        "front fillcolor rgb '" CURB_BLUE "' fillstyle solid 1 noborder\n",
        left, y, left + 0.02, y + height);
    curb_script_label(script, "best choice there",
        (curb_spot_t){"screen", "screen", left + 0.026, y + height / 2, "left", 12,
            CURB_GREY, false});
    left += 0.19;
    curb_script_label(script, "regret 0",
        (curb_spot_t){"screen", "screen", left - 0.006, y + height / 2, "right", 12,
            CURB_GREY, false});
    for (int i = 0; i < SHADES; i++) {
        double x = left + 0.006 * i;
        curb_draft_add(script,
            "set object %d rectangle from screen %.4f,screen %.4f to screen %.4f,screen "
            "%.4f front fillcolor palette frac %.4f fillstyle solid 1 noborder\n",
            101 + i, x, y, x + 0.0062, y + height, 0.5 + 0.5 * (i + 0.5) / SHADES);
    }
    curb_script_label(script,
        curb_words("%s %s%s%s", amount(work, work->largest).text, work->magnitude.word,
            work->magnitude.word[0] != '\0' ? " " : "",
            curb_worlds_units(work->choice->worlds->options.metric))
            .text,
        (curb_spot_t){"screen", "screen", left + 0.006 * SHADES + 0.006, y + height / 2,
            "left", 12, CURB_GREY, false});
}

static void write_script(const work_t *work, const char *name, curb_draft_t *script)
{
    const curb_frame_t frame = {0.27, 0.775, 0.125, 0.815};
    size_t worlds = work->decision->world_count;
    size_t columns = worlds < COLUMNS_MOST ? worlds : COLUMNS_MOST;
    double largest = work->largest > 0 ? work->largest / work->magnitude.divisor : 1;
    curb_script_begin(script, name);
    write_matrix(work, columns, script);
    curb_draft_add(script, "set palette defined (-1 '" CURB_BLUE "', -0.002 '" CURB_BLUE
                           "', 0 '#FBF3EC', 0.35 '#F2B27A', 0.7 '#CC5A12', 1 '#6E1F00')\n"
                           "set cbrange [-1:1]\nunset colorbox\n");
    curb_script_frame_texts(script, headline_of(work).text, caption_of(work).text);
    curb_script_panel(script, frame);
    write_titles(work, frame, script);
    for (size_t r = 0; r < work->shown; r++) {
        write_row_texts(work, r, frame, script);
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
        error = curb_figure_leave(folder, name, &script, &sheet, is_missing, diagnostics);
    }
    curb_draft_free(&script);
    curb_draft_free(&sheet);
    curb_free(work.rows);
    curb_free(work.columns);
    return error;
}
