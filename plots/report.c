/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/report.h"

#include "model/memory.h"
#include "plots/crate.h"
#include "plots/lang.h"
#include "plots/size.h"
#include "store/files.h"

#include <string.h>

/* The name under which the page says whose results it holds. */
static const char CONTENT_HASH[] = "curb-content-hash";

static const char *title_of(const curb_results_t *labels)
{
    return labels->title[0] != '\0' ? labels->title : labels->study_id;
}

/* What the answer's measure costs, and whom: no effect is quoted without its price. */
static void add_price(curb_report_t *self, curb_node_t *section)
{
    static const char *const costs[] = {"policy_cost", "compliance_cost"};
    const curb_compare_t *compare = &self->claims->compare;
    curb_node_t *list = curb_page_add(&self->page, section, "ul", NULL);
    for (size_t i = 0; compare->has_headline && i < sizeof costs / sizeof *costs; i++) {
        const curb_claim_t *claim =
            curb_claims_of(self->claims, compare->headline.scenario, costs[i]);
        if (claim != NULL && claim->value != 0) {
            curb_page_claim(&self->page, list, "li", claim);
        }
    }
}

/* The question, and the answer in one sentence with its interval. */
static void answer(curb_report_t *self)
{
    const curb_results_t *labels = self->claims->labels;
    curb_page_t *page = &self->page;
    curb_node_t *header = curb_page_add(page, page->main, "header", NULL);
    curb_page_add(page, header, "h1", _(curb_words_clean(title_of(labels)).text));
    curb_page_set(page, curb_page_add(page, header, "p", _("Modelled, not measured")),
        "class", "modelled");
    if (labels->question[0] != '\0') {
        curb_node_t *question =
            curb_page_add(page, header, "p", _(curb_words_clean(labels->question).text));
        curb_page_set(page, question, "class", "question");
    }
    curb_node_t *section = curb_page_section(page, "answer", _("The answer"));
    curb_node_t *sentence = curb_page_claim(page, section, "p", &self->claims->items[0]);
    curb_page_set(page, sentence, "class", "answer");
    if (labels->replicate_count < 2) {
        curb_page_add(page, section, "p",
            _("One replicate bears no interval: these results show that the study runs, "
              "and nothing else."));
        return;
    }
    add_price(self, section);
    curb_page_add(page, section, "p",
        _("This is what follows inside a model from stated assumptions. It is no forecast, "
          "and it does not show that the measure would work."));
}

/* The place of the contents, which are known when all parts are there. */
static curb_node_t *begin_contents(curb_report_t *self)
{
    curb_page_t *page = &self->page;
    curb_node_t *nav = curb_page_add(page, page->main, "nav", NULL);
    curb_page_set(page, nav, "aria-label", _("Contents"));
    return curb_page_add(page, nav, "ul", NULL);
}

static void add_fact(
    curb_page_t *page, curb_node_t *list, const char *name, const char *value)
{
    curb_page_add(page, list, "dt", name);
    curb_page_add(page, list, "dd", value);
}

void curb_report_provenance(curb_report_t *self)
{
    const curb_results_t *labels = self->claims->labels;
    curb_page_t *page = &self->page;
    curb_node_t *section =
        curb_page_section(page, "provenance", _("Where these numbers come from"));
    curb_node_t *list = curb_page_add(page, section, "dl", NULL);
    add_fact(page, list, _("Study"), labels->study_id);
    add_fact(page, list, _("World"),
        curb_words("%s (SHA-256 %s)", labels->world_id, labels->world_hash).text);
    add_fact(page, list, _("Made with"), curb_words("curb %s", labels->version).text);
    add_fact(page, list, _("Seed"), labels->seed_hex);
    add_fact(page, list, _("Replicates"), curb_words("%zu", labels->replicate_count).text);
    if (curb_results_missing(labels) > 0) {
        add_fact(page, list, _("Missing"), curb_report_missing(labels).text);
    }
    size_t draws = curb_results_draw_count(labels);
    add_fact(page, list, _("Draws of the uncertain numbers"),
        draws > 0 ? curb_words("%zu", draws).text
                  : _("none: each is held at its central value"));
    add_fact(page, list, _("People an agent stands for"),
        curb_words_number(labels->people_per_agent, 0).text);
    add_fact(page, list, _("Results written"), curb_words_moment(labels->created).text);
    add_fact(page, list, _("Content SHA-256"), labels->content_hash);
    size_t allocated = 0;
    for (size_t j = 0; j < labels->jurisdiction_count; j++) {
        allocated += curb_results_allocated(labels, j);
    }
    if (allocated > 0) {
        add_fact(page, list, _("Allocated, not observed"),
            curb_words(P_("the anchors of %zu jurisdiction of %zu",
                           "the anchors of %zu jurisdictions of %zu", allocated),
                allocated, labels->jurisdiction_count)
                .text);
    }
    curb_page_prose(page, section,
        _("Every sentence and every cell with a number about what measures do is a claim "
          "with an id. `curb verify index.html results.h5` derives each again from the "
          "results, and the tables, pictures and other texts of this page too, and names "
          "what differs; `curb cite results.h5 CLAIM` prints a claim with a citation."));
}

/* The page comes first: with it the folder is ours, and a next call may make the rest. */
static curb_error_t write_page(
    curb_report_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    size_t bytes = 0;
    char *text = curb_page_print(&self->page, &bytes);
    char *json = curb_claims_json(self->claims);
    char *page = curb_text_of("%s/index.html", folder);
    char *claims = curb_text_of("%s/claims.json", folder);
    curb_error_t error = CURB_ERR_NO_MEMORY;
    if (text == NULL || json == NULL || page == NULL || claims == NULL) {
        curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    } else {
        error = curb_file_write(page, text, bytes, diagnostics);
        if (error == CURB_OK) {
            error = curb_file_write(claims, json, strlen(json), diagnostics);
        }
    }
    curb_free(text);
    curb_free(json);
    curb_free(page);
    curb_free(claims);
    return error;
}

/* Our page vouches for the files beside it; without it, whatever bears their names is
 * somebody else's. */
static curb_error_t check_ours(const char *folder, curb_diagnostics_t *diagnostics)
{
    static const char *const names[] = {
        "index.html", "claims.json", "study.yaml", "prov.json", "ro-crate-metadata.json"};
    curb_error_t error = CURB_OK;
    for (size_t i = 0; i < sizeof names / sizeof *names && error == CURB_OK; i++) {
        char *path = curb_text_of("%s/%s", folder, names[i]), *text = NULL;
        size_t bytes = 0;
        error = path != NULL ? curb_file_read(path, &text, &bytes) : CURB_ERR_NO_MEMORY;
        bool is_page = i == 0 && error == CURB_OK && strstr(text, CONTENT_HASH) != NULL;
        curb_free(text);
        if (is_page) {
            curb_free(path);
            return CURB_OK;
        }
        if (error == CURB_OK) {
            error = curb_diagnostics_fail(diagnostics, CURB_ERR_CANNOT_CREATE,
                "%s exists and was not written by this verb; name another folder with -o",
                path);
        } else if (error == CURB_ERR_NO_INPUT) {
            error = CURB_OK;
        } else {
            error = error == CURB_ERR_NO_MEMORY ? error : CURB_ERR_CANNOT_CREATE;
            error = curb_diagnostics_fail(
                diagnostics, error, "%s cannot be the folder of a report", folder);
        }
        curb_free(path);
    }
    return error;
}

static void make_slides(curb_report_t *self, const char *folder)
{
    char *slides = folder != NULL ? curb_text_of("%s/slides", folder) : NULL;
    (void)curb_size_use(NULL);
    if (slides == NULL && folder != NULL) {
        self->page.failed = true;
    } else {
        curb_report_slides(self, slides);
    }
    curb_free(slides);
}

/* All parts of the page in their order; without a folder no slides are drawn. */
static curb_error_t make_page(
    curb_report_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = curb_page_init(
        &self->page, _(curb_words_clean(title_of(self->claims->labels)).text));
    if (error != CURB_OK) {
        return curb_diagnostics_fail(diagnostics, error, "%s", curb_error_text(error));
    }
    curb_page_meta(&self->page, CONTENT_HASH, self->claims->labels->content_hash);
    answer(self);
    curb_node_t *list = begin_contents(self);
    (void)curb_size_use("page"); /* letters that a phone's reader sees, too */
    curb_report_sure(self);
    curb_report_comparison(self);
    curb_report_doses(self);
    curb_report_moved(self);
    curb_report_parts(self);
    curb_report_money(self);
    curb_report_costs(self);
    curb_report_explore(self);
    curb_report_limits(self);
    make_slides(self, folder);
    curb_report_provenance(self);
    curb_page_contents(&self->page, list);
    return self->error;
}

curb_error_t curb_report_derive(curb_report_t *self, bool pictured, char **text,
    size_t *bytes, curb_diagnostics_t *diagnostics)
{
    *text = NULL;
    self->for_check = true;
    self->pictured = pictured;
    self->plots->gnuplot_missing = !pictured;
    curb_error_t error = make_page(self, NULL, diagnostics);
    if (error != CURB_OK) {
        return error;
    }
    *text = curb_page_print(&self->page, bytes);
    return *text != NULL ? CURB_OK
                         : curb_diagnostics_fail(diagnostics, CURB_ERR_NO_MEMORY, "%s",
                               curb_error_text(CURB_ERR_NO_MEMORY));
}

/* Figures of other results, which these do not bear, do not stay beside the page. */
static curb_error_t clear_figures(curb_report_t *self, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = CURB_OK;
    for (int f = 0; f < CURB_FIGURE_COUNT && error == CURB_OK; f++) {
        if (!self->is_drawn[f]) {
            error = curb_plots_clear(self->plots, (curb_figure_t)f, diagnostics);
        }
    }
    return error;
}

curb_error_t curb_report_write(
    curb_report_t *self, const char *folder, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = check_ours(folder, diagnostics);
    if (error == CURB_OK) {
        error = make_page(self, folder, diagnostics);
    }
    if (error == CURB_OK) {
        error = clear_figures(self, diagnostics);
    }
    if (error == CURB_OK) {
        error = write_page(self, folder, diagnostics);
    }
    return error != CURB_OK ? error : curb_crate_write(self->claims, folder, diagnostics);
}
