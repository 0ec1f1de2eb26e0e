/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/targets.h"

#include "model/memory.h"
#include "plots/band_rows.h"
#include "plots/lang.h"
#include "plots/leave.h"

#include <math.h>
#include <string.h>

static const char NAME[] = "calibration";

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

/* "contested: units sold, years 2 to 4 of a law with four sanctions a year" */
static curb_words_t name_of(const curb_posterior_target_t *target)
{
    static const char *const labels[] = {"", N_("descriptive"), N_("contested")};
    const char *what = curb_lang_text(target->what);
    return target->label > 0 ? curb_words("%s: %s", _(labels[target->label]), what)
                             : curb_words("%s", what);
}

static curb_words_t headline_of(const curb_posterior_t *self)
{
    size_t met = 0;
    for (size_t t = 0; t < self->target_count; t++) {
        met += inside(&self->targets[t]);
    }
    return curb_words(P_("After calibration %zu of %zu target lies in its band on average",
                          "After calibration %zu of %zu targets lie in their bands on "
                          "average",
                          self->target_count),
        met, self->target_count);
}

static curb_words_t caption_of(const curb_posterior_t *self)
{
    const char *seed = self->seed_hex + strspn(self->seed_hex, "0x"); /* as elsewhere */
    curb_words_t points =
        curb_words(P_("%zu weighted point", "%zu weighted points", self->point_count),
            self->point_count);
    return curb_words(
        _("Grey: the band, all drawn equally wide. Ring: mean of the prior's runs. Dot and "
          "line: mean and 5 to 95\u00A0%% of %s, which weigh like %.0f; blue inside, "
          "vermillion outside; cut at a band's width and a half. Fitted to these bands, so "
          "no test of the model. %s (world %s), seed 0x%s, curb %s, content %.12s. "
          "Modelled, "
          "not measured."),
        points.text, self->effective,
        curb_words_short(
            curb_lang_text(self->title[0] != '\0' ? self->title : self->id), 62)
            .text,
        self->world_id, *seed != '\0' ? seed : "0", self->version, self->content_hash);
}

static curb_error_t write_script(const curb_posterior_t *self, curb_draft_t *script)
{
    curb_band_row_t *shown = curb_calloc(self->target_count, sizeof *shown);
    if (shown == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    for (size_t t = 0; t < self->target_count; t++) {
        const curb_posterior_target_t *target = &self->targets[t];
        shown[t] = (curb_band_row_t){.name = name_of(target),
            .unit = target->unit,
            .low = target->low,
            .high = target->high,
            .value = target->mean,
            .interval = {quantile(self, t, 0.05), quantile(self, t, 0.95)},
            .before = target->prior_mean};
    }
    const curb_band_rows_t figure = {
        headline_of(self), caption_of(self), self->target_count, shown};
    curb_band_rows_write(&figure, NAME, script);
    curb_free(shown);
    return CURB_OK;
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
    const bool *formats, bool *is_missing, curb_diagnostics_t *diagnostics)
{
    curb_draft_t script = {0}, sheet = {0};
    curb_error_t error = write_script(posterior, &script);
    if (error != CURB_OK) {
        return error;
    }
    write_sheet(posterior, &sheet);
    return curb_figure_leave(
        folder, NAME, formats, &script, &sheet, is_missing, diagnostics);
}
