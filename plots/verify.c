/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/verify.h"

#include "model/memory.h"
#include "store/files.h"

#include <libxml/HTMLparser.h>
#include <libxml/tree.h>
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

/* An attribute as a text; "" when there is none. */
static void read_attribute(xmlNode *node, const char *name, char *text, size_t bytes)
{
    xmlChar *value = node != NULL ? xmlGetProp(node, x(name)) : NULL;
    snprintf(text, bytes, "%s", value != NULL ? (const char *)value : "");
    xmlFree(value);
}

static xmlNode *find_meta(xmlNode *root, const char *wanted)
{
    for (xmlNode *node = root; node != NULL; node = element_after(node)) {
        char name[64];
        if (xmlStrEqual(node->name, x("meta"))) {
            read_attribute(node, "name", name, sizeof name);
            if (strcmp(name, wanted) == 0) {
                return node;
            }
        }
    }
    return NULL;
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
    self->document = htmlReadMemory(text, (int)bytes, NULL, "UTF-8",
        HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING | HTML_PARSE_NONET);
    curb_free(text);
    if (self->document != NULL) {
        xmlNode *root = xmlDocGetRootElement(self->document);
        read_attribute(root, "lang", self->lang, sizeof self->lang);
        read_attribute(find_meta(root, "curb-content-hash"), "content", self->content_hash,
            sizeof self->content_hash);
    }
    if (curb_memory_ran_out()) { /* the parser goes on with what it has */
        curb_verify_free(self);
        return curb_diagnostics_fail(
            diagnostics, CURB_ERR_NO_MEMORY, "%s", curb_error_text(CURB_ERR_NO_MEMORY));
    }
    if (self->content_hash[0] == '\0') {
        curb_verify_free(self);
        return curb_diagnostics_fail(diagnostics, CURB_ERR_INVALID,
            "%s: this is no page that curb report wrote: it does not name its results",
            path);
    }
    return CURB_OK;
}

void curb_verify_free(curb_verify_t *self)
{
    if (self->document != NULL) {
        xmlFreeDoc(self->document);
    }
    *self = (curb_verify_t){.document = NULL};
}

static void tell(const curb_claims_t *claims, const char *id, const char *said,
    bool as_number, curb_verify_found_t found, void *context)
{
    const curb_claim_t *claim = curb_claims_find(claims, id);
    if (claim == NULL) {
        found(context, CURB_VERIFY_UNKNOWN, id, said, NULL);
        return;
    }
    curb_words_t derived = as_number ? curb_claim_number(claim) : claim->text;
    found(context,
        strcmp(derived.text, said) == 0 ? CURB_VERIFY_HOLDS : CURB_VERIFY_DIFFERS, id, said,
        derived.text);
}

/* Tells nothing when memory ran out on the way: half a sentence is no finding. */
static void check(
    const curb_claims_t *claims, xmlNode *node, curb_verify_found_t found, void *context)
{
    xmlChar *id = xmlGetProp(node, x("data-claim"));
    xmlChar *form = xmlGetProp(node, x("data-form"));
    xmlChar *said = xmlNodeGetContent(node);
    if (!curb_memory_ran_out()) {
        tell(claims, id != NULL ? (const char *)id : "",
            said != NULL ? (const char *)said : "",
            form != NULL && xmlStrEqual(form, x("number")), found, context);
    }
    xmlFree(id);
    xmlFree(form);
    xmlFree(said);
}

curb_error_t curb_verify_run(const curb_verify_t *self, const curb_claims_t *claims,
    curb_verify_found_t found, void *context)
{
    curb_memory_forget();
    for (xmlNode *node = xmlDocGetRootElement(self->document); node != NULL;
         node = element_after(node)) {
        if (xmlHasProp(node, x("data-claim")) != NULL) {
            check(claims, node, found, context);
        }
    }
    return curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_OK;
}
