/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  All of libcurb: read a study, run it, read the results back. A study is read with
 *  curb_study_read(), run with curb_experiment_run(), its file opened with
 * curb_results_open(); curb_run_replicate() is the model alone, without any input or
 * output. */
#ifndef CURB_CURB_H
#define CURB_CURB_H

#include "experiments/experiment.h"
#include "model/diagnostics.h"
#include "model/error.h"
#include "model/instruments.h"
#include "model/memory.h"
#include "model/metrics.h"
#include "model/record.h"
#include "model/responses.h"
#include "model/run.h"
#include "model/scenario.h"
#include "model/world.h"
#include "store/results.h"
#include "study/study.h"
#include "version.h"

#endif
