/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdint.h>
#include <string.h>

const char *const curb_seen_keys[CURB_SEEN_COUNT] = {
    "seen", "secondary", "derived", "memory", "assumption"};
const char *const curb_spread_keys[] = {"fixed", "triangular", "log_triangular"};

bool curb_registry_matches(const char *pattern, const char *id)
{
    for (;;) {
        size_t wanted = strcspn(pattern, "."), found = strcspn(id, ".");
        bool any = wanted == 1 && pattern[0] == '*';
        if (!any && (wanted != found || memcmp(pattern, id, wanted) != 0)) {
            return false;
        }
        pattern += wanted;
        id += found;
        if (*pattern == '\0' || *id == '\0') {
            return *pattern == *id;
        }
        pattern++;
        id++;
    }
}

static const curb_registry_row_t *find_exactly(const char *id)
{
    size_t first = 0, last = curb_registry_count;
    while (first < last) {
        size_t middle = first + (last - first) / 2;
        const curb_registry_row_t *row = &curb_registry_rows[curb_registry_order[middle]];
        int side = strcmp(id, row->id);
        if (side == 0) {
            return row;
        }
        if (side < 0) {
            last = middle;
        } else {
            first = middle + 1;
        }
    }
    return NULL;
}

static size_t stars(const char *pattern)
{
    size_t count = 0;
    for (; *pattern != '\0'; pattern++) {
        count += *pattern == '*';
    }
    return count;
}

static bool vouches(const curb_registry_row_t *row, double value)
{
    return isnan(value) || isnan(row->central) || row->central == value;
}

const curb_registry_row_t *curb_registry_find_value(const char *id, double value)
{
    const curb_registry_row_t *best = find_exactly(id);
    if (best != NULL && vouches(best, value)) {
        return best;
    }
    size_t least = SIZE_MAX;
    best = NULL;
    for (size_t i = 0; i < curb_registry_pattern_count; i++) {
        const curb_registry_row_t *row = &curb_registry_rows[curb_registry_patterns[i]];
        size_t count = stars(row->id);
        if (count < least && vouches(row, value) && curb_registry_matches(row->id, id)) {
            best = row;
            least = count;
        }
    }
    return best;
}

const curb_registry_row_t *curb_registry_find(const char *id)
{
    return curb_registry_find_value(id, NAN);
}
