/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "store/stopped.h"

#include "store/h5.h"

#include <string.h>

static const char *rule_of(const curb_stopped_t *self)
{
    return strcmp(self->question, "best") == 0
               ? "Kim and Nelson 2001, common random numbers"
               : "fixed half-width of the paired differences";
}

bool curb_stopped_write(const curb_stopped_t *self, int64_t file)
{
    return !self->by_rule ||
           (curb_h5_text_attribute(file, "stopping_rule", rule_of(self)) &&
               curb_h5_text_attribute(file, "stopping_question", self->question) &&
               curb_h5_text_attribute(file, "stopping_metric", self->metric) &&
               curb_h5_text_attribute(file, "stopping_goal", self->goal) &&
               curb_h5_text_attribute(file, "stopping_delta_asked", self->asked) &&
               curb_h5_number_attribute(file, "stopping_delta", self->delta) &&
               curb_h5_number_attribute(file, "stopping_level", self->level) &&
               curb_h5_integer_attribute(file, "stopping_looks", (int64_t)self->looks) &&
               curb_h5_integer_attribute(file, "stopping_units", (int64_t)self->units) &&
               curb_h5_integer_attribute(file, "stopping_settled", self->settled) &&
               curb_h5_number_attribute(file, "stopping_resolvable", self->resolvable) &&
               curb_h5_text_attribute(file, "stopping_remaining", self->remaining));
}

bool curb_stopped_read(curb_stopped_t *self, int64_t file)
{
    *self = (curb_stopped_t){.by_rule = curb_h5_has_attribute(file, "stopping_rule")};
    int64_t looks = 0, units = 0, settled = 0;
    bool done =
        !self->by_rule ||
        (curb_h5_get_text(
             file, "stopping_question", self->question, sizeof self->question) &&
            curb_h5_get_text(file, "stopping_metric", self->metric, sizeof self->metric) &&
            curb_h5_get_text(file, "stopping_goal", self->goal, sizeof self->goal) &&
            curb_h5_get_text(
                file, "stopping_delta_asked", self->asked, sizeof self->asked) &&
            curb_h5_get_number(file, "stopping_delta", &self->delta) &&
            curb_h5_get_number(file, "stopping_level", &self->level) &&
            curb_h5_get_integer(file, "stopping_looks", &looks) &&
            curb_h5_get_integer(file, "stopping_units", &units) &&
            curb_h5_get_integer(file, "stopping_settled", &settled) &&
            curb_h5_get_number(file, "stopping_resolvable", &self->resolvable) &&
            curb_h5_get_text(
                file, "stopping_remaining", self->remaining, sizeof self->remaining));
    self->looks = (size_t)looks;
    self->units = (size_t)units;
    self->settled = settled != 0;
    return done && looks >= 0 && units >= 0;
}
