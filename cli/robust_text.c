/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read top to bottom: the question, for each budget how the scenarios do over the worlds,
 * whether the measures agree, what should be measured next, and which weakly known
 * parameter would turn the choice. */
#include "cli/number.h"
#include "cli/robust_page.h"

#include <math.h>
#include <string.h>

const char *curb_robust_scenario(const curb_robust_page_t *self, size_t option)
{
    const curb_results_t *labels = &self->in->decide->loaded.labels;
    return labels->scenarios[self->decision->scenarios[option]].id;
}

const char *curb_robust_units(const curb_robust_page_t *self)
{
    return curb_worlds_units(self->in->decide->options.metric);
}

void curb_robust_add(curb_table_t *table, double value, int decimals, bool first)
{
    curb_table_add(table, "%s%s", first ? "*" : "", curb_number(value, decimals).text);
}

static bool is_first(const curb_robust_page_t *self, size_t option, size_t measure)
{
    const curb_robust_t *robust = &self->decision->robust;
    size_t best = robust->first[measure];
    return best < robust->option_count && robust->options[option].measures[measure] ==
                                              robust->options[best].measures[measure];
}

/* A column of a table of measures. */
typedef struct {
    curb_robust_measure_t measure;
    const char *title;
    int decimals; /* -1: in the units of the improvement */
    double factor;
} column_t;

static void add_measure(const curb_robust_page_t *self, curb_table_t *table, size_t option,
    const column_t *column)
{
    double value = self->decision->robust.options[option].measures[column->measure];
    bool in_units = column->decimals < 0;
    curb_robust_add(table, in_units ? value / self->scale.divisor : value * column->factor,
        in_units ? 2 : column->decimals, is_first(self, option, column->measure));
}

static void print_worlds(const curb_robust_page_t *self)
{
    static const column_t columns[] = {{CURB_ROBUST_LAPLACE, "mean", -1, 1},
        {CURB_ROBUST_MAXIMIN, "worst", -1, 1}, {CURB_ROBUST_MAXIMAX, "best", -1, 1},
        {CURB_ROBUST_HURWICZ, "halfway", -1, 1}, {CURB_ROBUST_STARR, "reached, %", 0, 100}};
    char heading[300];
    snprintf(heading, sizeof heading,
        "Improvement in %s%s over %zu worlds, %zu scenarios with a public budget of %s USD "
        "a year (* first by this measure)",
        self->scale.word, curb_robust_units(self), self->decision->world_count,
        self->decision->option_count,
        curb_number_in_words(self->decision->budget_usd).text);
    curb_writer_heading(self->writer, heading);
    curb_table_t table = curb_table((const char *const[]){"scenario", columns[0].title,
        columns[1].title, "worst quarter", columns[2].title, columns[3].title,
        columns[4].title, "first, %", NULL});
    for (size_t i = 0; i < self->decision->option_count; i++) {
        const curb_robust_option_t *option = &self->decision->robust.options[i];
        curb_table_add(&table, "%s", curb_robust_scenario(self, i));
        add_measure(self, &table, i, &columns[0]);
        add_measure(self, &table, i, &columns[1]);
        curb_robust_add(&table, option->worst_quarter / self->scale.divisor, 2, false);
        add_measure(self, &table, i, &columns[2]);
        add_measure(self, &table, i, &columns[3]);
        add_measure(self, &table, i, &columns[4]);
        curb_robust_add(&table, 100 * option->first_share, 0, false);
    }
    curb_writer_table(self->writer, &table);
}

/* Whether some world is the mean of several replicates. */
static bool has_replicates(const curb_decision_t *decision)
{
    return decision->replicate_count > decision->world_count;
}

static void print_regret(const curb_robust_page_t *self)
{
    static const column_t columns[] = {{CURB_ROBUST_MINIMAX_REGRET, "largest", -1, 1},
        {CURB_ROBUST_P90_REGRET, "90th pct.", -1, 1},
        {CURB_ROBUST_MEAN_VARIANCE, "mean-var.", 3, 1},
        {CURB_ROBUST_UNDESIRABLE, "below median", -1, 1},
        {CURB_ROBUST_SKEWNESS, "skewness", 2, 1},
        {CURB_ROBUST_PEAKEDNESS, "peakedness", 2, 1}};
    enum { COLUMNS = sizeof columns / sizeof *columns };
    char heading[300];
    snprintf(heading, sizeof heading,
        "Regret within each world (what is lost against the best choice there, in %s%s), "
        "measures of spread, and by how many of the eleven measures each comes first",
        self->scale.word, curb_robust_units(self));
    curb_writer_heading(self->writer, heading);
    const char *titles[COLUMNS + 5] = {"scenario", "mean"};
    bool each = has_replicates(self->decision);
    size_t last = 2;
    if (each) {
        titles[last++] = "mean, each run";
    }
    for (size_t k = 0; k < COLUMNS; k++) {
        titles[last++] = columns[k].title;
    }
    titles[last] = "first by";
    curb_table_t table = curb_table(titles);
    for (size_t i = 0; i < self->decision->option_count; i++) {
        const curb_robust_option_t *option = &self->decision->robust.options[i];
        curb_table_add(&table, "%s", curb_robust_scenario(self, i));
        curb_robust_add(&table, option->mean_regret / self->scale.divisor, 2, false);
        if (each) {
            curb_robust_add(
                &table, self->decision->each_regret[i] / self->scale.divisor, 2, false);
        }
        for (size_t k = 0; k < COLUMNS; k++) {
            add_measure(self, &table, i, &columns[k]);
        }
        curb_table_add(&table, "%zu", option->first_by);
    }
    curb_writer_table(self->writer, &table);
}

void curb_robust_agreement(
    const curb_choices_t *self, const curb_decision_t *decision, char *text, size_t bytes)
{
    const curb_robust_t *robust = &decision->robust;
    const curb_results_t *labels = &self->decide->loaded.labels;
    const char *favourite = labels->scenarios[decision->scenarios[robust->favourite]].id;
    if (robust->telling == 0) {
        snprintf(text, bytes, "No measure tells the scenarios apart.");
        return;
    }
    snprintf(text, bytes,
        "%s: \"%s\" comes first by %zu of the %zu measures that tell the scenarios apart, "
        "and in %s %% of worlds",
        robust->agreeing == robust->telling ? "The measures agree"
                                            : "The measures do not agree",
        favourite, robust->agreeing, robust->telling,
        curb_number(100 * robust->options[robust->favourite].first_share, 0).text);
    const char *start = "; by ";
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        size_t best = robust->first[m], used = strlen(text);
        if (best < robust->option_count &&
            robust->options[best].measures[m] !=
                robust->options[robust->favourite].measures[m]) {
            snprintf(text + used, bytes - used, "%s%s \"%s\"", start,
                curb_robust_rows[m].key, labels->scenarios[decision->scenarios[best]].id);
            start = ", ";
        }
    }
    size_t used = strlen(text);
    snprintf(text + used, bytes - used, ".");
}

static void print_capped(const curb_robust_page_t *self)
{
    const curb_results_t *labels = &self->in->decide->loaded.labels;
    for (size_t i = 0; i < self->decision->option_count; i++) {
        const curb_results_scenario_t *scenario =
            &labels->scenarios[self->decision->scenarios[i]];
        if (scenario->budget_capped) {
            char text[300];
            snprintf(text, sizeof text,
                "\"%s\" is capped at its high dose and spends only %s USD a year.",
                scenario->id, curb_number_in_words(scenario->planned_cost_usd).text);
            curb_writer_paragraph(self->writer, text);
        }
    }
}

static void print_decision(curb_robust_page_t *self)
{
    char text[2000];
    double largest = 0;
    for (size_t i = 0; i < self->decision->option_count; i++) {
        const double *m = self->decision->robust.options[i].measures;
        largest = fmax(largest, fabs(m[CURB_ROBUST_LAPLACE]));
    }
    self->scale = curb_number_scale(largest);
    print_worlds(self);
    print_regret(self);
    curb_robust_agreement(self->in, self->decision, text, sizeof text);
    fputc('\n', self->writer->out);
    curb_writer_paragraph(self->writer, text);
    print_capped(self);
    if (self->decision->dropped > 0) {
        snprintf(text, sizeof text,
            "%zu worlds in which some scenario has no number are left out.",
            self->decision->dropped);
        curb_writer_paragraph(self->writer, text);
    }
    curb_robust_print_worth(self);
}

static void print_notes(const curb_robust_page_t *self)
{
    char text[1200];
    bool each = false;
    for (size_t k = 0; k < self->in->count; k++) {
        each = each || has_replicates(&self->in->decisions[k]);
    }
    fputc('\n', self->writer->out);
    snprintf(text, sizeof text,
        "reached: share of worlds in which the improvement is at least %s %s. halfway: "
        "between worst and best (Hurwicz, weight %s). first, %%: share of worlds in which "
        "the scenario is the best. mean-var.: %s. Regret compares scenarios inside one "
        "world, where they share random numbers%s. None of the measures says how likely a "
        "world is.",
        curb_number_in_words(self->in->options->threshold).text, curb_robust_units(self),
        curb_number(self->in->options->optimism, 2).text,
        curb_robust_rows[CURB_ROBUST_MEAN_VARIANCE].meaning,
        each
            ? ": means of a draw's replicates are compared; each run: the same within draw "
              "and replicate, against what would have been best in that very run, chance "
              "included"
            : "");
    curb_writer_paragraph(self->writer, text);
    if (self->in->unranked_states > 0) {
        curb_writer_paragraph(self->writer,
            "Scenarios of equal budgets that act in different States are not ranked: their "
            "anchors are allocated, not observed, and the order would be that of the "
            "rule.");
    }
}

curb_error_t curb_robust_write_text(const curb_choices_t *self, FILE *out, bool as_markdown)
{
    curb_writer_t writer = {.out = out, .as_markdown = as_markdown};
    curb_robust_page_t page = {.in = self, .writer = &writer};
    curb_decide_intro(self->decide, &writer);
    for (size_t k = 0; k < self->count; k++) {
        page.decision = &self->decisions[k];
        print_decision(&page);
    }
    print_notes(&page);
    curb_decide_cite(self->decide, &writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}
