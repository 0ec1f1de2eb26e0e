/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/memory.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif
#ifdef __linux__
#include <sys/mman.h>
#endif

enum { ALIGNMENT = 64, HUGE_PAGE = 1 << 21, LARGE_BLOCK = 1 << 20 };

static atomic_ulong request_count;
static atomic_ulong failing_request;
static _Thread_local bool ran_out;

/* By itself glibc takes large blocks from what was freed before, once there was such a one:
 * clearing them then fills room that would stay empty. And it keeps 64 MB of addresses for
 * each thread, for a lock that is asked for here a few times in a replicate. */
void curb_memory_settle(void)
{
#ifdef __GLIBC__
    (void)mallopt(M_MMAP_THRESHOLD, LARGE_BLOCK);
    (void)mallopt(M_TRIM_THRESHOLD, 2 * LARGE_BLOCK);
    (void)mallopt(M_ARENA_MAX, 1);
#endif
}

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

/* Months look at states of many megabytes in no order: with pages of 4 kB half of the time
 * is lost to finding them. What whole huge pages cover is asked for as such; refusal is no
 * harm. */
static void prefer_huge_pages(void *block, size_t bytes)
{
#ifdef __linux__
    uintptr_t first = ((uintptr_t)block + HUGE_PAGE - 1) / HUGE_PAGE * HUGE_PAGE;
    uintptr_t end = ((uintptr_t)block + bytes) / HUGE_PAGE * HUGE_PAGE;
    if (block != NULL && first < end) {
        (void)madvise(
            (char *)block + (first - (uintptr_t)block), end - first, MADV_HUGEPAGE);
    }
#else
    (void)block;
    (void)bytes;
#endif
}

void *curb_calloc(size_t count, size_t size)
{
    if (request_is_refused()) {
        return noting_refusal(NULL);
    }
    return noting_refusal(calloc(count > 0 ? count : 1, size > 0 ? size : 1));
}

void *curb_calloc_whole(size_t count, size_t size)
{
    void *block = curb_calloc(count, size);
    prefer_huge_pages(block, count * size);
    return block;
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
