/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The hash is of a canonical text, a line a fact, with 17 digits, and not of bytes in
 * memory: padding, byte order and the layout of structs must not matter. The text goes
 * straight into the hash. */
#include "study/hash.h"

#include "study/plain_locale.h"

#include <nettle/sha2.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

typedef struct sha256_ctx hash_t;

static void line(hash_t *hash, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

static void line(hash_t *hash, const char *format, ...)
{
    char text[512];
    va_list arguments;
    va_start(arguments, format);
    int length = vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    size_t used = length < 0 ? 0 : (size_t)length;
    sha256_update(hash, used < sizeof text ? used : sizeof text - 1, (const uint8_t *)text);
    sha256_update(hash, 1, (const uint8_t *)"\n");
}

static void numbers(hash_t *hash, const char *what, const double *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        line(hash, "%s %zu %.17g", what, i, values[i]);
    }
}

static void finish(hash_t *hash, char hex[65])
{
    uint8_t digest[SHA256_DIGEST_SIZE];
    sha256_digest(hash, sizeof digest, digest);
    for (size_t i = 0; i < sizeof digest; i++) {
        snprintf(hex + 2 * i, 3, "%02x", digest[i]);
    }
}

static void add_policy(hash_t *hash, const curb_policy_t *policy)
{
    const curb_instrument_row_t *row = &curb_instrument_rows[policy->instrument];
    line(hash, "policy %s %llx %lx %lx %llx %d %d %d %d %.17g", row->key,
        (unsigned long long)policy->jurisdictions, (unsigned long)policy->sectors,
        (unsigned long)policy->kinds, (unsigned long long)policy->partners,
        policy->start_month, policy->end_month, policy->ramp_months, policy->in_force,
        policy->intensity);
    for (size_t k = 0; k < row->lever_count; k++) {
        curb_lever_t lever = row->levers[k].lever;
        if (policy->lever[lever] == policy->lever[lever]) { /* not NaN: set by the policy */
            line(hash, "lever %s %.17g", curb_lever_rows[lever].key, policy->lever[lever]);
        }
    }
}

static void add_cell(hash_t *hash, const curb_world_t *world, size_t index)
{
    const curb_cell_anchors_t *cell = &world->cells[index];
    const double anchors[] = {cell->exploited, cell->profit_usd, cell->profit_share,
        cell->exploited_share, cell->duration_months, cell->held, cell->fill, cell->quit,
        cell->worker_share, cell->supply_elasticity, cell->demand_elasticity};
    line(hash, "cell %zu", index);
    numbers(hash, "anchor", anchors, sizeof anchors / sizeof anchors[0]);
    numbers(hash, "group", cell->composition, CURB_GROUP_COUNT);
    numbers(hash, "identified", cell->identified_share, CURB_CONCEPT_COUNT);
    numbers(hash, "link", cell->link, world->jurisdiction_count);
    for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
        const curb_buyer_anchors_t *kind = &cell->buyers[k];
        const double values[] = {kind->demand_share, kind->active_share, kind->unvetted,
            kind->vetted, kind->spend_usd, kind->log_sd};
        numbers(hash, curb_kind_keys[k], values, sizeof values / sizeof values[0]);
    }
}

static void add_places(hash_t *hash, const curb_world_t *world)
{
    size_t count = world->jurisdiction_count;
    for (size_t j = 0; j < count; j++) {
        const curb_jurisdiction_t *place = &world->jurisdictions[j];
        line(hash, "jurisdiction %s %.17g %.17g", place->id, place->population,
            place->abroad_share);
        numbers(hash, "at_risk", place->at_risk, CURB_GROUP_COUNT);
        numbers(hash, "abroad", place->abroad_to, count);
        for (size_t k = 0; k < count; k++) {
            line(hash, "linked %d", place->linked[k]);
        }
    }
    for (size_t m = 0; m < world->sector_count; m++) {
        const curb_sector_t *sector = &world->sectors[m];
        line(hash, "sector %s %d %d", sector->id, (int)sector->family, sector->traded);
        numbers(hash, "consumption", sector->consumption, count);
        for (size_t j = 0; j < count; j++) {
            numbers(hash, "seed", sector->trade_seed[j], count);
        }
    }
}

static void add_uncertain(hash_t *hash, const curb_world_t *world)
{
    for (size_t i = 0; i < world->uncertain_count; i++) {
        const curb_uncertain_t *row = &world->uncertain[i];
        line(hash, "uncertain %s %.17g %.17g %.17g %d %u", row->name, row->low, row->mode,
            row->high, (int)row->spread, (unsigned)row->target_count);
    }
}

static void add_correlations(hash_t *hash, const curb_world_t *world)
{
    for (size_t i = 0; i < world->correlation_count; i++) {
        const curb_correlation_t *pair = &world->correlations[i];
        line(hash, "correlation %u %u %.17g", (unsigned)pair->a, (unsigned)pair->b,
            pair->rank);
    }
}

static void add_responses(hash_t *hash, const curb_world_t *world)
{
#define LINE(field, ...) line(hash, "response " #field " %.17g", world->responses.field);
    CURB_RESPONSE_LIST(LINE)
#undef LINE
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        for (size_t k = 0; k < row->lever_count; k++) {
            line(hash, "lever %s %s %.17g", row->key,
                curb_lever_rows[row->levers[k].lever].key,
                world->levers[i][row->levers[k].lever]);
        }
    }
}

static void add_world(hash_t *hash, const curb_world_t *world)
{
    line(hash, "prices %.17g", world->price_year);
    add_places(hash, world);
    for (size_t c = 0; c < curb_cell_count(world); c++) {
        add_cell(hash, world, c);
    }
    add_responses(hash, world);
}

void curb_hash_world(const curb_study_t *study, char hex[65])
{
    const curb_world_t *world = study->world;
    hash_t hash;
    curb_plain_locale_t locale;
    bool is_plain = curb_plain_locale_enter(&locale);
    sha256_init(&hash);
    line(&hash, "curb world 1");
    line(&hash, "study %llu %d %d %.17g %zu %d %d", (unsigned long long)study->seed,
        study->months, study->period_months, study->people_per_agent,
        study->buyers_per_segment, study->draws, (int)study->detection);
    if (study->posterior_hash[0] != '\0') {
        line(&hash, "posterior %s", study->posterior_hash);
    }
    if (study->replicates_per_draw > 1) { /* hashes of studies without it stay */
        line(&hash, "replicates_per_draw %zu", study->replicates_per_draw);
    }
    add_world(&hash, world);
    if (study->draws) {
        add_uncertain(&hash, world);
        add_correlations(&hash, world);
    }
    for (size_t i = 0; i < world->in_force_count; i++) {
        add_policy(&hash, &world->in_force[i]);
    }
    finish(&hash, hex);
    if (is_plain) {
        curb_plain_locale_leave(&locale);
    }
}

void curb_hash_numbers(const curb_world_t *world, char hex[65])
{
    hash_t hash;
    curb_plain_locale_t locale;
    bool is_plain = curb_plain_locale_enter(&locale);
    sha256_init(&hash);
    line(&hash, "curb numbers 1");
    add_world(&hash, world);
    add_uncertain(&hash, world);
    for (size_t i = 0; i < world->in_force_count; i++) {
        add_policy(&hash, &world->in_force[i]);
    }
    finish(&hash, hex);
    if (is_plain) {
        curb_plain_locale_leave(&locale);
    }
}

void curb_study_scenario_hash(const curb_study_t *self, size_t scenario, char hex[65])
{
    const curb_scenario_t *which = &self->scenarios[scenario];
    hash_t hash;
    curb_plain_locale_t locale;
    bool is_plain = curb_plain_locale_enter(&locale);
    sha256_init(&hash);
    line(&hash, "curb scenario 1");
    for (size_t i = 0; i < which->policy_count; i++) {
        add_policy(&hash, &which->policies[i]);
    }
    for (size_t i = 0; i < which->shock_count; i++) {
        const curb_shock_t *shock = &which->shocks[i];
        line(&hash, "shock %llx %lx %lx %d %d %.17g",
            (unsigned long long)shock->jurisdictions, (unsigned long)shock->sectors,
            (unsigned long)shock->kinds, shock->start_month, shock->end_month,
            shock->demand);
    }
    finish(&hash, hex);
    if (is_plain) {
        curb_plain_locale_leave(&locale);
    }
}
