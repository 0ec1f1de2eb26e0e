/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/agreement.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Hashes are told apart by their first digits. */
#define HASH "%.12s"

static void warn(curb_diagnostics_t *diagnostics, const char *what, const char *a,
    const char *b, const char *consequence)
{
    curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
        "the two files differ in %s: %s and %s; %s", what, a, b, consequence);
}

typedef char (*ids_t)[CURB_ID_BYTES];

static curb_error_t check_ids(const char *what, ids_t a, size_t a_count, ids_t b,
    size_t b_count, curb_diagnostics_t *diagnostics)
{
    size_t i = 0;
    while (i < a_count && i < b_count && strcmp(a[i], b[i]) == 0) {
        i++;
    }
    if (i == a_count && i == b_count) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "the two files do not have the same %s: %zu and %zu, the first that differs is "
        "'%s' in one and '%s' in the other",
        what, a_count, b_count, i < a_count ? a[i] : "(none)",
        i < b_count ? b[i] : "(none)");
}

static curb_error_t check_periods(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics)
{
    size_t p = 0;
    while (p < a->period_count && p < b->period_count &&
           fabs(a->years[p] - b->years[p]) <= 1e-6 &&
           fabs(a->period_months[p] - b->period_months[p]) <= 1e-6) {
        p++;
    }
    if (p == a->period_count && p == b->period_count) {
        return CURB_OK;
    }
    if (p == a->period_count || p == b->period_count) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "the two files do not record the same periods: one has %zu, the other %zu",
            a->period_count, b->period_count);
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "the two files do not record the same periods: number %zu is %.0f months from %.3f "
        "in one and %.0f months from %.3f in the other",
        p + 1, a->period_months[p], a->years[p], b->period_months[p], b->years[p]);
}

static curb_error_t check_seeds(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics)
{
    if (strcmp(a->seed_hex, b->seed_hex) == 0) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "the two files were run with different seeds (%s and %s): nothing pairs them; "
        "run one again with --seed %s",
        a->seed_hex, b->seed_hex, a->seed_hex);
}

static void check_worlds(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics)
{
    char one[120], other[120];
    bool same_id = strcmp(a->world_id, b->world_id) == 0;
    if (same_id && strcmp(a->world_hash, b->world_hash) == 0) {
        return;
    }
    snprintf(one, sizeof one, "%s (hash " HASH ")", a->world_id, a->world_hash);
    snprintf(other, sizeof other, "%s (hash " HASH ")", b->world_id, b->world_hash);
    warn(diagnostics, same_id ? "the numbers or settings of their world" : "their world",
        one, other,
        "differences are those between the worlds, too, and not the policies' doing alone");
}

static void check_settings(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics)
{
    char one[40], other[40];
    if (strcmp(a->version, b->version) != 0) {
        warn(diagnostics, "the program that made them", a->version, b->version,
            "what changed in between is part of the differences (CHANGELOG.md, Changes "
            "results), and equal seeds need not draw equal chance");
    }
    if (a->people_per_agent != b->people_per_agent) {
        snprintf(one, sizeof one, "%g", a->people_per_agent);
        snprintf(other, sizeof other, "%g", b->people_per_agent);
        warn(diagnostics, "scale (people an agent)", one, other,
            "chance is not shared agent by agent, and differences are noisier");
    }
    if (strcmp(a->parameters, b->parameters) != 0) {
        warn(diagnostics, "where parameters come from", a->parameters, b->parameters,
            "what they change is part of the differences");
    }
    if (strcmp(a->detection, b->detection) != 0) {
        warn(diagnostics, "the concept of detection", a->detection, b->detection,
            "only replicates with the same concept are paired");
    }
    if (a->content_hash[0] != '\0' && strcmp(a->content_hash, b->content_hash) == 0) {
        curb_diagnostics_add(diagnostics, CURB_WARNING, (curb_place_t){0}, NULL,
            "the two files hold the same numbers (content " HASH "): nothing can differ",
            a->content_hash);
    }
}

curb_error_t curb_agreement_check(
    const curb_results_t *a, const curb_results_t *b, curb_diagnostics_t *diagnostics)
{
    const curb_error_t found[] = {
        check_ids("jurisdictions", a->jurisdictions, a->jurisdiction_count,
            b->jurisdictions, b->jurisdiction_count, diagnostics),
        check_ids("sectors", a->sectors, a->sector_count, b->sectors, b->sector_count,
            diagnostics),
        check_periods(a, b, diagnostics), check_seeds(a, b, diagnostics)};
    check_worlds(a, b, diagnostics);
    check_settings(a, b, diagnostics);
    for (size_t i = 0; i < sizeof found / sizeof *found; i++) {
        if (found[i] != CURB_OK) {
            return found[i];
        }
    }
    return CURB_OK;
}
