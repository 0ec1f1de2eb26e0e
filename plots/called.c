/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/called.h"

#include "model/registry.h"
#include "plots/lang.h"

#include <string.h>

static bool is_id(const char *id, const char *word, size_t bytes)
{
    return strlen(id) == bytes && memcmp(id, word, bytes) == 0;
}

/* Title of the jurisdiction or sector with an id, or NULL. */
static const char *title_in_results(
    const curb_results_t *labels, const char *word, size_t bytes)
{
    for (size_t m = 0; labels != NULL && m < labels->sector_count; m++) {
        if (is_id(labels->sectors[m], word, bytes)) {
            return curb_results_sector(labels, m);
        }
    }
    for (size_t j = 0; labels != NULL && j < labels->jurisdiction_count; j++) {
        if (is_id(labels->jurisdictions[j], word, bytes)) {
            return curb_results_jurisdiction(labels, j);
        }
    }
    return NULL;
}

static const char *title_in_world(const curb_world_t *world, const char *word, size_t bytes)
{
    for (size_t m = 0; world != NULL && m < world->sector_count; m++) {
        if (is_id(world->sectors[m].id, word, bytes)) {
            return world->sectors[m].title;
        }
    }
    for (size_t j = 0; world != NULL && j < world->jurisdiction_count; j++) {
        if (is_id(world->jurisdictions[j].id, word, bytes)) {
            return world->jurisdictions[j].title;
        }
    }
    return NULL;
}

static curb_words_t title_of(
    const curb_places_t *places, const char *word, size_t bytes, bool translated)
{
    const char *title = title_in_results(places->labels, word, bytes);
    title = title != NULL ? title : title_in_world(places->world, word, bytes);
    if (title == NULL || title[0] == '\0') {
        return curb_words_of_id(curb_words("%.*s", (int)bytes, word).text);
    }
    return curb_words_clean(translated ? curb_lang_text(title) : title);
}

/* "people held by one trafficker: Africa, Industry": with a colon no language has to bend
 * the place's name. */
static curb_words_t call(const char *drawn, const curb_places_t *places, bool translated)
{
    size_t count = 0;
    const curb_registry_row_t *row = curb_registry_of_drawn(drawn, &count);
    if (row == NULL) {
        return (curb_words_t){""};
    }
    curb_words_t name = curb_words("%s", translated ? _(row->name) : row->name);
    for (size_t i = 0; i < count; i++) {
        size_t bytes = strcspn(drawn, ".");
        name = curb_words("%s%s %s", name.text, i == 0 ? ":" : ",",
            title_of(places, drawn, bytes, translated).text);
        drawn += bytes + 1;
    }
    return name;
}

curb_words_t curb_called(const char *drawn, const curb_places_t *places)
{
    curb_words_t name = call(drawn, places, true);
    return name.text[0] != '\0' ? curb_words_capital(name.text) : curb_words_clean(drawn);
}

curb_words_t curb_called_in_english(const char *drawn, const curb_places_t *places)
{
    return call(drawn, places, false);
}
