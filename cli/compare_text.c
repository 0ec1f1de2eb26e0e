/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read top to bottom: what was compared, doses side by side, one table a metric, what moved
 * and what it cost, who comes first at equal budgets, and last the sentence to quote. */
#include "cli/compare_writer.h"

#include "cli/citation.h"
#include "cli/number.h"

#include <math.h>
#include <string.h>

void curb_writer_paragraph(const curb_writer_t *self, const char *text)
{
    size_t column = 0;
    while (*text != '\0') {
        size_t bytes = strcspn(text, " ");
        bool fits =
            self->as_markdown || column == 0 || column + 1 + bytes <= CURB_WRITER_WIDTH;
        fprintf(self->out, "%s%.*s",
            column == 0 ? ""
            : fits      ? " "
                        : "\n",
            (int)bytes, text);
        column = fits ? column + bytes + (column > 0) : bytes;
        text += bytes + (text[bytes] == ' ');
    }
    fputc('\n', self->out);
}

void curb_writer_heading(const curb_writer_t *self, const char *text)
{
    fputs(self->as_markdown ? "\n## " : "\n", self->out);
    curb_writer_paragraph(self, text);
    if (self->as_markdown) {
        fputc('\n', self->out);
    }
}

void curb_writer_table(curb_writer_t *self, curb_table_t *table)
{
    self->lost = !curb_table_print(table, self->out, self->as_markdown) || self->lost;
}

const curb_results_scenario_t *curb_writer_scenario(
    const curb_writer_t *self, size_t scenario)
{
    return &self->in->labels->scenarios[scenario];
}

bool curb_writer_is_sum(const curb_compare_row_t *row)
{
    return row->jurisdiction < 0 && row->sector < 0 && row->concept < 0;
}

void curb_writer_warnings(const curb_writer_t *self)
{
    for (size_t i = 0; self->in->said != NULL && i < self->in->said->count; i++) {
        const curb_message_t *message = &self->in->said->messages[i];
        if (message->severity == CURB_WARNING) {
            char text[1000];
            snprintf(text, sizeof text, "Mind: %s.", message->text);
            curb_writer_paragraph(self, text);
        }
    }
}

void curb_writer_title(const curb_writer_t *self)
{
    const curb_results_t *labels = self->in->labels;
    fprintf(self->out, self->as_markdown ? "# %s\n\n" : "%s\n",
        labels->title[0] != '\0' ? labels->title : labels->study_id);
    if (labels->question[0] != '\0') {
        curb_writer_paragraph(self, labels->question);
    }
}

static void print_intro(const curb_writer_t *self)
{
    const curb_results_t *labels = self->in->labels;
    const curb_window_t *window = &self->in->compare->window;
    char text[900], years[32];
    curb_writer_title(self);
    curb_citation_years(window->from_year, window->to_year, years, sizeof years);
    if (self->in->other != NULL) {
        snprintf(text, sizeof text,
            "Differences are %.200s minus %.200s, scenario by scenario.",
            self->in->other_path, self->in->path);
        curb_writer_paragraph(self, text);
    }
    bool is_default = isnan(self->in->options->from);
    char units[120];
    snprintf(units, sizeof units, "%zu replicates", self->in->compare->family.n);
    if (self->in->compare->two_levels) {
        curb_citation_units(self->in->compare, units, sizeof units);
    }
    snprintf(text, sizeof text,
        "Period: %s%s, the same for all scenarios; flows are totals over it, 'exploited' "
        "is the "
        "mean over its last year. %s%s. Modelled, not measured.",
        years, is_default ? " (from the first policy start to the end)" : "", units,
        strcmp(labels->detection, "both") == 0
            ? ", half with each concept of detection (mse, ilo)"
            : "");
    curb_writer_paragraph(self, text);
    curb_citation_intervals(self->in->compare, labels, text, sizeof text);
    curb_writer_paragraph(self, text);
    curb_writer_warnings(self);
    if (labels->stopped.by_rule) {
        snprintf(text, sizeof text,
            "The number of replicates was not fixed beforehand: it was set by a rule that "
            "looked at '%s' until %s resolved to %s, and %s.",
            labels->stopped.metric,
            strcmp(labels->stopped.question, "best") == 0 ? "the best scenario was"
                                                          : "the differences were",
            labels->stopped.asked,
            labels->stopped.settled ? "that was reached" : "a limit came first");
        curb_writer_paragraph(self, text);
    }
}

static void print_allocated(const curb_writer_t *self)
{
    size_t allocated = 0;
    const curb_results_t *labels = self->in->labels;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        allocated += curb_results_allocated(labels, j) ? 1 : 0;
    }
    if (allocated > 0 && self->in->options->by_jurisdiction) {
        curb_writer_paragraph(self,
            "(allocated): allocated, not observed. The anchors of the place are divided "
            "from "
            "the totals of a region by a rule. For a State only its change in per cent of "
            "its own baseline is given: its level, and its place among other States, say "
            "nothing of it.");
    }
    if (self->in->compare->unranked_states > 0) {
        curb_writer_paragraph(self,
            "Scenarios of equal budgets that act in different States are not ranked: their "
            "anchors are allocated, not observed, and the order would be that of the "
            "rule.");
    }
}

/* What each interval is. */
static void print_intervals(const curb_writer_t *self)
{
    const curb_compare_t *compare = self->in->compare;
    const curb_multiplicity_row_t *adjust = &curb_multiplicity_rows[compare->adjust];
    char text[600];
    bool is_mean = compare->statistic == CURB_SUMMARY_MEAN;
    if (is_mean) {
        snprintf(text, sizeof text,
            "Intervals: difference %s; per cent Fieller's, for a ratio of means, with the "
            "same half-widths%s",
            adjust->interval_key,
            self->in->other == NULL
                ? "; averted, inside and outside with those half-widths, beside the "
                  "family; USD for one and share, %, Fieller's."
                : ".");
    } else {
        const char *words = curb_summary_rows[compare->statistic].words;
        snprintf(text, sizeof text,
            "Difference: the %s of the %s' own differences; per cent: the %s of their own "
            "changes, so not the one divided by a baseline; both with BCa intervals, each "
            "alone.%s",
            words, compare->two_levels ? "draws" : "replicates", words,
            self->in->other == NULL ? " Averted, cost, displacement and the sentence are "
                                      "of means, with max-t and Fieller's intervals."
                                    : "");
    }
    curb_writer_paragraph(self, text);
    size_t least = curb_summary_least(compare->statistic, compare->level);
    if (!is_mean && compare->family.n < least) {
        snprintf(text, sizeof text,
            "No interval of a %s is given for %zu %s: it needs %zu, or all of them may lie "
            "on one side of it.",
            curb_summary_rows[compare->statistic].words, compare->family.n,
            compare->two_levels ? "draws" : "replicates", least);
        curb_writer_paragraph(self, text);
    }
    if (self->in->with_p && is_mean) {
        snprintf(text, sizeof text, "p: adjusted (%s) over the family; controls %s.",
            adjust->key, adjust->controls);
        curb_writer_paragraph(self, text);
    }
}

static void print_notes(const curb_writer_t *self)
{
    const curb_compare_options_t *options = self->in->options;
    fputc('\n', self->out);
    print_intervals(self);
    curb_writer_paragraph(self, "Columns with brackets: estimate [low, high]. VRF: how "
                                "many times more replicates would be needed without "
                                "common random numbers. "
                                "'-': undefined.");
    if (self->in->compare->two_levels) {
        curb_writer_paragraph(self,
            "n: draws of the parameters. 'param., %': share of the variance that is "
            "parameter uncertainty [95 % interval by the F distribution]; * estimated "
            "below "
            "0, which happens where there is little of it, and given as 0.");
    }
    if (strcmp(self->in->labels->detection, "both") == 0) {
        curb_writer_paragraph(self,
            "'no joint effect': the mean differences with the two concepts of detection "
            "have "
            "opposite signs, so none is claimed; --by concept shows each.");
    }
    if (options->by_jurisdiction || options->by_sector) {
        curb_writer_paragraph(self,
            "Rows by jurisdiction or sector are outside the family: "
            "their intervals use the same "
            "half-widths but do not hold all together.");
    }
    print_allocated(self);
}

void curb_writer_source(const curb_writer_t *self)
{
    char text[1400];
    curb_writer_heading(self, "How to cite");
    curb_citation_source(self->in->labels, text, sizeof text);
    curb_writer_paragraph(self, text);
    if (self->in->other != NULL) {
        curb_citation_source(self->in->other, text, sizeof text);
        curb_writer_paragraph(self, text);
    }
}

static void print_quote(const curb_writer_t *self)
{
    char text[1400];
    if (self->in->other == NULL) {
        bool is_mean = self->in->compare->statistic == CURB_SUMMARY_MEAN;
        curb_writer_heading(
            self, is_mean ? "In one sentence" : "In one sentence, of means");
        curb_citation_sentence(self->in->compare, self->in->labels, text, sizeof text);
        curb_writer_paragraph(self, text);
    }
    curb_writer_source(self);
}

curb_error_t curb_compare_write_text(
    const curb_comparison_t *self, FILE *out, bool as_markdown)
{
    curb_writer_t writer = {.in = self, .out = out, .as_markdown = as_markdown};
    curb_error_t error = curb_writer_choose(&writer);
    if (error != CURB_OK) {
        return error;
    }
    print_intro(&writer);
    curb_writer_note_left_out(&writer);
    if (self->other == NULL) {
        curb_writer_doses(&writer);
    }
    curb_writer_metrics(&writer);
    curb_writer_effects(&writer);
    curb_writer_rankings(&writer);
    print_notes(&writer);
    print_quote(&writer);
    curb_writer_free(&writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}
