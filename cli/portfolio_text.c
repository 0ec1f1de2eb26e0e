/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Read top to bottom: what was searched and how, the front, the best at the budget, where
 * policies together are not their sum, what lost, and what was not run. */
#include "cli/citation.h"
#include "cli/number.h"
#include "cli/portfolio_out.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    const curb_found_t *in;
    curb_writer_t *writer;
    curb_scale_t scale; /* of averted years */
} page_t;

/* --- what others need, too --- */

size_t curb_found_package(const curb_found_t *self, size_t package)
{
    return self->search->finals[self->columns->scenarios[package] - 1];
}

const curb_results_scenario_t *curb_found_label(const curb_found_t *self, size_t package)
{
    return &self->labels->scenarios[self->columns->scenarios[package]];
}

const curb_portfolio_interaction_t *curb_found_interaction(
    const curb_found_t *self, size_t package)
{
    for (size_t i = 0; i < self->portfolio->interaction_count; i++) {
        if (self->portfolio->interactions[i].package == package) {
            return &self->portfolio->interactions[i];
        }
    }
    return NULL;
}

/* The package of least modelled cost among the best and those not told apart from it. */
static size_t cheapest_rival(const curb_portfolio_t *portfolio)
{
    size_t cheapest = portfolio->best;
    for (size_t p = 0; p < portfolio->package_count; p++) {
        if (portfolio->packages[p].may_be_best &&
            portfolio->packages[p].cost < portfolio->packages[cheapest].cost) {
            cheapest = p;
        }
    }
    return cheapest;
}

void curb_found_sentence(const curb_found_t *self, char *text, size_t bytes)
{
    const curb_portfolio_t *portfolio = self->portfolio;
    char years[32];
    curb_citation_years(self->columns->window.from_year, self->columns->window.to_year,
        years, sizeof years);
    if (portfolio->best == CURB_FRONT_NONE) {
        snprintf(text, bytes,
            "Of the packages that %s USD a year are planned to pay for, none averts "
            "exploitation on average in %s.",
            curb_number_in_words(self->search->packages->budget_usd).text, years);
        return;
    }
    const curb_portfolio_package_t *best = &portfolio->packages[portfolio->best];
    size_t used = (size_t)snprintf(text, bytes,
        "Of the packages that %s USD a year are planned to pay for, \"%s\" averts most: %s "
        "person-years of exploitation in %s, at %s USD a year as modelled; ",
        curb_number_in_words(self->search->packages->budget_usd).text,
        curb_found_label(self, portfolio->best)->title,
        curb_number_estimate(
            best->averted, best->averted_interval.low, best->averted_interval.high, 0)
            .text,
        years, curb_number_in_words(best->cost).text);
    if (used >= bytes) {
        return;
    }
    size_t cheapest = cheapest_rival(portfolio);
    if (portfolio->not_told_apart == 0) {
        snprintf(text + used, bytes - used,
            "every other package that was run in the finals clearly averts less.");
    } else if (cheapest == portfolio->best) {
        snprintf(text + used, bytes - used,
            "%zu others cannot be told apart from it, and all cost more.",
            portfolio->not_told_apart);
    } else {
        snprintf(text + used, bytes - used,
            "%zu other%s cannot be told apart from it, of which \"%s\" costs least, %s USD "
            "a year.",
            portfolio->not_told_apart, portfolio->not_told_apart == 1 ? "" : "s",
            curb_found_label(self, cheapest)->title,
            curb_number_in_words(portfolio->packages[cheapest].cost).text);
    }
}

/* --- the page --- */

static void print_search(const page_t *self)
{
    const curb_search_t *search = self->in->search;
    const curb_packages_t *packages = search->packages;
    char text[1600];
    size_t used = (size_t)snprintf(text, sizeof text,
        "A package is a choice of %zu polic%s, each at a dose of its own, planned to cost "
        "the public at most %s USD a year: %s of the %s on the grid. ",
        packages->policy_count, packages->policy_count == 1 ? "y" : "ies",
        curb_number_in_words(packages->budget_usd).text,
        curb_number((double)packages->count, 0).text, curb_number(packages->grid, 0).text);
    if (!search->has_screening) {
        snprintf(text + used, sizeof text - used,
            "All of them were run, with %zu replicates.",
            self->in->columns->replicate_count);
    } else {
        size_t finalists = 0;
        for (size_t i = 0; i < search->final_count; i++) {
            finalists += search->stages[search->finals[i]] == CURB_SEARCH_FINALIST;
        }
        snprintf(text + used, sizeof text - used,
            "%s of them were screened, with %zu replicates of another seed; from that "
            "came %zu finalists, which were run with %zu replicates of the study's seed "
            "together with %zu of the single policies and pairs that they are made of. "
            "Every number here is of these finals and none of the screening, so none bears "
            "the luck of having been chosen.",
            search->is_exhaustive ? "All" : curb_number((double)search->screened, 0).text,
            search->screening_replicates, finalists, self->in->columns->replicate_count,
            search->final_count - finalists);
    }
    curb_writer_paragraph(self->writer, text);
}

static void print_intro(const page_t *self)
{
    const curb_results_t *labels = self->in->labels;
    const curb_portfolio_t *portfolio = self->in->portfolio;
    char text[900], years[32];
    fprintf(self->writer->out, self->writer->as_markdown ? "# %s\n\n" : "%s\n",
        labels->title[0] != '\0' ? labels->title : labels->study_id);
    if (labels->question[0] != '\0') {
        curb_writer_paragraph(self->writer, labels->question);
    }
    print_search(self);
    curb_citation_years(self->in->columns->window.from_year,
        self->in->columns->window.to_year, years, sizeof years);
    snprintf(text, sizeof text,
        "Averted: person-years of exploitation against no new policy, %s. Cost: public "
        "money as modelled (policy_cost), USD a year, without what rules cost firms and "
        "buyers "
        "(compliance_cost, in curb compare). Brackets: %.0f %% intervals that "
        "hold together for all %zu packages of the finals, over %zu %s (%s). Modelled, "
        "not measured.",
        years, 100 * portfolio->level, portfolio->package_count, portfolio->unit_count,
        curb_results_draw_count(labels) > 0 ? "draws of the parameters" : "replicates",
        curb_citation_covers(labels));
    curb_writer_paragraph(self->writer, text);
}

typedef struct {
    double cost;
    size_t package;
} place_t;

static int by_cost(const void *left, const void *right)
{
    const place_t *a = left, *b = right;
    if (a->cost != b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    return (a->package > b->package) - (a->package < b->package);
}

static void add_package(const page_t *self, curb_table_t *table, size_t p, size_t number)
{
    const curb_portfolio_package_t *package = &self->in->portfolio->packages[p];
    double scale = self->scale.divisor;
    curb_table_add(table, "%zu%s", number,
        p == self->in->portfolio->best ? " best"
        : package->may_be_best         ? " ="
                                       : "");
    curb_table_add(table, "%s",
        curb_number(curb_found_label(self->in, p)->planned_cost_usd / 1e6, 2).text);
    curb_table_add(table, "%s",
        curb_number_estimate(package->cost / 1e6, package->cost_interval.low / 1e6,
            package->cost_interval.high / 1e6, 3)
            .text);
    curb_table_add(table, "%s",
        curb_number_estimate(package->averted / scale,
            package->averted_interval.low / scale, package->averted_interval.high / scale,
            2)
            .text);
    const curb_ratio_t *each = &package->cost_per_year;
    curb_table_add(table, "%s",
        curb_number_estimate(each->ratio, each->interval.low, each->interval.high, 0).text);
    curb_table_add(table, "%s", curb_number(100 * package->front_share, 0).text);
}

static void print_front(page_t *self)
{
    const curb_portfolio_t *portfolio = self->in->portfolio;
    place_t order[CURB_PORTFOLIO_PACKAGES_MAX];
    size_t count = 0;
    char averted[64];
    for (size_t p = 0; p < portfolio->package_count; p++) {
        if (portfolio->packages[p].on_front) {
            order[count++] = (place_t){portfolio->packages[p].cost, p};
        }
    }
    qsort(order, count, sizeof *order, by_cost);
    curb_writer_heading(self->writer,
        "The Pareto front: packages that no other, cheaper or as cheap, surpasses");
    if (count == 0) {
        curb_writer_paragraph(
            self->writer, "Empty: doing nothing averts as much as any package.");
        return;
    }
    snprintf(averted, sizeof averted, "averted, %syears", self->scale.word);
    curb_table_t table = curb_table((const char *const[]){"package", "planned, M USD/y",
        "modelled, M USD/y", averted, "USD for one", "on front, %", NULL});
    for (size_t i = 0; i < count; i++) {
        add_package(self, &table, order[i].package, i + 1);
    }
    curb_writer_table(self->writer, &table);
    fputc('\n', self->writer->out);
    for (size_t i = 0; i < count; i++) {
        fprintf(self->writer->out, self->writer->as_markdown ? "%zu. %s\n" : "  %2zu  %s\n",
            i + 1, curb_found_label(self->in, order[i].package)->title);
    }
    fputc('\n', self->writer->out);
    curb_writer_paragraph(self->writer,
        "=: cannot be told apart from the best in what it averts (intervals of the "
        "differences of all pairs hold together). on front: share of draws in which the "
        "package is on the front of that draw, without an interval. USD for one: public "
        "cost of a person-year averted, with Fieller's interval of the same half-widths; "
        "'-' where it is not clear that any is.");
}

static void print_best(const page_t *self)
{
    char text[1400];
    curb_writer_heading(self->writer, "At the budget");
    curb_found_sentence(self->in, text, sizeof text);
    curb_writer_paragraph(self->writer, text);
    size_t over = 0;
    for (size_t p = 0; p < self->in->portfolio->package_count; p++) {
        over +=
            self->in->portfolio->packages[p].cost > self->in->search->packages->budget_usd;
    }
    if (over > 0) {
        snprintf(text, sizeof text,
            "The budget limits planned costs, worked out from the anchors before the run. "
            "As modelled, %zu of %zu packages cost more than it.",
            over, self->in->portfolio->package_count);
        curb_writer_paragraph(self->writer, text);
    }
}

static bool is_clear(const curb_portfolio_interaction_t *one)
{
    return one->interval.low > 0 || one->interval.high < 0;
}

static void add_interaction(
    const page_t *self, curb_table_t *table, const curb_portfolio_interaction_t *one)
{
    double scale = self->scale.divisor;
    curb_table_add(table, "%s%s", curb_found_label(self->in, one->package)->title,
        is_clear(one) ? " *" : "");
    curb_table_add(table, "%s", curb_number(one->joint / scale, 2).text);
    curb_table_add(table, "%s", curb_number(one->sum / scale, 2).text);
    curb_table_add(table, "%s",
        curb_number_estimate(one->difference / scale, one->interval.low / scale,
            one->interval.high / scale, 2)
            .text);
    curb_table_add(table, "%s", curb_number(one->p_adjusted, 3).text);
}

static void print_interactions(const page_t *self)
{
    const curb_portfolio_t *portfolio = self->in->portfolio;
    size_t pairs = 0, clear = 0, larger = 0, larger_clear = 0;
    char text[800], together[64];
    curb_writer_heading(self->writer,
        "Together against one by one: person-years averted by a package, and "
        "by its policies each alone, added up");
    if (portfolio->interaction_count == 0) {
        curb_writer_paragraph(self->writer,
            "No package of two policies or more was run together with each of its policies "
            "alone.");
        return;
    }
    snprintf(together, sizeof together, "together, %s", self->scale.word);
    curb_table_t table = curb_table((const char *const[]){
        "package", together, "one by one", "difference", "p adjusted", NULL});
    for (size_t i = 0; i < portfolio->interaction_count; i++) {
        const curb_portfolio_interaction_t *one = &portfolio->interactions[i];
        bool is_pair = one->parts == 2;
        pairs += is_pair;
        clear += is_pair && is_clear(one);
        larger += !is_pair;
        larger_clear += !is_pair && is_clear(one);
        if (is_pair || is_clear(one)) {
            add_interaction(self, &table, one);
        }
    }
    curb_writer_table(self->writer, &table);
    snprintf(text, sizeof text,
        "Of %zu pairs %zu avert clearly more or less than the sum of the two (*: the "
        "interval, which holds for all packages at once, leaves out 0), of %zu larger "
        "packages %zu; those that do not are in --format csv and json. '-': the two "
        "concepts of detection differ in sign.",
        pairs, clear, larger, larger_clear);
    curb_writer_paragraph(self->writer, text);
}

static void print_rest(const page_t *self)
{
    const curb_portfolio_t *portfolio = self->in->portfolio;
    const curb_search_t *search = self->in->search;
    size_t dominated = 0, nothing = 0, disagree = 0;
    char text[900];
    for (size_t p = 0; p < portfolio->package_count; p++) {
        const curb_portfolio_package_t *package = &portfolio->packages[p];
        disagree += package->concepts_disagree;
        nothing += package->dominated_by == CURB_FRONT_NOTHING;
        dominated += package->dominated_by != CURB_FRONT_NONE;
    }
    curb_writer_heading(self->writer, "What is not on the front");
    snprintf(text, sizeof text,
        "Dominated, because another averts as much or more and costs no more: %zu of %zu "
        "packages of the finals (%zu of them by doing nothing). Without a joint number, "
        "because the two concepts of detection differ in sign: %zu. All with their "
        "numbers: --format csv or json.",
        dominated, portfolio->package_count, nothing, disagree);
    curb_writer_paragraph(self->writer, text);
    size_t left = search->packages->count - search->screened;
    if (search->has_screening && left > 0) {
        snprintf(text, sizeof text,
            "%s packages that keep to the budget were not run, for the limit that was "
            "set. They were passed over because the sum of their policies' single "
            "effects, each from the screening, promised less for their cost. That sum is "
            "no result: where policies help each other, a package that was not run may be "
            "better than all that were.",
            curb_number((double)left, 0).text);
        curb_writer_paragraph(self->writer, text);
    }
}

curb_error_t curb_portfolio_write_text(
    const curb_found_t *self, FILE *out, bool as_markdown)
{
    char text[1400];
    double largest = 0;
    for (size_t p = 0; p < self->portfolio->package_count; p++) {
        largest = fmax(largest, fabs(self->portfolio->packages[p].averted));
    }
    curb_writer_t writer = {.out = out, .as_markdown = as_markdown};
    page_t page = {.in = self, .writer = &writer, .scale = curb_number_scale(largest)};
    print_intro(&page);
    print_front(&page);
    print_best(&page);
    print_interactions(&page);
    print_rest(&page);
    curb_writer_heading(&writer, "How to cite");
    curb_citation_source(self->labels, text, sizeof text);
    curb_writer_paragraph(&writer, text);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}
