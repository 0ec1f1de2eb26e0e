/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/compare_out.h"
#include "cli/table.h"
#include "model/memory.h"

#include <jansson.h>
#include <math.h>
#include <stddef.h>

/* The numbers of a row that both formats write, in their order. */
#define ROW_NUMBERS(X)                                                                     \
    X(baseline_mean)                                                                       \
    X(difference)                                                                          \
    X(ci_low)                                                                              \
    X(ci_high)                                                                             \
    X(percent)                                                                             \
    X(percent_ci_low)                                                                      \
    X(percent_ci_high)

/* Chances of such a difference without an effect, for rows of the family; none where none
 * is claimed. */
#define ROW_CHANCES(X)                                                                     \
    X(p)                                                                                   \
    X(p_adjusted)                                                                          \
    X(p_holm)                                                                              \
    X(p_bh)

static double claimed(const curb_compare_row_t *row, double p)
{
    return row->concepts_disagree ? NAN : p;
}

/* How a row's variance splits between draws of the parameters and chance; all undefined
 * with one replicate a draw. */
typedef struct {
    double draws, replicates, sd_parameters, sd_chance, parameter_share,
        parameter_share_ci_low, parameter_share_ci_high;
} split_t;

#define SPLIT_NUMBERS(X)                                                                   \
    X(draws)                                                                               \
    X(replicates)                                                                          \
    X(sd_parameters)                                                                       \
    X(sd_chance)                                                                           \
    X(parameter_share)                                                                     \
    X(parameter_share_ci_low)                                                              \
    X(parameter_share_ci_high)

static split_t split_of(const curb_comparison_t *self, const curb_compare_row_t *row)
{
    const curb_levels_t *levels = &row->levels;
    bool is_split = self->compare->two_levels;
    return (split_t){.draws = is_split ? (double)levels->units : NAN,
        .replicates = is_split ? (double)levels->n : NAN,
        .sd_parameters = sqrt(levels->parameters),
        .sd_chance = sqrt(levels->chance),
        .parameter_share = levels->share,
        .parameter_share_ci_low = levels->share_interval.low,
        .parameter_share_ci_high = levels->share_interval.high};
}

static const char *jurisdiction_of(
    const curb_comparison_t *self, const curb_compare_row_t *row)
{
    return row->jurisdiction < 0 ? NULL : self->labels->jurisdictions[row->jurisdiction];
}

static const char *sector_of(const curb_comparison_t *self, const curb_compare_row_t *row)
{
    return row->sector < 0 ? NULL : self->labels->sectors[row->sector];
}

static const char *concept_of(const curb_compare_row_t *row)
{
    return row->concept < 0 ? NULL : curb_concept_keys[row->concept];
}

static bool is_allocated(const curb_comparison_t *self, const curb_compare_row_t *row)
{
    return row->jurisdiction >= 0 &&
           curb_results_allocated(self->labels, (size_t)row->jurisdiction);
}

static void write_csv_row(
    const curb_comparison_t *self, FILE *out, const curb_compare_row_t *row)
{
    const char *texts[] = {self->labels->scenarios[row->scenario].id,
        curb_metric_rows[row->metric].key, curb_metric_rows[row->metric].units,
        jurisdiction_of(self, row), sector_of(self, row), concept_of(row)};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        curb_csv_field(out, texts[i] != NULL ? texts[i] : "");
        fputc(',', out);
    }
#define WRITE_NUMBER(field)                                                                \
    curb_csv_number(out, row->field);                                                      \
    fputc(',', out);
    ROW_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
    fprintf(out, "%zu,", row->n);
    curb_csv_number(out, row->vrf);
    fprintf(out, ",%d", is_allocated(self, row));
    split_t split = split_of(self, row);
#define WRITE_NUMBER(field)                                                                \
    fputc(',', out);                                                                       \
    curb_csv_number(out, split.field);
    SPLIT_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
    fputs(isnan(split.parameter_share) ? "," : row->levels.negative ? ",1" : ",0", out);
#define WRITE_NUMBER(field)                                                                \
    fputc(',', out);                                                                       \
    curb_csv_number(out, claimed(row, row->field));
    ROW_CHANCES(WRITE_NUMBER)
#undef WRITE_NUMBER
    fputc('\n', out);
}

void curb_compare_write_csv(const curb_comparison_t *self, FILE *out)
{
    fputs("scenario,metric,units,jurisdiction,sector,concept,", out);
#define WRITE_NAME(field) fputs(#field ",", out);
    ROW_NUMBERS(WRITE_NAME)
#undef WRITE_NAME
    fputs("n,vrf,allocated", out);
#define WRITE_NAME(field) fputs("," #field, out);
    SPLIT_NUMBERS(WRITE_NAME)
#undef WRITE_NAME
    fputs(",parameter_variance_below_0", out);
#define WRITE_NAME(field) fputs("," #field, out);
    ROW_CHANCES(WRITE_NAME)
#undef WRITE_NAME
    fputc('\n', out);
    for (size_t i = 0; i < self->compare->row_count; i++) {
        write_csv_row(self, out, &self->compare->rows[i]);
    }
}

/* json_object_set_new() frees the value and fails when handed NULL: a lack of memory
 * anywhere surfaces as `failed`. */
typedef struct {
    bool failed;
} json_status_t;

static void set(json_status_t *status, json_t *object, const char *key, json_t *value)
{
    status->failed = json_object_set_new(object, key, value) != 0 || status->failed;
}

static void append(json_status_t *status, json_t *array, json_t *value)
{
    status->failed = json_array_append_new(array, value) != 0 || status->failed;
}

static json_t *number_or_null(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *text_or_null(const char *text)
{
    return text != NULL ? json_string(text) : json_null();
}

static json_t *row_object(
    const curb_comparison_t *self, json_status_t *status, const curb_compare_row_t *row)
{
    json_t *object = json_object();
    set(status, object, "scenario", json_string(self->labels->scenarios[row->scenario].id));
    set(status, object, "metric", json_string(curb_metric_rows[row->metric].key));
    set(status, object, "units", json_string(curb_metric_rows[row->metric].units));
    set(status, object, "jurisdiction", text_or_null(jurisdiction_of(self, row)));
    set(status, object, "sector", text_or_null(sector_of(self, row)));
    set(status, object, "concept", text_or_null(concept_of(row)));
#define SET_NUMBER(field) set(status, object, #field, number_or_null(row->field));
    ROW_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
    set(status, object, "n", json_integer((json_int_t)row->n));
    set(status, object, "vrf", number_or_null(row->vrf));
    set(status, object, "allocated", json_boolean(is_allocated(self, row)));
    split_t split = split_of(self, row);
#define SET_NUMBER(field) set(status, object, #field, number_or_null(split.field));
    SPLIT_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
    set(status, object, "parameter_variance_below_0",
        isnan(row->levels.share) ? json_null() : json_boolean(row->levels.negative));
#define SET_NUMBER(field)                                                                  \
    set(status, object, #field, number_or_null(claimed(row, row->field)));
    ROW_CHANCES(SET_NUMBER)
#undef SET_NUMBER
    return object;
}

static json_t *period_object(const curb_comparison_t *self, json_status_t *status)
{
    const curb_window_t *window = &self->compare->window;
    json_t *object = json_object();
    set(status, object, "from", json_real(window->from_year));
    set(status, object, "to", json_real(window->to_year));
    set(status, object, "months", json_real(window->months));
    set(status, object, "last_year_from",
        json_real(window->to_year - window->last_year_months / 12));
    return object;
}

static json_t *family_object(const curb_comparison_t *self, json_status_t *status)
{
    const curb_compare_family_t *family = &self->compare->family;
    json_t *object = json_object();
    json_t *metrics = json_array();
    for (size_t i = 0; i < self->labels->metric_count; i++) {
        append(
            status, metrics, json_string(curb_metric_rows[self->labels->metrics[i]].key));
    }
    size_t columns_each = self->labels->metric_count > 0 ? self->labels->metric_count : 1;
    set(status, object, "method", json_string("max-t, studentised sign-flip"));
    set(status, object, "level", json_real(self->compare->level));
    set(status, object, "scenarios",
        json_integer((json_int_t)(family->columns / columns_each)));
    set(status, object, "metrics", metrics);
    set(status, object, "size", json_integer((json_int_t)family->columns));
    set(status, object, "varying", json_integer((json_int_t)family->tested));
    set(status, object, "replicates",
        json_integer((json_int_t)self->compare->replicate_count));
    set(status, object, "draws",
        self->compare->draw_count > 0 ? json_integer((json_int_t)self->compare->draw_count)
                                      : json_null());
    set(status, object, "unit",
        json_string(self->compare->two_levels ? "draw" : "replicate"));
    set(status, object, "units", json_integer((json_int_t)family->n));
    set(status, object, "told_apart", json_boolean(self->compare->two_levels));
    set(status, object, "flips", json_integer((json_int_t)family->flip_count));
    set(status, object, "exhaustive", json_boolean(family->exhaustive));
    char seed[24];
    snprintf(seed, sizeof seed, "0x%llX", (unsigned long long)self->compare->flip_seed);
    set(status, object, "seed", json_string(seed));
    set(status, object, "critical_value", number_or_null(family->critical));
    set(status, object, "covers", json_string(curb_citation_covers(self->labels)));
    return object;
}

static void set_interval(json_status_t *status, json_t *object, const char *name,
    double value, curb_interval_t interval)
{
    char key[64];
    set(status, object, name, number_or_null(value));
    snprintf(key, sizeof key, "%s_ci_low", name);
    set(status, object, key, number_or_null(interval.low));
    snprintf(key, sizeof key, "%s_ci_high", name);
    set(status, object, key, number_or_null(interval.high));
}

static json_t *effects_array(const curb_comparison_t *self, json_status_t *status)
{
    json_t *array = json_array();
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &self->compare->effects[i];
        json_t *object = json_object();
        set(status, object, "scenario",
            json_string(self->labels->scenarios[effect->scenario].id));
        set(status, object, "concepts_disagree", json_boolean(effect->concepts_disagree));
        set_interval(status, object, "averted_person_years",
            effect->concepts_disagree ? NAN : effect->averted_years,
            effect->concepts_disagree ? (curb_interval_t){NAN, NAN}
                                      : effect->averted_interval);
        set_interval(status, object, "change_inside_person_years", effect->inside_years,
            effect->inside_interval);
        set_interval(status, object, "change_outside_person_years", effect->outside_years,
            effect->outside_interval);
        set_interval(status, object, "displaced_share", effect->displaced.ratio,
            effect->displaced.interval);
        set_interval(status, object, "usd_per_averted_person_year",
            effect->cost_per_year.ratio, effect->cost_per_year.interval);
        append(status, array, object);
    }
    return array;
}

static json_t *ranks_array(const curb_comparison_t *self, json_status_t *status)
{
    json_t *array = json_array();
    for (size_t i = 0; i < self->compare->rank_count; i++) {
        const curb_compare_rank_t *rank = &self->compare->ranks[i];
        const curb_results_scenario_t *scenario = &self->labels->scenarios[rank->scenario];
        json_t *object = json_object();
        set(status, object, "scenario", json_string(scenario->id));
        set(status, object, "budget_usd", json_real(rank->budget_usd));
        set(status, object, "budget_capped", json_boolean(scenario->budget_capped));
        set(status, object, "first_share", number_or_null(rank->first_share));
        for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
            char key[32];
            snprintf(key, sizeof key, "first_share_%s", curb_concept_keys[c]);
            set(status, object, key, number_or_null(rank->first_share_by[c]));
        }
        append(status, array, object);
    }
    return array;
}

static json_t *comparison_object(const curb_comparison_t *self, json_status_t *status)
{
    json_t *object = json_object();
    char text[1400];
    set(status, object, "schema_version", json_integer(1));
    set(status, object, "baseline",
        json_string(self->other == NULL ? self->labels->scenarios[self->labels->baseline].id
                                        : self->path));
    set(status, object, "period", period_object(self, status));
    set(status, object, "family", family_object(self, status));
    json_t *rows = json_array();
    for (size_t i = 0; i < self->compare->row_count; i++) {
        append(status, rows, row_object(self, status, &self->compare->rows[i]));
    }
    set(status, object, "rows", rows);
    set(status, object, "effects", effects_array(self, status));
    set(status, object, "ranking", ranks_array(self, status));
    if (self->other == NULL) {
        curb_citation_sentence(self->compare, self->labels, text, sizeof text);
        set(status, object, "sentence", json_string(text));
    }
    curb_citation_source(self->labels, text, sizeof text);
    set(status, object, "cite", json_string(text));
    return object;
}

curb_error_t curb_compare_write_json(const curb_comparison_t *self, FILE *out)
{
    json_status_t status = {false};
    json_t *object = comparison_object(self, &status);
    curb_error_t error = status.failed || object == NULL ? CURB_ERR_NO_MEMORY : CURB_OK;
    curb_memory_forget();
    if (error == CURB_OK && json_dumpf(object, out, JSON_INDENT(2)) != 0) {
        error = curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_ERR_IO;
    }
    json_decref(object);
    if (error == CURB_OK) {
        fputc('\n', out);
    }
    return error;
}
