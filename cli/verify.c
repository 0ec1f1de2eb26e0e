/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/verify.h"

#include "cli/claimed.h"
#include "cli/verbs.h"
#include "plots/lang.h"

#include <stdio.h>
#include <string.h>

typedef struct {
    size_t holding, differing, unknown;
} tally_t;

static void print_found(void *context, curb_verify_outcome_t outcome, const char *id,
    const char *said, const char *derived)
{
    tally_t *tally = context;
    switch (outcome) {
    case CURB_VERIFY_HOLDS:
        tally->holding++;
        break;
    case CURB_VERIFY_DIFFERS:
        tally->differing++;
        printf("differs  %s\n  page     %s\n  results  %s\n", id, said, derived);
        break;
    case CURB_VERIFY_UNKNOWN:
        tally->unknown++;
        printf("unknown  %s\n  page     %s\n  results  hold no such claim\n", id, said);
        break;
    }
}

static curb_error_t compare_hashes(const curb_verify_t *page, const curb_results_t *labels,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    if (strcmp(page->content_hash, labels->content_hash) == 0) {
        return CURB_OK;
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "%s was made from other results (content %.16s...) than %s (content %.16s...)",
        arguments->operands[0], page->content_hash, arguments->operands[1],
        labels->content_hash);
}

static curb_error_t judge(const tally_t *tally, curb_diagnostics_t *diagnostics)
{
    size_t all = tally->holding + tally->differing + tally->unknown;
    printf("%zu claims, %zu hold, %zu differ, %zu cannot be derived\n", all, tally->holding,
        tally->differing, tally->unknown);
    if (all == 0) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "the page holds no claims");
    }
    if (all > tally->holding) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%zu of %zu claims do not follow from the results", all - tally->holding, all);
    }
    return CURB_OK;
}

static curb_error_t verify_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_verify_t page;
    curb_claimed_t claimed = {0};
    tally_t tally = {0};
    curb_error_t error = curb_verify_init(&page, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        error = curb_lang_use(page.lang[0] != '\0' ? page.lang : NULL, diagnostics);
    }
    if (error == CURB_OK) {
        error =
            curb_results_open(&claimed.loaded.labels, arguments->operands[1], diagnostics);
    }
    if (error == CURB_OK) {
        error = compare_hashes(&page, &claimed.loaded.labels, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_claimed_make(&claimed, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_verify_run(&page, &claimed.claims, print_found, &tally);
    }
    if (error == CURB_OK) {
        error = judge(&tally, diagnostics);
    }
    curb_verify_free(&page);
    curb_claimed_free(&claimed);
    return error;
}

static const curb_option_t options[] = {
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

const curb_verb_t curb_verb_verify = {
    .name = "verify",
    .operands = "INDEX.html RESULTS.h5",
    .summary = "whether a report says what its results say",
    .description =
        "Derives each claim of a report's page again from the results and sets it against "
        "the words on the page, in the page's language. Prints those that differ or cannot "
        "be derived, and a count. Exit code 0 when all hold, 65 when one does not, or when "
        "the page was made from other results.",
    .examples = "curb verify report/index.html results.h5",
    .least_operands = 2,
    .most_operands = 2,
    .options = options,
    .exit_codes = exit_codes,
    .run = verify_run,
};
