/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Made-up results, a folder for their figures, and a stand-in for gnuplot. */
#ifndef CURB_TESTS_PLOTS_FIXTURE_H
#define CURB_TESTS_PLOTS_FIXTURE_H

#include "plots/plots.h"
#include "unit/plots_market.h"

/** The name of a program that is not there. */
extern const char PLOTS_NO_GNUPLOT[];

typedef struct {
    plots_market_t market;
    curb_compare_data_t data;
    char folder[64];
    curb_diagnostics_t diagnostics;
    curb_plots_t plots;
    char gnuplot[160]; /* a stand-in for the program */
} plots_fixture_t;

/** Makes results of a shape and a fresh folder. */
void plots_make(plots_fixture_t *self, const plots_shape_t *shape);

/** Starts drawing, all formats, with a program in the place of gnuplot (NULL: gnuplot). */
void plots_open(plots_fixture_t *self, size_t highlight, const char *gnuplot);

/** Path of a file in the folder. */
void plots_path(const plots_fixture_t *self, const char *name, char path[160]);

/** Whether a file is in the folder. */
bool plots_is_there(const plots_fixture_t *self, const char *name);

/** How many files there have a text in their names. */
size_t plots_files_with(const plots_fixture_t *self, const char *part);

/** A file of the folder; free it with curb_free(). */
char *plots_text(const plots_fixture_t *self, const char *name);

/** Writes a file into the folder. */
void plots_write(const plots_fixture_t *self, const char *name, const char *text);

/** Whether one of the messages holds a text. */
bool plots_said(const plots_fixture_t *self, const char *part);

/** Removes the folder and frees everything. */
void plots_unmake(plots_fixture_t *self);

/** Draws a figure that is not empty. */
curb_error_t plots_draw(plots_fixture_t *self, curb_figure_t figure);

/** Makes a program in the place of gnuplot of shell commands, run in the folder. */
void plots_stand_in(plots_fixture_t *self, const char *commands);

/** Whether PATH leads to gnuplot. */
bool plots_has_gnuplot(void);

/** How often a text holds a part. */
size_t plots_times(const char *text, const char *part);

#endif
