/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/discover_out.h"
#include "cli/record.h"

#include <math.h>

static bool has_limit(const curb_prim_box_t *box, size_t input)
{
    return !isinf(box->low[input]) || !isinf(box->high[input]);
}

/* Nothing for a limit that is not there. */
static double finite_or_nan(double value) { return isfinite(value) ? value : NAN; }

void curb_discover_write_csv(const curb_found_t *self, FILE *out)
{
    const curb_discovery_t *found = self->discovery;
    fputs("box,parameter,unit,low,high,quasi_p,found_again,coverage,density,mass,p,name\n",
        out);
    for (size_t b = 0; b < found->box_count; b++) {
        const curb_discovery_box_t *box = &found->boxes[b];
        for (size_t d = 0; d < found->input_count; d++) {
            if (!has_limit(&box->box, d)) {
                continue;
            }
            curb_csv_line_t line = {.out = out};
            curb_csv_line_count(&line, b + 1);
            curb_csv_line_text(&line, curb_worlds_input_name(&self->decide->worlds, d));
            curb_csv_line_text(&line, curb_decide_unit(self->decide, d));
            const double numbers[] = {finite_or_nan(box->box.low[d]),
                finite_or_nan(box->box.high[d]), box->quasi_p[d], box->trust.share[d],
                box->box.coverage, box->box.density, box->box.mass, box->trust.p};
            for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                curb_csv_line_number(&line, numbers[i]);
            }
            curb_csv_line_text(&line, curb_decide_called(self->decide, d).text);
            curb_csv_line_end(&line);
        }
    }
}

static void set_box(curb_record_t *record, json_t *object, const curb_prim_box_t *box)
{
    curb_record_number(record, object, "coverage", box->coverage);
    curb_record_number(record, object, "density", box->density);
    curb_record_number(record, object, "mass", box->mass);
    curb_record_count(record, object, "worlds", box->points);
    curb_record_count(record, object, "failures", box->hits);
    curb_record_count(record, object, "restricted", box->restricted);
}

static json_t *box_object(
    const curb_found_t *self, const curb_discovery_box_t *box, curb_record_t *record)
{
    json_t *object = json_object(), *limits = json_array();
    set_box(record, object, &box->box);
    curb_record_number(record, object, "p", box->trust.p);
    for (size_t d = 0; d < self->discovery->input_count; d++) {
        if (has_limit(&box->box, d)) {
            json_t *limit = json_object();
            curb_record_text(record, limit, "parameter",
                curb_worlds_input_name(&self->decide->worlds, d));
            curb_record_text(
                record, limit, "name", curb_decide_called(self->decide, d).text);
            curb_record_text(record, limit, "unit", curb_decide_unit(self->decide, d));
            curb_record_number(record, limit, "low", box->box.low[d]);
            curb_record_number(record, limit, "high", box->box.high[d]);
            curb_record_number(record, limit, "quasi_p", box->quasi_p[d]);
            curb_record_number(record, limit, "found_again", box->trust.share[d]);
            curb_record_add(record, limits, limit);
        }
    }
    curb_record_set(record, object, "limits", limits);
    return object;
}

static void fill(const curb_found_t *self, curb_record_t *record)
{
    const curb_discovery_t *found = self->discovery;
    const curb_results_t *labels = &self->decide->loaded.labels;
    json_t *object = record->root, *boxes = json_array(), *path = json_array();
    char text[1400];
    for (size_t b = 0; b < found->box_count; b++) {
        curb_record_add(record, boxes, box_object(self, &found->boxes[b], record));
    }
    for (size_t k = 0; k < found->path.count; k++) {
        json_t *step = json_object();
        set_box(record, step, &found->path.boxes[k]);
        curb_record_add(record, path, step);
    }
    curb_record_count(record, object, "schema_version", 1);
    curb_record_text(record, object, "scenario", labels->scenarios[self->scenario].id);
    curb_record_text(
        record, object, "metric", curb_metric_rows[self->decide->options.metric].key);
    curb_record_text(record, object, "units",
        self->options->percent ? "%" : curb_worlds_units(self->decide->options.metric));
    curb_record_number(record, object, "threshold", found->threshold);
    curb_record_number(record, object, "lowest", found->lowest);
    curb_record_number(record, object, "median", found->median);
    curb_record_number(record, object, "highest", found->highest);
    curb_record_count(record, object, "worlds", found->world_count);
    curb_record_count(record, object, "dropped_worlds", found->dropped);
    curb_record_count(record, object, "missing_replicates", curb_results_missing(labels));
    curb_record_count(record, object, "failures", found->failures);
    curb_record_set(record, object, "boxes", boxes);
    curb_record_set(record, object, "path", path);
    curb_citation_source(labels, text, sizeof text);
    curb_record_text(record, object, "cite", text);
}

curb_error_t curb_discover_write_json(const curb_found_t *self, FILE *out)
{
    curb_record_t record = curb_record();
    fill(self, &record);
    return curb_record_write(&record, out);
}
