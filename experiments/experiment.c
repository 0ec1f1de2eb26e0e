/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/experiment.h"

#include "experiments/calibration.h"
#include "experiments/runner.h"

curb_error_t curb_experiment_run(curb_study_t *study,
    const curb_experiment_options_t *options, curb_experiment_report_t *report,
    curb_diagnostics_t *diagnostics)
{
    static const curb_model_calls_t calls = {.plan_budgets = curb_run_plan_budgets,
        .replicate = curb_run_replicate,
        .period_count = curb_run_period_count,
        .solved_count = curb_run_solved_count,
        .scenario_hash = curb_study_scenario_hash};
    *report = (curb_experiment_report_t){.total = study->replicates};
    curb_error_t attached = curb_posterior_attach(study, diagnostics);
    if (attached != CURB_OK) {
        return attached;
    }
    if (!options->is_checked) {
        curb_run_t run = curb_experiment_run_of(study, 1);
        curb_error_t error = curb_run_check(&run, diagnostics);
        if (error != CURB_OK) {
            *report = (curb_experiment_report_t){.total = study->replicates};
            return error;
        }
    }
    return curb_runner_run(study, options, &calls, report, diagnostics);
}
