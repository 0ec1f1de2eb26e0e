/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  A small study and a model that needs no market: numbers that follow from seed,
 * replicate, scenario and place, so that tests of storing and resuming know what must come
 * out. */
#ifndef CURB_TESTS_STORE_MARKET_H
#define CURB_TESTS_STORE_MARKET_H

#include "experiments/runner.h"
#include "store/results.h"

enum { SMALL_SOLVED = 7, SMALL_MONTHS = 30, SMALL_PERIODS = 3 };

/** How the small model behaves, and what it counted. */
typedef struct {
    uint64_t failing;    /**< bit r: replicate r fails */
    uint64_t replaced;   /**< bit r: its draw was replaced */
    unsigned pause_us;   /**< time that a replicate takes */
    int recorded;        /**< scenarios that were recorded, over all replicates */
    int ran;             /**< replicates run */
    int threads;         /**< threads that were offered, over all replicates */
    bool given_solution; /**< a solve was handed in */
    volatile sig_atomic_t *raise_stop; /**< set to stop_value during the first replicate */
    int stop_value;
} small_model_t;

extern small_model_t small_model;
extern const curb_model_calls_t small_calls;

/** Makes a study; free it with small_study_free(). */
void small_study_init(curb_study_t *study, size_t scenarios, size_t replicates);
void small_study_free(curb_study_t *study);

double small_value(const curb_study_t *study, uint32_t replicate, size_t scenario,
    size_t metric, size_t place);

/** A batch of the study, with hashes. */
void small_batch_init(curb_batch_t *batch, const curb_study_t *study);

/** The shard that a run of the study would make; `wanted` and `old` may be NULL. */
void small_shard_init(curb_shard_t *shard, const curb_batch_t *batch, uint32_t replicate);

/** Runs the study with the small model into a path. */
curb_error_t small_run(curb_study_t *study, const char *path, int jobs,
    curb_experiment_report_t *report, curb_diagnostics_t *diagnostics);

/** A fresh folder for one test; small_folder_remove() empties and removes it. */
void small_folder_make(char *folder, size_t size);
void small_folder_remove(const char *folder);

/** Whether one of the messages holds a text. */
bool small_said(const curb_diagnostics_t *diagnostics, const char *text);

/** Content hash of a results file; "" when it does not open. */
void small_content_hash(const char *path, char hash[65]);

/** Whether a file exists. */
bool small_exists(const char *path);

#endif
