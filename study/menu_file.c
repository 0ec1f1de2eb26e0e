/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/menu_file.h"

#include "study/shock_file.h"

#include <string.h>

enum { PACKAGE_DEPTH_MAX = 8, POLICIES_MAX = 1000 };

static void read_policies(curb_menu_t *self, const curb_node_t *root)
{
    curb_reader_t *reader = self->reader;
    const curb_node_t *map = curb_node_get(root, "policies");
    size_t length = curb_reader_enter(reader, "policies");
    if (map != NULL && curb_bind_is_map(reader, map) && map->count > POLICIES_MAX) {
        curb_reader_error(reader, map, "more than %d policies", POLICIES_MAX);
    } else if (map != NULL && map->kind == CURB_NODE_MAP) {
        self->drafts =
            curb_tree_take(&reader->tree, (map->count + 1) * sizeof *self->drafts);
        if (self->drafts == NULL) {
            curb_reader_no_memory(reader);
        }
        curb_reader_open(reader, "policies");
        for (size_t i = 0; self->drafts != NULL && i < map->count; i++) {
            curb_policy_file_read(reader, &map->entries[i], self->world, &self->horizon,
                &self->drafts[self->draft_count++]);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

static void read_shocks(curb_menu_t *self, const curb_node_t *root)
{
    curb_reader_t *reader = self->reader;
    const curb_node_t *map = curb_node_get(root, "shocks");
    size_t length = curb_reader_enter(reader, "shocks");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        self->shocks =
            curb_tree_take(&reader->tree, (map->count + 1) * sizeof *self->shocks);
        if (self->shocks == NULL) {
            curb_reader_no_memory(reader);
        }
        curb_reader_open(reader, "shocks");
        for (size_t i = 0; self->shocks != NULL && i < map->count; i++) {
            curb_shock_file_read(reader, &map->entries[i], self->world, &self->horizon,
                &self->shocks[self->shock_count++]);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}

static size_t find_draft(const curb_menu_t *self, const char *id)
{
    for (size_t i = 0; i < self->draft_count; i++) {
        if (strcmp(self->drafts[i].entry->key, id) == 0) {
            return i;
        }
    }
    return self->draft_count;
}

static void pick_name(
    const curb_menu_t *self, curb_picked_t *picked, const curb_node_t *name, int depth);

static void pick_draft(
    const curb_menu_t *self, curb_picked_t *picked, const curb_node_t *name, size_t index)
{
    for (size_t i = 0; i < picked->count; i++) {
        if (picked->drafts[i] == index) {
            return; /* packages may overlap */
        }
    }
    size_t room = CURB_POLICY_MAX - self->world->in_force_count;
    if (picked->count == room) {
        if (!picked->full) {
            curb_reader_error(self->reader, name,
                "more than %zu policies in one scenario, those in force not counted", room);
        }
        picked->full = true;
        return;
    }
    picked->drafts[picked->count++] = index;
}

static void pick_list(
    const curb_menu_t *self, curb_picked_t *picked, const curb_node_t *list, int depth)
{
    for (size_t i = 0; i < list->count; i++) {
        pick_name(self, picked, list->entries[i].value, depth);
    }
}

static void report_unknown(const curb_menu_t *self, const curb_node_t *name)
{
    curb_suggestion_t near = {.word = name->text};
    for (size_t i = 0; i < self->draft_count; i++) {
        curb_suggestion_offer(&near, self->drafts[i].entry->key);
    }
    for (size_t i = 0; self->packages != NULL && i < self->packages->count; i++) {
        curb_suggestion_offer(&near, self->packages->entries[i].key);
    }
    curb_reader_unknown(
        self->reader, name->source, name->line, name->column, "policy or package", &near);
}

static void pick_name(
    const curb_menu_t *self, curb_picked_t *picked, const curb_node_t *name, int depth)
{
    if (name->kind != CURB_NODE_SCALAR) {
        curb_reader_error(self->reader, name, "found %s; expected the id of a policy",
            curb_node_kind_text(name));
        return;
    }
    size_t index = find_draft(self, name->text);
    const curb_node_t *package = curb_node_get(self->packages, name->text);
    if (index < self->draft_count) {
        pick_draft(self, picked, name, index);
    } else if (package == NULL) {
        report_unknown(self, name);
    } else if (depth == PACKAGE_DEPTH_MAX) {
        curb_reader_error(self->reader, name,
            "package '%s' holds packages more than %d deep, or itself", name->text,
            PACKAGE_DEPTH_MAX);
    } else if (package->kind == CURB_NODE_LIST) {
        pick_list(self, picked, package, depth + 1);
    }
}

static void read_package(curb_menu_t *self, const curb_entry_t *entry)
{
    curb_reader_t *reader = self->reader;
    (void)curb_policy_file_id(reader, entry, "package");
    size_t length = curb_reader_enter(reader, entry->key);
    if (entry->value->kind != CURB_NODE_LIST || entry->value->count == 0) {
        curb_reader_error(reader, entry->value, "expected a list of policies");
    } else if (find_draft(self, entry->key) < self->draft_count) {
        curb_reader_error(reader, entry->value, "is also the id of a policy");
    } else {
        size_t before = reader->error_count;
        curb_picked_t picked = {0};
        pick_list(self, &picked, entry->value, 1);
        if (reader->error_count == before) {
            curb_bind_write_list(reader, entry->key, entry->value);
        }
    }
    curb_reader_leave(reader, length);
}

static void read_packages(curb_menu_t *self, const curb_node_t *root)
{
    curb_reader_t *reader = self->reader;
    const curb_node_t *map = curb_node_get(root, "packages");
    size_t length = curb_reader_enter(reader, "packages");
    if (map != NULL && curb_bind_is_map(reader, map)) {
        self->packages = map;
        curb_reader_open(reader, "packages");
        for (size_t i = 0; i < map->count; i++) {
            read_package(self, &map->entries[i]);
        }
        curb_reader_close(reader);
    }
    curb_reader_leave(reader, length);
}
void curb_menu_pick(const curb_menu_t *self, const curb_node_t *list, curb_picked_t *picked)
{
    pick_list(self, picked, list, 0);
}

curb_menu_t curb_menu_file_read(
    curb_reader_t *reader, const curb_node_t *root, const curb_study_t *study)
{
    curb_menu_t self = {.reader = reader,
        .world = study->world,
        .horizon = {study->months, study->months_before, false}};
    read_policies(&self, root);
    read_packages(&self, root);
    read_shocks(&self, root);
    return self;
}
