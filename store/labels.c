/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/labels.h"

#include "model/memory.h"
#include "model/registry.h"
#include "store/inputs.h"

#include <hdf5_hl.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

const char *const curb_dim_names[CURB_DIM_COUNT] = {
    "scenario", "replicate", "time", "jurisdiction", "sector"};

curb_error_t curb_labels_init(
    curb_labels_t *self, size_t replicate_count, size_t parameter_count)
{
    *self = (curb_labels_t){.count = replicate_count, .parameter_count = parameter_count};
    self->concepts = curb_calloc(replicate_count, sizeof *self->concepts);
    self->draws = curb_calloc(replicate_count, sizeof *self->draws);
    self->attempts = curb_calloc(replicate_count, sizeof *self->attempts);
    self->parameters = curb_calloc(replicate_count * parameter_count, sizeof(double));
    if (self->concepts == NULL || self->draws == NULL || self->attempts == NULL ||
        self->parameters == NULL) {
        curb_labels_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

void curb_labels_free(curb_labels_t *self)
{
    curb_free(self->concepts);
    curb_free(self->draws);
    curb_free(self->attempts);
    curb_free(self->parameters);
    *self = (curb_labels_t){0};
}

static bool attach(hid_t file, hid_t dataset, int rank, const curb_dim_t *dims)
{
    bool done = true;
    for (int i = 0; done && i < rank; i++) {
        hid_t scale = H5Dopen2(file, curb_dim_names[dims[i]], H5P_DEFAULT);
        done = scale >= 0 && H5DSattach_scale(dataset, scale, (unsigned)i) >= 0;
        if (scale >= 0) {
            H5Dclose(scale);
        }
    }
    return done;
}

static bool describe(hid_t dataset, const char *units, const char *long_name)
{
    return (units == NULL || curb_h5_text_attribute(dataset, "units", units)) &&
           curb_h5_text_attribute(dataset, "long_name", long_name);
}

static bool dims_of(hid_t file, int rank, const curb_dim_t *dims, hsize_t *lengths)
{
    for (int i = 0; i < rank; i++) {
        if (!curb_h5_dims(file, curb_dim_names[dims[i]], 1, &lengths[i])) {
            return false;
        }
    }
    return true;
}

hid_t curb_labels_variable(hid_t file, const char *name, hid_t type, int rank,
    const curb_dim_t *dims, const hsize_t *chunk, const char *units, const char *long_name)
{
    hsize_t lengths[CURB_DIM_COUNT];
    bool is_float = H5Tget_class(type) == H5T_FLOAT;
    curb_h5_layout_t layout = {
        .rank = rank, .dims = lengths, .chunk = chunk, .deflate = 4, .nan_fill = is_float};
    if (!dims_of(file, rank, dims, lengths)) {
        return -1;
    }
    hid_t dataset = curb_h5_dataset(file, name, type, &layout);
    if (dataset < 0) {
        return dataset;
    }
    bool done = describe(dataset, units, long_name) && attach(file, dataset, rank, dims) &&
                (!is_float || curb_h5_number_attribute(dataset, "_FillValue", NAN));
    if (!done) {
        H5Dclose(dataset);
        return -1;
    }
    return dataset;
}

/* Writes and closes. */
static bool fill(hid_t dataset, hid_t type, const void *values)
{
    if (dataset < 0) {
        return false;
    }
    bool done = H5Dwrite(dataset, type, H5S_ALL, H5S_ALL, H5P_DEFAULT, values) >= 0;
    return H5Dclose(dataset) >= 0 && done;
}

static bool fill_texts(hid_t dataset, const char *const *texts)
{
    if (dataset < 0) {
        return false;
    }
    bool done = curb_h5_write_texts(dataset, texts);
    return H5Dclose(dataset) >= 0 && done;
}

static hid_t as_scale(
    hid_t dataset, const char *name, const char *units, const char *long_name)
{
    if (dataset < 0) {
        return dataset;
    }
    if (H5DSset_scale(dataset, name) < 0 || !describe(dataset, units, long_name)) {
        H5Dclose(dataset);
        return -1;
    }
    return dataset;
}

static hid_t number_scale(hid_t file, const char *name, hid_t type, size_t count,
    const char *units, const char *long_name)
{
    hsize_t dims = count;
    curb_h5_layout_t layout = {.rank = 1, .dims = &dims};
    return as_scale(curb_h5_dataset(file, name, type, &layout), name, units, long_name);
}

/* One of the study's lists of texts, each at the same offset in its element. */
static bool write_texts(hid_t dataset, const void *first, size_t count, size_t stride)
{
    const char **texts = curb_calloc(count, sizeof *texts);
    if (texts == NULL || dataset < 0) {
        curb_free(texts);
        return false;
    }
    for (size_t i = 0; i < count; i++) {
        texts[i] = (const char *)first + i * stride;
    }
    bool done = fill_texts(dataset, texts);
    curb_free(texts);
    return done;
}

static bool text_scale(hid_t file, curb_dim_t dim, const void *first, size_t count,
    size_t stride, const char *long_name)
{
    const char *name = curb_dim_names[dim];
    hid_t dataset = curb_h5_text_dataset(file, name, 1, count);
    return write_texts(as_scale(dataset, name, NULL, long_name), first, count, stride);
}

hid_t curb_labels_text_variable(
    hid_t file, const char *name, size_t count, curb_dim_t dim, const char *long_name)
{
    hid_t dataset = curb_h5_text_dataset(file, name, 1, count);
    if (dataset >= 0 &&
        !(describe(dataset, NULL, long_name) && attach(file, dataset, 1, &dim))) {
        H5Dclose(dataset);
        return -1;
    }
    return dataset;
}

static bool write_time(hid_t file, const curb_batch_t *batch)
{
    const curb_study_t *study = batch->study;
    size_t count = batch->period_count;
    double *years = curb_calloc(count, sizeof *years);
    double *months = curb_calloc(count, sizeof *months);
    bool done = years != NULL && months != NULL;
    for (size_t i = 0; done && i < count; i++) {
        int first = (int)i * study->period_months;
        int left = study->months - first;
        years[i] = study->start_year + first / 12.0;
        months[i] = left < study->period_months ? left : study->period_months;
    }
    const curb_dim_t dim = CURB_DIM_TIME;
    done = done &&
           fill(number_scale(file, "time", H5T_IEEE_F64LE, count, "year",
                    "Decimal year at the start of the period"),
               H5T_NATIVE_DOUBLE, years) &&
           fill(curb_labels_variable(file, "period_months", H5T_IEEE_F64LE, 1, &dim, NULL,
                    "month", "Length of the period"),
               H5T_NATIVE_DOUBLE, months);
    curb_free(years);
    curb_free(months);
    return done;
}

static bool write_coordinates(hid_t file, const curb_merge_input_t *input)
{
    const curb_study_t *study = input->batch->study;
    const curb_world_t *world = study->world;
    return text_scale(file, CURB_DIM_SCENARIO, study->scenarios[0].id,
               study->scenario_count, sizeof *study->scenarios, "Scenario") &&
           fill(number_scale(file, "replicate", H5T_STD_I32LE, input->replicate_count, "1",
                    "Replicate: the same random numbers in all scenarios"),
               H5T_NATIVE_UINT32, input->replicates) &&
           write_time(file, input->batch) &&
           text_scale(file, CURB_DIM_JURISDICTION, world->jurisdictions[0].id,
               world->jurisdiction_count, sizeof *world->jurisdictions, "Jurisdiction") &&
           text_scale(file, CURB_DIM_SECTOR, world->sectors[0].id, world->sector_count,
               sizeof *world->sectors, "Sector of exploitation");
}

static bool write_in_scope(hid_t file, const curb_study_t *study)
{
    size_t jurisdictions = study->world->jurisdiction_count;
    size_t sectors = study->world->sector_count;
    size_t cells = jurisdictions * sectors;
    int8_t *scope = curb_calloc(study->scenario_count * cells, sizeof *scope);
    for (size_t s = 0; scope != NULL && s < study->scenario_count; s++) {
        for (size_t p = 0; p < study->scenarios[s].policy_count; p++) {
            const curb_policy_t *policy = &study->scenarios[s].policies[p];
            for (size_t c = 0; !policy->in_force && c < cells; c++) {
                bool covered = (policy->jurisdictions >> (c / sectors) & 1U) &&
                               (policy->sectors >> (c % sectors) & 1U);
                scope[s * cells + c] |= (int8_t)covered;
            }
        }
        for (size_t c = 0; c < cells; c++) {
            uint64_t suppliers = study->scenarios[s].suppliers[c % sectors];
            scope[s * cells + c] |= (int8_t)(suppliers >> (c / sectors) & 1U);
        }
    }
    const curb_dim_t dims[] = {CURB_DIM_SCENARIO, CURB_DIM_JURISDICTION, CURB_DIM_SECTOR};
    hid_t dataset =
        curb_labels_variable(file, "in_scope", H5T_STD_I8LE, 3, dims, NULL, NULL,
            "Whether a policy of the scenario, beyond the baseline, covers the cell, or "
            "the cell "
            "ships more than 1 % of what importers under a trade instrument buy");
    bool done = scope != NULL && dataset >= 0 &&
                curb_h5_flag_attributes(dataset, 2, "out_of_scope in_scope");
    done = fill(dataset, H5T_NATIVE_INT8, scope) && done;
    curb_free(scope);
    return done;
}

/* A flag of each jurisdiction, at the same offset in all of them. */
static bool write_flags(hid_t file, const curb_world_t *world, const char *name,
    size_t offset, const char *meanings, const char *long_name)
{
    const curb_dim_t dim = CURB_DIM_JURISDICTION;
    int8_t *flags = curb_calloc(world->jurisdiction_count, sizeof *flags);
    for (size_t j = 0; flags != NULL && j < world->jurisdiction_count; j++) {
        const unsigned char *place = (const unsigned char *)&world->jurisdictions[j];
        flags[j] = *(const bool *)(place + offset);
    }
    hid_t dataset =
        curb_labels_variable(file, name, H5T_STD_I8LE, 1, &dim, NULL, NULL, long_name);
    bool done =
        flags != NULL && dataset >= 0 && curb_h5_flag_attributes(dataset, 2, meanings);
    done = fill(dataset, H5T_NATIVE_INT8, flags) && done;
    curb_free(flags);
    return done;
}

static bool write_kinds_of_places(hid_t file, const curb_world_t *world)
{
    return write_flags(file, world, "jurisdiction_allocated",
               offsetof(curb_jurisdiction_t, allocated), "given allocated",
               "Whether the anchors are divided from the totals of a region: allocated, "
               "not "
               "observed") &&
           write_flags(file, world, "jurisdiction_named_state",
               offsetof(curb_jurisdiction_t, named_state), "group_or_unsaid state",
               "Whether it is a State; States whose anchors are allocated are not to be "
               "ranked, and their levels say nothing of them");
}

static double policy_start(const curb_study_t *study, const curb_scenario_t *scenario)
{
    int first = INT_MAX;
    for (size_t p = 0; p < scenario->policy_count; p++) {
        const curb_policy_t *policy = &scenario->policies[p];
        if (!policy->in_force && policy->start_month < first) {
            first = policy->start_month;
        }
    }
    for (size_t i = 0; i < scenario->shock_count; i++) {
        first = scenario->shocks[i].start_month < first ? scenario->shocks[i].start_month
                                                        : first;
    }
    return first < INT_MAX ? study->start_year + first / 12.0 : NAN;
}

static void join_policies(const curb_scenario_t *scenario, char *text, size_t size)
{
    size_t length = 0;
    text[0] = '\0';
    for (size_t p = 0; p < scenario->policy_count; p++) {
        if (!scenario->policies[p].in_force && length < size) {
            int written = snprintf(text + length, size - length, "%s%s",
                length > 0 ? "+" : "", scenario->policies[p].id);
            length += written > 0 ? (size_t)written : 0;
        }
    }
}

static bool write_policies(hid_t file, const curb_study_t *study)
{
    enum { JOINED = CURB_POLICY_MAX * CURB_ID_BYTES };
    size_t count = study->scenario_count;
    char(*joined)[JOINED] = curb_calloc(count, sizeof *joined);
    hid_t dataset = curb_labels_text_variable(file, "policies", count, CURB_DIM_SCENARIO,
        "Policies of the scenario beyond the baseline, joined by +");
    for (size_t s = 0; joined != NULL && s < count; s++) {
        join_policies(&study->scenarios[s], joined[s], sizeof joined[s]);
    }
    bool done = joined != NULL && write_texts(dataset, joined, count, sizeof *joined);
    curb_free(joined);
    return done;
}

/* A number of each scenario, by a function. */
typedef double scenario_number_t(
    const curb_study_t *study, const curb_scenario_t *scenario);

static double budget(const curb_study_t *study, const curb_scenario_t *scenario)
{
    (void)study;
    return scenario->budget_usd;
}

static double planned_cost(const curb_study_t *study, const curb_scenario_t *scenario)
{
    (void)study;
    return scenario->planned_cost_usd;
}

static bool write_scenario_numbers(hid_t file, const curb_study_t *study, const char *name,
    const char *units, const char *long_name, scenario_number_t *number)
{
    double *values = curb_calloc(study->scenario_count, sizeof *values);
    for (size_t s = 0; values != NULL && s < study->scenario_count; s++) {
        values[s] = number(study, &study->scenarios[s]);
    }
    const curb_dim_t dim = CURB_DIM_SCENARIO;
    hid_t dataset =
        curb_labels_variable(file, name, H5T_IEEE_F64LE, 1, &dim, NULL, units, long_name);
    bool done = values != NULL && fill(dataset, H5T_NATIVE_DOUBLE, values);
    curb_free(values);
    return done;
}

static bool write_capped(hid_t file, const curb_study_t *study)
{
    int8_t *values = curb_calloc(study->scenario_count, sizeof *values);
    for (size_t s = 0; values != NULL && s < study->scenario_count; s++) {
        values[s] = study->scenarios[s].budget_capped;
    }
    const curb_dim_t dim = CURB_DIM_SCENARIO;
    hid_t dataset = curb_labels_variable(file, "budget_capped", H5T_STD_I8LE, 1, &dim, NULL,
        NULL, "Whether the high dose costs less than the budget");
    bool done = values != NULL && dataset >= 0 &&
                curb_h5_flag_attributes(dataset, 2, "not_capped capped");
    done = fill(dataset, H5T_NATIVE_INT8, values) && done;
    curb_free(values);
    return done;
}

static bool write_scenarios(hid_t file, const curb_batch_t *batch)
{
    const curb_study_t *study = batch->study;
    size_t count = study->scenario_count;
    const curb_dim_t dim = CURB_DIM_SCENARIO;
    const curb_world_t *world = study->world;
    return write_texts(curb_labels_text_variable(file, "jurisdiction_title",
                           world->jurisdiction_count, CURB_DIM_JURISDICTION,
                           "Title of the jurisdiction"),
               world->jurisdictions[0].title, world->jurisdiction_count,
               sizeof *world->jurisdictions) &&
           write_kinds_of_places(file, world) &&
           write_texts(curb_labels_text_variable(file, "sector_title", world->sector_count,
                           CURB_DIM_SECTOR, "Title of the sector"),
               world->sectors[0].title, world->sector_count, sizeof *world->sectors) &&
           write_texts(curb_labels_text_variable(
                           file, "title", count, dim, "Title of the scenario"),
               study->scenarios[0].title, count, sizeof *study->scenarios) &&
           write_texts(curb_labels_text_variable(file, "dose", count, dim,
                           "Dose: low, default, high, budget, or empty when mixed"),
               study->scenarios[0].dose, count, sizeof *study->scenarios) &&
           write_policies(file, study) &&
           write_texts(curb_labels_text_variable(file, "scenario_hash", count, dim,
                           "SHA-256 of what decides the scenario beyond the world"),
               batch->hashes[0], count, sizeof *batch->hashes) &&
           write_scenario_numbers(file, study, "policy_start", "year",
               "Decimal year at which the first policy starts", policy_start) &&
           write_scenario_numbers(file, study, "budget", "USD/year",
               "Common yearly public budget asked for, 0 without one", budget) &&
           write_scenario_numbers(file, study, "planned_cost", "USD/year",
               "Planned public cost at full intensity", planned_cost) &&
           write_capped(file, study) && write_in_scope(file, study) &&
           curb_inputs_write(file, study);
}

bool curb_labels_write_first(hid_t file, const curb_merge_input_t *input)
{
    return write_coordinates(file, input) && write_scenarios(file, input->batch);
}

static bool write_status(hid_t file, const curb_merge_input_t *input)
{
    const curb_dim_t dims[] = {CURB_DIM_SCENARIO, CURB_DIM_REPLICATE};
    size_t count = input->batch->study->scenario_count * input->replicate_count;
    int8_t *status = curb_calloc(count, sizeof *status);
    hid_t dataset = curb_labels_variable(file, "run_status", H5T_STD_I8LE, 2, dims, NULL,
        NULL, "Status; replicates that failed are left out and named in failed_replicates");
    bool done = status != NULL && dataset >= 0 &&
                curb_h5_flag_attributes(dataset, 2, "complete failed");
    done = fill(dataset, H5T_NATIVE_INT8, status) && done;
    curb_free(status);
    return done;
}

static bool write_parameter(
    hid_t file, const curb_uncertain_t *uncertain, const double *values)
{
    char name[2 * CURB_ID_BYTES + 16], long_name[4 * CURB_ID_BYTES + 32];
    curb_inputs_variable("param_", uncertain->name, name, sizeof name - 1);
    if (curb_h5_has(file, name)) {
        size_t length = strlen(name);
        snprintf(name + length, sizeof name - length, "_");
    }
    const curb_registry_row_t *row = curb_registry_of_drawn(uncertain->name, NULL);
    snprintf(long_name, sizeof long_name, "Value drawn for %s%s%s", uncertain->name,
        row != NULL ? ": " : "", row != NULL ? row->name : "");
    const curb_dim_t dim = CURB_DIM_REPLICATE;
    hid_t dataset =
        curb_labels_variable(file, name, H5T_IEEE_F64LE, 1, &dim, NULL, NULL, long_name);
    bool done = dataset >= 0 &&
                curb_h5_text_attribute(dataset, "parameter", uncertain->name) &&
                curb_h5_number_attribute(dataset, "draw_low", uncertain->low) &&
                curb_h5_number_attribute(dataset, "draw_mode", uncertain->mode) &&
                curb_h5_number_attribute(dataset, "draw_high", uncertain->high);
    return fill(dataset, H5T_NATIVE_DOUBLE, values) && done;
}

bool curb_labels_write_last(
    hid_t file, const curb_merge_input_t *input, const curb_labels_t *labels)
{
    const curb_dim_t dim = CURB_DIM_REPLICATE;
    hid_t concept = curb_labels_variable(file, "concept", H5T_STD_I8LE, 1, &dim, NULL, NULL,
        "Concept by which people are counted as identified");
    bool done = concept >= 0 && curb_h5_flag_attributes(concept, 2, "mse ilo");
    done = fill(concept, H5T_NATIVE_INT8, labels->concepts) && done &&
           fill(curb_labels_variable(file, "draw", H5T_STD_I32LE, 1, &dim, NULL, "1",
                    "Draw of the parameters; all 0 with central parameters"),
               H5T_NATIVE_INT32, labels->draws) &&
           fill(curb_labels_variable(file, "draw_attempt", H5T_STD_I32LE, 1, &dim, NULL,
                    "1", "Draws before this one that contradicted the anchors"),
               H5T_NATIVE_INT32, labels->attempts) &&
           write_status(file, input);
    const curb_world_t *world = input->batch->study->world;
    for (size_t p = 0; done && p < labels->parameter_count; p++) {
        done = write_parameter(
            file, &world->uncertain[p], labels->parameters + p * labels->count);
    }
    return done;
}
