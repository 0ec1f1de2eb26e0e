/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/persons.h"

#include "model/bits.h"
#include "model/random.h"

#include <string.h>

enum { LOOK_AHEAD = 12 }; /* candidates or attempts that are on their way from memory */

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    const curb_shared_month_t *shared;
    curb_scratch_t *scratch;
} care_t;

size_t curb_class_of(const curb_population_t *population, uint32_t person)
{
    size_t low = 0;
    size_t high = population->class_count;
    while (high - low > 1) {
        size_t middle = (low + high) / 2;
        if (population->classes[middle].first <= person) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t curb_group_of(const curb_population_t *population, uint32_t person)
{
    return population->classes[curb_class_of(population, person)].pool % CURB_GROUP_COUNT;
}

/* The same by a table of blocks of persons, in a step or two. */
static size_t class_of(const care_t *care, uint32_t person)
{
    const curb_population_t *population = care->population;
    size_t class = care->shared->class_of_block[person >> CURB_CLASS_BLOCK_BITS];
    while (class + 1 < population->class_count &&
           population->classes[class + 1].first <= person) {
        class ++;
    }
    return class;
}

static size_t group_of(const care_t *care, uint32_t person)
{
    return care->population->classes[class_of(care, person)].pool % CURB_GROUP_COUNT;
}

static void count(const care_t *care, curb_metric_t metric, size_t cell)
{
    *curb_state_metric(care->state, care->market->cell_count, metric, cell) += 1.0;
}

static void make_at_risk(care_t *care, uint32_t person, bool again)
{
    unsigned status = again ? CURB_AT_RISK_AGAIN : CURB_AT_RISK;
    curb_person_become(care->state, person, status);
    care->state->at_risk[2 * class_of(care, person) + status]++;
}

static void leave(care_t *care, uint32_t place, size_t slot, curb_metric_t how)
{
    curb_state_t *state = care->state;
    size_t c = state->slot_cell[slot];
    uint32_t person = state->place_person[place];
    size_t group = group_of(care, person);
    curb_place_put(state, place, CURB_NOBODY);
    state->slot_held[slot]--;
    state->held[c]--;
    state->held_of_group[c * CURB_GROUP_COUNT + group]--;
    count(care, how, c);
    uint32_t at = state->now->recovering_count;
    if (at == curb_recovering_capacity(care->population)) {
        make_at_risk(care, person, true); /* no room left: recovery is cut short */
        return;
    }
    state->now->recovering_count++;
    /* stays CURB_AWAY */
    state->recovering_person[at] = person;
    state->recovering_cell[at] = (uint16_t)c;
    state->recovering_of_cell[c]++;
}

/* Marked attempts on open places of slots that stay, as a set of their ranks. Without
 * branches: which slots stay has no pattern. */
static void find_attempts(care_t *care)
{
    const curb_marks_t *marks = &care->shared->marks;
    const curb_state_t *state = care->state;
    const uint8_t *fate = care->scratch->fate;
    uint64_t *set = care->scratch->attempt_set;
    uint32_t below[CURB_CELL_MAX];
    for (size_t c = 0; c < care->market->cell_count; c++) {
        below[c] = state->chances[c].attempt;
    }
    for (size_t i = 0; i < marks->attempt_count; i++) {
        const curb_marked_attempt_t *mark = &marks->attempts[i];
        uint64_t made = (uint64_t)(mark->word < below[state->slot_cell[mark->slot]]) &
                        (uint64_t)(fate[mark->slot] == CURB_STAYS) &
                        (state->place_open[mark->place / 64] >> mark->place % 64);
        set[mark->rank / 64] |= made << mark->rank % 64;
    }
}

/* A set is read in ascending order, which spares sorting: the attempts by match word. */
static void list_attempts(care_t *care)
{
    const curb_marks_t *marks = &care->shared->marks;
    uint64_t *set = care->scratch->attempt_set;
    size_t count = 0;
    for (size_t word = 0; word * 64 < marks->attempt_count; word++) {
        for (uint64_t left = set[word]; left != 0; left &= left - 1) {
            size_t rank = word * 64 + (size_t)__builtin_ctzll(left);
            uint32_t index = marks->attempt_order[rank];
            uint32_t place = marks->attempts[index].place;
            __builtin_prefetch(&care->state->place_person[place], 1);
            care->scratch->attempt[count++] = index;
        }
        set[word] = 0;
    }
    care->scratch->attempt_count = count;
}

static void leave_listed(care_t *care)
{
    const curb_scratch_t *scratch = care->scratch;
    for (size_t i = 0; i < scratch->leaving_count; i++) {
        const curb_leaving_t *leaving = &scratch->leaving[i];
        leave(care, leaving->place, leaving->slot, leaving->how);
    }
    care->scratch->leaving_count = 0;
}

/* Who leaves is listed before they do, many together, so that all their places are on the
 * way from memory at once. */
static void list_leaving(care_t *care, uint32_t place, uint32_t slot, curb_metric_t how)
{
    __builtin_prefetch(&care->state->place_person[place], 1);
    __builtin_prefetch(&care->state->slot_cell[slot]);
    if (care->scratch->leaving_count == CURB_LEAVING_TOGETHER) {
        leave_listed(care);
    }
    care->scratch->leaving[care->scratch->leaving_count++] =
        (curb_leaving_t){.place = place, .slot = slot, .how = how};
}

/* Nobody stays with a slot that is detected or quits. */
static void list_leaving_gone(care_t *care)
{
    const curb_population_t *population = care->population;
    for (size_t i = 0; i < care->scratch->gone_count; i++) {
        uint32_t slot = care->scratch->gone[i];
        bool detected = care->scratch->fate[slot] == CURB_IS_DETECTED;
        curb_metric_t how = detected ? CURB_METRIC_IDENTIFIED : CURB_METRIC_RELEASED;
        uint32_t end = population->first_place[slot + 1];
        for (uint32_t p = population->first_place[slot]; p < end; p++) {
            if (curb_place_is_held(care->state, p)) {
                list_leaving(care, p, slot, how);
            }
        }
    }
}

static void list_leaving_marked(care_t *care)
{
    const curb_state_t *state = care->state;
    const curb_marks_t *marks = &care->shared->marks;
    for (size_t i = 0; i < marks->leaving_count; i++) {
        const curb_marked_leaving_t *mark = &marks->leavings[i];
        if (state->slot_state[mark->slot] != CURB_SLOT_ACTIVE ||
            care->scratch->fate[mark->slot] != CURB_STAYS ||
            !curb_place_is_held(state, mark->place)) {
            continue;
        }
        const curb_cell_chances_t *chances = &state->chances[state->slot_cell[mark->slot]];
        if (mark->identification < chances->identification) {
            list_leaving(care, mark->place, mark->slot, CURB_METRIC_IDENTIFIED);
        } else if (mark->release < chances->release) {
            list_leaving(care, mark->place, mark->slot, CURB_METRIC_RELEASED);
        } else if (mark->escape < chances->escape) {
            list_leaving(care, mark->place, mark->slot, CURB_METRIC_ESCAPED);
        }
    }
}

static void leave_all(care_t *care)
{
    care->scratch->leaving_count = 0;
    list_leaving_gone(care);
    list_leaving_marked(care);
    leave_listed(care);
}

/* Cumulative L V over the pools that feed a cell. */
static void set_pool_edges(
    const care_t *care, size_t c, const double *relative, double *edge)
{
    const curb_world_t *world = care->market->world;
    const curb_cell_anchors_t *anchors = &world->cells[c];
    double sum = 0.0;
    for (size_t p = 0; p < care->market->pool_count; p++) {
        sum += anchors->link[p / CURB_GROUP_COUNT] *
               anchors->composition[p % CURB_GROUP_COUNT] * relative[p];
        edge[p] = sum;
    }
}

/* The first pool whose edge is above `at`, or the last pool: halving without a branch. */
static size_t pool_below(const double *edge, size_t pool_count, double at)
{
    size_t first = 0;
    for (size_t left = pool_count; left > 1;) {
        size_t half = left / 2;
        first += at >= edge[first + half - 1] ? half : 0;
        left -= half;
    }
    return first;
}

/* Attempts come in random order, so each is fetched twice ahead: its mark, and what the
 * mark points to. */
static const curb_marked_attempt_t *attempt_ahead(
    const care_t *care, const uint32_t *attempt, size_t i, size_t count)
{
    const curb_marked_attempt_t *marked = care->shared->marks.attempts;
    size_t next = i + LOOK_AHEAD < count ? i + LOOK_AHEAD : i;
    size_t later = next + LOOK_AHEAD < count ? next + LOOK_AHEAD : i;
    __builtin_prefetch(&marked[attempt[later]]);
    return &marked[attempt[next]];
}

/* Every attempt draws its pool by L V of last month; then each pool's stand together. */
static void draw_pools(care_t *care, const double *relative)
{
    curb_scratch_t *scratch = care->scratch;
    const curb_marked_attempt_t *marked = care->shared->marks.attempts;
    size_t pools = care->market->pool_count;
    for (size_t c = 0; c < care->market->cell_count; c++) {
        set_pool_edges(care, c, relative, scratch->pool_edge + c * pools);
    }
    size_t *first = scratch->pool_first;
    memset(first, 0, (pools + 1) * sizeof *first);
    for (size_t i = 0; i < scratch->attempt_count; i++) {
        const curb_marked_attempt_t *ahead =
            attempt_ahead(care, scratch->attempt, i, scratch->attempt_count);
        __builtin_prefetch(&care->state->slot_cell[ahead->slot]);
        const curb_marked_attempt_t *mark = &marked[scratch->attempt[i]];
        const double *edge =
            scratch->pool_edge + care->state->slot_cell[mark->slot] * pools;
        size_t pool = pool_below(edge, pools, curb_unit(mark->pool) * edge[pools - 1]);
        scratch->attempt_pool[i] = (uint16_t)pool;
        first[pool]++;
    }
    size_t end = scratch->attempt_count;
    for (size_t p = pools + 1; p-- > 0;) {
        end -= first[p];
        first[p] = end;
    }
    for (size_t i = 0; i < scratch->attempt_count; i++) {
        scratch->of_pool[first[scratch->attempt_pool[i]]++] = scratch->attempt[i];
    }
    memmove(first + 1, first, pools * sizeof *first); /* the scatter left their ends */
    first[0] = 0;
}

/* The `wanted` of least score of two ascending lists; at a tie those not exploited before
 * come first. */
static size_t merge_recruits(
    curb_scratch_t *scratch, size_t fresh_count, size_t again_count, size_t wanted)
{
    const curb_recruit_t *fresh = scratch->fresh;
    const curb_recruit_t *again = scratch->again;
    size_t count = fresh_count + again_count;
    count = count < wanted ? count : wanted;
    size_t f = 0;
    size_t a = 0;
    while (f + a < count) {
        bool from_again =
            f == fresh_count || (a < again_count && again[a].score < fresh[f].score);
        scratch->recruit[f + a] = from_again ? again[a].person : fresh[f].person;
        *(from_again ? &a : &f) += 1;
    }
    return count;
}

/* A search for the `wanted` persons at risk of least u / (nu vm), in ascending order.
 * Candidates come sorted by u / nu; those exploited before count at a fraction of it, so
 * they are a second list in ascending order, and the search goes on past the last one
 * wanted until nobody of them could still come in. */
typedef struct {
    size_t wanted, fresh, again; /* of the two lists */
    double factor, bound;
    double last;    /* of `wanted` who could be taken */
    double reached; /* candidates were looked at up to here */
} search_t;

static bool has_enough(const search_t *self)
{
    return self->fresh + self->again >= self->wanted;
}

/* Returns whether nobody further on could come in. */
static bool search_among(
    search_t *self, const care_t *care, const curb_recruit_t *candidate, size_t count)
{
    const uint8_t *statuses = care->state->person_status;
    curb_scratch_t *scratch = care->scratch;
    for (size_t i = 0; i < count; i++) {
        size_t ahead = i + LOOK_AHEAD < count ? i + LOOK_AHEAD : i;
        __builtin_prefetch(&statuses[candidate[ahead].person / CURB_STATUSES_A_BYTE]);
        double score = candidate[i].score;
        bool enough = has_enough(self);
        self->reached = score;
        if (enough && score > self->factor * self->last) {
            return true;
        }
        uint32_t person = candidate[i].person;
        unsigned status = curb_person_status(care->state, person);
        if (status > CURB_AT_RISK_AGAIN) {
            continue;
        }
        bool before = status == CURB_AT_RISK_AGAIN;
        double own = before ? score / self->factor : score;
        if (own > self->bound || (enough && (!before || own > self->last))) {
            continue;
        }
        if (before) {
            scratch->again[self->again++] = (curb_recruit_t){own, person};
        } else {
            scratch->fresh[self->fresh++] = (curb_recruit_t){own, person};
        }
        self->last = own > self->last && !enough ? own : self->last;
    }
    return false;
}

static size_t pick_recruits(care_t *care, size_t pool, size_t wanted)
{
    const curb_candidates_t *candidates = &care->shared->candidates;
    curb_scratch_t *scratch = care->scratch;
    search_t search = {.wanted = wanted,
        .factor = care->market->world->responses.vulnerability_after,
        .bound = curb_candidate_bound(care->market, pool)};
    if (!search_among(&search, care, candidates->ordered + candidates->pool_room[pool],
            candidates->count[pool])) {
        size_t more = curb_candidates_rest(
            candidates, care->market, care->population, pool, &scratch->rest);
        search.reached = candidates->reach[pool];
        (void)search_among(&search, care, scratch->rest.ordered, more);
    }
    if (search.reached > scratch->reached[pool]) {
        scratch->reached[pool] = search.reached;
    }
    return merge_recruits(scratch, search.fresh, search.again, wanted);
}

static void recruit(care_t *care, const curb_marked_attempt_t *attempt, uint32_t person)
{
    static const curb_metric_t by_group[CURB_GROUP_COUNT] = {CURB_METRIC_RECRUITED_WOMEN,
        CURB_METRIC_RECRUITED_MEN, CURB_METRIC_RECRUITED_GIRLS, CURB_METRIC_RECRUITED_BOYS};
    curb_state_t *state = care->state;
    size_t slot = attempt->slot;
    uint32_t place = attempt->place;
    size_t c = state->slot_cell[slot];
    size_t class = class_of(care, person);
    size_t group = care->population->classes[class].pool % CURB_GROUP_COUNT;
    unsigned before = curb_person_status(state, person);
    state->at_risk[2 * class + before]--;
    curb_person_become(state, person, CURB_AWAY);
    curb_place_put(state, place, person);
    state->slot_held[slot]++;
    state->held[c]++;
    state->held_of_group[c * CURB_GROUP_COUNT + group]++;
    count(care, CURB_METRIC_RECRUITED, c);
    count(care, by_group[group], c);
    if (before == CURB_AT_RISK_AGAIN) {
        count(care, CURB_METRIC_RE_EXPLOITED, c);
    }
}

static void fetch_for_recruit(
    const curb_state_t *state, const curb_marked_attempt_t *attempt, uint32_t person)
{
    uint32_t place = attempt->place;
    __builtin_prefetch(&state->person_status[person / CURB_STATUSES_A_BYTE], 1);
    __builtin_prefetch(&state->place_person[place], 1);
    __builtin_prefetch(&state->place_held[place / 64], 1);
    __builtin_prefetch(&state->place_open[place / 64], 1);
    __builtin_prefetch(&state->slot_cell[attempt->slot]);
    __builtin_prefetch(&state->slot_held[attempt->slot], 1);
}

static void miss(care_t *care, size_t pool, const curb_marked_attempt_t *attempt)
{
    count(care, CURB_METRIC_UNMET_ATTEMPTS, care->state->slot_cell[attempt->slot]);
    if (curb_pool_weight(care->state, care->market, pool) > 0.0) { /* some were left */
        size_t origin = pool / CURB_GROUP_COUNT;
        count(care, CURB_METRIC_CAPPED, curb_cell_index(care->market->world, origin, 0));
    }
}

/* Matches a pool's recruits to its attempts, these in keyed random order. */
static void match_pool(care_t *care, size_t pool)
{
    const curb_scratch_t *scratch = care->scratch;
    const curb_marked_attempt_t *marked = care->shared->marks.attempts;
    const uint32_t *attempt = scratch->of_pool + scratch->pool_first[pool];
    size_t wanted = scratch->pool_first[pool + 1] - scratch->pool_first[pool];
    if (wanted == 0) {
        return;
    }
    size_t picked = pick_recruits(care, pool, wanted);
    for (size_t i = 0; i < picked; i++) {
        fetch_for_recruit(care->state, attempt_ahead(care, attempt, i, picked),
            scratch->recruit[i + LOOK_AHEAD < picked ? i + LOOK_AHEAD : i]);
        recruit(care, &marked[attempt[i]], scratch->recruit[i]);
    }
    for (size_t i = picked; i < wanted; i++) {
        miss(care, pool, &marked[attempt[i]]);
    }
}

static void recruit_all(care_t *care)
{
    double relative[CURB_POOL_MAX];
    for (size_t p = 0; p < care->market->pool_count; p++) {
        double at_rest = care->market->pools[p].weight;
        relative[p] =
            at_rest > 0.0 ? curb_pool_weight(care->state, care->market, p) / at_rest : 0.0;
    }
    draw_pools(care, relative);
    for (size_t pool = 0; pool < care->market->pool_count; pool++) {
        match_pool(care, pool);
    }
}

/* People whose time in safety is over are replaced by new persons without a history. */
static void replace_safe(care_t *care)
{
    const curb_shared_month_t *shared = care->shared;
    for (size_t b = 0; b < shared->return_block_count; b++) {
        const uint32_t *returning = shared->returning + b * shared->return_room;
        for (uint32_t i = 0; i < shared->return_count[b]; i++) {
            if (curb_person_status(care->state, returning[i]) == CURB_SAFE) {
                make_at_risk(care, returning[i], false);
            }
        }
    }
}

/* The last of the list takes the position of who recovers. */
static void end_recovery(care_t *care, uint32_t i, uint32_t outcome)
{
    curb_state_t *state = care->state;
    uint32_t person = state->recovering_person[i];
    uint16_t cell = state->recovering_cell[i];
    uint32_t last = --state->now->recovering_count;
    state->recovering_of_cell[cell]--;
    state->recovering_person[i] = state->recovering_person[last];
    state->recovering_cell[i] = state->recovering_cell[last];
    if (outcome < state->chances[cell].reintegration) {
        curb_person_become(state, person, CURB_SAFE);
    } else {
        make_at_risk(care, person, true);
    }
}

/* `before`: those who recovered at the start of the month; who came this month waits for
 * the next. By the block, who recovers now is listed first, without branches. From the end
 * of the list on, so that none of those who recover is moved. */
static void recover(care_t *care, uint32_t before)
{
    enum { TOGETHER = 1024 };
    const curb_state_t *state = care->state;
    uint32_t word[TOGETHER], outcome[TOGETHER], recovered[TOGETHER];
    uint32_t below[CURB_CELL_MAX];
    for (size_t c = 0; c < care->market->cell_count; c++) {
        below[c] = state->chances[c].recovery;
    }
    for (uint32_t first, end = before; end > 0; end = first) {
        first = end > TOGETHER ? end - TOGETHER : 0;
        const uint16_t *cell = state->recovering_cell + first;
        curb_fill_words_of(care->shared->recovery_key, state->recovering_person + first,
            end - first, word, outcome);
        uint32_t count = 0;
        for (uint32_t i = 0; i < end - first; i++) {
            recovered[count] = i;
            count += word[i] < below[cell[i]];
        }
        while (count-- > 0) {
            end_recovery(care, first + recovered[count], outcome[recovered[count]]);
        }
    }
}

void curb_persons_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch)
{
    care_t care = {.state = state,
        .market = market,
        .population = population,
        .shared = shared,
        .scratch = scratch};
    uint32_t recovering_before = state->now->recovering_count;
    find_attempts(&care);
    list_attempts(&care);
    leave_all(&care);
    recruit_all(&care);
    replace_safe(&care);
    recover(&care, recovering_before);
    curb_state_update_pull(state, market);
}
