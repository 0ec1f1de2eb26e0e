/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/workspace.h"

#include "model/pools.h"
#include "model/random.h"
#include "model/skipping.h"
#include "model/state.h"

#include <math.h>
#include <string.h>

static const double bound_over_baseline = 8.0;
enum {
    MARKS_TOGETHER = 512, /* drawn at once; fits the L1 cache */
    CANDIDATE_BUCKETS_MOST = 1 << 20
};

/* Probability with which a class's persons are drawn as candidates: the bound of those who
 * were exploited before, which covers the others. */
static double class_bound(const curb_market_t *market, const curb_class_t *class)
{
    const curb_responses_t *responses = &market->world->responses;
    double bound = bound_over_baseline * market->pools[class->pool].hazard *
                   curb_vulnerability(responses, class->vulnerability) *
                   responses->vulnerability_after;
    return bound < 1.0 ? bound : 1.0;
}

static double score_per_unit(const curb_market_t *market, const curb_class_t *class)
{
    return class_bound(market, class) /
           curb_vulnerability(&market->world->responses, class->vulnerability);
}

/* No candidate of a pool scores as much. */
static double score_most(
    const curb_market_t *market, const curb_population_t *population, size_t pool)
{
    double most = 0.0;
    for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
        const curb_class_t *class =
            &population->classes[pool * CURB_VULNERABILITY_COUNT + v];
        double score = score_per_unit(market, class);
        most = score > most ? score : most;
    }
    return most;
}

double curb_candidate_bound(const curb_market_t *market, size_t pool)
{
    return bound_over_baseline * market->pools[pool].hazard;
}

static double return_chance(const curb_market_t *market)
{
    return 1.0 / market->world->responses.safe_months;
}

/* Room for a binomial count that is exceeded less than once in 10^20 months. */
static size_t room_for(double mean) { return (size_t)(mean + 10.0 * sqrt(mean) + 100.0); }

static size_t candidate_room(
    const curb_market_t *market, const curb_population_t *population)
{
    double mean = 0.0;
    for (size_t i = 0; i < population->class_count; i++) {
        const curb_class_t *class = &population->classes[i];
        mean += class_bound(market, class) * (double)class->count;
    }
    return room_for(mean);
}

/* As many as there are candidates, up to 4 MiB of them. */
static size_t candidate_buckets(size_t candidates)
{
    size_t buckets = 1;
    while (buckets < candidates && buckets < CANDIDATE_BUCKETS_MOST) {
        buckets *= 2;
    }
    return buckets;
}

static void lay_out(curb_workspace_t *self, curb_arena_t *arena,
    const curb_market_t *market, const curb_population_t *population)
{
    size_t slots = population->slot_count;
    size_t places = population->place_count;
    size_t recovering = curb_recovering_capacity(population);
    curb_shared_month_t *month = &self->month;
    month->candidate_capacity = candidate_room(market, population);
    month->return_capacity =
        room_for(return_chance(market) * (double)population->person_count);
#define TAKE(column, count) column = curb_arena_take(arena, count, sizeof *column)
    curb_marks_take(&month->marks, arena, population);
    TAKE(month->class_of_block, (population->person_count >> CURB_CLASS_BLOCK_BITS) + 1);
    TAKE(month->first_candidate, market->pool_count + 1);
    TAKE(month->candidate, month->candidate_capacity);
    TAKE(month->candidate_bucket, candidate_buckets(month->candidate_capacity) + 1);
    TAKE(month->candidate_score, month->candidate_capacity);
    TAKE(month->candidate_person, month->candidate_capacity);
    TAKE(month->returning, month->return_capacity);
    TAKE(self->scratch, (size_t)self->thread_count);
    for (int t = 0; t < self->thread_count; t++) {
        curb_scratch_t measured = {0};
        curb_scratch_t *scratch = self->scratch != NULL ? &self->scratch[t] : &measured;
        TAKE(scratch->fate, slots);
        TAKE(scratch->touched, slots + 1);
        TAKE(scratch->gone, slots);
        TAKE(scratch->broke, slots + 1);
        TAKE(scratch->mover, slots);
        TAKE(scratch->mover_to, slots);
        TAKE(scratch->entrant, slots);
        TAKE(scratch->leaving, places);
        TAKE(scratch->attempt_below, slots);
        TAKE(scratch->attempt_set, places / 64 + 1);
        TAKE(scratch->attempt, places + 1);
        TAKE(scratch->attempt_pool, places);
        TAKE(scratch->of_pool, places);
        TAKE(scratch->pool_first, market->pool_count + 1);
        TAKE(scratch->pool_edge, market->cell_count * market->pool_count);
        TAKE(scratch->fresh, month->candidate_capacity);
        TAKE(scratch->again, month->candidate_capacity);
        TAKE(scratch->recruit, month->candidate_capacity);
        TAKE(scratch->recovery_word, recovering);
        TAKE(scratch->reintegration_word, recovering);
        TAKE(scratch->recovered, recovering + 1);
    }
#undef TAKE
}

static void set_class_blocks(
    curb_shared_month_t *month, const curb_population_t *population)
{
    size_t class = 0;
    for (size_t person = 0; person < population->person_count;
         person += 1u << CURB_CLASS_BLOCK_BITS) {
        while (class + 1 < population->class_count &&
               population->classes[class + 1].first <= person) {
            class ++;
        }
        month->class_of_block[person >> CURB_CLASS_BLOCK_BITS] = (uint16_t) class;
    }
}

size_t curb_workspace_bytes(
    const curb_market_t *market, const curb_population_t *population, int thread_count)
{
    curb_workspace_t measured = {.thread_count = thread_count};
    curb_arena_t arena = {0};
    lay_out(&measured, &arena, market, population);
    return arena.used + 64;
}

curb_error_t curb_workspace_init(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, int thread_count)
{
    *self = (curb_workspace_t){.thread_count = thread_count};
    self->bytes = curb_workspace_bytes(market, population, thread_count);
    self->block = curb_calloc(self->bytes, 1);
    if (self->block == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    curb_arena_t arena = {.base = self->block};
    arena.base += (64 - (uintptr_t)self->block % 64) % 64;
    lay_out(self, &arena, market, population);
    set_class_blocks(&self->month, population);
    return CURB_OK;
}

void curb_workspace_free(curb_workspace_t *self)
{
    curb_free(self->block);
    *self = (curb_workspace_t){0};
}

/* Scores of persons who were drawn: u / nu. */
CURB_HOT static void set_scores(
    double *restrict score, const uint32_t *restrict word, size_t count, double per_unit)
{
    for (size_t i = 0; i < count; i++) {
        score[i] = curb_unit(word[i]) * per_unit;
    }
}

static size_t draw_candidates(curb_shared_month_t *month, const curb_market_t *market,
    const curb_population_t *population, size_t class_index, size_t at, curb_key_t gaps,
    curb_key_t marks)
{
    const curb_class_t *class = &population->classes[class_index];
    double bound = class_bound(market, class);
    if (!(bound > 0.0) || class->count == 0) {
        return at;
    }
    uint32_t *person = month->candidate_person + at;
    size_t drawn = curb_skipping_draw(gaps, (uint32_t)class_index, bound, class->first,
        class->count, person, month->candidate_capacity - at);
    double per_unit = score_per_unit(market, class);
    for (size_t i = 0; i < drawn; i += MARKS_TOGETHER) {
        size_t count = drawn - i < MARKS_TOGETHER ? drawn - i : MARKS_TOGETHER;
        uint32_t word[MARKS_TOGETHER];
        uint32_t unused[MARKS_TOGETHER];
        curb_fill_words_of(marks, person + i, count, word, unused);
        set_scores(month->candidate_score + at + i, word, count, per_unit);
    }
    return at + drawn;
}

/* Puts candidates first .. first + count - 1 into buckets of equal width by their scores,
 * of which the largest is below `most`. */
static void fill_buckets(
    curb_shared_month_t *month, size_t first, size_t count, double most, size_t buckets)
{
    const double *score = month->candidate_score + first;
    uint32_t *end = month->candidate_bucket;
    double per_score = (double)buckets / most;
    memset(end, 0, (buckets + 1) * sizeof *end);
    for (size_t i = 0; i < count; i++) {
        end[(size_t)(score[i] * per_score) + 1]++;
    }
    for (size_t b = 0; b < buckets; b++) {
        end[b + 1] += end[b];
    }
    for (size_t i = 0; i < count; i++) {
        uint32_t at = end[(size_t)(score[i] * per_score)]++;
        month->candidate[at] = (curb_recruit_t){
            .score = score[i], .person = month->candidate_person[first + i]};
    }
}

/* Sorts a pool's candidates by score. Scores are uniform, so that about one falls into each
 * of as many buckets, and an insertion sort has hardly anything left to do. Equal scores, a
 * few in a study, stay in the order of persons. */
static void order_candidates(
    curb_shared_month_t *month, size_t first, size_t count, double most)
{
    size_t buckets = candidate_buckets(count);
    fill_buckets(month, first, count, most, buckets);
    curb_recruit_t *sorted = month->candidate;
    for (size_t i = 1; i < count; i++) {
        curb_recruit_t moving = sorted[i];
        size_t at = i;
        for (; at > 0 && sorted[at - 1].score > moving.score; at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = moving;
    }
    double *score = month->candidate_score + first;
    uint32_t *person = month->candidate_person + first;
    for (size_t i = 0; i < count; i++) {
        score[i] = sorted[i].score;
        person[i] = sorted[i].person;
    }
}

void curb_workspace_draw(curb_workspace_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month)
{
    curb_shared_month_t *shared = &self->month;
#define KEY(purpose) curb_key(seed, replicate, CURB_FOR_##purpose, month)
    shared->recovery_key = KEY(RECOVERY);
    size_t at = 0;
    for (size_t pool = 0; pool < market->pool_count; pool++) {
        shared->first_candidate[pool] = at;
        for (size_t v = 0; v < CURB_VULNERABILITY_COUNT; v++) {
            at = draw_candidates(shared, market, population,
                pool * CURB_VULNERABILITY_COUNT + v, at, KEY(CANDIDATES), KEY(RECRUITMENT));
        }
        size_t first = shared->first_candidate[pool];
        order_candidates(shared, first, at - first, score_most(market, population, pool));
    }
    shared->first_candidate[market->pool_count] = at;
    shared->return_count = curb_skipping_draw(KEY(RETURN), 0, return_chance(market), 0,
        (uint32_t)population->person_count, shared->returning, shared->return_capacity);
#undef KEY
}
