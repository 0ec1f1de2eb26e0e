/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/portfolio_out.h"
#include "cli/record.h"

#include <math.h>

enum { NAMED_MOST = 10000 /* packages that were not in the finals, by name */ };

static const char *const stage_words[] = {"not run", "screened", "part", "finalist"};

/* What both formats say of a package. */
#define PACKAGE_NUMBERS(X)                                                                 \
    X("cost_usd_per_year", cost)                                                           \
    X("cost_low", cost_interval.low)                                                       \
    X("cost_high", cost_interval.high)                                                     \
    X("averted_person_years", averted)                                                     \
    X("averted_low", averted_interval.low)                                                 \
    X("averted_high", averted_interval.high)                                               \
    X("usd_per_averted_person_year", cost_per_year.ratio)                                  \
    X("usd_per_averted_low", cost_per_year.interval.low)                                   \
    X("usd_per_averted_high", cost_per_year.interval.high)                                 \
    X("front_share", front_share)                                                          \
    X("front_share_mse", front_share_by[CURB_CONCEPT_MSE])                                 \
    X("front_share_ilo", front_share_by[CURB_CONCEPT_ILO])                                 \
    X("behind_best", behind)                                                               \
    X("behind_low", behind_interval.low)                                                   \
    X("behind_high", behind_interval.high)

#define INTERACTION_NUMBERS(X)                                                             \
    X("one_by_one", sum)                                                                   \
    X("more_than_one_by_one", difference)                                                  \
    X("more_low", interval.low)                                                            \
    X("more_high", interval.high)                                                          \
    X("more_p_adjusted", p_adjusted)

static const char *dominator(const curb_found_t *self, size_t by)
{
    return by == CURB_FRONT_NONE      ? NULL
           : by == CURB_FRONT_NOTHING ? "baseline"
                                      : curb_found_label(self, by)->id;
}

static const char *stage_of(const curb_found_t *self, size_t package)
{
    return stage_words[self->search->stages[curb_found_package(self, package)]];
}

/* --- CSV --- */

static void write_csv(const curb_found_t *self, FILE *out)
{
    static const char *const numbers[] = {
#define KEY(key, field) key,
        PACKAGE_NUMBERS(KEY) INTERACTION_NUMBERS(KEY)
#undef KEY
    };
    curb_csv_line_t line = {.out = out};
    static const char *const texts[] = {"package", "title", "stage", "policies", "on_front",
        "dominated_by", "may_be_best", "n", "planned_usd_per_year"};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        curb_csv_line_text(&line, texts[i]);
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        curb_csv_line_text(&line, numbers[i]);
    }
    curb_csv_line_end(&line);
    for (size_t p = 0; p < self->portfolio->package_count; p++) {
        const curb_portfolio_package_t *package = &self->portfolio->packages[p];
        const curb_results_scenario_t *label = curb_found_label(self, p);
        const curb_portfolio_interaction_t *known = curb_found_interaction(self, p);
        curb_portfolio_interaction_t none = {
            .sum = NAN, .difference = NAN, .interval = {NAN, NAN}, .p_adjusted = NAN};
        const curb_portfolio_interaction_t *together = known != NULL ? known : &none;
        curb_csv_line_text(&line, label->id);
        curb_csv_line_text(&line, label->title);
        curb_csv_line_text(&line, stage_of(self, p));
        curb_csv_line_count(
            &line, curb_packages_size(self->search->packages, curb_found_package(self, p)));
        curb_csv_line_count(&line, package->on_front);
        curb_csv_line_text(&line, dominator(self, package->dominated_by));
        curb_csv_line_count(&line, package->may_be_best);
        curb_csv_line_count(&line, package->n);
        curb_csv_line_number(&line, label->planned_cost_usd);
#define NUMBER(key, field) curb_csv_line_number(&line, package->field);
        PACKAGE_NUMBERS(NUMBER)
#undef NUMBER
#define NUMBER(key, field) curb_csv_line_number(&line, together->field);
        INTERACTION_NUMBERS(NUMBER)
#undef NUMBER
        curb_csv_line_end(&line);
    }
}

/* --- JSON --- */

static json_t *doses_object(
    const curb_packages_t *packages, size_t package, curb_record_t *record)
{
    json_t *object = json_object();
    for (size_t i = 0; i < packages->policy_count; i++) {
        uint8_t dose = packages->doses[package * packages->policy_count + i];
        if (dose > 0) {
            curb_record_text(record, object, packages->policies[i].policy.id,
                curb_packages_dose_keys[dose - 1]);
        }
    }
    return object;
}

static json_t *interaction_object(
    const curb_portfolio_interaction_t *interaction, curb_record_t *record)
{
    json_t *object = json_object();
    curb_record_count(record, object, "policies", interaction->parts);
#define NUMBER(key, field) curb_record_number(record, object, key, interaction->field);
    INTERACTION_NUMBERS(NUMBER)
#undef NUMBER
    curb_record_flag(record, object, "concepts_disagree", interaction->concepts_disagree);
    return object;
}

static json_t *package_object(const curb_found_t *self, size_t p, curb_record_t *record)
{
    const curb_portfolio_package_t *package = &self->portfolio->packages[p];
    const curb_results_scenario_t *label = curb_found_label(self, p);
    const curb_portfolio_interaction_t *interaction = curb_found_interaction(self, p);
    json_t *object = json_object();
    curb_record_text(record, object, "package", label->id);
    curb_record_text(record, object, "title", label->title);
    curb_record_text(record, object, "stage", stage_of(self, p));
    curb_record_set(record, object, "doses",
        doses_object(self->search->packages, curb_found_package(self, p), record));
    curb_record_count(record, object, "n", package->n);
    curb_record_flag(record, object, "on_front", package->on_front);
    curb_record_text(
        record, object, "dominated_by", dominator(self, package->dominated_by));
    curb_record_flag(record, object, "may_be_best", package->may_be_best);
    curb_record_flag(record, object, "concepts_disagree", package->concepts_disagree);
    curb_record_number(record, object, "planned_usd_per_year", label->planned_cost_usd);
#define NUMBER(key, field) curb_record_number(record, object, key, package->field);
    PACKAGE_NUMBERS(NUMBER)
#undef NUMBER
    curb_record_set(record, object, "together",
        interaction != NULL ? interaction_object(interaction, record) : json_null());
    return object;
}

static json_t *policy_object(
    const curb_packages_t *packages, size_t i, curb_record_t *record)
{
    const curb_packages_policy_t *one = &packages->policies[i];
    json_t *object = json_object(), *doses = json_array();
    for (size_t d = 0; d < CURB_PACKAGES_DOSES; d++) {
        if (one->there[d]) {
            json_t *dose = json_object();
            curb_record_text(record, dose, "dose", curb_packages_dose_keys[d]);
            curb_record_number(record, dose, "intensity", one->intensity[d]);
            curb_record_number(record, dose, "planned_usd_per_year", one->cost_usd[d]);
            curb_record_add(record, doses, dose);
        }
    }
    curb_record_text(record, object, "policy", one->policy.id);
    curb_record_text(
        record, object, "instrument", curb_instrument_rows[one->policy.instrument].key);
    curb_record_text(
        record, object, "as_placed_in", packages->study->scenarios[one->scenario].id);
    curb_record_set(record, object, "doses", doses);
    return object;
}

/* A package outside the finals: its numbers chose it or did not, and are no result. */
static json_t *other_object(
    const curb_search_t *search, size_t package, curb_record_t *record)
{
    json_t *object = json_object();
    curb_record_text(record, object, "stage", stage_words[search->stages[package]]);
    curb_record_set(
        record, object, "doses", doses_object(search->packages, package, record));
    curb_record_number(
        record, object, "planned_usd_per_year", search->packages->planned[package]);
    curb_record_number(
        record, object, "additive_estimate_person_years", search->additive[package]);
    curb_record_number(
        record, object, "screened_person_years", search->screened_averted[package]);
    curb_record_number(
        record, object, "screened_usd_per_year", search->screened_cost[package]);
    return object;
}

static json_t *search_object(const curb_found_t *self, curb_record_t *record)
{
    const curb_search_t *search = self->search;
    const curb_packages_t *packages = search->packages;
    json_t *object = json_object(), *policies = json_array(), *others = json_array();
    size_t named = 0, outside = 0;
    for (size_t i = 0; i < packages->policy_count; i++) {
        curb_record_add(record, policies, policy_object(packages, i, record));
    }
    for (size_t p = 0; p < packages->count; p++) {
        bool is_other = search->stages[p] < CURB_SEARCH_PART;
        outside += is_other;
        if (is_other && named < NAMED_MOST) {
            curb_record_add(record, others, other_object(search, p, record));
            named++;
        }
    }
    curb_record_set(record, object, "policies", policies);
    curb_record_number(record, object, "packages_on_grid", packages->grid);
    curb_record_count(record, object, "packages_affordable", packages->count);
    curb_record_count(record, object, "packages_screened", search->screened);
    curb_record_count(record, object, "packages_not_run",
        search->has_screening ? packages->count - search->screened : 0);
    curb_record_count(record, object, "packages_in_finals", search->final_count);
    curb_record_flag(record, object, "exhaustive", search->is_exhaustive);
    curb_record_count(record, object, "screening_replicates",
        search->has_screening ? search->screening_replicates : 0);
    curb_record_count(record, object, "final_replicates", self->columns->replicate_count);
    curb_record_count(record, object, "outside_finals", outside);
    curb_record_set(record, object, "outside_finals_no_result", others);
    return object;
}

static void fill(const curb_found_t *self, curb_record_t *record)
{
    const curb_portfolio_t *portfolio = self->portfolio;
    json_t *object = record->root, *packages = json_array();
    char text[1400];
    for (size_t p = 0; p < portfolio->package_count; p++) {
        curb_record_add(record, packages, package_object(self, p, record));
    }
    curb_record_count(record, object, "schema_version", 1);
    curb_record_number(record, object, "budget_usd", self->search->packages->budget_usd);
    curb_record_number(record, object, "from", self->columns->window.from_year);
    curb_record_number(record, object, "to", self->columns->window.to_year);
    curb_record_number(record, object, "level", portfolio->level);
    curb_record_count(record, object, "units", portfolio->unit_count);
    curb_record_text(record, object, "best",
        portfolio->best == CURB_FRONT_NONE ? NULL
                                           : curb_found_label(self, portfolio->best)->id);
    curb_record_count(record, object, "not_told_apart", portfolio->not_told_apart);
    curb_found_sentence(self, text, sizeof text);
    curb_record_text(record, object, "sentence", text);
    curb_record_set(record, object, "packages", packages);
    curb_record_set(record, object, "search", search_object(self, record));
    curb_citation_source(self->labels, text, sizeof text);
    curb_record_text(record, object, "cite", text);
}

curb_error_t curb_portfolio_write(
    const curb_found_t *self, const curb_arguments_t *arguments, FILE *out)
{
    curb_format_t format = curb_record_format(arguments);
    if (format == CURB_FORMAT_JSON) {
        curb_record_t record = curb_record();
        fill(self, &record);
        return curb_record_write(&record, out);
    }
    if (format == CURB_FORMAT_CSV) {
        write_csv(self, out);
        return CURB_OK;
    }
    return curb_portfolio_write_text(self, out, format == CURB_FORMAT_MARKDOWN);
}
