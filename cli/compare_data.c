/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/compare_asked.h"
#include "cli/record.h"

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
    X(p_bh)                                                                                \
    X(p_single)                                                                            \
    X(p_hochberg)

/* What the numbers are. */
#define ROW_KINDS(X)                                                                       \
    X(statistic, curb_summary_rows[self->compare->statistic].key)                          \
    X(interval, row->interval)                                                             \
    X(percent_interval, row->percent_interval)

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
    curb_csv_line_t line = {.out = out};
    split_t split = split_of(self, row);
    curb_csv_line_text(&line, self->labels->scenarios[row->scenario].id);
    curb_csv_line_text(&line, curb_metric_rows[row->metric].key);
    curb_csv_line_text(&line, curb_metric_rows[row->metric].units);
    curb_csv_line_text(&line, jurisdiction_of(self, row));
    curb_csv_line_text(&line, sector_of(self, row));
    curb_csv_line_text(&line, concept_of(row));
#define WRITE_NUMBER(field) curb_csv_line_number(&line, row->field);
    ROW_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
    curb_csv_line_count(&line, row->n);
    curb_csv_line_number(&line, row->vrf);
    curb_csv_line_count(&line, is_allocated(self, row));
#define WRITE_NUMBER(field) curb_csv_line_number(&line, split.field);
    SPLIT_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
    curb_csv_line_number(&line, isnan(split.parameter_share) ? NAN : row->levels.negative);
#define WRITE_NUMBER(field) curb_csv_line_number(&line, claimed(row, row->field));
    ROW_CHANCES(WRITE_NUMBER)
#undef WRITE_NUMBER
#define WRITE_TEXT(name, text) curb_csv_line_text(&line, text);
    ROW_KINDS(WRITE_TEXT)
#undef WRITE_TEXT
    curb_csv_line_count(&line, row->in_family);
    curb_csv_line_end(&line);
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
#define WRITE_NAME(name, text) fputs("," #name, out);
    ROW_KINDS(WRITE_NAME)
#undef WRITE_NAME
    fputs(",in_family\n", out);
    for (size_t i = 0; i < self->compare->row_count; i++) {
        write_csv_row(self, out, &self->compare->rows[i]);
    }
}

static json_t *row_object(
    const curb_comparison_t *self, curb_record_t *record, const curb_compare_row_t *row)
{
    json_t *object = json_object();
    curb_record_text(record, object, "scenario", self->labels->scenarios[row->scenario].id);
    curb_record_text(record, object, "metric", curb_metric_rows[row->metric].key);
    curb_record_text(record, object, "units", curb_metric_rows[row->metric].units);
    curb_record_text(record, object, "jurisdiction", jurisdiction_of(self, row));
    curb_record_text(record, object, "sector", sector_of(self, row));
    curb_record_text(record, object, "concept", concept_of(row));
#define SET_NUMBER(field) curb_record_number(record, object, #field, row->field);
    ROW_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
    curb_record_count(record, object, "n", row->n);
    curb_record_number(record, object, "vrf", row->vrf);
    curb_record_flag(record, object, "allocated", is_allocated(self, row));
    split_t split = split_of(self, row);
#define SET_NUMBER(field) curb_record_number(record, object, #field, split.field);
    SPLIT_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
    curb_record_set(record, object, "parameter_variance_below_0",
        isnan(row->levels.share) ? json_null() : json_boolean(row->levels.negative));
#define SET_NUMBER(field)                                                                  \
    curb_record_number(record, object, #field, claimed(row, row->field));
    ROW_CHANCES(SET_NUMBER)
#undef SET_NUMBER
#define SET_TEXT(name, text) curb_record_text(record, object, #name, text);
    ROW_KINDS(SET_TEXT)
#undef SET_TEXT
    curb_record_flag(record, object, "in_family", row->in_family);
    return object;
}

static json_t *period_object(const curb_comparison_t *self, curb_record_t *record)
{
    const curb_window_t *window = &self->compare->window;
    json_t *object = json_object();
    curb_record_number(record, object, "from", window->from_year);
    curb_record_number(record, object, "to", window->to_year);
    curb_record_number(record, object, "months", window->months);
    curb_record_number(
        record, object, "last_year_from", window->to_year - window->last_year_months / 12);
    return object;
}

static json_t *family_object(const curb_comparison_t *self, curb_record_t *record)
{
    const curb_compare_family_t *family = &self->compare->family;
    json_t *object = json_object();
    json_t *metrics = json_array();
    for (size_t i = 0; i < self->labels->metric_count; i++) {
        curb_record_add(
            record, metrics, json_string(curb_metric_rows[self->labels->metrics[i]].key));
    }
    size_t columns_each = self->labels->metric_count > 0 ? self->labels->metric_count : 1;
    const curb_multiplicity_row_t *adjust = &curb_multiplicity_rows[self->compare->adjust];
    bool is_mean = self->compare->statistic == CURB_SUMMARY_MEAN;
    bool flips = self->compare->adjust <= CURB_MULTIPLICITY_MAXT_STEPDOWN;
    curb_record_text(record, object, "method",
        flips ? "max-t, studentised sign-flip" : adjust->interval_key);
    curb_record_text(record, object, "adjust", adjust->key);
    curb_record_text(record, object, "p_adjusted_controls", adjust->controls);
    curb_record_text(record, object, "intervals",
        is_mean ? adjust->intervals
                : "BCa bootstrap of whole units: each holds alone; effects: means, with "
                  "max-t intervals");
    curb_record_number(record, object, "level", self->compare->level);
    curb_record_count(record, object, "scenarios", (family->columns / columns_each));
    curb_record_set(record, object, "metrics", metrics);
    curb_record_count(record, object, "size", family->columns);
    curb_record_count(record, object, "varying", family->tested);
    curb_record_count(record, object, "replicates", self->compare->replicate_count);
    curb_record_set(record, object, "draws",
        self->compare->draw_count > 0 ? json_integer((json_int_t)self->compare->draw_count)
                                      : json_null());
    curb_record_text(
        record, object, "unit", self->compare->two_levels ? "draw" : "replicate");
    curb_record_count(record, object, "units", family->n);
    curb_record_flag(record, object, "told_apart", self->compare->two_levels);
    curb_record_count(record, object, "flips", family->flip_count);
    curb_record_flag(record, object, "exhaustive", family->exhaustive);
    char seed[24];
    snprintf(seed, sizeof seed, "0x%llX", (unsigned long long)self->compare->flip_seed);
    curb_record_text(record, object, "seed", seed);
    curb_record_number(record, object, "critical_value", family->critical);
    curb_record_text(record, object, "covers", curb_citation_covers(self->labels));
    return object;
}

void curb_compare_record_interval(curb_record_t *record, json_t *object, const char *name,
    double value, curb_interval_t interval)
{
    char key[64];
    curb_record_number(record, object, name, value);
    snprintf(key, sizeof key, "%s_ci_low", name);
    curb_record_number(record, object, key, interval.low);
    snprintf(key, sizeof key, "%s_ci_high", name);
    curb_record_number(record, object, key, interval.high);
}

static json_t *effects_array(const curb_comparison_t *self, curb_record_t *record)
{
    static const char *const sets[] = {[CURB_RATIO_UNDEFINED] = "undefined",
        [CURB_RATIO_BOUNDED] = "bounded",
        [CURB_RATIO_UNBOUNDED] = "unbounded",
        [CURB_RATIO_NEGATIVE] = "denominator below 0"};
    const char *interval = curb_multiplicity_rows[self->compare->adjust].interval_key;
    json_t *array = json_array();
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &self->compare->effects[i];
        json_t *object = json_object();
        curb_record_text(
            record, object, "scenario", self->labels->scenarios[effect->scenario].id);
        curb_record_flag(record, object, "concepts_disagree", effect->concepts_disagree);
        curb_compare_record_interval(record, object, "averted_person_years",
            effect->concepts_disagree ? NAN : effect->averted_years,
            effect->concepts_disagree ? (curb_interval_t){NAN, NAN}
                                      : effect->averted_interval);
        curb_compare_record_interval(record, object, "change_inside_person_years",
            effect->inside_years, effect->inside_interval);
        curb_compare_record_interval(record, object, "change_outside_person_years",
            effect->outside_years, effect->outside_interval);
        curb_compare_record_interval(record, object, "displaced_share",
            effect->displaced.ratio, effect->displaced.interval);
        curb_compare_record_interval(record, object, "usd_per_averted_person_year",
            effect->cost_per_year.ratio, effect->cost_per_year.interval);
        curb_record_text(record, object, "interval", interval);
        curb_record_text(record, object, "ratio_interval", "fieller");
        curb_record_text(
            record, object, "displaced_share_set", sets[effect->displaced.set]);
        curb_record_text(record, object, "usd_per_averted_person_year_set",
            sets[effect->cost_per_year.set]);
        curb_record_add(record, array, object);
    }
    return array;
}

static json_t *ranks_array(const curb_comparison_t *self, curb_record_t *record)
{
    json_t *array = json_array();
    for (size_t i = 0; i < self->compare->rank_count; i++) {
        const curb_compare_rank_t *rank = &self->compare->ranks[i];
        const curb_results_scenario_t *scenario = &self->labels->scenarios[rank->scenario];
        json_t *object = json_object();
        curb_record_text(record, object, "scenario", scenario->id);
        curb_record_number(record, object, "budget_usd", rank->budget_usd);
        curb_record_flag(record, object, "budget_capped", scenario->budget_capped);
        curb_compare_record_interval(
            record, object, "first_share", rank->first_share, rank->first_interval);
        curb_record_text(record, object, "first_share_interval", "clopper-pearson");
        curb_compare_record_interval(
            record, object, "averted_person_years", rank->mean_years, rank->years_interval);
        curb_record_text(record, object, "interval",
            curb_multiplicity_rows[self->compare->adjust].interval_key);
        for (int c = 0; c < CURB_CONCEPT_COUNT; c++) {
            char key[32];
            snprintf(key, sizeof key, "first_share_%s", curb_concept_keys[c]);
            curb_record_number(record, object, key, rank->first_share_by[c]);
        }
        curb_record_add(record, array, object);
    }
    return array;
}

static json_t *warnings_array(const curb_comparison_t *self, curb_record_t *record)
{
    json_t *array = json_array();
    for (size_t i = 0; self->said != NULL && i < self->said->count; i++) {
        if (self->said->messages[i].severity == CURB_WARNING) {
            curb_record_add(record, array, json_string(self->said->messages[i].text));
        }
    }
    return array;
}

void curb_compare_record_begin(
    const curb_comparison_t *self, curb_record_t *record, const char *question)
{
    json_t *object = record->root;
    const curb_compare_t *compare = self->compare;
    curb_record_count(record, object, "schema_version", 1);
    curb_record_text(record, object, "question", question);
    curb_record_text(
        record, object, "baseline", self->labels->scenarios[self->labels->baseline].id);
    curb_record_set(record, object, "period", period_object(self, record));
    curb_record_number(record, object, "level", compare->level);
    curb_record_text(record, object, "unit", compare->two_levels ? "draw" : "replicate");
    curb_record_count(record, object, "units", compare->family.n);
    curb_record_count(record, object, "replicates", compare->replicate_count);
    curb_record_text(record, object, "covers", curb_citation_covers(self->labels));
    curb_record_flag(record, object, "told_apart", compare->two_levels);
}

void curb_compare_record_end(const curb_comparison_t *self, curb_record_t *record)
{
    char text[1400];
    curb_record_set(record, record->root, "warnings", warnings_array(self, record));
    curb_citation_source(self->labels, text, sizeof text);
    curb_record_text(record, record->root, "cite", text);
}

static void fill(const curb_comparison_t *self, curb_record_t *record)
{
    json_t *object = record->root;
    char text[1400];
    curb_record_count(record, object, "schema_version", 1);
    curb_record_text(record, object, "baseline",
        self->other == NULL ? self->labels->scenarios[self->labels->baseline].id
                            : self->path);
    curb_record_text(
        record, object, "statistic", curb_summary_rows[self->compare->statistic].key);
    curb_record_set(record, object, "period", period_object(self, record));
    curb_record_set(record, object, "family", family_object(self, record));
    json_t *rows = json_array();
    for (size_t i = 0; i < self->compare->row_count; i++) {
        curb_record_add(record, rows, row_object(self, record, &self->compare->rows[i]));
    }
    curb_record_set(record, object, "rows", rows);
    curb_record_set(record, object, "warnings", warnings_array(self, record));
    curb_record_set(record, object, "effects", effects_array(self, record));
    curb_record_set(record, object, "ranking", ranks_array(self, record));
    if (self->other == NULL) {
        curb_citation_sentence(self->compare, self->labels, text, sizeof text);
        curb_record_text(record, object, "sentence", text);
    }
    curb_citation_source(self->labels, text, sizeof text);
    curb_record_text(record, object, "cite", text);
}

curb_error_t curb_compare_write_json(const curb_comparison_t *self, FILE *out)
{
    curb_record_t record = curb_record();
    fill(self, &record);
    return curb_record_write(&record, out);
}
