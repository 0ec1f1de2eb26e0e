/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/month.h"

#include "model/buyers.h"
#include "model/capacity.h"
#include "model/chances.h"
#include "model/ledger.h"
#include "model/persons.h"
#include "model/trading.h"
#include "model/traffickers.h"

#ifdef _OPENMP
#include <omp.h>
#endif

static int this_thread(void)
{
#ifdef _OPENMP
    return omp_get_thread_num();
#else
    return 0;
#endif
}

static void set_policy(curb_state_t *state, const curb_market_t *market)
{
    curb_levers_set(&state->levers, market, state->scenario, state->now->month);
    curb_capacity_update(state, market);
}

/* What the buyers asked for is settled, and with it what traffickers can expect. */
static void settle_market(
    curb_state_t *state, const curb_market_t *market, const curb_population_t *population)
{
    curb_trading_month(state, market, population);
    curb_chances_month(state, market, population);
}

static void move_people(curb_state_t *state, const curb_market_t *market,
    const curb_population_t *population, const curb_shared_month_t *shared,
    curb_scratch_t *scratch)
{
    curb_traffickers_month(state, market, population, &shared->marks, scratch);
    curb_persons_month(state, market, population, shared, scratch);
    curb_traffickers_settle(state, market, population, scratch);
    curb_ledger_month(state, market, population);
    state->now->month++;
}

void curb_month(curb_state_t *const *states, size_t count, const curb_market_t *market,
    const curb_population_t *population, curb_workspace_t *workspace, uint64_t seed,
    uint32_t replicate)
{
    int threads = workspace->thread_count;
    uint32_t month = (uint32_t)states[0]->now->month;
    curb_workspace_draw(workspace, market, population, seed, replicate, month);
    for (size_t s = 0; s < count; s++) {
        set_policy(states[s], market);
    }
    curb_buyers_month(states, count, market, population, seed, replicate, threads);
#pragma omp parallel for schedule(dynamic) num_threads(threads) if (threads > 1) default(  \
    none) shared(states, count, market, population)
    for (size_t s = 0; s < count; s++) {
        settle_market(states[s], market, population);
    }
    int most = workspace->scratch_count;
    curb_marks_set(&workspace->month.marks, states, count, market, population, seed,
        replicate, threads);
#pragma omp parallel for schedule(dynamic) num_threads(most) if (most > 1) default(none)   \
    shared(states, count, market, population, workspace, most)
    for (size_t s = 0; s < count; s++) {
        int thread = workspace->scratch_count > 1 ? this_thread() : 0;
        if (s + (size_t)most < count) {
            curb_state_fetch(states[s + (size_t)most], population);
        }
        move_people(
            states[s], market, population, &workspace->month, &workspace->scratch[thread]);
    }
}
