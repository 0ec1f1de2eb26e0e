/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Step-down and step-up procedures have no simple intervals of their own: beside their p
 * values stand single-step intervals that control the same error, and for the false
 * discovery rate those of the false coverage rate. */
#include "analysis/multiplicity.h"

#include "analysis/adjust.h"
#include "model/memory.h"

#include <gsl/gsl_cdf.h>
#include <math.h>
#include <string.h>

#define MULTIPLICITY_ROW(name, key, interval_key, controls, intervals)                     \
    {key, interval_key, controls, intervals},
const curb_multiplicity_row_t curb_multiplicity_rows[CURB_MULTIPLICITY_COUNT] = {
    CURB_MULTIPLICITY_LIST(MULTIPLICITY_ROW)};
#undef MULTIPLICITY_ROW

curb_multiplicity_t curb_multiplicity_find(const char *key)
{
    int found = 0;
    while (found < CURB_MULTIPLICITY_COUNT &&
           strcmp(curb_multiplicity_rows[found].key, key) != 0) {
        found++;
    }
    return (curb_multiplicity_t)found;
}

/* Infinite t: a constant difference other than 0. */
static double p_of(const curb_maxt_column_t *column)
{
    if (column->n < 2 || isnan(column->t)) {
        return NAN;
    }
    return isinf(column->t) ? 0
                            : 2 * gsl_cdf_tdist_Q(fabs(column->t), (double)(column->n - 1));
}

curb_error_t curb_multiplicity_adjust(curb_maxt_t *family)
{
    static const curb_adjust_t methods[] = {
        CURB_ADJUST_HOLM, CURB_ADJUST_HOCHBERG, CURB_ADJUST_BH};
    enum { METHODS = sizeof methods / sizeof *methods };
    size_t count = family->column_count;
    double *p = curb_calloc(count, sizeof *p);
    double *adjusted = curb_calloc(count, sizeof *adjusted);
    curb_error_t error = p != NULL && adjusted != NULL ? CURB_OK : CURB_ERR_NO_MEMORY;
    for (size_t c = 0; error == CURB_OK && c < count; c++) {
        p[c] = family->columns[c].p_t = p_of(&family->columns[c]);
    }
    for (int i = 0; error == CURB_OK && i < METHODS; i++) {
        error = curb_adjust(methods[i], p, count, adjusted);
        for (size_t c = 0; error == CURB_OK && c < count; c++) {
            curb_maxt_column_t *column = &family->columns[c];
            double *const places[METHODS] = {
                &column->p_holm, &column->p_hochberg, &column->p_bh};
            *places[i] = adjusted[c];
        }
    }
    curb_free(p);
    curb_free(adjusted);
    return error;
}

double curb_multiplicity_p(curb_multiplicity_t self, const curb_maxt_column_t *column)
{
    switch (self) {
    case CURB_MULTIPLICITY_MAXT:
        return column->p_single;
    case CURB_MULTIPLICITY_MAXT_STEPDOWN:
        return column->p_stepdown;
    case CURB_MULTIPLICITY_HOLM:
        return column->p_holm;
    case CURB_MULTIPLICITY_HOCHBERG:
        return column->p_hochberg;
    case CURB_MULTIPLICITY_BH:
        return column->p_bh;
    case CURB_MULTIPLICITY_NONE:
        return column->p_t;
    case CURB_MULTIPLICITY_COUNT:
        break;
    }
    return NAN;
}

/* Columns that vary: those that intervals of some width are needed for. */
static bool varies(const curb_maxt_column_t *column)
{
    return column->n >= 2 && column->sd > 0;
}

/* Among how many, over how many of them found, the level is shared; as a real number. */
static double share_of_level(curb_multiplicity_t self, const curb_maxt_t *family)
{
    if (self == CURB_MULTIPLICITY_NONE) {
        return 1;
    }
    double found = 0;
    for (size_t c = 0; c < family->column_count; c++) {
        const curb_maxt_column_t *column = &family->columns[c];
        found += varies(column) && column->p_bh <= 1 - family->level ? 1 : 0;
    }
    double tested = (double)family->tested;
    return self == CURB_MULTIPLICITY_BH ? tested / fmax(found, 1) : tested;
}

double curb_multiplicity_critical(curb_multiplicity_t self, const curb_maxt_t *family)
{
    if (self <= CURB_MULTIPLICITY_MAXT_STEPDOWN || family->tested == 0) {
        return family->critical;
    }
    double critical = 0, tail = (1 - family->level) / (2 * share_of_level(self, family));
    for (size_t c = 0; c < family->column_count; c++) {
        const curb_maxt_column_t *column = &family->columns[c];
        if (varies(column)) {
            critical = fmax(critical, gsl_cdf_tdist_Qinv(tail, (double)(column->n - 1)));
        }
    }
    return critical;
}
