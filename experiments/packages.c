/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Planned costs of policies add up (model/run_plan.c), so a package is affordable when the
 * costs of its policies at their doses are, and a branch of the search ends where they are
 * not: the search visits little more than what is affordable. */
#include "experiments/packages.h"

#include "experiments/experiment.h"
#include "experiments/packages_parts.h"
#include "model/memory.h"
#include "model/run.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_packages_dose_keys[CURB_PACKAGES_DOSES] = {"low", "default", "high"};

/* --- what they cost --- */

static void start_scenario(const curb_study_t *study, curb_scenario_t *scenario)
{
    *scenario = study->scenarios[0];
    scenario->policy_count = study->world->in_force_count;
    scenario->shock_count = 0;
}

static void add_policy(
    const curb_packages_policy_t *one, size_t dose, curb_scenario_t *scenario)
{
    curb_policy_t *policy = &scenario->policies[scenario->policy_count++];
    *policy = one->policy;
    policy->intensity = one->intensity[dose];
}

static curb_error_t plan_costs(curb_packages_t *self, curb_diagnostics_t *diagnostics)
{
    size_t count = self->policy_count * CURB_PACKAGES_DOSES;
    curb_scenario_t *probes = curb_calloc(count, sizeof *probes);
    if (probes == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        start_scenario(self->study, &probes[i]);
        add_policy(
            &self->policies[i / CURB_PACKAGES_DOSES], i % CURB_PACKAGES_DOSES, &probes[i]);
    }
    curb_run_t run = curb_experiment_run_of(self->study, 1);
    run.scenarios = probes;
    run.scenario_count = count;
    curb_error_t error = curb_run_plan_budgets(&run, probes, diagnostics);
    for (size_t i = 0; error == CURB_OK && i < count; i++) {
        self->policies[i / CURB_PACKAGES_DOSES].cost_usd[i % CURB_PACKAGES_DOSES] =
            probes[i].planned_cost_usd;
    }
    curb_free(probes);
    return error;
}

/* --- the search --- */

typedef struct {
    curb_packages_t *packages;
    uint8_t doses[CURB_PACKAGES_POLICIES_MAX];
    double budget; /* with room for the rounding of sums */
    size_t listed;
    bool is_listing;
} walk_t;

static void keep(walk_t *walk, double cost, size_t size)
{
    curb_packages_t *packages = walk->packages;
    if (walk->is_listing) {
        memcpy(packages->doses + walk->listed * packages->policy_count, walk->doses,
            packages->policy_count);
        packages->planned[walk->listed++] = cost;
        return;
    }
    packages->is_more = packages->count == CURB_PACKAGES_COUNTED_MAX;
    if (!packages->is_more) {
        packages->count++;
        packages->by_size[size]++;
    }
}

static void visit(walk_t *walk, size_t policy, double cost, size_t size)
{
    const curb_packages_t *packages = walk->packages;
    if (!walk->is_listing && packages->is_more) {
        return;
    }
    if (policy == packages->policy_count) {
        if (size > 0) {
            keep(walk, cost, size);
        }
        return;
    }
    const curb_packages_policy_t *one = &packages->policies[policy];
    walk->doses[policy] = 0;
    visit(walk, policy + 1, cost, size);
    for (size_t d = 0; d < CURB_PACKAGES_DOSES && size < packages->size_most; d++) {
        if (one->there[d] && cost + one->cost_usd[d] <= walk->budget) {
            walk->doses[policy] = (uint8_t)(d + 1);
            visit(walk, policy + 1, cost + one->cost_usd[d], size + 1);
        }
    }
    walk->doses[policy] = 0;
}

static walk_t walk_of(curb_packages_t *self, bool is_listing)
{
    return (walk_t){.packages = self,
        .budget = self->budget_usd * (1 + 1e-9),
        .is_listing = is_listing};
}

/* Packages of each size, built up policy by policy. */
static double grid_of(const curb_packages_t *self)
{
    double by_size[CURB_PACKAGES_POLICIES_MAX + 1] = {1};
    for (size_t i = 0; i < self->policy_count; i++) {
        double doses = 0;
        for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
            doses += self->policies[i].there[d];
        }
        for (size_t k = i + 1; k > 0; k--) {
            by_size[k] += by_size[k - 1] * doses;
        }
    }
    double sum = 0;
    for (size_t k = 1; k <= self->policy_count && k <= self->size_most; k++) {
        sum += by_size[k];
    }
    return sum;
}

static curb_error_t refuse_poor(
    const curb_packages_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_packages_policy_t *least = NULL;
    double cost = INFINITY;
    size_t dose = 0;
    for (size_t i = 0; i < self->policy_count; i++) {
        for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
            const curb_packages_policy_t *one = &self->policies[i];
            if (one->there[d] && one->cost_usd[d] < cost) {
                cost = one->cost_usd[d];
                least = one;
                dose = d;
            }
        }
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "a budget of %.0f USD a year pays for no package: the cheapest is %s at its %s "
        "dose, planned at %.0f USD a year",
        self->budget_usd, least != NULL ? least->policy.id : "",
        curb_packages_dose_keys[dose], cost);
}

curb_error_t curb_packages_init(curb_packages_t *self, const curb_study_t *study,
    const curb_packages_options_t *options, curb_diagnostics_t *diagnostics)
{
    *self = (curb_packages_t){.study = study,
        .budget_usd = options->budget_usd,
        .size_most =
            options->size_most > 0 ? options->size_most : CURB_PACKAGES_POLICIES_MAX};
    self->policies = curb_calloc(CURB_PACKAGES_POLICIES_MAX, sizeof *self->policies);
    if (self->policies == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_error_t error = curb_packages_take(self, options, diagnostics);
    if (error == CURB_OK) {
        error = plan_costs(self, diagnostics);
    }
    if (error == CURB_OK) {
        walk_t walk = walk_of(self, false);
        self->grid = grid_of(self);
        visit(&walk, 0, 0, 0);
        error = self->count == 0 ? refuse_poor(self, diagnostics) : CURB_OK;
    }
    return error;
}

curb_error_t curb_packages_list(curb_packages_t *self, curb_diagnostics_t *diagnostics)
{
    if (self->is_more || self->count > CURB_PACKAGES_LISTED_MAX) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s%zu packages keep to the budget, and at most %d can be searched: name fewer "
            "policies (--policy), fewer doses (--doses) or smaller packages (--size)",
            self->is_more ? "more than " : "", self->count, CURB_PACKAGES_LISTED_MAX);
    }
    self->doses = curb_calloc(self->count * self->policy_count, sizeof *self->doses);
    self->planned = curb_calloc(self->count, sizeof *self->planned);
    if (self->doses == NULL || self->planned == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    walk_t walk = walk_of(self, true);
    visit(&walk, 0, 0, 0);
    return CURB_OK;
}

/* The list is in ascending order of the doses as bytes. */
size_t curb_packages_find(const curb_packages_t *self, const uint8_t *doses)
{
    size_t low = 0, high = self->count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        int order =
            memcmp(self->doses + middle * self->policy_count, doses, self->policy_count);
        if (order == 0) {
            return middle;
        }
        low = order < 0 ? middle + 1 : low;
        high = order < 0 ? high : middle;
    }
    return CURB_PACKAGES_NONE;
}

size_t curb_packages_size(const curb_packages_t *self, size_t package)
{
    size_t size = 0;
    for (size_t i = 0; i < self->policy_count; i++) {
        size += self->doses[package * self->policy_count + i] > 0;
    }
    return size;
}

/* --- a package as a scenario --- */

static void name(const curb_packages_t *self, const uint8_t *doses, char *id)
{
    char text[CURB_PACKAGES_POLICIES_MAX * (CURB_ID_BYTES + 10)] = "";
    size_t used = 0;
    for (size_t i = 0; i < self->policy_count; i++) {
        if (doses[i] > 0) {
            used += (size_t)snprintf(text + used, sizeof text - used, "%s%s-%s",
                used > 0 ? "+" : "", self->policies[i].policy.id,
                curb_packages_dose_keys[doses[i] - 1]);
        }
    }
    if (used < CURB_ID_BYTES) {
        memcpy(id, text, used + 1);
        return;
    }
    used = (size_t)snprintf(id, CURB_ID_BYTES, "package-");
    for (size_t i = 0; i < self->policy_count; i++) {
        id[used++] = "0ldh"[doses[i]];
    }
    id[used] = '\0';
}

static void add_words(char *text, size_t bytes, const char *id, const char *dose)
{
    size_t used = strlen(text);
    char words[CURB_ID_BYTES];
    snprintf(words, sizeof words, "%s", id);
    words[0] = (char)(used == 0 ? toupper((unsigned char)words[0]) : words[0]);
    for (char *at = words; *at != '\0'; at++) {
        *at = *at == '_' ? ' ' : *at;
    }
    snprintf(text + used, bytes - used, "%s%s (%s)", used > 0 ? " + " : "", words, dose);
}

static void entitle(
    const curb_packages_t *self, const uint8_t *doses, char *title, size_t bytes)
{
    enum { MORE_BYTES = 24 };
    size_t left = 0;
    title[0] = '\0';
    for (size_t i = 0; i < self->policy_count; i++) {
        const char *id = self->policies[i].policy.id;
        if (doses[i] > 0 && left == 0 &&
            strlen(title) + strlen(id) + 16 + MORE_BYTES < bytes) {
            add_words(title, bytes, id, curb_packages_dose_keys[doses[i] - 1]);
        } else if (doses[i] > 0) {
            left++;
        }
    }
    size_t used = strlen(title);
    if (left > 0) {
        snprintf(title + used, bytes - used, " + %zu more", left);
    }
}

void curb_packages_scenario(
    const curb_packages_t *self, size_t package, curb_scenario_t *scenario)
{
    const uint8_t *doses = self->doses + package * self->policy_count;
    start_scenario(self->study, scenario);
    for (size_t i = 0; i < self->policy_count; i++) {
        if (doses[i] > 0) {
            add_policy(&self->policies[i], doses[i] - 1u, scenario);
        }
    }
    name(self, doses, scenario->id);
    entitle(self, doses, scenario->title, sizeof scenario->title);
    snprintf(scenario->dose, sizeof scenario->dose, "package");
    scenario->budget_usd = self->budget_usd;
    scenario->budget_is_limit = true;
}

void curb_packages_free(curb_packages_t *self)
{
    curb_free(self->policies);
    curb_free(self->doses);
    curb_free(self->planned);
    *self = (curb_packages_t){0};
}
