/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* The whole model against its deterministic twin: with no policy, with strong enforcement
 * in one State, and with a strong campaign there. Both start from the same state of the
 * same agents, so what is left is the chance of 60 months, which falls as one over the
 * square root of the number of agents. Seeds are fixed. */
#include "unit/mean_field.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIZES = 3, REPLICATES = 24, MONTHS = 60, SCENARIOS = 3 };

/* People per agent; the finest has 16 times the agents of the coarsest. */
static const double people_per_agent[SIZES] = {160.0, 40.0, 10.0};

typedef struct {
    double sector[SMALL_SECTORS]; /* baseline, model over twin - 1 */
    double world[SCENARIOS];      /* the same, all sectors */
    double effect[SCENARIOS];     /* of the policy: change of N in the model less twin's */
    double twin_effect[SCENARIOS];
    double moved; /* people moved by relocation under enforcement, twin */
} gap_t;

static gap_t gaps[SIZES][REPLICATES];

static small_world_t *policies(double scale)
{
    small_world_t *small = small_world_new();
    small->run.people_per_agent = scale;
    small->world.responses.move_rate = 0.03;
    curb_policy_t policy = small_world_policy(CURB_TRAFFICKER_ENFORCEMENT, 1, 1.0, 0);
    policy.lever[CURB_LEVER_MULTIPLIER] = 3.0;
    (void)small_world_add(small, &policy);
    policy = small_world_policy(CURB_AWARENESS_CAMPAIGN, 1, 1.0, 0);
    policy.lever[CURB_LEVER_REACH] = 0.3;
    policy.lever[CURB_LEVER_EFFICACY] = 0.2;
    (void)small_world_add(small, &policy);
    return small;
}

static mean_policy_t twin_of(size_t scenario)
{
    mean_policy_t policy = {.detection = {1.0, 1.0}};
    if (scenario == 1) {
        policy.detection[SMALL_NORTH] = 3.0;
    } else if (scenario == 2) {
        policy.reach[SMALL_NORTH] = 0.3;
        policy.efficacy = 0.2;
    }
    return policy;
}

static void run_both(const small_world_t *small, uint32_t replicate, gap_t *gap)
{
    static mean_field_t twins[SCENARIOS];
    small_stage_t stage;
    small_stage_set(&stage, small, replicate);
    for (size_t s = 0; s < SCENARIOS; s++) {
        mean_field_init(&twins[s], &stage, &stage.states[s]);
    }
    for (int t = 0; t < MONTHS; t++) {
        small_stage_month(&stage);
        for (size_t s = 0; s < SCENARIOS; s++) {
            mean_policy_t policy = twin_of(s);
            mean_field_month(&twins[s], &policy);
        }
        for (size_t c = 0; c < SMALL_CELLS; c++) {
            gap->moved += twins[1].cells[c].moved;
        }
    }
    double model[SCENARIOS] = {0};
    double twin[SCENARIOS] = {0};
    for (size_t s = 0; s < SCENARIOS; s++) {
        for (size_t m = 0; m < SMALL_SECTORS; m++) {
            double in_model = 0.0;
            double in_twin = 0.0;
            for (size_t c = m; c < SMALL_CELLS; c += SMALL_SECTORS) {
                in_model += (double)stage.states[s].held[c];
                in_twin += mean_field_held(&twins[s], c);
            }
            if (s == 0) {
                gap->sector[m] = in_model / in_twin - 1.0;
            }
            model[s] += in_model;
            twin[s] += in_twin;
        }
        gap->world[s] = model[s] / twin[s] - 1.0;
        gap->twin_effect[s] = twin[s] / twin[0] - 1.0;
        gap->effect[s] = model[s] / model[0] - twin[s] / twin[0];
        mean_field_free(&twins[s]);
    }
    small_stage_clear(&stage);
}

static int begin(void **state)
{
    (void)state;
    for (int i = 0; i < SIZES; i++) {
        small_world_t *small = policies(people_per_agent[i]);
        for (uint32_t r = 0; r < REPLICATES; r++) {
            run_both(small, r, &gaps[i][r]);
        }
        small_world_free(small);
    }
    return 0;
}

typedef struct {
    double mean, error;
} mean_t;

static mean_t mean_of(int size, size_t scenario, bool effect)
{
    double sum = 0.0;
    double square = 0.0;
    for (size_t r = 0; r < REPLICATES; r++) {
        const gap_t *gap = &gaps[size][r];
        double x = effect ? gap->effect[scenario] : gap->world[scenario];
        sum += x;
        square += x * x;
    }
    mean_t result = {sum / REPLICATES, 0.0};
    result.error =
        sqrt((square / REPLICATES - result.mean * result.mean) / (REPLICATES - 1));
    return result;
}

/* The twin leaves out what noise does to curved responses, which falls as 1/N, quitting for
 * lack of capital, and the spread of awareness between equal buyers: 1 % is allowed at the
 * finest scale. Three numbers at 3 standard errors: a correct model without any bias fails
 * once in 120 seeds, and this seed was not chosen. */
static void numbers_exploited_follow_the_mean_field_map(void **state)
{
    (void)state;
    for (size_t s = 0; s < SCENARIOS; s++) {
        for (int i = 0; i < SIZES; i++) {
            mean_t gap = mean_of(i, s, false);
            print_message("scenario %zu, scale %3.0f: gap %+.4f, standard error %.4f\n", s,
                people_per_agent[i], gap.mean, gap.error);
        }
        mean_t gap = mean_of(SIZES - 1, s, false);
        assert_true(fabs(gap.mean) < 0.01 + 3.0 * gap.error);
        assert_true(gap.error < 0.01);
    }
}

/* Chance is common to a scenario and the baseline, so effects are compared more sharply. */
static void effects_of_policies_follow_the_mean_field_map(void **state)
{
    (void)state;
    for (size_t s = 1; s < SCENARIOS; s++) {
        double twin = 0.0;
        for (size_t r = 0; r < REPLICATES; r++) {
            twin += gaps[SIZES - 1][r].twin_effect[s] / REPLICATES;
        }
        mean_t gap = mean_of(SIZES - 1, s, true);
        print_message("scenario %zu: effect %+.4f in the twin, model differs by %+.4f, "
                      "standard error %.4f\n",
            s, twin, gap.mean, gap.error);
        assert_true(twin < -0.01); /* else nothing is compared */
        assert_true(fabs(gap.mean) < 0.004 + 3.0 * gap.error);
    }
    assert_true(gaps[SIZES - 1][0].moved > 1.0);
}

/* Root mean square over replicates and sectors. With 72 gaps a size the log of each has
 * standard deviation 1/sqrt(144) = .083, so the slope over three sizes has .083/(ln 4 sqrt
 * 2) = .042; five of these, .21, are allowed. */
static void gaps_fall_as_one_over_the_root_of_the_number_of_agents(void **state)
{
    (void)state;
    double log_gap[SIZES];
    for (int i = 0; i < SIZES; i++) {
        double square = 0.0;
        for (size_t r = 0; r < REPLICATES; r++) {
            for (size_t m = 0; m < SMALL_SECTORS; m++) {
                square += gaps[i][r].sector[m] * gaps[i][r].sector[m];
            }
        }
        square /= (double)REPLICATES * SMALL_SECTORS;
        log_gap[i] = 0.5 * log(square);
        print_message(
            "scale %3.0f: root mean square gap %.4f\n", people_per_agent[i], sqrt(square));
    }
    double slope = (log_gap[SIZES - 1] - log_gap[0]) /
                   log(people_per_agent[0] / people_per_agent[SIZES - 1]);
    print_message("fitted slope %.3f\n", slope);
    assert_true(fabs(slope + 0.5) < 0.21);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_exploited_follow_the_mean_field_map),
        cmocka_unit_test(effects_of_policies_follow_the_mean_field_map),
        cmocka_unit_test(gaps_fall_as_one_over_the_root_of_the_number_of_agents),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
