/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/holding_chain.h"

#include "model/bits.h"

#include <string.h>

/* Written out, because gcc 12 vectorises the loop over what is added instead. */
typedef double lanes_t __attribute__((vector_size(CURB_CHAIN_LANES * sizeof(double))));

/* Built by adding one trial at a time, each law from the one before. */
CURB_HOT void curb_chain_trials(double *laws, int most, double p)
{
    const size_t row = curb_chain_row(most);
    laws[0] = 1.0;
    for (int trial = 1; trial <= most; trial++) {
        double *restrict law = laws + (size_t)trial * row;
        const double *restrict before = law - row;
        law[0] = before[0] * (1.0 - p);
        for (int k = 1; k <= trial; k++) {
            law[k] = before[k] * (1.0 - p) + before[k - 1] * p;
        }
    }
}

/* The law of next month's holding of one who holds n and stays active: who stays of n, and
 * who is recruited to the open places. A vector of the result stays in a register.
 * @param open  law of recruitment, with n zeros before it and a row of zeros behind */
CURB_INLINE void step_from(
    double *restrict moves, size_t states, const double *stay, size_t n, const double *open)
{
    const size_t row =
        (states + CURB_CHAIN_LANES - 1) / CURB_CHAIN_LANES * CURB_CHAIN_LANES;
    for (size_t k = 0; k < row; k += CURB_CHAIN_LANES) {
        lanes_t sum = {0.0};
        size_t first = k + n + 1 > states ? k + n + 1 - states : 0; /* others add zeros */
        size_t last = n < k + CURB_CHAIN_LANES - 1 ? n : k + CURB_CHAIN_LANES - 1;
        for (size_t a = first; a <= last; a++) {
            lanes_t law;
            memcpy(&law, open + n + k - a, sizeof law);
            sum += stay[a] * law;
        }
        for (size_t lane = 0; lane < CURB_CHAIN_LANES; lane++) {
            moves[(k + lane) * row + n] = sum[lane];
        }
    }
}

CURB_HOT void curb_chain_moves(
    double *moves, int capacity, const double *stay, const double *recruit, int most)
{
    const size_t row = curb_chain_row(capacity);
    const size_t law = curb_chain_row(most);
    const size_t states = (size_t)capacity + 1;
    double open[3 * (CURB_CAPACITY_MAX + CURB_CHAIN_LANES)];
    for (size_t n = 0; n < states; n++) {
        const double *recruited = recruit + (states - 1 - n) * law;
        for (size_t k = 0; k < n; k++) {
            open[k] = 0.0;
        }
        for (size_t k = 0; k < states - n; k++) {
            open[n + k] = recruited[k];
        }
        for (size_t k = states; k < n + row; k++) {
            open[k] = 0.0;
        }
        step_from(moves, states, stay + n * law, n, open);
    }
}

/* Transposed, so that row k collects what flows into k. */
CURB_INLINE void set_up(double *restrict matrix, const double *restrict moves,
    const double *restrict survive, size_t size, size_t row)
{
    for (size_t k = 0; k < size; k++) {
        double *restrict into = matrix + k * row;
        const double *restrict move = moves + k * row;
        for (size_t n = 0; n < row; n++) {
            into[n] = 0.0 - survive[n] * move[n];
        }
        into[k] = 1.0 - survive[k] * move[k];
    }
}

/* From a whole vector on: the columns before the pivot are not read again. */
CURB_INLINE void eliminate(double *matrix, double *right, size_t size, size_t row)
{
    for (size_t pivot = 0; pivot < size; pivot++) {
        const double *restrict top = matrix + pivot * row;
        const size_t start = pivot / CURB_CHAIN_LANES * CURB_CHAIN_LANES;
        for (size_t r = pivot + 1; r < size; r++) {
            double *restrict below = matrix + r * row;
            const double factor = below[pivot] / top[pivot];
            for (size_t column = start; column < row; column += CURB_CHAIN_LANES) {
                for (size_t lane = column; lane < column + CURB_CHAIN_LANES; lane++) {
                    below[lane] -= factor * top[lane];
                }
            }
            right[r] -= factor * right[pivot];
        }
    }
}

CURB_HOT void curb_chain_months(double *months, double *matrix, const double *moves,
    const double *survive, int capacity)
{
    const size_t size = (size_t)capacity + 1;
    const size_t row = curb_chain_row(capacity);
    double right[CURB_CAPACITY_MAX + 1];
    right[0] = 1.0;
    for (size_t r = 1; r < size; r++) {
        right[r] = 0.0;
    }
    set_up(matrix, moves, survive, size, row);
    eliminate(matrix, right, size, row);
    for (size_t r = size; r-- > 0;) {
        double sum = right[r];
        for (size_t column = r + 1; column < size; column++) {
            sum -= matrix[r * row + column] * months[column];
        }
        months[r] = sum / matrix[r * row + r];
    }
}
