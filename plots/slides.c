/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A slide is a heading, a message and at most seven lines with an interval each. Letters
 * are a thirtieth of the height or more, the source in the corner aside. */
#include "plots/slides.h"

#include "model/memory.h"
#include "plots/gnuplot.h"
#include "plots/lang.h"
#include "plots/script.h"
#include "plots/size.h"
#include "store/files.h"

#include <math.h>
#include <string.h>
#include <unistd.h>

enum {
    ROWS_MOST = 7,
    MESSAGE_LINES = 6,
    MESSAGE_COLUMNS = 72,
    LABEL_COLUMNS = 30,
    NUMBER_COLUMNS = 28
};

static const char *const names[CURB_SLIDES_MOST] = {"1-answer", "2-measures", "3-dose",
    "4-moved", "5-markets", "6-money", "7-costs", "8-assumptions"};

/* A line of a slide. */
typedef struct {
    const curb_claim_t *claim;
    curb_words_t label;
} row_t;

/* A slide in the making. */
typedef struct {
    const curb_claims_t *claims;
    const curb_scene_t *scene;
    const char *name, *heading;
    const curb_claim_t *message;
    size_t row_count;
    row_t rows[ROWS_MOST];
} slide_t;

static const curb_claim_t *claim_of(
    const slide_t *self, size_t scenario, const char *metric)
{
    return curb_claims_of(self->claims, scenario, metric);
}

static void add_row(slide_t *self, const curb_claim_t *claim, curb_words_t label)
{
    if (claim != NULL && !isnan(claim->value) && !isnan(claim->interval.low) &&
        self->row_count < ROWS_MOST) {
        self->rows[self->row_count++] =
            (row_t){claim, curb_words_short(label.text, LABEL_COLUMNS)};
    }
}

/* The rivals whose claims of a metric are largest in size, the largest first, and as many
 * as there is room for; `highlight` is among them in any case. */
static void add_rivals(slide_t *self, const char *metric)
{
    const curb_scene_t *scene = self->scene;
    bool taken[CURB_SLIDES_MOST * 32] = {false};
    size_t count = scene->rival_count < sizeof taken ? scene->rival_count : sizeof taken;
    add_row(self, claim_of(self, scene->highlight, metric),
        curb_scene_rival_name(scene, scene->highlight));
    while (self->row_count < ROWS_MOST) {
        size_t best = count;
        double most = -1;
        for (size_t i = 0; i < count; i++) {
            const curb_claim_t *claim = claim_of(self, scene->rivals[i], metric);
            bool fits = claim != NULL && !isnan(claim->value) && !taken[i] &&
                        scene->rivals[i] != scene->highlight;
            if (fits && fabs(claim->value) > most) {
                most = fabs(claim->value);
                best = i;
            }
        }
        if (best == count) {
            return;
        }
        taken[best] = true;
        add_row(self, claim_of(self, scene->rivals[best], metric),
            curb_scene_rival_name(scene, scene->rivals[best]));
    }
}

static void add_doses(slide_t *self)
{
    const curb_results_scenario_t *rows = self->scene->labels->scenarios;
    for (size_t g = 0; g < self->scene->group_count; g++) {
        const size_t *doses = self->scene->groups[g].scenarios;
        size_t known = doses[CURB_DOSE_HIGH] != CURB_NO_SCENARIO ? doses[CURB_DOSE_HIGH]
                                                                 : doses[CURB_DOSE_DEFAULT];
        if (strcmp(rows[known].policies, rows[self->scene->highlight].policies) != 0) {
            continue;
        }
        self->message = claim_of(self, known, "exploited");
        for (int d = 0; d < CURB_DOSE_COUNT; d++) {
            if (doses[d] != CURB_NO_SCENARIO) {
                add_row(self, claim_of(self, doses[d], "exploited"),
                    curb_words("%s", _(curb_dose_names[d])));
            }
        }
        return;
    }
}

/* The highlighted scenario by sector; the message is the clearest of them. */
static void add_sectors(slide_t *self)
{
    const curb_results_t *labels = self->scene->labels;
    for (size_t i = 1; i < self->claims->count && labels->sector_count > 1; i++) {
        const curb_claim_t *claim = &self->claims->items[i];
        if (claim->scenario != self->scene->highlight || isnan(claim->value) ||
            !curb_claim_is_of(claim, "sector")) {
            continue;
        }
        for (size_t s = 0; s < labels->sector_count; s++) {
            if (strcmp(strrchr(claim->id, '=') + 1, labels->sectors[s]) == 0) {
                add_row(self, claim,
                    curb_words(
                        "%s", _(curb_words_clean(curb_results_sector(labels, s)).text)));
            }
        }
        if (self->message == NULL || fabs(claim->value) > fabs(self->message->value)) {
            self->message = claim;
        }
    }
}

static void add_flows(slide_t *self)
{
    static const char *const flows[] = {"buyer_spending", "turnover_exploited", "profit"};
    const char *labels[] = {
        _("buyers' spending"), _("receipts from exploitation"), _("traffickers' profit")};
    for (size_t i = 0; i < sizeof flows / sizeof *flows; i++) {
        add_row(self, claim_of(self, self->scene->highlight, flows[i]),
            curb_words("%s", labels[i]));
    }
    self->message = claim_of(self, self->scene->highlight, "profit");
}

/* What a slide says; without a message there is no slide. */
static void fill(slide_t *self, size_t which)
{
    size_t highlight = self->scene->highlight;
    switch (which) {
    case 0:
        self->heading = _("The answer");
        self->message = &self->claims->items[0];
        break;
    case 1:
        self->heading = _("Change in people exploited, %");
        self->message = claim_of(self, highlight, "exploited");
        add_rivals(self, "exploited");
        break;
    case 2:
        self->heading = _("The more of it: change in people exploited, %");
        add_doses(self);
        break;
    case 3:
        self->heading = _("Where the market moves instead: of what is averted, %");
        self->message = claim_of(self, highlight, "displaced");
        add_rivals(self, "displaced");
        break;
    case 4:
        self->heading = _("By market: change in people exploited, %");
        add_sectors(self);
        break;
    case 5:
        self->heading = _("The money: change over the years of the policy, %");
        add_flows(self);
        break;
    case 6:
        self->heading = _("Costs");
        self->message = claim_of(self, highlight, "compliance_cost");
        if (self->message == NULL || !(fabs(self->message->value) > 0)) {
            self->message = claim_of(self, highlight, "policy_cost");
        }
        break;
    default:
        self->heading = _("What it hangs on");
        self->message = curb_claims_find(self->claims, "grades");
    }
    bool wants_rows = which >= 1 && which <= 5;
    bool says_none = self->message == NULL || (which > 0 && isnan(self->message->value));
    if (says_none || (wants_rows && self->row_count < 2)) {
        self->message = NULL;
    }
}

/* An axis that holds the estimates and 0; intervals that reach far out of it end in arrows
 * nobody could read, so that they are cut at its edge. */
static curb_axis_t axis_of(const slide_t *self)
{
    curb_range_t range = {0};
    double most = 0;
    for (size_t i = 0; i < self->row_count; i++) {
        most = fmax(most, fabs(self->rows[i].claim->value));
    }
    curb_range_add(&range, 0);
    for (size_t i = 0; i < self->row_count; i++) {
        const curb_interval_t *interval = &self->rows[i].claim->interval;
        curb_range_add(&range, fmax(interval->low, -2.5 * most));
        curb_range_add(&range, fmin(interval->high, 2.5 * most));
    }
    return curb_axis(&range, 4);
}

static bool is_clear(const curb_claim_t *claim)
{
    return claim->interval.low > 0 || claim->interval.high < 0;
}

static void write_rows(const slide_t *self, curb_draft_t *script, double top)
{
    curb_axis_t axis = axis_of(self);
    double bottom = 0.2, step = (top - bottom) / (double)self->row_count;
    step = step > 0.12 ? 0.12 : step;
    bottom = top - step * (double)self->row_count;
    curb_script_panel(script, (curb_frame_t){0.37, 0.69, bottom, top});
    curb_draft_add(script, "set border 1 linecolor rgb '#9A9A9A' linewidth 1.5\n");
    curb_script_value_axis(script, "x", &axis, 1, true);
    curb_draft_add(script,
        "set xtics font 'DejaVu Sans,20'\nset yrange [0:%zu]\nset arrow from first 0,graph "
        "0 to first 0,graph 1 nohead "
        "linecolor rgb '" CURB_INK "' linewidth 1.5\n",
        self->row_count);
    size_t widest = 0;
    for (size_t i = 0; i < self->row_count; i++) {
        size_t width = curb_words_width(curb_claim_number(self->rows[i].claim).text);
        widest = width > widest ? width : widest;
    }
    int size = widest > NUMBER_COLUMNS ? 16 : 22;
    for (size_t i = 0; i < self->row_count; i++) {
        const row_t *row = &self->rows[i];
        bool is_first = row->claim->scenario == self->scene->highlight;
        const char *colour = is_first ? CURB_BLUE : CURB_INK;
        double y = top - step * ((double)i + 0.5), at = (double)(self->row_count - i) - 0.5;
        curb_script_label(script, row->label.text,
            (curb_spot_t){"screen", "screen", 0.355, y, "right", 22, colour, is_first});
        curb_script_label(script, curb_claim_number(row->claim).text,
            (curb_spot_t){"screen", "screen", 0.705, y, "left", size, colour, is_first});
        curb_draft_add(script,
            "set arrow from first %.9g,first %.9g to first %.9g,first %.9g nohead "
            "linecolor "
            "rgb '%s' linewidth 4\n",
            fmax(row->claim->interval.low, axis.from), at,
            fmin(row->claim->interval.high, axis.to), at, colour);
        curb_draft_add(script,
            "set label '' at first %.9g,first %.9g point pointtype %d pointsize PS*2 "
            "linewidth 3 linecolor rgb '%s' front\n",
            row->claim->value, at, is_clear(row->claim) ? 7 : 6, colour);
    }
    curb_draft_add(script, "plot NaN notitle\n");
}

static curb_words_t source_of(const slide_t *self)
{
    const curb_results_t *labels = self->claims->labels;
    const char *seed = labels->seed_hex + (strncmp(labels->seed_hex, "0x", 2) == 0 ? 2 : 0);
    seed += strspn(seed, "0");
    return curb_words(_("curb cite RESULTS %s   n %zu, seed 0x%s, curb %s, content %.12s"),
        self->message->id, self->message->n, *seed != '\0' ? seed : "0", labels->version,
        labels->content_hash);
}

static void write_slide(const slide_t *self, curb_draft_t *script)
{
    bool has_rows = self->row_count > 0;
    int size = has_rows ? 26 : 32;
    size_t columns = has_rows ? MESSAGE_COLUMNS : MESSAGE_COLUMNS * 26 / 32;
    double line = has_rows ? 0.056 : 0.072;
    curb_script_begin(script, self->name);
    curb_draft_add(script, "%s%s\n", curb_script_headline, self->message->text.text);
    curb_script_label(script, self->heading,
        (curb_spot_t){"screen", "screen", 0.04, 0.93, "left", 24, CURB_GREY, false});
    curb_lines_t lines = curb_words_wrap(
        self->message->text.text, columns, has_rows ? MESSAGE_LINES : 2 * MESSAGE_LINES);
    double top = has_rows ? 0.845 : 0.8;
    curb_script_lines(script, &lines,
        (curb_spot_t){"screen", "screen", 0.04, top, "left", size, CURB_INK, true}, line);
    curb_script_label(script, _("Modelled, not measured"),
        (curb_spot_t){"screen", "screen", 0.04, 0.075, "left", 24, CURB_VERMILLION, true});
    curb_script_label(script, source_of(self).text,
        (curb_spot_t){"screen", "screen", 0.04, 0.028, "left", 14, CURB_GREY, false});
    if (has_rows) {
        write_rows(self, script, top - line * (double)lines.count - 0.005);
    } else {
        curb_script_panel(script, (curb_frame_t){0.04, 0.96, 0.15, 0.16});
        curb_draft_add(script, "unset border\nset xrange [0:1]\nset yrange [0:1]\n"
                               "plot NaN notitle\n");
    }
    curb_script_end(script);
}

/* The script vouches for the picture beside it; pictures of older results go. */
static curb_error_t clear(
    const char *script, const char *picture, curb_diagnostics_t *diagnostics)
{
    char *old = NULL;
    size_t bytes = 0;
    curb_error_t error = curb_file_read(script, &old, &bytes);
    if (error == CURB_ERR_NO_MEMORY) {
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    bool is_ours =
        error == CURB_OK && strncmp(old, curb_script_mark, strlen(curb_script_mark)) == 0;
    curb_free(old);
    if (is_ours) {
        unlink(script);
        unlink(picture);
    } else if (access(script, F_OK) == 0 || access(picture, F_OK) == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
            "%s exists and was not written by this verb; name another folder with -o",
            access(script, F_OK) == 0 ? script : picture);
    }
    return CURB_OK;
}

static curb_error_t draw(curb_slides_t *self, const slide_t *slide, const char *program,
    const char *folder, const char *path, curb_diagnostics_t *diagnostics)
{
    curb_draft_t script = {0};
    write_slide(slide, &script);
    curb_error_t error = curb_draft_check(&script);
    if (error != CURB_OK) {
        error = curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    } else {
        error = curb_file_write(path, script.text, script.length, diagnostics);
    }
    curb_draft_free(&script);
    if (error == CURB_OK && !self->gnuplot_missing) {
        curb_picture_t picture = {program != NULL ? program : "gnuplot", folder,
            slide->name, curb_picture_formats[CURB_PICTURE_PNG]};
        error = curb_gnuplot_draw(&picture, &self->gnuplot_missing, diagnostics);
    }
    return error;
}

static curb_error_t make(curb_slides_t *self, const slide_t *slide,
    const curb_plots_t *plots, const char *folder, curb_diagnostics_t *diagnostics)
{
    char *script = curb_text_of("%s/%s.gp", folder, slide->name);
    char *picture = curb_text_of("%s/%s.png", folder, slide->name);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (script == NULL || picture == NULL) {
        error = curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    } else {
        error = clear(script, picture, diagnostics);
    }
    if (error == CURB_OK && slide->message != NULL) {
        error = draw(self, slide, plots->options.gnuplot, folder, script, diagnostics);
    }
    curb_free(script);
    curb_free(picture);
    return error;
}

curb_error_t curb_slides_draw(curb_slides_t *self, const curb_claims_t *claims,
    const curb_plots_t *plots, const char *folder, curb_diagnostics_t *diagnostics)
{
    *self = (curb_slides_t){.gnuplot_missing = plots->gnuplot_missing};
    curb_error_t error = folder != NULL ? curb_folder_make(folder, diagnostics) : CURB_OK;
    for (size_t i = 0; i < CURB_SLIDES_MOST && error == CURB_OK; i++) {
        slide_t slide = {.claims = claims, .scene = &plots->scene, .name = names[i]};
        fill(&slide, i);
        if (folder != NULL) {
            error = make(self, &slide, plots, folder, diagnostics);
        }
        if (error == CURB_OK && slide.message != NULL) {
            self->items[self->count++] = (curb_slide_t){slide.name, slide.message};
        }
    }
    return error;
}
