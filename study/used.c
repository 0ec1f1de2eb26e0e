/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/used.h"

#include <stdio.h>
#include <string.h>

static const char LEVERS[] = "levers.";

uint32_t curb_used_by(const curb_study_t *study, const bool *wanted)
{
    uint32_t used = 0;
    for (size_t i = 0; i < study->world->in_force_count; i++) {
        used |= UINT32_C(1) << study->world->in_force[i].instrument;
    }
    for (size_t s = 0; s < study->scenario_count; s++) {
        const curb_scenario_t *scenario = &study->scenarios[s];
        bool counts = wanted == NULL || s == 0 || wanted[s];
        for (size_t i = 0; i < scenario->policy_count && counts; i++) {
            used |= UINT32_C(1) << scenario->policies[i].instrument;
        }
    }
    return used;
}

uint32_t curb_used_instruments(const curb_study_t *study)
{
    return curb_used_by(study, NULL);
}

static bool is_of(const char *path, const char *instrument)
{
    size_t length = strlen(instrument);
    return strncmp(path, instrument, length) == 0 && path[length] == '.';
}

bool curb_used_number(const char *name, uint32_t used)
{
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        if (is_of(name, curb_instrument_rows[i].key)) {
            return (used >> i & 1) != 0;
        }
    }
    return true;
}

static bool is_needed(const curb_origin_t *origin, uint32_t used)
{
    size_t prefix = sizeof LEVERS - 1;
    return strncmp(origin->path, LEVERS, prefix) != 0 ||
           curb_used_number(origin->path + prefix, used);
}

static bool add_dose(curb_study_t *study, const char *instrument, const char *dose,
    const curb_registry_row_t *row)
{
    char path[2 * CURB_ID_BYTES], grade[2] = {row->grade, '\0'};
    snprintf(path, sizeof path, "doses.%s.%s", instrument, dose);
    curb_origin_t origin = {.path = path,
        .value = row->central,
        .low = row->central,
        .high = row->central,
        .unit = row->unit,
        .source = row->source,
        .seen = curb_seen_keys[row->seen],
        .grade = grade,
        .remark = row->remark,
        .registry = row->id,
        .place = "default"};
    return curb_origins_add(&study->origins, &origin);
}

bool curb_used_trim(curb_study_t *study)
{
    uint32_t used = curb_used_instruments(study);
    size_t kept = 0;
    for (size_t i = 0; i < study->origins.count; i++) {
        if (is_needed(&study->origins.rows[i], used)) {
            study->origins.rows[kept++] = study->origins.rows[i];
        }
    }
    study->origins.count = kept;
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        if ((used >> i & 1) != 0 &&
            !(add_dose(study, row->key, "low", row->doses[0]) &&
                add_dose(study, row->key, "default", row->doses[1]) &&
                add_dose(study, row->key, "high", row->doses[2]))) {
            return false;
        }
    }
    return true;
}
