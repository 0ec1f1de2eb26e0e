/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Figures of a results file: for each a gnuplot script that holds its data, a CSV of its
 * numbers, and the pictures that gnuplot makes of the script. */
#ifndef CURB_PLOTS_PLOTS_H
#define CURB_PLOTS_PLOTS_H

#include "analysis/compare.h"
#include "model/diagnostics.h"
#include "plots/figure.h"

#include <stdbool.h>
#include <stddef.h>

#define CURB_FIGURE_ENUM(name, file, shows) CURB_FIGURE_##name,
typedef enum { CURB_FIGURE_LIST(CURB_FIGURE_ENUM) CURB_FIGURE_COUNT } curb_figure_t;
#undef CURB_FIGURE_ENUM

typedef struct {
    const char *name;  /**< of its files, without ending */
    const char *shows; /**< in a few words */
} curb_figure_row_t;

extern const curb_figure_row_t curb_figure_rows[CURB_FIGURE_COUNT];

typedef enum {
    CURB_PICTURE_PNG,
    CURB_PICTURE_SVG,
    CURB_PICTURE_PDF,
    CURB_PICTURE_COUNT
} curb_picture_format_t;

extern const char *const curb_picture_formats[CURB_PICTURE_COUNT]; /**< also the endings */

typedef struct {
    const char *folder; /**< made if it is not there; borrowed */
    bool formats[CURB_PICTURE_COUNT];
    size_t highlight;    /**< a scenario, or CURB_NO_SCENARIO to let the numbers choose */
    const char *gnuplot; /**< program; NULL: gnuplot, as PATH finds it */
} curb_plots_options_t;

typedef struct {
    curb_scene_t scene; /**< owned */
    curb_plots_options_t options;
    bool gnuplot_missing;  /**< found out by drawing: scripts and sheets are there */
    curb_words_t headline; /**< of the figure drawn last: what it finds */
} curb_plots_t;

/** @brief Marks the metrics whose values figures need. */
void curb_plots_needs(const curb_results_t *labels, bool needed[CURB_METRIC_COUNT]);

/** @brief Compares and chooses. `data` and the folder's name outlive `self`.
 *  @return as curb_compare_init(); CURB_ERR_USAGE when the highlight is the baseline. */
CURB_MUST_CHECK curb_error_t curb_plots_init(curb_plots_t *self,
    const curb_compare_data_t *data, const curb_plots_options_t *options,
    curb_diagnostics_t *diagnostics);
void curb_plots_free(curb_plots_t *self);

/** @brief Whether a figure is of paired differences and the results have fewer than two
 * units: an empty panel would say "no clear effect" of what nobody can know. */
bool curb_plots_lack_pairs(const curb_plots_t *self, curb_figure_t figure);

/** @brief Removes the files of a figure from the folder, if its script there is ours; what
 * somebody else put there stays.
 *  @return CURB_ERR_NO_MEMORY */
CURB_MUST_CHECK curb_error_t curb_plots_clear(
    const curb_plots_t *self, curb_figure_t figure, curb_diagnostics_t *diagnostics);

/** @brief Writes one figure: NAME.gp and NAME.csv first, then the pictures, each whole or
 * not at all. Pictures of older numbers do not stay beside a new script.
 *  @param is_empty  set when the results hold nothing for this figure: nothing is written,
 * and what is there of other results goes
 *  @return CURB_ERR_CANNOT_CREATE also when a file of that name is there and not ours;
 * CURB_ERR_IO when gnuplot fails; CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_plots_draw(curb_plots_t *self, curb_figure_t figure,
    bool *is_empty, curb_diagnostics_t *diagnostics);

#endif
