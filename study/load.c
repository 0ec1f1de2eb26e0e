/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/load.h"

#include "study/scalar.h"
#include "study/yaml.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 1048576, EXTENDS_DEPTH_MAX = 8, LONG_PATH_BYTES = 4096 };

/** The files that are being read now, each extended by the one before. */
typedef struct chain {
    const struct chain *child;
    const curb_source_t *source;
    int length;
} chain_t;

/* A file that cannot be used: at the value that named it, or, named by the command line,
 * without a line. */
static void fail_file(curb_reader_t *reader, const curb_node_t *from, const char *name,
    curb_error_t error, const char *why)
{
    char shown[CURB_PATH_BYTES];
    curb_text_show(name, shown, sizeof shown);
    size_t before = reader->error_count;
    if (from != NULL) {
        curb_reader_error_at(
            reader, from->source, from->line, from->column, "%s: %s", shown, why);
    } else {
        curb_source_t source = {.name = name, .text = ""};
        curb_reader_error_at(reader, &source, 0, 0, "%s", why);
    }
    if (error != CURB_ERR_INVALID && before == 0) {
        curb_reader_raise(reader, error);
    }
}

static bool read_all(int file, char *text, size_t *size)
{
    *size = 0;
    while (*size <= FILE_BYTES_MAX) {
        ssize_t got = read(file, text + *size, FILE_BYTES_MAX + 1 - *size);
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0) {
            return false;
        }
        if (got == 0) {
            return true;
        }
        *size += (size_t)got;
    }
    return true;
}

static const char *fault_in_text(const char *text, size_t size)
{
    if (size > FILE_BYTES_MAX) {
        return "is larger than 1 MiB";
    }
    if (size == 0) {
        return "is empty";
    }
    return memchr(text, 0, size) != NULL ? "is binary, not a text file" : NULL;
}

/* The whole of an open file, as a source; NULL after saying why not. */
static curb_source_t *read_open_file(curb_reader_t *reader, int file,
    const struct stat *status, const char *name, const curb_node_t *from)
{
    curb_source_t *source = curb_tree_take(&reader->tree, sizeof *source);
    char *text = curb_tree_take(&reader->tree, FILE_BYTES_MAX + 2);
    if (source == NULL || text == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    size_t size = 0;
    if (!read_all(file, text, &size)) {
        fail_file(reader, from, name, CURB_ERR_IO, strerror(errno));
        return NULL;
    }
    const char *fault = fault_in_text(text, size);
    if (fault != NULL) {
        fail_file(reader, from, name, CURB_ERR_INVALID, fault);
        return NULL;
    }
    *source = (curb_source_t){.name = name,
        .text = text,
        .size = size,
        .device = (uint64_t)status->st_dev,
        .inode = (uint64_t)status->st_ino};
    return source;
}

static curb_source_t *read_source(
    curb_reader_t *reader, const char *path, const curb_node_t *from)
{
    const char *name = curb_reader_name(reader, path);
    if (name == NULL) {
        return NULL;
    }
    struct stat status;
    if (stat(path, &status) != 0) {
        fail_file(reader, from, name, CURB_ERR_NO_INPUT, strerror(errno));
        return NULL;
    }
    if (!S_ISREG(status.st_mode) && !S_ISFIFO(status.st_mode)) {
        fail_file(reader, from, name, CURB_ERR_INVALID,
            S_ISDIR(status.st_mode) ? "is a directory, not a file"
                                    : "is not a regular file");
        return NULL;
    }
    int file = open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        fail_file(reader, from, name, CURB_ERR_NO_INPUT, strerror(errno));
        return NULL;
    }
    curb_source_t *source = read_open_file(reader, file, &status, name, from);
    close(file);
    return source;
}

/* A path as the file that names it means it: relative to its own folder. */
static bool resolve_path(
    curb_reader_t *reader, const char *path, const curb_node_t *from, char *resolved)
{
    const char *base = from != NULL && !from->source->setting ? from->source->name : "";
    const char *slash = strrchr(base, '/');
    int folder = path[0] != '/' && slash != NULL ? (int)(slash - base) + 1 : 0;
    int length = snprintf(resolved, LONG_PATH_BYTES, "%.*s%s", folder, base, path);
    if (length >= LONG_PATH_BYTES) {
        fail_file(reader, from, "path", CURB_ERR_INVALID, "the path is too long");
        return false;
    }
    return true;
}

static curb_node_t *load_chained(
    curb_reader_t *reader, const char *path, const curb_node_t *from, const chain_t *child);

static bool chain_is_fine(
    curb_reader_t *reader, const chain_t *chain, const curb_node_t *from)
{
    for (const chain_t *link = chain->child; link != NULL; link = link->child) {
        if (link->source->device == chain->source->device &&
            link->source->inode == chain->source->inode) {
            fail_file(reader, from, chain->source->name, CURB_ERR_INVALID,
                "extends itself, directly or through others: a cycle");
            return false;
        }
    }
    if (chain->length > EXTENDS_DEPTH_MAX) {
        fail_file(reader, from, chain->source->name, CURB_ERR_INVALID,
            "extends goes on for more than 8 files");
        return false;
    }
    return true;
}

/* The tree of one file that is extended, laid over what was gathered before. */
static curb_node_t *add_parent(curb_reader_t *reader, curb_node_t *gathered,
    const curb_node_t *name, const chain_t *chain)
{
    if (name->kind != CURB_NODE_SCALAR || name->text[0] == '\0') {
        curb_reader_error_at(reader, name->source, name->line, name->column,
            "extends: expected the path of a file, or a list of paths");
        return gathered;
    }
    curb_node_t *parent = load_chained(reader, name->text, name, chain);
    if (parent == NULL || gathered == NULL) {
        return parent != NULL ? parent : gathered;
    }
    if (!curb_node_merge(&reader->tree, gathered, parent)) {
        curb_reader_no_memory(reader);
    }
    return gathered;
}

static curb_node_t *extend(curb_reader_t *reader, curb_node_t *root, const chain_t *chain)
{
    const curb_node_t *names = curb_node_get(root, "extends");
    if (names == NULL) {
        return root;
    }
    curb_node_t *gathered = NULL;
    if (names->kind == CURB_NODE_LIST) {
        for (size_t i = 0; i < names->count; i++) {
            gathered = add_parent(reader, gathered, names->entries[i].value, chain);
        }
    } else {
        gathered = add_parent(reader, gathered, names, chain);
    }
    curb_node_remove(root, "extends");
    if (gathered == NULL) {
        return root;
    }
    curb_node_remove(gathered, "id"); /* an id names one file and is not handed down */
    if (!curb_node_merge(&reader->tree, gathered, root)) {
        curb_reader_no_memory(reader);
    }
    gathered->source =
        root->source; /* what is missing is missing in the file that was asked for */
    gathered->line = root->line;
    gathered->column = root->column;
    return gathered;
}

/* The file's own id, whatever is laid over it later: rows of the registry go by it. */
static void name_source(
    curb_reader_t *reader, curb_source_t *source, const curb_node_t *root)
{
    char id[CURB_ID_BYTES];
    const curb_node_t *given = curb_node_get(root, "id");
    curb_scalar_id_of_path(source->name, id);
    if (given != NULL && given->kind == CURB_NODE_SCALAR &&
        curb_scalar_is_id(given->text, false)) {
        snprintf(id, sizeof id, "%s", given->text);
    }
    source->id = curb_tree_text(&reader->tree, id, strlen(id));
    if (source->id == NULL) {
        curb_reader_no_memory(reader);
    }
}

static curb_node_t *load_chained(
    curb_reader_t *reader, const char *path, const curb_node_t *from, const chain_t *child)
{
    char resolved[LONG_PATH_BYTES];
    if (!resolve_path(reader, path, from, resolved)) {
        return NULL;
    }
    curb_source_t *source = read_source(reader, resolved, from);
    if (source == NULL) {
        return NULL;
    }
    chain_t chain = {child, source, child != NULL ? child->length + 1 : 0};
    if (!chain_is_fine(reader, &chain, from)) {
        return NULL;
    }
    size_t before = reader->error_count;
    curb_node_t *root = curb_yaml_read(reader, source);
    if (root == NULL) {
        if (reader->error_count == before && reader->error != CURB_ERR_NO_MEMORY) {
            fail_file(reader, from, source->name, CURB_ERR_INVALID, "holds nothing");
        }
        return NULL;
    }
    if (root->kind != CURB_NODE_MAP) {
        curb_reader_error_at(reader, source, root->line, root->column,
            "expected keys and values (`seed: 21`), found %s", curb_node_kind_text(root));
        return NULL;
    }
    name_source(reader, source, root);
    return extend(reader, root, &chain);
}

curb_node_t *curb_load_file(
    curb_reader_t *reader, const char *path, const curb_node_t *from)
{
    return load_chained(reader, path, from, NULL);
}

const curb_source_t *curb_load_text(
    curb_reader_t *reader, const char *path, const curb_node_t *from)
{
    char resolved[LONG_PATH_BYTES];
    return resolve_path(reader, path, from, resolved) ? read_source(reader, resolved, from)
                                                      : NULL;
}

/* The value of a setting, read as YAML, so that lists and maps can be given too. */
static curb_node_t *read_setting(curb_reader_t *reader, const curb_setting_t *setting)
{
    char name[CURB_PATH_BYTES], shown[CURB_PATH_BYTES - 16];
    curb_text_show(setting->key, shown, sizeof shown);
    snprintf(name, sizeof name, "--set %s", shown);
    curb_source_t *source = curb_tree_take(&reader->tree, sizeof *source);
    char *text = curb_tree_text(&reader->tree, setting->value, strlen(setting->value));
    if (source == NULL || text == NULL) {
        curb_reader_no_memory(reader);
        return NULL;
    }
    *source = (curb_source_t){.text = text, .size = strlen(text), .setting = true};
    source->name = curb_reader_name(reader, name);
    if (source->name == NULL) {
        return NULL;
    }
    size_t before = reader->error_count;
    curb_node_t *node = curb_yaml_read(reader, source);
    if (node == NULL && reader->error_count == before) {
        curb_reader_error_at(reader, source, 1, 1, "%s: the value is empty", shown);
    }
    return node;
}

static bool put(
    curb_reader_t *reader, curb_node_t *map, const char *key, curb_node_t *value)
{
    curb_entry_t *entry = curb_node_find(map, key);
    if (entry != NULL) {
        entry->value = value;
        return true;
    }
    return curb_node_add(
               &reader->tree, map, key, value, value->source, value->line, value->column) ||
           curb_reader_no_memory(reader);
}

static void apply(curb_reader_t *reader, curb_node_t *root, const char *key,
    const curb_setting_t *setting)
{
    curb_node_t *value = read_setting(reader, setting);
    char *rest = curb_tree_text(&reader->tree, key, strlen(key));
    if (value == NULL || rest == NULL) {
        if (rest == NULL) {
            curb_reader_no_memory(reader);
        }
        return;
    }
    curb_node_t *map = root;
    for (char *dot = strchr(rest, '.'); dot != NULL; dot = strchr(rest, '.')) {
        *dot = '\0';
        curb_node_t *next = curb_node_get(map, rest);
        if (next == NULL || next->kind != CURB_NODE_MAP) {
            next = curb_tree_node(&reader->tree, CURB_NODE_MAP, value->source, 1, 1);
            if (next == NULL || !put(reader, map, rest, next)) {
                curb_reader_no_memory(reader);
                return;
            }
        }
        map = next;
        rest = dot + 1;
    }
    (void)put(reader, map, rest, value);
}

void curb_load_settings(curb_reader_t *reader, curb_node_t *root, const char *prefix,
    const curb_setting_t *settings, size_t setting_count)
{
    size_t length = strlen(prefix);
    for (size_t i = 0; i < setting_count; i++) {
        bool of_world = strncmp(settings[i].key, "world.", 6) == 0;
        if (of_world == (length > 0)) {
            apply(reader, root, settings[i].key + length, &settings[i]);
        }
    }
}
