/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The figures of robust, discover, sensitivity, validate and of a posterior in every
 * language and size: nothing is left in English, no text leaves the page, no headline or
 * caption is cut. Names are the longest that curb ships; cases and posterior are those that
 * it ships. */
#include "model/memory.h"
#include "plots/boxes.h"
#include "plots/cases.h"
#include "plots/influence.h"
#include "plots/lang.h"
#include "plots/plots.h"
#include "plots/regret.h"
#include "plots/size.h"
#include "plots/targets.h"
#include "plots/worth.h"
#include "store/files.h"
#include "unit/figure_script.h"
#include "unit/worlds_scene.h"

#include <glob.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char FOLDER[] = "languages";
static const char *const codes[] = {"en", "ru"};

static bool is_russian(void) { return strcmp(curb_lang()->code, "ru") == 0; }

static void check(const char *name)
{
    char path[96], *script = NULL;
    size_t length = 0;
    snprintf(path, sizeof path, "%s/%s.gp", FOLDER, name);
    assert_int_equal(curb_file_read(path, &script, &length), CURB_OK);
    figure_check_script(script, name);
    assert_int_equal(strstr(script, "set decimalsign ','") != NULL, is_russian());
    const char *headline = strstr(script, "# headline: ");
    assert_non_null(headline);
    assert_int_equal(strstr(headline, "\xD0") != NULL, is_russian()); /* Cyrillic */
    curb_free(script);
}

/* Draws with a function in each language and size. */
static void in_each(void (*draw)(void *what), void *what)
{
    for (size_t l = 0; l < sizeof codes / sizeof *codes; l++) {
        for (size_t i = 0; i < curb_size_count; i++) {
            assert_int_equal(curb_lang_use(codes[l], NULL), CURB_OK);
            assert_true(curb_size_use(curb_sizes[i].name));
            draw(what);
        }
    }
    assert_int_equal(curb_lang_use(NULL, NULL), CURB_OK);
    assert_true(curb_size_use(NULL));
}

/* --- possible worlds --- */

typedef struct {
    worlds_scene_t scene;
    curb_decision_t decision;
    curb_discovery_t found;
} choice_t;

static void name_all(worlds_scene_t *scene)
{
    static const char *const titles[] = {"No new policy",
        "Package: demand in all markets, everywhere",
        "Buyer law, sexual services, 20 million USD a year",
        "Criminalise knowing use, 20 million USD a year"};
    static const char *const numbers[] = {"criminalise_knowing_use.announcement",
        "responses.recruit_elasticity", "online_deterrence.cost_head"};
    curb_results_t *labels = &scene->labels;
    for (size_t s = 0; s < labels->scenario_count; s++) {
        snprintf(labels->scenarios[s].title, sizeof labels->scenarios[s].title, "%s",
            titles[s < 3 ? s : 3]);
    }
    for (size_t p = 0; p < WORLDS_PARAMETERS; p++) {
        snprintf(
            labels->parameter_names[p], sizeof *labels->parameter_names, "%s", numbers[p]);
        snprintf(scene->grades[p].unit, sizeof scene->grades[p].unit, "1");
    }
    snprintf(labels->title, sizeof labels->title,
        "Developed economies act against demand: measures compared");
    snprintf(labels->world_id, sizeof labels->world_id, "world-2014");
    snprintf(labels->detection, sizeof labels->detection, "both");
    snprintf(labels->version, sizeof labels->version, "0.1.0+ec412dc41937");
    snprintf(labels->content_hash, sizeof labels->content_hash, "93c75a7161c4");
}

static void draw_choice(void *what)
{
    choice_t *self = what;
    bool missing = true; /* pictures are left to the scripts that run gnuplot */
    curb_choice_t choice = curb_choice(&self->scene.worlds, self->scene.grades,
        self->scene.options, self->scene.option_count);
    assert_int_equal(
        curb_regret_draw(&choice, &self->decision, FOLDER, "regret", &missing, NULL),
        CURB_OK);
    check("regret");
    assert_int_equal(
        curb_worth_draw(&choice, &self->decision, FOLDER, "worth", &missing, NULL),
        CURB_OK);
    check("worth");
    const curb_boxes_t boxes = {&choice, &self->found, 2, false, true};
    assert_int_equal(curb_boxes_draw(&boxes, FOLDER, "failures", &missing, NULL), CURB_OK);
    check("failures");
}

static void make_choice(choice_t *self, size_t options, size_t draws, size_t each)
{
    worlds_scene_make(&self->scene, options, draws, each, 25, SIZE_MAX);
    name_all(&self->scene);
    curb_decision_options_t decide = curb_decision_defaults();
    decide.resamples = 20;
    decide.permutations = 99;
    assert_int_equal(curb_decision_init(&self->decision, &self->scene.worlds,
                         self->scene.options, options, &decide),
        CURB_OK);
    curb_discovery_options_t discover = curb_discovery_defaults();
    discover.threshold = 30;
    discover.density = 0.95;
    discover.halves = 20;
    discover.shufflings = 39;
    assert_int_equal(
        curb_discovery_init(&self->found, &self->scene.worlds, 2, &discover), CURB_OK);
}

static void free_choice(choice_t *self)
{
    curb_decision_free(&self->decision);
    curb_discovery_free(&self->found);
    worlds_scene_free(&self->scene);
}

static void figures_of_possible_worlds_fit_and_are_translated(void **state)
{
    (void)state;
    choice_t few, many;
    make_choice(&few, 3, 200, 2);
    in_each(draw_choice, &few);
    free_choice(&few);
    make_choice(&many, 43, 460, 1); /* neither all rows nor all columns have room */
    many.scene.worlds.options.metric = CURB_METRIC_EXPLOITED_BY_CONSUMER; /* a long name */
    in_each(draw_choice, &many);
    free_choice(&many);
}

/* --- sensitivity --- */

enum { FACTORS = 14 };

/* The longest names that curb ships, with a place's; those of k = 1 and 2 are not used. */
static const char *const shipped[] = {"agriculture.exploited_share", "", "",
    "due_diligence.screening", "criminalise_knowing_use.announcement",
    "online_deterrence.cost_head", "cse_europe_cis.abroad_share"};
enum { SHIPPED = sizeof shipped / sizeof *shipped };

static const curb_world_t *places(void)
{
    static curb_world_t world;
    world.sector_count = world.jurisdiction_count = 1;
    strcpy(world.sectors[0].id, "agriculture");
    strcpy(world.sectors[0].title, "Agriculture, forestry, fishing");
    strcpy(world.jurisdictions[0].id, "cse_europe_cis");
    strcpy(world.jurisdictions[0].title, "Central, South-East Europe, CIS");
    return &world;
}

static void draw_influence(void *what)
{
    curb_metric_t metric = *(curb_metric_t *)what;
    curb_influence_factor_t factors[FACTORS];
    curb_screening_effect_t effects[FACTORS];
    curb_sobol_factor_t indices[FACTORS];
    curb_regression_t lines[FACTORS];
    size_t order[FACTORS];
    bool missing = true;
    for (size_t k = 0; k < FACTORS; k++) {
        double size = 23850.0 / (double)(k + 1);
        order[k] = k;
        factors[k] =
            (curb_influence_factor_t){k == 1        ? "concept of detection (mse, ilo)"
                                      : k == 2      ? "not graded"
                                      : k < SHIPPED ? shipped[k]
                                                    : "trafficker_enforcement.effort_x",
                k == 1 ? '\0' : 'C'};
        effects[k] = (curb_screening_effect_t){.n = 4,
            .mu = -size,
            .mu_star = size,
            .sigma = 0.6 * size,
            .least = -1.6 * size,
            .most = 0.3 * size,
            .mu_star_interval = {0.5 * size, 1.5 * size},
            .chance = 4770,
            .floor = 4770};
        lines[k] = (curb_regression_t){.spearman = 0.2385,
            .prcc = -0.8,
            .prcc_p = k == 0 ? 1e-5 : 0.4,
            .prcc_interval = {-0.9, -0.6}};
        for (int m = 0; m < CURB_SOBOL_COUNT; m++) {
            indices[k].share[m] = (curb_share_t){0.71, {0.66, 0.76}};
        }
    }
    curb_words_t scenario = curb_shipped_title("Buyer law, sexual services", "law");
    curb_influence_t about = {.scenario = scenario.text,
        .metric = metric,
        .source = is_russian() ? "Расчёт по модели, не измерение." : "Modelled.",
        .count = FACTORS,
        .factors = factors,
        .order = order,
        .folder = FOLDER,
        .places.world = places()};
    const curb_influence_screened_t screened = {effects, 4};
    about.name = "screening";
    assert_int_equal(curb_influence_plane(&about, &screened, &missing, NULL), CURB_OK);
    check(about.name);
    about.name = "tornado";
    assert_int_equal(curb_influence_tornado(&about, &screened, &missing, NULL), CURB_OK);
    check(about.name);
    const curb_sobol_moments_t moments = {
        .mean = 1, .variance = 4, .chance = 1, .used = 512};
    for (int shapley = 0; shapley < 2; shapley++) {
        const curb_influence_shares_t shares = {
            indices, &moments, shapley == 1, 0.05, shapley == 1 ? 0.1 : 0.04};
        about.name = "shares";
        assert_int_equal(curb_influence_shares(&about, &shares, &missing, NULL), CURB_OK);
        check(about.name);
    }
    for (int kind = 0; kind < 4; kind++) {
        const curb_influence_ranks_t ranks = {.indices = lines,
            .is_partial = kind % 2 == 0,
            .is_design = kind > 1,
            .rows = 62};
        about.name = "correlations";
        about.scenario = kind > 1 ? NULL : scenario.text;
        assert_int_equal(curb_influence_ranks(&about, &ranks, &missing, NULL), CURB_OK);
        check(about.name);
    }
}

static void figures_of_sensitivity_fit_and_are_translated(void **state)
{
    (void)state;
    curb_metric_t metrics[] = {CURB_METRIC_EXPLOITED, CURB_METRIC_PROFIT};
    for (size_t i = 0; i < sizeof metrics / sizeof *metrics; i++) {
        in_each(draw_influence, &metrics[i]);
    }
}

/* --- bands --- */

enum { CASES_MOST = 32 };

typedef struct {
    curb_case_t *cases[CASES_MOST]; /* owned */
    size_t case_count, row_count;
    curb_case_row_t rows[CASES_MOST * CURB_MEASURES_MAX];
    curb_measured_figure_t figures[CASES_MOST * CURB_MEASURES_MAX];
} shelf_t;

static void take_case(shelf_t *self, const char *folder)
{
    curb_diagnostics_t said = {0};
    curb_case_t *which = curb_calloc(1, sizeof *which);
    assert_non_null(which);
    assert_int_equal(curb_case_read(which, folder, &said), CURB_OK);
    self->cases[self->case_count++] = which;
    for (size_t k = 0; k < which->measure_count; k++) {
        const curb_measure_t *measure = &which->measures[k];
        double width = measure->high - measure->low;
        curb_measured_figure_t *figure = &self->figures[self->row_count];
        *figure = (curb_measured_figure_t){.value = measure->low - 0.2385 * width,
            .interval = {measure->low - 2.385 * width, measure->high},
            .n = 12};
        self->rows[self->row_count++] = (curb_case_row_t){which, measure, figure};
    }
    curb_diagnostics_free(&said);
}

static void draw_cases(void *what)
{
    shelf_t *shelf = what;
    bool missing = true;
    assert_int_equal(
        curb_cases_draw(shelf->rows, shelf->row_count, FOLDER, &missing, NULL), CURB_OK);
    check("validation");
}

static void the_figure_of_validation_fits_and_is_translated(void **state)
{
    (void)state;
    static shelf_t shelf;
    glob_t found;
    assert_int_equal(
        glob(CURB_SOURCE_DIR "/tests/validation/*/case.yaml", 0, NULL, &found), 0);
    for (size_t i = 0; i < found.gl_pathc && i < CASES_MOST; i++) {
        *strrchr(found.gl_pathv[i], '/') = '\0';
        take_case(&shelf, found.gl_pathv[i]);
    }
    globfree(&found);
    assert_true(shelf.row_count > 20);
    in_each(draw_cases, &shelf);
    for (size_t i = 0; i < shelf.case_count; i++) {
        curb_case_free(shelf.cases[i]);
        curb_free(shelf.cases[i]);
    }
}

static void draw_posterior(void *what)
{
    static const bool formats[CURB_PICTURE_COUNT] = {false};
    bool missing = false;
    assert_int_equal(curb_targets_draw(what, FOLDER, formats, &missing, NULL), CURB_OK);
    assert_false(missing); /* no picture was asked for */
    check("calibration");
}

static void the_figure_of_a_posterior_fits_and_every_allocation_may_fail(void **state)
{
    (void)state;
    curb_posterior_t posterior;
    unsigned long requests = 0;
    assert_int_equal(curb_posterior_read(&posterior,
                         CURB_SOURCE_DIR "/scenarios/posteriors/policy-effects.h5", NULL),
        CURB_OK);
    in_each(draw_posterior, &posterior);
    for (unsigned long n = 0; n <= requests; n++) {
        bool missing = true;
        curb_memory_fail_at(n); /* 0: none */
        curb_error_t error = curb_targets_draw(&posterior, FOLDER, NULL, &missing, NULL);
        requests = n == 0 ? curb_memory_requests() : requests;
        curb_memory_fail_at(0);
        assert_int_equal(error, n == 0 ? CURB_OK : CURB_ERR_NO_MEMORY);
    }
    assert_true(requests > 3);
    curb_posterior_free(&posterior);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(figures_of_possible_worlds_fit_and_are_translated),
        cmocka_unit_test(figures_of_sensitivity_fit_and_are_translated),
        cmocka_unit_test(the_figure_of_validation_fits_and_is_translated),
        cmocka_unit_test(the_figure_of_a_posterior_fits_and_every_allocation_may_fail),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
