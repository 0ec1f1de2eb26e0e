/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/sobol_parts.h"

#include "model/random.h"

size_t curb_sobol_row(const curb_sobol_layout_t *layout)
{
    size_t walk = layout->walk && layout->factors > 2 ? layout->factors - 2 : 0;
    return curb_sobol_at_b(layout) + 1 + walk;
}

size_t curb_sobol_chance(size_t factors) { return 2 * factors + 1; }

size_t curb_sobol_at_step(
    const curb_sobol_layout_t *layout, size_t first_factor, size_t steps)
{
    return steps == 0                 ? 0
           : steps == layout->factors ? curb_sobol_at_b(layout)
           : steps == 1               ? curb_sobol_at_ab(first_factor)
                                      : curb_sobol_at_b(layout) + steps - 1;
}

/* The rank of a factor's word among those of the row. */
size_t curb_sobol_place(const curb_sobol_layout_t *layout, size_t row, size_t factor)
{
    curb_key_t key =
        curb_key(layout->seed, (uint32_t)row, CURB_FOR_DESIGN, CURB_SOBOL_WALKS);
    uint32_t mine, unused;
    curb_words(key, (uint32_t)factor, 0, &mine, &unused);
    size_t rank = 0;
    for (size_t other = 0; other < layout->factors; other++) {
        uint32_t word;
        curb_words(key, (uint32_t)other, 0, &word, &unused);
        rank += word < mine || (word == mine && other < factor);
    }
    return rank;
}

/* Whether a factor's inputs come from B at a point of a row. */
static bool is_from_b(
    const curb_sobol_layout_t *layout, size_t row, size_t at, size_t factor)
{
    size_t b = curb_sobol_at_b(layout);
    if (at == 0 || at == b) {
        return at == b;
    }
    if (at > b) {
        return curb_sobol_place(layout, row, factor) < at - b + 1;
    }
    return at <= layout->factors ? at == curb_sobol_at_ab(factor)
                                 : at != curb_sobol_at_ba(layout, factor);
}

void curb_sobol_design(const double *base, size_t count, size_t inputs, const size_t *group,
    const curb_sobol_layout_t *layout, double *points)
{
    size_t row = curb_sobol_row(layout);
    for (size_t i = 0; i < count; i++) {
        const double *a = base + i * 2 * inputs, *b = a + inputs;
        for (size_t p = 0; p < row; p++) {
            double *point = points + (i * row + p) * inputs;
            for (size_t k = 0; k < inputs; k++) {
                size_t factor = group != NULL ? group[k] : k;
                point[k] = is_from_b(layout, i, p, factor) ? b[k] : a[k];
            }
        }
    }
}
