/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/citation.h"
#include "cli/discover_out.h"
#include "cli/table.h"
#include "model/memory.h"

#include <jansson.h>
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
    fputs("box,parameter,unit,low,high,quasi_p,found_again,coverage,density,mass,p\n", out);
    for (size_t b = 0; b < found->box_count; b++) {
        const curb_discovery_box_t *box = &found->boxes[b];
        for (size_t d = 0; d < found->input_count; d++) {
            if (!has_limit(&box->box, d)) {
                continue;
            }
            fprintf(out, "%zu,", b + 1);
            curb_csv_field(out, curb_worlds_input_name(&self->decide->worlds, d));
            fputc(',', out);
            curb_csv_field(out, curb_decide_unit(self->decide, d));
            const double numbers[] = {finite_or_nan(box->box.low[d]),
                finite_or_nan(box->box.high[d]), box->quasi_p[d], box->trust.share[d],
                box->box.coverage, box->box.density, box->box.mass, box->trust.p};
            for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
                fputc(',', out);
                curb_csv_number(out, numbers[i]);
            }
            fputc('\n', out);
        }
    }
}

/* A value that is NULL for want of memory makes the whole fail. */
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

static void set_box(status_t *status, json_t *object, const curb_prim_box_t *box)
{
    set(status, object, "coverage", number(box->coverage));
    set(status, object, "density", number(box->density));
    set(status, object, "mass", number(box->mass));
    set(status, object, "worlds", json_integer((json_int_t)box->points));
    set(status, object, "failures", json_integer((json_int_t)box->hits));
    set(status, object, "restricted", json_integer((json_int_t)box->restricted));
}

static json_t *box_object(
    const curb_found_t *self, const curb_discovery_box_t *box, status_t *status)
{
    json_t *object = json_object(), *limits = json_array();
    set_box(status, object, &box->box);
    set(status, object, "p", number(box->trust.p));
    for (size_t d = 0; d < self->discovery->input_count; d++) {
        if (has_limit(&box->box, d)) {
            json_t *limit = json_object();
            set(status, limit, "parameter",
                json_string(curb_worlds_input_name(&self->decide->worlds, d)));
            set(status, limit, "unit", json_string(curb_decide_unit(self->decide, d)));
            set(status, limit, "low", number(box->box.low[d]));
            set(status, limit, "high", number(box->box.high[d]));
            set(status, limit, "quasi_p", number(box->quasi_p[d]));
            set(status, limit, "found_again", number(box->trust.share[d]));
            append(status, limits, limit);
        }
    }
    set(status, object, "limits", limits);
    return object;
}

static json_t *found_object(const curb_found_t *self, status_t *status)
{
    const curb_discovery_t *found = self->discovery;
    const curb_results_t *labels = &self->decide->loaded.labels;
    json_t *object = json_object(), *boxes = json_array(), *path = json_array();
    char text[1400];
    for (size_t b = 0; b < found->box_count; b++) {
        append(status, boxes, box_object(self, &found->boxes[b], status));
    }
    for (size_t k = 0; k < found->path.count; k++) {
        json_t *step = json_object();
        set_box(status, step, &found->path.boxes[k]);
        append(status, path, step);
    }
    set(status, object, "schema_version", json_integer(1));
    set(status, object, "scenario", json_string(labels->scenarios[self->scenario].id));
    set(status, object, "metric",
        json_string(curb_metric_rows[self->decide->options.metric].key));
    set(status, object, "units",
        json_string(self->options->percent
                        ? "%"
                        : curb_worlds_units(self->decide->options.metric)));
    set(status, object, "threshold", number(found->threshold));
    set(status, object, "lowest", number(found->lowest));
    set(status, object, "median", number(found->median));
    set(status, object, "highest", number(found->highest));
    set(status, object, "worlds", json_integer((json_int_t)found->world_count));
    set(status, object, "dropped_worlds", json_integer((json_int_t)found->dropped));
    set(status, object, "missing_replicates",
        json_integer((json_int_t)curb_worlds_missing(labels)));
    set(status, object, "failures", json_integer((json_int_t)found->failures));
    set(status, object, "boxes", boxes);
    set(status, object, "path", path);
    curb_citation_source(labels, text, sizeof text);
    set(status, object, "cite", json_string(text));
    return object;
}

curb_error_t curb_discover_write_json(const curb_found_t *self, FILE *out)
{
    status_t status = {false};
    json_t *object = found_object(self, &status);
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
