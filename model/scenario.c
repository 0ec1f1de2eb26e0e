/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/scenario.h"

double curb_policy_strength(const curb_policy_t *policy, int month)
{
    if (policy->in_force) {
        return policy->intensity;
    }
    if (month < policy->start_month || month >= policy->end_month) {
        return 0.0;
    }
    double months_in = (double)(month - policy->start_month + 1);
    double ramp = (double)policy->ramp_months;
    return policy->intensity * (months_in < ramp ? months_in / ramp : 1.0);
}
