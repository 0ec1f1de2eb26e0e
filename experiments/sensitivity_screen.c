/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "experiments/sensitivity_parts.h"
#include "model/memory.h"

#include <math.h>

enum { LEVELS = 4 };
static const double screened_tail = 0.1; /* of each law, left out at either side */

/* Variance that chance gives the change on each step; then floors under mu_star. */
static curb_error_t find_floors(
    const curb_planned_t *design, curb_at_work_t *work, size_t output, double *chance)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    const curb_factors_t *factors = &work->found->factors;
    size_t strata = curb_sensitivity_strata(work->study), steps = factors->count;
    double *scratch = curb_calloc(2 * options->replicates, sizeof *scratch);
    if (scratch == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t t = 0; t < options->trajectories; t++) {
        for (size_t s = 0; s < steps; s++) {
            size_t row = t * (steps + 1) + s;
            const size_t step[2] = {row, row + 1};
            chance[t * steps + s] =
                curb_planned_chance(design, output, step, step, strata, scratch);
        }
    }
    curb_free(scratch);
    return curb_screening_floor(design->unit, chance, options->trajectories, steps,
        factors->input_count, factors->factor_of, NULL, options->replicates - strata,
        options->level, work->found->effects + output * steps);
}

curb_error_t curb_sensitivity_screen(curb_at_work_t *work)
{
    const curb_sensitivity_options_t *options = work->measured->options;
    curb_sensitivity_t *found = work->found;
    const curb_factors_t *factors = &found->factors;
    size_t inputs = factors->input_count, trajectories = options->trajectories;
    curb_planned_t design;
    curb_error_t error = curb_planned_init(&design, trajectories * (factors->count + 1),
        inputs, factors->inputs, options->replicates, options->output_count);
    found->effects =
        curb_calloc(options->output_count * factors->count, sizeof *found->effects);
    double *chance = curb_calloc(trajectories * factors->count, sizeof *chance);
    if (found->effects == NULL || chance == NULL) {
        error = CURB_ERR_NO_MEMORY;
    }
    if (error == CURB_OK) {
        curb_screening_design(work->study->seed, trajectories, factors->count, inputs,
            factors->factor_of, LEVELS, design.unit);
        for (size_t i = 0; i < design.count * inputs; i++) {
            design.unit[i] = screened_tail + (1 - 2 * screened_tail) * design.unit[i];
        }
        error = curb_planned_run(&design, 0, work);
    }
    for (size_t i = 0; i < options->output_count && error == CURB_OK; i++) {
        curb_screening_effects(design.unit, design.values + i * design.count, trajectories,
            factors->count, inputs, factors->factor_of, NULL, options->level,
            found->effects + i * factors->count);
        if (found->has_chance) {
            error = find_floors(&design, work, i, chance);
        }
    }
    curb_free(chance);
    curb_planned_free(&design);
    return error;
}
