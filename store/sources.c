/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/sources.h"

#include "study/text.h"

#include <stdio.h>

enum { SOURCES_SCHEMA = 1 };

const char *curb_source_words(
    const curb_origin_t *origin, char buffer[CURB_SOURCE_WORDS_BYTES])
{
    if (origin->source[0] != '\0') {
        return origin->source;
    }
    snprintf(buffer, CURB_SOURCE_WORDS_BYTES, "given %s%s, no source",
        origin->place[0] == '-' ? "by " : "in ", origin->place);
    return buffer;
}

static void add_text(curb_text_t *text, const char *key, const char *value)
{
    curb_text_add(text, ", \"%s\": ", key);
    curb_text_add_quoted(text, value);
}

static void add_number(curb_text_t *text, const char *key, double value)
{
    char digits[CURB_NUMBER_BYTES];
    curb_number_format(value, digits);
    curb_text_add(text, ", \"%s\": %s", key, digits);
}

static void add_value(curb_text_t *text, const curb_origin_t *origin)
{
    char words[CURB_SOURCE_WORDS_BYTES];
    curb_text_add(text, "{\"name\": ");
    curb_text_add_quoted(text, origin->path);
    add_number(text, "value", origin->value);
    add_number(text, "low", origin->low);
    add_number(text, "high", origin->high);
    add_text(text, "distribution", curb_spread_keys[origin->spread]);
    add_text(text, "unit", origin->unit);
    add_text(text, "source", curb_source_words(origin, words));
    add_text(text, "seen", origin->seen);
    add_text(text, "grade", origin->grade);
    add_text(text, "remark", origin->remark);
    add_text(text, "registry", origin->registry);
    add_text(text, "place", origin->place);
    curb_text_add(text, "}");
}

/* Written as text: a tree of thousands of small values would ask for memory as often. */
char *curb_sources_json(const curb_study_t *study)
{
    curb_text_t text = {0};
    curb_text_add(&text, "{\"schema_version\": %d", SOURCES_SCHEMA);
    add_text(&text, "study", study->id);
    add_text(&text, "world", study->world != NULL ? study->world->id : "");
    curb_text_add(&text, ", \"values\": [");
    for (size_t i = 0; i < study->origins.count; i++) {
        curb_text_add(&text, "%s\n ", i > 0 ? "," : "");
        add_value(&text, &study->origins.rows[i]);
    }
    curb_text_add(&text, "\n]}");
    return curb_text_take(&text);
}
