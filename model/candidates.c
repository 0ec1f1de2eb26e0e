/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/candidates.h"

#include "model/pools.h"
#include "model/skipping.h"

#include <math.h>
#include <string.h>

static const double bound_over_baseline = 8.0;
enum { BUCKETS_MOST = 1 << 20 }; /* 4 MiB of them */

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

static uint32_t persons_in(const curb_class_t *class, uint32_t block)
{
    uint32_t left = class->count - block * CURB_SKIPPING_BLOCK;
    return left < CURB_SKIPPING_BLOCK ? left : CURB_SKIPPING_BLOCK;
}

/* Lists the blocks of all classes; only counts them, and the room they need, while `self`
 * has no memory. */
static void list_blocks(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population)
{
    size_t room = 0, pool_room = 0;
    self->block_count = self->room_most = 0;
    for (size_t i = 0; i < population->class_count; i++) {
        const curb_class_t *class = &population->classes[i];
        double p = class_bound(market, class);
        if (i % CURB_VULNERABILITY_COUNT == 0) {
            pool_room = room;
            if (self->pool_block != NULL) {
                self->pool_block[class->pool] = self->block_count;
                self->pool_room[class->pool] = room;
            }
        }
        for (uint32_t b = 0; p > 0.0 && b * (uint64_t)CURB_SKIPPING_BLOCK < class->count;
             b++) {
            curb_candidate_block_t block = {.class_index = (uint32_t)i,
                .block = b,
                .first = class->first + b * CURB_SKIPPING_BLOCK,
                .count = persons_in(class, b),
                .room = room};
            room += curb_skipping_room(p, (double)block.count);
            if (self->blocks != NULL) {
                self->blocks[self->block_count] = block;
            }
            self->block_count++;
        }
        size_t of_pool = room - pool_room;
        self->room_most = of_pool > self->room_most ? of_pool : self->room_most;
    }
    if (self->pool_block != NULL) {
        self->pool_block[self->pool_count] = self->block_count;
        self->pool_room[self->pool_count] = room;
    }
    self->room = room;
}

/* As many as there are candidates, at most. */
static size_t bucket_count(size_t candidates)
{
    size_t buckets = 1;
    while (2 * buckets <= candidates && buckets < BUCKETS_MOST) {
        buckets *= 2;
    }
    return buckets;
}

void curb_candidates_take(curb_candidates_t *self, curb_arena_t *arena,
    const curb_market_t *market, const curb_population_t *population)
{
    *self = (curb_candidates_t){.pool_count = market->pool_count};
    list_blocks(self, market, population);
#define TAKE(column, count)                                                                \
    self->column = curb_arena_take(arena, count, sizeof *self->column)
    TAKE(blocks, self->block_count);
    TAKE(pool_block, self->pool_count + 1);
    TAKE(pool_room, self->pool_count + 1);
    TAKE(count, self->pool_count);
    TAKE(turn_count, self->pool_count);
    TAKE(reach, self->pool_count);
    TAKE(most, self->pool_count);
    TAKE(drawn, self->room);
    TAKE(ordered, self->room);
    TAKE(bucket, self->room + 2 * self->pool_count);
#undef TAKE
    _Static_assert(2 * sizeof *self->turns <= sizeof *self->drawn, "turns fit there");
    self->turns = (curb_turn_t *)(void *)self->drawn;
}

void curb_candidate_rest_take(
    curb_candidate_rest_t *self, curb_arena_t *arena, const curb_candidates_t *candidates)
{
    size_t room = candidates->room_most;
    self->drawn = curb_arena_take(arena, room, sizeof *self->drawn);
    self->ordered = curb_arena_take(arena, room, sizeof *self->ordered);
    self->turns = curb_arena_take(arena, 2 * room, sizeof *self->turns);
    self->bucket = curb_arena_take(arena, room + 2, sizeof *self->bucket);
}

void curb_candidates_init(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population)
{
    list_blocks(self, market, population);
    for (size_t pool = 0; pool < self->pool_count; pool++) {
        self->most[pool] = score_most(market, population, pool);
        self->reach[pool] = self->most[pool];
    }
}

/* Scores of persons, from their own words. */
CURB_HOT static void score_persons(
    const uint32_t *restrict word, uint32_t count, double per_unit, double *restrict score)
{
    for (uint32_t i = 0; i < count; i++) {
        score[i] = curb_unit(word[i]) * per_unit;
    }
}

/* Draws a block and keeps those with a score in [least, below); returns how many. */
static size_t draw_block(const curb_candidates_t *self, const curb_candidate_block_t *block,
    const curb_market_t *market, const curb_population_t *population, double least,
    double below, curb_recruit_t *out)
{
    const curb_class_t *class = &population->classes[block->class_index];
    double p = class_bound(market, class);
    double per_unit = score_per_unit(market, class);
    size_t room = curb_skipping_room(p, (double)block->count);
    size_t drawn = 0, kept = 0;
    uint32_t person[CURB_SKIPPING_MOST];
    uint32_t word[2][CURB_SKIPPING_MOST];
    double score[CURB_SKIPPING_MOST];
    curb_skipping_t skip;
    curb_skipping_open(
        &skip, self->gaps, block->class_index, block->block, block->count, p);
    for (uint32_t n; (n = curb_skipping_next(&skip, person)) > 0 && drawn < room;) {
        n = n < room - drawn ? n : (uint32_t)(room - drawn);
        drawn += n;
        for (uint32_t i = 0; i < n; i++) {
            person[i] += block->first;
        }
        curb_fill_words_of(self->marks, person, n, word[0], word[1]);
        score_persons(word[0], n, per_unit, score);
        for (uint32_t i = 0; i < n; i++) {
            if (score[i] >= least && score[i] < below) {
                out[kept++] = (curb_recruit_t){.score = score[i], .person = person[i]};
            }
        }
    }
    return kept;
}

/* Where scores from `least` up to `below` fall among so many buckets. */
typedef struct {
    double least, per_score;
    size_t count;
    uint32_t *end; /* [count + 1] */
} buckets_t;

static size_t bucket_of(const buckets_t *self, double score)
{
    size_t bucket = (size_t)((score - self->least) * self->per_score);
    return bucket < self->count ? bucket : self->count - 1;
}

static buckets_t buckets_init(size_t count, double least, double below, uint32_t *room)
{
    buckets_t self = {.least = least, .count = bucket_count(count), .end = room};
    self.per_score = (double)self.count / (below - least);
    memset(self.end, 0, (self.count + 1) * sizeof *self.end);
    return self;
}

/* Scores are uniform, so that about one falls into each of as many buckets, and an
 * insertion sort has hardly anything left to do. Equal scores, a few in a study, stay in
 * the order of persons. */
static void insertion_sort(curb_recruit_t *sorted, size_t count)
{
    for (size_t i = 1; i < count; i++) {
        curb_recruit_t moving = sorted[i];
        size_t at = i;
        for (; at > 0 && sorted[at - 1].score > moving.score; at--) {
            sorted[at] = sorted[at - 1];
        }
        sorted[at] = moving;
    }
}

/* Orders what was drawn by score, from `least` up to `below`. */
static void put_in_order(const curb_recruit_t *drawn, size_t count, double least,
    double below, uint32_t *bucket, curb_recruit_t *ordered)
{
    buckets_t buckets = buckets_init(count, least, below, bucket);
    for (size_t i = 0; i < count; i++) {
        buckets.end[bucket_of(&buckets, drawn[i].score) + 1]++;
    }
    for (size_t b = 0; b < buckets.count; b++) {
        buckets.end[b + 1] += buckets.end[b];
    }
    for (size_t i = 0; i < count; i++) {
        ordered[buckets.end[bucket_of(&buckets, drawn[i].score)]++] = drawn[i];
    }
    insertion_sort(ordered, count);
}

static double score_at(const curb_recruit_t *candidate, size_t count, size_t i)
{
    return i < count ? candidate[i].score : INFINITY;
}

/* The turns with a score of `least` up to `below` of a pool's candidates. Who was exploited
 * before has the turn of a smaller score, so the order is that of two ascending lists; at a
 * tie those not exploited before come first. Each score is looked up when its list goes on:
 * looking both up at each turn would wait for the turn before. */
static size_t order_turns(const curb_recruit_t *candidate, size_t count, double least,
    double below, const curb_market_t *market, const curb_class_t *classes,
    uint32_t first_class, curb_turn_t *turns)
{
    const double factor = market->world->responses.vulnerability_after;
    const double bound = curb_candidate_bound(market, classes->pool);
    size_t turn = 0, fresh = 0, again = 0;
    double as_fresh = score_at(candidate, count, 0);
    double as_again = as_fresh / factor;
    while (as_fresh < least) {
        as_fresh = score_at(candidate, count, ++fresh);
    }
    while (as_again < least) {
        as_again = score_at(candidate, count, ++again) / factor;
    }
    for (;;) {
        bool before = as_again < as_fresh;
        double score = before ? as_again : as_fresh;
        if (!(score < below) || score > bound) {
            return turn;
        }
        uint32_t person = candidate[before ? again : fresh].person;
        if (before) {
            as_again = score_at(candidate, count, ++again) / factor;
        } else {
            as_fresh = score_at(candidate, count, ++fresh);
        }
        uint32_t class = first_class;
        for (size_t v = 1; v < CURB_VULNERABILITY_COUNT; v++) {
            class += person >= classes[v].first;
        }
        turns[turn++] = (curb_turn_t){person, 2 * class + before};
    }
}

static double turns_below(
    const curb_candidates_t *self, const curb_market_t *market, size_t pool)
{
    return self->reach[pool] / market->world->responses.vulnerability_after;
}

/* Closes up what the blocks of a pool have kept, and orders it. */
static void order_pool(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population, size_t pool)
{
    curb_recruit_t *drawn = self->drawn + self->pool_room[pool];
    size_t count = 0;
    for (size_t b = self->pool_block[pool]; b < self->pool_block[pool + 1]; b++) {
        const curb_candidate_block_t *block = &self->blocks[b];
        memmove(drawn + count, self->drawn + block->room, block->kept * sizeof *drawn);
        count += block->kept;
    }
    self->count[pool] = count;
    if (count > 0) {
        put_in_order(drawn, count, 0.0, self->reach[pool],
            self->bucket + self->pool_room[pool] + 2 * pool,
            self->ordered + self->pool_room[pool]);
    }
    uint32_t class = (uint32_t)(pool * CURB_VULNERABILITY_COUNT);
    self->turn_count[pool] = order_turns(self->ordered + self->pool_room[pool], count, 0.0,
        turns_below(self, market, pool), market, &population->classes[class], class,
        self->turns + 2 * self->pool_room[pool]);
}

void curb_candidates_draw(curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population, uint64_t seed, uint32_t replicate, uint32_t month,
    int threads)
{
    (void)threads; /* a build without OpenMP has one */
    self->gaps = curb_key(seed, replicate, CURB_FOR_CANDIDATES, month);
    self->marks = curb_key(seed, replicate, CURB_FOR_RECRUITMENT, month);
#pragma omp parallel num_threads(threads) if (threads > 1) default(none)                   \
    shared(self, market, population)
    {
#pragma omp for schedule(dynamic)
        for (size_t b = 0; b < self->block_count; b++) {
            curb_candidate_block_t *block = &self->blocks[b];
            double below = self->reach[population->classes[block->class_index].pool];
            block->kept = draw_block(
                self, block, market, population, 0.0, below, self->drawn + block->room);
        }
#pragma omp for schedule(dynamic)
        for (size_t pool = 0; pool < self->pool_count; pool++) {
            order_pool(self, market, population, pool);
        }
    }
}

size_t curb_candidates_rest(const curb_candidates_t *self, const curb_market_t *market,
    const curb_population_t *population, size_t pool, curb_candidate_rest_t *rest)
{
    size_t count = 0;
    double least = self->reach[pool];
    double below = self->most[pool];
    for (size_t b = self->pool_block[pool]; b < self->pool_block[pool + 1] && least < below;
         b++) {
        count += draw_block(
            self, &self->blocks[b], market, population, least, below, rest->drawn + count);
    }
    if (count > 0) {
        put_in_order(rest->drawn, count, least, below, rest->bucket, rest->ordered);
    }
    return count;
}

size_t curb_candidates_further_turns(const curb_candidates_t *self,
    const curb_market_t *market, const curb_population_t *population, size_t pool,
    curb_candidate_rest_t *rest)
{
    size_t more = curb_candidates_rest(self, market, population, pool, rest);
    size_t kept = self->count[pool];
    memcpy(rest->drawn, self->ordered + self->pool_room[pool], kept * sizeof *rest->drawn);
    memcpy(rest->drawn + kept, rest->ordered, more * sizeof *rest->drawn);
    uint32_t class = (uint32_t)(pool * CURB_VULNERABILITY_COUNT);
    return order_turns(rest->drawn, kept + more, turns_below(self, market, pool), INFINITY,
        market, &population->classes[class], class, rest->turns);
}
