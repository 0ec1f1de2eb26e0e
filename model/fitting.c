/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/fitting.h"

#include <math.h>

enum { FITTING_ROUNDS = 2000 };

double curb_fit_margins(
    double *flow, size_t stride, size_t count, const double *rows, const double *columns)
{
    double worst = 0.0;
    for (int round = 0; round < FITTING_ROUNDS; round++) {
        for (size_t k = 0; k < count; k++) {
            double column = 0.0;
            for (size_t j = 0; j < count; j++) {
                column += flow[j * stride + k];
            }
            for (size_t j = 0; j < count && column > 0.0; j++) {
                flow[j * stride + k] *= columns[k] / column;
            }
        }
        worst = 0.0;
        for (size_t j = 0; j < count; j++) {
            double row = 0.0;
            for (size_t k = 0; k < count; k++) {
                row += flow[j * stride + k];
            }
            if (rows[j] > 0.0) {
                worst = fmax(worst, fabs(row / rows[j] - 1.0));
            }
            for (size_t k = 0; k < count && row > 0.0; k++) {
                flow[j * stride + k] *= rows[j] / row;
            }
        }
        if (worst < 1e-13) {
            break;
        }
    }
    return worst;
}
