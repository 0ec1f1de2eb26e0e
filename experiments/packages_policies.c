/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The policies that packages are made of, as the scenarios of the study place them. */
#include "experiments/packages_parts.h"

#include "study/suggest.h"

#include <string.h>

static curb_packages_policy_t *find_policy(const curb_packages_t *self, const char *id)
{
    for (size_t i = 0; i < self->policy_count; i++) {
        if (strcmp(self->policies[i].policy.id, id) == 0) {
            return &self->policies[i];
        }
    }
    return NULL;
}

static bool stands_alone(const curb_study_t *study, size_t scenario)
{
    return study->scenarios[scenario].policy_count == study->world->in_force_count + 1;
}

static bool same_place(const curb_policy_t *a, const curb_policy_t *b)
{
    return a->jurisdictions == b->jurisdictions && a->sectors == b->sectors &&
           a->kinds == b->kinds && a->partners == b->partners &&
           a->start_month == b->start_month && a->end_month == b->end_month &&
           a->ramp_months == b->ramp_months;
}

static bool take_policy(curb_packages_t *self, const curb_policy_t *policy, size_t scenario)
{
    curb_packages_policy_t *known = find_policy(self, policy->id);
    if (known == NULL) {
        if (self->policy_count == CURB_PACKAGES_POLICIES_MAX) {
            return false;
        }
        self->policies[self->policy_count++] =
            (curb_packages_policy_t){.policy = *policy, .scenario = scenario};
        return true;
    }
    bool differs = !same_place(&known->policy, policy);
    if (stands_alone(self->study, scenario) &&
        !stands_alone(self->study, known->scenario)) {
        *known = (curb_packages_policy_t){.policy = *policy, .scenario = scenario};
    }
    known->placed_otherwise = known->placed_otherwise || differs;
    return true;
}

static bool is_named(const curb_packages_options_t *options, const char *id)
{
    for (size_t i = 0; i < options->policy_count; i++) {
        if (strcmp(options->policies[i], id) == 0) {
            return true;
        }
    }
    return options->policy_count == 0;
}

static curb_error_t take_policies(curb_packages_t *self,
    const curb_packages_options_t *options, curb_diagnostics_t *diagnostics)
{
    const curb_study_t *study = self->study;
    for (size_t s = 1; s < study->scenario_count; s++) {
        const curb_scenario_t *scenario = &study->scenarios[s];
        bool counts = options->scenarios == NULL || options->scenarios[s];
        for (size_t i = 0; counts && i < scenario->policy_count; i++) {
            const curb_policy_t *policy = &scenario->policies[i];
            if (!policy->in_force && is_named(options, policy->id) &&
                !take_policy(self, policy, s)) {
                return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                    "the study has more than %d policies, too many for a search; name some "
                    "with --policy",
                    CURB_PACKAGES_POLICIES_MAX);
            }
        }
    }
    return CURB_OK;
}

static curb_error_t check_names(const curb_packages_t *self,
    const curb_packages_options_t *options, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < options->policy_count; i++) {
        if (find_policy(self, options->policies[i]) != NULL) {
            continue;
        }
        curb_suggestion_t near = {.word = options->policies[i]};
        for (size_t s = 1; s < self->study->scenario_count; s++) {
            const curb_scenario_t *scenario = &self->study->scenarios[s];
            for (size_t k = 0; k < scenario->policy_count; k++) {
                if (!scenario->policies[k].in_force) {
                    curb_suggestion_offer(&near, scenario->policies[k].id);
                }
            }
        }
        const char *best = curb_suggestion_best(&near);
        bool meant = best != NULL && strcmp(best, options->policies[i]) != 0;
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            meant ? "--policy: no scenario of the study uses '%s'; did you mean '%s'?"
                  : "--policy: no scenario that is searched uses '%s'",
            options->policies[i], best);
    }
    if (error == CURB_OK && self->policy_count == 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the study has no policies to make packages of: its scenarios use none");
    }
    return error;
}

/* Whether an order of packages would be one of States whose anchors a rule divided from
 * their region's: what one policy reaches the other does not, both ways. The comparison
 * does not rank such scenarios either. */
static curb_error_t check_states(
    const curb_packages_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->study->world;
    uint64_t withheld = 0;
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        const curb_jurisdiction_t *place = &world->jurisdictions[j];
        withheld |= place->allocated && place->named_state ? UINT64_C(1) << j : 0;
    }
    for (size_t i = 0; i < self->policy_count; i++) {
        for (size_t k = 0; k < i; k++) {
            uint64_t one = self->policies[k].policy.jurisdictions & withheld;
            uint64_t other = self->policies[i].policy.jurisdictions & withheld;
            if ((one & ~other) != 0 && (other & ~one) != 0) {
                return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                    "'%s' and '%s' act in different States, whose anchors are allocated "
                    "and not observed: an order of their packages would be that of the "
                    "rule; name scenarios of one place with --scenario",
                    self->policies[k].policy.id, self->policies[i].policy.id);
            }
        }
    }
    return CURB_OK;
}

static void lay_doses(curb_packages_t *self, const curb_packages_options_t *options)
{
    for (size_t i = 0; i < self->policy_count; i++) {
        curb_packages_policy_t *one = &self->policies[i];
        const curb_instrument_row_t *row = &curb_instrument_rows[one->policy.instrument];
        const double doses[CURB_PACKAGES_DOSES] = {
            row->dose_low, row->dose_default, row->dose_high};
        for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
            one->intensity[d] = doses[d];
            one->there[d] = options->doses[d] && doses[d] > 0;
            for (size_t k = 0; k < d; k++) {
                one->there[d] = one->there[d] && !(one->there[k] && doses[k] == doses[d]);
            }
        }
    }
}

curb_error_t curb_packages_take(curb_packages_t *self,
    const curb_packages_options_t *options, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = take_policies(self, options, diagnostics);
    if (error == CURB_OK) {
        error = check_names(self, options, diagnostics);
    }
    if (error == CURB_OK) {
        error = check_states(self, diagnostics);
    }
    if (error == CURB_OK) {
        lay_doses(self, options);
    }
    return error;
}
