/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/measure.h"

#include <stdio.h>
#include <string.h>

void curb_measure_band(const curb_measure_t *self, char *text, size_t bytes)
{
    snprintf(text, bytes, "%.6g to %.6g%s%s", self->low, self->high,
        strcmp(self->unit, "1") == 0 ? "" : " ",
        strcmp(self->unit, "1") == 0 ? "" : self->unit);
}
