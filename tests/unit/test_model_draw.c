/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The draw of uncertain parameters: its law, its strata, and what it does not depend on. */
#include "model/coupling.h"
#include "model/draw.h"
#include "small_world.h"

#include "model/memory.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* The distribution function, written down from the density. */
static double triangular_share(double low, double mode, double high, double x)
{
    double width = high - low;
    return x < mode ? (x - low) * (x - low) / (width * (mode - low))
                    : 1.0 - (high - x) * (high - x) / (width * (high - mode));
}

static double share_below(const curb_uncertain_t *row, double x)
{
    if (row->spread == CURB_LOG_TRIANGULAR) {
        return triangular_share(log(row->low), log(row->mode), log(row->high), log(x));
    }
    return triangular_share(row->low, row->mode, row->high, x);
}

static void quantiles_undo_the_distribution_function(void **state)
{
    (void)state;
    static const double law[][3] = {
        {0.2, 2.385, 3.1}, {1.0, 1.0, 4.0}, {0.5, 4.0, 4.0}, {100.0, 400.0, 1000.0}};
    for (size_t i = 0; i < sizeof law / sizeof law[0]; i++) {
        for (int log_scale = 0; log_scale < 2; log_scale++) {
            curb_uncertain_t row = {.low = law[i][0],
                .mode = law[i][1],
                .high = law[i][2],
                .spread = log_scale ? CURB_LOG_TRIANGULAR : CURB_TRIANGULAR};
            double last = row.low;
            for (int k = 1; k < 1000; k++) {
                double u = k / 1000.0;
                double x =
                    curb_triangular_quantile(row.low, row.mode, row.high, row.spread, u);
                assert_true(x >= last && x <= row.high);
                assert_true(fabs(share_below(&row, x) - u) < 1e-12);
                last = x;
            }
        }
    }
}

typedef struct {
    small_world_t *small;
    curb_world_t *drawn;
    double *values;
} scene_t;

static int begin(void **state)
{
    static scene_t scene;
    scene.small = small_world_new();
    scene.drawn = curb_calloc(1, sizeof *scene.drawn);
    scene.values = curb_calloc(CURB_UNCERTAIN_MAX, sizeof *scene.values);
    *state = &scene;
    return scene.drawn == NULL || scene.values == NULL;
}

static int end(void **state)
{
    scene_t *scene = *state;
    curb_free(scene->values);
    curb_free(scene->drawn);
    small_world_free(scene->small);
    return 0;
}

static void every_block_meets_every_stratum_once(void **state)
{
    scene_t *scene = *state;
    const curb_world_t *world = &scene->small->world;
    uint32_t met[CURB_UNCERTAIN_MAX] = {0};
    assert_true(world->uncertain_count > 40);
    for (uint32_t r = 0; r < 3 * CURB_DRAW_BLOCK; r++) {
        curb_draw_parameters(world, 2385, r, 0, scene->drawn, scene->values);
        for (size_t i = 0; i < world->uncertain_count; i++) {
            double u = share_below(&world->uncertain[i], scene->values[i]);
            uint32_t stratum = (uint32_t)(u * CURB_DRAW_BLOCK);
            assert_true(stratum < CURB_DRAW_BLOCK);
            assert_false(met[i] >> stratum & 1u);
            met[i] |= 1u << stratum;
        }
        if (r % CURB_DRAW_BLOCK == CURB_DRAW_BLOCK - 1) {
            for (size_t i = 0; i < world->uncertain_count; i++) {
                assert_int_equal(met[i], (1u << CURB_DRAW_BLOCK) - 1u);
                met[i] = 0;
            }
        }
    }
}

/* Strata of two parameters are matched at random: over 40 blocks the correlation of ranks
 * has standard deviation 1/sqrt(40 * 19) = .036. With some 1,500 pairs, |z| < 5.5 fails
 * for a correct draw once in some 17,000 seeds. */
static void parameters_are_drawn_independently(void **state)
{
    enum { BLOCKS = 40 };
    scene_t *scene = *state;
    const curb_world_t *world = &scene->small->world;
    size_t n = world->uncertain_count;
    size_t rows = (size_t)BLOCKS * CURB_DRAW_BLOCK;
    double *rank = curb_calloc(rows * n, sizeof *rank);
    assert_non_null(rank);
    for (uint32_t r = 0; r < rows; r++) {
        curb_draw_parameters(world, 2385, r, 0, scene->drawn, scene->values);
        for (size_t i = 0; i < n; i++) {
            double u = share_below(&world->uncertain[i], scene->values[i]);
            rank[r * n + i] = floor(u * CURB_DRAW_BLOCK) - 0.5 * (CURB_DRAW_BLOCK - 1);
        }
    }
    double square = (double)rows * (CURB_DRAW_BLOCK * CURB_DRAW_BLOCK - 1.0) / 12.0;
    double worst = 0.0;
    for (size_t i = 0; i < n; i++) {
        for (size_t k = 0; k < i; k++) {
            double sum = 0.0;
            for (size_t r = 0; r < rows; r++) {
                sum += rank[r * n + i] * rank[r * n + k];
            }
            double z = sum / square * sqrt(BLOCKS * (CURB_DRAW_BLOCK - 1.0));
            worst = fabs(z) > worst ? fabs(z) : worst;
        }
    }
    curb_free(rank);
    print_message("largest |z| of a correlation: %.2f\n", worst);
    assert_true(worst < 5.5);
}

static void a_drawn_number_is_written_to_all_its_places(void **state)
{
    scene_t *scene = *state;
    curb_world_t *world = &scene->small->world;
    double *places[] = {&world->cells[1].quit, &world->cells[4].quit};
    assert_true(curb_world_add_uncertain(
        world, "quit", 0.005, 0.0087, 0.02, CURB_TRIANGULAR, places, 2));
    size_t last = world->uncertain_count - 1;
    curb_draw_parameters(world, 2385, 3, 0, scene->drawn, scene->values);
    assert_true(scene->values[last] != 0.0087);
    assert_true(scene->drawn->cells[1].quit == scene->values[last]);
    assert_true(scene->drawn->cells[4].quit == scene->values[last]);
    assert_true(scene->drawn->cells[0].quit == world->cells[0].quit);
    curb_central_parameters(world, scene->drawn, scene->values);
    assert_true(scene->drawn->cells[4].quit == 0.0087);
}

static void attempts_replace_all_numbers_of_a_draw(void **state)
{
    scene_t *scene = *state;
    const curb_world_t *world = &scene->small->world;
    double first[CURB_UNCERTAIN_MAX];
    curb_draw_parameters(world, 2385, 3, 0, scene->drawn, first);
    curb_draw_parameters(world, 2385, 3, 1, scene->drawn, scene->values);
    for (size_t i = 0; i < world->uncertain_count; i++) {
        assert_true(scene->values[i] != first[i]);
        assert_true(scene->values[i] >= world->uncertain[i].low);
        assert_true(scene->values[i] <= world->uncertain[i].high);
    }
}

/* The draw knows seed and replicate only: not who is compared, for how long, or at what
 * scale. */
static void draws_do_not_depend_on_scenarios(void **state)
{
    scene_t *scene = *state;
    small_world_t *small = scene->small;
    curb_record_t alone;
    curb_record_t together;
    small->run.draws = true;
    small->run.months = 3;
    small_world_run(small, 4, &alone);
    curb_policy_t policy = small_world_policy(CURB_CRIMINALISE_BUYING, 1, 1.0, 1);
    (void)small_world_add(small, &policy);
    policy = small_world_policy(CURB_LABOUR_INSPECTION, 3, 0.7, 0);
    (void)small_world_add(small, &policy);
    small->run.months = 5;
    small_world_run(small, 4, &together);
    assert_int_equal(alone.draw_attempt, together.draw_attempt);
    assert_memory_equal(alone.parameters, together.parameters,
        alone.parameter_count * sizeof *alone.parameters);
    assert_memory_equal(
        alone.solved, together.solved, alone.solved_count * sizeof *alone.solved);
    small_world_same_bits(&alone, 0, &together, 0, 0, 3);
    curb_record_free(&alone);
    curb_record_free(&together);
}

/* Three replicates a draw: the parameters and the concept of detection go with the draw,
 * chance with the replicate; a study of one replicate a draw has the same draws. */
static void replicates_of_a_draw_differ_by_chance_alone(void **state)
{
    enum { EACH = 3, COUNT = 7 };
    scene_t *scene = *state;
    small_world_t *small = scene->small;
    curb_record_t records[COUNT];
    small->run.draws = true;
    small->run.alternate_concepts = true;
    small->run.replicates_per_draw = EACH;
    small->run.months = 3;
    for (uint32_t r = 0; r < COUNT; r++) {
        small_world_run(small, r, &records[r]);
        const curb_record_t *first = &records[r - r % EACH];
        size_t bytes = first->parameter_count * sizeof *first->parameters;
        curb_draw_parameters(
            &small->world, small->run.seed, r / EACH, 0, scene->drawn, scene->values);
        assert_int_equal(records[r].draw_attempt, 0);
        assert_memory_equal(records[r].parameters, scene->values, bytes);
        assert_int_equal(records[r].concept_used, r / EACH % CURB_CONCEPT_COUNT);
        if (r % EACH > 0) {
            const double *a = curb_record_series(first, 0, CURB_METRIC_EXPLOITED);
            const double *b = curb_record_series(&records[r], 0, CURB_METRIC_EXPLOITED);
            assert_memory_not_equal(a, b, sizeof *a * 2);
            assert_memory_not_equal(first->solved, records[r].solved,
                first->solved_count * sizeof *first->solved);
        }
    }
    assert_int_equal(curb_run_draw_count(&small->run, COUNT), 3);
    for (uint32_t r = 0; r < COUNT; r++) {
        curb_record_free(&records[r]);
    }
}

/* Whether a draw has to be replaced must be one decision for all its replicates, in
 * whatever order they are run: here most draws contradict the anchors. */
static void replicates_of_a_draw_share_its_replacement(void **state)
{
    scene_t *scene = *state;
    small_world_t *small = scene->small;
    double *places[] = {&small->world.cells[1].quit, &small->world.cells[4].quit};
    assert_true(curb_world_add_uncertain(
        &small->world, "test.quit", 0.005, 0.0087, 0.9, CURB_TRIANGULAR, places, 2));
    small->run.draws = true;
    small->run.replicates_per_draw = 2;
    small->run.months = 1;
    uint32_t replaced = 0;
    for (uint32_t draw = 0; draw < 4; draw++) {
        curb_record_t second, first;
        small_world_run(small, 2 * draw + 1, &second);
        small_world_run(small, 2 * draw, &first);
        assert_int_equal(first.draw_attempt, second.draw_attempt);
        assert_memory_equal(first.parameters, second.parameters,
            first.parameter_count * sizeof *first.parameters);
        replaced += first.draw_attempt > 0;
        small->run.solved = first.solved; /* and a stored solve keeps to its own draw */
        small->run.solved_count = first.solved_count;
        small->run.solved_attempt = first.draw_attempt;
        curb_record_free(&second);
        small_world_run(small, 2 * draw, &second);
        small->run.solved = NULL;
        assert_int_equal(first.draw_attempt, second.draw_attempt);
        small_world_same_bits(&first, 0, &second, 0, 0, 1);
        curb_record_free(&first);
        curb_record_free(&second);
    }
    assert_true(replaced > 0);
}

/* --- correlated numbers --- */

enum { BLOCKS = 60, ROWS = BLOCKS * CURB_DRAW_BLOCK, COUPLED = 3 };
static const uint32_t coupled[COUPLED] = {1, 4, 9};
static const double asked[COUPLED] = {0.6, -0.4, 0.3}; /* 1 with 4, 4 with 9, 1 with 9 */

static void correlate(curb_world_t *world)
{
    const uint32_t pairs[COUPLED][2] = {
        {coupled[0], coupled[1]}, {coupled[1], coupled[2]}, {coupled[2], coupled[0]}};
    world->correlation_count = COUPLED;
    for (size_t i = 0; i < COUPLED; i++) {
        world->correlations[i] = (curb_correlation_t){pairs[i][0], pairs[i][1], asked[i]};
    }
}

static double *draw_rows(scene_t *scene, uint32_t attempt)
{
    const curb_world_t *world = &scene->small->world;
    double *rows = curb_calloc(ROWS * world->uncertain_count, sizeof *rows);
    assert_non_null(rows);
    for (uint32_t r = 0; r < ROWS; r++) {
        curb_draw_parameters(
            world, 2385, r, attempt, scene->drawn, rows + r * world->uncertain_count);
    }
    return rows;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/* Every value of a block is there as before, to the last bit, at another place of the
 * block; numbers that are not correlated do not move. */
static void correlations_pair_values_anew_and_change_none(void **state)
{
    scene_t *scene = *state;
    size_t n = scene->small->world.uncertain_count, moved = 0;
    double *alone = draw_rows(scene, 0);
    correlate(&scene->small->world);
    double *together = draw_rows(scene, 0);
    for (size_t i = 0; i < n; i++) {
        bool is_coupled = i == coupled[0] || i == coupled[1] || i == coupled[2];
        for (size_t b = 0; b < BLOCKS; b++) {
            double before[CURB_DRAW_BLOCK], after[CURB_DRAW_BLOCK];
            for (size_t p = 0; p < CURB_DRAW_BLOCK; p++) {
                size_t at = (b * CURB_DRAW_BLOCK + p) * n + i;
                before[p] = alone[at];
                after[p] = together[at];
                assert_true(is_coupled || before[p] == after[p]);
                moved += before[p] != after[p];
            }
            qsort(before, CURB_DRAW_BLOCK, sizeof *before, by_value);
            qsort(after, CURB_DRAW_BLOCK, sizeof *after, by_value);
            assert_memory_equal(before, after, sizeof before);
        }
    }
    assert_true(moved > ROWS); /* two of the three columns; the first keeps its order */
    for (size_t r = 0; r < ROWS; r++) {
        assert_true(alone[r * n + coupled[0]] == together[r * n + coupled[0]]);
    }
    curb_free(alone);
    curb_free(together);
}

/* Spearman's correlation of two numbers within one block. */
static double spearman(const double *rows, size_t n, size_t block, uint32_t a, uint32_t b)
{
    double sum = 0.0;
    const double *first = rows + block * CURB_DRAW_BLOCK * n;
    for (size_t p = 0; p < CURB_DRAW_BLOCK; p++) {
        int rank[2] = {0};
        for (size_t q = 0; q < CURB_DRAW_BLOCK; q++) {
            rank[0] += first[q * n + a] < first[p * n + a];
            rank[1] += first[q * n + b] < first[p * n + b];
        }
        sum += (rank[0] - rank[1]) * (rank[0] - rank[1]);
    }
    double size = CURB_DRAW_BLOCK;
    return 1.0 - 6.0 * sum / (size * (size * size - 1.0));
}

/* Mean of Spearman's correlation over normal samples of n whose own is r (Moran 1948, not
 * seen): 6/(pi (n + 1)) (asin r + (n - 2) asin(r/2)). It lies nearer 0 than what is asked
 * for; scores that have r exactly are ranked between the two, so the gap is the tolerance,
 * with five standard errors of the mean (once in 1.7 million seeds each). */
static void expect_ranks(const double *rows, size_t n)
{
    for (size_t i = 0; i < COUPLED; i++) {
        double sum = 0.0, squares = 0.0;
        for (size_t b = 0; b < BLOCKS; b++) {
            double rank = spearman(rows, n, b, coupled[i], coupled[(i + 1) % COUPLED]);
            sum += rank;
            squares += rank * rank;
        }
        double mean = sum / BLOCKS, sd = sqrt(squares / BLOCKS - mean * mean);
        print_message("asked for %.2f, got %.4f, sd of a block %.4f\n", asked[i], mean, sd);
        double moment = 2.0 * sin(acos(-1.0) * asked[i] / 6.0);
        double normal = 6.0 / (acos(-1.0) * (CURB_DRAW_BLOCK + 1)) *
                        (asin(moment) + (CURB_DRAW_BLOCK - 2) * asin(moment / 2.0));
        assert_true(
            fabs(mean - asked[i]) < fabs(asked[i] - normal) + 5.0 * sd / sqrt(BLOCKS));
        assert_true(sd < 0.1); /* by accident alone it would be 1/sqrt(19) = .23 */
    }
}

static void blocks_have_the_rank_correlations_asked_for(void **state)
{
    scene_t *scene = *state;
    size_t n = scene->small->world.uncertain_count;
    correlate(&scene->small->world);
    for (uint32_t attempt = 0; attempt < 2; attempt++) {
        double *rows = draw_rows(scene, attempt);
        expect_ranks(rows, n);
        curb_free(rows);
    }
}

static void correlations_that_contradict_have_no_coupling(void **state)
{
    scene_t *scene = *state;
    curb_world_t *world = &scene->small->world;
    curb_coupling_t coupling;
    correlate(world);
    assert_true(curb_coupling_init(&coupling, world, COUPLED));
    assert_int_equal(coupling.count, COUPLED);
    assert_memory_equal(coupling.numbers, coupled, sizeof coupled);
    world->correlations[0].rank = 0.6;
    world->correlations[1].rank = 0.6;
    world->correlations[2].rank = -0.6;
    assert_true(curb_coupling_init(&coupling, world, 2));
    assert_false(curb_coupling_init(&coupling, world, COUPLED));
    assert_true(curb_coupling_init(&coupling, world, 0));
    assert_int_equal(coupling.count, 0);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, begin, end)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_undo_the_distribution_function),
        TEST(every_block_meets_every_stratum_once),
        TEST(parameters_are_drawn_independently),
        TEST(a_drawn_number_is_written_to_all_its_places),
        TEST(attempts_replace_all_numbers_of_a_draw),
        TEST(draws_do_not_depend_on_scenarios),
        TEST(replicates_of_a_draw_differ_by_chance_alone),
        TEST(replicates_of_a_draw_share_its_replacement),
        TEST(correlations_pair_values_anew_and_change_none),
        TEST(blocks_have_the_rank_correlations_asked_for),
        TEST(correlations_that_contradict_have_no_coupling),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
