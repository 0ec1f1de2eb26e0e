/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/capacity.h"

static const double share_least = 0.2;

double curb_capacity_share(
    const curb_market_t *market, size_t jurisdiction, double added, double investigations)
{
    const curb_world_t *world = market->world;
    double cases = 0.0;
    for (size_t m = 0; m < world->sector_count; m++) {
        const curb_market_cell_t *cell =
            &market->cells[curb_cell_index(world, jurisdiction, m)];
        cases += cell->detection * cell->active;
    }
    double spent = world->responses.crowd_out * world->responses.effort * investigations;
    double share = 1.0 + added - (cases > 0.0 ? spent / cases : 0.0);
    return share > share_least ? share : share_least;
}

void curb_capacity_update(curb_state_t *state, const curb_market_t *market)
{
    for (size_t j = 0; j < market->world->jurisdiction_count; j++) {
        double share = curb_capacity_share(
            market, j, state->levers.added[j], state->investigations[j]);
        state->capacity_share[j] = share / market->capacity_share[j];
    }
}
