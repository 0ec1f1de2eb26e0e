/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A posterior in the place of the prior's draws. */
#include "analysis/plausible.h"
#include "experiments/calibration.h"
#include "model/memory.h"
#include "model/random.h"
#include "store/batch.h"
#include "study/hash.h"

#include <math.h>
#include <string.h>

/* The release decides; a revision may change how a run goes but not what a number means,
 * and both are in the record. */
static bool same_release(const char *left, const char *right)
{
    size_t length = strcspn(left, "+");
    return length == strcspn(right, "+") && strncmp(left, right, length) == 0;
}

/* What a reader can act on is the number that differs, so those are named before the hash.
 */
static curb_error_t check_world(
    const curb_posterior_t *posterior, const curb_study_t *study, curb_diagnostics_t *said)
{
    char hash[65];
    const char *path = study->posterior_path;
    curb_error_t error = CURB_OK;
    if (strcmp(posterior->world_id, study->world->id) != 0) {
        error = curb_diagnostics_fail(said, CURB_ERR_INVALID,
            "%s is a posterior of the world '%s'; this study has '%s'", path,
            posterior->world_id, study->world->id);
    }
    for (size_t p = 0; p < posterior->parameter_count; p++) {
        const curb_calibrated_t *number = &posterior->parameters[p];
        size_t at = curb_targets_row(study->world, number->name);
        if (at == SIZE_MAX) {
            error = curb_diagnostics_fail(said, CURB_ERR_INVALID,
                "%s gives '%s', which is not uncertain in this study", path, number->name);
            continue;
        }
        const curb_uncertain_t *row = &study->world->uncertain[at];
        if (row->low != number->low || row->mode != number->mode ||
            row->high != number->high || row->spread != number->spread) {
            error = curb_diagnostics_fail(said, CURB_ERR_INVALID,
                "%s was made with '%s' at %.6g (%.6g to %.6g, %s); this study has %.6g "
                "(%.6g to %.6g, %s)",
                path, number->name, number->mode, number->low, number->high,
                curb_spread_keys[number->spread], row->mode, row->low, row->high,
                curb_spread_keys[row->spread]);
        }
    }
    curb_hash_numbers(study->world, hash);
    if (error == CURB_OK && strcmp(hash, posterior->world_hash) != 0) {
        error = curb_diagnostics_fail(said, CURB_ERR_INVALID,
            "%s was made with other numbers of the world '%s' (hash %.12s there, %.12s "
            "now): an anchor, a response, a lever or a range was changed; make it anew",
            path, posterior->world_id, posterior->world_hash, hash);
    }
    return error;
}

static curb_error_t check(
    const curb_posterior_t *posterior, const curb_study_t *study, curb_diagnostics_t *said)
{
    curb_error_t error = CURB_OK;
    if (!same_release(posterior->version, curb_batch_version())) {
        error = curb_diagnostics_fail(said, CURB_ERR_INVALID,
            "%s was made with curb %s; this is %s: make it anew", study->posterior_path,
            posterior->version, curb_batch_version());
    }
    curb_error_t other = check_world(posterior, study, said);
    return error != CURB_OK ? error : other;
}

static size_t draws_of(const curb_study_t *study)
{
    size_t each = study->replicates_per_draw > 1 ? study->replicates_per_draw : 1;
    return (study->replicates + each - 1) / each;
}

/* A draw's point follows from its number alone, so a longer table begins with the shorter.
 */
static curb_error_t lay_out(const curb_posterior_t *posterior, curb_study_t *study)
{
    curb_given_draws_t *given = &study->given;
    size_t draws = draws_of(study), count = posterior->parameter_count;
    curb_free(given->rows);
    curb_free(given->values);
    *given = (curb_given_draws_t){0};
    given->rows = curb_calloc(count, sizeof *given->rows);
    given->values = curb_calloc(draws * count, sizeof *given->values);
    if (given->rows == NULL || given->values == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t p = 0; p < count; p++) {
        given->rows[p] =
            (uint32_t)curb_targets_row(study->world, posterior->parameters[p].name);
    }
    uint32_t word, unused;
    curb_words(curb_key(study->seed, 0, CURB_FOR_POSTERIOR, 0), 0, 0, &word, &unused);
    for (size_t k = 0; k < draws; k++) {
        size_t point = curb_weights_pick(posterior->weights, posterior->point_count,
            curb_even_unit((double)curb_unit(word), k));
        memcpy(given->values + k * count, posterior->points + point * count,
            count * sizeof *given->values);
    }
    given->parameter_count = count;
    given->draw_count = draws;
    return CURB_OK;
}

curb_error_t curb_posterior_attach(curb_study_t *study, curb_diagnostics_t *diagnostics)
{
    if (study->posterior_path[0] == '\0' || study->given.draw_count >= draws_of(study)) {
        return CURB_OK;
    }
    curb_posterior_t posterior;
    curb_error_t error =
        curb_posterior_read(&posterior, study->posterior_path, diagnostics);
    if (error == CURB_OK) {
        error = check(&posterior, study, diagnostics);
    }
    if (error == CURB_OK && study->posterior_hash[0] != '\0' &&
        strcmp(study->posterior_hash, posterior.content_hash) != 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s was changed while the study ran", study->posterior_path);
    }
    if (error == CURB_OK) {
        error = lay_out(&posterior, study);
    }
    if (error == CURB_OK) {
        memcpy(study->posterior_hash, posterior.content_hash, sizeof study->posterior_hash);
        curb_hash_world(study, study->world_hash);
    }
    curb_posterior_free(&posterior);
    return error;
}
