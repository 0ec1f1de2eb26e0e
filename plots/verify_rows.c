/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The data behind *Look for yourself*: rows are found by measure, metric and place. */
#include "plots/verify_parts.h"

#include "model/memory.h"
#include "store/json_text.h"

#include <stdlib.h>
#include <string.h>

static const char *text_of(const json_t *row, const char *key)
{
    const char *text = json_string_value(json_object_get(row, key));
    return text != NULL ? text : "";
}

/* What the page's script calls the claim: SCENARIO/METRIC, and the part of the market. */
static curb_words_t key_of(const json_t *row)
{
    const char *place = text_of(row, "place");
    return curb_words("%s/%s%s%s", text_of(row, "scenario"), text_of(row, "metric"),
        place[0] != '\0' ? "/" : "", place);
}

static curb_words_t number_of(const json_t *row, const char *key)
{
    const json_t *value = json_object_get(row, key);
    return json_is_number(value) ? curb_words("%.6g", json_number_value(value))
                                 : curb_words("none");
}

static curb_words_t said_of(const json_t *row)
{
    const char *said = text_of(row, "said");
    return curb_words("%s [%s, %s]%s%s", number_of(row, "value").text,
        number_of(row, "low").text, number_of(row, "high").text, said[0] != '\0' ? " " : "",
        said);
}

static void tell_row(const curb_verify_teller_t *self, curb_verify_outcome_t outcome,
    const json_t *said, const json_t *right)
{
    curb_words_t place = curb_words(
        "row of the part #explore, %s", key_of(said != NULL ? said : right).text);
    curb_verify_tell(self, CURB_VERIFY_ROW, outcome, place.text,
        said != NULL ? said_of(said).text : NULL,
        right != NULL ? said_of(right).text : NULL);
}

/* Rows by key; borrowed by the object as its values. NULL without memory. */
static json_t *index_rows(json_t *rows)
{
    json_t *index = json_object(), *row;
    size_t i;
    json_array_foreach(rows, i, row)
    {
        if (json_object_set(index, key_of(row).text, row) != 0) {
            json_decref(index);
            return NULL;
        }
    }
    return index;
}

static void compare_rows(const curb_verify_teller_t *self, json_t *page, json_t *derived)
{
    json_t *said = index_rows(page), *right = index_rows(derived), *row;
    size_t i;
    json_array_foreach(page, i, row)
    {
        const json_t *other = json_object_get(right, key_of(row).text);
        tell_row(self,
            other == NULL            ? CURB_VERIFY_UNKNOWN
            : json_equal(row, other) ? CURB_VERIFY_HOLDS
                                     : CURB_VERIFY_DIFFERS,
            row, other);
    }
    json_array_foreach(derived, i, row)
    {
        if (json_object_get(said, key_of(row).text) == NULL) {
            tell_row(self, CURB_VERIFY_MISSING, NULL, row);
        }
    }
    json_decref(said);
    json_decref(right);
}

static char *print(const json_t *value)
{
    return value != NULL ? json_dumps(value, JSON_COMPACT | JSON_ENCODE_ANY) : NULL;
}

/* Names of measures, metrics and places, and the words around them. */
static void compare_words(
    const curb_verify_teller_t *self, const char *key, json_t *page, json_t *derived)
{
    if (json_equal(page, derived)) {
        curb_verify_tell(self, CURB_VERIFY_TEXT, CURB_VERIFY_HOLDS, "", "", "");
        return;
    }
    char *said = print(page), *right = print(derived);
    size_t at = 0;
    while (said != NULL && right != NULL && said[at] != '\0' && said[at] == right[at]) {
        at++;
    }
    at = at > 30 ? at - 30 : 0;
    curb_verify_tell(self, CURB_VERIFY_TEXT, CURB_VERIFY_DIFFERS,
        curb_words("“%s” of the data in the part #explore", key).text,
        said != NULL ? curb_words_clean(curb_words("%.160s", said + at).text).text : NULL,
        right != NULL ? curb_words_clean(curb_words("%.160s", right + at).text).text
                      : NULL);
    curb_free(said);
    curb_free(right);
}

void curb_verify_rows(
    const curb_verify_teller_t *self, const char *page, const char *derived)
{
    json_t *said = curb_json_read(page), *right = curb_json_read(derived);
    const char *key;
    json_t *value;
    if (!json_is_object(said)) {
        curb_verify_tell(self, CURB_VERIFY_TEXT, CURB_VERIFY_DIFFERS,
            "the data in the part #explore", "(no JSON)", "(see the page made anew)");
    } else {
        json_object_foreach(right, key, value)
        {
            json_t *other = json_object_get(said, key);
            if (strcmp(key, "rows") == 0 && json_is_array(other)) {
                compare_rows(self, other, value);
            } else {
                compare_words(self, key, other, value);
            }
        }
    }
    json_decref(said);
    json_decref(right);
}
