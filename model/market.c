/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/market.h"

#include "model/bits.h"
#include "model/fitting.h"
#include "model/memory.h"

#include <gsl/gsl_linalg.h>
#include <math.h>
#include <string.h>

double curb_buyer_number(const curb_world_t *world, size_t cell, size_t kind)
{
    size_t jurisdiction = cell / world->sector_count;
    return world->cells[cell].buyers[kind].active_share *
           world->jurisdictions[jurisdiction].population;
}

double curb_buyer_mean_quantity(const curb_market_t *market, size_t cell, size_t kind)
{
    const curb_buyer_anchors_t *buyers = &market->world->cells[cell].buyers[kind];
    double number = curb_buyer_number(market->world, cell, kind);
    return buyers->demand_share * market->cells[cell].home_units /
           (number * buyers->unvetted);
}

static void set_supply(curb_market_t *self)
{
    for (size_t c = 0; c < self->cell_count; c++) {
        const curb_cell_anchors_t *anchors = &self->world->cells[c];
        curb_market_cell_t *cell = &self->cells[c];
        cell->profit_usd = anchors->profit_usd;
        cell->price = anchors->profit_usd / anchors->profit_share;
        cell->supply = anchors->exploited / anchors->exploited_share;
        cell->fringe = cell->supply - anchors->exploited;
        cell->active = anchors->exploited / anchors->held;
        cell->quit = anchors->quit;
    }
}

static void stay_at_home(curb_market_t *self, size_t sector)
{
    size_t count = self->world->jurisdiction_count;
    for (size_t j = 0; j < count; j++) {
        memset(self->trade[sector][j], 0, sizeof self->trade[sector][j]);
        self->trade[sector][j][j] = 1.0;
        curb_market_cell_t *cell = &self->cells[curb_cell_index(self->world, j, sector)];
        cell->purchases = cell->supply;
    }
}

/* Scales the seed until rows add up to consumption and columns to supply. */
static void fit_trade(curb_market_t *self, size_t sector)
{
    const curb_world_t *world = self->world;
    size_t count = world->jurisdiction_count;
    double(*flow)[CURB_JURISDICTION_MAX] = self->trade[sector];
    double supply[CURB_JURISDICTION_MAX] = {0};
    double total = 0.0;
    for (size_t j = 0; j < count; j++) {
        supply[j] = self->cells[curb_cell_index(world, j, sector)].supply;
        total += supply[j];
    }
    double wanted[CURB_JURISDICTION_MAX] = {0};
    for (size_t j = 0; j < count; j++) {
        wanted[j] = world->sectors[sector].consumption[j] * total;
    }
    memcpy(
        flow, world->sectors[sector].trade_seed, sizeof world->sectors[sector].trade_seed);
    (void)curb_fit_margins(flow[0], CURB_JURISDICTION_MAX, count, wanted, supply);
    for (size_t j = 0; j < count; j++) {
        self->cells[curb_cell_index(world, j, sector)].purchases = wanted[j];
        for (size_t k = 0; k < count; k++) {
            flow[j][k] /= wanted[j];
        }
    }
}

/* [(1 - alpha) I + alpha B]^T X = S, by LU. */
static curb_error_t solve_purchases(
    curb_market_t *self, size_t sector, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->world;
    size_t n = world->jurisdiction_count;
    gsl_matrix *matrix = gsl_matrix_alloc(n, n);
    gsl_vector *supply = gsl_vector_alloc(n);
    gsl_vector *purchases = gsl_vector_alloc(n);
    gsl_permutation *order = gsl_permutation_alloc(n);
    curb_error_t error = CURB_OK;
    if (matrix == NULL || supply == NULL || purchases == NULL || order == NULL) {
        error = CURB_ERR_NO_MEMORY;
        goto done;
    }
    for (size_t j = 0; j < n; j++) {
        const curb_jurisdiction_t *home = &world->jurisdictions[j];
        gsl_vector_set(supply, j, self->cells[curb_cell_index(world, j, sector)].supply);
        for (size_t k = 0; k < n; k++) {
            double share = home->abroad_share * home->abroad_to[k];
            share += j == k ? 1.0 - home->abroad_share : 0.0;
            gsl_matrix_set(matrix, k, j, share);
        }
    }
    int sign;
    if (gsl_linalg_LU_decomp(matrix, order, &sign) != 0 ||
        gsl_linalg_LU_solve(matrix, order, supply, purchases) != 0) {
        error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: abroad_share and abroad_to leave no unique pattern of purchases",
            world->sectors[sector].id);
        goto done;
    }
    for (size_t j = 0; j < n; j++) {
        /* float: the last bit of a solve depends on the processor, the run must not */
        double bought = curb_to_float(gsl_vector_get(purchases, j));
        self->cells[curb_cell_index(world, j, sector)].purchases = bought;
        if (!(bought > 0.0)) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s in %s: abroad_share and abroad_to of the others bring more purchases "
                "than "
                "the sellers there can make (residents' own would be %.6g units a month)",
                world->sectors[sector].id, world->jurisdictions[j].id, bought);
        }
    }
done:
    gsl_matrix_free(matrix);
    gsl_vector_free(supply);
    gsl_vector_free(purchases);
    gsl_permutation_free(order);
    return error;
}

static void set_consumer_side(curb_market_t *self, size_t j, size_t sector)
{
    const curb_world_t *world = self->world;
    const curb_jurisdiction_t *home = &world->jurisdictions[j];
    curb_market_cell_t *cell = &self->cells[curb_cell_index(world, j, sector)];
    bool abroad = world->sectors[sector].family == CURB_SEXUAL && home->abroad_share > 0.0;
    cell->consumer_price = cell->consumer_exploited_share = 0.0;
    cell->abroad_price = cell->abroad_exploited_share = 0.0;
    for (size_t k = 0; k < world->jurisdiction_count; k++) {
        size_t source = curb_cell_index(world, k, sector);
        double price = self->cells[source].price;
        double exploited_share = world->cells[source].exploited_share;
        cell->consumer_price += self->trade[sector][j][k] * price;
        cell->consumer_exploited_share += self->trade[sector][j][k] * exploited_share;
        cell->abroad_price += abroad ? home->abroad_to[k] * price : 0.0;
        cell->abroad_exploited_share += abroad ? home->abroad_to[k] * exploited_share : 0.0;
    }
    double share = abroad ? home->abroad_share : 0.0;
    cell->home_units = (1.0 - share) * cell->purchases;
    cell->abroad_units = share * cell->purchases;
}

void curb_market_consumer_side(curb_market_t *self)
{
    for (size_t c = 0; c < self->cell_count; c++) {
        set_consumer_side(
            /* NOLINTNEXTLINE(*.DivideZero): a world has sectors */
            self, c / self->world->sector_count, c % self->world->sector_count);
    }
}

curb_error_t curb_market_trade(curb_market_t *self, curb_diagnostics_t *diagnostics)
{
    set_supply(self);
    curb_error_t error = CURB_OK;
    for (size_t m = 0; m < self->world->sector_count; m++) {
        const curb_sector_t *sector = &self->world->sectors[m];
        stay_at_home(self, m);
        if (sector->family == CURB_SEXUAL) {
            curb_error_t solved = solve_purchases(self, m, diagnostics);
            error = solved != CURB_OK ? solved : error;
        } else if (sector->traded) {
            fit_trade(self, m);
        }
    }
    for (size_t c = 0; c < self->cell_count; c++) {
        /* as stored for --world-from, so that a run from there has the same bits */
        self->cells[c].purchases = (double)(float)self->cells[c].purchases;
    }
    curb_market_consumer_side(self);
    return error;
}

curb_error_t curb_market_costs(curb_market_t *self, curb_diagnostics_t *diagnostics)
{
    const curb_world_t *world = self->world;
    curb_error_t error = CURB_OK;
    for (size_t c = 0; c < self->cell_count; c++) {
        const curb_cell_anchors_t *anchors = &world->cells[c];
        curb_market_cell_t *cell = &self->cells[c];
        cell->margin_usd = 1.1 * anchors->profit_usd;
        cell->upkeep_usd = cell->price * (1.0 - anchors->worker_share) - cell->margin_usd;
        if (cell->upkeep_usd < 0.0) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
                "%s in %s: profit_share %.4g and worker_share %.4g leave less than nothing "
                "for "
                "upkeep; 1.1 * profit_share + worker_share must not exceed 1",
                world->sectors[c % world->sector_count].id,
                world->jurisdictions[c / world->sector_count].id, anchors->profit_share,
                anchors->worker_share);
        }
    }
    return error;
}
