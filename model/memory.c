/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { ALIGNMENT = 64 };

static atomic_ulong request_count;
static atomic_ulong failing_request;
static _Thread_local bool ran_out;

static void *noting_refusal(void *block)
{
    ran_out = ran_out || block == NULL;
    return block;
}

static bool request_is_refused(void)
{
    unsigned long request = atomic_fetch_add(&request_count, 1) + 1;
    return request == atomic_load(&failing_request);
}

void curb_memory_fail_at(unsigned long n)
{
    atomic_store(&request_count, 0);
    atomic_store(&failing_request, n);
}

bool curb_memory_ran_out(void) { return ran_out; }

void curb_memory_forget(void) { ran_out = false; }

unsigned long curb_memory_requests(void) { return atomic_load(&request_count); }

void *curb_calloc(size_t count, size_t size)
{
    if (request_is_refused()) {
        return noting_refusal(NULL);
    }
    return noting_refusal(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *curb_realloc(void *block, size_t count, size_t size)
{
    if (request_is_refused() || (size > 0 && count > SIZE_MAX / size)) {
        return noting_refusal(NULL);
    }
    size_t bytes = count * size;
    return noting_refusal(realloc(block, bytes > 0 ? bytes : 1));
}

char *curb_strdup(const char *text)
{
    size_t bytes = strlen(text) + 1;
    char *copy = curb_calloc(bytes, 1);
    if (copy != NULL) {
        memcpy(copy, text, bytes);
    }
    return copy;
}

void curb_free(void *block) { free(block); }

void *curb_arena_take(curb_arena_t *self, size_t count, size_t size)
{
    size_t start = (self->used + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
    self->used = start + count * size;
    return self->base != NULL ? self->base + start : NULL;
}
