/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/place_changes.h"

#include "model/memory.h"
#include "plots/tiles.h"

#include <math.h>

enum { LEAST_STATES = 20 };

const curb_change_t *curb_places_change(
    const curb_places_t *self, size_t place, size_t sector)
{
    return &self->changes[place * (self->sectors + 1) + sector];
}

/* People on average over the window, or per cent. */
double curb_places_value(const curb_places_t *self, const curb_change_t *change)
{
    return self->of_states ? change->percent : change->difference / CURB_YEAR_MONTHS;
}

/* A place or sector beyond the last is all of them. */
static void mark_cells(curb_places_t *self, size_t place, size_t sector)
{
    for (size_t j = 0; j < self->count; j++) {
        for (size_t m = 0; m < self->sectors; m++) {
            self->cells[j * self->sectors + m] = (place == self->count || place == j) &&
                                                 (sector == self->sectors || sector == m);
        }
    }
}

bool curb_places_in_scope(const curb_places_t *self, size_t place, size_t sector)
{
    const bool *scope = self->scene->labels->in_scope +
                        self->scene->highlight * self->count * self->sectors;
    bool is_inside = false;
    for (size_t m = 0; m < self->sectors; m++) {
        bool counts = sector == self->sectors || sector == m;
        is_inside = is_inside || (counts && scope[place * self->sectors + m]);
    }
    return is_inside;
}

static bool is_map_of_states(const curb_results_t *labels)
{
    size_t states = 0;
    int column, row;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        states += curb_tile_place(labels->jurisdictions[j], &column, &row);
    }
    return states >= LEAST_STATES && states + 1 >= labels->jurisdiction_count;
}

static void compute(curb_places_t *self)
{
    curb_scene_t *scene = self->scene;
    for (size_t j = 0; j <= self->count; j++) {
        for (size_t m = 0; m <= self->sectors; m++) {
            mark_cells(self, j, m);
            self->changes[j * (self->sectors + 1) + m] =
                curb_series_change(&scene->series, CURB_METRIC_EXPLOITED_MONTHS,
                    scene->highlight, self->cells, &scene->compare.window);
        }
    }
}

/* Rows for the places that change most, in either direction. */
static void choose_rows(curb_places_t *self)
{
    for (size_t j = 0; j < self->count; j++) {
        size_t larger = 0;
        double size =
            fabs(curb_places_value(self, curb_places_change(self, j, self->sectors)));
        for (size_t k = 0; k < self->count; k++) {
            double other =
                fabs(curb_places_value(self, curb_places_change(self, k, self->sectors)));
            larger += other > size || (!(other < size) && k < j);
        }
        if (larger < CURB_PLACE_ROWS_MAX) {
            self->rows[self->row_count++] = j;
        }
    }
}

/* The strongest colour is that of the largest change of one tile, clear or not. */
static void scale(curb_places_t *self)
{
    for (size_t i = 0; i < (self->is_map ? self->count : self->row_count); i++) {
        size_t place = self->is_map ? i : self->rows[i];
        for (size_t m = self->is_map ? self->sectors : 0;
             m < self->sectors + (self->is_map ? 1 : 0); m++) {
            const curb_change_t *change = curb_places_change(self, place, m);
            double value = fabs(curb_places_value(self, change));
            if (value > self->largest) {
                self->largest = value;
            }
        }
    }
    self->magnitude =
        self->of_states ? (curb_magnitude_t){1, ""} : curb_words_magnitude(self->largest);
}

curb_error_t curb_places_init(curb_places_t *self, curb_scene_t *scene)
{
    const curb_results_t *labels = scene->labels;
    size_t places = labels->jurisdiction_count, sectors = labels->sector_count;
    *self = (curb_places_t){.scene = scene,
        .count = places,
        .sectors = sectors,
        .is_map = is_map_of_states(labels)};
    for (size_t j = 0; j < places; j++) {
        self->of_states =
            self->of_states || self->is_map || curb_results_withheld(labels, j);
    }
    self->rows = curb_calloc(places, sizeof *self->rows);
    self->changes = curb_calloc((places + 1) * (sectors + 1), sizeof *self->changes);
    self->cells = curb_calloc(places * sectors, sizeof *self->cells);
    if (self->rows == NULL || self->changes == NULL || self->cells == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    compute(self);
    choose_rows(self);
    scale(self);
    return CURB_OK;
}

void curb_places_free(curb_places_t *self)
{
    curb_free(self->rows);
    curb_free(self->changes);
    curb_free(self->cells);
    *self = (curb_places_t){0};
}
