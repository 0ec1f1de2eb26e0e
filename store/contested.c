/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/contested.h"

#include "model/memory.h"

#include <string.h>

/* docs/evidence.md, "Holes": studies of laws against buying sexual services find falls,
 * none at all, and harm; scenarios/registry.csv names them. */
static const char *const instruments[] = {"criminalise_buying"};

/* Whether an id is one of those in "a+b+c". */
static bool lists(const char *policies, const char *id, size_t length)
{
    for (const char *at = policies; *at != '\0';) {
        size_t part = strcspn(at, "+");
        if (part == length && strncmp(at, id, length) == 0) {
            return true;
        }
        at += part + (at[part] == '+');
    }
    return false;
}

/* `    instrument: "NAME"`, as the resolved study is written. */
static bool is_contested(const char *line)
{
    static const char key[] = "    instrument: \"";
    if (strncmp(line, key, sizeof key - 1) != 0) {
        return false;
    }
    const char *name = line + sizeof key - 1;
    size_t length = strcspn(name, "\"");
    for (size_t i = 0; i < sizeof instruments / sizeof *instruments; i++) {
        if (strlen(instruments[i]) == length &&
            strncmp(instruments[i], name, length) == 0) {
            return true;
        }
    }
    return false;
}

void curb_contested_find(const char *study, const curb_results_t *results, bool *contested)
{
    const char *policy = "";
    size_t length = 0;
    for (const char *line = study; *line != '\0';) {
        size_t all = strcspn(line, "\n"), indent = strspn(line, " ");
        if (indent == 2) {
            policy = line + indent;
            length = strcspn(policy, ":\n");
        }
        for (size_t s = 0; is_contested(line) && s < results->scenario_count; s++) {
            contested[s] =
                contested[s] || lists(results->scenarios[s].policies, policy, length);
        }
        line += all + (line[all] == '\n');
    }
}

curb_error_t curb_contested_read(const curb_results_t *results, bool *contested)
{
    curb_memory_forget();
    char *study = curb_results_provenance(results, "study_yaml");
    if (study == NULL) {
        return curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_OK;
    }
    curb_contested_find(study, results, contested);
    curb_free(study);
    return CURB_OK;
}
