/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A flip changes the sign of whole rows. The sum of squares of a column does not change, so
 * one signed sum per column yields the studentised statistic of the flip. */
#include "analysis/maxt.h"

#include "model/memory.h"

#include <float.h>
#include <gsl/gsl_sort.h>
#include <math.h>

typedef struct {
    size_t rows, columns;
    double *values;  /* [row][column], 0 where missing */
    double *squares; /* [column] sum of squares */
    double *sums;    /* [column] scratch of a flip */
    double *t;       /* [column] scratch of a flip, |t*| */
} flipper_t;

typedef struct {
    curb_maxt_t *result;
    uint64_t seed;
    flipper_t raw, centred;
    double *observed;      /* [column] |t| of the flip that changes nothing */
    size_t *order;         /* columns by falling |t| */
    size_t *single, *down; /* [column] flips that reach the observed |t| */
    double *maxima;        /* [flip] */
} work_t;

/* SplitMix64 (Steele, Lea and Flood 2014): the finaliser as a hash of flip and word. */
static uint64_t mixed(uint64_t x)
{
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31);
}

static bool row_is_flipped(const work_t *work, size_t flip, size_t row)
{
    if (work->result->exhaustive) {
        return (flip >> row & 1U) != 0;
    }
    uint64_t word = mixed(mixed(mixed(work->seed) + flip) + row / 64);
    return (word >> row % 64 & 1U) != 0;
}

static double abs_t(double sum, double squares, size_t n)
{
    double count = (double)n;
    double spread = squares - sum * sum / count;
    if (fabs(sum) <= 64 * DBL_EPSILON * sqrt(squares * count)) {
        return 0;
    }
    if (spread <= 64 * DBL_EPSILON * squares) {
        return INFINITY;
    }
    return fabs(sum) / sqrt(count * spread / (count - 1));
}

/* |t*| of every column for one flip, NULL: as the rows are; columns that are left out get
 * 0. */
static void studentise(const work_t *work, flipper_t *self, const size_t *flip)
{
    for (size_t c = 0; c < self->columns; c++) {
        self->sums[c] = 0;
    }
    for (size_t r = 0; r < self->rows; r++) {
        double sign = flip != NULL && row_is_flipped(work, *flip, r) ? -1 : 1;
        const double *row = self->values + r * self->columns;
        for (size_t c = 0; c < self->columns; c++) {
            self->sums[c] += sign * row[c];
        }
    }
    for (size_t c = 0; c < self->columns; c++) {
        bool counts = self->squares[c] > 0 && work->result->columns[c].n >= 2;
        self->t[c] =
            counts ? abs_t(self->sums[c], self->squares[c], work->result->columns[c].n) : 0;
    }
}

static double largest(const double *values, size_t count)
{
    double most = 0;
    for (size_t i = 0; i < count; i++) {
        most = fmax(most, values[i]);
    }
    return most;
}

static curb_error_t flipper_init(flipper_t *self, size_t rows, size_t columns)
{
    *self = (flipper_t){.rows = rows, .columns = columns};
    self->values = curb_calloc(rows * columns, sizeof *self->values);
    self->squares = curb_calloc(columns, sizeof *self->squares);
    self->sums = curb_calloc(columns, sizeof *self->sums);
    self->t = curb_calloc(columns, sizeof *self->t);
    bool whole = self->values != NULL && self->squares != NULL && self->sums != NULL &&
                 self->t != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void flipper_free(flipper_t *self)
{
    curb_free(self->values);
    curb_free(self->squares);
    curb_free(self->sums);
    curb_free(self->t);
}

static void observe_column(work_t *work, const double *differences, size_t c)
{
    curb_maxt_column_t *column = &work->result->columns[c];
    size_t rows = work->raw.rows, columns = work->raw.columns;
    double scale = 0;
    *column = (curb_maxt_column_t){.mean = 0};
    for (size_t r = 0; r < rows; r++) {
        double value = differences[r * columns + c];
        if (!isnan(value)) {
            column->n++;
            column->mean += value;
            scale = fmax(scale, fabs(value));
            work->raw.values[r * columns + c] = value;
            work->raw.squares[c] += value * value;
        }
    }
    column->mean /= (double)column->n;
    double squares = 0;
    for (size_t r = 0; r < rows; r++) {
        double value = differences[r * columns + c];
        double deviation = isnan(value) ? 0 : value - column->mean;
        work->centred.values[r * columns + c] = deviation;
        squares += deviation * deviation;
    }
    double rounding = 8 * DBL_EPSILON * scale;
    bool constant = squares <= (double)column->n * rounding * rounding;
    work->centred.squares[c] = constant ? 0 : squares;
    column->sd =
        column->n < 2 ? NAN : sqrt(work->centred.squares[c] / (double)(column->n - 1));
    column->t = column->mean / (column->sd / sqrt((double)column->n));
    if (column->n >= 2 && scale == 0) {
        column->t = 0;
    }
    work->result->tested += column->n >= 2 && !constant;
}

/* Equal statistics of different flips differ by rounding; they are ties. The observed one
 * is worked out as those of flips are: where a mean is large beside its spread, the
 * roundings of another way would exceed the tolerance, and not even the flip of no row
 * reach it. */
static bool reaches(double flipped, double observed)
{
    return flipped >= observed * (1 - 1e-9);
}

static void count_flip(work_t *work)
{
    size_t columns = work->raw.columns;
    double all = largest(work->raw.t, columns);
    double rest = 0;
    for (size_t i = columns; i-- > 0;) {
        size_t c = work->order[i];
        rest = fmax(rest, work->raw.t[c]);
        work->single[c] += reaches(all, work->observed[c]);
        work->down[c] += reaches(rest, work->observed[c]);
    }
}

static double p_of(const curb_maxt_t *result, size_t count)
{
    double flips = (double)result->flip_count;
    return result->exhaustive ? (double)count / flips : (1 + (double)count) / (flips + 1);
}

static void set_p_values(work_t *work)
{
    double least = 0;
    for (size_t i = 0; i < work->raw.columns; i++) {
        size_t c = work->order[i];
        curb_maxt_column_t *column = &work->result->columns[c];
        if (column->n < 2) {
            column->p_single = column->p_stepdown = NAN;
            continue;
        }
        column->p_single = p_of(work->result, work->single[c]);
        column->p_stepdown = fmax(least, p_of(work->result, work->down[c]));
        least = column->p_stepdown;
    }
}

/* The most that any column's own critical value needs is used for all of them, so that
 * columns with missing replicates stay covered. */
static double clamped(const work_t *work, double quantile)
{
    const curb_maxt_t *result = work->result;
    double single = 0, shared = 0;
    for (size_t c = 0; c < result->column_count; c++) {
        if (result->columns[c].sd > 0) {
            size_t n = result->columns[c].n;
            single = fmax(single, curb_t_critical(result->level, n, 1));
            shared = fmax(shared, curb_t_critical(result->level, n, result->tested));
        }
    }
    return fmin(fmax(quantile, single), shared);
}

static void set_intervals(work_t *work)
{
    curb_maxt_t *result = work->result;
    gsl_sort(work->maxima, 1, result->flip_count);
    double draws = (double)result->flip_count + (result->exhaustive ? 0 : 1);
    size_t rank = (size_t)ceil(result->level * draws);
    double quantile = rank <= result->flip_count ? work->maxima[rank - 1] : INFINITY;
    result->critical = result->tested > 0 ? clamped(work, quantile) : NAN;
    for (size_t c = 0; c < result->column_count; c++) {
        curb_maxt_column_t *column = &result->columns[c];
        double half = column->sd / sqrt((double)column->n);
        half = column->sd > 0 ? half * result->critical : column->sd;
        column->interval = (curb_interval_t){column->mean - half, column->mean + half};
    }
}

static curb_error_t work_init(work_t *work, size_t rows, size_t columns)
{
    if (flipper_init(&work->raw, rows, columns) != CURB_OK ||
        flipper_init(&work->centred, rows, columns) != CURB_OK) {
        return CURB_ERR_NO_MEMORY;
    }
    work->order = curb_calloc(columns, sizeof *work->order);
    work->single = curb_calloc(columns, sizeof *work->single);
    work->down = curb_calloc(columns, sizeof *work->down);
    work->observed = curb_calloc(columns, sizeof *work->observed);
    work->maxima = curb_calloc(work->result->flip_count, sizeof *work->maxima);
    bool whole = work->order != NULL && work->single != NULL && work->down != NULL &&
                 work->observed != NULL && work->maxima != NULL;
    return whole ? CURB_OK : CURB_ERR_NO_MEMORY;
}

static void work_free(work_t *work)
{
    flipper_free(&work->raw);
    flipper_free(&work->centred);
    curb_free(work->order);
    curb_free(work->single);
    curb_free(work->down);
    curb_free(work->observed);
    curb_free(work->maxima);
}

static void observe(work_t *work, const double *differences)
{
    for (size_t c = 0; c < work->raw.columns; c++) {
        observe_column(work, differences, c);
    }
    studentise(work, &work->raw, NULL);
    for (size_t c = 0; c < work->raw.columns; c++) {
        work->observed[c] = work->raw.t[c];
        work->raw.t[c] = -work->raw.t[c];
    }
    gsl_sort_index(work->order, work->raw.t, 1, work->raw.columns);
}

curb_error_t curb_maxt_init(curb_maxt_t *self, const double *differences, size_t rows,
    size_t columns, double level, uint64_t seed)
{
    bool exhaustive = rows <= CURB_MAXT_EXHAUSTIVE_MAX;
    *self = (curb_maxt_t){.column_count = columns,
        .level = level,
        .exhaustive = exhaustive,
        .flip_count = exhaustive ? (size_t)1 << rows : CURB_MAXT_RANDOM_FLIPS};
    work_t work = {.result = self, .seed = seed};
    self->columns = curb_calloc(columns, sizeof *self->columns);
    if (self->columns == NULL || work_init(&work, rows, columns) != CURB_OK) {
        work_free(&work);
        curb_maxt_free(self);
        return CURB_ERR_NO_MEMORY;
    }
    observe(&work, differences);
    for (size_t flip = 0; flip < self->flip_count; flip++) {
        studentise(&work, &work.raw, &flip);
        count_flip(&work);
        studentise(&work, &work.centred, &flip);
        work.maxima[flip] = largest(work.centred.t, columns);
    }
    set_p_values(&work);
    set_intervals(&work);
    work_free(&work);
    return CURB_OK;
}

void curb_maxt_free(curb_maxt_t *self)
{
    curb_free(self->columns);
    *self = (curb_maxt_t){0};
}
