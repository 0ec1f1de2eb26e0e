/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/page.h"

#include "model/memory.h"
#include "plots/draft.h"
#include "plots/lang.h"
#include "plots/page_script.h"
#include "plots/page_style.h"
#include "store/files.h"

#include <libxml/tree.h>
#include <libxml/xmlIO.h>
#include <math.h>
#include <string.h>

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

curb_node_t *curb_page_add(
    curb_page_t *self, curb_node_t *parent, const char *element, const char *text)
{
    curb_node_t *node = xmlNewTextChild(parent, NULL, x(element), NULL);
    if (node == NULL) {
        self->failed = true;
        return parent;
    }
    if (text != NULL) {
        curb_page_text(self, node, text);
    }
    return node;
}

void curb_page_text(curb_page_t *self, curb_node_t *node, const char *text)
{
    curb_node_t *child = xmlNewText(x(text));
    if (child == NULL || xmlAddChild(node, child) == NULL) {
        self->failed = true;
    }
}

void curb_page_prose(curb_page_t *self, curb_node_t *parent, const char *text)
{
    curb_node_t *node = curb_page_add(self, parent, "p", NULL);
    bool is_code = false;
    while (*text != '\0') {
        size_t length = strcspn(text, "`");
        curb_words_t part = curb_words("%.*s", (int)length, text);
        if (is_code) {
            curb_page_add(self, node, "code", part.text);
        } else {
            curb_page_text(self, node, part.text);
        }
        is_code = !is_code;
        text += length + (text[length] == '`');
    }
}

void curb_page_link(
    curb_page_t *self, curb_node_t *parent, const char *target, const char *text)
{
    curb_page_set(self, curb_page_add(self, parent, "a", text), "href", target);
}

curb_node_t *curb_page_folded(curb_page_t *self, curb_node_t *parent, const char *summary)
{
    curb_node_t *node = curb_page_add(self, parent, "details", NULL);
    curb_page_add(self, node, "summary", summary);
    return node;
}

void curb_page_set(
    curb_page_t *self, curb_node_t *node, const char *name, const char *value)
{
    self->failed = xmlSetProp(node, x(name), x(value)) == NULL || self->failed;
}

/* Style and script of ours: what a browser reads as comments makes them, for a reader of
 * XML, text without markup. */
static void add_raw(curb_page_t *self, curb_node_t *node, const char *text)
{
    char *guarded = curb_text_of("*/\n%s\n/*", text);
    curb_page_text(self, node, "/*");
    curb_node_t *raw =
        guarded != NULL ? xmlNewCDataBlock(self->document, x(guarded), (int)strlen(guarded))
                        : NULL;
    if (raw == NULL || xmlAddChild(node, raw) == NULL) {
        self->failed = true;
    }
    curb_page_text(self, node, "*/");
    curb_free(guarded);
}

void curb_page_meta(curb_page_t *self, const char *name, const char *content)
{
    curb_node_t *meta = curb_page_add(self, self->head, "meta", NULL);
    curb_page_set(self, meta, "name", name);
    curb_page_set(self, meta, "content", content);
}

/* Nothing may be fetched, whatever a later hand puts into the page. */
static void add_policy(curb_page_t *self)
{
    curb_node_t *meta = curb_page_add(self, self->head, "meta", NULL);
    curb_page_set(self, meta, "http-equiv", "Content-Security-Policy");
    curb_page_set(self, meta, "content",
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
        "img-src data:");
}

/* A box that shows the ids of all claims: it stands before them, so that the style alone
 * does it, for the keyboard and without a script. */
static void add_switch(curb_page_t *self, curb_node_t *body)
{
    curb_node_t *box = curb_page_add(self, body, "input", NULL);
    curb_page_set(self, box, "type", "checkbox");
    curb_page_set(self, box, "id", "show-claims");
    curb_node_t *label =
        curb_page_add(self, body, "label", _("Show the id of each claim, to cite it"));
    curb_page_set(self, label, "for", "show-claims");
}

curb_error_t curb_page_init(curb_page_t *self, const char *title)
{
    curb_memory_forget();
    *self = (curb_page_t){.document = xmlNewDoc(x("1.0"))};
    curb_node_t *root = self->document != NULL
                            ? xmlNewDocNode(self->document, NULL, x("html"), NULL)
                            : NULL;
    if (root == NULL) {
        curb_page_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    xmlDocSetRootElement(self->document, root);
    self->document->encoding =
        xmlStrdup(x("UTF-8")); /* or all but ASCII turns into codes */
    self->failed = self->document->encoding == NULL;
    curb_page_set(self, root, "lang", curb_lang()->code);
    self->head = curb_page_add(self, root, "head", NULL);
    curb_node_t *charset = curb_page_add(self, self->head, "meta", NULL);
    curb_page_set(self, charset, "charset", "utf-8");
    add_policy(self);
    curb_page_meta(self, "viewport", "width=device-width, initial-scale=1");
    curb_page_meta(self, "color-scheme", "light dark");
    curb_page_meta(self, "generator", "curb");
    curb_page_add(self, self->head, "title", title);
    add_raw(self, curb_page_add(self, self->head, "style", NULL), (const char *)page_style);
    curb_node_t *body = curb_page_add(self, root, "body", NULL);
    curb_node_t *skip = curb_page_add(self, body, "a", _("Skip to the answer"));
    curb_page_set(self, skip, "class", "skip");
    curb_page_set(self, skip, "href", "#answer");
    add_switch(self, body);
    self->main = curb_page_add(self, body, "main", NULL);
    if (self->failed) {
        curb_page_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    return CURB_OK;
}

void curb_page_free(curb_page_t *self)
{
    if (self->document != NULL) {
        xmlFreeDoc(self->document);
    }
    *self = (curb_page_t){0};
}

curb_node_t *curb_page_section(curb_page_t *self, const char *id, const char *heading)
{
    curb_node_t *section = curb_page_add(self, self->main, "section", NULL);
    curb_page_set(self, section, "id", id);
    curb_page_add(self, section, "h2", heading);
    return section;
}

void curb_page_contents(curb_page_t *self, curb_node_t *list)
{
    for (curb_node_t *at = list->parent->next; at != NULL; at = at->next) {
        xmlChar *id = xmlGetProp(at, x("id"));
        xmlChar *title = xmlNodeGetContent(at->children);
        bool is_part = id != NULL && title != NULL && xmlStrEqual(at->name, x("section")) &&
                       xmlHasProp(at, x("hidden")) == NULL;
        if (is_part && !xmlStrEqual(id, x("answer"))) {
            curb_page_link(self, curb_page_add(self, list, "li", NULL),
                curb_words("#%s", (const char *)id).text, (const char *)title);
        }
        xmlFree(id);
        xmlFree(title);
    }
}

bool curb_page_holds(const curb_node_t *node) { return node->children != NULL; }

curb_node_t *curb_page_find(curb_page_t *self, const char *id)
{
    for (curb_node_t *at = self->main->children; at != NULL; at = at->next) {
        xmlChar *name = xmlGetProp(at, x("id"));
        bool found = name != NULL && xmlStrEqual(name, x(id));
        xmlFree(name);
        if (found) {
            return at;
        }
    }
    return NULL;
}

curb_node_t *curb_page_claim(
    curb_page_t *self, curb_node_t *parent, const char *element, const curb_claim_t *claim)
{
    curb_node_t *node = curb_page_add(self, parent, element, claim->text.text);
    curb_page_set(self, node, "data-claim", claim->id);
    curb_page_set(self, node, "title", claim->id); /* for curb cite */
    return node;
}

curb_node_t *curb_page_table(curb_page_t *self, curb_node_t *parent, const char *caption,
    const char *const *columns, size_t count)
{
    curb_node_t *frame = curb_page_add(self, parent, "div", NULL);
    curb_page_set(self, frame, "class", "wide");
    curb_page_set(self, frame, "tabindex", "0"); /* so that keys can scroll it */
    curb_page_set(self, frame, "role", "region");
    curb_page_set(self, frame, "aria-label", caption);
    curb_node_t *table = curb_page_add(self, frame, "table", NULL);
    curb_page_set(self, table, "class", "sortable");
    curb_page_add(self, table, "caption", caption);
    curb_node_t *head = curb_page_add(self, table, "thead", NULL);
    curb_node_t *row = curb_page_add(self, head, "tr", NULL);
    for (size_t i = 0; i < count; i++) {
        curb_page_set(self, curb_page_add(self, row, "th", columns[i]), "scope", "col");
    }
    return curb_page_add(self, table, "tbody", NULL);
}

void curb_page_unsorted(curb_page_t *self, curb_node_t *body)
{
    (void)self;
    xmlUnsetProp(body->parent, x("class"));
}

void curb_page_claim_cell(curb_page_t *self, curb_node_t *row, const curb_claim_t *claim)
{
    curb_words_t number = curb_claim_number(claim);
    const char *interval = strstr(number.text, " [");
    size_t before = interval != NULL ? (size_t)(interval - number.text) + 1 : 0;
    curb_node_t *cell = curb_page_add(self, row, "td",
        interval != NULL ? curb_words("%.*s", (int)before, number.text).text : number.text);
    if (interval != NULL) { /* which goes to a line of its own where room is scarce */
        curb_page_set(
            self, curb_page_add(self, cell, "span", interval + 1), "class", "interval");
    }
    curb_page_set(self, cell, "class", "number");
    curb_page_set(self, cell, "data-claim", claim->id);
    curb_page_set(self, cell, "data-form", "number");
    curb_page_set(self, cell, "title",
        curb_words("%s %s: %s", claim->text.text, _("claim"), claim->id).text);
    if (!isnan(claim->value)) {
        curb_page_set(self, cell, "data-value", curb_words("%.9g", claim->value).text);
    }
}

void curb_page_data(curb_page_t *self, const char *id, const char *json)
{
    curb_draft_t safe = {0};
    for (const char *at = json; *at != '\0'; at++) {
        curb_draft_add(
            &safe, strchr("<>&", *at) != NULL ? "\\u%04x" : "%c", (unsigned char)*at);
    }
    curb_node_t *node = curb_page_add(self, self->main, "script", NULL);
    curb_page_set(self, node, "type", "application/json");
    curb_page_set(self, node, "id", id);
    if (curb_draft_check(&safe) == CURB_OK && safe.text != NULL) {
        curb_page_text(self, node, safe.text);
    } else {
        self->failed = true;
    }
    curb_draft_free(&safe);
}

/* Lists that nothing came to fill. */
static void drop_empty_lists(curb_node_t *node)
{
    for (curb_node_t *child = node->children, *next; child != NULL; child = next) {
        next = child->next;
        if (child->type == XML_ELEMENT_NODE) {
            drop_empty_lists(child);
        }
        if (xmlStrEqual(child->name, x("ul")) && child->children == NULL) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        }
    }
}

static bool has_no_end_tag(const xmlNode *node)
{
    static const char *const names[] = {"meta", "input", "br", "img", "link", "hr"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (xmlStrEqual(node->name, x(names[i]))) {
            return true;
        }
    }
    return false;
}

/* A browser takes <td/> for an opened cell. Elements of pictures have a namespace, and it
 * reads those as XML does. */
static void give_end_tags(curb_page_t *self, curb_node_t *node)
{
    for (curb_node_t *child = node->children; child != NULL; child = child->next) {
        if (child->type == XML_ELEMENT_NODE && child->ns == NULL) {
            give_end_tags(self, child);
        }
    }
    if (node->children == NULL && !has_no_end_tag(node)) {
        curb_page_text(self, node, "");
    }
}

/* Both HTML and well-formed XML: whoever checks the page reads it with a parser that stops
 * at what is wrong, and at a lack of memory. */
char *curb_page_print(curb_page_t *self, size_t *bytes)
{
    curb_node_t *root = xmlDocGetRootElement(self->document);
    drop_empty_lists(self->main);
    add_raw(self, curb_page_add(self, self->main->parent, "script", NULL),
        (const char *)page_script);
    give_end_tags(self, root);
    xmlOutputBuffer *out = xmlAllocOutputBuffer(NULL); /* no encoder: UTF-8 as it is */
    /* what libxml2 left out for want of memory it does not always tell */
    if (out == NULL || self->failed || curb_memory_ran_out()) {
        xmlOutputBufferClose(out);
        return NULL;
    }
    xmlOutputBufferWriteString(out, "<!DOCTYPE html>\n");
    xmlNodeDumpOutput(out, self->document, root, 0, 0, "UTF-8");
    xmlOutputBufferWriteString(out, "\n");
    if (curb_memory_ran_out()) {
        xmlOutputBufferClose(out);
        return NULL;
    }
    size_t length = xmlOutputBufferGetSize(out);
    char *copy = curb_calloc(length + 1, 1);
    if (copy != NULL) {
        memcpy(copy, xmlOutputBufferGetContent(out), length);
        *bytes = length;
    }
    xmlOutputBufferClose(out);
    return copy;
}
