/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/tree.h"

#include "model/memory.h"

#include <stdalign.h>
#include <string.h>

enum { BLOCK_BYTES = 65536, FIRST_MEMBERS = 4 };

typedef struct block {
    struct block *before;
    alignas(16) unsigned char bytes[];
} block_t;

void *curb_tree_take(curb_tree_t *self, size_t bytes)
{
    size_t rounded = (bytes + 15) / 16 * 16;
    if (self->blocks == NULL || self->block_size - self->block_used < rounded) {
        size_t size = rounded > BLOCK_BYTES ? rounded : BLOCK_BYTES;
        block_t *block = curb_calloc(1, sizeof *block + size);
        if (block == NULL) {
            return NULL;
        }
        block->before = self->blocks;
        self->blocks = block;
        self->block_size = size;
        self->block_used = 0;
    }
    void *piece = ((block_t *)self->blocks)->bytes + self->block_used;
    self->block_used += rounded;
    return piece;
}

char *curb_tree_text(curb_tree_t *self, const char *text, size_t length)
{
    char *copy = curb_tree_take(self, length + 1);
    if (copy != NULL) {
        memcpy(copy, text, length);
    }
    return copy;
}

curb_node_t *curb_tree_node(curb_tree_t *self, curb_node_kind_t kind,
    const curb_source_t *source, int line, int column)
{
    curb_node_t *node = curb_tree_take(self, sizeof *node);
    if (node != NULL) {
        node->kind = kind;
        node->source = source;
        node->line = line;
        node->column = column;
        node->text = "";
    }
    return node;
}

static uint32_t hash_of(const char *key)
{
    uint32_t hash = 2166136261u; /* FNV-1a: only to compare keys quickly */
    for (const unsigned char *c = (const unsigned char *)key; *c != '\0'; c++) {
        hash = (hash ^ *c) * 16777619u;
    }
    return hash;
}

bool curb_node_add(curb_tree_t *tree, curb_node_t *self, const char *key,
    curb_node_t *value, const curb_source_t *source, int line, int column)
{
    if (self->count == self->capacity) {
        size_t capacity = self->capacity > 0 ? 2 * self->capacity : FIRST_MEMBERS;
        curb_entry_t *grown = curb_tree_take(tree, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        if (self->count > 0) {
            memcpy(grown, self->entries, self->count * sizeof *grown);
        }
        self->entries = grown;
        self->capacity = capacity;
    }
    self->entries[self->count++] = (curb_entry_t){.key = key,
        .hash = key != NULL ? hash_of(key) : 0,
        .source = source,
        .line = line,
        .column = column,
        .value = value};
    return true;
}

curb_entry_t *curb_node_find(const curb_node_t *self, const char *key)
{
    if (self == NULL || self->kind != CURB_NODE_MAP) {
        return NULL;
    }
    uint32_t hash = hash_of(key);
    for (size_t i = 0; i < self->count; i++) {
        if (self->entries[i].hash == hash && strcmp(self->entries[i].key, key) == 0) {
            return &self->entries[i];
        }
    }
    return NULL;
}

curb_node_t *curb_node_get(const curb_node_t *self, const char *key)
{
    curb_entry_t *entry = curb_node_find(self, key);
    return entry != NULL ? entry->value : NULL;
}

void curb_node_remove(curb_node_t *self, const char *key)
{
    curb_entry_t *entry = curb_node_find(self, key);
    if (entry != NULL) {
        size_t index = (size_t)(entry - self->entries);
        memmove(entry, entry + 1, (self->count - index - 1) * sizeof *entry);
        self->count--;
    }
}

bool curb_node_merge(curb_tree_t *tree, curb_node_t *self, const curb_node_t *child)
{
    for (size_t i = 0; i < child->count; i++) {
        const curb_entry_t *theirs = &child->entries[i];
        curb_entry_t *ours = curb_node_find(self, theirs->key);
        if (ours == NULL) {
            if (!curb_node_add(tree, self, theirs->key, theirs->value, theirs->source,
                    theirs->line, theirs->column)) {
                return false;
            }
        } else if (ours->value->kind == CURB_NODE_MAP &&
                   theirs->value->kind == CURB_NODE_MAP) {
            if (!curb_node_merge(tree, ours->value, theirs->value)) {
                return false;
            }
        } else {
            *ours = *theirs;
        }
    }
    return true;
}

curb_node_t *curb_node_copy(curb_tree_t *tree, const curb_node_t *self)
{
    curb_node_t *copy = curb_tree_take(tree, sizeof *copy);
    curb_entry_t *entries = curb_tree_take(tree, (self->count + 1) * sizeof *entries);
    if (copy == NULL || entries == NULL) {
        return NULL;
    }
    *copy = *self;
    copy->entries = entries;
    copy->capacity = self->count + 1;
    if (self->count > 0) {
        memcpy(entries, self->entries, self->count * sizeof *entries);
    }
    return copy;
}

const char *curb_node_kind_text(const curb_node_t *self)
{
    switch (self->kind) {
    case CURB_NODE_LIST:
        return "a list";
    case CURB_NODE_MAP:
        return "a map";
    default:
        return self->text[0] == '\0' ? "nothing" : "a single value";
    }
}

void curb_tree_free(curb_tree_t *self)
{
    for (block_t *block = self->blocks; block != NULL;) {
        block_t *before = block->before;
        curb_free(block);
        block = before;
    }
    *self = (curb_tree_t){0};
}
