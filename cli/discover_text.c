/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/discover_out.h"

#include <math.h>
#include <string.h>

curb_number_t curb_discover_threshold(const curb_found_t *self, double value)
{
    curb_number_t text;
    if (self->options->percent) {
        snprintf(text.text, sizeof text.text, "%.60s %%", curb_number(value, 2).text);
    } else {
        snprintf(text.text, sizeof text.text, "%.60s %.30s",
            curb_number_in_words(value).text,
            curb_worlds_units(self->decide->options.metric));
    }
    return text;
}

static void print_question(const curb_found_t *self, const curb_writer_t *writer)
{
    const curb_discovery_t *found = self->discovery;
    char text[900];
    snprintf(text, sizeof text,
        "Where does \"%s\" fail? A world is a failure when the improvement is below %s%s: "
        "%zu of %zu worlds (%s %%). Over worlds the improvement runs from %s to %s, median "
        "%s.",
        self->decide->loaded.labels.scenarios[self->scenario].id,
        curb_discover_threshold(self, found->threshold).text,
        isnan(self->options->threshold) ? " (the worst quarter)" : "", found->failures,
        found->world_count,
        curb_number(100 * (double)found->failures / (double)found->world_count, 0).text,
        curb_discover_threshold(self, found->lowest).text,
        curb_discover_threshold(self, found->highest).text,
        curb_discover_threshold(self, found->median).text);
    fputc('\n', writer->out);
    curb_writer_paragraph(writer, text);
    if (found->dropped > 0) {
        snprintf(
            text, sizeof text, "%zu worlds without a number are left out.", found->dropped);
        curb_writer_paragraph(writer, text);
    }
}

/* Smallest and largest value drawn of an input. */
static void range_of(
    const curb_found_t *self, size_t input, curb_number_t *low, curb_number_t *high)
{
    const curb_discovery_t *found = self->discovery;
    const double *x = found->inputs + input * found->world_count;
    double least = x[0], most = x[0];
    for (size_t k = 1; k < found->world_count; k++) {
        least = fmin(least, x[k]);
        most = fmax(most, x[k]);
    }
    *low = curb_decide_value(self->decide, input, least);
    *high = curb_decide_value(self->decide, input, most);
}

static void add_input(const curb_found_t *self, const curb_discovery_box_t *box,
    size_t input, curb_table_t *table)
{
    char grade = curb_decide_grade(self->decide, input);
    const char *unit = curb_decide_unit(self->decide, input);
    double low = box->box.low[input], high = box->box.high[input];
    curb_number_t least, most;
    range_of(self, input, &least, &most);
    curb_table_add_called(table, curb_decide_called(self->decide, input).text,
        curb_worlds_input_name(&self->decide->worlds, input));
    curb_table_add(table, "%c", grade != '\0' ? grade : '-');
    curb_table_add(
        table, "%s", isinf(low) ? "-" : curb_decide_value(self->decide, input, low).text);
    curb_table_add(
        table, "%s", isinf(high) ? "-" : curb_decide_value(self->decide, input, high).text);
    curb_table_add(table, "%s", unit[0] != '\0' ? unit : "-");
    curb_table_add(table, "%s to %s", least.text, most.text);
    curb_table_add(table, "%s",
        box->quasi_p[input] < 0.0001 ? "<0.0001"
                                     : curb_number(box->quasi_p[input], 4).text);
    curb_table_add(table, "%s", curb_number(100 * box->trust.share[input], 0).text);
}

static void print_box(const curb_found_t *self, curb_writer_t *writer, size_t b)
{
    const curb_discovery_box_t *box = &self->discovery->boxes[b];
    char text[500];
    if (box->box.restricted == 0) {
        curb_writer_heading(writer, "No box");
        curb_writer_paragraph(writer,
            "No limit on a parameter gathers the failures better than chance: they are "
            "spread over all worlds, or there are too few to tell.");
        return;
    }
    snprintf(text, sizeof text,
        "Box %zu: holds %zu of %zu failures (coverage %s %%); %zu of its %zu worlds are "
        "failures (density %s %%)",
        b + 1, box->box.hits, self->discovery->failures,
        curb_number(100 * box->box.coverage, 0).text, box->box.hits, box->box.points,
        curb_number(100 * box->box.density, 0).text);
    curb_writer_heading(writer, text);
    curb_table_t table = curb_table((const char *const[]){"parameter", "grade", "at least",
        "at most", "unit", "drawn", "quasi-p", "found again, %", NULL});
    for (size_t d = 0; d < self->discovery->input_count; d++) {
        if (!isinf(box->box.low[d]) || !isinf(box->box.high[d])) {
            add_input(self, box, d, &table);
        }
    }
    curb_writer_table(writer, &table);
    snprintf(text, sizeof text,
        "When the failures are shuffled over the worlds, a box as good is found with p = "
        "%s%s.",
        curb_number(box->trust.p, 3).text,
        box->trust.p > 0.05 ? ": this box may be one of chance, do not build on it" : "");
    curb_writer_paragraph(writer, text);
}

curb_error_t curb_discover_write_text(const curb_found_t *self, FILE *out, bool as_markdown)
{
    curb_writer_t writer = {.out = out, .as_markdown = as_markdown};
    curb_decide_intro(self->decide, &writer);
    print_question(self, &writer);
    for (size_t b = 0; b < self->discovery->box_count; b++) {
        print_box(self, &writer, b);
    }
    fputc('\n', out);
    curb_writer_paragraph(&writer,
        "quasi-p: chance of as many failures in the box if this parameter had no limit; it "
        "knows nothing of the search that found the box. found again: share of random "
        "halves of the worlds in which the parameter gets a limit. A box says where worlds "
        "fail together, not why. How coverage was paid for in density: --format json.");
    curb_decide_cite(self->decide, &writer);
    return writer.lost ? CURB_ERR_NO_MEMORY : CURB_OK;
}
