/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/verify.h"

#include "cli/message.h"
#include "cli/reported.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "plots/lang.h"
#include "store/files.h"

#include <stdio.h>
#include <string.h>

typedef size_t tally_t[CURB_VERIFY_KIND_COUNT][CURB_VERIFY_OUTCOME_COUNT];

/* One thing of a kind, and many. */
static const char *const nouns[CURB_VERIFY_KIND_COUNT][2] = {{"claim", "claims"},
    {"cell of a table", "cells of tables"}, {"picture", "pictures"},
    {"row to look at", "rows to look at"}, {"other text", "other texts"},
    {"file beside the page", "files beside the page"}};

static void print_found(void *context, const curb_verify_finding_t *finding)
{
    static const char *const outcomes[CURB_VERIFY_OUTCOME_COUNT] = {
        "", "differs", "unknown", "missing", "not drawn"};
    size_t(*tally)[CURB_VERIFY_OUTCOME_COUNT] = context;
    tally[finding->kind][finding->outcome]++;
    if (finding->outcome == CURB_VERIFY_HOLDS) {
        return;
    }
    printf("%s  %s\n", outcomes[finding->outcome], finding->place);
    if (finding->outcome == CURB_VERIFY_NOT_DRAWN) {
        printf("  drawn with %s, here is %s\n", finding->said,
            finding->derived != NULL ? finding->derived : "no gnuplot");
        return;
    }
    bool is_claim = finding->kind == CURB_VERIFY_CLAIM;
    printf("  %-8s %s\n  results  %s\n",
        finding->kind == CURB_VERIFY_FILE ? "file" : "page",
        finding->said != NULL ? finding->said : "has no such thing",
        finding->derived != NULL ? finding->derived
        : is_claim               ? "hold no such claim"
                                 : "give no such thing");
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

static size_t wrong(const size_t outcomes[CURB_VERIFY_OUTCOME_COUNT])
{
    return outcomes[CURB_VERIFY_DIFFERS] + outcomes[CURB_VERIFY_UNKNOWN] +
           outcomes[CURB_VERIFY_MISSING];
}

static size_t all(const size_t outcomes[CURB_VERIFY_OUTCOME_COUNT])
{
    return wrong(outcomes) + outcomes[CURB_VERIFY_HOLDS] + outcomes[CURB_VERIFY_NOT_DRAWN];
}

static void print_tally(size_t (*tally)[CURB_VERIFY_OUTCOME_COUNT])
{
    for (int k = 0; k < CURB_VERIFY_KIND_COUNT; k++) {
        const size_t *of = tally[k];
        if (all(of) == 0) {
            continue;
        }
        printf("%zu %s, %zu hold, %zu differ, %zu cannot be derived", all(of),
            nouns[k][all(of) != 1], of[CURB_VERIFY_HOLDS], of[CURB_VERIFY_DIFFERS],
            of[CURB_VERIFY_UNKNOWN]);
        if (of[CURB_VERIFY_MISSING] > 0) {
            printf(", %zu missing", of[CURB_VERIFY_MISSING]);
        }
        if (of[CURB_VERIFY_NOT_DRAWN] > 0) {
            printf(", %zu could not be drawn again", of[CURB_VERIFY_NOT_DRAWN]);
        }
        printf("\n");
    }
}

static curb_error_t judge(const curb_arguments_t *arguments,
    size_t (*tally)[CURB_VERIFY_OUTCOME_COUNT], curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    size_t undrawn = tally[CURB_VERIFY_PICTURE][CURB_VERIFY_NOT_DRAWN];
    print_tally(tally);
    if (undrawn > 0) {
        curb_message_note(arguments,
            "curb: note: %zu of %zu pictures were not checked, because they were drawn "
            "with "
            "another gnuplot than is found here, or none is found; the tables behind them "
            "were",
            undrawn, all(tally[CURB_VERIFY_PICTURE]));
    }
    if (all(tally[CURB_VERIFY_CLAIM]) == 0) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "the page holds no claims");
    }
    for (int k = 0; k < CURB_VERIFY_KIND_COUNT; k++) {
        if (wrong(tally[k]) > 0) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%zu of %zu %s do not follow from the results", wrong(tally[k]),
                all(tally[k]), nouns[k][1]);
        }
    }
    return error;
}

/* The page that the results give, its figures drawn into `folder`. */
static curb_error_t derive(curb_reported_t *reported, bool pictured, const char *folder,
    char **text, size_t *bytes, curb_diagnostics_t *diagnostics)
{
    curb_plots_options_t options = {.folder = folder,
        .formats = {[CURB_PICTURE_SVG] = pictured},
        .highlight = CURB_NO_SCENARIO};
    curb_error_t error = curb_reported_make(reported, &options, diagnostics);
    return error != CURB_OK
               ? error
               : curb_report_derive(&reported->report, pictured, text, bytes, diagnostics);
}

/* The page, and what lies beside it, `path` being its name. */
static curb_error_t compare_with(const curb_verify_t *page, const char *path,
    curb_reported_t *reported, const char *folder,
    size_t (*tally)[CURB_VERIFY_OUTCOME_COUNT], curb_diagnostics_t *diagnostics)
{
    char *derived = NULL;
    size_t bytes = 0;
    curb_error_t error =
        derive(reported, page->pictured, folder, &derived, &bytes, diagnostics);
    if (error == CURB_OK) {
        error =
            curb_verify_run(page, &reported->claims, derived, bytes, print_found, tally);
    }
    if (error == CURB_OK) {
        error = curb_verify_files(path, folder, &reported->claims, print_found, tally);
    }
    curb_free(derived);
    return error;
}

/* Figures are drawn in a folder that goes again. */
static curb_error_t compare(const curb_verify_t *page, curb_reported_t *reported,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    tally_t tally = {{0}};
    char *folder = NULL;
    curb_error_t error = curb_reported_read(reported, diagnostics);
    if (error == CURB_OK) {
        error = curb_folder_scratch(&folder, diagnostics);
    }
    if (error == CURB_OK) {
        error = compare_with(
            page, arguments->operands[0], reported, folder, tally, diagnostics);
        curb_folder_discard(folder);
    }
    curb_free(folder);
    return error != CURB_OK ? error : judge(arguments, tally, diagnostics);
}

static curb_error_t verify_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_verify_t page;
    curb_reported_t *reported = &(curb_reported_t){0};
    curb_error_t error = curb_verify_init(&page, arguments->operands[0], diagnostics);
    if (error == CURB_OK) {
        error = curb_lang_use(page.lang[0] != '\0' ? page.lang : NULL, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_results_open(
            &reported->loaded.labels, arguments->operands[1], diagnostics);
    }
    if (error == CURB_OK) {
        error = compare_hashes(&page, &reported->loaded.labels, arguments, diagnostics);
    }
    if (error == CURB_OK) {
        error = compare(&page, reported, arguments, diagnostics);
    }
    curb_verify_free(&page);
    curb_reported_free(reported);
    return error;
}

static const curb_option_t options[] = {
    CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP, CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 73, 74, -1};

const curb_verb_t curb_verb_verify = {
    .name = "verify",
    .operands = "INDEX.html RESULTS.h5",
    .summary = "whether a report says what its results say",
    .description =
        "Derives a report's page again from the results and sets it against the one that "
        "is there, in its language: each claim, each cell of a table, also of those behind "
        "figures, each picture, each row of what a reader may look at, and all other "
        "texts. "
        "Names what differs, is missing or cannot be derived, with what would be right, "
        "and "
        "prints counts. Exit code 0 when all hold, 65 when something does not, or when the "
        "page was made from other results.\n\n"
        "Pictures are compared byte by byte, which needs the gnuplot that drew them; those "
        "that cannot be drawn again are counted and named, and change no exit code. What a "
        "newer curb words otherwise differs too: check with the curb that wrote the "
        "page.\n\n"
        "Files beside the page that ro-crate-metadata.json lists are checked as well: "
        "claims.json, the study and the numbers behind figures against the results, "
        "pictures "
        "and scripts against their digests from when the folder was made. A page that "
        "stands "
        "alone has none.",
    .examples = "curb verify report/index.html results.h5",
    .least_operands = 2,
    .most_operands = 2,
    .options = options,
    .exit_codes = exit_codes,
    .run = verify_run,
};
