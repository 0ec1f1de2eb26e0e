/* SPDX-License-Identifier: GPL-3.0-or-later */
/* jansson 2.14 does not look whether the text of a string that it reads could grow, and
 * writes past its end when it could not (lex_save() in its load.c). So while it reads,
 * small requests that are refused are served from a reserve. The refusal is noted as any
 * other (memory.h), and passed on when the reserve is used up. */
#include "store/json_text.h"

#include "model/memory.h"

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { RESERVE_BYTES = 1 << 18, LARGEST = 1 << 15, ALIGNMENT = alignof(max_align_t) };

static alignas(max_align_t) unsigned char reserve[RESERVE_BYTES];
static atomic_size_t reserve_used;
static _Thread_local bool is_reading;

static void *from_reserve(size_t bytes)
{
    if (!is_reading || bytes > LARGEST) {
        return NULL;
    }
    size_t whole = (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    size_t at = atomic_fetch_add(&reserve_used, whole);
    return at + whole <= RESERVE_BYTES ? reserve + at : NULL;
}

static void *take(size_t bytes)
{
    void *block = curb_calloc(bytes, 1);
    return block != NULL ? block : from_reserve(bytes);
}

/* What came from the reserve is not used again: it is for one bad day. */
static void give_back(void *block)
{
    uintptr_t at = (uintptr_t)block, start = (uintptr_t)reserve;
    if (at < start || at >= start + RESERVE_BYTES) {
        curb_free(block);
    }
}

void curb_json_share_memory(void) { json_set_alloc_funcs(take, give_back); }

json_t *curb_json_read(const char *text)
{
    is_reading = true;
    json_t *value = json_loads(text, 0, NULL);
    is_reading = false;
    return value;
}
