/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/cite_out.h"

#include "cli/citation.h"
#include "cli/record.h"
#include "plots/lang.h"

#include <stdlib.h>
#include <string.h>

static const char *title_of(const curb_results_t *labels)
{
    return labels->title[0] != '\0' ? labels->title : labels->study_id;
}

void curb_cite_write_list(const curb_claims_t *claims, FILE *out)
{
    for (size_t i = 0; i < claims->count; i++) {
        fprintf(out, "%s\t%s\n", claims->items[i].id, claims->items[i].text.text);
    }
}

void curb_cite_write_text(const curb_claims_t *claims, const curb_claim_t *claim, FILE *out)
{
    char source[640];
    curb_citation_source(claims->labels, source, sizeof source);
    fprintf(out, "%s\n\n  %s: %s\n  %s: %s.\n", claim->text.text, _("claim"), claim->id,
        _("cite"), source);
}

/* What BibTeX would read as its own is taken for what it is. */
static void write_bibtex_text(const char *text, FILE *out)
{
    for (; *text != '\0'; text++) {
        if (strchr("{}\\", *text) != NULL) {
            fputs(*text == '\\' ? "\\textbackslash " : *text == '{' ? "\\{" : "\\}", out);
        } else {
            if (strchr("%&#$_", *text) != NULL) {
                fputc('\\', out);
            }
            fputc(*text, out);
        }
    }
}

static void write_bibtex_field(const char *name, const char *text, FILE *out)
{
    fprintf(out, "  %s = {", name);
    write_bibtex_text(text, out);
    fputs("},\n", out);
}

/* "curb-alliance21-6db8da91": the same for the same numbers. */
static curb_words_t key_of(const curb_results_t *labels)
{
    return curb_words("curb-%s-%.8s", labels->study_id, labels->content_hash);
}

static curb_words_t title_in_full(const curb_results_t *labels)
{
    return curb_words("%s (study %s, world %s): simulation results", title_of(labels),
        labels->study_id, labels->world_id);
}

static curb_words_t note_of(const curb_claims_t *claims, const curb_claim_t *claim)
{
    const curb_results_t *labels = claims->labels;
    return curb_words("curb %s, seed %s, %zu replicates, content SHA-256 %s, claim %s; "
                      "modelled, not measured",
        labels->version, labels->seed_hex, labels->replicate_count, labels->content_hash,
        claim->id);
}

void curb_cite_write_bibtex(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out)
{
    const curb_results_t *labels = claims->labels;
    fprintf(out, "@misc{%s,\n", key_of(labels).text);
    write_bibtex_field("key", "curb", out);
    write_bibtex_field("title", title_in_full(labels).text, out);
    write_bibtex_field("year", curb_words("%.4s", labels->created).text, out);
    write_bibtex_field("howpublished", "Data set made with curb", out);
    write_bibtex_field("note", note_of(claims, claim).text, out);
    fputs("}\n", out);
}

static void add_date(curb_record_t *record, json_t *item, const char *created)
{
    json_t *parts = json_array(), *date = json_array(), *issued = json_object();
    for (int i = 0; i < 3 && strlen(created) >= 10; i++) {
        static const int at[] = {0, 5, 8};
        curb_record_add(record, date, json_integer(strtol(created + at[i], NULL, 10)));
    }
    curb_record_add(record, parts, date);
    curb_record_set(record, issued, "date-parts", parts);
    curb_record_set(record, item, "issued", issued);
}

curb_error_t curb_cite_write_csl(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out)
{
    const curb_results_t *labels = claims->labels;
    curb_record_t record = curb_record();
    json_t *object = record.root;
    curb_record_text(&record, object, "id", key_of(labels).text);
    curb_record_text(&record, object, "type", "dataset");
    curb_record_text(&record, object, "title", title_in_full(labels).text);
    add_date(&record, object, labels->created);
    curb_record_text(&record, object, "version", labels->version);
    curb_record_text(&record, object, "medium", "HDF5");
    curb_record_text(&record, object, "note", note_of(claims, claim).text);
    json_t *items = json_array();
    curb_record_add(&record, items, object);
    record.root = items;
    return curb_record_write(&record, out);
}

curb_error_t curb_cite_write_json(
    const curb_claims_t *claims, const curb_claim_t *claim, FILE *out)
{
    curb_record_t record = curb_record();
    char source[640];
    curb_citation_source(claims->labels, source, sizeof source);
    curb_record_text(&record, record.root, "id", claim->id);
    curb_record_text(&record, record.root, "language", curb_lang()->code);
    curb_record_text(&record, record.root, "text", claim->text.text);
    curb_record_text(&record, record.root, "metric", claim->metric);
    curb_record_text(
        &record, record.root, "scenario", claims->labels->scenarios[claim->scenario].id);
    curb_record_text(&record, record.root, "units", claim->units);
    curb_record_number(&record, record.root, "value", claim->value);
    curb_record_number(&record, record.root, "ci_low", claim->interval.low);
    curb_record_number(&record, record.root, "ci_high", claim->interval.high);
    curb_record_number(&record, record.root, "level", claims->compare.level);
    curb_record_count(&record, record.root, "n", claim->n);
    curb_record_number(&record, record.root, "from_year", claim->from);
    curb_record_number(&record, record.root, "to_year", claim->to);
    curb_record_text(&record, record.root, "seed", claims->labels->seed_hex);
    curb_record_text(&record, record.root, "content_hash", claims->labels->content_hash);
    curb_record_text(&record, record.root, "cite", source);
    return curb_record_write(&record, out);
}
