/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/record.h"
#include "cli/robust_out.h"

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

/* What both say of knowing everything; nothing where replicates do not tell. */
#define PERFECT_NUMBERS(X)                                                                 \
    X("evpi", value)                                                                       \
    X("evpi_standard_error", standard_error)                                               \
    X("evpi_chance_out", chance_out)                                                       \
    X("evpi_chance_out_standard_error", chance_out_error)                                  \
    X("evpi_with_chance", with_chance)                                                     \
    X("evpi_with_chance_standard_error", with_chance_error)

#define GROUP_NUMBERS(X)                                                                   \
    X("evppi", value)                                                                      \
    X("evppi_standard_error", standard_error)                                              \
    X("left_out", left_out)                                                                \
    X("left_out_standard_error", left_out_error)                                           \
    X("left_out_p", p)

/* The results of a choice, one for each group asked about. */
static const curb_decision_group_t *groups_of(
    const curb_choices_t *self, const curb_decision_t *decision)
{
    return self->groups + (size_t)(decision - self->decisions) * self->together->count;
}

static const char *scenario_of(
    const curb_choices_t *self, const curb_decision_t *decision, size_t option)
{
    return self->decide->loaded.labels.scenarios[decision->scenarios[option]].id;
}

/* --- CSV --- */

static void write_line(FILE *out, const curb_decision_t *decision, const char *scenario,
    const char *parameter, const char *quantity, double value, const char *name)
{
    curb_csv_line_t line = {.out = out};
    curb_csv_line_number(&line, decision->budget_usd);
    curb_csv_line_text(&line, scenario);
    curb_csv_line_text(&line, parameter);
    curb_csv_line_text(&line, quantity);
    curb_csv_line_number(&line, value);
    curb_csv_line_text(&line, name);
    curb_csv_line_end(&line);
}

static void write_decision(
    const curb_choices_t *self, const curb_decision_t *decision, FILE *out)
{
    for (size_t i = 0; i < decision->option_count; i++) {
        const curb_robust_option_t *option = &decision->robust.options[i];
        const char *scenario = scenario_of(self, decision, i);
        for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
            write_line(out, decision, scenario, "", curb_robust_rows[m].key,
                option->measures[m], "");
        }
        write_line(out, decision, scenario, "", "mean_regret", option->mean_regret, "");
        write_line(out, decision, scenario, "", "mean_regret_each_run",
            decision->each_regret[i], "");
        write_line(out, decision, scenario, "", "worst_quarter", option->worst_quarter, "");
        write_line(out, decision, scenario, "", "first_share", option->first_share, "");
        write_line(out, decision, scenario, "", "first_by", (double)option->first_by, "");
    }
#define WRITE(key, field)                                                                  \
    write_line(out, decision, "", "", key, decision->perfect.field, "");
    PERFECT_NUMBERS(WRITE)
#undef WRITE
    for (size_t k = 0; k < decision->input_count; k++) {
        const curb_decision_input_t *input = &decision->inputs[k];
        const char *name = curb_worlds_input_name(&self->decide->worlds, input->input);
        curb_words_t called = curb_decide_called(self->decide, input->input);
#define WRITE(key, field)                                                                  \
    write_line(out, decision, "", name, key, input->field, called.text);
        INPUT_NUMBERS(WRITE)
#undef WRITE
    }
}

static void write_groups(
    const curb_choices_t *self, const curb_decision_t *decision, FILE *out)
{
    for (size_t g = 0; g < self->together->count; g++) {
        const curb_voi_group_t *voi = &groups_of(self, decision)[g].voi;
        const char *name = self->together->groups[g].name;
#define WRITE(key, field)                                                                  \
    write_line(out, decision, "", name, "together_" key, voi->field, "");
        GROUP_NUMBERS(WRITE)
#undef WRITE
    }
}

void curb_robust_write_csv(const curb_choices_t *self, FILE *out)
{
    fputs("budget_usd,scenario,parameter,quantity,value,name\n", out);
    for (size_t k = 0; k < self->count; k++) {
        write_decision(self, &self->decisions[k], out);
        write_groups(self, &self->decisions[k], out);
    }
}

/* --- JSON --- */

static json_t *option_object(const curb_choices_t *self, const curb_decision_t *decision,
    size_t i, curb_record_t *record)
{
    const curb_robust_option_t *option = &decision->robust.options[i];
    json_t *object = json_object(), *measures = json_object();
    curb_record_text(record, object, "scenario", scenario_of(self, decision, i));
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        curb_record_number(record, measures, curb_robust_rows[m].key, option->measures[m]);
    }
    curb_record_set(record, object, "measures", measures);
    curb_record_number(record, object, "mean_regret", option->mean_regret);
    curb_record_number(record, object, "mean_regret_each_run", decision->each_regret[i]);
    curb_record_number(record, object, "worst_quarter", option->worst_quarter);
    curb_record_number(record, object, "first_share", option->first_share);
    curb_record_count(record, object, "first_by", option->first_by);
    return object;
}

static json_t *input_object(const curb_choices_t *self, const curb_decision_t *decision,
    const curb_decision_input_t *input, curb_record_t *record)
{
    json_t *object = json_object();
    char grade[2] = {curb_decide_grade(self->decide, input->input), '\0'};
    bool changes = input->voi.change_count > 0;
    curb_record_text(record, object, "parameter",
        curb_worlds_input_name(&self->decide->worlds, input->input));
    curb_record_text(
        record, object, "name", curb_decide_called(self->decide, input->input).text);
    curb_record_text(record, object, "grade", grade);
    curb_record_text(record, object, "unit", curb_decide_unit(self->decide, input->input));
#define SET(key, field) curb_record_number(record, object, key, input->field);
    INPUT_NUMBERS(SET)
#undef SET
    curb_record_count(record, object, "coefficients", input->voi.coefficients);
    curb_record_count(record, object, "changes", input->voi.change_count);
    curb_record_text(record, object, "best_below",
        changes ? scenario_of(self, decision, input->voi.change_from) : NULL);
    curb_record_text(record, object, "best_above",
        changes ? scenario_of(self, decision, input->voi.change_to) : NULL);
    return object;
}

static json_t *group_object(const curb_choices_t *self, const curb_decision_t *decision,
    size_t g, curb_record_t *record)
{
    const curb_decision_group_t *group = &groups_of(self, decision)[g];
    json_t *object = json_object(), *members = json_array();
    curb_record_text(record, object, "name", self->together->groups[g].name);
    for (size_t d = 0; d < decision->input_count; d++) {
        if (self->together->groups[g].members[d]) {
            curb_record_add(record, members,
                json_string(curb_worlds_input_name(&self->decide->worlds, d)));
        }
    }
    curb_record_set(record, object, "parameters", members);
    curb_record_count(record, object, "taken", group->taken);
    curb_record_count(record, object, "draws", group->voi.draws);
    curb_record_count(record, object, "rivals", group->voi.rivals);
#define SET(key, field) curb_record_number(record, object, key, group->voi.field);
    GROUP_NUMBERS(SET)
#undef SET
    return object;
}

static json_t *decision_object(
    const curb_choices_t *self, const curb_decision_t *decision, curb_record_t *record)
{
    json_t *object = json_object(), *options = json_array(), *inputs = json_array();
    json_t *groups = json_array();
    json_t *first = json_object();
    const curb_robust_t *robust = &decision->robust;
    char text[2000];
    for (size_t i = 0; i < decision->option_count; i++) {
        curb_record_add(record, options, option_object(self, decision, i, record));
    }
    for (size_t m = 0; m < CURB_ROBUST_COUNT; m++) {
        bool tells = robust->first[m] < robust->option_count;
        curb_record_text(record, first, curb_robust_rows[m].key,
            tells ? scenario_of(self, decision, robust->first[m]) : NULL);
    }
    for (size_t k = 0; k < decision->input_count; k++) {
        curb_record_add(
            record, inputs, input_object(self, decision, &decision->inputs[k], record));
    }
    curb_record_number(record, object, "budget_usd", decision->budget_usd);
    curb_record_count(record, object, "worlds", decision->world_count);
    curb_record_count(record, object, "replicates", decision->replicate_count);
    curb_record_count(record, object, "dropped_worlds", decision->dropped);
    curb_record_set(record, object, "scenarios", options);
    curb_record_set(record, object, "first_by_measure", first);
    curb_record_flag(record, object, "agree", robust->agreeing == robust->telling);
    curb_robust_agreement(self, decision, text, sizeof text);
    curb_record_text(record, object, "sentence", text);
    curb_robust_next(self, decision, text, sizeof text);
    curb_record_text(record, object, "measure_next", text);
#define SET(key, field) curb_record_number(record, object, key, decision->perfect.field);
    PERFECT_NUMBERS(SET)
#undef SET
    curb_record_set(record, object, "inputs", inputs);
    for (size_t g = 0; g < self->together->count; g++) {
        curb_record_add(record, groups, group_object(self, decision, g, record));
    }
    curb_record_set(record, object, "together", groups);
    return object;
}

static void fill(const curb_choices_t *self, curb_record_t *record)
{
    const curb_decide_t *decide = self->decide;
    const curb_window_t *window = &decide->worlds.pairing.window;
    json_t *object = record->root, *choices = json_array();
    char text[1400];
    for (size_t k = 0; k < self->count; k++) {
        curb_record_add(
            record, choices, decision_object(self, &self->decisions[k], record));
    }
    curb_record_count(record, object, "schema_version", 1);
    curb_record_text(
        record, object, "metric", curb_metric_rows[decide->options.metric].key);
    curb_record_text(record, object, "units", curb_worlds_units(decide->options.metric));
    curb_record_text(
        record, object, "goal", decide->options.more_is_better ? "more" : "less");
    curb_record_number(record, object, "from", window->from_year);
    curb_record_number(record, object, "to", window->to_year);
    curb_record_number(record, object, "threshold", self->options->threshold);
    curb_record_number(record, object, "optimism", self->options->optimism);
    curb_record_count(
        record, object, "missing_replicates", curb_results_missing(&decide->loaded.labels));
    curb_record_set(record, object, "choices", choices);
    curb_citation_source(&decide->loaded.labels, text, sizeof text);
    curb_record_text(record, object, "cite", text);
}

curb_error_t curb_robust_write_json(const curb_choices_t *self, FILE *out)
{
    curb_record_t record = curb_record();
    fill(self, &record);
    return curb_record_write(&record, out);
}
