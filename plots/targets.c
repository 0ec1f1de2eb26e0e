/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Targets have units of their own, so each row is drawn in widths of its band, as in
 * plots/cases.c: 0 is the lower end, 1 the upper, cut at a width and a half. */
#include "plots/targets.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/leave.h"
#include "plots/plots.h"
#include "plots/script.h"

#include <math.h>
#include <string.h>

static const double EDGE = 1.5;
static const char NAME[] = "calibration";

static double placed(const curb_posterior_target_t *target, double value)
{
    double at = (value - target->low) / (target->high - target->low);
    return fmin(fmax(at, -EDGE), 1 + EDGE);
}

static bool inside(const curb_posterior_target_t *target)
{
    return target->mean >= target->low && target->mean <= target->high;
}

/* The least figure below which lies at least this share of the weight; points are few. */
static double quantile(const curb_posterior_t *self, size_t t, double share)
{
    double best = NAN;
    for (size_t i = 0; i < self->point_count; i++) {
        double value = self->figures[i * self->target_count + t], weight = 0;
        for (size_t k = 0; k < self->point_count; k++) {
            weight +=
                self->figures[k * self->target_count + t] <= value ? self->weights[k] : 0;
        }
        if (weight >= share && (isnan(best) || value < best)) {
            best = value;
        }
    }
    return best;
}

static void write_row(
    const curb_posterior_t *self, size_t t, curb_frame_t frame, curb_draft_t *script)
{
    const curb_posterior_target_t *target = &self->targets[t];
    curb_spot_t spot = {"screen", "first", frame.left - 0.006,
        (double)(self->target_count - t), "right", 12,
        inside(target) ? CURB_INK : CURB_VERMILLION, false};
    curb_script_label(script,
        curb_words_short(curb_words("%s%s%.120s",
                             target->label > 0 ? curb_target_label_keys[target->label] : "",
                             target->label > 0 ? ": " : "", target->what)
                             .text,
            84)
            .text,
        spot);
    spot.x = frame.right + 0.006;
    spot.align = "left";
    curb_script_label(script,
        curb_words(_("%s [%s, %s], before %s; band %s to %s %s"),
            curb_words_digits(target->mean).text,
            curb_words_digits(quantile(self, t, 0.05)).text,
            curb_words_digits(quantile(self, t, 0.95)).text,
            curb_words_digits(target->prior_mean).text, curb_words_digits(target->low).text,
            curb_words_digits(target->high).text, target->unit)
            .text,
        spot);
}

static void write_block(const curb_posterior_t *self, curb_draft_t *script)
{
    curb_script_block(script, "TARGETS",
        "row; mean, 5 and 95 % of the posterior, mean of the prior, in widths of the band "
        "from its lower end; colour");
    for (size_t t = 0; t < self->target_count; t++) {
        const curb_posterior_target_t *target = &self->targets[t];
        curb_script_row(script,
            (double[]){(double)(self->target_count - t), placed(target, target->mean),
                placed(target, quantile(self, t, 0.05)),
                placed(target, quantile(self, t, 0.95)), placed(target, target->prior_mean),
                inside(target) ? 0x0072B2 : 0xD55E00},
            6);
    }
    curb_script_block_end(script);
}

static void write_script(const curb_posterior_t *self, curb_draft_t *script)
{
    const curb_frame_t frame = {0.42, 0.70, 0.12, 0.84};
    size_t met = 0;
    for (size_t t = 0; t < self->target_count; t++) {
        met += inside(&self->targets[t]);
    }
    curb_script_begin(script, NAME);
    write_block(self, script);
    curb_script_frame_texts(script,
        curb_words(P_("After calibration %zu of %zu target lies in its band on average",
                       "After calibration %zu of %zu targets lie in their bands on average",
                       self->target_count),
            met, self->target_count)
            .text,
        curb_words(
            P_("Grey: the band, all drawn equally wide. Ring: mean of the prior's runs. "
               "Dot and line: mean and 5 to 95\u00A0%% of %zu weighted point, which weighs "
               "like %.0f; cut at a band's width and a half. Fitted to these bands, so no "
               "test of the model. Modelled, not measured.",
                "Grey: the band, all drawn equally wide. Ring: mean of the prior's runs. "
                "Dot and line: mean and 5 to 95\u00A0%% of %zu weighted points, which "
                "weigh like %.0f; cut at a band's width and a half. Fitted to these bands, "
                "so no test of the model. Modelled, not measured.",
                self->point_count),
            self->point_count, self->effective)
            .text);
    curb_script_panel(script, frame);
    for (size_t t = 0; t < self->target_count; t++) {
        write_row(self, t, frame, script);
    }
    curb_draft_add(script,
        "set object 1 rectangle from first 0,graph 0 to first 1,graph 1 behind fillcolor "
        "rgb '#E3E3E3' fillstyle solid 1 noborder\n"
        "set xrange [%.3g:%.3g]\nset yrange [0.4:%zu.6]\nunset border\n"
        "plot $TARGETS using 3:1:($4-$3):(0):6 with vectors nohead linewidth 2.5 linecolor "
        "rgb variable, \\\n"
        "  '' using 5:1 with points pointtype 6 pointsize 1.1*PS linecolor rgb '#6B6B6B', "
        "\\\n"
        "  '' using 2:1:6 with points pointtype 7 pointsize 0.9*PS linecolor rgb "
        "variable\n",
        -EDGE - 0.05, 1 + EDGE + 0.05, self->target_count);
    curb_script_end(script);
}

static void write_sheet(const curb_posterior_t *self, curb_draft_t *sheet)
{
    curb_draft_add(
        sheet, "target,what,unit,band_low,band_high,prior_mean,mean,low,high,inside\n");
    for (size_t t = 0; t < self->target_count; t++) {
        const curb_posterior_target_t *target = &self->targets[t];
        curb_draft_csv_text(sheet, target->id);
        curb_draft_add(sheet, ",");
        curb_draft_csv_text(sheet, target->what);
        curb_draft_add(sheet, ",");
        curb_draft_csv_text(sheet, target->unit);
        curb_draft_csv_number(sheet, target->low);
        curb_draft_csv_number(sheet, target->high);
        curb_draft_csv_number(sheet, target->prior_mean);
        curb_draft_csv_number(sheet, target->mean);
        curb_draft_csv_number(sheet, quantile(self, t, 0.05));
        curb_draft_csv_number(sheet, quantile(self, t, 0.95));
        curb_draft_add(sheet, ",%d\n", (int)inside(target));
    }
}

curb_error_t curb_targets_draw(const curb_posterior_t *posterior, const char *folder,
    bool *is_missing, curb_diagnostics_t *diagnostics)
{
    curb_draft_t script = {0}, sheet = {0};
    write_script(posterior, &script);
    write_sheet(posterior, &sheet);
    curb_error_t error =
        curb_figure_leave(folder, NAME, &script, &sheet, is_missing, diagnostics);
    curb_draft_free(&script);
    curb_draft_free(&sheet);
    return error;
}
