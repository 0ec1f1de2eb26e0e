/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/holding.h"

enum { ROW = CURB_CAPACITY_MAX + 1 };

/* Law of the number of successes in n trials, built by adding one trial at a time. */
static void binomial_law(double *share, int n, double p)
{
    share[0] = 1.0;
    for (int trial = 1; trial <= n; trial++) {
        share[trial] = share[trial - 1] * p;
        for (int k = trial - 1; k >= 1; k--) {
            share[k] = share[k] * (1.0 - p) + share[k - 1] * p;
        }
        share[0] *= 1.0 - p;
    }
}

double curb_holding_visibility(double n, double held, double growth)
{
    double visibility = 1.0 + growth * (n / held - 1.0);
    visibility = visibility < 0.1 ? 0.1 : visibility;
    return visibility > 5.0 ? 5.0 : visibility;
}

static double detection_at(const curb_holding_rates_t *rates, int n)
{
    double p = rates->detection * curb_holding_visibility(n, rates->held, rates->growth);
    return p < 1.0 ? p : 1.0;
}

/* Row n of the chain: the law of next month's holding of one who holds n and stays active.
 */
static void step_from(double *next, int n, int capacity, const curb_holding_rates_t *rates)
{
    double stay[ROW];
    double recruit[ROW];
    binomial_law(stay, n, 1.0 - rates->escape);
    binomial_law(recruit, capacity - n, rates->recruit);
    for (int k = 0; k <= capacity; k++) {
        next[k] = 0.0;
    }
    for (int a = 0; a <= n; a++) {
        for (int b = 0; b <= capacity - n; b++) {
            next[a + b] += stay[a] * recruit[b];
        }
    }
}

/* Solves s (I - T) = e0 by elimination: expected months in each state of one who enters
 * with none. `matrix` has `size` rows of `size`. Own code, because its bits decide the
 * first state of the agents. */
static void expected_months(double *matrix, double *months, int size)
{
    double right[ROW] = {1.0};
    for (int pivot = 0; pivot < size; pivot++) {
        const double *top = matrix + pivot * size;
        for (int row = pivot + 1; row < size; row++) {
            double *below = matrix + row * size;
            double factor = below[pivot] / top[pivot];
            for (int column = pivot; column < size && factor != 0.0; column++) {
                below[column] -= factor * top[column];
            }
            right[row] -= factor * right[pivot];
        }
    }
    for (int row = size - 1; row >= 0; row--) {
        double sum = right[row];
        for (int column = row + 1; column < size; column++) {
            sum -= matrix[row * size + column] * months[column];
        }
        months[row] = sum / matrix[row * size + row];
    }
}

void curb_holding_law(
    curb_holding_law_t *law, int capacity, const curb_holding_rates_t *rates)
{
    double matrix[ROW * ROW]; /* transposed, so that row n collects what flows into n */
    int size = capacity + 1;
    for (int n = 0; n < size; n++) {
        double next[ROW];
        double survive = (1.0 - detection_at(rates, n)) * (1.0 - rates->quit);
        step_from(next, n, capacity, rates);
        for (int k = 0; k < size; k++) {
            matrix[k * size + n] = (k == n ? 1.0 : 0.0) - survive * next[k];
        }
    }
    double months[ROW];
    expected_months(matrix, months, size);
    double total = 0.0;
    for (int n = 0; n < size; n++) {
        total += months[n];
    }
    law->capacity = capacity;
    law->exit = 1.0 / total;
    law->mean_held = law->detected = law->held_detected = 0.0;
    for (int n = 0; n < size; n++) {
        law->share[n] = months[n] / total;
        law->mean_held += n * law->share[n];
        law->detected += detection_at(rates, n) * law->share[n];
        law->held_detected += n * detection_at(rates, n) * law->share[n];
    }
}

curb_slot_shares_t curb_slot_shares(const curb_holding_law_t *law, double entry_total,
    double conviction, double sentence_months)
{
    /* the month of detection and the month in which the bar ends are not lost to entry */
    double barred = law->detected * conviction * (sentence_months - 1.0);
    double dormant = law->exit / entry_total;
    double cycle = 1.0 + dormant + barred;
    return (curb_slot_shares_t){1.0 / cycle, dormant / cycle, barred / cycle};
}

double curb_entry_total(const curb_market_t *market, size_t cell)
{
    return market->cells[cell].entry / (1.0 - market->world->responses.succession);
}

uint32_t curb_barred_months(const curb_responses_t *responses)
{
    double months = responses->sentence_months;
    return months < 1.0 ? 1u : (uint32_t)(months + 0.5);
}
