/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/registry.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
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

/* What comes after so many words of an id, or NULL. */
static const char *after(const char *id, size_t words)
{
    for (; words > 0 && id != NULL; words--) {
        const char *dot = strchr(id, '.');
        id = dot != NULL ? dot + 1 : NULL;
    }
    return id;
}

/* A named row of some world's PART.PLACE.TAIL: what a number is called hangs on neither
 * world nor place, so that a user's own places share the names. */
static const curb_registry_row_t *find_of_place(
    const char *part, size_t places, const char *tail)
{
    size_t bytes = strlen(part);
    for (size_t i = 0; i < curb_registry_count && tail != NULL; i++) {
        const curb_registry_row_t *row = &curb_registry_rows[i];
        const char *rest = after(row->id, 1), *own = after(rest, 1 + places);
        if (row->name[0] != '\0' && own != NULL && strncmp(rest, part, bytes) == 0 &&
            rest[bytes] == '.' && curb_registry_matches(own, tail)) {
            return row;
        }
    }
    return NULL;
}

static const curb_registry_row_t *find_named(const char *part, const char *name)
{
    char id[256];
    snprintf(id, sizeof id, "%s.%s", part, name);
    const curb_registry_row_t *row = find_exactly(id);
    return row != NULL && row->name[0] != '\0' ? row : NULL;
}

const curb_registry_row_t *curb_registry_of_drawn(const char *drawn, size_t *places)
{
    static const char responses[] = "responses.";
    const size_t length = sizeof responses - 1;
    size_t own = 0;
    const curb_registry_row_t *row = strncmp(drawn, responses, length) == 0
                                         ? find_named("response", drawn + length)
                                         : find_named("instrument", drawn);
    static const struct {
        const char *part;
        size_t in_row, in_name;
    } forms[] = {{"sectors", 1, 1}, {"jurisdictions", 1, 1}, {"cells", 2, 2},
        {"cells", 2, 1}, {"sectors", 1, 2}}; /* what cells have may be given for a sector */
    for (size_t i = 0; i < sizeof forms / sizeof *forms && row == NULL; i++) {
        own = forms[i].in_name;
        row = find_of_place(forms[i].part, forms[i].in_row, after(drawn, own));
    }
    if (places != NULL) {
        *places = row != NULL ? own : 0;
    }
    return row;
}
