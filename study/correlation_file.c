/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/correlation_file.h"

#include "model/coupling.h"
#include "study/bind.h"

#include <stdio.h>
#include <string.h>

static const char *uncertain_at(const void *world, size_t index)
{
    return ((const curb_world_t *)world)->uncertain[index].name;
}

/* A response or lever that the program knows, uncertain here or not. */
static bool is_known(const char *name)
{
    char known[2 * CURB_ID_BYTES];
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        snprintf(known, sizeof known, "responses.%s", curb_response_rows[i].key);
        if (strcmp(known, name) == 0) {
            return true;
        }
    }
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        for (size_t k = 0; k < row->lever_count; k++) {
            snprintf(known, sizeof known, "%s.%s", row->key,
                curb_lever_rows[row->levers[k].lever].key);
            if (strcmp(known, name) == 0) {
                return true;
            }
        }
    }
    return false;
}

/* "sexual.quit": an anchor of a sector, or of a cell with the jurisdiction before it. */
static bool is_anchor(const curb_world_t *world, const char *name)
{
    const char *dot = strchr(name, '.');
    size_t length = dot != NULL ? (size_t)(dot - name) : 0;
    for (size_t m = 0; m < world->sector_count && dot != NULL; m++) {
        const char *id = world->sectors[m].id;
        if (strlen(id) == length && strncmp(id, name, length) == 0) {
            char key[CURB_ID_BYTES];
            snprintf(key, sizeof key, "%.*s", (int)strcspn(dot + 1, "."), dot + 1);
            return curb_block_field(&curb_anchor_block, key) != NULL;
        }
    }
    for (size_t j = 0; j < world->jurisdiction_count && dot != NULL; j++) {
        const char *id = world->jurisdictions[j].id;
        if (strlen(id) == length && strncmp(id, name, length) == 0) {
            return is_anchor(world, dot + 1);
        }
    }
    return false;
}

static bool find_number(curb_reader_t *reader, const curb_node_t *node,
    const curb_world_t *world, uint32_t *number)
{
    bool is_text = node->kind == CURB_NODE_SCALAR;
    for (uint32_t i = 0; is_text && i < world->uncertain_count; i++) {
        if (strcmp(world->uncertain[i].name, node->text) == 0) {
            *number = i;
            return true;
        }
    }
    if (is_text && (is_known(node->text) || is_anchor(world, node->text))) {
        curb_reader_error(reader, node,
            "'%s' is fixed in this study: it has no range to draw from, so it cannot be "
            "correlated",
            node->text);
        return false;
    }
    (void)curb_bind_name(
        reader, node, "uncertain number", uncertain_at, world, world->uncertain_count);
    return false;
}

static bool find_pair(curb_reader_t *reader, const curb_node_t *entry,
    const curb_world_t *world, curb_correlation_t *pair)
{
    const curb_node_t *between = curb_node_get(entry, "between");
    if (between == NULL || between->kind != CURB_NODE_LIST || between->count != 2) {
        curb_reader_error(reader, between != NULL ? between : entry,
            "expected between: two uncertain numbers in a list");
        return false;
    }
    const curb_node_t *names[] = {between->entries[0].value, between->entries[1].value};
    bool found = find_number(reader, names[0], world, &pair->a);
    found = find_number(reader, names[1], world, &pair->b) && found;
    if (found && pair->a == pair->b) {
        curb_reader_error(
            reader, names[1], "'%s' is correlated with itself", names[1]->text);
        return false;
    }
    for (size_t i = 0; found && i < world->correlation_count; i++) {
        const curb_correlation_t *other = &world->correlations[i];
        if ((other->a == pair->a && other->b == pair->b) ||
            (other->a == pair->b && other->b == pair->a)) {
            curb_reader_error(reader, between, "the pair stands here twice");
            return false;
        }
    }
    return found;
}

/* Numbers that are correlated when one more pair is. */
static size_t count_with(const curb_world_t *world, const curb_correlation_t *pair)
{
    size_t count = 0;
    for (uint32_t number = 0; number < world->uncertain_count; number++) {
        bool is_in = pair->a == number || pair->b == number;
        for (size_t i = 0; i < world->correlation_count; i++) {
            is_in = is_in || world->correlations[i].a == number ||
                    world->correlations[i].b == number;
        }
        count += is_in;
    }
    return count;
}

static void read_pair(curb_reader_t *reader, const curb_node_t *entry, curb_world_t *world)
{
    const curb_block_t *block = &curb_correlation_block;
    if (entry->kind != CURB_NODE_MAP) {
        curb_reader_error(reader, entry, "expected {between: [NUMBER, NUMBER], rank: R}");
        return;
    }
    curb_correlation_keys_t keys = {0};
    size_t before = reader->error_count;
    curb_bind_keys(reader, entry, &block, 1);
    reader->muted++;
    curb_bind_block(reader, entry, block, CURB_BIND_WHOLE, &keys, NULL);
    reader->muted--;
    curb_correlation_t pair = {.rank = keys.rank};
    if (!find_pair(reader, entry, world, &pair) || reader->error_count > before) {
        return;
    }
    if (count_with(world, &pair) > CURB_COUPLED_MAX) {
        curb_reader_error(
            reader, entry, "more than %d numbers are correlated", CURB_COUPLED_MAX);
        return;
    }
    world->correlations[world->correlation_count++] = pair;
}

/* The whole must be sound; if it is not, the first pair that contradicts those before it
 * is named, since the matrix as such says nothing to anybody. */
static void check_sound(
    curb_reader_t *reader, const curb_node_t *list, const curb_world_t *world)
{
    curb_coupling_t coupling;
    size_t pairs = world->correlation_count;
    if (curb_coupling_init(&coupling, world, pairs)) {
        return;
    }
    for (pairs = 1; curb_coupling_init(&coupling, world, pairs); pairs++) {
    }
    const curb_correlation_t *pair = &world->correlations[pairs - 1];
    curb_reader_error(reader, list->entries[pairs - 1].value,
        "a rank correlation of %g between %s and %s contradicts those above it: together "
        "they are not positive definite",
        pair->rank, world->uncertain[pair->a].name, world->uncertain[pair->b].name);
}

static void write_resolved(
    curb_reader_t *reader, const curb_world_t *world, const curb_node_t *node)
{
    curb_text_t list = {0};
    for (size_t i = 0; i < world->correlation_count; i++) {
        const curb_correlation_t *pair = &world->correlations[i];
        char digits[CURB_NUMBER_BYTES];
        curb_number_format(pair->rank, digits);
        curb_text_add(&list, "%s{between: [%s, %s], rank: %s}", i > 0 ? ", " : "[",
            world->uncertain[pair->a].name, world->uncertain[pair->b].name, digits);
    }
    curb_text_add(&list, "]");
    if (list.failed) {
        curb_reader_no_memory(reader);
    } else {
        curb_reader_write(reader, "correlations", list.bytes, NULL, node);
    }
    curb_text_free(&list);
}

void curb_correlation_file_read(
    curb_reader_t *reader, const curb_node_t *root, curb_study_t *study)
{
    const curb_node_t *list = curb_node_get(root, "correlations");
    if (list == NULL) {
        return;
    }
    size_t before = reader->error_count;
    size_t length = curb_reader_enter(reader, "correlations");
    if (list->kind != CURB_NODE_LIST) {
        curb_reader_error(
            reader, list, "expected a list of {between: [NUMBER, NUMBER], rank: R}");
    } else if (!study->draws && list->count > 0) {
        curb_reader_error(reader, list,
            "central parameters have no draws: leave it out, or say parameters: draws");
    } else if (study->posterior_path[0] != '\0' && list->count > 0) {
        curb_reader_error(reader, list,
            "the points of a posterior have the correlations that were found: leave it "
            "out");
    } else {
        for (size_t i = 0; i < list->count; i++) {
            read_pair(reader, list->entries[i].value, study->world);
        }
        if (reader->error_count == before) {
            check_sound(reader, list, study->world);
        }
    }
    curb_reader_leave(reader, length);
    if (reader->error_count == before && study->world->correlation_count > 0) {
        write_resolved(reader, study->world, list);
    }
}
