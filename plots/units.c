/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/units.h"

#include "plots/lang.h"

#include <stddef.h>
#include <string.h>

static const struct {
    const char *unit, *counted;
} rows[] = {{"person", N_("people")}, {"trafficker", N_("traffickers")},
    {"person month", N_("person-months")}, {"USD", N_("USD")},
    {"USD/unit", N_("USD a unit")}, {"unit", N_("units")},
    {"buyer month", N_("buyer-months")}, {"buyer", N_("buyers")}, {"1", N_("as a share")},
    {"DALY", N_("DALYs")}};

const char *curb_units(curb_metric_t metric)
{
    const char *unit = curb_metric_rows[metric].units;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        if (strcmp(unit, rows[i].unit) == 0) {
            return _(rows[i].counted);
        }
    }
    return unit;
}
