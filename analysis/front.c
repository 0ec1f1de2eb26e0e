/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/front.h"

#include "model/memory.h"

#include <math.h>
#include <stdlib.h>

typedef struct {
    double cost, averted;
    size_t index;
} point_t;

bool curb_front_dominates(
    double cost, double averted, double other_cost, double other_averted)
{
    return cost <= other_cost && averted >= other_averted &&
           (cost < other_cost || averted > other_averted);
}

static int by_cost(const void *left, const void *right)
{
    const point_t *a = left, *b = right;
    if (a->cost != b->cost) {
        return a->cost < b->cost ? -1 : 1;
    }
    if (a->averted != b->averted) {
        return a->averted > b->averted ? -1 : 1;
    }
    return (a->index > b->index) - (a->index < b->index);
}

/* By rising cost, the better first. Then the point put last into a layer is its best, and
 * only it can dominate what follows; the best of layers falls from one to the next, so the
 * first layer that does not dominate a point is found by bisection. */
curb_error_t curb_front_layers(
    const double *cost, const double *averted, size_t count, size_t *layer)
{
    point_t *points = curb_calloc(count, sizeof *points);
    point_t *last = curb_calloc(count, sizeof *last); /* [layer] */
    size_t kept = 0, layers = 0;
    if (points == NULL || last == NULL) {
        curb_free(points);
        curb_free(last);
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t i = 0; i < count; i++) {
        layer[i] = CURB_FRONT_NONE;
        if (!isnan(cost[i]) && !isnan(averted[i])) {
            points[kept++] = (point_t){cost[i], averted[i], i};
        }
    }
    qsort(points, kept, sizeof *points, by_cost);
    for (size_t i = 0; i < kept; i++) {
        size_t low = 0, high = layers;
        while (low < high) {
            size_t middle = (low + high) / 2;
            if (curb_front_dominates(last[middle].cost, last[middle].averted,
                    points[i].cost, points[i].averted)) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        last[low] = points[i];
        layers += low == layers;
        layer[points[i].index] = low;
    }
    curb_free(points);
    curb_free(last);
    return CURB_OK;
}

static bool is_better(
    const double *cost, const double *averted, size_t candidate, size_t than)
{
    return than == CURB_FRONT_NONE || averted[candidate] > averted[than] ||
           (averted[candidate] == averted[than] && cost[candidate] < cost[than]);
}

void curb_front_dominators(
    const double *cost, const double *averted, size_t count, size_t *by)
{
    for (size_t i = 0; i < count; i++) {
        by[i] = CURB_FRONT_NONE;
        for (size_t k = 0; k < count; k++) {
            if (curb_front_dominates(cost[k], averted[k], cost[i], averted[i]) &&
                is_better(cost, averted, k, by[i])) {
                by[i] = k;
            }
        }
        if (curb_front_dominates(0, 0, cost[i], averted[i])) {
            by[i] = CURB_FRONT_NOTHING;
        }
    }
}
