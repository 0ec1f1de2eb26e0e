/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A batch of packages is the user's study with those packages for scenarios. Screening has
 * a seed of its own, hence other draws of the parameters and other chance; packages of one
 * stage share theirs, whatever file they are in. */
#include "analysis/portfolio.h"
#include "experiments/calibration.h"
#include "experiments/portfolio_parts.h"
#include "model/memory.h"
#include "store/files.h"
#include "store/results.h"
#include "study/hash.h"
#include "study/text.h"

#include <math.h>
#include <string.h>

/* --- studies of packages --- */

/* The resolved copy keeps the user's study; what ran instead of its scenarios stands below
 * it, as remarks, because no study file gives each policy of a scenario its own dose. */
static char *resolved_of(
    const curb_packages_t *packages, const curb_study_t *study, const curb_study_t *batch)
{
    curb_text_t text = {0};
    curb_text_add(&text, "%s", study->resolved != NULL ? study->resolved : "");
    curb_text_add(&text,
        "# curb portfolio: in place of the scenarios above these packages were run, within "
        "a budget of %.17g USD a year.\n# Each policy is named with "
        "its intensity; below, which scenario places it:\n",
        packages->budget_usd);
    for (size_t s = 1; s < batch->scenario_count; s++) {
        const curb_scenario_t *scenario = &batch->scenarios[s];
        curb_text_add(&text, "#   %s:", scenario->id);
        for (size_t i = 0; i < scenario->policy_count; i++) {
            const curb_policy_t *policy = &scenario->policies[i];
            if (!policy->in_force) {
                curb_text_add(&text, " %s %.17g;", policy->id, policy->intensity);
            }
        }
        curb_text_add(&text, "\n");
    }
    for (size_t i = 0; i < packages->policy_count; i++) {
        const curb_packages_policy_t *one = &packages->policies[i];
        curb_text_add(&text, "#   '%s' places %s\n", study->scenarios[one->scenario].id,
            one->policy.id);
    }
    return curb_text_take(&text);
}

static curb_error_t study_of(curb_study_t *self, const curb_study_t *study,
    const curb_packages_t *packages, const size_t *list, size_t count)
{
    *self = *study;
    self->resolved = NULL;
    self->given = (curb_given_draws_t){0};
    self->scenario_count = count + 1;
    self->scenarios = curb_calloc(count + 1, sizeof *self->scenarios);
    if (self->scenarios == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->scenarios[0] = study->scenarios[0];
    for (size_t i = 0; i < count; i++) {
        curb_packages_scenario(packages, list[i], &self->scenarios[i + 1]);
    }
    self->resolved = resolved_of(packages, study, self);
    return self->resolved != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

void curb_search_study_free(curb_study_t *study)
{
    curb_free(study->scenarios);
    curb_free(study->resolved);
    curb_free(study->given.rows);
    curb_free(study->given.values);
    *study = (curb_study_t){0};
}

/* --- running --- */

static void pass_progress(void *context, size_t done, size_t total, double seconds)
{
    const curb_search_work_t *work = context;
    (void)total;
    work->options->progress(work->options->progress_context, work->progress_before + done,
        work->progress_total, work->search->seconds + seconds);
}

static curb_error_t run_batch(curb_search_work_t *work, curb_study_t *batch,
    const char *path, curb_experiment_report_t *report, curb_diagnostics_t *diagnostics)
{
    const curb_search_options_t *options = work->options;
    curb_experiment_options_t experiment = {.out_path = path,
        .command_line = options->command_line,
        .jobs = options->jobs,
        .is_checked = true,
        .stop = options->stop,
        .progress = options->progress != NULL ? pass_progress : NULL,
        .progress_context = work};
    work->progress_total =
        work->search->batches * options->screening_replicates + work->study->replicates;
    curb_error_t error = curb_experiment_run(batch, &experiment, report, diagnostics);
    work->progress_before += batch->replicates;
    work->search->seconds += report->seconds;
    return error;
}

/* What is noted of every scenario of every replicate stays in the files: it would bury
 * the rest. Of the screening errors alone are passed on. */
static void pass_on(
    const curb_diagnostics_t *from, curb_severity_t least, curb_diagnostics_t *to)
{
    for (size_t i = 0; i < from->count; i++) {
        const curb_message_t *message = &from->messages[i];
        if (message->severity >= least) {
            curb_diagnostics_add(to, message->severity, message->place,
                message->source_line, "%s", message->text);
        }
    }
}

/* --- the screening --- */

static curb_error_t read_metric(const curb_results_t *results, curb_metric_t metric,
    double **values, curb_diagnostics_t *diagnostics)
{
    *values = curb_calloc(results->scenario_count * results->replicate_count *
                              results->period_count * results->jurisdiction_count *
                              results->sector_count,
        sizeof **values);
    return *values == NULL ? CURB_ERR_NO_MEMORY
                           : curb_results_read(results, metric, *values, diagnostics);
}

static double mean_of(const double *values, const double *other, size_t n)
{
    double sum = 0;
    size_t count = 0;
    for (size_t u = 0; u < n; u++) {
        bool whole = !isnan(values[u]) && !isnan(other[u]);
        sum += whole ? values[u] : 0;
        count += whole;
    }
    return count > 0 ? sum / (double)count : NAN;
}

/* Packages of a file stand in the order in which they were asked for. */
static void take_means(
    curb_search_t *search, const curb_portfolio_columns_t *columns, const size_t *packages)
{
    for (size_t i = 0; i < columns->package_count; i++) {
        size_t package = packages[columns->scenarios[i] - 1], n = columns->unit_count;
        const double *averted = columns->averted + i * n, *cost = columns->cost + i * n;
        search->screened_averted[package] = mean_of(averted, cost, n);
        search->screened_cost[package] = mean_of(cost, averted, n);
        search->stages[package] = CURB_SEARCH_SCREENED;
    }
}

static curb_error_t read_batch(curb_search_work_t *work, const char *path,
    const size_t *packages, curb_diagnostics_t *diagnostics)
{
    curb_results_t results = {0};
    double *months = NULL, *cost = NULL;
    curb_portfolio_columns_t columns = {0};
    curb_error_t error = curb_results_open(&results, path, diagnostics);
    if (error == CURB_OK) {
        error = read_metric(&results, CURB_METRIC_EXPLOITED_MONTHS, &months, diagnostics);
    }
    if (error == CURB_OK) {
        error = read_metric(&results, CURB_METRIC_POLICY_COST, &cost, diagnostics);
    }
    if (error == CURB_OK) {
        curb_compare_data_t data = {.labels = &results};
        data.values[CURB_METRIC_EXPLOITED_MONTHS] = months;
        data.values[CURB_METRIC_POLICY_COST] = cost;
        error = curb_portfolio_columns_init(
            &columns, &data, work->options->from, work->options->to, diagnostics);
    }
    if (error == CURB_OK) {
        take_means(work->search, &columns, packages);
    }
    curb_portfolio_columns_free(&columns);
    curb_free(months);
    curb_free(cost);
    curb_results_close(&results);
    return error;
}

static curb_error_t screen_batch(curb_search_work_t *work, const size_t *packages,
    size_t count, curb_diagnostics_t *diagnostics)
{
    curb_study_t batch;
    curb_experiment_report_t report = {0};
    char *path = curb_text_of(
        "%s.screening/batch-%03zu.h5", work->options->out_path, ++work->batches_done);
    curb_error_t error =
        study_of(&batch, work->study, work->search->packages, packages, count);
    if (error == CURB_OK && path == NULL) {
        error = CURB_ERR_NO_MEMORY;
    }
    batch.seed = work->search->screening_seed;
    batch.replicates = work->options->screening_replicates;
    batch.replicates_per_draw = 1; /* as many draws as there can be */
    curb_hash_world(&batch, batch.world_hash);
    if (error == CURB_OK) {
        error = run_batch(work, &batch, path, &report, diagnostics);
    }
    work->lost = work->lost || error == CURB_ERR_PARTIAL;
    if (error == CURB_OK || error == CURB_ERR_PARTIAL) {
        error = read_batch(work, path, packages, diagnostics);
    }
    curb_search_study_free(&batch);
    curb_free(path);
    return error;
}

size_t curb_search_batches(size_t packages)
{
    return (packages + CURB_SEARCH_BATCH - 1) / CURB_SEARCH_BATCH;
}

curb_error_t curb_search_screen(
    curb_search_work_t *work, const size_t *packages, size_t count)
{
    char *folder = curb_text_of("%s.screening", work->options->out_path);
    curb_error_t error =
        folder == NULL ? CURB_ERR_NO_MEMORY : curb_folder_make(folder, work->diagnostics);
    curb_free(folder);
    for (size_t begin = 0; begin < count && error == CURB_OK; begin += CURB_SEARCH_BATCH) {
        size_t left = count - begin;
        curb_diagnostics_t said = {0};
        error = screen_batch(work, packages + begin,
            left < CURB_SEARCH_BATCH ? left : CURB_SEARCH_BATCH, &said);
        pass_on(&said, CURB_ERROR, work->diagnostics);
        curb_diagnostics_free(&said);
    }
    return error;
}

/* --- the finals --- */

curb_error_t curb_search_finish(curb_search_work_t *work)
{
    curb_search_t *search = work->search;
    curb_experiment_report_t report = {0};
    curb_diagnostics_t said = {0};
    curb_error_t error = study_of(
        &search->study, work->study, search->packages, search->finals, search->final_count);
    if (error == CURB_OK) {
        error = run_batch(work, &search->study, work->options->out_path, &report, &said);
    }
    pass_on(&said, CURB_WARNING, work->diagnostics);
    curb_diagnostics_free(&said);
    return error == CURB_OK && work->lost ? CURB_ERR_PARTIAL : error;
}
