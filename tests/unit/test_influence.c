/* SPDX-License-Identifier: GPL-3.0-or-later */
/* labels: unit fast */
/* What the figures of a sensitivity analysis say, of numbers made by hand. */
#include "plots/influence.h"

#include "model/memory.h"
#include "unit/figure_files.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { FEW = 3, MANY = 90 };

static const curb_influence_factor_t three[FEW] = {
    {"responses.idle", 'C'}, {"responses.strong", 'B'}, {"sectors", '\0'}};
static const size_t order[FEW] = {1, 2, 0};

static curb_influence_t about(const char *name)
{
    return (curb_influence_t){.scenario = "Law, \"new\"",
        .metric = CURB_METRIC_EXPLOITED,
        .source = "A study, seed 0x7DE. Modelled, not measured.",
        .count = FEW,
        .factors = three,
        .order = order,
        .folder = "figures",
        .name = name};
}

static curb_screening_effect_t effect(double least, double most, double floor)
{
    double mu_star = fmax(fabs(least), fabs(most));
    return (curb_screening_effect_t){.n = 4,
        .mu = (least + most) / 2,
        .mu_star = mu_star,
        .sigma = most - least,
        .least = least,
        .most = most,
        .mu_star_interval = {0.5 * mu_star, 1.5 * mu_star},
        .chance = floor,
        .floor = floor};
}

/* `missing` set beforehand: pictures are left to the scripts that run gnuplot. */
static curb_error_t screened(double floor)
{
    const curb_screening_effect_t effects[FEW] = {
        effect(-0.5, 0.3, floor), effect(-23850, -4770, floor), effect(-954, 2385, floor)};
    const curb_influence_screened_t shown = {effects, 4};
    curb_influence_t plane = about("plane"), tornado = about("tornado");
    bool missing = true;
    curb_error_t error = curb_influence_plane(&plane, &shown, &missing, NULL);
    return error != CURB_OK ? error
                            : curb_influence_tornado(&tornado, &shown, &missing, NULL);
}

static void screening_names_what_is_above_chance(void **state)
{
    (void)state;
    assert_int_equal(screened(477), CURB_OK);
    figure_has("figures/plane.gp",
        "“responses.strong” (grade\u00A0B) moves the effect of “Law, \"new\"” on the "
        "number "
        "of "
        "people exploited most; 2 of 3 uncertain numbers do by more than chance");
    figure_has("figures/plane.gp", "mu*, thousand people");
    figure_has("figures/plane.gp", "0.0005 [0.0003, 0.0008]");
    figure_has(
        "figures/plane.csv", "responses.strong,B,person,23850,11925,35775,477,-14310,");
    figure_has("figures/tornado.gp", "# headline: “responses.strong” (grade\u00A0B) moves");
    figure_has("figures/tornado.gp", "by −23.9 to −4.77 thousand people");
    figure_has("figures/tornado.gp", "a spread, not an interval");
    figure_has("figures/tornado.csv", "sectors,,person,-954,2385,");
    assert_int_equal(figure_lines("figures/tornado.csv"), 1 + FEW);
}

/* In a headline that has no room for them grade and counts give way, never the name. */
static void shipped_numbers_are_called_in_words(void **state)
{
    (void)state;
    static const curb_influence_factor_t shipped[FEW] = {{"due_diligence.screening", 'C'},
        {"agriculture.exploited_share", 'B'}, {"responses.effort", 'C'}};
    static curb_world_t world;
    world.sector_count = 1;
    strcpy(world.sectors[0].id, "agriculture");
    strcpy(world.sectors[0].title, "Agriculture, forestry, fishing");
    const curb_screening_effect_t effects[FEW] = {
        effect(-0.5, 0.3, 477), effect(-23850, -4770, 477), effect(-954, 2385, 477)};
    const curb_influence_screened_t shown = {effects, 4};
    curb_influence_t plane = about("named"), tornado = about("named-tornado");
    bool missing = true;
    plane.factors = tornado.factors = shipped;
    plane.places.world = tornado.places.world = &world;
    plane.scenario = tornado.scenario = "Package: demand in all markets, everywhere";
    assert_int_equal(curb_influence_plane(&plane, &shown, &missing, NULL), CURB_OK);
    assert_int_equal(curb_influence_tornado(&tornado, &shown, &missing, NULL), CURB_OK);
    figure_has("figures/named.gp",
        "# headline: “Exploited share of unvetted supply: Agriculture, forestry, fishing” "
        "moves the effect of “Package: demand in all");
    figure_has("figures/named.gp", "on the number of people exploited most\n");
    figure_has("figures/named.gp", "Effort of one investigation of a buyer");
    figure_has("figures/named-tornado.gp", "'Chance that due diligence finds a");
    figure_has("figures/named.csv",
        "agriculture.exploited_share,B,person,23850,11925,35775,477,-14310,");
    figure_has("figures/named.csv",
        ",\"exploited share of unvetted supply: Agriculture, forestry, fishing\"");
    figure_lacks("figures/named.gp", "agriculture.exploited");
}

static void screening_says_when_nothing_is_above_chance_or_nothing_tells(void **state)
{
    (void)state;
    assert_int_equal(screened(47700), CURB_OK);
    figure_has("figures/plane.gp", "None of 3 uncertain numbers moves");
    figure_has("figures/tornado.gp", "No uncertain number moves");
    assert_int_equal(screened(NAN), CURB_OK);
    figure_has("figures/plane.gp", "how much of it is chance is not known");
    curb_screening_effect_t alone[FEW] = {
        effect(-1, -1, NAN), effect(3, 3, NAN), effect(2, 2, NAN)};
    for (int k = 0; k < FEW; k++) {
        alone[k].sigma = NAN; /* a single effect was left */
    }
    curb_influence_t plane = about("alone");
    bool missing = true;
    const curb_influence_screened_t shown = {alone, 2};
    assert_int_equal(curb_influence_plane(&plane, &shown, &missing, NULL), CURB_OK);
    figure_lacks("figures/alone.gp", "nan");
}

static curb_error_t shared(bool shapley, double chance)
{
    curb_sobol_factor_t indices[FEW];
    const double totals[FEW] = {0.02, 0.71, 0.3};
    for (int k = 0; k < FEW; k++) {
        for (int m = 0; m < CURB_SOBOL_COUNT; m++) {
            double share = totals[k] * (m == CURB_SOBOL_TOTAL ? 1 : 0.9);
            indices[k].share[m] = (curb_share_t){share, {share - 0.05, share + 0.05}};
        }
    }
    const curb_sobol_moments_t moments = {
        .mean = 1, .variance = 4, .chance = chance, .used = 512};
    const curb_influence_shares_t shown = {
        indices, &moments, shapley, 0.05, shapley ? 0.1 : 0.04};
    curb_influence_t figure = about("shares");
    bool missing = true;
    return curb_influence_shares(&figure, &shown, &missing, NULL);
}

static void shares_say_whether_they_are_resolved(void **state)
{
    (void)state;
    assert_int_equal(shared(true, 1), CURB_OK);
    figure_has("figures/shares.gp",
        "“responses.strong” (grade\u00A0B) has the largest share of "
        "the variance of the effect of");
    figure_has("figures/shares.gp", ": 66 to 76\u00A0%, not resolved yet\n");
    figure_has("figures/shares.gp", "Shapley 0.64 [0.59, 0.69]");
    figure_has("figures/shares.gp", "Chance makes up 25\u00A0% of the variance");
    assert_int_equal(figure_lines("figures/shares.csv"), 1 + 3 * FEW);
    assert_int_equal(shared(false, NAN), CURB_OK);
    figure_has("figures/shares.gp", "accounts for 71\u00A0% (66 to 76) of the variance");
    assert_int_equal(figure_lines("figures/shares.csv"), 1 + 2 * FEW);
}

/* p of 90 inputs, the first 0.0001: by Benjamini-Hochberg 0.009; the second 0.002: 0.09. */
/* `plain_p`: of the first number's plain rank correlation, by itself. */
static curb_error_t ranked(bool is_partial, double plain_p)
{
    static curb_influence_factor_t factors[MANY];
    static curb_regression_t indices[MANY];
    static size_t sorted[MANY];
    for (size_t k = 0; k < MANY; k++) {
        factors[k] = (curb_influence_factor_t){"responses.some", 'C'};
        sorted[k] = k;
        indices[k] = (curb_regression_t){.pearson = 0.1,
            .spearman = k == 0 ? -0.71 : 0.1,
            .spearman_p = k == 0 ? plain_p : 0.3,
            .src = 0.1,
            .prcc = k == 0 ? -0.8 : 0.1,
            .prcc_p = k == 0   ? 0.0001
                      : k == 1 ? 0.002
                               : 0.5,
            .prcc_interval = {k == 0 ? -0.9 : -0.2, k == 0 ? -0.6 : 0.4}};
    }
    const curb_influence_ranks_t shown = {
        .indices = indices, .is_partial = is_partial, .rows = is_partial ? 200 : 20};
    curb_influence_t figure = about("ranks");
    figure.scenario = NULL;
    figure.count = MANY;
    figure.factors = factors;
    figure.order = sorted;
    bool missing = true;
    return curb_influence_ranks(&figure, &shown, &missing, NULL);
}

static void correlations_answer_for_how_many_they_are(void **state)
{
    (void)state;
    assert_int_equal(ranked(true, 0.3), CURB_OK);
    figure_has("figures/ranks.gp", "(−0.80); 1 of 90 uncertain numbers clearly matter");
    figure_has("figures/ranks.gp",
        "goes most with the number of people exploited without a new policy");
    figure_has("figures/ranks.gp", "−0.80 [−0.90, −0.60], p\u00A00.009");
    assert_int_equal(figure_lines("figures/ranks.csv"), 1 + MANY);
    /* Holm's least p is ninety times the plain one: 0.063, then 0.036 */
    assert_int_equal(ranked(false, 0.0007), CURB_OK);
    figure_has("figures/ranks.gp", "20 draws are too few to tell which of 90");
    figure_has("figures/ranks.gp", "−0.71, p\u00A00.063");
    assert_int_equal(ranked(false, 0.0004), CURB_OK);
    figure_has("figures/ranks.gp", "(−0.71); 1 of 90 uncertain numbers clearly matter");
    figure_has("figures/ranks.gp", "p\u00A0>\u00A00.05, adjusted for 90 by Holm");
}

static curb_error_t screening(void) { return screened(477); }
static curb_error_t sharing(void) { return shared(true, 1); }
static curb_error_t ranking(void) { return ranked(true, 0.3); }

static void every_allocation_may_fail(void **state)
{
    (void)state;
    curb_error_t (*const attempts[])(void) = {screening, sharing, ranking};
    for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
        curb_memory_fail_at(0);
        assert_int_equal(attempts[i](), CURB_OK);
        unsigned long requests = curb_memory_requests();
        assert_true(requests > 0);
        for (unsigned long n = 1; n <= requests; n++) {
            curb_memory_fail_at(n);
            curb_error_t error = attempts[i]();
            curb_memory_fail_at(0);
            assert_int_equal(error, CURB_ERR_NO_MEMORY);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(screening_names_what_is_above_chance),
        cmocka_unit_test(shipped_numbers_are_called_in_words),
        cmocka_unit_test(screening_says_when_nothing_is_above_chance_or_nothing_tells),
        cmocka_unit_test(shares_say_whether_they_are_resolved),
        cmocka_unit_test(correlations_answer_for_how_many_they_are),
        cmocka_unit_test(every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
