/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "small_world.h"

#include "model/ledger.h"
#include "model/memory.h"
#include "model/solve.h"

#include <limits.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const double concentration = 1.318; /* top 26 % make 75 % of purchases */

static void set_jurisdictions(curb_world_t *world)
{
    static const char *const id[] = {"north", "south"};
    static const double population[] = {38.5e6, 61.7e6};
    static const double by_group[CURB_GROUP_COUNT] = {0.34, 0.38, 0.16, 0.12};
    static const double abroad[] = {0.07, 0.03};
    for (size_t j = 0; j < SMALL_JURISDICTIONS; j++) {
        curb_jurisdiction_t *here = &world->jurisdictions[j];
        snprintf(here->id, sizeof here->id, "%s", id[j]);
        here->population = population[j];
        for (size_t g = 0; g < CURB_GROUP_COUNT; g++) {
            here->at_risk[g] = 0.021 * population[j] * by_group[g];
        }
        here->abroad_share = abroad[j];
        here->abroad_to[1 - j] = 1.0;
        here->linked[0] = here->linked[1] = true;
    }
}

static void set_sectors(curb_world_t *world)
{
    static const char *const id[] = {"sexual", "goods", "domestic"};
    for (size_t m = 0; m < SMALL_SECTORS; m++) {
        curb_sector_t *sector = &world->sectors[m];
        snprintf(sector->id, sizeof sector->id, "%s", id[m]);
        sector->family = m == SMALL_SEXUAL ? CURB_SEXUAL : CURB_LABOUR;
        sector->traded = m == SMALL_GOODS;
    }
    curb_sector_t *goods = &world->sectors[SMALL_GOODS];
    static const double seed[2][2] = {{3.1, 2.3}, {0.9, 4.7}};
    goods->consumption[SMALL_NORTH] = 0.58;
    goods->consumption[SMALL_SOUTH] = 0.42;
    for (size_t j = 0; j < SMALL_JURISDICTIONS; j++) {
        memcpy(goods->trade_seed[j], seed[j], sizeof seed[j]);
    }
}

/* [jurisdiction][sector] where the two States differ, [sector] where they do not. */
static const double exploited[2][3] = {{8700, 10300, 3100}, {6900, 16100, 4300}};
static const double profit_usd[2][3] = {{4130, 617, 291}, {2290, 365, 183}};
static const double link_home[2][3] = {{0.41, 0.57, 0.38}, {0.96, 0.93, 0.97}};
static const double composition[3][CURB_GROUP_COUNT] = {
    {0.76, 0.03, 0.2, 0.01}, {0.28, 0.58, 0.05, 0.09}, {0.71, 0.13, 0.12, 0.04}};

static curb_cell_anchors_t anchors_of(size_t j, size_t m)
{
    static const double profit_share[] = {0.68, 0.41, 0.53};
    static const double exploited_share[] = {0.17, 0.06, 0.05};
    static const double duration[] = {23.5, 19.3, 21.7};
    static const double held[] = {2.9, 3.8, 1.4};
    curb_cell_anchors_t cell = {.exploited = exploited[j][m],
        .profit_usd = profit_usd[j][m],
        .profit_share = profit_share[m],
        .exploited_share = exploited_share[m],
        .duration_months = duration[m],
        .held = held[m],
        .fill = 0.7,
        .identified_share = {0.19, 0.0068},
        .quit = 0.0087,
        .worker_share = m == SMALL_SEXUAL ? 0.09 : 0.19,
        .supply_elasticity = m == SMALL_SEXUAL ? 2.0 : 1.0,
        .demand_elasticity = 0.6};
    memcpy(cell.composition, composition[m], sizeof cell.composition);
    cell.link[j] = link_home[j][m];
    cell.link[1 - j] = 1.0 - link_home[j][m];
    return cell;
}

static void set_buyers(curb_cell_anchors_t *cell, size_t m)
{
    curb_buyer_anchors_t *kind = cell->buyers;
    if (m == SMALL_SEXUAL) {
        kind[CURB_INDIVIDUAL] =
            (curb_buyer_anchors_t){1.0, 0.0113, 0.47, 0.0, 97.0, concentration};
    } else if (m == SMALL_DOMESTIC) {
        kind[CURB_INDIVIDUAL] =
            (curb_buyer_anchors_t){1.0, 0.031, 0.51, 0.28, 310.0, concentration};
    } else {
        kind[CURB_INDIVIDUAL] =
            (curb_buyer_anchors_t){0.31, 0.3, 0.68, 0.19, 52.0, concentration};
        kind[CURB_FIRM] =
            (curb_buyer_anchors_t){0.54, 0.03, 0.81, 0.19, 9700.0, concentration};
        kind[CURB_GOVERNMENT] =
            (curb_buyer_anchors_t){0.15, 0.0002, 0.79, 0.21, 48000.0, concentration};
    }
}

small_world_t *small_world_new(void)
{
    small_world_t *self = curb_calloc(1, sizeof *self);
    assert_non_null(self);
    curb_world_t *world = &self->world;
    snprintf(world->id, sizeof world->id, "small");
    world->jurisdiction_count = SMALL_JURISDICTIONS;
    world->sector_count = SMALL_SECTORS;
    curb_world_set_defaults(world);
    set_jurisdictions(world);
    set_sectors(world);
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        world->cells[c] = anchors_of(c / SMALL_SECTORS, c % SMALL_SECTORS);
        set_buyers(&world->cells[c], c % SMALL_SECTORS);
    }
    self->run = (curb_run_t){.world = world,
        .scenarios = self->scenarios,
        .seed = 20140521,
        .months = 12,
        .period_months = 1,
        .people_per_agent = 50.0,
        .buyers_per_segment = 300,
        .concept_used = CURB_CONCEPT_MSE,
        .threads = 1};
    (void)small_world_add(self, NULL);
    return self;
}

void small_world_free(small_world_t *self) { curb_free(self); }

curb_policy_t small_world_policy(
    curb_instrument_t instrument, uint64_t jurisdictions, double intensity, int start)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[instrument];
    curb_policy_t policy = {.instrument = instrument,
        .jurisdictions = jurisdictions,
        .sectors = (row->sexual ? 1u << SMALL_SEXUAL : 0u) |
                   (row->labour ? 1u << SMALL_GOODS | 1u << SMALL_DOMESTIC : 0u),
        .kinds = (row->individual ? 1u << CURB_INDIVIDUAL : 0u) |
                 (row->firm ? 1u << CURB_FIRM : 0u) |
                 (row->government ? 1u << CURB_GOVERNMENT : 0u),
        .partners = 3,
        .start_month = start,
        .end_month = INT_MAX,
        .ramp_months = 1,
        .intensity = intensity};
    snprintf(policy.id, sizeof policy.id, "%s", row->key);
    for (size_t l = 0; l < CURB_LEVER_COUNT; l++) {
        policy.lever[l] = NAN;
    }
    return policy;
}

curb_scenario_t *small_world_add(small_world_t *self, const curb_policy_t *policy)
{
    assert_true(self->run.scenario_count < SMALL_SCENARIOS);
    curb_scenario_t *scenario = &self->scenarios[self->run.scenario_count];
    snprintf(scenario->id, sizeof scenario->id, "s%zu", self->run.scenario_count++);
    if (policy != NULL) {
        scenario->policies[scenario->policy_count++] = *policy;
    }
    return scenario;
}

static void show(const curb_diagnostics_t *said)
{
    for (size_t i = 0; i < said->count; i++) {
        print_error("%s\n", said->messages[i].text);
    }
}

void small_world_run(const small_world_t *self, uint32_t replicate, curb_record_t *record)
{
    const curb_run_t *run = &self->run;
    curb_diagnostics_t said = {0};
    curb_error_t error = curb_record_init(record, run->scenario_count,
        curb_run_period_count(run), run->world->jurisdiction_count,
        run->world->sector_count, run->world->uncertain_count, curb_run_solved_count(run));
    assert_int_equal(error, CURB_OK);
    error = curb_run_replicate(run, replicate, NULL, record, &said);
    show(&said);
    curb_diagnostics_free(&said);
    assert_int_equal(error, CURB_OK);
}

double small_world_value(const curb_record_t *record, size_t scenario, curb_metric_t metric,
    size_t period, size_t cell)
{
    size_t cells = record->jurisdiction_count * record->sector_count;
    return curb_record_series(record, scenario, metric)[period * cells + cell];
}

void small_world_same_bits(const curb_record_t *a, size_t scenario_a,
    const curb_record_t *b, size_t scenario_b, size_t first, size_t end)
{
    size_t cells = a->jurisdiction_count * a->sector_count;
    for (curb_metric_t metric = 0; metric < CURB_METRIC_COUNT; metric++) {
        const double *x = curb_record_series(a, scenario_a, metric);
        const double *y = curb_record_series(b, scenario_b, metric);
        for (size_t i = first * cells; i < end * cells; i++) {
            /* NOLINTNEXTLINE(*-comparison,*-exp42-c,*-flp37-c): bits are asked for */
            if (memcmp(&x[i], &y[i], sizeof x[i]) != 0) {
                fail_msg("%s differs in period %zu, cell %zu: %.17g and %.17g",
                    curb_metric_rows[metric].key, i / cells, i % cells, x[i], y[i]);
            }
        }
    }
}

void small_stage_set(small_stage_t *self, const small_world_t *small, uint32_t replicate)
{
    *self = (small_stage_t){.small = small, .replicate = replicate};
    curb_diagnostics_t said = {0};
    self->market = curb_calloc(1, sizeof *self->market);
    assert_non_null(self->market);
    curb_error_t error = curb_solve(self->market, &self->population, &small->world,
        &small->run, small->run.concept_used, replicate, &said);
    show(&said);
    curb_diagnostics_free(&said);
    assert_int_equal(error, CURB_OK);
    error = curb_workspace_init(&self->workspace, self->market, &self->population,
        small->run.threads, small->run.scenario_count);
    assert_int_equal(error, CURB_OK);
    size_t bytes = curb_state_bytes(self->market, &self->population);
    self->count = small->run.scenario_count;
    for (size_t s = 0; s < self->count; s++) {
        self->blocks[s] = curb_calloc(bytes + 64, 1);
        assert_non_null(self->blocks[s]);
        unsigned char *aligned = self->blocks[s];
        aligned += (64 - (uintptr_t)aligned % 64) % 64;
        self->live[s] = &self->states[s];
        curb_state_place(
            self->live[s], self->market, &self->population, &small->scenarios[s], aligned);
        curb_state_start(
            self->live[s], self->market, &self->population, small->run.seed, replicate);
    }
}

void small_stage_month(small_stage_t *self)
{
    curb_month(self->live, self->count, self->market, &self->population, &self->workspace,
        self->small->run.seed, self->replicate);
}

void small_stage_clear(small_stage_t *self)
{
    for (size_t s = 0; s < self->count; s++) {
        curb_free(self->blocks[s]);
    }
    curb_workspace_free(&self->workspace);
    curb_population_free(&self->population);
    curb_free(self->market);
    *self = (small_stage_t){0};
}

double small_stage_metric(
    const small_stage_t *self, size_t scenario, curb_metric_t metric, size_t cell)
{
    return *curb_state_metric(
        &self->states[scenario], self->market->cell_count, metric, cell);
}
