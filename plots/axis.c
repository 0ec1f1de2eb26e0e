/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/axis.h"

#include <math.h>
#include <stddef.h>

void curb_range_add(curb_range_t *self, double value)
{
    if (isfinite(value)) {
        self->low = self->count > 0 ? fmin(self->low, value) : value;
        self->high = self->count > 0 ? fmax(self->high, value) : value;
        self->count++;
    }
}

static double round_step(double raw)
{
    double power = pow(10, floor(log10(raw)));
    double lead = raw / power;
    return power * (lead < 1.4 ? 1 : lead < 3.2 ? 2 : lead < 7 ? 5 : 10);
}

curb_axis_t curb_axis(const curb_range_t *range, int steps)
{
    double low = range->count > 0 ? range->low : 0,
           high = range->count > 0 ? range->high : 0;
    if (!(high - low > 1e-9 * (fabs(low) + fabs(high)))) {
        double room = low != 0 ? 0.05 * fabs(low) : 1;
        low -= room;
        high += room;
    }
    double step = round_step((high - low) / steps);
    curb_axis_t self = {.step = step,
        .from = step * floor(low / step + 1e-9),
        .to = step * ceil(high / step - 1e-9)};
    double digits = -floor(log10(step) + 1e-9);
    self.decimals = digits > 0 ? (int)digits : 0;
    return self;
}

int curb_axis_year_step(double from, double to, int most)
{
    static const int steps[] = {1, 2, 5, 10, 20, 50, 100};
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        double step = steps[i];
        if (floor(to / step) - ceil(from / step) + 1 <= most) {
            return steps[i];
        }
    }
    return 1000;
}
