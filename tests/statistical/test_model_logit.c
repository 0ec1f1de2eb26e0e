/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: statistical */
/* Buyers who are all alike, at a price that stands still, divide between the channels as
 * the closed-form logit says, and the error falls as one over the square root of their
 * number. */
#include "unit/small_world.h"

#include "model/buyers.h"
#include "model/levers.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

enum { SIZES = 4, MONTHS = 240, CHANNELS = 4 };
static const size_t sizes[SIZES] = {1000, 4000, 16000, 64000};

/* Nobody differs in taste, conscience or quantity. */
static small_world_t *alike(size_t buyers)
{
    small_world_t *small = small_world_new();
    curb_responses_t *responses = &small->world.responses;
    responses->taste_sd = responses->moral_mean = responses->moral_log_sd = 0.0;
    for (size_t c = 0; c < SMALL_CELLS; c++) {
        for (size_t k = 0; k < CURB_KIND_COUNT; k++) {
            small->world.cells[c].buyers[k].log_sd = 0.0;
        }
    }
    small->run.buyers_per_segment = buyers;
    curb_policy_t friction = small_world_policy(CURB_ONLINE_DETERRENCE, 3, 1.0, 0);
    friction.sectors = 7;
    friction.lever[CURB_LEVER_FRICTION] = 0.73;
    friction.lever[CURB_LEVER_DISPLACEMENT] = 0.5;
    (void)small_world_add(small, &friction);
    return small;
}

/* Shares of home, abroad, vetted and none, when buying online at home costs phi more. */
static void closed_form(
    const small_stage_t *stage, const curb_segment_t *segment, double phi, double *share)
{
    const curb_choice_t *choice =
        &stage->market->choices[segment->cell * CURB_KIND_COUNT + segment->kind];
    const curb_buyer_anchors_t *anchors =
        &stage->market->world->cells[segment->cell].buyers[segment->kind];
    bool individual = segment->kind == CURB_INDIVIDUAL;
    bool abroad = individual && stage->market->cells[segment->cell].abroad_units > 0.0;
    double weight[CHANNELS] = {
        exp((choice->home - (individual ? phi : 0.0)) / choice->scale),
        abroad ? exp(choice->abroad / choice->scale) : 0.0,
        anchors->vetted > 0.0 ? exp(choice->vetted / choice->scale) : 0.0,
        individual ? 1.0 : 0.0};
    double total = weight[0] + weight[1] + weight[2] + weight[3];
    for (int k = 0; k < CHANNELS; k++) {
        share[k] = weight[k] / total;
    }
}

/* Largest |z| of the totals over all months of one scenario. */
static double compare(const small_stage_t *stage, double phi, int64_t (*total)[CHANNELS])
{
    double worst = 0.0;
    for (size_t i = 0; i < stage->population.segment_count; i++) {
        const curb_segment_t *segment = &stage->population.segments[i];
        double share[CHANNELS];
        closed_form(stage, segment, phi, share);
        double draws = (double)segment->count * MONTHS;
        for (int k = 0; k < CHANNELS; k++) {
            if (share[k] <= 0.0) {
                assert_int_equal(total[i][k], 0);
                continue;
            }
            double spread = sqrt(draws * share[k] * (1.0 - share[k]));
            double z = ((double)total[i][k] - draws * share[k]) / spread;
            worst = fmax(worst, fabs(z));
        }
    }
    return worst;
}

/* Only buyers live through these months, so price and exploited share stand still. */
static double follow(size_t buyers, double *monthly_square)
{
    small_world_t *small = alike(buyers);
    small_stage_t stage;
    small_stage_set(&stage, small, 0);
    double phi = 0.73 * small->world.responses.online_share * 0.5;
    int64_t total[2][SMALL_CELLS * CURB_KIND_COUNT][CHANNELS];
    memset(total, 0, sizeof total);
    *monthly_square = 0.0;
    double share[CHANNELS];
    const curb_segment_t *sexual = &stage.population.segments[0];
    closed_form(&stage, sexual, 0.0, share);
    for (int t = 0; t < MONTHS; t++) {
        for (size_t s = 0; s < 2; s++) {
            curb_levers_set(&stage.states[s].levers, stage.market, &small->scenarios[s], t);
        }
        curb_buyers_month(
            stage.live, 2, stage.market, &stage.population, small->run.seed, 0, 1);
        for (size_t s = 0; s < 2; s++) {
            for (size_t i = 0; i < stage.population.segment_count; i++) {
                const curb_buyer_sums_t *sums = &stage.states[s].sums[i];
                int64_t rest = (int64_t)stage.population.segments[i].count - sums->home -
                               sums->abroad - sums->vetted;
                total[s][i][0] += sums->home;
                total[s][i][1] += sums->abroad;
                total[s][i][2] += sums->vetted;
                total[s][i][3] += rest;
            }
            stage.states[s].now->month++;
        }
        double gap =
            (double)stage.states[0].sums[0].home / (double)sexual->count - share[0];
        *monthly_square += gap * gap / MONTHS;
    }
    double worst = fmax(compare(&stage, 0.0, total[0]), compare(&stage, phi, total[1]));
    small_stage_clear(&stage);
    small_world_free(small);
    return worst;
}

/* About 60 shares at |z| < 5 for each of four sizes: a correct model fails once in 7,000
 * seeds. The closed form leaves out the 2^-24 steps of the draw and the last bits of exp,
 * which move a share by 1e-7 at most: a fiftieth of the smallest standard error. The log of
 * the root mean square of 240 normal errors has standard deviation 1/sqrt(480) = .046, so
 * the fitted slope over four sizes has .046/(ln 4 sqrt 5) = .015; five of these, .074, are
 * allowed. */
static void shares_of_equal_buyers_are_the_logit_and_errors_fall_with_their_number(
    void **state)
{
    (void)state;
    double log_size[SIZES];
    double log_error[SIZES];
    double mean_x = 0.0, mean_y = 0.0;
    for (int i = 0; i < SIZES; i++) {
        double square;
        double worst = follow(sizes[i], &square);
        print_message(
            "%zu buyers: largest |z| %.2f, error %.6f\n", sizes[i], worst, sqrt(square));
        assert_true(worst < 5.0);
        log_size[i] = log((double)sizes[i]);
        log_error[i] = 0.5 * log(square);
        mean_x += log_size[i] / SIZES;
        mean_y += log_error[i] / SIZES;
    }
    double above = 0.0, below = 0.0;
    for (int i = 0; i < SIZES; i++) {
        above += (log_size[i] - mean_x) * (log_error[i] - mean_y);
        below += (log_size[i] - mean_x) * (log_size[i] - mean_x);
    }
    print_message("fitted slope %.3f\n", above / below);
    assert_true(fabs(above / below + 0.5) < 0.074);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(
            shares_of_equal_buyers_are_the_logit_and_errors_fall_with_their_number),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
