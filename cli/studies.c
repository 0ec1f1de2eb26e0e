/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/studies.h"

#include "cli/effort.h"
#include "cli/message.h"
#include "cli/number.h"
#include "experiments/calibration.h"
#include "experiments/experiment.h"
#include "experiments/room.h"
#include "model/memory.h"

#include <string.h>
#include <unistd.h>

/* What the program with its libraries and the study of so many cells hold beside that, as
 * bench/README.md says. */
static const double BYTES_OF_PROGRAM = 19.5e6;
static const double BYTES_PER_CELL = 40e3;

static curb_error_t split_setting(
    curb_setting_t *setting, char *text, curb_diagnostics_t *diagnostics)
{
    char *equals = strchr(text, '=');
    if (equals == NULL) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_USAGE, "--set: '%s' is not KEY=VALUE", text);
    }
    *equals = '\0';
    *setting = (curb_setting_t){.key = text, .value = equals + 1};
    return CURB_OK;
}

curb_error_t curb_study_of(
    curb_study_t *study, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    const curb_texts_t *texts = &arguments->texts[CURB_OPTION_SET];
    curb_setting_t *settings = curb_calloc(texts->count + 2, sizeof *settings);
    if (settings == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    size_t count = 0;
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < texts->count && error == CURB_OK; i++) {
        error = split_setting(&settings[count++], texts->items[i], diagnostics);
    }
    if (arguments->given[CURB_OPTION_SEED]) {
        settings[count++] = (curb_setting_t){"seed", arguments->text[CURB_OPTION_SEED]};
    }
    if (arguments->given[CURB_OPTION_REPLICATES]) {
        settings[count++] =
            (curb_setting_t){"replicates", arguments->text[CURB_OPTION_REPLICATES]};
    }
    if (error == CURB_OK) {
        error =
            curb_study_read(study, arguments->operands[0], settings, count, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_posterior_attach(study, diagnostics);
    }
    curb_free(settings);
    return error;
}

void curb_study_close(
    curb_study_t *study, const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_message_flush(arguments, diagnostics);
    curb_study_free(study);
}

int curb_jobs_of(const curb_arguments_t *arguments)
{
    return (int)arguments->number[CURB_OPTION_JOBS];
}

static int most_threads(int jobs)
{
    long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return jobs > 0 ? jobs : processors > 0 ? (int)processors : 1;
}

static int jobs_in_hand(int jobs, size_t replicates)
{
    int most = most_threads(jobs);
    return (size_t)most < replicates ? most : (int)replicates;
}

double curb_estimate_seconds(
    const curb_study_t *study, size_t scenarios, size_t replicates, int jobs)
{
    /* the longest thread has the replicates that do not divide evenly */
    size_t hands = (size_t)jobs_in_hand(jobs, replicates);
    return curb_effort_seconds(study, scenarios, (replicates + hands - 1) / hands,
        most_threads(jobs) / (int)hands);
}

curb_error_t curb_estimate(
    curb_estimate_t *self, curb_study_t *study, int jobs, curb_diagnostics_t *diagnostics)
{
    *self = (curb_estimate_t){.jobs = jobs_in_hand(jobs, study->replicates)};
    int threads = most_threads(jobs) / self->jobs; /* inside a replicate */
    self->threads = self->jobs * threads;
    curb_run_t run = curb_experiment_run_of(study, threads);
    curb_run_memory_t memory = {0};
    curb_error_t error = curb_run_plan_budgets(&run, study->scenarios, diagnostics);
    if (error == CURB_OK) {
        error = curb_run_check(&run, diagnostics);
    }
    if (error == CURB_OK) {
        error = curb_run_memory(&run, &memory, diagnostics);
    }
    if (error == CURB_OK) {
        run.threads = self->jobs;
        error = curb_run_check_draws(
            &run, (uint32_t)study->replicates, &self->draws, diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    double numbers = (double)study->scenario_count *
                     (double)curb_study_period_count(study) * CURB_METRIC_COUNT *
                     (double)curb_cell_count(study->world);
    self->agents = curb_effort_agents(study);
    self->agent_months = self->agents * (double)study->replicates *
                         curb_effort_scenario_months(study, study->scenario_count);
    self->seconds =
        curb_estimate_seconds(study, study->scenario_count, study->replicates, jobs);
    self->memory_bytes = curb_room_bytes(&run, memory.used, study->replicates, self->jobs) +
                         BYTES_OF_PROGRAM +
                         (double)curb_cell_count(study->world) * BYTES_PER_CELL;
    self->disk_bytes = 2 * numbers * sizeof(double) * (double)study->replicates;
    return CURB_OK;
}

/* How many draws of the parameters, and what an interval over them will hold. */
static void print_draws(const curb_estimate_t *self, const curb_study_t *study, FILE *out)
{
    size_t each = study->replicates_per_draw;
    size_t count = (study->replicates + each - 1) / each;
    size_t last = study->replicates - (count - 1) * each;
    if (!study->draws) {
        fprintf(out,
            "  draws        none: central parameters, so intervals hold chance only\n");
        return;
    }
    fprintf(out, "  draws        %zu of the parameters x %zu replicate%s of chance", count,
        each, each == 1 ? "" : "s");
    if (last < each) {
        fprintf(out, " (the last draw has %zu)", last);
    }
    fputs(each == 1 ? "; the two are not told apart\n" : "\n", out);
    if (self->draws.tried > 0) {
        fprintf(out, "               %u of %zu draws tried, %u contradict the anchors\n",
            self->draws.tried, count, self->draws.contradicting);
    }
}

void curb_estimate_print(const curb_estimate_t *self, const curb_study_t *study, FILE *out)
{
    fprintf(out, "  replicates   %zu, each with all %zu scenarios (the baseline is one)\n",
        study->replicates, study->scenario_count);
    print_draws(self, study, out);
    fprintf(out, "  months       %d, %d before policies start\n", study->months,
        study->months_before);
    fprintf(out, "  agents       about %s in each scenario\n",
        curb_number_in_words(self->agents).text);
    fprintf(out, "  time         about %s on %d thread%s (roughly: machines differ)\n",
        curb_number_duration(self->seconds).text, self->threads,
        self->threads == 1 ? "" : "s");
    fprintf(out, "  memory       %s\n", curb_number_bytes(self->memory_bytes).text);
    fprintf(out, "  disk         at most %s\n", curb_number_bytes(self->disk_bytes).text);
}
