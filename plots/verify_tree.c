/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two pages element by element. Where one has a row or a part more than the other, those
 * before and behind that are the same are set side by side, so that one difference is told
 * and not all that it shifts. */
#include "plots/verify_parts.h"

#include "model/memory.h"

#include <string.h>

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

static bool is_named(const xmlNode *node, const char *name)
{
    return xmlStrEqual(node->name, x(name));
}

static bool same_attributes(xmlNode *page, xmlNode *derived)
{
    xmlAttr *a = page->properties, *b = derived->properties;
    for (; a != NULL && b != NULL; a = a->next, b = b->next) {
        xmlChar *said = xmlNodeListGetString(page->doc, a->children, 1);
        xmlChar *right = xmlNodeListGetString(derived->doc, b->children, 1);
        bool same = xmlStrEqual(a->name, b->name) && xmlStrEqual(said, right);
        xmlFree(said);
        xmlFree(right);
        if (!same) {
            return false;
        }
    }
    return a == NULL && b == NULL;
}

bool curb_verify_equal(xmlNode *page, xmlNode *derived)
{
    if (page->type != derived->type || !xmlStrEqual(page->name, derived->name)) {
        return false;
    }
    if (page->type != XML_ELEMENT_NODE) {
        return xmlStrEqual(page->content, derived->content);
    }
    if (!same_attributes(page, derived)) {
        return false;
    }
    xmlNode *a = page->children, *b = derived->children;
    for (; a != NULL && b != NULL; a = a->next, b = b->next) {
        if (!curb_verify_equal(a, b)) {
            return false;
        }
    }
    return a == NULL && b == NULL;
}

static void tell_difference(
    const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    curb_words_t said, right;
    curb_verify_contrast(page, derived, &said, &right);
    curb_verify_tell(self, curb_verify_kind(page), CURB_VERIFY_DIFFERS,
        curb_verify_place(page).text, said.text, right.text);
}

static void tell_alone(const curb_verify_teller_t *self, xmlNode *node, bool on_page)
{
    curb_words_t content = curb_verify_content(node);
    curb_verify_tell(self, curb_verify_kind(node),
        on_page ? CURB_VERIFY_UNKNOWN : CURB_VERIFY_MISSING, curb_verify_place(node).text,
        on_page ? content.text : NULL, on_page ? NULL : content.text);
}

/* Whether the words of a claim were set against the results already: what is left is
 * whether it stands where it belongs, and what it is sorted by and shows when pointed at.
 */
static bool was_told(const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    curb_words_t id = curb_verify_attribute(page, "data-claim");
    if (id.text[0] == '\0') {
        return false;
    }
    return curb_claims_find(self->claims, id.text) == NULL ||
           (strcmp(id.text, curb_verify_attribute(derived, "data-claim").text) == 0 &&
               same_attributes(page, derived));
}

static void compare_whole(const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    bool is_claim = xmlHasProp(page, x("data-claim")) != NULL;
    if (!curb_verify_equal(page, derived)) {
        if (!was_told(self, page, derived)) {
            tell_difference(self, page, derived);
        }
    } else if (!is_claim) {
        curb_verify_tell(self, curb_verify_kind(page), CURB_VERIFY_HOLDS, "", "", "");
    }
}

/* gnuplot draws the same numbers in other bytes when it is another release; what the
 * picture says to those who hear it is ours in any case. */
static void compare_picture(
    const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    static const char *const drawn_with = "data-drawn-with", *const label = "aria-label";
    curb_words_t said = curb_verify_attribute(xmlFirstElementChild(page), label);
    curb_words_t right = curb_verify_attribute(xmlFirstElementChild(derived), label);
    curb_words_t there = curb_verify_attribute(page, drawn_with);
    curb_words_t here = curb_verify_attribute(derived, drawn_with);
    if (strcmp(said.text, right.text) != 0) {
        curb_verify_tell(self, CURB_VERIFY_PICTURE, CURB_VERIFY_DIFFERS,
            curb_verify_place(page).text, said.text, right.text);
    } else if (here.text[0] == '\0' || strcmp(there.text, here.text) != 0) {
        curb_verify_tell(self, CURB_VERIFY_PICTURE, CURB_VERIFY_NOT_DRAWN,
            curb_verify_place(page).text, there.text,
            here.text[0] != '\0' ? here.text : NULL);
    } else if (curb_verify_equal(page, derived)) {
        curb_verify_tell(self, CURB_VERIFY_PICTURE, CURB_VERIFY_HOLDS, "", "", "");
    } else {
        tell_difference(self, page, derived);
    }
}

static void compare_data(const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    xmlChar *said = xmlNodeGetContent(page), *right = xmlNodeGetContent(derived);
    if (said != NULL && right != NULL) {
        curb_verify_rows(self, (const char *)said, (const char *)right);
    }
    xmlFree(said);
    xmlFree(right);
}

/* What is set side by side as one: it says something itself, or has nothing below it. */
static bool is_whole(xmlNode *node)
{
    static const char *const names[] = {"td", "th", "script", "style"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (is_named(node, names[i])) {
            return true;
        }
    }
    for (xmlNode *child = node->children; child != NULL; child = child->next) {
        if (child->type != XML_ELEMENT_NODE && !xmlIsBlankNode(child)) {
            return true;
        }
    }
    return xmlFirstElementChild(node) == NULL;
}

static void compare_children(
    const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    xmlNode *a = xmlFirstElementChild(page), *b = xmlFirstElementChild(derived);
    xmlNode *last_a = xmlLastElementChild(page), *last_b = xmlLastElementChild(derived);
    size_t left_a = xmlChildElementCount(page), left_b = xmlChildElementCount(derived);
    bool same_count = left_a == left_b;
    xmlNode *end_a = NULL, *end_b = NULL; /* behind those still to be told of */
    while (!same_count && a != NULL && b != NULL && curb_verify_equal(a, b)) {
        curb_verify_elements(self, a, b);
        a = xmlNextElementSibling(a);
        b = xmlNextElementSibling(b);
        left_a--;
        left_b--;
    }
    for (; !same_count && left_a > 0 && left_b > 0 && curb_verify_equal(last_a, last_b);
         left_a--, left_b--) {
        end_a = last_a;
        end_b = last_b;
        last_a = xmlPreviousElementSibling(last_a);
        last_b = xmlPreviousElementSibling(last_b);
    }
    for (; a != NULL && a != end_a && b != NULL && b != end_b;
         a = xmlNextElementSibling(a), b = xmlNextElementSibling(b)) {
        curb_verify_elements(self, a, b);
    }
    for (; a != end_a; a = xmlNextElementSibling(a)) {
        tell_alone(self, a, true);
    }
    for (; b != end_b; b = xmlNextElementSibling(b)) {
        tell_alone(self, b, false);
    }
    for (; a != NULL && b != NULL;
         a = xmlNextElementSibling(a), b = xmlNextElementSibling(b)) {
        curb_verify_elements(self, a, b);
    }
}

void curb_verify_elements(const curb_verify_teller_t *self, xmlNode *page, xmlNode *derived)
{
    bool is_picture = strcmp(curb_verify_attribute(page, "class").text, "picture") == 0;
    if (curb_memory_ran_out()) {
        return;
    }
    if (!xmlStrEqual(page->name, derived->name)) {
        tell_difference(self, page, derived);
    } else if (is_picture) {
        compare_picture(self, page, derived);
    } else if (strcmp(curb_verify_attribute(page, "id").text, "explore-data") == 0 &&
               curb_verify_kind(derived) == CURB_VERIFY_ROW) {
        compare_data(self, page, derived);
    } else if (is_whole(page) || is_whole(derived)) {
        compare_whole(self, page, derived);
    } else {
        if (!same_attributes(page, derived)) {
            tell_difference(self, page, derived);
        }
        compare_children(self, page, derived);
    }
}
