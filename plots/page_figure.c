/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A figure inside the page: gnuplot's SVG, made fit to stand beside others. */
#include "plots/page.h"

#include "model/memory.h"
#include "store/files.h"

#include <libxml/parser.h>
#include <libxml/tree.h>
#include <string.h>

static const xmlChar *x(const char *text) { return (const xmlChar *)text; }

static bool is_named(const xmlNode *node, const char *name)
{
    return node->type == XML_ELEMENT_NODE && xmlStrEqual(node->name, x(name));
}

/* Handlers have no place in a picture; ids and what points to them get the figure's name.
 */
static bool mend_attribute(xmlNode *node, xmlAttr *attribute, const char *name)
{
    const char *key = (const char *)attribute->name;
    if (strncmp(key, "on", 2) == 0) {
        xmlRemoveProp(attribute);
        return true;
    }
    bool is_link = strcmp(key, "href") == 0;
    xmlChar *value = xmlNodeListGetString(node->doc, attribute->children, 1);
    const char *text = value != NULL ? (const char *)value : "";
    char *renamed = NULL;
    bool is_ours = true;
    if (strcmp(key, "id") == 0) {
        renamed = curb_text_of("%s-%s", name, text);
    } else if (is_link && text[0] == '#') {
        renamed = curb_text_of("#%s-%s", name, text + 1);
    } else if (strncmp(text, "url(#", 5) == 0) {
        renamed = curb_text_of("url(#%s-%s", name, text + 5);
    } else {
        is_ours = false;
    }
    bool done = !is_ours || (renamed != NULL && xmlSetNsProp(node, attribute->ns,
                                                    attribute->name, x(renamed)) != NULL);
    if (is_link && !is_ours) {
        xmlRemoveProp(attribute); /* it points elsewhere */
    }
    curb_free(renamed);
    xmlFree(value);
    return done;
}

static bool mend(xmlNode *node, const char *name)
{
    bool done = true;
    for (xmlNode *child = node->children, *next; child != NULL; child = next) {
        next = child->next;
        if (is_named(child, "script") || is_named(child, "title") ||
            is_named(child, "desc") || child->type == XML_COMMENT_NODE) {
            xmlUnlinkNode(child);
            xmlFreeNode(child);
        } else if (child->type == XML_ELEMENT_NODE) {
            done = mend(child, name) && done;
        }
    }
    for (xmlAttr *at = node->properties, *next; at != NULL; at = next) {
        next = at->next;
        done = mend_attribute(node, at, name) && done;
    }
    return done;
}

/* "GNUPLOT 5.4 patchlevel 4" of "Produced by GNUPLOT 5.4 patchlevel 4 "; "?" of another. */
static curb_words_t drawn_with(const xmlNode *root)
{
    static const char before[] = "Produced by ";
    curb_words_t words = {"?"};
    for (xmlNode *at = root->children; at != NULL; at = at->next) {
        if (is_named(at, "desc")) {
            xmlChar *said = xmlNodeGetContent(at);
            const char *text = said != NULL ? (const char *)said : "";
            text += strspn(text, " \n");
            text += strncmp(text, before, strlen(before)) == 0 ? strlen(before) : 0;
            size_t length = strcspn(text, "\n");
            while (length > 0 && text[length - 1] == ' ') {
                length--;
            }
            words = curb_words("%.*s", (int)length, text);
            xmlFree(said);
        }
    }
    return words;
}

static curb_node_t *add_frame(curb_page_t *self, curb_node_t *parent)
{
    curb_node_t *frame = curb_page_add(self, parent, "div", NULL);
    curb_page_set(self, frame, "class", "picture");
    curb_page_set(self, frame, "tabindex", "0"); /* so that keys can scroll it */
    return frame;
}

void curb_page_figure_place(curb_page_t *self, curb_node_t *parent, const char *alt)
{
    curb_node_t *place = curb_page_add(self, add_frame(self, parent), "svg", NULL);
    curb_page_set(self, place, "aria-label", alt);
}

curb_error_t curb_page_figure(curb_page_t *self, curb_node_t *parent, const char *path,
    const char *name, const char *alt, bool *is_there)
{
    char *text = NULL;
    size_t bytes = 0;
    *is_there = false;
    curb_error_t error = curb_file_read(path, &text, &bytes);
    if (error != CURB_OK) {
        return error == CURB_ERR_NO_MEMORY ? error : CURB_OK;
    }
    xmlDoc *picture = xmlReadMemory(text, (int)bytes, NULL, NULL,
        XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS);
    curb_free(text);
    xmlNode *root = picture != NULL ? xmlDocGetRootElement(picture) : NULL;
    xmlNode *copy = root != NULL ? xmlDocCopyNode(root, self->document, 1) : NULL;
    curb_words_t program = root != NULL ? drawn_with(root) : (curb_words_t){""};
    bool done = copy != NULL && mend(copy, name);
    if (picture != NULL) {
        xmlFreeDoc(picture);
    }
    if (copy != NULL) {
        curb_node_t *frame = add_frame(self, parent);
        curb_page_set(self, frame, "data-drawn-with", program.text);
        xmlAddChild(frame, copy);
        curb_page_set(self, copy, "role", "img");
        curb_page_set(self, copy, "aria-label", alt);
        *is_there = true;
    }
    return done || picture == NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
}
