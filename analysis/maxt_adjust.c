/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "analysis/adjust.h"
#include "analysis/maxt.h"
#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>

/* Infinite t: a constant difference other than 0. */
static double p_of(const curb_maxt_column_t *column)
{
    if (column->n < 2 || isnan(column->t)) {
        return NAN;
    }
    return isinf(column->t) ? 0
                            : 2 * gsl_cdf_tdist_Q(fabs(column->t), (double)(column->n - 1));
}

curb_error_t curb_maxt_adjust(curb_maxt_t *self)
{
    size_t count = self->column_count;
    double *p = curb_calloc(count, sizeof *p);
    double *adjusted = curb_calloc(count, sizeof *adjusted);
    curb_error_t error = p != NULL && adjusted != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    for (size_t c = 0; error == CURB_OK && c < count; c++) {
        p[c] = self->columns[c].p_t = p_of(&self->columns[c]);
    }
    if (error == CURB_OK) {
        error = curb_adjust(CURB_ADJUST_HOLM, p, count, adjusted);
    }
    for (size_t c = 0; error == CURB_OK && c < count; c++) {
        self->columns[c].p_holm = adjusted[c];
    }
    if (error == CURB_OK) {
        error = curb_adjust(CURB_ADJUST_BH, p, count, adjusted);
    }
    for (size_t c = 0; error == CURB_OK && c < count; c++) {
        self->columns[c].p_bh = adjusted[c];
    }
    curb_free(p);
    curb_free(adjusted);
    return error;
}
