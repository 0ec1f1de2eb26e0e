/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/verify.h"

#include "model/memory.h"
#include "store/files.h"

#include <libxml/HTMLparser.h>
#include <libxml/xpath.h>
#include <stdio.h>
#include <string.h>

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

/* An XPath over the page as a text; "" when there is nothing. */
static void read_text(xmlDoc *document, const char *path, char *text, size_t bytes)
{
    xmlXPathContext *context = xmlXPathNewContext(document);
    xmlXPathObject *found =
        context != NULL ? xmlXPathEvalExpression(x(path), context) : NULL;
    xmlChar *value = found != NULL ? xmlXPathCastToString(found) : NULL;
    snprintf(text, bytes, "%s", value != NULL ? (const char *)value : "");
    xmlFree(value);
    xmlXPathFreeObject(found);
    xmlXPathFreeContext(context);
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
        read_text(self->document, "string(/html/@lang)", self->lang, sizeof self->lang);
        read_text(self->document, "string(//meta[@name='curb-content-hash']/@content)",
            self->content_hash, sizeof self->content_hash);
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
    xmlXPathContext *place = xmlXPathNewContext(self->document);
    xmlXPathObject *marked =
        place != NULL ? xmlXPathEvalExpression(x("//*[@data-claim]"), place) : NULL;
    bool whole = marked != NULL;
    for (int i = 0; whole && i < xmlXPathNodeSetGetLength(marked->nodesetval); i++) {
        check(claims, xmlXPathNodeSetItem(marked->nodesetval, i), found, context);
    }
    xmlXPathFreeObject(marked);
    xmlXPathFreeContext(place);
    return whole && !curb_memory_ran_out() ? CURB_OK : CURB_ERR_NO_MEMORY;
}
