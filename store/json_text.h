/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  JSON read with jansson so that a lack of memory is an answer and no crash. */
#ifndef CURB_STORE_JSON_TEXT_H
#define CURB_STORE_JSON_TEXT_H

#include <jansson.h>

/** @brief Has jansson ask for memory where we ask; once, before it is used. */
void curb_json_share_memory(void);

/** @brief A text as JSON; NULL for what is none, and without memory
 *  (curb_memory_ran_out()). The caller gives it back with json_decref(). */
json_t *curb_json_read(const char *text);

#endif
