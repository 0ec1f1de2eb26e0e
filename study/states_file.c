/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/states_file.h"

#include "study/bind.h"
#include "study/load.h"
#include "study/scalar.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

typedef enum {
    ID,
    NAME,
    KIND,
    COUNTED_IN,
    NEIGHBOUR,
    REGION,
    POPULATION,
    GDP,
    LATITUDE,
    LONGITUDE,
    COLUMN_COUNT
} column_t;

/* Those that carry the year have a %d. */
static const char *const column_names[COLUMN_COUNT] = {"id", "name", "kind", "counted_in",
    "neighbour", "region_%d", "population_%d", "gdp_usd_%d", "latitude", "longitude"};

typedef struct {
    curb_reader_t *reader;
    curb_states_t *states;
    size_t columns[COLUMN_COUNT];
} work_t;

static const char *text_of(const work_t *work, size_t row, column_t column)
{
    return curb_csv_text(&work->states->csv, row, work->columns[column]);
}

static bool find_columns(work_t *work, int year)
{
    bool fine = true;
    for (size_t i = 0; i < COLUMN_COUNT; i++) {
        char name[CURB_ID_BYTES];
        if (strchr(column_names[i], '%') != NULL) {
            char stem[CURB_ID_BYTES];
            snprintf(stem, sizeof stem, "%s", column_names[i]);
            *strchr(stem, '%') = '\0';
            snprintf(name, sizeof name, "%.40s%d", stem, year);
        } else {
            snprintf(name, sizeof name, "%s", column_names[i]);
        }
        work->columns[i] = curb_csv_column(&work->states->csv, name);
        if (work->columns[i] == work->states->csv.column_count) {
            curb_reader_error_at(work->reader, work->states->csv.source,
                work->states->csv.lines[0], 1, "there is no column '%s'", name);
            fine = false;
        }
    }
    return fine;
}

static double number_of(
    const work_t *work, size_t row, column_t column, double least, double most)
{
    const char *text = text_of(work, row, column);
    double value = least;
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(text, shown, sizeof shown);
    const char *fault =
        text[0] == '\0' ? "is no number: it is empty" : curb_scalar_number(text, &value);
    if (fault != NULL) {
        curb_csv_error(work->reader, &work->states->csv, row, work->columns[column],
            "'%s' %s", shown, fault);
    } else if (value < least || value > most) {
        curb_csv_error(work->reader, &work->states->csv, row, work->columns[column],
            "%s is outside [%.10g, %.10g]", shown, least, most);
    }
    return value;
}

static const char *id_at(const void *names, size_t index)
{
    return ((const curb_states_t *)names)->ids[index];
}

static const char *key_at(const void *names, size_t index)
{
    return ((const curb_node_t *)names)->entries[index].key;
}

/* Index of the name in a cell among others; `count` after an error. */
static size_t name_of(const work_t *work, size_t row, column_t column,
    curb_name_at_t *name_at, const void *names, size_t count)
{
    const char *text = text_of(work, row, column);
    curb_suggestion_t near = {.word = text};
    for (size_t i = 0; i < count; i++) {
        if (strcmp(name_at(names, i), text) == 0) {
            return i;
        }
        curb_suggestion_offer(&near, name_at(names, i));
    }
    char shown[CURB_SHOWN_BYTES];
    curb_text_show(text, shown, sizeof shown);
    const char *meant = curb_suggestion_best(&near);
    curb_csv_error(work->reader, &work->states->csv, row, work->columns[column],
        "unknown '%s'%s%s%s", shown, meant != NULL ? "; did you mean '" : "",
        meant != NULL ? meant : "", meant != NULL ? "'?" : "");
    return count;
}

static void read_id(work_t *work, size_t row)
{
    curb_states_t *states = work->states;
    states->ids[row] = text_of(work, row, ID);
    states->names[row] = text_of(work, row, NAME);
    if (!curb_scalar_is_id(states->ids[row], false)) {
        curb_csv_error(work->reader, &states->csv, row, work->columns[ID],
            "expected letters, digits, _ and -, 63 at most");
    }
    if (states->names[row][0] == '\0' || strlen(states->names[row]) > 80) {
        curb_csv_error(work->reader, &states->csv, row, work->columns[NAME],
            "expected a name of 1 to 80 bytes");
    }
    for (size_t i = 0; i < row; i++) {
        if (strcmp(states->ids[i], states->ids[row]) == 0) {
            curb_csv_error(work->reader, &states->csv, row, work->columns[ID],
                "'%s' stands in line %d too", states->ids[row], states->csv.lines[i + 1]);
        }
    }
}

/* A group is named by what it is counted in: the first of them stands for all. */
static size_t group_of(work_t *work, size_t row)
{
    const char *name = text_of(work, row, COUNTED_IN);
    if (!curb_scalar_is_id(name, false)) {
        curb_csv_error(work->reader, &work->states->csv, row, work->columns[COUNTED_IN],
            "a group needs the id of the jurisdiction that it is counted in");
    }
    size_t first = 0;
    while (first < row && strcmp(text_of(work, first, COUNTED_IN), name) != 0) {
        first++;
    }
    return first;
}

static void read_kind(work_t *work, size_t row)
{
    curb_states_t *states = work->states;
    curb_member_t *member = &states->members[row];
    const char *kind = text_of(work, row, KIND);
    member->neighbour = member->group = row;
    member->several = strcmp(kind, "group") == 0;
    states->place_ids[row] = states->ids[row];
    if (member->several) {
        states->place_ids[row] = text_of(work, row, COUNTED_IN);
        member->group = group_of(work, row);
    } else if (strcmp(kind, "state") != 0) {
        curb_csv_error(work->reader, &states->csv, row, work->columns[KIND],
            "expected state or group");
    } else if (text_of(work, row, NEIGHBOUR)[0] != '\0') {
        size_t neighbour = name_of(work, row, NEIGHBOUR, id_at, states, states->count);
        member->neighbour = neighbour < states->count ? neighbour : row;
    }
}

static void read_member(work_t *work, size_t row, const curb_node_t *regions)
{
    curb_member_t *member = &work->states->members[row];
    read_kind(work, row);
    member->region = name_of(work, row, REGION, key_at, regions, regions->count);
    member->population = number_of(work, row, POPULATION, 1.0, 1e11);
    member->latitude = number_of(work, row, LATITUDE, -90.0, 90.0);
    member->longitude = number_of(work, row, LONGITUDE, -180.0, 180.0);
    if (text_of(work, row, GDP)[0] != '\0') {
        member->gdp_usd = number_of(work, row, GDP, 1.0, 1e16);
    }
}

/* What was left empty follows the neighbour, whose own must be there. */
static void fill_gdp(work_t *work, size_t row)
{
    curb_member_t *member = &work->states->members[row];
    const curb_member_t *neighbour = &work->states->members[member->neighbour];
    if (text_of(work, row, GDP)[0] != '\0') {
        return;
    }
    if (neighbour == member || text_of(work, member->neighbour, GDP)[0] == '\0') {
        curb_csv_error(work->reader, &work->states->csv, row, work->columns[GDP],
            "is empty, and there is no neighbour that has it");
        return;
    }
    member->gdp_usd =
        member->population * neighbour->gdp_usd / fmax(1.0, neighbour->population);
}

static void check_regions(work_t *work, const curb_node_t *regions, const curb_node_t *path)
{
    for (size_t r = 0; r < regions->count; r++) {
        bool found = false;
        for (size_t i = 0; i < work->states->count; i++) {
            found = found || work->states->members[i].region == r;
        }
        if (!found) {
            curb_reader_error(
                work->reader, path, "no row is in region '%s'", regions->entries[r].key);
        }
    }
}

bool curb_states_read(curb_reader_t *reader, const curb_node_t *path, int year,
    const curb_node_t *regions, curb_states_t *states)
{
    work_t work = {.reader = reader, .states = states};
    size_t before = reader->error_count;
    const curb_source_t *source = curb_load_text(reader, path->text, path);
    if (source == NULL || !curb_csv_read(reader, source, &states->csv) ||
        !find_columns(&work, year)) {
        return false;
    }
    states->count = states->csv.row_count;
    if (states->count > CURB_MEMBER_MAX) {
        curb_reader_error(
            reader, path, "%zu rows; at most %d", states->count, CURB_MEMBER_MAX);
        return false;
    }
    for (size_t row = 0; row < states->count; row++) {
        read_id(&work, row);
    }
    for (size_t row = 0; row < states->count; row++) {
        read_member(&work, row, regions);
    }
    for (size_t row = 0; row < states->count; row++) {
        fill_gdp(&work, row);
    }
    check_regions(&work, regions, path);
    return reader->error_count == before;
}
