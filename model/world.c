/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/world.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_group_keys[CURB_GROUP_COUNT] = {"women", "men", "girls", "boys"};
const char *const curb_kind_keys[CURB_KIND_COUNT] = {"individual", "firm", "government"};
const char *const curb_concept_keys[CURB_CONCEPT_COUNT] = {"mse", "ilo"};

bool curb_world_add_uncertain(curb_world_t *self, const char *name, double low, double mode,
    double high, curb_spread_t spread, double *const *places, size_t count)
{
    if (self->uncertain_count == CURB_UNCERTAIN_MAX ||
        self->target_count + count > CURB_UNCERTAIN_TARGET_MAX) {
        return false;
    }
    curb_uncertain_t *row = &self->uncertain[self->uncertain_count++];
    *row = (curb_uncertain_t){.low = low,
        .mode = mode,
        .high = high,
        .spread = spread,
        .first_target = self->target_count,
        .target_count = (uint32_t)count};
    snprintf(row->name, sizeof row->name, "%s", name);
    for (size_t i = 0; i < count; i++) {
        size_t offset =
            (size_t)((const unsigned char *)places[i] - (const unsigned char *)self);
        self->targets[self->target_count++] = (uint32_t)offset;
    }
    return true;
}

void curb_world_fix(curb_world_t *self, const char *name)
{
    size_t kept = 0;
    for (size_t i = 0; i < self->uncertain_count; i++) {
        if (strcmp(self->uncertain[i].name, name) != 0) {
            self->uncertain[kept++] = self->uncertain[i];
        }
    }
    self->uncertain_count = kept;
}

static void set_one(curb_world_t *self, double *place, const char *name, double central,
    double low, double high, curb_spread_t spread)
{
    *place = central;
    if (spread != CURB_FIXED && low < high) {
        curb_world_add_uncertain(self, name, low, central, high, spread, &place, 1);
    }
}

void curb_world_set_defaults(curb_world_t *self)
{
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *row = &curb_response_rows[i];
        char name[2 * CURB_ID_BYTES];
        snprintf(name, sizeof name, "responses.%s", row->key);
        double *place = (double *)(void *)((unsigned char *)&self->responses + row->offset);
        set_one(self, place, name, row->central, row->low, row->high, row->spread);
    }
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        for (size_t k = 0; k < row->lever_count; k++) {
            const curb_lever_default_t *lever = &row->levers[k];
            char name[2 * CURB_ID_BYTES];
            snprintf(
                name, sizeof name, "%s.%s", row->key, curb_lever_rows[lever->lever].key);
            set_one(self, &self->levers[i][lever->lever], name, lever->central, lever->low,
                lever->high, lever->spread);
        }
    }
}

typedef struct {
    const curb_world_t *world;
    curb_diagnostics_t *diagnostics;
    bool failed;
} check_t;

static void require_sum_of_one(
    check_t *check, const double *shares, size_t count, const char *place, const char *what)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        sum += shares[i];
    }
    if (fabs(sum - 1.0) > 1e-6) {
        check->failed = true;
        (void)curb_diagnostics_fail(check->diagnostics, CURB_ERR_INVALID,
            "%s: %s add up to %.6g; they must add up to 1", place, what, sum);
    }
}

static void require(check_t *check, bool holds, const char *place, const char *what)
{
    if (!holds) {
        check->failed = true;
        (void)curb_diagnostics_fail(
            check->diagnostics, CURB_ERR_INVALID, "%s: %s", place, what);
    }
}

static void check_buyers(check_t *check, const curb_cell_anchors_t *cell, const char *place)
{
    double share[CURB_KIND_COUNT];
    for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
        const curb_buyer_anchors_t *kind = &cell->buyers[k];
        share[k] = kind->demand_share;
        if (kind->demand_share <= 0.0) {
            continue;
        }
        char where[3 * CURB_ID_BYTES];
        snprintf(where, sizeof where, "%s.buyers.%s", place, curb_kind_keys[k]);
        require(check, kind->active_share > 0.0, where, "active_share must be above 0");
        require(check, kind->unvetted > 0.0 && kind->unvetted < 1.0, where,
            "unvetted must lie between 0 and 1");
        require(check, kind->spend_usd > 0.0, where, "spend_usd must be above 0");
        double total = kind->unvetted + kind->vetted;
        if (k == CURB_INDIVIDUAL) {
            require(check, total < 1.0, where,
                "unvetted and vetted must leave room for those who do not buy");
        } else {
            require(check, fabs(total - 1.0) < 1e-6 && kind->vetted > 0.0, where,
                "firms and governments must buy: unvetted and vetted add up to 1, both "
                "above 0");
        }
    }
    require_sum_of_one(check, share, CURB_KIND_COUNT, place, "demand shares of the kinds");
}

static void check_cell(check_t *check, size_t j, size_t m)
{
    const curb_world_t *world = check->world;
    const curb_cell_anchors_t *cell = &world->cells[curb_cell_index(world, j, m)];
    char place[2 * CURB_ID_BYTES + 8];
    snprintf(place, sizeof place, "cells.%s.%s", world->jurisdictions[j].id,
        world->sectors[m].id);
    require(check, cell->exploited > 0.0, place, "exploited must be above 0");
    require(check, cell->profit_usd > 0.0, place, "profit must be above 0");
    require(check, cell->profit_share > 0.0, place, "profit_share must be above 0");
    require(check, cell->exploited_share > 0.0 && cell->exploited_share < 1.0, place,
        "exploited_share must lie between 0 and 1");
    require(check, cell->duration_months > 1.0, place, "duration_months must be above 1");
    require(check, cell->held >= 0.1, place, "held must be at least 0.1");
    require(check, cell->fill > 0.05 && cell->fill < 0.98, place,
        "fill must lie between 0.05 and 0.98");
    double stability = 4.0 / (cell->demand_elasticity +
                                 (1.0 - cell->exploited_share) * cell->supply_elasticity);
    require(check, world->responses.price_speed < stability, place,
        "prices would oscillate: responses.price_speed must stay below 4 / (demand "
        "elasticity + "
        "(1 - exploited share) * supply elasticity)");
    require_sum_of_one(
        check, cell->composition, CURB_GROUP_COUNT, place, "shares by group");
    require_sum_of_one(
        check, cell->link, world->jurisdiction_count, place, "links by origin");
    check_buyers(check, cell, place);
}

curb_error_t curb_world_check(const curb_world_t *self, curb_diagnostics_t *diagnostics)
{
    check_t check = {self, diagnostics, false};
    require(&check, self->jurisdiction_count > 0 && self->sector_count > 0, "world",
        "it needs at least one jurisdiction and one sector");
    for (size_t j = 0; j < self->jurisdiction_count; j++) {
        const curb_jurisdiction_t *jurisdiction = &self->jurisdictions[j];
        require(&check, jurisdiction->population > 0.0, jurisdiction->id,
            "population must be above 0");
        require(&check,
            jurisdiction->abroad_share >= 0.0 && jurisdiction->abroad_share < 0.9,
            jurisdiction->id, "abroad_share must lie in [0, 0.9)");
        if (jurisdiction->abroad_share > 0.0) {
            require_sum_of_one(&check, jurisdiction->abroad_to, self->jurisdiction_count,
                jurisdiction->id, "shares abroad_to");
            require(&check, jurisdiction->abroad_to[j] == 0.0, jurisdiction->id,
                "abroad_to must not name the jurisdiction itself");
        }
        for (size_t m = 0; m < self->sector_count; m++) {
            check_cell(&check, j, m);
        }
    }
    for (size_t m = 0; m < self->sector_count; m++) {
        if (self->sectors[m].traded) {
            require_sum_of_one(&check, self->sectors[m].consumption,
                self->jurisdiction_count, self->sectors[m].id, "consumption shares");
        }
    }
    return check.failed ? CURB_ERR_INVALID : CURB_OK;
}
