/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies beside a page. Claims, the study and the numbers behind figures are derived
 * again; pictures and scripts, which depend on the gnuplot that drew them, are only held
 * against the digests that were noted when the folder was made. */
#include "plots/verify_parts.h"

#include "model/memory.h"
#include "plots/crate.h"
#include "plots/report.h"
#include "store/digest.h"
#include "store/files.h"
#include "store/json_text.h"

#include <string.h>

typedef struct {
    curb_verify_teller_t teller;
    const char *folder; /* of the page */
    const char *drawn;  /* where figures were drawn again */
    bool lost;          /* memory; HDF5, which is asked for texts, forgets it (h5.h) */
} beside_t;

/* SHA-256 as hexadecimal text; "" for what is not there. */
typedef struct {
    char hex[CURB_DIGEST_BYTES];
} sum_t;

static sum_t sum_of_file(const char *folder, const char *name)
{
    sum_t sum;
    char *path = curb_text_of("%s/%s", folder, name);
    if (path == NULL || !curb_digest_of_file(path, sum.hex)) {
        sum.hex[0] = '\0';
    }
    curb_free(path);
    return sum;
}

/* Takes the text over; NULL has no sum. */
static sum_t sum_of_text(char *text)
{
    sum_t sum = {""};
    if (text != NULL) {
        curb_digest_of(text, strlen(text), sum.hex);
    }
    curb_free(text);
    return sum;
}

static sum_t derived_sum(const beside_t *self, const char *name)
{
    static const char figures[] = "figures/";
    const curb_claims_t *claims = self->teller.claims;
    const char *ending = strrchr(name, '.');
    if (strcmp(name, "claims.json") == 0) {
        return sum_of_text(curb_claims_json(claims));
    }
    if (strcmp(name, "study.yaml") == 0) {
        return sum_of_text(curb_results_provenance(claims->labels, "study_yaml"));
    }
    if (strcmp(name, "prov.json") == 0) {
        return sum_of_text(curb_results_provenance(claims->labels, "prov_json"));
    }
    if (strncmp(name, figures, strlen(figures)) == 0 && ending != NULL &&
        strcmp(ending, ".csv") == 0) {
        return sum_of_file(self->drawn, name + strlen(figures));
    }
    return (sum_t){""};
}

/* Only what the folder holds is looked at, whatever its description says. */
static bool is_inside(const char *name)
{
    return name[0] != '\0' && name[0] != '/' && strstr(name, "..") == NULL;
}

static void check_file(beside_t *self, const char *name, const char *noted)
{
    curb_words_t there, wanted;
    sum_t sum = is_inside(name) ? sum_of_file(self->folder, name) : (sum_t){""};
    self->lost |= curb_memory_ran_out();
    sum_t derived = derived_sum(self, name);
    self->lost |= curb_memory_ran_out();
    if (self->lost) {
        return;
    }
    bool is_derived = derived.hex[0] != '\0';
    const char *right = is_derived ? derived.hex : noted;
    there = curb_words("SHA-256 %.16s...", sum.hex);
    wanted = curb_words(
        "SHA-256 %.16s...%s", right, is_derived ? "" : " when the folder was made");
    if (sum.hex[0] == '\0') {
        curb_verify_tell(
            &self->teller, CURB_VERIFY_FILE, CURB_VERIFY_MISSING, name, NULL, wanted.text);
        return;
    }
    bool holds = strcmp(sum.hex, right) == 0;
    if (holds && strcmp(noted, right) != 0) {
        there = curb_words("SHA-256 %.16s...", noted);
        curb_verify_tell(&self->teller, CURB_VERIFY_FILE, CURB_VERIFY_DIFFERS,
            curb_words("%s in " CURB_CRATE_NAME, name).text, there.text, wanted.text);
        return;
    }
    curb_verify_tell(&self->teller, CURB_VERIFY_FILE,
        holds ? CURB_VERIFY_HOLDS : CURB_VERIFY_DIFFERS, name, there.text, wanted.text);
}

static void check_all(beside_t *self, const json_t *crate)
{
    size_t i;
    json_t *item;
    json_array_foreach(json_object_get(crate, "@graph"), i, item)
    {
        const char *name = json_string_value(json_object_get(item, "@id"));
        const char *noted = json_string_value(json_object_get(item, "sha256"));
        if (name != NULL && noted != NULL) {
            check_file(self, name, noted);
        }
    }
}

curb_error_t curb_verify_files(const char *page, const char *drawn,
    const curb_claims_t *claims, curb_verify_found_t found, void *context)
{
    char *folder = curb_folder_of(page);
    beside_t self = {{claims, found, context}, folder, drawn, false};
    char *path = folder != NULL ? curb_text_of("%s/" CURB_CRATE_NAME, folder) : NULL;
    char *text = NULL;
    size_t bytes = 0;
    curb_memory_forget();
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (path != NULL) {
        error = curb_file_read(path, &text, &bytes);
    }
    if (error == CURB_OK) {
        json_t *crate = curb_json_read(text);
        if (crate != NULL) {
            check_all(&self, crate);
        } else {
            curb_verify_tell(&self.teller, CURB_VERIFY_FILE, CURB_VERIFY_DIFFERS,
                CURB_CRATE_NAME, "is no JSON", "the description of the folder");
        }
        json_decref(crate);
    }
    curb_free(text);
    curb_free(path);
    curb_free(folder);
    return curb_memory_ran_out() || self.lost ? CURB_ERR_NO_MEMORY
           : error == CURB_ERR_IO             ? CURB_ERR_IO
                                              : CURB_OK;
}
