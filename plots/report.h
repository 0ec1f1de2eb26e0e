/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The report of a results file: one page that answers the study's question, says how sure
 *  the answer is, and can be checked sentence by sentence. */
#ifndef CURB_PLOTS_REPORT_H
#define CURB_PLOTS_REPORT_H

#include "analysis/decision.h"
#include "plots/claims.h"
#include "plots/page.h"
#include "plots/plots.h"
#include "store/grades.h"

/** What the answer hangs on. */
typedef struct {
    bool known;           /**< there are enough worlds, and two scenarios of one budget */
    curb_worlds_t worlds; /**< owned */
    curb_decision_t decision; /**< owned; of the headline's budget */
    curb_grade_t *grades;     /**< [parameter]; owned */
    bool *used;               /**< [parameter]; owned */
} curb_hinges_t;

typedef struct {
    const curb_claims_t *claims;
    curb_plots_t *plots;  /**< figures are drawn into its folder, as SVG too */
    curb_hinges_t hinges; /**< owned */
    curb_page_t page;     /**< owned */
    curb_diagnostics_t *diagnostics;
    curb_error_t
        error; /**< the first that a figure met with; the page is then not written */
    bool is_drawn[CURB_FIGURE_COUNT];
    bool for_check; /**< derived to be set against a page: nothing but figures is written */
    bool pictured;  /**< that page was made where gnuplot was */
} curb_report_t;

/** @brief Finds out what the answer hangs on. `claims` and `plots` are of `data` and
 *  outlive `self`.
 *  @return CURB_ERR_NO_MEMORY and what curb_grades_read() returns. */
CURB_MUST_CHECK curb_error_t curb_report_init(curb_report_t *self,
    const curb_compare_data_t *data, const curb_claims_t *claims, curb_plots_t *plots,
    curb_diagnostics_t *diagnostics);
void curb_report_free(curb_report_t *self);

/** @brief Draws the figures and writes `folder`/index.html, claims.json and what describes
 *  the folder to machines (crate.h).
 *  @return as curb_plots_draw() and curb_file_write(). */
CURB_MUST_CHECK curb_error_t curb_report_write(
    curb_report_t *self, const char *folder, curb_diagnostics_t *diagnostics);

/** @brief The page that the results give, to be set against one that is there. Figures are
 *  drawn into the folder of the plots, where they may be removed; nothing else is written.
 *  @param pictured  whether that page was made where gnuplot was: pictures that cannot be
 *  drawn here keep their places
 *  @param text  the caller frees it with curb_free(); NULL after an error
 *  @return as curb_plots_draw() */
CURB_MUST_CHECK curb_error_t curb_report_derive(curb_report_t *self, bool pictured,
    char **text, size_t *bytes, curb_diagnostics_t *diagnostics);

/* --- parts of the page, in their order --- */

/** @brief How sure: intervals in plain words, concepts of detection, what would change the
 *  ranking. */
void curb_report_sure(curb_report_t *self);

/** @brief Begins a row of a table with an uncertain number, an input of the worlds: what it
 * is called, and its id as a study file has it. */
void curb_report_number(curb_report_t *self, curb_node_t *row, size_t input);

/** @brief Which uncertain numbers go clearly with the size of the answer's effect, and how
 *  large it is where each is low and high; nothing where the draws are too few. */
void curb_report_leaning(curb_report_t *self, curb_node_t *section);

/** @brief How many replicates of the study the file does not have, and how many of either
 *  concept of detection it has. */
curb_words_t curb_report_missing(const curb_results_t *labels);

/** @brief Equal budgets side by side. */
void curb_report_comparison(curb_report_t *self);

/** @brief Low, default and high doses. */
void curb_report_doses(curb_report_t *self);

/** @brief Where the market moved. */
void curb_report_moved(curb_report_t *self);

/** @brief By sector, jurisdiction and group of people. */
void curb_report_parts(curb_report_t *self);

/** @brief From buyers to traffickers. */
void curb_report_money(curb_report_t *self);

/** @brief What measures cost the public and buyers. */
void curb_report_costs(curb_report_t *self);

/** @brief Begins a table of the measures that are set side by side, those first that avert
 *  most: a line each, a cell for each metric. */
void curb_report_rivals(curb_report_t *self, curb_node_t *section, const char *caption,
    const char *const *metrics, const char *const *columns, size_t count);

/** @brief Adds the claim of an id as a sentence, where the results bear one. */
void curb_report_claim(
    curb_report_t *self, curb_node_t *parent, const char *element, const char *id);

/** @brief Lists claims of the highlighted scenario about the whole market. */
void curb_report_list(
    curb_report_t *self, curb_node_t *section, const char *const *metrics, size_t count);

/** @brief Draws the slides into a folder and lists them with their messages; NULL: lists.
 */
void curb_report_slides(curb_report_t *self, const char *folder);

/** @brief What the model leaves out, and by what methods the numbers came. */
void curb_report_limits(curb_report_t *self);

/** @brief What finds these very numbers again. */
void curb_report_provenance(curb_report_t *self);

/** @brief Draws and adds the figures that belong to a part of the page, each with its
 *  finding, script and numbers; those that hold nothing are left out. */
void curb_report_figures(curb_report_t *self, curb_node_t *section);

/** @brief All rows of the claims for the page's script, and the part that shows them. */
void curb_report_explore(curb_report_t *self);

/** @brief All claims with their numbers as JSON; the caller frees it with curb_free().
 *  NULL without memory. */
char *curb_claims_json(const curb_claims_t *claims);

#endif
