/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What writing shards and merging them costs without a market: made-up numbers, whole ones
 * as counts of people are, in the shapes of a study. merge FOLDER SCENARIOS REPLICATES
 * PERIODS JURISDICTIONS SECTORS [ONE_IN]. With ONE_IN only one in so many metrics has
 * numbers and the others are zero, so that files with holes can stand for a study that the
 * disk is too small for. */
#include "store/merge.h"
#include "model/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <time.h>

typedef struct {
    curb_study_t study;
    curb_batch_t batch;
    curb_shards_t shards;
    size_t one_in;
    char out[512];
} bench_t;

static double now_s(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static double cpu_s(void) { return (double)clock() / CLOCKS_PER_SEC; }

static double peak_mb(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return 1024.0 * (double)usage.ru_maxrss / 1e6;
}

static void hash(const curb_study_t *study, size_t scenario, char hex[CURB_DIGEST_BYTES])
{
    const char *id = study->scenarios[scenario].id;
    curb_digest_of(id, strlen(id), hex);
}

static bool make_study(curb_study_t *study, char **words)
{
    *study = (curb_study_t){.scenario_count = strtoul(words[0], NULL, 10),
        .replicates = strtoul(words[1], NULL, 10),
        .months = 12 * (int)strtoul(words[2], NULL, 10),
        .period_months = 12,
        .people_per_agent = 100};
    snprintf(study->id, sizeof study->id, "bench");
    study->world = curb_calloc(1, sizeof *study->world);
    study->scenarios = curb_calloc(study->scenario_count, sizeof *study->scenarios);
    if (study->world == NULL || study->scenarios == NULL) {
        return false;
    }
    curb_world_t *world = study->world;
    world->jurisdiction_count = strtoul(words[3], NULL, 10);
    world->sector_count = strtoul(words[4], NULL, 10);
    for (size_t s = 0; s < study->scenario_count; s++) {
        snprintf(study->scenarios[s].id, CURB_ID_BYTES, "scenario_%zu", s);
    }
    for (size_t j = 0; j < world->jurisdiction_count; j++) {
        snprintf(world->jurisdictions[j].id, CURB_ID_BYTES, "place_%zu", j);
    }
    for (size_t k = 0; k < world->sector_count; k++) {
        snprintf(world->sectors[k].id, CURB_ID_BYTES, "sector_%zu", k);
    }
    return true;
}

static curb_error_t write_shard(bench_t *self, uint32_t replicate)
{
    const curb_study_t *study = &self->study;
    curb_record_t record;
    curb_shard_t shard;
    curb_error_t error =
        curb_record_init(&record, study->scenario_count, self->batch.period_count,
            study->world->jurisdiction_count, study->world->sector_count, 0, 0);
    if (error != CURB_OK) {
        return error;
    }
    size_t series = study->scenario_count * CURB_METRIC_COUNT;
    size_t length = self->batch.period_count * curb_cell_count(study->world);
    uint64_t state = replicate + 1;
    for (size_t i = 0; i < series * length; i++) {
        state = state * 6364136223846793005U + 1442695040888963407U;
        if (i / length % self->one_in == 0) {
            record.values[i] = 100.0 * (double)(state >> 54);
        }
    }
    record.replicate = replicate;
    error = curb_shard_init(&shard, &self->batch, &record, NULL, NULL, "");
    if (error == CURB_OK) {
        error = curb_shards_write(&self->shards, &shard, NULL);
        curb_shard_free(&shard);
    }
    curb_record_free(&record);
    return error;
}

static double megabytes(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0 ? (double)status.st_size / 1e6 : 0.0;
}

static curb_error_t measure(bench_t *self)
{
    const size_t count = self->study.replicates;
    uint32_t *replicates = curb_calloc(count, sizeof *replicates);
    curb_error_t error = replicates != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    double began = now_s(), cpu = cpu_s();
    for (uint32_t r = 0; error == CURB_OK && r < count; r++) {
        replicates[r] = r;
        error = write_shard(self, r);
    }
    char *one = curb_shards_path(&self->shards, 0);
    printf("shards: %zu of %.1f MB, %.1f s, %.1f s of processor, peak %.0f MB\n", count,
        megabytes(one), now_s() - began, cpu_s() - cpu, peak_mb());
    began = now_s();
    cpu = cpu_s();
    const curb_merge_input_t input = {.batch = &self->batch,
        .shards = &self->shards,
        .replicates = replicates,
        .replicate_count = count,
        .threads = 1};
    if (error == CURB_OK) {
        error = curb_merge(&input, self->out, NULL);
    }
    printf("merge: %.0f MB, %.1f s, %.1f s of processor, peak %.0f MB\n",
        megabytes(self->out), now_s() - began, cpu_s() - cpu, peak_mb());
    curb_free(one);
    curb_free(replicates);
    return error;
}

int main(int argc, char **argv)
{
    enum { WORDS = 7 };
    bench_t bench = {.shards = {.lock = -1, .own_lock = -1}};
    bench.one_in = argc > WORDS ? strtoul(argv[WORDS], NULL, 10) : 1;
    if (argc < WORDS || bench.one_in == 0) {
        fprintf(stderr, "usage: merge FOLDER SCENARIOS REPLICATES PERIODS JURISDICTIONS "
                        "SECTORS [ONE_IN]\n");
        return 2;
    }
    snprintf(bench.out, sizeof bench.out, "%s/merged.h5", argv[1]);
    if (!make_study(&bench.study, argv + 2) ||
        curb_batch_init(&bench.batch, &bench.study, (size_t)(bench.study.months / 12), 0,
            hash) != CURB_OK ||
        curb_shards_open(&bench.shards, bench.out, NULL, NULL) != CURB_OK) {
        return 1;
    }
    curb_error_t error = measure(&bench);
    if (error != CURB_OK) {
        fprintf(stderr, "%s\n", curb_error_text(error));
    }
    curb_shards_close(&bench.shards);
    curb_batch_free(&bench.batch);
    curb_free(bench.study.world);
    curb_free(bench.study.scenarios);
    return curb_error_exit_code(error);
}
