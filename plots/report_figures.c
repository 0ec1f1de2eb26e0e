/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Figures of the page: picture, finding, files, and the numbers behind it as a table. */
#include "plots/report.h"

#include "model/memory.h"
#include "plots/lang.h"
#include "plots/sheet_table.h"
#include "plots/slides.h"
#include "store/files.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of one figure's table; a page with more is slow on a phone. */
enum { ROWS_MOST = 200, COLUMNS_MOST = 24 };

/* What the columns of sheets are called on the page; others by their name. */
static const struct {
    const char *column, *heading;
} headings[] = {{"panel", N_("Part")}, {"title", N_("Measure")},
    {"jurisdiction", N_("Jurisdiction")}, {"sector", N_("Market")}, {"metric", N_("What")},
    {"what", N_("Kind of number")}, {"units", N_("Unit")}, {"year_from", N_("From")},
    {"year_to", N_("To")}, {"estimate", N_("Value")}, {"low_50", N_("50 %, from")},
    {"high_50", N_("50 %, to")}, {"low_80", N_("80 %, from")}, {"high_80", N_("80 %, to")},
    {"low_95", N_("95 %, from")}, {"high_95", N_("95 %, to")}};

/* Words that stand in sheets, for the catalogue of texts. */
static const char *const said[] __attribute__((unused)) = {N_("mean paired difference"),
    N_("median over replicates"), N_("chance within a draw, around the median")};

static curb_words_t heading_of(const char *column)
{
    for (size_t i = 0; i < sizeof headings / sizeof *headings; i++) {
        if (strcmp(headings[i].column, column) == 0) {
            return curb_words("%s", _(headings[i].heading));
        }
    }
    return curb_words_of_id(column);
}

/* Ids that people know by other names; marks for machines are left out. */
static bool is_for_machines(const char *column)
{
    static const char *const names[] = {"scenario", "n", "shown"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(names[i], column) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_number(const char *text, double *value)
{
    char *end = NULL;
    *value = strtod(text, &end);
    return text[0] != '\0' && *end == '\0' && isfinite(*value);
}

/* Whether the figure shows a row: sheets hold more. */
static bool is_shown(const curb_sheet_table_t *table, size_t shown, size_t row)
{
    return strcmp(curb_sheet_table_text(table, row, shown), "0") != 0;
}

/* The columns that are not empty throughout; returns how many. */
static size_t choose_columns(
    const curb_sheet_table_t *table, size_t shown, size_t columns[COLUMNS_MOST])
{
    size_t count = 0;
    for (size_t c = 0; c < table->column_count && count < COLUMNS_MOST; c++) {
        bool holds = false;
        for (size_t r = 0; r < table->row_count && !holds; r++) {
            holds =
                is_shown(table, shown, r) && curb_sheet_table_text(table, r, c)[0] != '\0';
        }
        if (holds && !is_for_machines(table->cells[c])) {
            columns[count++] = c;
        }
    }
    return count;
}

/* A jurisdiction's or sector's title, a metric's name, a text in the language in use. */
static curb_words_t text_of(
    const curb_results_t *labels, const char *column, const char *text)
{
    bool is_place = strcmp(column, "jurisdiction") == 0;
    bool is_sector = strcmp(column, "sector") == 0;
    size_t count = is_place    ? labels->jurisdiction_count
                   : is_sector ? labels->sector_count
                               : 0;
    for (size_t i = 0; i < count; i++) {
        if (strcmp(is_place ? labels->jurisdictions[i] : labels->sectors[i], text) == 0) {
            if (is_place) {
                return curb_place_title(labels, i);
            }
            text = curb_results_sector(labels, i);
            break;
        }
    }
    if (strcmp(column, "metric") == 0 && curb_metric_find(text) < CURB_METRIC_COUNT) {
        return curb_claim_metric(text);
    }
    curb_words_t clean = curb_words_clean(text);
    return clean.text[0] != '\0' ? curb_words("%s", _(clean.text)) : clean;
}

static void add_row(curb_report_t *self, curb_node_t *body, const curb_sheet_table_t *table,
    size_t row, const size_t *columns, size_t count)
{
    curb_page_t *page = &self->page;
    curb_node_t *line = curb_page_add(page, body, "tr", NULL);
    for (size_t i = 0; i < count; i++) {
        const char *name = table->cells[columns[i]];
        const char *text = curb_sheet_table_text(table, row, columns[i]);
        double value = NAN;
        if (strncmp(name, "year", 4) == 0 && is_number(text, &value)) {
            curb_page_add(page, line, "td", curb_words("%.6g", value).text);
        } else if (is_number(text, &value)) {
            curb_node_t *cell =
                curb_page_add(page, line, "td", curb_words_digits(value).text);
            curb_page_set(page, cell, "class", "number");
        } else {
            curb_page_add(page, line, "td", text_of(self->claims->labels, name, text).text);
        }
    }
}

static void fill_table(
    curb_report_t *self, curb_node_t *frame, const curb_sheet_table_t *table)
{
    curb_page_t *page = &self->page;
    size_t columns[COLUMNS_MOST], shown = curb_sheet_table_column(table, "shown");
    size_t count = choose_columns(table, shown, columns), rows = 0;
    curb_words_t *words = curb_calloc(count + 1, sizeof *words);
    const char *names[COLUMNS_MOST];
    page->failed = page->failed || words == NULL;
    for (size_t i = 0; i < count && words != NULL; i++) {
        words[i] = heading_of(table->cells[columns[i]]);
        names[i] = words[i].text;
    }
    if (words != NULL && count > 0) {
        curb_node_t *folded =
            curb_page_folded(page, frame, _("The numbers of this figure as a table"));
        curb_node_t *body =
            curb_page_table(page, folded, self->plots->headline.text, names, count);
        curb_page_unsorted(page, body); /* it could rank States */
        for (size_t r = 0; r < table->row_count; r++) {
            bool is_row = is_shown(table, shown, r);
            if (is_row && rows < ROWS_MOST) {
                add_row(self, body, table, r, columns, count);
            }
            rows += is_row;
        }
        if (rows > ROWS_MOST) {
            curb_page_add(page, folded, "p",
                curb_words(_("%zu more rows are in the file."), rows - ROWS_MOST).text);
        }
    }
    curb_free(words);
}

static curb_error_t add_table(curb_report_t *self, curb_node_t *frame, const char *name)
{
    curb_sheet_table_t table;
    char *path = curb_text_of("%s/%s.csv", self->plots->options.folder, name);
    curb_error_t error = path != NULL
                             ? curb_sheet_table_read(&table, path, self->diagnostics)
                             : CURB_ERR_NO_MEMORY;
    if (error == CURB_OK) {
        fill_table(self, frame, &table);
        curb_sheet_table_free(&table);
    }
    curb_free(path);
    return error;
}

static void add_files(
    curb_report_t *self, curb_node_t *frame, const char *name, bool is_there)
{
    static const char *const endings[] = {"csv", "gp", "png"};
    curb_page_t *page = &self->page;
    curb_node_t *note = curb_page_add(page, frame, "p",
        is_there ? _("Files of this figure, beside this page:")
                 : _("The picture is missing, because gnuplot was not found when this page "
                     "was made. Its numbers and the script that draws it:"));
    curb_page_set(page, note, "class", "note");
    curb_words_t id = curb_words("numbers-%s", name);
    curb_page_set(page, note, "id", id.text);
    curb_page_set(page, frame, "aria-describedby", id.text);
    for (size_t i = 0; i < (is_there ? 3 : 2); i++) {
        curb_words_t file = curb_words("figures/%s.%s", name, endings[i]);
        curb_page_text(page, note, " ");
        curb_page_link(page, note, file.text, file.text);
    }
}

static curb_error_t add_figure(
    curb_report_t *self, curb_node_t *parent, curb_figure_t figure)
{
    bool is_empty = false, is_there = false;
    curb_page_t *page = &self->page;
    curb_error_t error = curb_plots_draw(self->plots, figure, &is_empty, self->diagnostics);
    if (error != CURB_OK || is_empty) {
        return error;
    }
    const char *name = curb_figure_rows[figure].name;
    char *path = curb_text_of("%s/%s.svg", self->plots->options.folder, name);
    if (path == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    self->is_drawn[figure] = true;
    curb_node_t *frame = curb_page_add(page, parent, "figure", NULL);
    curb_page_set(page, frame, "id", curb_words("figure-%s", name).text);
    if (self->for_check && self->pictured && self->plots->gnuplot_missing) {
        curb_page_figure_place(page, frame, self->plots->headline.text);
        is_there = true;
    } else if (!self->plots->gnuplot_missing) {
        error = curb_page_figure(
            page, frame, path, name, self->plots->headline.text, &is_there);
    }
    curb_free(path);
    if (!is_there) {
        curb_page_add(page, frame, "figcaption", self->plots->headline.text);
    }
    add_files(self, frame, name, is_there);
    return error == CURB_OK ? add_table(self, frame, name) : error;
}

/* Which part of the page a figure belongs to. */
static const char *section_of(curb_figure_t figure)
{
    static const struct {
        const char *figure, *section;
    } places[] = {{"fan_forest", "comparison"}, {"dose_response", "doses"},
        {"displacement", "moved"}, {"multiples", "parts"}, {"groups", "parts"},
        {"money_flows", "money"}, {"cost_plane", "costs"}, {"acceptability", "costs"},
        {"waterfall", "comparison"}, {"trajectory", "comparison"}, {"convergence", "sure"},
        {"calibration", "methods"}, {"status", "provenance"}};
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        if (strcmp(places[i].figure, curb_figure_rows[figure].name) == 0) {
            return places[i].section;
        }
    }
    return "sure";
}

void curb_report_figures(curb_report_t *self, curb_node_t *section)
{
    for (int f = 0; f < CURB_FIGURE_COUNT && self->error == CURB_OK; f++) {
        if (curb_page_find(&self->page, section_of((curb_figure_t)f)) == section) {
            self->error = add_figure(self, section, (curb_figure_t)f);
        }
    }
}

void curb_report_slides(curb_report_t *self, const char *folder)
{
    curb_slides_t slides;
    curb_page_t *page = &self->page;
    if (self->error != CURB_OK) {
        return;
    }
    self->error =
        curb_slides_draw(&slides, self->claims, self->plots, folder, self->diagnostics);
    slides.gnuplot_missing = self->for_check ? !self->pictured : slides.gnuplot_missing;
    curb_node_t *section = curb_page_section(page, "slides", _("Slides"));
    curb_page_add(page, section, "p",
        slides.gnuplot_missing
            ? _("Their pictures are missing, because gnuplot was not found when this page "
                "was "
                "made. The scripts draw them. Each says one thing:")
            : _("Pictures for projection, beside this page. Each says one thing:"));
    curb_node_t *list = curb_page_add(page, section, "ul", NULL);
    for (size_t i = 0; i < slides.count; i++) {
        const curb_slide_t *slide = &slides.items[i];
        curb_words_t file =
            curb_words("slides/%s.%s", slide->name, slides.gnuplot_missing ? "gp" : "png");
        curb_node_t *item = curb_page_add(page, list, "li", NULL);
        curb_page_link(page, item, file.text, file.text);
        curb_page_text(page, item, " ");
        curb_page_claim(page, item, "span", slide->message);
    }
}
