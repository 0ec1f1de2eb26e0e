/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/verify_parts.h"

#include "model/memory.h"
#include "store/files.h"

#include <libxml/parser.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

/* The element after `node` in the order of the page; NULL after the last. A walk and no
 * XPath, whose evaluation in libxml2 2.9 loses memory where a request is refused. */
static xmlNode *element_after(xmlNode *node)
{
    xmlNode *next = xmlFirstElementChild(node);
    while (next == NULL && node != NULL && node->type == XML_ELEMENT_NODE) {
        next = xmlNextElementSibling(node);
        node = node->parent;
    }
    return next;
}

static xmlNode *find_meta(xmlNode *root, const char *wanted)
{
    for (xmlNode *node = root; node != NULL; node = element_after(node)) {
        if (xmlStrEqual(node->name, x("meta")) &&
            strcmp(curb_verify_attribute(node, "name").text, wanted) == 0) {
            return node;
        }
    }
    return NULL;
}

/* Slides are pictures beside the page, linked where there was a gnuplot to draw them. */
static bool has_pictures(xmlNode *root)
{
    for (xmlNode *node = root; node != NULL; node = element_after(node)) {
        bool is_link = xmlStrEqual(node->name, x("a"));
        if (xmlStrEqual(node->name, x("svg")) ||
            (is_link && strstr(curb_verify_attribute(node, "href").text, ".png") != NULL)) {
            return true;
        }
    }
    return false;
}

/* As XML, which our pages are: libxml2's reader of HTML goes on after each error, and 2.9
 * was seen to go round for ever when a request for memory is refused. Its reader of XML
 * stops at the first error and at the first refusal. UTF-8 is what XML without a word about
 * it is in; naming it would have 2.9.14 change to it, and crash without memory. Names for
 * texts (entities), which could make a small page a huge one, are in no page of ours. */
static xmlDoc *read_page(const char *text, size_t bytes)
{
    if (bytes > INT_MAX) {
        return NULL;
    }
    xmlDoc *document = xmlReadMemory(text, (int)bytes, NULL, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA);
    if (document != NULL && document->intSubset != NULL &&
        document->intSubset->children != NULL) {
        xmlFreeDoc(document);
        document = NULL;
    }
    return document;
}

static curb_error_t fail(const char *path, curb_diagnostics_t *diagnostics)
{
    const xmlError *error = xmlGetLastError();
    if (error != NULL && error->line > 0) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: this is no page that curb report wrote: its markup is broken in line %d "
            "(a page that a browser saved is another file; give the one that curb wrote)",
            path, error->line);
    }
    return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
        "%s: this is no page that curb report wrote: it does not name its results", path);
}

curb_error_t curb_verify_init(
    curb_verify_t *self, const char *path, curb_diagnostics_t *diagnostics)
{
    *self = (curb_verify_t){.document = NULL};
    char *text = NULL;
    size_t bytes = 0;
    curb_error_t error = curb_file_read(path, &text, &bytes);
    if (error != CURB_OK) {
        return curb_diagnostics_fail(diagnostics, error, "%s: %s", path,
            error == CURB_ERR_NO_INPUT ? "no such file, or not readable"
                                       : curb_error_text(error));
    }
    curb_memory_forget();
    xmlResetLastError();
    self->document = read_page(text, bytes);
    curb_free(text);
    if (self->document != NULL) {
        xmlNode *root = xmlDocGetRootElement(self->document);
        snprintf(self->lang, sizeof self->lang, "%.7s",
            curb_verify_attribute(root, "lang").text);
        snprintf(self->content_hash, sizeof self->content_hash, "%.64s",
            curb_verify_attribute(find_meta(root, "curb-content-hash"), "content").text);
        self->pictured = has_pictures(root);
    }
    if (curb_memory_ran_out()) {
        error = curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    } else if (self->content_hash[0] == '\0') {
        error = fail(path, diagnostics);
    }
    xmlResetLastError();
    if (error != CURB_OK) {
        curb_verify_free(self);
    }
    return error;
}

void curb_verify_free(curb_verify_t *self)
{
    if (self->document != NULL) {
        xmlFreeDoc(self->document);
    }
    *self = (curb_verify_t){.document = NULL};
}

void curb_verify_tell(const curb_verify_teller_t *self, curb_verify_kind_t kind,
    curb_verify_outcome_t outcome, const char *place, const char *said, const char *derived)
{
    if (!curb_memory_ran_out()) {
        curb_verify_finding_t finding = {kind, outcome, place, said, derived};
        self->found(self->context, &finding);
    }
}

/* A claim stands wherever it is wanted; what counts is that it says what its id says. */
static void check_claim(const curb_verify_teller_t *self, xmlNode *node)
{
    curb_words_t id = curb_verify_attribute(node, "data-claim");
    curb_words_t form = curb_verify_attribute(node, "data-form");
    xmlChar *content = xmlNodeGetContent(node);
    const char *said = content != NULL ? (const char *)content : "";
    const curb_claim_t *claim = curb_claims_find(self->claims, id.text);
    if (claim == NULL) {
        curb_verify_tell(self, CURB_VERIFY_CLAIM, CURB_VERIFY_UNKNOWN, id.text, said, NULL);
    } else {
        curb_words_t derived =
            strcmp(form.text, "number") == 0 ? curb_claim_number(claim) : claim->text;
        bool holds = strcmp(derived.text, said) == 0;
        curb_verify_tell(self, CURB_VERIFY_CLAIM,
            holds ? CURB_VERIFY_HOLDS : CURB_VERIFY_DIFFERS, id.text, said, derived.text);
    }
    xmlFree(content);
}

curb_error_t curb_verify_run(const curb_verify_t *self, const curb_claims_t *claims,
    const char *derived, size_t bytes, curb_verify_found_t found, void *context)
{
    curb_verify_teller_t teller = {claims, found, context};
    xmlNode *root = xmlDocGetRootElement(self->document);
    curb_memory_forget();
    xmlDoc *right = read_page(derived, bytes);
    if (right == NULL) {
        return CURB_ERR_NO_MEMORY; /* what we have just printed is well-formed */
    }
    for (xmlNode *node = root; node != NULL; node = element_after(node)) {
        if (xmlHasProp(node, x("data-claim")) != NULL) {
            check_claim(&teller, node);
        }
    }
    curb_verify_elements(&teller, root, xmlDocGetRootElement(right));
    xmlFreeDoc(right);
    return curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_OK;
}
