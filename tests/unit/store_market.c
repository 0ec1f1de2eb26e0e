/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store_market.h"

#include "model/memory.h"

#include <ftw.h>
#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

small_model_t small_model;

static void name(char *to, size_t size, const char *stem, size_t number)
{
    snprintf(to, size, "%s_%zu", stem, number);
}

static void fill_world(curb_world_t *world)
{
    static const char *const parameters[] = {
        "responses.loudness", "sexual.exploited_share", "levers.criminalise_buying.reach"};
    snprintf(world->id, sizeof world->id, "small-world");
    world->price_year = 2014;
    world->jurisdiction_count = 3;
    world->sector_count = 2;
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        name(world->jurisdictions[j].id, CURB_ID_BYTES, "place", j);
    }
    world->jurisdictions[1].allocated = world->jurisdictions[1].named_state = true;
    world->jurisdictions[2].allocated = true;
    snprintf(world->sectors[0].id, CURB_ID_BYTES, "sexual");
    snprintf(world->sectors[1].id, CURB_ID_BYTES, "domestic");
    world->uncertain_count = sizeof parameters / sizeof *parameters;
    for (size_t p = 0; p < sizeof parameters / sizeof *parameters; p++) {
        curb_uncertain_t *row = &world->uncertain[p];
        snprintf(row->name, sizeof row->name, "%s", parameters[p]);
        row->low = 0.125 + (double)p;
        row->mode = 0.375 + (double)p;
        row->high = 0.75 + (double)p;
    }
}

static void fill_scenario(curb_scenario_t *scenario, size_t number)
{
    name(scenario->id, sizeof scenario->id, "scenario", number);
    snprintf(scenario->title, sizeof scenario->title, "Caf\xc3\xa9 \xd1\x8f %zu", number);
    scenario->policy_count = number == 0 ? 1 : 2;
    scenario->policies[0] = (curb_policy_t){.id = "old_law",
        .in_force = true,
        .jurisdictions = 7,
        .sectors = 3,
        .intensity = 1};
    if (number == 0) {
        snprintf(scenario->id, sizeof scenario->id, "baseline");
        return;
    }
    scenario->policies[1] = (curb_policy_t){.id = "campaign",
        .jurisdictions = 2,
        .sectors = 1,
        .start_month = 12 + (int)number,
        .end_month = INT_MAX,
        .intensity = 0.2385 + 0.01 * (double)number};
    snprintf(scenario->dose, sizeof scenario->dose, "default");
    scenario->budget_usd = 1.5e6;
}

void small_study_init(curb_study_t *study, size_t scenarios, size_t replicates)
{
    *study = (curb_study_t){.scenario_count = scenarios,
        .seed = 0xfedcba9876543210U,
        .replicates = replicates,
        .start_year = 2014.25,
        .months = SMALL_MONTHS,
        .period_months = 12,
        .people_per_agent = 2385.5,
        .buyers_per_segment = 10,
        .draws = true,
        .detection = CURB_DETECTION_BOTH,
        .metric_count = 2,
        .metrics = {CURB_METRIC_EXPLOITED, CURB_METRIC_PROFIT}};
    snprintf(study->id, sizeof study->id, "small");
    snprintf(study->title, sizeof study->title, "A small study");
    snprintf(study->question, sizeof study->question, "Which helps?");
    snprintf(study->world_hash, sizeof study->world_hash,
        "00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff");
    study->world = curb_calloc(1, sizeof *study->world);
    study->scenarios = curb_calloc(scenarios, sizeof *study->scenarios);
    study->resolved = curb_strdup("study: small\n");
    assert_non_null(study->world);
    assert_non_null(study->scenarios);
    fill_world(study->world);
    for (size_t s = 0; s < scenarios; s++) {
        fill_scenario(&study->scenarios[s], s);
    }
    small_model = (small_model_t){0};
}

void small_study_free(curb_study_t *study)
{
    curb_free(study->world);
    curb_free(study->scenarios);
    curb_free(study->resolved);
    *study = (curb_study_t){0};
}

static double value_of(uint64_t seed, uint32_t replicate, const curb_scenario_t *scenario,
    size_t metric, size_t place)
{
    double strength = scenario->policies[scenario->policy_count - 1].intensity;
    double stir = (double)((seed >> 7) % 1009) + 2.385 * replicate + 0.5 * (double)metric;
    return stir * (1.0 + strength) + sqrt((double)place + 0.25);
}

double small_value(const curb_study_t *study, uint32_t replicate, size_t scenario,
    size_t metric, size_t place)
{
    return value_of(study->seed, replicate, &study->scenarios[scenario], metric, place);
}

static void small_hash(const curb_study_t *study, size_t scenario, char hex[65])
{
    const curb_scenario_t *row = &study->scenarios[scenario];
    char text[256];
    snprintf(text, sizeof text, "%s %.17g", row->id,
        row->policies[row->policy_count - 1].intensity);
    curb_digest_of(text, strlen(text), hex);
}

static curb_error_t small_plan(
    const curb_run_t *run, curb_scenario_t *scenarios, curb_diagnostics_t *diagnostics)
{
    (void)diagnostics;
    for (size_t s = 0; s < run->scenario_count; s++) {
        scenarios[s].planned_cost_usd = 2.385e6 * (double)s;
        scenarios[s].budget_capped = s == 1;
    }
    return CURB_OK;
}

static size_t small_periods(const curb_run_t *run)
{
    return (size_t)((run->months + run->period_months - 1) / run->period_months);
}

static size_t small_solved(const curb_run_t *run)
{
    (void)run;
    return SMALL_SOLVED;
}

static void fill_record(
    const curb_run_t *run, uint32_t replicate, const bool *wanted, curb_record_t *record)
{
    size_t places =
        record->period_count * record->jurisdiction_count * record->sector_count;
    for (size_t s = 0; s < run->scenario_count; s++) {
        for (size_t m = 0; m < CURB_METRIC_COUNT && (wanted == NULL || wanted[s]); m++) {
            double *series = curb_record_series(record, s, (curb_metric_t)m);
            for (size_t i = 0; i < places; i++) {
                series[i] = value_of(run->seed, replicate, &run->scenarios[s], m, i);
            }
        }
    }
    for (size_t p = 0; p < record->parameter_count; p++) {
        record->parameters[p] = (double)p + 0.01 * replicate;
    }
    for (size_t i = 0; i < record->solved_count; i++) {
        record->solved[i] =
            run->solved != NULL ? run->solved[i] : 0.125F * (float)i + (float)replicate;
    }
    record->replicate = replicate;
    record->concept_used = (int)(replicate % 2);
}

static void count_run(const curb_run_t *run, const bool *wanted)
{
#pragma omp critical(small_model)
    {
        small_model.ran++;
        small_model.threads += run->threads;
        small_model.given_solution |= run->solved != NULL;
        for (size_t s = 0; s < run->scenario_count; s++) {
            small_model.recorded += wanted == NULL || wanted[s];
        }
        if (small_model.raise_stop != NULL) {
            *small_model.raise_stop = small_model.stop_value;
        }
    }
}

/* A set of replicates below 64, a bit each. */
static bool replicate_is_in(uint64_t set, uint32_t replicate)
{
    return replicate < 64 && (set >> replicate & 1U) != 0;
}

static curb_error_t small_replicate(const curb_run_t *run, uint32_t replicate,
    const bool *wanted, curb_record_t *record, curb_diagnostics_t *diagnostics)
{
    count_run(run, wanted);
    if (small_model.pause_us > 0) {
        usleep(small_model.pause_us);
    }
    if (replicate_is_in(small_model.failing, replicate)) {
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_INVALID, "sexual.exploited_share: no root");
    }
    fill_record(run, replicate, wanted, record);
    if (replicate_is_in(small_model.replaced, replicate)) {
        record->draw_attempt = 1;
        curb_diagnostics_add(diagnostics, CURB_NOTE, (curb_place_t){0}, NULL,
            "draw replaced: responses.loudness contradicts the anchors");
    }
    return CURB_OK;
}

const curb_model_calls_t small_calls = {.plan_budgets = small_plan,
    .replicate = small_replicate,
    .period_count = small_periods,
    .solved_count = small_solved,
    .scenario_hash = small_hash};

void small_batch_init(curb_batch_t *batch, const curb_study_t *study)
{
    assert_int_equal(
        curb_batch_init(batch, study, SMALL_PERIODS, SMALL_SOLVED, small_hash), CURB_OK);
}

void small_shard_init(curb_shard_t *shard, const curb_batch_t *batch, uint32_t replicate)
{
    curb_run_t run = curb_experiment_run_of(batch->study, 1);
    curb_record_t record;
    const curb_world_t *world = batch->study->world;
    assert_int_equal(curb_record_init(&record, batch->study->scenario_count, SMALL_PERIODS,
                         world->jurisdiction_count, world->sector_count,
                         world->uncertain_count, SMALL_SOLVED),
        CURB_OK);
    fill_record(&run, replicate, NULL, &record);
    assert_int_equal(
        curb_shard_init(shard, batch, &record, NULL, NULL, "one note"), CURB_OK);
}

curb_error_t small_run(curb_study_t *study, const char *path, int jobs,
    curb_experiment_report_t *report, curb_diagnostics_t *diagnostics)
{
    curb_experiment_report_t unread;
    const curb_experiment_options_t options = {
        .out_path = path, .command_line = "curb run small.yaml", .jobs = jobs};
    return curb_runner_run(
        study, &options, &small_calls, report != NULL ? report : &unread, diagnostics);
}

void small_folder_make(char *folder, size_t size)
{
    /* In memory where there is such a place: these tests wait for the disk most of their
     * time. */
    const char *place = access("/dev/shm", W_OK | X_OK) == 0 ? "/dev/shm" : ".";
    snprintf(folder, size, "%s/curb-test-XXXXXX", place);
    assert_non_null(mkdtemp(folder));
}

static int remove_entry(
    const char *path, const struct stat *status, int kind, struct FTW *where)
{
    (void)status;
    (void)kind;
    (void)where;
    return remove(path);
}

void small_folder_remove(const char *folder)
{
    nftw(folder, remove_entry, 8, FTW_DEPTH | FTW_PHYS);
}

bool small_said(const curb_diagnostics_t *diagnostics, const char *text)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (strstr(diagnostics->messages[i].text, text) != NULL) {
            return true;
        }
    }
    return false;
}

void small_content_hash(const char *path, char hash[65])
{
    curb_results_t results;
    hash[0] = '\0';
    if (curb_results_open(&results, path, NULL) == CURB_OK) {
        memcpy(hash, results.content_hash, sizeof results.content_hash);
        curb_results_close(&results);
    }
}

bool small_exists(const char *path) { return access(path, F_OK) == 0; }
