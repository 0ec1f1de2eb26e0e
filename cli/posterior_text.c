/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/posterior_text.h"

#include <math.h>
#include <string.h>

/* Weighted quantile of a column by counting: points are few. */
static double quantile(const curb_posterior_t *self, size_t parameter, double share)
{
    double below = -INFINITY, best = NAN;
    for (size_t rank = 0; rank < self->point_count; rank++) {
        double next = INFINITY, weight = 0;
        for (size_t i = 0; i < self->point_count; i++) {
            double value = self->points[i * self->parameter_count + parameter];
            next = value > below && value < next ? value : next;
        }
        for (size_t i = 0; i < self->point_count; i++) {
            double value = self->points[i * self->parameter_count + parameter];
            weight += value <= next ? self->weights[i] : 0;
        }
        below = best = next;
        if (weight >= share || isinf(next)) {
            break;
        }
    }
    return best;
}

static double mean_of(const curb_posterior_t *self, size_t parameter)
{
    double mean = 0;
    for (size_t i = 0; i < self->point_count; i++) {
        mean += self->weights[i] * self->points[i * self->parameter_count + parameter];
    }
    return mean;
}

static void print_origin(const curb_posterior_t *self, FILE *out)
{
    fprintf(out, "%s\n", self->title);
    fprintf(out, "  posterior      %s\n", self->id);
    fprintf(out, "  world          %s\n", self->world_id);
    fprintf(out, "  world hash     %s\n", self->world_hash);
    fprintf(out, "  content hash   %s\n", self->content_hash);
    fprintf(out, "  made with      curb %s\n", self->version);
    fprintf(out, "  seed           %s\n", self->seed_hex);
    fprintf(out, "  points         %zu, %zu replicates of each study at each\n",
        self->point_count, self->replicates);
    fprintf(out, "  weigh like     %.1f points (effective sample size)\n", self->effective);
    fprintf(out, "\nwaves: points run, of which contradict the anchors, space left after "
                 "(share of the prior's draws)\n");
    for (size_t w = 0; w < self->wave_count; w++) {
        fprintf(out, "  %zu  %6.0f %6.0f  %8.3g %%\n", w + 1, self->waves[w].points,
            self->waves[w].contradicting, 100 * self->waves[w].left);
    }
}

static void print_numbers(const curb_posterior_t *self, FILE *out)
{
    fprintf(out, "\nnumbers: prior low, central, high; posterior mean, 5 to 95 %%\n");
    for (size_t p = 0; p < self->parameter_count; p++) {
        const curb_calibrated_t *number = &self->parameters[p];
        fprintf(out, "  %-36s %8.4g %8.4g %8.4g   %8.4g  %.4g to %.4g%s%s\n", number->name,
            number->low, number->mode, number->high, mean_of(self, p),
            quantile(self, p, 0.05), quantile(self, p, 0.95),
            strcmp(number->unit, "1") == 0 ? "" : " ",
            strcmp(number->unit, "1") == 0 ? "" : number->unit);
    }
}

static void print_targets(const curb_posterior_t *self, FILE *out)
{
    fprintf(out, "\ntargets: band; mean of the prior's runs, of the posterior; draws that "
                 "meet it; ruled out by it;\nemulator's left-out errors (rms, beyond 2)\n");
    for (size_t t = 0; t < self->target_count; t++) {
        const curb_posterior_target_t *row = &self->targets[t];
        fprintf(out,
            "  %-24s %.4g to %.4g %s: %.4g, %.4g; %.3g %%; %.3g %%; %.2f, %.0f %%%s%s\n",
            row->id, row->low, row->high, row->unit, row->prior_mean, row->mean,
            100 * row->met, 100 * row->implausible, row->loo_rms, 100 * row->loo_far,
            row->label > 0 ? "; " : "",
            row->label > 0 ? curb_target_label_keys[row->label] : "");
    }
}

/* Two targets pull against each other when meeting one makes meeting the other rarer. */
static void print_pulls(const curb_posterior_t *self, FILE *out)
{
    size_t count = self->target_count, shown = 0;
    fprintf(out, "\ntargets that pull against each other: draws that meet both, and how "
                 "many would if they were independent\n");
    for (size_t t = 0; t < count; t++) {
        for (size_t u = t + 1; u < count; u++) {
            double both = self->together[t * count + u];
            double alone = self->targets[t].met * self->targets[u].met;
            if (alone > 0 && both < 0.9 * alone) {
                fprintf(out, "  %s, %s: %.3g %%, %.3g %%\n", self->targets[t].id,
                    self->targets[u].id, 100 * both, 100 * alone);
                shown++;
            }
        }
    }
    if (shown == 0) {
        fprintf(out, "  none\n");
    }
}

void curb_posterior_print(const curb_posterior_t *self, FILE *out)
{
    print_origin(self, out);
    print_numbers(self, out);
    print_targets(self, out);
    print_pulls(self, out);
    fprintf(out, "\nFitted to these targets: they can no longer test a study that uses it. "
                 "Modelled, not measured.\n");
}
