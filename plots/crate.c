/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/crate.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "store/digest.h"
#include "store/files.h"

#include <dirent.h>
#include <jansson.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* The crate in the making. */
typedef struct {
    const curb_claims_t *claims;
    const char *folder;
    json_t *graph, *parts; /* owned */
    bool failed;
} crate_t;

static void add(crate_t *self, json_t *array, json_t *value)
{
    self->failed = json_array_append_new(array, value) != 0 || self->failed;
}

static void set(crate_t *self, json_t *object, const char *key, json_t *value)
{
    self->failed = json_object_set_new(object, key, value) != 0 || self->failed;
}

static const char *type_of(const char *name)
{
    static const char *const types[][2] = {{".html", "text/html"},
        {".json", "application/json"}, {".csv", "text/csv"}, {".png", "image/png"},
        {".svg", "image/svg+xml"}, {".pdf", "application/pdf"}, {".gp", "text/x-gnuplot"},
        {".yaml", "application/yaml"}};
    const char *ending = strrchr(name, '.');
    for (size_t i = 0; ending != NULL && i < sizeof types / sizeof *types; i++) {
        if (strcmp(types[i][0], ending) == 0) {
            return types[i][1];
        }
    }
    return NULL;
}

static const char *what_is(const char *name)
{
    return strcmp(name, "index.html") == 0 ? "The report"
           : strcmp(name, "claims.json") == 0
               ? "Every sentence with a number, and its numbers"
           : strcmp(name, "study.yaml") == 0  ? "The study with everything resolved"
           : strcmp(name, "prov.json") == 0   ? "W3C PROV: what was used, run and made"
           : strncmp(name, "slides/", 7) == 0 ? "A slide, or the script that draws it"
                                              : "A figure, its script or its numbers";
}

/* A file with its size and digest, by its path inside the folder. */
static void add_file(crate_t *self, const char *name)
{
    char *path = curb_text_of("%s/%s", self->folder, name), *bytes = NULL;
    size_t count = 0;
    char hex[CURB_DIGEST_BYTES];
    if (path == NULL || curb_file_read(path, &bytes, &count) != CURB_OK) {
        self->failed = true;
        curb_free(path);
        return;
    }
    curb_digest_of(bytes, count, hex);
    add(self, self->parts, json_pack("{s:s}", "@id", name));
    add(self, self->graph,
        json_pack("{s:s, s:s, s:s, s:s, s:s, s:s}", "@id", name, "@type", "File", "name",
            what_is(name), "encodingFormat", type_of(name), "contentSize",
            curb_words("%zu", count).text, "sha256", hex));
    curb_free(bytes);
    curb_free(path);
}

static int is_known(const struct dirent *entry) { return type_of(entry->d_name) != NULL; }

static curb_error_t add_files(
    crate_t *self, const char *below, curb_diagnostics_t *diagnostics)
{
    struct dirent **entries = NULL;
    char *path = curb_text_of("%s/%s", self->folder, below);
    int count = path != NULL ? scandir(path, &entries, is_known, alphasort) : -1;
    curb_free(path);
    for (int i = 0; i < count; i++) {
        const char *name = entries[i]->d_name;
        if (strcmp(name, CURB_CRATE_NAME) != 0) {
            add_file(self, curb_words("%s%s", below, name).text);
        }
        free(entries[i]); /* scandir()'s own */
    }
    free(entries);
    bool must_be = below[0] == '\0';
    return count >= 0 || !must_be ? CURB_OK
                                  : curb_diagnostics_fail(diagnostics, CURB_ERR_IO,
                                        "%s cannot be listed", self->folder);
}

static void describe_run(crate_t *self)
{
    const curb_results_t *labels = self->claims->labels;
    add(self, self->graph,
        json_pack("{s:s, s:s, s:s, s:s, s:{s:s}, s:[{s:s}], s:[{s:s}, {s:s}]}", "@id",
            "#run", "@type", "CreateAction", "name", "The simulation and its report",
            "endTime", labels->created, "instrument", "@id", "#curb", "object", "@id",
            "study.yaml", "result", "@id", "index.html", "@id", "claims.json"));
    add(self, self->graph,
        json_pack("{s:s, s:s, s:s, s:s}", "@id", "#curb", "@type", "SoftwareApplication",
            "name", "curb", "version", labels->version));
    add(self, self->graph,
        json_pack("{s:s, s:s, s:s, s:s, s:s}", "@id", "#results", "@type", "Dataset",
            "name", "The results file (HDF5), not in this folder", "identifier",
            curb_words("sha256:%s", labels->content_hash).text, "description",
            "Named by the digest of its content; curb verify checks the report against "
            "it."));
    add(self, self->graph,
        json_pack("{s:s, s:s, s:s, s:s}", "@id", "#license", "@type", "CreativeWork",
            "name", "Not chosen", "description",
            "Results belong to whoever ran the program. Put a licence here before you "
            "deposit this folder."));
}

static void describe_root(crate_t *self)
{
    const curb_results_t *labels = self->claims->labels;
    const char *title = labels->title[0] != '\0' ? labels->title : labels->study_id;
    add(self, self->graph,
        json_pack("{s:s, s:s, s:{s:s}, s:{s:s}}", "@id", CURB_CRATE_NAME, "@type",
            "CreativeWork", "conformsTo", "@id", "https://w3id.org/ro/crate/1.1", "about",
            "@id", "./"));
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:{s:s}, s:[{s:s}], s:[s, s]}",
        "@id", "./", "@type", "Dataset", "name", curb_words_clean(title).text,
        "description", self->claims->items[0].text.text, "datePublished", labels->created,
        "inLanguage", curb_lang()->code, "license", "@id", "#license", "mentions", "@id",
        "#results", "keywords", "trafficking in persons", "modelled, not measured");
    set(self, root, "hasPart", json_incref(self->parts));
    add(self, self->graph, root);
}

static curb_error_t write_text(const crate_t *self, const char *name, const char *text,
    curb_diagnostics_t *diagnostics)
{
    char *path = curb_text_of("%s/%s", self->folder, name);
    curb_error_t error = path == NULL || text == NULL
                             ? curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY, "%s",
                                   curb_error_text(CURB_ERR_NO_MEMORY))
                             : curb_file_write(path, text, strlen(text), diagnostics);
    curb_free(path);
    return error;
}

/* What the results file says of itself; files of other makers may lack it. */
static curb_error_t write_provenance(const crate_t *self, const char *inside,
    const char *name, curb_diagnostics_t *diagnostics)
{
    char *text = curb_results_provenance(self->claims->labels, inside);
    curb_error_t error = text != NULL ? write_text(self, name, text, diagnostics) : CURB_OK;
    curb_free(text);
    return error;
}

static curb_error_t write_metadata(crate_t *self, curb_diagnostics_t *diagnostics)
{
    static const char *const folders[] = {"", "figures/", "slides/"};
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < sizeof folders / sizeof *folders && error == CURB_OK; i++) {
        error = add_files(self, folders[i], diagnostics);
    }
    if (error != CURB_OK) {
        return error;
    }
    describe_root(self);
    describe_run(self);
    json_t *crate = json_pack("{s:s, s:O}", "@context",
        "https://w3id.org/ro/crate/1.1/context", "@graph", self->graph);
    char *text = crate != NULL && !self->failed ? json_dumps(crate, JSON_INDENT(1)) : NULL;
    error = write_text(self, CURB_CRATE_NAME, text, diagnostics);
    curb_free(text);
    json_decref(crate);
    return error;
}

curb_error_t curb_crate_write(
    const curb_claims_t *claims, const char *folder, curb_diagnostics_t *diagnostics)
{
    crate_t self = {
        .claims = claims, .folder = folder, .graph = json_array(), .parts = json_array()};
    self.failed = self.graph == NULL || self.parts == NULL;
    curb_error_t error = write_provenance(&self, "study_yaml", "study.yaml", diagnostics);
    if (error == CURB_OK) {
        error = write_provenance(&self, "prov_json", "prov.json", diagnostics);
    }
    if (error == CURB_OK) {
        error = write_metadata(&self, diagnostics);
    }
    json_decref(self.graph);
    json_decref(self.parts);
    return error;
}
