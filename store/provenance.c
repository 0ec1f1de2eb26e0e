/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/provenance.h"

#include "model/memory.h"
#include "store/files.h"
#include "store/sources.h"
#include "version.h"

#include <gsl/gsl_version.h>
#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { STAMP_BYTES = 32 };

static void stamp(time_t when, char text[STAMP_BYTES])
{
    struct tm parts;
    if (gmtime_r(&when, &parts) == NULL ||
        strftime(text, STAMP_BYTES, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0) {
        snprintf(text, STAMP_BYTES, "unknown");
    }
}

/* Takes over a text made for this attribute; NULL is a failure of its making. */
static bool own_attribute(hid_t file, const char *name, char *text)
{
    bool done = text != NULL && curb_h5_text_attribute(file, name, text);
    curb_free(text);
    return done;
}

static char *joined_metrics(const curb_study_t *study)
{
    char *list = curb_strdup("");
    for (size_t i = 0; list != NULL && i < study->metric_count; i++) {
        char *longer = curb_text_of(
            "%s%s%s", list, i > 0 ? " " : "", curb_metric_rows[study->metrics[i]].key);
        curb_free(list);
        list = longer;
    }
    return list;
}

static char *joined_numbers(const uint32_t *numbers, size_t count)
{
    char *list = curb_strdup("");
    for (size_t i = 0; list != NULL && i < count; i++) {
        char *longer = curb_text_of("%s%s%" PRIu32, list, i > 0 ? " " : "", numbers[i]);
        curb_free(list);
        list = longer;
    }
    return list;
}

static const char *detection_key(curb_detection_t detection)
{
    static const char *const keys[] = {"mse", "ilo", "both"};
    return keys[detection];
}

/* CF and ACDD: what a catalogue or a reader shows. */
static bool write_discovery(
    hid_t file, const curb_merge_input_t *input, const char *hash, const char *history)
{
    const curb_study_t *study = input->batch->study;
    char now[STAMP_BYTES];
    stamp(time(NULL), now);
    return curb_h5_text_attribute(file, "Conventions", "CF-1.10, ACDD-1.3") &&
           curb_h5_text_attribute(file, "title", study->title) &&
           own_attribute(file, "summary",
               curb_text_of(
                   "%s%sSimulated comparison of %zu scenarios in the world %s, %zu "
                   "replicates, %d months from %.10g.",
                   study->question, study->question[0] != '\0' ? " " : "",
                   study->scenario_count, study->world->id, input->replicate_count,
                   study->months, study->start_year)) &&
           own_attribute(file, "source",
               curb_text_of("curb %s, an agent-based model", curb_batch_version())) &&
           own_attribute(file, "history",
               curb_text_of("%s: %s%s%s", now,
                   input->command_line != NULL ? input->command_line : "curb run",
                   history[0] != '\0' ? "\n" : "", history)) &&
           curb_h5_text_attribute(file, "references",
               "docs/ODD.md and CITATION.cff of curb describe the model and how to cite "
               "it") &&
           curb_h5_text_attribute(file, "license",
               "results belong to whoever ran the program; curb itself is "
               "GPL-3.0-or-later") &&
           curb_h5_text_attribute(
               file, "keywords", "trafficking in persons, demand, policy, simulation") &&
           own_attribute(file, "id", curb_text_of("sha256:%s", hash)) &&
           curb_h5_text_attribute(file, "date_created", now) &&
           curb_h5_text_attribute(file, "creator_name", "curb authors") &&
           curb_h5_text_attribute(file, "processing_level", "simulated, not aggregated") &&
           curb_h5_text_attribute(file, "comment", "modelled, not measured");
}

static const char *parameters_key(const curb_study_t *study)
{
    return study->posterior_path[0] != '\0' ? "posterior"
           : study->draws                   ? "draws"
                                            : "central";
}

static bool write_study(hid_t file, const curb_merge_input_t *input, const char *hash)
{
    const curb_study_t *study = input->batch->study;
    curb_identity_t identity;
    curb_batch_identity(input->batch, &identity);
    return curb_h5_integer_attribute(file, "curb_results_format", CURB_RESULTS_FORMAT) &&
           curb_h5_text_attribute(file, "content_hash", hash) &&
           curb_identity_write(&identity, file) &&
           curb_h5_text_attribute(file, "question", study->question) &&
           curb_h5_text_attribute(file, "parameters", parameters_key(study)) &&
           (study->posterior_path[0] == '\0' ||
               (curb_h5_text_attribute(file, "posterior_file", study->posterior_path) &&
                   curb_h5_text_attribute(
                       file, "posterior_hash", study->posterior_hash))) &&
           curb_h5_text_attribute(file, "detection", detection_key(study->detection)) &&
           curb_h5_integer_attribute(file, "baseline", 0) &&
           curb_h5_text_attribute(file, "baseline_id", study->scenarios[0].id) &&
           own_attribute(file, "study_metrics", joined_metrics(study)) &&
           curb_h5_number_attribute(file, "start_year", study->start_year) &&
           curb_h5_number_attribute(file, "price_year", study->world->price_year) &&
           curb_h5_number_attribute(file, "people_per_agent", study->people_per_agent) &&
           curb_h5_integer_attribute(
               file, "replicates_asked", (int64_t)study->replicates) &&
           own_attribute(file, "failed_replicates",
               joined_numbers(input->failed, input->failed_count)) &&
           (input->stopped == NULL || curb_stopped_write(input->stopped, file));
}

bool curb_provenance_attributes(hid_t file, const curb_merge_input_t *input,
    const char *content_hash, const char *history)
{
    return write_discovery(file, input, content_hash, history) &&
           write_study(file, input, content_hash);
}

static void cpu_model(char *text, size_t size)
{
    snprintf(text, size, "unknown");
    FILE *info = fopen("/proc/cpuinfo", "r");
    char line[256];
    while (info != NULL && fgets(line, sizeof line, info) != NULL) {
        char *value = strncmp(line, "model name", 10) == 0 ? strchr(line, ':') : NULL;
        if (value != NULL) {
            value[strcspn(value, "\n")] = '\0';
            snprintf(text, size, "%s", value + 2);
            break;
        }
    }
    if (info != NULL) {
        fclose(info);
    }
}

static char *dumped(json_t *object)
{
    char *text = object != NULL ? json_dumps(object, JSON_INDENT(2)) : NULL;
    json_decref(object);
    return text;
}

static bool own_text(hid_t group, const char *name, json_t *object)
{
    char *text = dumped(object);
    bool done = text != NULL && curb_h5_text(group, name, text);
    free(text);
    return done;
}

static json_t *build(const curb_merge_input_t *input)
{
    unsigned major = 0, minor = 0, release = 0;
    H5get_libversion(&major, &minor, &release);
    char hdf5[32], cpu[128];
    snprintf(hdf5, sizeof hdf5, "%u.%u.%u", major, minor, release);
    cpu_model(cpu, sizeof cpu);
    return json_pack("{s:s, s:s, s:s, s:b, s:s, s:s, s:s, s:s, s:s, s:s, s:i}", "program",
        "curb", "version", CURB_VERSION, "git", CURB_GIT_HASH, "changed", CURB_GIT_DIRTY,
        "compiler", CURB_COMPILER, "flags", CURB_FLAGS, "hdf5", hdf5, "gsl", gsl_version,
        "generator", "Threefry2x32-20", "cpu", cpu, "threads", input->threads);
}

static json_t *inputs(const curb_merge_input_t *input)
{
    const curb_study_t *study = input->batch->study;
    const char *resolved = study->resolved != NULL ? study->resolved : "";
    char digest[CURB_DIGEST_BYTES];
    curb_digest_of(resolved, strlen(resolved), digest);
    json_t *scenarios = json_object();
    for (size_t s = 0; scenarios != NULL && s < study->scenario_count; s++) {
        if (json_object_set_new(scenarios, study->scenarios[s].id,
                json_string(input->batch->hashes[s])) != 0) {
            json_decref(scenarios);
            return NULL;
        }
    }
    return json_pack("{s:s, s:s, s:o}", "resolved_study_sha256", digest, "world_hash",
        study->world_hash, "scenario_hashes", scenarios);
}

/* W3C PROV: the study and its world were used by a run of the program, which made the
 * result. */
static json_t *prov(const curb_merge_input_t *input, const char *hash)
{
    const curb_study_t *study = input->batch->study;
    char started[STAMP_BYTES], ended[STAMP_BYTES];
    stamp(input->started, started);
    stamp(time(NULL), ended);
    return json_pack("{s:{s:s, s:s}, s:{s:{s:s}, s:{s:s, s:s}, s:{s:s}}, s:{s:{s:s, s:s, "
                     "s:s}}, s:{s:{s:s, s:s}}, s:{s:{s:s, s:s}, s:{s:s, s:s}}, "
                     "s:{s:{s:s, s:s}}, s:{s:{s:s, s:s}}}",
        "prefix", "prov", "http://www.w3.org/ns/prov#", "curb", "urn:curb:", /* */
        "entity", "curb:study", "curb:id", study->id, "curb:world", "curb:id",
        study->world->id, "curb:sha256", study->world_hash, "curb:results", "curb:sha256",
        hash, "activity", "curb:run", "prov:startTime", started, "prov:endTime", ended,
        "curb:command", input->command_line != NULL ? input->command_line : "curb run",
        "agent", "curb:program", "prov:type", "prov:SoftwareAgent", "curb:version",
        curb_batch_version(), /* */
        "used", "_:u1", "prov:activity", "curb:run", "prov:entity", "curb:study", "_:u2",
        "prov:activity", "curb:run", "prov:entity", "curb:world", /* */
        "wasGeneratedBy", "_:g1", "prov:entity", "curb:results", "prov:activity",
        "curb:run", "wasAssociatedWith", "_:a1", "prov:activity", "curb:run", "prov:agent",
        "curb:program");
}

static bool own_sources(hid_t group, const curb_study_t *study)
{
    char *text = curb_sources_json(study, false);
    bool done = text != NULL && curb_h5_text(group, "sources_json", text);
    curb_free(text);
    return done;
}

/* The resolved study names the replicates that its author asked for; a rule may have set
 * another number. */
static bool own_study(hid_t group, const curb_merge_input_t *input)
{
    const curb_study_t *study = input->batch->study;
    const char *resolved = study->resolved != NULL ? study->resolved : "";
    if (input->stopped == NULL) {
        return curb_h5_text(group, "study_yaml", resolved);
    }
    char *text = curb_text_of("# A stopping rule made %zu replicates of this study, "
                              "whatever it says below; curb run\n"
                              "# --replicates %zu gives the same numbers.\n%s",
        study->replicates, study->replicates, resolved);
    bool done = text != NULL && curb_h5_text(group, "study_yaml", text);
    curb_free(text);
    return done;
}

bool curb_provenance_group(
    hid_t file, const curb_merge_input_t *input, const char *content_hash)
{
    hid_t group = curb_h5_group(file, "provenance");
    if (group < 0) {
        return false;
    }
    bool done = own_study(group, input) &&
                own_text(group, "prov_json", prov(input, content_hash)) &&
                own_text(group, "build_json", build(input)) &&
                own_text(group, "inputs_json", inputs(input)) &&
                own_sources(group, input->batch->study);
    return H5Gclose(group) >= 0 && done;
}
