/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  An HTML page in the making: a tree (libxml2), so that no text that a user wrote can
 *  become markup. One file without the network: style, script, figures and data inside. */
#ifndef CURB_PLOTS_PAGE_H
#define CURB_PLOTS_PAGE_H

#include "model/diagnostics.h"
#include "plots/claim.h"

#include <stdbool.h>
#include <stddef.h>

typedef struct _xmlNode curb_node_t; /**< an element; owned by its page */

typedef struct {
    struct _xmlDoc *document; /**< owned */
    curb_node_t *head, *main;
    bool failed; /**< memory ran out: the page is not whole */
} curb_page_t;

/** @brief An empty page in the language in use. @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_page_init(curb_page_t *self, const char *title);
void curb_page_free(curb_page_t *self);

/** @brief Says something about the page in its head. */
void curb_page_meta(curb_page_t *self, const char *name, const char *content);

/** @brief Adds an element below `parent`, after what is there. `text` may be NULL. After a
 *  lack of memory returns `parent`, which may be handed on. */
curb_node_t *curb_page_add(
    curb_page_t *self, curb_node_t *parent, const char *element, const char *text);

/** @brief Adds text of ours in which what stands between backquotes is code. Texts that a
 *  user wrote do not come this way. */
void curb_page_prose(curb_page_t *self, curb_node_t *parent, const char *text);

/** @brief A link to a file beside the page, or to a part of it. */
void curb_page_link(
    curb_page_t *self, curb_node_t *parent, const char *target, const char *text);

/** @brief Adds text behind what an element holds. */
void curb_page_text(curb_page_t *self, curb_node_t *node, const char *text);

/** @brief Sets an attribute. */
void curb_page_set(
    curb_page_t *self, curb_node_t *node, const char *name, const char *value);

/** @brief A part of the page with its heading; the id can be linked to. */
curb_node_t *curb_page_section(curb_page_t *self, const char *id, const char *heading);

/** @brief Fills a list with links to the parts of the page behind it that are shown. */
void curb_page_contents(curb_page_t *self, curb_node_t *list);

/** @brief The part of the page with an id, or NULL. */
curb_node_t *curb_page_find(curb_page_t *self, const char *id);

/** @brief A claim as a sentence, marked with its id, inside a new element. */
curb_node_t *curb_page_claim(
    curb_page_t *self, curb_node_t *parent, const char *element, const curb_claim_t *claim);

/** @brief Begins a table that can be sorted; returns its body. */
curb_node_t *curb_page_table(curb_page_t *self, curb_node_t *parent, const char *caption,
    const char *const *columns, size_t count);

/** @brief Takes from a table, of which `body` is the body, that it can be sorted. */
void curb_page_unsorted(curb_page_t *self, curb_node_t *body);

/** @brief The same, folded behind a summary until a reader opens it. */
curb_node_t *curb_page_folded(curb_page_t *self, curb_node_t *parent, const char *summary);

/** @brief A cell with a claim's number and interval, marked with its id. */
void curb_page_claim_cell(curb_page_t *self, curb_node_t *row, const curb_claim_t *claim);

/** @brief Whether an element holds anything. */
bool curb_page_holds(const curb_node_t *node);

/** @brief Puts an SVG file into the page as a figure that says `alt`. Names inside it get
 *  `name` before them, because figures use the same. What could run is taken out. The
 *  picture's frame says what drew it.
 *  @param is_there  false when there is no such file: then nothing is added
 *  @return CURB_OK or CURB_ERR_NO_MEMORY. */
CURB_MUST_CHECK curb_error_t curb_page_figure(curb_page_t *self, curb_node_t *parent,
    const char *path, const char *name, const char *alt, bool *is_there);

/** @brief Keeps the place of a figure that is there and cannot be drawn now. */
void curb_page_figure_place(curb_page_t *self, curb_node_t *parent, const char *alt);

/** @brief Data for the page's script: JSON text that cannot end its element. */
void curb_page_data(curb_page_t *self, const char *id, const char *json);

/** @brief The page as text; the caller frees it with curb_free(). NULL without memory. */
char *curb_page_print(curb_page_t *self, size_t *bytes);

#endif
