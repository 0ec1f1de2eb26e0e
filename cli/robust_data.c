/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/robust_out.h"
#include "cli/table.h"
#include "model/memory.h"

#include <jansson.h>
#include <math.h>

/* What both formats say of an input's worth. */
#define INPUT_NUMBERS(X)                                                                   \
    X("evppi", voi.value)                                                                  \
    X("evppi_standard_error", voi.standard_error)                                          \
    X("evppi_by_chance", voi.by_chance)                                                    \
    X("evppi_p", voi.p)                                                                    \
    X("evppi_p_adjusted", p_adjusted)                                                      \
    X("change_at", voi.change_at)                                                          \
    X("change_share", voi.change_share)

static const char *scenario_of(
    const curb_choices_t *self, const curb_decision_t *decision, size_t option)
{
    return self->decide->loaded.labels.scenarios[decision->scenarios[option]].id;
}

/* --- CSV --- */

static void write_line(FILE *out, const curb_decision_t *decision, const char *scenario,
    const char *parameter, const char *quantity, double value)
{
    curb_csv_number(out, decision->budget_usd);
    const char *texts[] = {scenario, parameter, quantity};
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        fputc(',', out);
        curb_csv_field(out, texts[i]);
    }
    fputc(',', out);
    curb_csv_number(out, value);
    fputc('\n', out);
}

static void write_decision(
    const curb_choices_t *self, const curb_decision_t *decision, FILE *out)
{
    for (size_t i = 0; i < decision->option_count; i++) {
        const curb_robust_option_t *option = &decision->robust.options[i];
        const char *scenario = scenario_of(self, decision, i);
        for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
            write_line(
                out, decision, scenario, "", curb_robust_rows[m].key, option->measures[m]);
        }
        write_line(out, decision, scenario, "", "mean_regret", option->mean_regret);
        write_line(out, decision, scenario, "", "worst_quarter", option->worst_quarter);
        write_line(out, decision, scenario, "", "first_share", option->first_share);
        write_line(out, decision, scenario, "", "first_by", (double)option->first_by);
    }
    write_line(out, decision, "", "", "evpi", decision->perfect.value);
    write_line(
        out, decision, "", "", "evpi_standard_error", decision->perfect.standard_error);
    for (size_t k = 0; k < decision->input_count; k++) {
        const curb_decision_input_t *input = &decision->inputs[k];
        const char *name = curb_worlds_input_name(&self->decide->worlds, input->input);
#define WRITE(key, field) write_line(out, decision, "", name, key, input->field);
        INPUT_NUMBERS(WRITE)
#undef WRITE
    }
}

void curb_robust_write_csv(const curb_choices_t *self, FILE *out)
{
    fputs("budget_usd,scenario,parameter,quantity,value\n", out);
    for (size_t k = 0; k < self->count; k++) {
        write_decision(self, &self->decisions[k], out);
    }
}

/* --- JSON: a value that is NULL for want of memory makes the whole fail --- */

typedef struct {
    bool failed;
} status_t;

static void set(status_t *status, json_t *object, const char *key, json_t *value)
{
    status->failed = json_object_set_new(object, key, value) != 0 || status->failed;
}

static void append(status_t *status, json_t *array, json_t *value)
{
    status->failed = json_array_append_new(array, value) != 0 || status->failed;
}

static json_t *number(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static json_t *option_object(
    const curb_choices_t *self, const curb_decision_t *decision, size_t i, status_t *status)
{
    const curb_robust_option_t *option = &decision->robust.options[i];
    json_t *object = json_object(), *measures = json_object();
    set(status, object, "scenario", json_string(scenario_of(self, decision, i)));
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        set(status, measures, curb_robust_rows[m].key, number(option->measures[m]));
    }
    set(status, object, "measures", measures);
    set(status, object, "mean_regret", number(option->mean_regret));
    set(status, object, "worst_quarter", number(option->worst_quarter));
    set(status, object, "first_share", number(option->first_share));
    set(status, object, "first_by", json_integer((json_int_t)option->first_by));
    return object;
}

static json_t *input_object(const curb_choices_t *self, const curb_decision_t *decision,
    const curb_decision_input_t *input, status_t *status)
{
    json_t *object = json_object();
    char grade[2] = {curb_decide_grade(self->decide, input->input), '\0'};
    bool changes = input->voi.change_count > 0;
    set(status, object, "parameter",
        json_string(curb_worlds_input_name(&self->decide->worlds, input->input)));
    set(status, object, "grade", json_string(grade));
    set(status, object, "unit", json_string(curb_decide_unit(self->decide, input->input)));
#define SET(key, field) set(status, object, key, number(input->field));
    INPUT_NUMBERS(SET)
#undef SET
    set(status, object, "coefficients", json_integer((json_int_t)input->voi.coefficients));
    set(status, object, "changes", json_integer((json_int_t)input->voi.change_count));
    set(status, object, "best_below",
        changes ? json_string(scenario_of(self, decision, input->voi.change_from))
                : json_null());
    set(status, object, "best_above",
        changes ? json_string(scenario_of(self, decision, input->voi.change_to))
                : json_null());
    return object;
}

static json_t *decision_object(
    const curb_choices_t *self, const curb_decision_t *decision, status_t *status)
{
    json_t *object = json_object(), *options = json_array(), *inputs = json_array();
    json_t *first = json_object();
    const curb_robust_t *robust = &decision->robust;
    char text[2000];
    for (size_t i = 0; i < decision->option_count; i++) {
        append(status, options, option_object(self, decision, i, status));
    }
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        bool tells = robust->first[m] < robust->option_count;
        set(status, first, curb_robust_rows[m].key,
            tells ? json_string(scenario_of(self, decision, robust->first[m]))
                  : json_null());
    }
    for (size_t k = 0; k < decision->input_count; k++) {
        append(status, inputs, input_object(self, decision, &decision->inputs[k], status));
    }
    set(status, object, "budget_usd", json_real(decision->budget_usd));
    set(status, object, "worlds", json_integer((json_int_t)decision->world_count));
    set(status, object, "dropped_worlds", json_integer((json_int_t)decision->dropped));
    set(status, object, "scenarios", options);
    set(status, object, "first_by_measure", first);
    set(status, object, "agree", json_boolean(robust->agreeing == robust->telling));
    curb_robust_agreement(self, decision, text, sizeof text);
    set(status, object, "sentence", json_string(text));
    set(status, object, "evpi", number(decision->perfect.value));
    set(status, object, "evpi_standard_error", number(decision->perfect.standard_error));
    set(status, object, "inputs", inputs);
    return object;
}

static json_t *choices_object(const curb_choices_t *self, status_t *status)
{
    const curb_decide_t *decide = self->decide;
    const curb_window_t *window = &decide->worlds.pairing.window;
    json_t *object = json_object(), *choices = json_array();
    char text[1400];
    for (size_t k = 0; k < self->count; k++) {
        append(status, choices, decision_object(self, &self->decisions[k], status));
    }
    set(status, object, "schema_version", json_integer(1));
    set(status, object, "metric",
        json_string(curb_metric_rows[decide->options.metric].key));
    set(status, object, "units", json_string(curb_worlds_units(decide->options.metric)));
    set(status, object, "goal",
        json_string(decide->options.more_is_better ? "more" : "less"));
    set(status, object, "from", json_real(window->from_year));
    set(status, object, "to", json_real(window->to_year));
    set(status, object, "threshold", json_real(self->options->threshold));
    set(status, object, "optimism", json_real(self->options->optimism));
    set(status, object, "missing_replicates",
        json_integer((json_int_t)curb_worlds_missing(&decide->loaded.labels)));
    set(status, object, "choices", choices);
    curb_citation_source(&decide->loaded.labels, text, sizeof text);
    set(status, object, "cite", json_string(text));
    return object;
}

curb_error_t curb_robust_write_json(const curb_choices_t *self, FILE *out)
{
    status_t status = {false};
    json_t *object = choices_object(self, &status);
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
