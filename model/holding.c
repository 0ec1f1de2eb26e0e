/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/holding.h"

#include "model/holding_chain.h"

#include <string.h>

double curb_holding_visibility(double n, double held, double growth)
{
    double visibility = 1.0 + growth * (n / held - 1.0);
    visibility = visibility < 0.1 ? 0.1 : visibility;
    return visibility > 5.0 ? 5.0 : visibility;
}

static double detection_at(const curb_holding_rates_t *rates, int n)
{
    double p = rates->detection * curb_holding_visibility(n, rates->held, rates->growth);
    return p < 1.0 ? p : 1.0;
}

void curb_holding_law_of(curb_holding_law_t *law, int capacity,
    const curb_holding_rates_t *rates, const double *moves, double *matrix)
{
    double detection[CURB_CAPACITY_MAX + 1];
    double survive[CURB_CAPACITY_MAX + CURB_CHAIN_LANES] = {0.0};
    double months[CURB_CAPACITY_MAX + 1];
    for (int n = 0; n <= capacity; n++) {
        detection[n] = detection_at(rates, n);
        survive[n] = (1.0 - detection[n]) * (1.0 - rates->quit);
    }
    curb_chain_months(months, matrix, moves, survive, capacity);
    double total = 0.0;
    for (int n = 0; n <= capacity; n++) {
        total += months[n];
    }
    law->capacity = capacity;
    law->exit = 1.0 / total;
    law->mean_held = law->detected = law->held_detected = 0.0;
    for (int n = 0; n <= capacity; n++) {
        law->share[n] = months[n] / total;
        law->mean_held += n * law->share[n];
        law->detected += detection[n] * law->share[n];
        law->held_detected += n * detection[n] * law->share[n];
    }
}

void curb_holding_law(
    curb_holding_law_t *law, int capacity, const curb_holding_rates_t *rates)
{
    enum { ROW = CURB_CAPACITY_MAX + CURB_CHAIN_LANES };
    double stay[ROW * ROW];
    double recruit[ROW * ROW];
    double moves[ROW * ROW];
    double matrix[ROW * ROW];
    const size_t used = curb_chain_table(capacity);
    memset(stay, 0, used * sizeof *stay);
    memset(recruit, 0, used * sizeof *recruit);
    memset(moves, 0, used * sizeof *moves);
    curb_chain_trials(stay, capacity, 1.0 - rates->escape);
    curb_chain_trials(recruit, capacity, rates->recruit);
    curb_chain_moves(moves, capacity, stay, recruit, capacity);
    curb_holding_law_of(law, capacity, rates, moves, matrix);
}

curb_slot_shares_t curb_slot_shares(const curb_holding_law_t *law, double entry_total,
    double conviction, double sentence_months)
{
    /* the month of detection and the month in which the bar ends are not lost to entry */
    double barred = law->detected * conviction * (sentence_months - 1.0);
    double dormant = law->exit / entry_total;
    double cycle = 1.0 + dormant + barred;
    return (curb_slot_shares_t){1.0 / cycle, dormant / cycle, barred / cycle};
}

double curb_entry_total(const curb_market_t *market, size_t cell)
{
    return market->cells[cell].entry / (1.0 - market->world->responses.succession);
}

uint32_t curb_barred_months(const curb_responses_t *responses)
{
    double months = responses->sentence_months;
    return months < 1.0 ? 1u : (uint32_t)(months + 0.5);
}
