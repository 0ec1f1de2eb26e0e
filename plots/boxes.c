/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parameters have units of their own, so each row runs from the smallest to the largest
 * value drawn, which stand at its ends. */
#include "plots/boxes.h"

#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/panel.h"
#include "plots/size.h"

#include <math.h>

enum { ROWS_MOST = 10 };
static const double ROWS_LEAST = 3.2; /* fewer do not grow to fill the slide */

/* Points of a name in one line at least; pixels of a row where it is narrow, and with names
 * in two lines, and from line to line. */
enum { LEAST = 12, ROW_PIXELS = 60, TALL_ROW_PIXELS = 82, LINE_PIXELS = 20 };

typedef struct {
    size_t box, input;
    bool is_heading;
    bool is_concept;
    double y, least, most; /* drawn */
} row_t;

typedef struct {
    const curb_boxes_t *in;
    size_t row_count, hidden;
    double height;     /* of all rows */
    double row_pixels; /* of the page */
    row_t rows[ROWS_MOST + CURB_DISCOVERY_BOXES_MOST];
} work_t;

static const curb_prim_box_t *box_of(const work_t *work, size_t b)
{
    return &work->in->found->boxes[b].box;
}

static void add_row(work_t *work, size_t b, size_t input)
{
    const curb_discovery_t *found = work->in->found;
    const double *x = found->inputs + input * found->world_count;
    row_t *row = &work->rows[work->row_count++];
    *row = (row_t){.box = b, .input = input, .least = x[0], .most = x[0]};
    row->is_concept = work->in->choice->worlds->inputs[input] == CURB_WORLDS_CONCEPT;
    for (size_t w = 1; w < found->world_count; w++) {
        row->least = fmin(row->least, x[w]);
        row->most = fmax(row->most, x[w]);
    }
}

static work_t prepare(const curb_boxes_t *self)
{
    work_t work = {.in = self};
    size_t limits = 0;
    for (size_t b = 0; b < self->found->box_count; b++) {
        const curb_prim_box_t *box = box_of(&work, b);
        if (box->restricted == 0) {
            continue;
        }
        work.rows[work.row_count++] = (row_t){.box = b, .is_heading = true};
        for (size_t d = 0; d < self->found->input_count; d++) {
            bool limited = !isinf(box->low[d]) || !isinf(box->high[d]);
            if (limited && limits++ < ROWS_MOST) {
                add_row(&work, b, d);
            }
        }
    }
    work.hidden = limits > ROWS_MOST ? limits - ROWS_MOST : 0;
    for (size_t i = work.row_count; i-- > 0;) {
        work.rows[i].y = work.height + 0.5;
        work.height += work.rows[i].is_heading ? 0.8 : 1;
    }
    return work;
}

/* Where a value stands in the range drawn; the concepts of detection have a half each. */
static double placed(const row_t *row, double value)
{
    double at = (value - row->least) / (row->most - row->least);
    return fmin(1, fmax(0, at));
}

/* --- words --- */

static curb_words_t threshold_of(const work_t *work, double value)
{
    return work->in->percent ? curb_words("%s\u00A0%%", curb_words_digits(value).text)
                             : curb_words("%s %s", curb_words_amount(value).text,
                                   curb_choice_units(work->in->choice));
}

/* "at most 0.33 a month", "from 1 to 2", "ilo" of the concept of detection. */
static curb_words_t limit_of(const work_t *work, const curb_prim_box_t *box, size_t input)
{
    const curb_choice_t *choice = work->in->choice;
    curb_words_t low = curb_words_digits(box->low[input]);
    curb_words_t high = curb_words_digits(box->high[input]);
    curb_words_t unit = curb_choice_unit(choice, input);
    if (choice->worlds->inputs[input] == CURB_WORLDS_CONCEPT) {
        return curb_words("%s", isinf(box->high[input]) ? "ilo" : "mse");
    }
    if (isinf(box->low[input])) {
        return curb_words(_("at most %s%s"), high.text, unit.text);
    }
    if (isinf(box->high[input])) {
        return curb_words(_("at least %s%s"), low.text, unit.text);
    }
    return curb_words(_("from %s to %s%s"), low.text, high.text, unit.text);
}

/* Which worlds are failures. */
static curb_words_t failing_of(const work_t *work, size_t columns)
{
    const curb_discovery_t *found = work->in->found;
    const curb_worlds_options_t *options = &work->in->choice->worlds->options;
    curb_words_t name = curb_words_short(
        curb_choice_scenario(work->in->choice, work->in->scenario).text, columns);
    curb_words_t threshold = threshold_of(work, found->threshold);
    if (options->metric == CURB_METRIC_EXPLOITED_MONTHS && !options->more_is_better) {
        return curb_words(_("“%s” averts less than %s in %zu of %zu worlds"), name.text,
            threshold.text, found->failures, found->world_count);
    }
    return curb_words(_("“%s” improves “%s” by less than %s in %zu of %zu worlds"),
        name.text,
        curb_words_short(_(curb_metric_rows[options->metric].long_name), columns).text,
        threshold.text, found->failures, found->world_count);
}

/* The limit that is surest: with so much of the names, and with how many more there are. */
static curb_words_t limit_said(const work_t *work, size_t input, size_t columns,
    size_t input_columns, bool with_others)
{
    const curb_discovery_box_t *first = &work->in->found->boxes[0];
    size_t more = with_others ? first->box.restricted - 1 : 0;
    curb_words_t others =
        curb_words(P_(" (and %zu limit more)", " (and %zu limits more)", more), more);
    curb_words_t called = curb_choice_input(work->in->choice, input);
    return curb_words(_("%s; %.0f\u00A0%% of them lie where “%s” is %s%s%s"),
        failing_of(work, columns).text, 100 * first->box.coverage,
        curb_words_short(called.text, input_columns).text,
        limit_of(work, &first->box, input).text, more > 0 ? others.text : "",
        first->trust.p > 0.05             ? _(", which may be chance")
        : first->trust.share[input] < 0.5 ? _(", seldom found again")
                                          : "");
}

/* Where room is scarce the count of other limits goes first, which the rows show, then the
 * end of the scenario's name, then that of the number's. */
static curb_words_t headline_of(const work_t *work)
{
    enum { LONGEST = 60, SHORT = 24, SHORTEST = 12, STEP = 4 };
    const curb_discovery_box_t *first = &work->in->found->boxes[0];
    size_t surest = work->rows[1].input;
    for (size_t i = 2; i < work->row_count && work->rows[i].box == 0; i++) {
        size_t input = work->rows[i].input;
        surest = first->quasi_p[input] < first->quasi_p[surest] ? input : surest;
    }
    curb_words_t headline;
    size_t whole = curb_words_width(curb_choice_input(work->in->choice, surest).text);
    for (int with_others = 1; with_others >= 0; with_others--) {
        size_t least = with_others ? SHORT : SHORTEST;
        for (size_t columns = LONGEST; columns >= least; columns -= STEP) {
            headline = limit_said(work, surest, columns, whole, with_others != 0);
            if (curb_script_headline_fits(headline.text)) {
                return headline;
            }
        }
    }
    for (; whole > SHORTEST && !curb_script_headline_fits(headline.text); whole -= STEP) {
        headline = limit_said(work, surest, SHORTEST, whole, false);
    }
    return headline;
}

static curb_words_t caption_of(const work_t *work)
{
    return curb_words(
        _("Above the line: worlds in which it fails%s; below: the others. Blue: the box. "
          "quasi-p: chance of as many failures without this limit, blind to the search; "
          "found again: in random halves of the worlds; p of a box: failures shuffled %zu "
          "times.%s %s; %s. %s"),
        work->in->worst_quarter ? _(" (the worst quarter)") : "",
        work->in->found->boxes[0].trust.shufflings,
        work->hidden > 0 ? _(" Further limits are in the CSV.") : "",
        curb_choice_worlds(work->in->choice, work->in->found->world_count).text,
        curb_choice_improvement(work->in->choice).text,
        curb_choice_source(work->in->choice).text);
}

/* --- the drawing --- */

static void write_blocks(const work_t *work, curb_draft_t *script)
{
    const curb_discovery_t *found = work->in->found;
    curb_script_block(script, "BOXES", "y; ends of the box in the range drawn");
    for (size_t i = 0; i < work->row_count; i++) {
        const row_t *row = &work->rows[i];
        const curb_prim_box_t *box = box_of(work, row->box);
        if (!row->is_heading) {
            curb_script_row(script,
                (double[]){row->y, placed(row, box->low[row->input]),
                    placed(row, box->high[row->input])},
                3);
        }
    }
    curb_script_block_end(script);
    curb_script_block(script, "WORLDS", "y; place in the range drawn; 1: a failure");
    for (size_t i = 0; i < work->row_count; i++) {
        const row_t *row = &work->rows[i];
        const double *x = found->inputs + row->input * found->world_count;
        for (size_t w = 0; w < found->world_count && !row->is_heading; w++) {
            double within = ((double)w + 0.5) / (double)found->world_count;
            double at = row->is_concept ? (x[w] + within) / 2 : placed(row, x[w]);
            curb_draft_add(script, "%.3g %.4f %d\n", row->y, at, (int)found->cases[w]);
        }
    }
    curb_script_block_end(script);
}

/* From line to line, in rows. */
static double gap_of(const work_t *work)
{
    double pixels = curb_size_is_slide() ? 1.2 * LINE_PIXELS : LINE_PIXELS;
    return fmin(pixels / work->row_pixels, 0.34); /* three lines stay in their row */
}

static void write_heading(const work_t *work, const row_t *row, curb_draft_t *script)
{
    const curb_discovery_box_t *box = &work->in->found->boxes[row->box];
    curb_panel_lines(script,
        curb_words(
            _("Box %zu holds %zu of %zu failures (coverage %.0f\u00A0%%); %zu of its "
              "%zu worlds fail (density %.0f\u00A0%%); p = %s"),
            row->box + 1, box->box.hits, work->in->found->failures, 100 * box->box.coverage,
            box->box.hits, box->box.points, 100 * box->box.density,
            curb_words_number(box->trust.p, 3).text)
            .text,
        (curb_spot_t){"screen", "first", 0.025, row->y - 0.12, "left",
            curb_size_is_slide() ? 15 : 13, box->trust.p <= 0.05 ? CURB_INK : CURB_GREY,
            true},
        0.955, curb_size_is_slide() ? 1 : 2, 11, gap_of(work), false);
}

/* Where the names end, which begin at NAMES_LEFT, in parts of the page. */
static const double NAMES_LEFT = 0.02;

static double names_right(curb_frame_t frame)
{
    return frame.left - 0.01 - (curb_size_is_slide() ? 0.06 : 0.1);
}

static bool is_long(const work_t *work, const row_t *row, curb_frame_t frame)
{
    curb_words_t called = curb_choice_input(work->in->choice, row->input);
    double room = (names_right(frame) - NAMES_LEFT) * curb_size()->width;
    return !row->is_heading && curb_words_pixels(called.text, LEAST, true) > room;
}

static void write_limit(
    const work_t *work, const row_t *row, curb_frame_t frame, curb_draft_t *script)
{
    const curb_prim_box_t *box = &work->in->found->boxes[row->box].box;
    const curb_choice_t *choice = work->in->choice;
    double width = names_right(frame), gap = gap_of(work);
    curb_words_t called = curb_choice_input(choice, row->input);
    bool has_two = is_long(work, row, frame);
    curb_spot_t spot = {"screen", "first", width, row->y + gap / 2, "right",
        has_two ? LEAST : 14, CURB_INK, true};
    curb_panel_lines(script, called.text, spot, width - NAMES_LEFT, has_two ? 2 : 1, 9,
        0.9 * gap, false);
    spot.y = row->y - gap * (has_two ? 1 : 0.5);
    spot.bold = false;
    spot.size = 13;
    spot.colour = CURB_BLUE;
    curb_words_t limit = limit_of(work, box, row->input);
    char grade = curb_choice_grade(choice, row->input)->grade;
    if (grade != '\0') {
        limit = curb_words(_("%s (grade\u00A0%c)"), limit.text, grade);
    }
    curb_panel_label(script, limit.text, spot, width - NAMES_LEFT, 10);
}

static void write_row(
    const work_t *work, const row_t *row, curb_frame_t frame, curb_draft_t *script)
{
    const curb_discovery_box_t *box = &work->in->found->boxes[row->box];
    double ends = curb_size_is_slide() ? 0.06 : 0.1;
    write_limit(work, row, frame, script);
    curb_spot_t spot = {
        "screen", "first", frame.left - 0.006, row->y, "right", 12, CURB_GREY, false};
    curb_panel_label(script, row->is_concept ? "mse" : curb_words_digits(row->least).text,
        spot, ends, 9);
    spot.align = "left";
    spot.x = frame.right + 0.006;
    curb_panel_label(
        script, row->is_concept ? "ilo" : curb_words_digits(row->most).text, spot, ends, 9);
    spot.x = frame.right + ends + 0.01;
    spot.size = curb_size_is_slide() ? 13 : 12;
    spot.colour = CURB_INK;
    double p = box->quasi_p[row->input];
    curb_words_t least = curb_words("< %s", curb_words_number(0.0001, 4).text);
    curb_panel_lines(script,
        curb_words(_("quasi-p\u00A0%s, found again\u00A0%.0f\u00A0%%"),
            p < 0.0001 ? least.text : curb_words_number(p, 4).text,
            100 * box->trust.share[row->input])
            .text,
        spot, 0.995 - spot.x, 2, 10, gap_of(work), false);
}

/* The panel with room for all rows, and how high they are. */
static curb_frame_t frame_of(work_t *work)
{
    const curb_frame_t slide = {0.36, 0.72, 0.13, 0.85}, narrow = {0.47, 0.69, 0, 0.85};
    work->row_pixels = ROW_PIXELS;
    for (size_t i = 0; i < work->row_count; i++) {
        if (is_long(work, &work->rows[i], narrow)) {
            work->row_pixels = TALL_ROW_PIXELS;
        }
    }
    if (curb_size_is_slide()) {
        double rows = fmax(work->height, ROWS_LEAST);
        work->row_pixels = (slide.top - slide.bottom) * CURB_SLIDE_HEIGHT / rows;
        return slide;
    }
    return curb_panel_of_rows(narrow, work->height, work->row_pixels);
}

static void write_script(work_t *work, const char *name, curb_draft_t *script)
{
    bool is_slide = curb_size_is_slide();
    curb_frame_t frame = frame_of(work);
    const curb_frame_t part = {0, 1, frame.bottom - 0.01, frame.top + 0.01};
    const curb_layout_t layout = {1, &part};
    double most = is_slide ? fmax(work->height, ROWS_LEAST) : work->height;
    curb_script_open(script, name, headline_of(work).text, caption_of(work).text, &layout);
    write_blocks(work, script);
    curb_script_panel(script, frame);
    for (size_t i = 0; i < work->row_count; i++) {
        if (work->rows[i].is_heading) {
            write_heading(work, &work->rows[i], script);
        } else {
            write_row(work, &work->rows[i], frame, script);
        }
    }
    curb_draft_add(script,
        "set xrange [-0.01:1.01]\nset yrange [%.3g:%.3g]\nunset border\n",
        work->height - most, work->height);
    /* so that many worlds stay apart */
    double pixels = curb_script_width(script) * (frame.right - frame.left);
    double thin = fmin(1, fmax(0.25, pixels / 3 / (double)work->in->found->world_count));
    curb_draft_add(script,
        "plot $BOXES using 2:1:2:3:($1-0.36):($1+0.36) with boxxyerror linecolor rgb "
        "'" CURB_BLUE "', \\\n"
        "  '' using (0):1:(1):(0) with vectors nohead linewidth 1 linecolor rgb "
        "'" CURB_GREY "', \\\n"
        "  $WORLDS using 2:1:(0):($3 == 0 ? -0.24 : NaN) with vectors nohead linewidth "
        "%.3g "
        "linecolor rgb '" CURB_GREY "', \\\n"
        "  '' using 2:1:(0):($3 == 1 ? 0.3 : NaN) with vectors nohead linewidth %.3g "
        "linecolor rgb '" CURB_VERMILLION "'\n",
        thin, 1.6 * thin);
    curb_script_end(script);
}

static void write_sheet(const work_t *work, curb_draft_t *sheet)
{
    const curb_discovery_t *found = work->in->found;
    const curb_choice_t *choice = work->in->choice;
    curb_draft_add(sheet, "box,parameter,unit,low,high,drawn_low,drawn_high,quasi_p,"
                          "found_again,coverage,density,p,name\n");
    for (size_t b = 0; b < found->box_count; b++) {
        const curb_discovery_box_t *box = &found->boxes[b];
        for (size_t d = 0; d < found->input_count; d++) {
            if (isinf(box->box.low[d]) && isinf(box->box.high[d])) {
                continue;
            }
            work_t one = {.in = work->in};
            add_row(&one, b, d);
            curb_draft_add(sheet, "%zu,", b + 1);
            curb_draft_csv_text(sheet, curb_worlds_input_name(choice->worlds, d));
            curb_draft_add(sheet, ",");
            curb_draft_csv_text(sheet, curb_choice_grade(choice, d)->unit);
            const double numbers[] = {box->box.low[d], box->box.high[d], one.rows[0].least,
                one.rows[0].most, box->quasi_p[d], box->trust.share[d], box->box.coverage,
                box->box.density, box->trust.p};
            for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                curb_draft_csv_number(sheet, numbers[i]);
            }
            curb_choice_sheet_name(choice, d, sheet);
            curb_draft_add(sheet, "\n");
        }
    }
}

curb_error_t curb_boxes_draw(const curb_boxes_t *self, const char *folder, const char *name,
    bool *is_missing, curb_diagnostics_t *diagnostics)
{
    work_t work = prepare(self);
    if (work.row_count == 0) {
        return CURB_OK;
    }
    curb_draft_t script = {0}, sheet = {0};
    write_script(&work, name, &script);
    write_sheet(&work, &sheet);
    return curb_figure_leave(folder, name, NULL, &script, &sheet, is_missing, diagnostics);
}
