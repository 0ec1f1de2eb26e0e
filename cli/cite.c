/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cite_out.h"
#include "cli/claimed.h"
#include "cli/verbs.h"
#include "model/memory.h"
#include "plots/lang.h"

#include <stdio.h>
#include <string.h>

static curb_error_t find_claim(const curb_claims_t *claims, const char *id,
    const curb_claim_t **claim, curb_diagnostics_t *diagnostics)
{
    *claim = curb_claims_find(claims, id);
    if (*claim != NULL) {
        return CURB_OK;
    }
    const char **ids = curb_calloc(claims->count, sizeof *ids);
    if (ids == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    for (size_t i = 0; i < claims->count; i++) {
        ids[i] = claims->items[i].id;
    }
    const char *nearest = curb_nearest(id, ids, claims->count);
    curb_error_t error = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "'%s' is not a claim of this file; did you mean '%s'?"
                        : "'%s' is not a claim of this file; curb cite --list RESULTS.h5 "
                          "names them",
        id, nearest);
    curb_free(ids);
    return error;
}

static curb_error_t write_out(const curb_claims_t *claims,
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const char *id = arguments->operand_count == 2 ? arguments->operands[1] : "answer";
    const char *format = arguments->text[CURB_OPTION_CITATION];
    const curb_claim_t *claim = NULL;
    if (arguments->given[CURB_OPTION_CLAIMS]) {
        curb_cite_write_list(claims, stdout);
        return CURB_OK;
    }
    curb_error_t error = find_claim(claims, id, &claim, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    if (format == NULL || strcmp(format, "text") == 0) {
        curb_cite_write_text(claims, claim, stdout);
    } else if (strcmp(format, "bibtex") == 0) {
        curb_cite_write_bibtex(claims, claim, stdout);
    } else {
        error = strcmp(format, "csl") == 0 ? curb_cite_write_csl(claims, claim, stdout)
                                           : curb_cite_write_json(claims, claim, stdout);
    }
    return error == CURB_OK
               ? error
               : curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
}

static curb_error_t cite_run(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_claimed_t claimed = {0};
    curb_error_t error = curb_lang_use(arguments->text[CURB_OPTION_LANG], diagnostics);
    if (error == CURB_OK) {
        error =
            curb_results_open(&claimed.loaded.labels, arguments->operands[0], diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_claimed_make(&claimed, diagnostics);
    }
    if (error == CURB_OK) {
        curb_loaded_warn(&claimed.loaded, "file", diagnostics);
        error = write_out(&claimed.claims, arguments, diagnostics);
    }
    curb_claimed_free(&claimed);
    return error;
}

static const curb_option_t options[] = {CURB_OPTION_CLAIMS, CURB_OPTION_CITATION,
    CURB_OPTION_LANG, CURB_OPTION_QUIET, CURB_OPTION_NO_COLOR, CURB_OPTION_HELP,
    CURB_OPTION_COUNT};
static const int exit_codes[] = {0, 2, 65, 66, 70, 74, -1};

const curb_verb_t curb_verb_cite = {
    .name = "cite",
    .operands = "RESULTS.h5 [CLAIM]",
    .summary = "a sentence with a number, and how to cite it",
    .description =
        "Prints a claim of a results file, word for word as it may be quoted, with its "
        "interval and a citation that finds these very numbers again: version, seed and "
        "content hash. Without CLAIM it is the answer to the study's question.\n\n"
        "A claim's id is SCENARIO/METRIC/YEARS, for a part of the market followed by "
        "/jurisdiction=ID, /sector=ID or /concept=ID; --list names all. Words follow the "
        "interval: where it holds 0 the claim says 'no clear effect'. All numbers are "
        "modelled, not measured.",
    .examples = "curb cite out/alliance21/results.h5\n"
                "curb cite results.h5 --list\n"
                "curb cite results.h5 import_ban-high/exploited/2028\n"
                "curb cite results.h5 --format bibtex >> references.bib\n"
                "curb cite results.h5 --lang ru",
    .least_operands = 1,
    .most_operands = 2,
    .options = options,
    .exit_codes = exit_codes,
    .run = cite_run,
};
