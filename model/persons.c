/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/persons.h"

#include "model/bits.h"
#include "model/random.h"

#include <gsl/gsl_sort.h>

typedef struct {
    curb_state_t *state;
    const curb_market_t *market;
    const curb_population_t *population;
    const curb_shared_month_t *shared;
    curb_scratch_t *scratch;
    uint32_t attempt[CURB_CELL_MAX]; /* words below: an open place is tried */
    uint32_t release[CURB_CELL_MAX], escape[CURB_CELL_MAX], identify[CURB_CELL_MAX];
    uint32_t recover[CURB_CELL_MAX], reintegrate[CURB_CELL_MAX];
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

static void count(const care_t *care, curb_metric_t metric, size_t cell)
{
    *curb_state_metric(care->state, care->market->cell_count, metric, cell) += 1.0;
}

static void make_at_risk(care_t *care, uint32_t person, bool again)
{
    size_t class = curb_class_of(care->population, person);
    care->state->person_status[person] =
        (uint8_t)(again ? CURB_AT_RISK | CURB_AGAIN : CURB_AT_RISK);
    care->state->at_risk[2 * class + (again ? 1u : 0u)]++;
}

static void leave(care_t *care, uint32_t place, size_t slot, curb_metric_t how)
{
    curb_state_t *state = care->state;
    size_t c = state->slot_cell[slot];
    uint32_t person = state->place_person[place];
    size_t group = curb_group_of(care->population, person);
    state->place_person[place] = CURB_NOBODY;
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
    state->person_status[person] = CURB_RECOVERING;
    state->recovering_person[at] = person;
    state->recovering_cell[at] = (uint16_t)c;
    state->recovering_of_cell[c]++;
}

static void set_thresholds(care_t *care)
{
    const curb_responses_t *responses = &care->market->world->responses;
    for (size_t c = 0; c < care->market->cell_count; c++) {
        const curb_cell_state_t *cell = &care->state->cells[c];
        const curb_market_cell_t *rest = &care->market->cells[c];
        const curb_cell_levers_t *levers = &care->state->levers.cells[c];
        double attempt = rest->recruit *
                         curb_response(cell->margin, responses->recruit_elasticity) *
                         curb_pow(cell->pull, responses->pool_elasticity);
        double loss = -cell->margin;
        double release = loss > 0.0 ? 0.1 * (loss < 1.0 ? loss : 1.0) : 0.0;
        care->attempt[c] = curb_threshold(attempt);
        care->release[c] = curb_threshold(release);
        care->escape[c] = curb_threshold(
            rest->escape * levers->escape / care->market->rest_cells[c].escape);
        care->identify[c] = curb_threshold(levers->identified);
        care->recover[c] =
            curb_threshold(1.0 / (responses->recovery_months * levers->recovery));
        care->reintegrate[c] =
            curb_threshold(responses->reintegration + levers->reintegration);
    }
}

static void held_place(care_t *care, size_t slot, uint32_t place)
{
    size_t c = care->state->slot_cell[slot];
    const curb_shared_month_t *shared = care->shared;
    if (care->scratch->fate[slot] == CURB_IS_DETECTED ||
        (care->scratch->fate[slot] == CURB_STAYS &&
            shared->identification[place] < care->identify[c])) {
        leave(care, place, slot, CURB_METRIC_IDENTIFIED);
    } else if (care->scratch->fate[slot] == CURB_QUITS ||
               shared->release[place] < care->release[c]) {
        leave(care, place, slot, CURB_METRIC_RELEASED);
    } else if (shared->escape[place] < care->escape[c]) {
        leave(care, place, slot, CURB_METRIC_ESCAPED);
    }
}

static void open_place(care_t *care, size_t slot, uint32_t place)
{
    care->scratch->attempt_place[care->scratch->attempt_count] = place;
    care->scratch->attempt_slot[care->scratch->attempt_count++] = (uint32_t)slot;
}

/* The places of a slot that stays, where only escape can free: what decides about a place
 * is chosen without a branch, since held and open alternate without a pattern and events
 * are rare. */
static void quiet_slot(care_t *care, size_t slot, uint32_t place, uint32_t end)
{
    const uint32_t *person = care->state->place_person;
    const uint32_t *escape_word = care->shared->escape;
    const uint32_t *attempt_word = care->shared->attempt;
    uint32_t escape = care->escape[care->state->slot_cell[slot]];
    uint32_t attempt = care->attempt[care->state->slot_cell[slot]];
    for (; place < end; place++) {
        uint32_t open = 0u - (uint32_t)(person[place] == CURB_NOBODY);
        uint32_t word = (attempt_word[place] & open) | (escape_word[place] & ~open);
        uint32_t below = (attempt & open) | (escape & ~open);
        if (word < below) {
            if (open != 0) {
                open_place(care, slot, place);
            } else {
                leave(care, place, slot, CURB_METRIC_ESCAPED);
            }
        }
    }
}

static void visit_slot(care_t *care, size_t slot, uint32_t place, uint32_t end)
{
    uint32_t attempt = care->attempt[care->state->slot_cell[slot]];
    bool stays = care->scratch->fate[slot] == CURB_STAYS;
    for (; place < end; place++) {
        if (care->state->place_person[place] != CURB_NOBODY) {
            held_place(care, slot, place);
        } else if (stays && care->shared->attempt[place] < attempt) {
            open_place(care, slot, place);
        }
    }
}

static void visit_places(care_t *care)
{
    const uint32_t *first_place = care->population->first_place;
    care->scratch->attempt_count = 0;
    for (size_t i = 0; i < care->scratch->active_count; i++) {
        size_t slot = care->scratch->active[i];
        size_t c = care->state->slot_cell[slot];
        bool quiet = care->scratch->fate[slot] == CURB_STAYS &&
                     (care->identify[c] | care->release[c]) == 0;
        if (quiet) {
            quiet_slot(care, slot, first_place[slot], first_place[slot + 1]);
        } else {
            visit_slot(care, slot, first_place[slot], first_place[slot + 1]);
        }
    }
}

/* Cumulative L V over the pools that feed a cell. */
static double set_pool_edges(care_t *care, size_t c, const double *relative)
{
    const curb_world_t *world = care->market->world;
    const curb_cell_anchors_t *anchors = &world->cells[c];
    double sum = 0.0;
    for (size_t p = 0; p < care->market->pool_count; p++) {
        sum += anchors->link[p / CURB_GROUP_COUNT] *
               anchors->composition[p % CURB_GROUP_COUNT] * relative[p];
        care->scratch->pool_edge[p] = sum;
    }
    return sum;
}

static size_t pool_below(const double *edge, size_t pool_count, double at)
{
    size_t low = 0;
    size_t high = pool_count - 1;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (at < edge[middle]) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

/* Every attempt draws its pool by L V of last month. */
static void draw_pools(care_t *care, const double *relative)
{
    curb_scratch_t *scratch = care->scratch;
    for (size_t c = 0; c < care->market->cell_count; c++) {
        double total = set_pool_edges(care, c, relative);
        for (size_t i = 0; i < scratch->attempt_count; i++) {
            if (care->state->slot_cell[scratch->attempt_slot[i]] == c) {
                double at =
                    curb_unit(care->shared->pool[scratch->attempt_place[i]]) * total;
                scratch->attempt_pool[i] =
                    (uint16_t)pool_below(scratch->pool_edge, care->market->pool_count, at);
            }
        }
    }
}

/* The `wanted` persons at risk of least u / (nu vm), in ascending order. Candidates come
 * sorted by u / nu; those exploited before count at a fraction of it, so the scan goes on
 * past the last one wanted until nobody of them could still come in. */
static size_t pick_recruits(care_t *care, size_t pool, size_t wanted)
{
    const curb_shared_month_t *shared = care->shared;
    curb_scratch_t *scratch = care->scratch;
    double factor = care->market->world->responses.vulnerability_after;
    double bound = curb_candidate_bound(care->market, pool);
    double last = 0.0;
    bool in_order = true;
    size_t picked = 0;
    for (size_t i = shared->first_candidate[pool]; i < shared->first_candidate[pool + 1];
         i++) {
        double score = shared->candidate_score[i];
        if (picked >= wanted && score > factor * last) {
            break;
        }
        uint32_t person = (uint32_t)shared->candidate_person[i];
        uint8_t status = care->state->person_status[person];
        if ((status & CURB_STATUS_MASK) != CURB_AT_RISK) {
            continue;
        }
        bool again = status & CURB_AGAIN;
        double own = again ? score / factor : score;
        if (own > bound || (picked >= wanted && (!again || own > last))) {
            continue;
        }
        scratch->recruit_score[picked] = own;
        scratch->recruit_person[picked++] = (double)person;
        last = own > last && picked <= wanted ? own : last;
        in_order = in_order && !again;
    }
    if (!in_order) {
        gsl_sort2(scratch->recruit_score, 1, scratch->recruit_person, 1, picked);
    }
    return picked < wanted ? picked : wanted;
}

static void recruit(care_t *care, size_t attempt, uint32_t person)
{
    static const curb_metric_t by_group[CURB_GROUP_COUNT] = {CURB_METRIC_RECRUITED_WOMEN,
        CURB_METRIC_RECRUITED_MEN, CURB_METRIC_RECRUITED_GIRLS, CURB_METRIC_RECRUITED_BOYS};
    curb_state_t *state = care->state;
    size_t slot = care->scratch->attempt_slot[attempt];
    uint32_t place = care->scratch->attempt_place[attempt];
    size_t c = state->slot_cell[slot];
    size_t class = curb_class_of(care->population, person);
    size_t group = care->population->classes[class].pool % CURB_GROUP_COUNT;
    bool again = state->person_status[person] & CURB_AGAIN;
    state->at_risk[2 * class + (again ? 1u : 0u)]--;
    state->person_status[person] = CURB_EXPLOITED;
    state->place_person[place] = person;
    state->place_since[place] = (int16_t)state->now->month;
    state->slot_held[slot]++;
    state->held[c]++;
    state->held_of_group[c * CURB_GROUP_COUNT + group]++;
    count(care, CURB_METRIC_RECRUITED, c);
    count(care, by_group[group], c);
    if (again) {
        count(care, CURB_METRIC_RE_EXPLOITED, c);
    }
}

/* An attempt's number and the random word that orders it, in one sortable double. */
static const double attempts_most = 0x1p21;

static size_t attempt_of(double order)
{
    return (size_t)((uint64_t)order % (uint64_t)attempts_most);
}

/* Matches a pool's recruits to its attempts, these in keyed random order. */
static void match_pool(care_t *care, size_t pool)
{
    curb_scratch_t *scratch = care->scratch;
    size_t wanted = 0;
    for (size_t i = 0; i < scratch->attempt_count; i++) {
        if (scratch->attempt_pool[i] == pool) {
            double word = (double)care->shared->match[scratch->attempt_place[i]];
            scratch->attempt_order[wanted++] = word * attempts_most + (double)i;
        }
    }
    if (wanted == 0) {
        return;
    }
    gsl_sort(scratch->attempt_order, 1, wanted);
    size_t picked = pick_recruits(care, pool, wanted);
    for (size_t i = 0; i < picked; i++) {
        recruit(care, attempt_of(scratch->attempt_order[i]),
            (uint32_t)scratch->recruit_person[i]);
    }
    for (size_t i = picked; i < wanted; i++) {
        size_t slot = scratch->attempt_slot[attempt_of(scratch->attempt_order[i])];
        count(care, CURB_METRIC_UNMET_ATTEMPTS, care->state->slot_cell[slot]);
        if (curb_pool_weight(care->state, care->market, pool) > 0.0) { /* some were left */
            size_t origin = pool / CURB_GROUP_COUNT;
            count(
                care, CURB_METRIC_CAPPED, curb_cell_index(care->market->world, origin, 0));
        }
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
    for (size_t i = 0; i < care->shared->return_count; i++) {
        uint32_t person = care->shared->returning[i];
        if ((care->state->person_status[person] & CURB_STATUS_MASK) == CURB_SAFE) {
            make_at_risk(care, person, false);
        }
    }
}

/* `before`: those who recovered at the start of the month; who came this month waits for
 * the next. */
static void recover(care_t *care, uint32_t before)
{
    curb_state_t *state = care->state;
    uint32_t *word = care->scratch->recovery_word;
    uint32_t *outcome = care->scratch->reintegration_word;
    curb_fill_words_of(
        care->shared->recovery_key, state->recovering_person, before, word, outcome);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < state->now->recovering_count; i++) {
        uint32_t person = state->recovering_person[i];
        uint16_t c = state->recovering_cell[i];
        state->recovering_person[kept] = person;
        state->recovering_cell[kept] = c;
        if (i >= before || word[i] >= care->recover[c]) {
            kept++;
            continue;
        }
        state->recovering_of_cell[c]--;
        if (outcome[i] < care->reintegrate[c]) {
            state->person_status[person] = CURB_SAFE;
        } else {
            make_at_risk(care, person, true);
        }
    }
    state->now->recovering_count = kept;
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
    set_thresholds(&care);
    visit_places(&care);
    recruit_all(&care);
    replace_safe(&care);
    recover(&care, recovering_before);
    curb_state_update_pull(state, market);
}
