/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The claims for other programs, and for the page's own script. */
#include "plots/report.h"

#include "model/memory.h"
#include "plots/lang.h"

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The script would be slow with more, and the page too large to send. */
enum { ROWS_MOST = 6000 };

static json_t *number_of(double value)
{
    return isfinite(value) ? json_real(value) : json_null();
}

static char *print(json_t *object, size_t flags)
{
    char *text = object != NULL ? json_dumps(object, flags) : NULL;
    json_decref(object);
    return text;
}

static json_t *claim_object(const curb_claims_t *claims, const curb_claim_t *claim)
{
    return json_pack("{s:s, s:s, s:s, s:s, s:s, s:o, s:o, s:o, s:f, s:i, s:f, s:f}", "id",
        claim->id, "text", claim->text.text, "scenario",
        claims->labels->scenarios[claim->scenario].id, "metric", claim->metric, "units",
        claim->units, "value", number_of(claim->value), "ci_low",
        number_of(claim->interval.low), "ci_high", number_of(claim->interval.high), "level",
        claims->compare.level, "n", (int)claim->n, "from_year", claim->from, "to_year",
        claim->to);
}

char *curb_claims_json(const curb_claims_t *claims)
{
    const curb_results_t *labels = claims->labels;
    json_t *list = json_array();
    bool whole = list != NULL;
    for (size_t i = 0; i < claims->count; i++) {
        whole = json_array_append_new(list, claim_object(claims, &claims->items[i])) == 0 &&
                whole;
    }
    json_t *root = json_pack("{s:s, s:s, s:s, s:s, s:s, s:i, s:o}", "language",
        curb_lang()->code, "study", labels->study_id, "seed", labels->seed_hex, "version",
        labels->version, "content_hash", labels->content_hash, "replicates",
        (int)labels->replicate_count, "claims", list);
    if (!whole) {
        json_decref(root);
        return NULL;
    }
    return print(root, JSON_INDENT(1) | JSON_REAL_PRECISION(9));
}

/* Units that claims have besides per cent, for the catalogue of texts. */
static const char *const units[]
    __attribute__((unused)) = {N_("person"), N_("USD"), N_("DALY"), N_("%")};

/* "" for the whole market, else "jurisdiction=ID" or "sector=ID". */
static const char *place_of(const curb_claim_t *claim)
{
    const char *part = strchr(claim->id, '=') != NULL ? strrchr(claim->id, '/') + 1 : "";
    return part;
}

static bool is_shown(const curb_claims_t *claims, const curb_claim_t *claim)
{
    return claim->scenario != claims->labels->baseline && claim != claims->items &&
           !curb_claim_is_of(claim, "concept") && strcmp(claim->metric, "first") != 0;
}

static bool add_place(json_t *places, const char *id, const char *title)
{
    return json_array_append_new(
               places, json_pack("{s:s, s:s}", "id", id, "title", title)) == 0;
}

static bool fill_places(json_t *places, const curb_results_t *labels)
{
    bool done = add_place(places, "", _("everywhere"));
    for (size_t s = 0; s < labels->sector_count; s++) {
        curb_words_t title = curb_words_clean(curb_results_sector(labels, s));
        done = add_place(places, curb_words("sector=%s", labels->sectors[s]).text,
                   _(title.text)) &&
               done;
    }
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        done =
            add_place(places, curb_words("jurisdiction=%s", labels->jurisdictions[j]).text,
                curb_place_title(labels, j).text) &&
            done;
    }
    return done;
}

static bool fill_metrics(json_t *metrics, const curb_claims_t *claims)
{
    bool done = true;
    const char *last = "";
    for (size_t i = 1; i < claims->count && done; i++) {
        const char *key = claims->items[i].metric;
        bool known = strcmp(key, last) == 0;
        for (size_t k = 0; k < json_array_size(metrics) && !known; k++) {
            known =
                strcmp(json_string_value(json_object_get(json_array_get(metrics, k), "id")),
                    key) == 0;
        }
        last = key;
        if (!known && is_shown(claims, &claims->items[i])) {
            const curb_claim_t *claim = &claims->items[i];
            curb_words_t title =
                curb_words("%s (%s)", curb_claim_metric(key).text, _(claim->units));
            const char *years = strrchr(claim->id, '/') + 1; /* the whole market is first */
            done = json_array_append_new(
                       metrics, json_pack("{s:s, s:s, s:s}", "id", key, "title", title.text,
                                    "years", years)) == 0;
        }
    }
    return done;
}

static json_t *row_object(const curb_claims_t *claims, const curb_claim_t *claim)
{
    json_t *row = json_pack("{s:s, s:s, s:s, s:o, s:o, s:o}", "scenario",
        claims->labels->scenarios[claim->scenario].id, "metric", claim->metric, "place",
        place_of(claim), "value", number_of(claim->value), "low",
        number_of(claim->interval.low), "high", number_of(claim->interval.high));
    bool has_none = row != NULL && isnan(claim->value);
    if (has_none &&
        json_object_set_new(row, "said", json_string(curb_claim_number(claim).text)) != 0) {
        json_decref(row);
        return NULL;
    }
    return row;
}

static bool fill_rows(json_t *rows, const curb_claims_t *claims)
{
    bool done = true;
    for (size_t i = 1; i < claims->count && json_array_size(rows) < ROWS_MOST; i++) {
        const curb_claim_t *claim = &claims->items[i];
        if (is_shown(claims, claim)) {
            done = json_array_append_new(rows, row_object(claims, claim)) == 0 && done;
        }
    }
    return done;
}

static json_t *explore_object(curb_report_t *self)
{
    const curb_claims_t *claims = self->claims;
    json_t *scenarios = json_array(), *metrics = json_array(), *places = json_array(),
           *rows = json_array();
    bool done = fill_metrics(metrics, claims) && fill_places(places, claims->labels) &&
                fill_rows(rows, claims);
    for (size_t s = 0; s < claims->labels->scenario_count; s++) {
        if (s != claims->labels->baseline) {
            done = add_place(scenarios, claims->labels->scenarios[s].id,
                       curb_scene_name(&self->plots->scene, s).text) &&
                   done;
        }
    }
    json_t *words = json_pack("{s:s, s:s, s:s, s:s, s:s}", "metric", _("What"), "scenario",
        _("Measure"), "place", _("Where"), "all", _("all"), "shown",
        _("%d measures shown. Lines are intervals, the upright line is 0."));
    json_t *root = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o}", "decimal",
        curb_lang()->decimal, "group", curb_lang()->group, "words", words, "scenarios",
        scenarios, "metrics", metrics, "places", places, "rows", rows);
    if (!done) {
        json_decref(root);
        return NULL;
    }
    return root;
}

void curb_report_explore(curb_report_t *self)
{
    curb_page_t *page = &self->page;
    const char *columns[] = {_("Measure"), _("Change against no new policy"), _("Picture")};
    curb_node_t *section = curb_page_section(page, "explore", _("Look for yourself"));
    curb_page_set(page, section, "hidden", "hidden");
    curb_page_set(page, section, "class", "explore");
    curb_node_t *view = curb_page_add(page, section, "div", NULL);
    curb_page_set(page, view, "id", "explore-view");
    curb_page_table(page, section,
        _("Per cent where the baseline is clearly above 0; the interval in brackets. "
          "Modelled, not measured."),
        columns, sizeof columns / sizeof *columns);
    char *text = print(explore_object(self), JSON_COMPACT | JSON_REAL_PRECISION(6));
    if (text != NULL) {
        curb_page_data(page, "explore-data", text);
    } else {
        page->failed = true;
    }
    curb_free(text);
}
