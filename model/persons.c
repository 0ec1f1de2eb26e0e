/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/persons.h"

#include "model/bits.h"
#include "model/random.h"
#include "model/recruitment.h"

#include <string.h>

enum { RECOVERING_TOGETHER = 1024, RETURNING_TOGETHER = 1024 };

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    const curb_shared_month_t *shared;
    curb_scratch_t *scratch;
    uint32_t recovering_most;
    uint32_t left[CURB_CELL_MAX][CURB_WAYS_OUT][CURB_GROUP_COUNT];
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

static void make_at_risk(care_t *care, uint32_t person, bool again)
{
    unsigned status = again ? CURB_AT_RISK_AGAIN : CURB_AT_RISK;
    curb_person_become(care->state, person, status);
    care->state->at_risk[2 * class_of(care, person) + status]++;
}

static void leave(care_t *care, const curb_leaving_t *leaving)
{
    curb_state_t *state = care->state;
    uint32_t person = state->place_person[leaving->place];
    curb_place_put(state, leaving->place, CURB_NOBODY);
    care->left[leaving->cell][leaving->how][group_of(care, person)]++;
    uint32_t at = state->now->recovering_count;
    if (at == care->recovering_most) {
        make_at_risk(care, person, true); /* no room left: recovery is cut short */
        return;
    }
    state->now->recovering_count++;
    /* stays CURB_AWAY */
    state->recovering_person[at] = person;
    state->recovering_cell[at] = leaving->cell;
    state->recovering_of_cell[leaving->cell]++;
}

static void leave_listed(care_t *care)
{
    const curb_scratch_t *scratch = care->scratch;
    for (size_t i = 0; i < scratch->leaving_count; i++) {
        leave(care, &scratch->leaving[i]);
    }
    care->scratch->leaving_count = 0;
}

/* Who leaves is listed before they do, many together, so that all their places are on the
 * way from memory at once. */
static void list_leaving(care_t *care, uint32_t place, size_t cell, unsigned how)
{
    curb_scratch_t *scratch = care->scratch;
    __builtin_prefetch(&care->state->place_person[place], 1);
    if (scratch->leaving_count == CURB_LEAVING_TOGETHER) {
        leave_listed(care);
    }
    scratch->leaving[scratch->leaving_count++] =
        (curb_leaving_t){.place = place, .cell = (uint16_t)cell, .how = (uint16_t)how};
}

/* Nobody stays with a slot that is detected or quits. */
static void list_leaving_gone(care_t *care, uint32_t slot)
{
    curb_state_t *state = care->state;
    bool detected = care->scratch->fate[slot] == CURB_IS_DETECTED;
    uint32_t first = care->population->first_place[slot];
    uint32_t end = care->population->first_place[slot + 1];
    state->slot_held[slot] = 0;
    for (uint32_t word = first / 64; word * 64 < end; word++) {
        uint64_t held = state->place_held[word] & curb_bits_between(word, first, end);
        for (; held != 0; held &= held - 1) {
            list_leaving(care, word * 64 + (uint32_t)__builtin_ctzll(held),
                state->slot_cell[slot], detected ? CURB_IS_IDENTIFIED : CURB_IS_RELEASED);
        }
    }
}

static void list_leaving_marked(care_t *care, const curb_marked_leaving_t *mark)
{
    curb_state_t *state = care->state;
    size_t cell = state->slot_cell[mark->slot];
    const curb_cell_chances_t *chances = &state->chances[cell];
    bool identified = mark->identification < chances->identification;
    bool released = mark->release < chances->release;
    bool out = identified | released | (mark->escape < chances->escape);
    /* a place is held only if its slot is active */
    bool stays = care->scratch->fate[mark->slot] == CURB_STAYS;
    if (out & stays & curb_place_is_held(state, mark->place)) {
        state->slot_held[mark->slot]--;
        list_leaving(care, mark->place, cell,
            identified ? CURB_IS_IDENTIFIED
            : released ? CURB_IS_RELEASED
                       : CURB_ESCAPES);
    }
}

/* What was counted in whole numbers, once a month. */
static void book_left(care_t *care, size_t c)
{
    static const curb_metric_t by_way[CURB_WAYS_OUT] = {
        CURB_METRIC_IDENTIFIED, CURB_METRIC_RELEASED, CURB_METRIC_ESCAPED};
    for (size_t how = 0; how < CURB_WAYS_OUT; how++) {
        uint32_t all = 0;
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            care->state->held_of_group[c * CURB_GROUP_COUNT + g] -= care->left[c][how][g];
            all += care->left[c][how][g];
        }
        care->state->held[c] -= all;
        *curb_state_metric(care->state, care->market->cell_count, by_way[how], c) +=
            (double)all;
    }
}

static void leave_all(care_t *care)
{
    const curb_scratch_t *scratch = care->scratch;
    const curb_marks_t *marks = &care->shared->marks;
    care->scratch->leaving_count = 0;
    memset(care->left, 0, care->market->cell_count * sizeof *care->left);
    for (size_t i = 0; i < scratch->gone_count; i++) {
        list_leaving_gone(care, scratch->gone[i]);
    }
    for (size_t i = 0; i < marks->leaving_count; i++) {
        list_leaving_marked(care, &marks->leavings[i]);
    }
    leave_listed(care);
    for (size_t c = 0; c < care->market->cell_count; c++) {
        book_left(care, c);
    }
}

/* People whose time in safety is over are replaced by new persons without a history. Few of
 * those listed are safe in a scenario; who is is found first, without branches. */
static void replace_safe(care_t *care)
{
    const curb_shared_month_t *shared = care->shared;
    uint32_t safe[RETURNING_TOGETHER];
    for (size_t b = 0; b < shared->return_block_count; b++) {
        const uint32_t *returning = shared->returning + b * shared->return_room;
        for (uint32_t end, first = 0; first < shared->return_count[b]; first = end) {
            uint32_t left = shared->return_count[b] - first;
            uint32_t count = 0;
            end = first + (left < RETURNING_TOGETHER ? left : RETURNING_TOGETHER);
            for (uint32_t i = first; i < end; i++) {
                safe[count] = returning[i];
                count += curb_person_status(care->state, returning[i]) == CURB_SAFE;
            }
            for (uint32_t i = 0; i < count; i++) {
                /* NOLINTNEXTLINE(*.CallAndMessage): the first `count` are filled */
                make_at_risk(care, safe[i], false);
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
    bool reintegrated = outcome < state->chances[cell].reintegration;
    state->recovering_of_cell[cell]--;
    state->recovering_person[i] = state->recovering_person[last];
    state->recovering_cell[i] = state->recovering_cell[last];
    curb_person_become(state, person, reintegrated ? CURB_SAFE : CURB_AT_RISK_AGAIN);
    state->at_risk[2 * class_of(care, person) + CURB_AT_RISK_AGAIN] += !reintegrated;
}

/* Positions of the words that are below the bound of their cell, ascending. Few are below
 * the largest bound, and only these are set against their own, without branches. */
static uint32_t list_below(const uint32_t *word, const uint16_t *cell, uint32_t count,
    const uint32_t *below, uint32_t most, uint32_t *listed)
{
    uint8_t found[RECOVERING_TOGETHER + CURB_FLAGS];
    curb_flag_below(word, count, most, found);
    memset(found + count, 0, CURB_FLAGS);
    uint32_t listed_count = 0;
    for (uint32_t first = 0; first < count; first += CURB_FLAGS) {
        for (uint64_t left = curb_flags(found + first); left != 0; left &= left - 1) {
            uint32_t i = first + (uint32_t)__builtin_ctzll(left);
            listed[listed_count] = i;
            listed_count += word[i] < below[cell[i]];
        }
    }
    return listed_count;
}

/* `before`: those who recovered at the start of the month; who came this month waits for
 * the next. By the block, who recovers now is listed first. From the end of the list on, so
 * that none of those who recover is moved. */
static void recover(care_t *care, uint32_t before)
{
    const curb_state_t *state = care->state;
    uint32_t word[RECOVERING_TOGETHER], outcome[RECOVERING_TOGETHER];
    uint32_t recovered[RECOVERING_TOGETHER];
    uint32_t below[CURB_CELL_MAX];
    uint32_t most = 0;
    for (size_t c = 0; c < care->market->cell_count; c++) {
        below[c] = state->chances[c].recovery;
        most = below[c] > most ? below[c] : most;
    }
    for (uint32_t first, end = before; end > 0; end = first) {
        first = end > RECOVERING_TOGETHER ? end - RECOVERING_TOGETHER : 0;
        curb_fill_words_of(care->shared->recovery_key, state->recovering_person + first,
            end - first, word, outcome);
        uint32_t count = list_below(
            word, state->recovering_cell + first, end - first, below, most, recovered);
        while (count-- > 0) {
            end_recovery(care, first + recovered[count], outcome[recovered[count]]);
        }
    }
}

void curb_persons_month(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch)
{
    care_t care; /* too large to be zeroed every month */
    care.state = state;
    care.market = market;
    care.population = population;
    care.shared = shared;
    care.scratch = scratch;
    care.recovering_most = (uint32_t)curb_recovering_capacity(population);
    uint32_t recovering_before = state->now->recovering_count;
    curb_recruitment_find(state, market->cell_count, &shared->marks, scratch);
    leave_all(&care);
    curb_recruitment_month(state, market, population, shared, scratch);
    replace_safe(&care);
    recover(&care, recovering_before);
    curb_state_update_pull(state, market);
}
