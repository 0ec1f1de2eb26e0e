/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"
#include "cli/number.h"
#include "cli/portfolio_out.h"
#include "cli/studies.h"

#include <math.h>

typedef struct {
    const curb_packages_t *packages;
    const curb_study_t *study;
    const curb_search_options_t *search;
} job_t;

/* Screening goes in files of a batch, each with the baseline; singles come first. */
static double seconds_of(const job_t *job, size_t screened, size_t finals)
{
    const curb_search_options_t *search = job->search;
    double seconds =
        curb_estimate_seconds(job->study, finals + 1, job->study->replicates, search->jobs);
    size_t singles = curb_search_singles(job->packages);
    for (int part = 0; part < 2 && screened > 0; part++) {
        size_t left = part == 0 ? singles : screened - singles;
        while (left > 0) {
            size_t now = left < CURB_SEARCH_BATCH ? left : CURB_SEARCH_BATCH;
            seconds += curb_estimate_seconds(
                job->study, now + 1, search->screening_replicates, search->jobs);
            left -= now;
        }
    }
    return seconds;
}

static curb_portfolio_plan_t plan_of(const job_t *job, size_t screened)
{
    const curb_search_options_t *search = job->search;
    size_t count = job->packages->count;
    size_t finals = count < search->most_finals ? count : search->most_finals;
    return (curb_portfolio_plan_t){
        .is_direct = curb_search_is_direct(job->packages, search),
        .screened = screened,
        .finals = finals,
        .runs = screened * search->screening_replicates + finals * job->study->replicates,
        .seconds = seconds_of(job, screened, finals)};
}

static bool fits(const curb_portfolio_plan_t *plan, const curb_arguments_t *arguments)
{
    return (!arguments->given[CURB_OPTION_SEARCH_RUNS] ||
               (double)plan->runs <= arguments->number[CURB_OPTION_SEARCH_RUNS]) &&
           (!arguments->given[CURB_OPTION_SEARCH_TIME] ||
               plan->seconds <= arguments->number[CURB_OPTION_SEARCH_TIME]);
}

/* Runs and time rise with what is screened, so bisection finds the most that fits. */
static size_t most_fitting(const job_t *job, const curb_arguments_t *arguments)
{
    size_t low = curb_search_singles(job->packages), high = job->packages->count;
    while (low < high) {
        size_t middle = low + (high - low + 1) / 2;
        curb_portfolio_plan_t plan = plan_of(job, middle);
        if (fits(&plan, arguments)) {
            low = middle;
        } else {
            high = middle - 1;
        }
    }
    return low;
}

static curb_error_t refuse_many(const job_t *job, curb_diagnostics_t *diagnostics)
{
    const curb_packages_t *packages = job->packages;
    size_t sum = 0, size = 0;
    while (size < packages->policy_count &&
           sum + packages->by_size[size + 1] <= CURB_PORTFOLIO_UNLIMITED) {
        sum += packages->by_size[++size];
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "%s%s packages keep to the budget, more than the %s that are run without a limit; "
        "%s packages of at most %zu polic%s would fit (--size %zu). Or name fewer policies "
        "(--policy) or doses (--doses), or give --max-runs or --max-time: then packages "
        "are chosen by what adding up single effects promises, and the rest is counted",
        packages->is_more ? "more than " : "", curb_number((double)packages->count, 0).text,
        curb_number(CURB_PORTFOLIO_UNLIMITED, 0).text, curb_number((double)sum, 0).text,
        size, size == 1 ? "y" : "ies", size);
}

static curb_error_t refuse_limit(
    const curb_portfolio_plan_t *least, curb_diagnostics_t *diagnostics)
{
    return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        "the limit is too small for a search: the least of it is %s runs, predicted to "
        "take %s; give it more, or fewer --replicates, --screening or --finalists",
        curb_number((double)least->runs, 0).text,
        curb_number_duration(least->seconds).text);
}

curb_error_t curb_portfolio_plan(curb_portfolio_plan_t *self,
    const curb_packages_t *packages, const curb_study_t *study,
    const curb_arguments_t *arguments, curb_search_options_t *search,
    curb_diagnostics_t *diagnostics)
{
    job_t job = {packages, study, search};
    bool limited = arguments->given[CURB_OPTION_SEARCH_RUNS] ||
                   arguments->given[CURB_OPTION_SEARCH_TIME];
    bool is_direct = curb_search_is_direct(packages, search);
    if (!limited && !is_direct &&
        (packages->is_more || packages->count > CURB_PORTFOLIO_UNLIMITED)) {
        return refuse_many(&job, diagnostics);
    }
    size_t all = is_direct ? 0 : packages->count;
    *self = plan_of(&job, limited && !is_direct ? most_fitting(&job, arguments) : all);
    if (limited && !fits(self, arguments)) {
        return refuse_limit(self, diagnostics);
    }
    search->most_screened = self->screened;
    return CURB_OK;
}

void curb_portfolio_policies_print(const curb_packages_t *packages, FILE *out)
{
    curb_table_t table = curb_table((const char *const[]){
        "policy", "as placed in the scenario", "low", "default", "high", NULL});
    for (size_t i = 0; i < packages->policy_count; i++) {
        const curb_packages_policy_t *one = &packages->policies[i];
        curb_table_add(&table, "%s", one->policy.id);
        curb_table_add(&table, "%s%s", packages->study->scenarios[one->scenario].id,
            one->placed_otherwise ? " *" : "");
        for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
            bool dear = one->cost_usd[d] > packages->budget_usd;
            curb_table_add(&table, "%s%s",
                one->there[d] ? curb_number(one->cost_usd[d] / 1e6, 3).text : "-",
                one->there[d] && dear ? " (too dear)" : "");
        }
    }
    fputs("  planned public cost, million USD a year, by dose\n", out);
    (void)curb_table_print(&table, out, false);
    bool otherwise = false;
    for (size_t i = 0; i < packages->policy_count; i++) {
        otherwise = otherwise || packages->policies[i].placed_otherwise;
    }
    if (otherwise) {
        fputs("  * other scenarios place it otherwise; --scenario chooses\n", out);
    }
}

void curb_portfolio_plan_print(const curb_portfolio_plan_t *self,
    const curb_packages_t *packages, const curb_study_t *study,
    const curb_search_options_t *search, FILE *out)
{
    fprintf(out, "\n  packages     %s of %s keep to the budget of %s USD a year\n",
        curb_number((double)packages->count, 0).text, curb_number(packages->grid, 0).text,
        curb_number_in_words(packages->budget_usd).text);
    if (self->is_direct) {
        fputs("  screening    none: all go to the finals\n", out);
    } else {
        fprintf(out, "  screening    %s packages with %zu replicates; %s not run\n",
            curb_number((double)self->screened, 0).text, search->screening_replicates,
            curb_number((double)(packages->count - self->screened), 0).text);
    }
    fprintf(out, "  finals       %s%zu packages with %zu replicates\n",
        self->is_direct ? "" : "at most ", self->finals, study->replicates);
    fprintf(out, "  runs         %s of a package in a replicate\n",
        curb_number((double)self->runs, 0).text);
    fprintf(out, "  time         about %s (roughly: machines differ)\n",
        curb_number_duration(self->seconds).text);
}
