/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/compare_asked.h"
#include "cli/number.h"

#include <math.h>

static const char *const quadrant_keys[CURB_PLANE_QUADRANTS] = {
    [CURB_PLANE_MORE_DEARER] = "more_averted_dearer",
    [CURB_PLANE_MORE_CHEAPER] = "more_averted_cheaper",
    [CURB_PLANE_LESS_DEARER] = "less_averted_dearer",
    [CURB_PLANE_LESS_CHEAPER] = "less_averted_cheaper"};

static const char *id_of(const curb_comparison_t *self, size_t i)
{
    return self->labels->scenarios[self->compare->effects[i].scenario].id;
}

static double averted(const curb_compare_effect_t *effect)
{
    return effect->concepts_disagree ? NAN : effect->averted_years;
}

static curb_interval_t averted_interval(const curb_compare_effect_t *effect)
{
    return effect->concepts_disagree ? (curb_interval_t){NAN, NAN}
                                     : effect->averted_interval;
}

static const char *interval_key(const curb_comparison_t *self, curb_interval_t interval)
{
    return isnan(interval.low) ? NULL
           : interval.low == interval.high
               ? "constant"
               : curb_multiplicity_rows[self->compare->adjust].interval_key;
}

/* --- text --- */

static void print_intro(const curb_comparison_t *self, curb_writer_t *writer)
{
    char text[900], years[32], basis[400];
    const curb_window_t *window = &self->compare->window;
    curb_writer_title(writer);
    curb_citation_years(window->from_year, window->to_year, years, sizeof years);
    curb_compare_basis(self, basis, sizeof basis);
    snprintf(text, sizeof text,
        "Averted person-years of exploitation and public cost (policy_cost, undiscounted), "
        "each the difference to the baseline over %s. %s",
        years, basis);
    curb_writer_paragraph(writer, text);
    curb_citation_intervals(self->compare, self->labels, text, sizeof text);
    curb_writer_paragraph(writer, text);
    curb_writer_warnings(writer);
}

static void add_estimate(
    curb_table_t *table, double value, curb_interval_t interval, double divisor)
{
    curb_table_add(table, "%s",
        curb_number_estimate(
            value / divisor, interval.low / divisor, interval.high / divisor, 2)
            .text);
}

static curb_scale_t scale_of(const curb_comparison_t *self, bool of_cost)
{
    double largest = 0;
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &self->compare->effects[i];
        const curb_interval_t *at =
            of_cost ? &effect->cost_interval : &effect->averted_interval;
        largest = fmax(largest, fmax(fabs(at->low), fabs(at->high)));
    }
    return curb_number_scale(largest);
}

static void print_means(const curb_comparison_t *self, curb_writer_t *writer)
{
    curb_scale_t years = scale_of(self, false), usd = scale_of(self, true);
    char heading[300];
    snprintf(heading, sizeof heading,
        "Means: averted %sperson-years, cost in %sUSD, USD for one averted person-year",
        years.word, usd.word);
    curb_writer_heading(writer, heading);
    curb_table_t table = curb_table(
        (const char *const[]){"scenario", "averted", "cost", "USD for one", "n", NULL});
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &self->compare->effects[i];
        if (!curb_writer_shows(writer, effect->scenario)) {
            continue;
        }
        curb_table_add(&table, "%s", id_of(self, i));
        if (effect->concepts_disagree) {
            curb_table_add(&table, "no joint effect");
        } else {
            add_estimate(
                &table, effect->averted_years, effect->averted_interval, years.divisor);
        }
        add_estimate(&table, effect->cost, effect->cost_interval, usd.divisor);
        curb_writer_cost_of_one(&table, effect);
        curb_table_add(&table, "%zu", effect->n);
    }
    curb_writer_table(writer, &table);
}

static void print_quadrants(const curb_comparison_t *self, curb_writer_t *writer)
{
    curb_writer_heading(writer,
        "The plane: share of them in each quadrant, %, with exact intervals of a share "
        "(Clopper-Pearson, each alone)");
    curb_table_t table =
        curb_table((const char *const[]){"scenario", "more averted, dearer",
            "more averted, cheaper", "fewer, dearer", "fewer, cheaper", NULL});
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_plane_t *plane = &self->compare->effects[i].plane;
        if (!curb_writer_shows(writer, self->compare->effects[i].scenario)) {
            continue;
        }
        curb_table_add(&table, "%s", id_of(self, i));
        for (int q = 0; q < CURB_PLANE_QUADRANTS; q++) {
            curb_table_add(&table, "%s",
                curb_number_estimate(100 * plane->share[q], 100 * plane->interval[q].low,
                    100 * plane->interval[q].high, 0)
                    .text);
        }
    }
    curb_writer_table(writer, &table);
}

static curb_error_t write_text(const curb_comparison_t *self, bool as_markdown)
{
    curb_writer_t writer = {.in = self, .out = stdout, .as_markdown = as_markdown};
    curb_error_t error = curb_writer_choose(&writer);
    if (error != CURB_OK) {
        return error;
    }
    print_intro(self, &writer);
    curb_writer_note_left_out(&writer);
    print_means(self, &writer);
    print_quadrants(self, &writer);
    fputc('\n', stdout);
    curb_writer_paragraph(&writer,
        "Averted and cost: half-widths of the family's critical value, beside the family; "
        "USD for one: Fieller's interval with the same. More averted, cheaper: it averts "
        "and saves; fewer, dearer: it costs and averts nothing. No difference counts as "
        "not "
        "more averted and not cheaper. What buyers and firms bear is not in the cost "
        "(metric compliance_cost).");
    curb_writer_source(&writer);
    curb_writer_free(&writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}

/* --- data --- */

/* X(name, value, interval) */
#define EFFECT_NUMBERS(X)                                                                  \
    X("averted_person_years", averted(effect), averted_interval(effect))                   \
    X("cost_usd", effect->cost, effect->cost_interval)                                     \
    X("usd_per_averted_person_year", effect->cost_per_year.ratio,                          \
        effect->cost_per_year.interval)

static void write_csv(const curb_comparison_t *self)
{
    fputs("scenario,n", stdout);
#define WRITE_NAME(name, value, interval)                                                  \
    printf(",%s,%s_ci_low,%s_ci_high", name, name, name);
    EFFECT_NUMBERS(WRITE_NAME)
#undef WRITE_NAME
    for (int q = 0; q < CURB_PLANE_QUADRANTS; q++) {
        const char *key = quadrant_keys[q];
        printf(",%s,%s_ci_low,%s_ci_high", key, key, key);
    }
    fputs(",averted_interval,cost_interval,ratio_interval,share_interval\n", stdout);
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        const curb_compare_effect_t *effect = &self->compare->effects[i];
        curb_csv_line_t line = {.out = stdout};
        curb_csv_line_text(&line, id_of(self, i));
        curb_csv_line_count(&line, effect->n);
#define WRITE_NUMBER(name, value, interval)                                                \
    curb_csv_line_number(&line, value);                                                    \
    curb_csv_line_number(&line, (interval).low);                                           \
    curb_csv_line_number(&line, (interval).high);
        EFFECT_NUMBERS(WRITE_NUMBER)
#undef WRITE_NUMBER
        for (int q = 0; q < CURB_PLANE_QUADRANTS; q++) {
            curb_csv_line_number(&line, effect->plane.share[q]);
            curb_csv_line_number(&line, effect->plane.interval[q].low);
            curb_csv_line_number(&line, effect->plane.interval[q].high);
        }
        curb_csv_line_text(&line, interval_key(self, averted_interval(effect)));
        curb_csv_line_text(&line, interval_key(self, effect->cost_interval));
        curb_csv_line_text(
            &line, effect->cost_per_year.set == CURB_RATIO_BOUNDED ? "fieller" : NULL);
        curb_csv_line_text(&line, effect->plane.n > 0 ? "clopper-pearson" : NULL);
        curb_csv_line_end(&line);
    }
}

static json_t *effect_object(const curb_comparison_t *self, curb_record_t *record, size_t i)
{
    const curb_compare_effect_t *effect = &self->compare->effects[i];
    json_t *object = json_object();
    curb_record_text(record, object, "scenario", id_of(self, i));
    curb_record_count(record, object, "n", effect->n);
    curb_record_flag(record, object, "concepts_disagree", effect->concepts_disagree);
#define SET_NUMBER(name, value, interval)                                                  \
    curb_compare_record_interval(record, object, name, value, interval);
    EFFECT_NUMBERS(SET_NUMBER)
#undef SET_NUMBER
    for (int q = 0; q < CURB_PLANE_QUADRANTS; q++) {
        curb_compare_record_interval(record, object, quadrant_keys[q],
            effect->plane.share[q], effect->plane.interval[q]);
    }
    curb_record_text(
        record, object, "averted_interval", interval_key(self, averted_interval(effect)));
    curb_record_text(
        record, object, "cost_interval", interval_key(self, effect->cost_interval));
    curb_record_text(record, object, "ratio_interval",
        effect->cost_per_year.set == CURB_RATIO_BOUNDED ? "fieller" : NULL);
    curb_record_text(
        record, object, "share_interval", effect->plane.n > 0 ? "clopper-pearson" : NULL);
    return object;
}

curb_error_t curb_compare_ask_plane(
    const curb_comparison_t *self, curb_format_t format, curb_diagnostics_t *diagnostics)
{
    if (format == CURB_FORMAT_CSV) {
        write_csv(self);
        return CURB_OK;
    }
    if (format != CURB_FORMAT_JSON) {
        return write_text(self, format == CURB_FORMAT_MARKDOWN);
    }
    curb_record_t record = curb_record();
    json_t *effects = json_array();
    curb_compare_record_begin(self, &record, "plane");
    for (size_t i = 0; i < self->compare->effect_count; i++) {
        curb_record_add(&record, effects, effect_object(self, &record, i));
    }
    curb_record_set(&record, record.root, "effects", effects);
    curb_compare_record_end(self, &record);
    return curb_compare_record_write(&record, diagnostics);
}
