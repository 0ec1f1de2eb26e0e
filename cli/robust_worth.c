/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What should be measured next, and which weakly known parameter would turn the choice. */
#include "cli/number.h"
#include "cli/robust_page.h"

#include <math.h>
#include <string.h>

enum { INPUTS_SHOWN = 10, SAID_BYTES = 400 };

static void print_perfect(const curb_robust_page_t *self)
{
    const curb_voi_perfect_t *perfect = &self->decision->perfect;
    double divisor = self->scale.divisor;
    curb_number_t value = curb_number(perfect->value / divisor, 3);
    curb_number_t error = curb_number(perfect->standard_error / divisor, 3);
    char text[700];
    if (isnan(perfect->chance_out)) {
        snprintf(text, sizeof text,
            "Knowing everything before choosing, chance included, would be worth %s "
            "(standard error %s): an upper bound (EVPI). With 'replicates_per_draw: 2' or "
            "more chance can be taken out of it.",
            value.text, error.text);
    } else {
        snprintf(text, sizeof text,
            "Knowing all parameters before choosing would be worth %s (standard error %s; "
            "EVPI, the chance left in means of replicates taken out); %s with that chance; "
            "%s if one knew how chance falls, too, which no study can tell.",
            curb_number(perfect->chance_out / divisor, 3).text,
            curb_number(perfect->chance_out_error / divisor, 3).text, value.text,
            curb_number(perfect->with_chance / divisor, 3).text);
    }
    curb_writer_paragraph(self->writer, text);
}

static bool is_clear(const curb_decision_input_t *input)
{
    return input->voi.value > 0 && input->p_adjusted <= 0.05;
}

/* "chance that ..." (due_diligence.screening, grade C) */
static void say_input(const curb_decide_t *decide, size_t input, char said[SAID_BYTES])
{
    const char *id = curb_worlds_input_name(&decide->worlds, input);
    curb_words_t called = curb_decide_called(decide, input);
    char letter = curb_decide_grade(decide, input), grade[16] = "";
    bool is_called = called.text[0] != '\0';
    if (letter != '\0') {
        snprintf(grade, sizeof grade, "%sgrade %c", is_called ? ", " : "", letter);
    }
    if (is_called) {
        snprintf(said, SAID_BYTES, "\"%.200s\" (%.150s%s)", called.text, id, grade);
    } else {
        snprintf(said, SAID_BYTES, "%.150s%s%s%s", id, letter != '\0' ? " (" : "", grade,
            letter != '\0' ? ")" : "");
    }
}

void curb_robust_next(
    const curb_choices_t *self, const curb_decision_t *decision, char *text, size_t bytes)
{
    const curb_decision_input_t *first = &decision->inputs[0];
    const char *units = curb_worlds_units(self->decide->options.metric);
    if (decision->input_count == 0) {
        snprintf(text, bytes,
            "All parameters are at their central values in this file: run the study with "
            "'parameters: draws' to see what each is worth.");
        return;
    }
    if (!(first->voi.value > 0)) {
        snprintf(text, bytes,
            "Nothing need be measured next for this choice: no single parameter would "
            "change "
            "it, whatever it is; EVPPI is 0 for all of them.");
        return;
    }
    size_t clear = 0;
    for (size_t k = 0; k < decision->input_count; k++) {
        first = is_clear(&decision->inputs[k]) && clear == 0 ? &decision->inputs[k] : first;
        clear += is_clear(&decision->inputs[k]);
    }
    char said[SAID_BYTES];
    say_input(self->decide, first->input, said);
    double half = 1.96 * first->voi.standard_error;
    snprintf(text, bytes,
        clear > 0
            ? "Measure next: %s. Knowing it before choosing would be worth %s %s (95 %% "
              "interval %s to %s)"
            : "Nothing was shown to be worth measuring next for this choice; the largest "
              "EVPPI, of %s, is %s %s (95 %% interval %s to %s)",
        said, curb_number_in_words(first->voi.value).text, units,
        curb_number_in_words(fmax(0, first->voi.value - half)).text,
        curb_number_in_words(first->voi.value + half).text);
    size_t used = strlen(text);
    if (clear > 1) {
        snprintf(text + used, bytes - used,
            "; %zu of %zu numbers are clearly above chance.", clear, decision->input_count);
    } else {
        snprintf(text + used, bytes - used, "; p adjusted for %zu numbers is %s.",
            decision->input_count, curb_number(first->p_adjusted, 3).text);
    }
}

static void print_values(const curb_robust_page_t *self)
{
    const curb_decision_t *decision = self->decision;
    char text[1000];
    snprintf(text, sizeof text,
        "What should be measured next: worth of knowing a parameter before choosing, in "
        "%s%s (EVPPI)",
        self->scale.word, curb_robust_units(self));
    curb_writer_heading(self->writer, text);
    char next[700];
    curb_robust_next(self->in, decision, next, sizeof next);
    if (decision->input_count == 0) {
        curb_writer_paragraph(self->writer, next);
        return;
    }
    if (!(decision->inputs[0].voi.value > 0)) {
        print_perfect(self);
        curb_writer_paragraph(self->writer, next);
        return;
    }
    curb_table_t table = curb_table((const char *const[]){
        "parameter", "grade", "EVPPI", "s.e.", "by chance", "p", "p adjusted", NULL});
    size_t shown = 0;
    for (size_t k = 0; k < decision->input_count && k < INPUTS_SHOWN; k++) {
        const curb_decision_input_t *input = &decision->inputs[k];
        if (input->voi.value <= 0) {
            break;
        }
        shown++;
        char grade = curb_decide_grade(self->in->decide, input->input);
        curb_table_add_called(&table,
            curb_decide_called(self->in->decide, input->input).text,
            curb_worlds_input_name(&self->in->decide->worlds, input->input));
        curb_table_add(&table, "%c", grade != '\0' ? grade : '-');
        curb_robust_add(&table, input->voi.value / self->scale.divisor, 3, false);
        curb_robust_add(&table, input->voi.standard_error / self->scale.divisor, 3, false);
        curb_robust_add(&table, input->voi.by_chance / self->scale.divisor, 3, false);
        curb_robust_add(&table, input->voi.p, 3, false);
        curb_robust_add(&table, input->p_adjusted, 3, false);
    }
    curb_writer_table(self->writer, &table);
    size_t hidden = decision->input_count - shown;
    curb_writer_paragraph(self->writer, next);
    print_perfect(self);
    snprintf(text, sizeof text,
        "By chance: what the same estimate gives when the parameter is shuffled over the "
        "worlds; where EVPPI is not clearly above it (p adjusted, Benjamini-Hochberg over "
        "%zu inputs) nothing was shown to be worth measuring for this choice. ",
        decision->input_count);
    size_t used = strlen(text);
    if (hidden > 0) {
        snprintf(text + used, sizeof text - used,
            "%zu more inputs, all with less or none: --format csv or json.", hidden);
    }
    curb_writer_paragraph(self->writer, text);
}

static void print_groups(const curb_robust_page_t *self)
{
    const curb_together_t *together = self->in->together;
    size_t first = (size_t)(self->decision - self->in->decisions) * together->count;
    char text[700];
    if (together->count == 0) {
        return;
    }
    snprintf(text, sizeof text,
        "Worth of knowing several numbers together, in %s%s (EVPPI)", self->scale.word,
        curb_robust_units(self));
    curb_writer_heading(self->writer, text);
    curb_table_t table = curb_table((const char *const[]){
        "together", "numbers", "taken", "EVPPI", "s.e.", "left out", "s.e.", "p", NULL});
    for (size_t g = 0; g < together->count; g++) {
        const curb_decision_group_t *group = &self->in->groups[first + g];
        curb_table_add(&table, "%s", together->groups[g].name);
        curb_table_add(&table, "%zu", group->members);
        curb_table_add(&table, "%zu", group->taken);
        curb_robust_add(&table, group->voi.value / self->scale.divisor, 3, false);
        curb_robust_add(&table, group->voi.standard_error / self->scale.divisor, 3, false);
        curb_robust_add(&table, group->voi.left_out / self->scale.divisor, 3, false);
        curb_robust_add(&table, group->voi.left_out_error / self->scale.divisor, 3, false);
        curb_robust_add(&table, group->voi.p, 3, false);
    }
    curb_writer_table(self->writer, &table);
    snprintf(text, sizeof text,
        "left out: what choosing in each world by a fit to the others gains there, which "
        "fitting noise does not raise; p: of no such gain, each group for itself. Where it "
        "is "
        "not clearly above 0, EVPPI beside it is likely to be noise that was fitted. Of "
        "more "
        "than %d numbers those are taken that are worth most alone.",
        CURB_VOI_GROUP_INPUTS_MOST);
    curb_writer_paragraph(self->writer, text);
}

static void print_flips(const curb_robust_page_t *self)
{
    const curb_decide_t *decide = self->in->decide;
    curb_table_t table = curb_table((const char *const[]){"parameter", "best below",
        "changes at", "unit", "best above", "fits that change, %", "p adjusted", NULL});
    size_t stable = 0, weak = 0;
    for (size_t k = 0; k < self->decision->input_count; k++) {
        const curb_decision_input_t *input = &self->decision->inputs[k];
        if (curb_decide_grade(decide, input->input) != 'C') {
            continue;
        }
        weak++;
        if (input->voi.change_count == 0) {
            stable++;
            continue;
        }
        const char *unit = curb_decide_unit(decide, input->input);
        curb_table_add_called(&table, curb_decide_called(decide, input->input).text,
            curb_worlds_input_name(&decide->worlds, input->input));
        curb_table_add(&table, "%s", curb_robust_scenario(self, input->voi.change_from));
        curb_table_add(&table, "%s",
            curb_decide_value(decide, input->input, input->voi.change_at).text);
        curb_table_add(&table, "%s", unit[0] != '\0' ? unit : "-");
        curb_table_add(&table, "%s", curb_robust_scenario(self, input->voi.change_to));
        curb_robust_add(&table, 100 * input->voi.change_share, 0, false);
        curb_robust_add(&table, input->p_adjusted, 3, false);
    }
    if (weak == 0) {
        return;
    }
    char text[400];
    snprintf(text, sizeof text,
        "Parameters of grade C that turn the choice between their 5th and 95th percentile, "
        "all else drawn (%zu of %zu leave it)",
        stable, weak);
    curb_writer_heading(self->writer, text);
    if (table.cell_count == 0) {
        curb_writer_paragraph(self->writer, "None: one scenario stays the best on average "
                                            "whatever one of them is.");
    } else {
        curb_writer_table(self->writer, &table);
        curb_writer_paragraph(self->writer,
            "The value is where the fitted means cross first, going up; a change with a "
            "large p may be one of the fit alone.");
    }
}

void curb_robust_print_worth(const curb_robust_page_t *self)
{
    print_values(self);
    print_groups(self);
    print_flips(self);
}
