/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of the search. What runs is in portfolio_run.c. */
#include "experiments/portfolio.h"

#include "analysis/front.h"
#include "experiments/portfolio_parts.h"
#include "model/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Packages to run next, and a mark on those that are in it. */
typedef struct {
    size_t *list, count, most;
    bool *marked; /* [package] */
} choice_t;

static curb_error_t choice_init(choice_t *self, size_t packages, size_t most)
{
    *self = (choice_t){.most = most < packages ? most : packages};
    self->list = curb_calloc(self->most, sizeof *self->list);
    self->marked = curb_calloc(packages, sizeof *self->marked);
    return self->list != NULL && self->marked != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void choice_free(choice_t *self)
{
    curb_free(self->list);
    curb_free(self->marked);
}

static void choose(choice_t *self, size_t package)
{
    if (package != CURB_PACKAGES_NONE && !self->marked[package] &&
        self->count < self->most) {
        self->marked[package] = true;
        self->list[self->count++] = package;
    }
}

/* --- orders --- */

typedef struct {
    size_t package, layer;
    double averted;
} candidate_t;

/* Layer by layer, in each what averts most first. */
static int by_layer(const void *left, const void *right)
{
    const candidate_t *a = left, *b = right;
    if (a->layer != b->layer) {
        return a->layer < b->layer ? -1 : 1;
    }
    if (a->averted != b->averted) {
        return a->averted > b->averted ? -1 : 1;
    }
    return (a->package > b->package) - (a->package < b->package);
}

/* All packages by layers of the front of cost and averted; those with a NaN last. The
 * result is the caller's. */
static candidate_t *in_layers(const double *cost, const double *averted, size_t count)
{
    candidate_t *order = curb_calloc(count, sizeof *order);
    size_t *layers = curb_calloc(count, sizeof *layers);
    if (order == NULL || layers == NULL ||
        curb_front_layers(cost, averted, count, layers) != CURB_OK) {
        curb_free(order);
        curb_free(layers);
        return NULL;
    }
    for (size_t p = 0; p < count; p++) {
        order[p] = (candidate_t){p, layers[p], isnan(averted[p]) ? -INFINITY : averted[p]};
    }
    curb_free(layers);
    qsort(order, count, sizeof *order, by_layer);
    return order;
}

/* --- what is screened --- */

size_t curb_search_singles(const curb_packages_t *packages) { return packages->by_size[1]; }

bool curb_search_is_direct(
    const curb_packages_t *packages, const curb_search_options_t *options)
{
    return packages->count <= options->most_finals;
}

/* The package of one of a package's policies alone. */
static size_t single_of(const curb_packages_t *packages, size_t package, size_t policy)
{
    uint8_t doses[CURB_PACKAGES_POLICIES_MAX] = {0};
    doses[policy] = packages->doses[package * packages->policy_count + policy];
    return curb_packages_find(packages, doses);
}

static bool has_policy(const curb_packages_t *packages, size_t package, size_t policy)
{
    return packages->doses[package * packages->policy_count + policy] > 0;
}

static void add_up_singles(curb_search_t *self)
{
    const curb_packages_t *packages = self->packages;
    for (size_t p = 0; p < packages->count; p++) {
        self->additive[p] = 0;
        for (size_t i = 0; i < packages->policy_count; i++) {
            if (has_policy(packages, p, i)) {
                self->additive[p] += self->screened_averted[single_of(packages, p, i)];
            }
        }
    }
}

static void choose_singles(curb_search_t *self, choice_t *choice)
{
    for (size_t p = 0; p < self->packages->count; p++) {
        if (curb_packages_size(self->packages, p) == 1) {
            choose(choice, p);
        }
    }
}

/* What adding up promises, front by front of planned cost and that sum. */
static curb_error_t choose_promising(curb_search_t *self, choice_t *choice)
{
    candidate_t *order =
        in_layers(self->packages->planned, self->additive, self->packages->count);
    if (order == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < self->packages->count; i++) {
        choose(choice, order[i].package);
    }
    curb_free(order);
    return CURB_OK;
}

static curb_error_t screen(curb_search_t *self, curb_search_work_t *work)
{
    choice_t choice;
    size_t all = self->packages->count;
    size_t most = work->options->most_screened;
    curb_error_t error = choice_init(&choice, all, most > 0 ? most : all);
    if (error == CURB_OK) {
        self->is_exhaustive = choice.most == all;
        self->screened = choice.most;
        choose_singles(self, &choice);
        size_t singles = choice.count;
        self->batches =
            curb_search_batches(singles) + curb_search_batches(choice.most - singles);
        error = curb_search_screen(work, choice.list, singles);
        if (error == CURB_OK) {
            add_up_singles(self);
            error = choose_promising(self, &choice);
        }
        if (error == CURB_OK) {
            error = curb_search_screen(work, choice.list + singles, choice.count - singles);
        }
    }
    choice_free(&choice);
    return error;
}

/* --- who is a finalist --- */

static void add_singles(curb_search_t *self, choice_t *choice, size_t package)
{
    for (size_t i = 0; i < self->packages->policy_count; i++) {
        if (has_policy(self->packages, package, i)) {
            choose(choice, single_of(self->packages, package, i));
        }
    }
}

static void add_pairs(curb_search_t *self, choice_t *choice, size_t package)
{
    const curb_packages_t *packages = self->packages;
    const uint8_t *own = packages->doses + package * packages->policy_count;
    for (size_t i = 0; i < packages->policy_count; i++) {
        for (size_t k = i + 1; k < packages->policy_count; k++) {
            uint8_t doses[CURB_PACKAGES_POLICIES_MAX] = {0};
            if (own[i] > 0 && own[k] > 0) {
                doses[i] = own[i];
                doses[k] = own[k];
                choose(choice, curb_packages_find(packages, doses));
            }
        }
    }
}

/* Room for a package and what it is made of alone, or it is not taken. */
static void add_finalist(curb_search_t *self, choice_t *choice, size_t package)
{
    size_t needed = choice->marked[package] ? 0 : 1;
    for (size_t i = 0; i < self->packages->policy_count; i++) {
        if (has_policy(self->packages, package, i)) {
            size_t single = single_of(self->packages, package, i);
            needed += single != package && !choice->marked[single];
        }
    }
    if (choice->count + needed <= choice->most) {
        choose(choice, package);
        self->stages[package] = CURB_SEARCH_FINALIST;
        add_singles(self, choice, package);
    }
}

/* The screened front with its single policies, then its pairs, then the next fronts. */
static curb_error_t choose_finals(curb_search_t *self, choice_t *choice)
{
    size_t count = self->packages->count;
    candidate_t *order = in_layers(self->screened_cost, self->screened_averted, count);
    if (order == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t front = 0;
    while (front < count && order[front].layer == 0) {
        add_finalist(self, choice, order[front++].package);
    }
    for (size_t i = 0; i < front; i++) {
        if (self->stages[order[i].package] == CURB_SEARCH_FINALIST) {
            add_pairs(self, choice, order[i].package);
        }
    }
    for (size_t i = front;
         i < count && order[i].layer != CURB_FRONT_NONE && choice->count < choice->most;
         i++) {
        add_finalist(self, choice, order[i].package);
    }
    curb_free(order);
    return CURB_OK;
}

static void list_finals(curb_search_t *self, const choice_t *choice)
{
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < choice->count; i++) {
            size_t package = choice->list[i];
            bool is_finalist = self->stages[package] == CURB_SEARCH_FINALIST;
            if (is_finalist == (pass == 0)) {
                self->finals[self->final_count++] = package;
            }
        }
    }
    for (size_t i = 0; i < self->final_count; i++) {
        if (self->stages[self->finals[i]] != CURB_SEARCH_FINALIST) {
            self->stages[self->finals[i]] = CURB_SEARCH_PART;
        }
    }
}

static curb_error_t select_finals(curb_search_t *self, const curb_search_options_t *options)
{
    choice_t choice;
    curb_error_t error = choice_init(&choice, self->packages->count, options->most_finals);
    if (error == CURB_OK && self->has_screening) {
        error = choose_finals(self, &choice);
    }
    for (size_t p = 0; error == CURB_OK && !self->has_screening && p < choice.most; p++) {
        choose(&choice, p);
        self->stages[p] = CURB_SEARCH_FINALIST;
    }
    if (error == CURB_OK) {
        list_finals(self, &choice);
    }
    choice_free(&choice);
    return error;
}

/* --- the whole --- */

static curb_error_t check(const curb_search_t *self, const curb_search_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    size_t singles = curb_search_singles(self->packages);
    if (self->has_screening && options->most_screened > 0 &&
        options->most_screened < singles && singles <= self->packages->count) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "the limit leaves room to screen %zu packages, and the single policies alone "
            "are %zu",
            options->most_screened, singles);
    }
    return CURB_OK;
}

static curb_error_t make_room(curb_search_t *self, size_t most_finals)
{
    size_t count = self->packages->count;
    self->stages = curb_calloc(count, sizeof *self->stages);
    self->additive = curb_calloc(count, sizeof *self->additive);
    self->screened_averted = curb_calloc(count, sizeof *self->screened_averted);
    self->screened_cost = curb_calloc(count, sizeof *self->screened_cost);
    self->finals = curb_calloc(most_finals, sizeof *self->finals);
    if (self->stages == NULL || self->additive == NULL || self->screened_averted == NULL ||
        self->screened_cost == NULL || self->finals == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t p = 0; p < count; p++) {
        self->additive[p] = self->screened_averted[p] = self->screened_cost[p] = NAN;
    }
    return CURB_OK;
}

curb_error_t curb_search_run(curb_search_t *self, curb_study_t *study,
    curb_packages_t *packages, const curb_search_options_t *options,
    curb_diagnostics_t *diagnostics)
{
    *self = (curb_search_t){.packages = packages,
        .screening_replicates = options->screening_replicates,
        .screening_seed = study->seed ^ CURB_SEARCH_OTHER_SEED,
        .is_exhaustive = true};
    self->has_screening = !curb_search_is_direct(packages, options);
    curb_search_work_t work = {
        .search = self, .study = study, .options = options, .diagnostics = diagnostics};
    curb_error_t error = check(self, options, diagnostics);
    if (error == CURB_OK) {
        error = make_room(self, options->most_finals);
    }
    if (error == CURB_OK && self->has_screening) {
        error = screen(self, &work);
    }
    if (error == CURB_OK) {
        error = select_finals(self, options);
    }
    return error == CURB_OK ? curb_search_finish(&work) : error;
}

void curb_search_free(curb_search_t *self)
{
    curb_free(self->stages);
    curb_free(self->additive);
    curb_free(self->screened_averted);
    curb_free(self->screened_cost);
    curb_free(self->finals);
    curb_search_study_free(&self->study);
    *self = (curb_search_t){0};
}
