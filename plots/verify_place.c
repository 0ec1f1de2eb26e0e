/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Words for people about where on the page something stands. */
#include "plots/verify_parts.h"

#include "model/memory.h"

#include <ctype.h>
#include <string.h>

/* Of a text that is quoted to find a place; the rest is cut. */
enum { QUOTED_COLUMNS = 60 };

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

static bool is_named(const xmlNode *node, const char *name)
{
    return xmlStrEqual(node->name, x(name));
}

curb_words_t curb_verify_attribute(xmlNode *node, const char *name)
{
    xmlChar *value = node != NULL ? xmlGetProp(node, x(name)) : NULL;
    curb_words_t words = curb_words("%s", value != NULL ? (const char *)value : "");
    xmlFree(value);
    return words;
}

curb_words_t curb_verify_content(const xmlNode *node)
{
    xmlChar *content = xmlNodeGetContent(node);
    const char *text = content != NULL ? (const char *)content : "";
    text += strspn(text, " \t\n");
    size_t length = strlen(text);
    while (length > 0 && strchr(" \t\n", text[length - 1]) != NULL) {
        length--;
    }
    curb_words_t words = curb_words("%.*s", (int)length, text);
    xmlFree(content);
    return curb_words_clean(words.text);
}

xmlNode *curb_verify_above(xmlNode *node, const char *name)
{
    while (node != NULL && node->type == XML_ELEMENT_NODE && !is_named(node, name)) {
        node = node->parent;
    }
    return node != NULL && node->type == XML_ELEMENT_NODE ? node : NULL;
}

static bool is_picture(xmlNode *node)
{
    return strcmp(curb_verify_attribute(node, "class").text, "picture") == 0;
}

curb_verify_kind_t curb_verify_kind(const xmlNode *node)
{
    xmlNode *at = (xmlNode *)node; /* libxml2 knows no const here */
    return xmlHasProp(at, x("data-claim")) != NULL                  ? CURB_VERIFY_CLAIM
           : curb_verify_above(at, "svg") != NULL || is_picture(at) ? CURB_VERIFY_PICTURE
           : is_named(at, "td") || is_named(at, "th") || is_named(at, "tr")
               ? CURB_VERIFY_CELL
           : strcmp(curb_verify_attribute(at, "id").text, "explore-data") == 0
               ? CURB_VERIFY_ROW
               : CURB_VERIFY_TEXT;
}

/* How many elements of its name are before it. */
static size_t index_of(xmlNode *node)
{
    size_t index = 0;
    for (xmlNode *at = xmlPreviousElementSibling(node); at != NULL;
         at = xmlPreviousElementSibling(at)) {
        index += is_named(at, "td") || is_named(at, "th") || is_named(at, "tr");
    }
    return index;
}

static xmlNode *child_of(xmlNode *node, const char *name)
{
    xmlNode *at = node != NULL ? xmlFirstElementChild(node) : NULL;
    while (at != NULL && !is_named(at, name)) {
        at = xmlNextElementSibling(at);
    }
    return at;
}

static curb_words_t quoted(xmlNode *node)
{
    return curb_words_short(curb_verify_content(node).text, QUOTED_COLUMNS);
}

static curb_words_t column_of(xmlNode *table, size_t index)
{
    xmlNode *cell = child_of(child_of(child_of(table, "thead"), "tr"), "th");
    for (; cell != NULL && index > 0; index--) {
        cell = xmlNextElementSibling(cell);
    }
    return cell != NULL ? quoted(cell) : (curb_words_t){""};
}

/* What has an id and holds the element: a figure, a part of the page. */
static curb_words_t holder_of(xmlNode *node)
{
    xmlNode *figure = curb_verify_above(node, "figure");
    xmlNode *section = curb_verify_above(node, "section");
    curb_words_t id = curb_verify_attribute(figure != NULL ? figure : section, "id");
    static const char before[] = "figure-";
    bool is_figure = figure != NULL && strncmp(id.text, before, strlen(before)) == 0;
    return is_figure            ? curb_words("the figure %s", id.text + strlen(before))
           : id.text[0] != '\0' ? curb_words("the part #%s", id.text)
                                : curb_words("the top of the page");
}

static curb_words_t place_in_table(xmlNode *table, xmlNode *row, xmlNode *cell)
{
    curb_words_t place = curb_words("table %s %s",
        curb_verify_above(table, "figure") != NULL ? "behind" : "in",
        holder_of(table).text);
    if (row == NULL) {
        return place;
    }
    if (curb_verify_above(row, "thead") != NULL) {
        place = curb_words("%s, heading", place.text);
    } else {
        xmlNode *first = xmlFirstElementChild(row);
        place = curb_words("%s, row %zu (“%s”)", place.text, index_of(row) + 1,
            first != NULL ? quoted(first).text : "");
    }
    if (cell == NULL) {
        return place;
    }
    return curb_words("%s, column %zu (“%s”)", place.text, index_of(cell) + 1,
        column_of(table, index_of(cell)).text);
}

curb_words_t curb_verify_place(xmlNode *node)
{
    if (curb_verify_kind(node) == CURB_VERIFY_PICTURE) {
        return curb_words("picture of %s", holder_of(node).text);
    }
    xmlNode *table = curb_verify_above(node, "table");
    if (table != NULL) {
        xmlNode *cell = curb_verify_above(node, "td");
        return place_in_table(table, curb_verify_above(node, "tr"),
            cell != NULL ? cell : curb_verify_above(node, "th"));
    }
    return curb_words("<%s> in %s", (const char *)node->name, holder_of(node).text);
}

static curb_words_t attribute_said(xmlAttr *attribute)
{
    if (attribute == NULL) {
        return curb_words("(nothing)");
    }
    return curb_words("%s=\"%s\"", (const char *)attribute->name,
        curb_verify_attribute(attribute->parent, (const char *)attribute->name).text);
}

/* Of texts that begin alike, as style and script do, what is told begins shortly before the
 * first difference. */
static void cut_to_difference(
    const char *page, const char *derived, curb_words_t *said, curb_words_t *right)
{
    enum { WHOLE = 400, BEFORE = 30, BEHIND = 160 };
    size_t at = 0;
    while (page[at] != '\0' && page[at] == derived[at]) {
        at++;
    }
    bool is_cut = strlen(page) > WHOLE || strlen(derived) > WHOLE;
    size_t from = is_cut && at > BEFORE ? at - BEFORE : 0;
    int most = is_cut ? BEFORE + BEHIND : WHOLE;
    *said = curb_words_clean(
        curb_words("%s%.*s", from > 0 ? "… " : "", most, page + from).text);
    *right = curb_words_clean(
        curb_words("%s%.*s", from > 0 ? "… " : "", most, derived + from).text);
}

/* The first attribute, text or element below that is not the same. */
static bool find_contrast(
    xmlNode *page, xmlNode *derived, curb_words_t *said, curb_words_t *right)
{
    if (!xmlStrEqual(page->name, derived->name) || page->type != derived->type) {
        *said = curb_words("<%s> %s", (const char *)page->name, quoted(page).text);
        *right = curb_words("<%s> %s", (const char *)derived->name, quoted(derived).text);
        return true;
    }
    if (page->type != XML_ELEMENT_NODE) {
        const char *a = page->content != NULL ? (const char *)page->content : "";
        const char *b = derived->content != NULL ? (const char *)derived->content : "";
        cut_to_difference(a, b, said, right);
        return strcmp(a, b) != 0;
    }
    xmlAttr *a = page->properties, *b = derived->properties;
    for (; a != NULL || b != NULL; a = a->next, b = b->next) {
        *said = attribute_said(a);
        *right = attribute_said(b);
        if (a == NULL || b == NULL || strcmp(said->text, right->text) != 0) {
            return true;
        }
    }
    xmlNode *at = page->children, *to = derived->children;
    for (; at != NULL && to != NULL; at = at->next, to = to->next) {
        if (find_contrast(at, to, said, right)) {
            return true;
        }
    }
    *said = at != NULL ? quoted(at) : curb_words("(nothing)");
    *right = to != NULL ? quoted(to) : curb_words("(nothing)");
    return at != NULL || to != NULL;
}

void curb_verify_contrast(
    xmlNode *page, xmlNode *derived, curb_words_t *said, curb_words_t *right)
{
    curb_words_t a = curb_verify_content(page), b = curb_verify_content(derived);
    bool is_part = curb_verify_kind(page) == CURB_VERIFY_PICTURE ||
                   is_named(page, "script") || is_named(page, "style");
    if (!is_part && strcmp(a.text, b.text) != 0) {
        *said = a;
        *right = b;
    } else {
        (void)find_contrast(page, derived, said, right);
    }
}
