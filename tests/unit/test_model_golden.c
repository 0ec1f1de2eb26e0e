/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One small run, hashed: the same 64 bits in every build (release with its several
 * instruction sets, debug, sanitizers, gcc and clang) and on every processor. The solve
 * rests on libm and GSL, whose last bit may differ between processors, so the run starts
 * from the solved floats of golden_solve.h.
 *
 * A change of this hash is a change of results. When it is meant: run this program with
 * CURB_GOLDEN=print in its environment, put the line "hash" below and, if the solve has
 * changed too, the lines of floats into golden_solve.h; and say in CHANGELOG.md under
 * "Changes results" what moved, and by how much. */
#include "golden_solve.h"
#include "small_world.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { MONTHS = 30 };

static const uint64_t golden_hash = 0x163fcac54a83788aull;

/* Every instrument once, early enough to be felt by all phases. */
static small_world_t *golden_world(void)
{
    small_world_t *small = small_world_new();
    curb_scenario_t *all = small_world_add(small, NULL);
    small->run.months = MONTHS;
    small->world.responses.move_rate = 0.1;
    for (curb_instrument_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        curb_policy_t policy = small_world_policy(
            i, i % 2 == 0 ? 1 : 3, curb_instrument_rows[i].dose_high, (int)i);
        policy.ramp_months = 1 + (int)i % 4;
        policy.lever[CURB_LEVER_LAG] = 2.0;
        all->policies[all->policy_count++] = policy;
    }
    return small;
}

/* FNV-1a, over the bytes of each value from the lowest up, whatever the machine. */
static uint64_t add_to_hash(uint64_t hash, double value)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    for (int k = 0; k < 8; k++) {
        hash = (hash ^ (bits >> (8 * k) & 0xffu)) * 1099511628211u;
    }
    return hash;
}

static uint64_t hash_of(const curb_record_t *record)
{
    uint64_t hash = 14695981039346656037u;
    for (size_t s = 0; s < record->scenario_count; s++) {
        for (curb_metric_t m = 0; m < CURB_METRIC_COUNT; m++) {
            const double *series = curb_record_series(record, s, m);
            for (size_t i = 0; i < record->period_count * SMALL_CELLS; i++) {
                hash = add_to_hash(hash, series[i]);
            }
        }
    }
    return hash;
}

static void print_golden(const curb_record_t *record)
{
    print_message("hash 0x%016llxull\n", (unsigned long long)hash_of(record));
    for (size_t i = 0; i < record->solved_count; i++) {
        print_message("%af,%s", (double)record->solved[i], i % 5 == 4 ? "\n" : " ");
    }
}

static void the_golden_run_has_its_bits(void **state)
{
    (void)state;
    small_world_t *small = golden_world();
    bool renew = getenv("CURB_GOLDEN") != NULL;
    curb_record_t fresh;
    curb_record_t record;
    small_world_run(small, 7, &fresh);
    small->run.solved = renew ? fresh.solved : golden_solve;
    small->run.solved_count = fresh.solved_count;
    if (!renew && fresh.solved_count != sizeof golden_solve / sizeof golden_solve[0]) {
        fail_msg(
            "a solve has %zu values now: see the head of %s", fresh.solved_count, __FILE__);
    }
    small_world_run(small, 7, &record);
    uint64_t hash = hash_of(&record);
    if (renew) {
        print_golden(&record);
    }
    curb_record_free(&fresh);
    curb_record_free(&record);
    small_world_free(small);
    if (hash != golden_hash) {
        fail_msg("hash 0x%016llx, not 0x%016llx: results have changed, see the head of %s",
            (unsigned long long)hash, (unsigned long long)golden_hash, __FILE__);
    }
}

/* The solve itself may differ between processors by roundings, which its root finders turn
 * into up to about 1e-8; as floats that is one step of 6e-8 at most. Mean utilities may be
 * near zero, so they are held to a millionth of the price, all others to one of
 * themselves. */
static void the_golden_solve_is_still_what_the_anchors_give(void **state)
{
    (void)state;
    small_world_t *small = golden_world();
    curb_record_t fresh;
    small->run.months = 1;
    small_world_run(small, 7, &fresh);
    assert_int_equal(fresh.solved_count, sizeof golden_solve / sizeof golden_solve[0]);
    for (size_t i = 0; i < fresh.solved_count; i++) {
        double golden = (double)golden_solve[i];
        double found = (double)fresh.solved[i];
        size_t after_choices = (size_t)SMALL_CELLS * (1 + 6 * CURB_KIND_COUNT);
        bool choice = i >= SMALL_CELLS && i < after_choices;
        double size = choice ? fmax(1.0, fabs(golden)) : fabs(golden);
        if (!(fabs(found - golden) <= 1e-6 * size)) {
            fail_msg("solved value %zu is %.9g, was %.9g", i, found, golden);
        }
    }
    curb_record_free(&fresh);
    small_world_free(small);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_golden_run_has_its_bits),
        cmocka_unit_test(the_golden_solve_is_still_what_the_anchors_give),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
