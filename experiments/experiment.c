/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/experiment.h"

#include "experiments/calibration.h"
#include "experiments/resolve.h"
#include "experiments/runner.h"

static const curb_model_calls_t calls = {.plan_budgets = curb_run_plan_budgets,
    .replicate = curb_run_replicate,
    .period_count = curb_run_period_count,
    .solved_count = curb_run_solved_count,
    .scenario_hash = curb_study_scenario_hash};

/* What comes before the runner: the points of a posterior, and the check of the study. */
static curb_error_t prepare(curb_study_t *study, const curb_experiment_options_t *options,
    curb_experiment_report_t *report, curb_diagnostics_t *diagnostics)
{
    *report = (curb_experiment_report_t){.total = study->replicates};
    curb_error_t error = curb_posterior_attach(study, diagnostics);
    if (error == CURB_OK && !options->is_checked) {
        curb_run_t run = curb_experiment_run_of(study, 1);
        error = curb_run_check(&run, diagnostics);
    }
    return error;
}

curb_error_t curb_experiment_run(curb_study_t *study,
    const curb_experiment_options_t *options, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics)
{
    curb_error_t error = prepare(study, options, report, diagnostics);
    return error == CURB_OK ? curb_runner_run(study, options, &calls, report, diagnostics)
                            : error;
}

curb_error_t curb_resolve_run(curb_study_t *study, const curb_experiment_options_t *options,
    const curb_resolve_options_t *asked, curb_resolve_told_t *told, void *told_context,
    curb_resolve_report_t *found, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics)
{
    *found = (curb_resolve_report_t){0};
    study->replicates = curb_resolve_first(study);
    curb_error_t error = prepare(study, options, report, diagnostics);
    return error == CURB_OK ? curb_resolve_runner_run(study, options, asked, &calls, told,
                                  told_context, found, report, diagnostics)
                            : error;
}
