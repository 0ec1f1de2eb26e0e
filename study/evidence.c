/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A part is what stands before the first dot of an id: responses, instruments, each world.
 * Parts come in the order of the file. */
#include "study/evidence.h"

#include "model/registry.h"
#include "study/text.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const char opening[] =
    "<!-- Made by the build target evidence-doc from scenarios/registry.csv; do not edit. "
    "-->\n"
    "# Evidence: every number and where it is from\n\n"
    "Each number that curb ships is a row of `scenarios/registry.csv`; the program is "
    "built "
    "from that file, and this page too. `curb show --sources STUDY.yaml` gives the same "
    "for "
    "the numbers of one study, those of your own files among them, and every results file "
    "holds them.\n\n"
    "**Name**: what readers of reports, figures and tables see; every number that is or "
    "may "
    "be "
    "drawn has one.\n\n"
    "**Grade**: A measured in the region, B measured elsewhere or indirectly, C judgement. "
    "Figures known only from secondary pages or from memory have B at most.\n\n"
    "**Seen**: *seen*, read in the source or on a page that quotes it; *secondary*, read "
    "on "
    "a page of others (press, blogs, organisations), to be confirmed in the source; "
    "*derived*, arithmetic on such figures, formula in the remark; *memory*, to be checked "
    "before it is published; *assumption*, no source was found, and the remark argues the "
    "value. Where a remark says *seen* or *from memory* it speaks of that one figure.\n\n"
    "**Range**: what a draw of parameters covers, with its distribution (triangular, mode "
    "at "
    "the central value; *log* the same on a log scale). A range in brackets is known but "
    "not "
    "drawn. An id with `*` stands for any one word in its place; where such a row has no "
    "value, the numbers stand in the world's file and the remark gives their rule.\n";

static const char holes[] =
    "\n## Holes\n\n"
    "What no source was found for and the results lean on:\n\n"
    "- own-price elasticity of demand for commercial sex and for goods made by forced "
    "labour;\n"
    "- causal effects on how many people are exploited of procurement rules, due "
    "diligence, "
    "product bans, forfeiture, offences of knowing use, and support;\n"
    "- entry, exit, replacement, capacity and costs of traffickers;\n"
    "- the share of the sex market that is coerced, by country;\n"
    "- people exploited by sector below the ILO's regions; Canada, the United States and "
    "Central Asia by themselves;\n"
    "- what buyers report, and what online deterrence does to purchases;\n"
    "- the tainted share of imports at risk, what audits find, and where banned goods go;\n"
    "- re-trafficking with support and without;\n"
    "- men who paid for sex in central and eastern Europe, the Caucasus, Central Asia, "
    "Türkiye, Canada, Italy, France and the Netherlands;\n"
    "- unit costs of campaigns, inspections and procurement checks.\n\n"
    "Two conflicts are carried through rather than settled: estimates from overlapping "
    "lists "
    "find one exploited person in five, ratios to the ILO's estimates one in a hundred "
    "(both "
    "concepts of detection are run), and what laws against buyers did is contested.\n\n"
    "Rows that rest on judgement alone:\n";

static size_t part_length(const char *id) { return strcspn(id, "."); }

static bool same_part(const char *left, const char *right)
{
    size_t length = part_length(left);
    return length == part_length(right) && memcmp(left, right, length) == 0;
}

static bool is_first_of_part(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (same_part(curb_registry_rows[i].id, curb_registry_rows[index].id)) {
            return false;
        }
    }
    return true;
}

/* A cell of a Markdown table: bars and stars have no meaning in it. */
static void add_cell(curb_text_t *text, const char *words)
{
    curb_text_add(text, " ");
    for (; *words != '\0'; words++) {
        if (*words == '|' || *words == '*') {
            curb_text_add(text, "\\");
        }
        curb_text_add(text, "%c", *words == '\n' ? ' ' : *words);
    }
    curb_text_add(text, " |");
}

static void add_number(curb_text_t *text, double value)
{
    char digits[CURB_NUMBER_BYTES];
    curb_number_format(value, digits);
    curb_text_add(text, "%s", digits);
}

static void add_range(curb_text_t *text, const curb_registry_row_t *row)
{
    bool drawn = row->spread != CURB_FIXED;
    if (isnan(row->low)) {
        return;
    }
    curb_text_add(text, drawn ? "" : "(");
    add_number(text, row->low);
    curb_text_add(text, " to ");
    add_number(text, row->high);
    curb_text_add(
        text, "%s%s", drawn ? "" : ")", row->spread == CURB_LOG_TRIANGULAR ? " log" : "");
}

static void add_row(curb_text_t *text, const curb_registry_row_t *row)
{
    const char *id = row->id + part_length(row->id) + 1;
    curb_text_add(text, "| `%s` |", id);
    add_cell(text, row->name);
    add_cell(text, row->symbol);
    add_cell(text, row->unit);
    curb_text_add(text, " ");
    if (!isnan(row->central)) {
        add_number(text, row->central);
    }
    curb_text_add(text, " | ");
    add_range(text, row);
    curb_text_add(text, " | %c | %s |", row->grade, curb_seen_keys[row->seen]);
    add_cell(text, row->seen == CURB_SEEN_ASSUMPTION ? "" : row->source);
    add_cell(text, row->remark);
    curb_text_add(text, "\n");
}

static void add_part(curb_text_t *text, size_t first)
{
    const char *id = curb_registry_rows[first].id;
    int length = (int)part_length(id);
    if (id[0] == '*') {
        curb_text_add(text, "\n## Any world that says nothing else\n\n");
    } else if (strncmp(id, "response.", 9) == 0) {
        curb_text_add(text, "\n## Responses\n\n");
    } else if (strncmp(id, "instrument.", 11) == 0) {
        curb_text_add(text, "\n## Instruments: levers at intensity 1, and doses\n\n");
    } else {
        curb_text_add(text, "\n## World `%.*s`\n\n", length, id);
    }
    curb_text_add(text,
        "| id: `%.*s.` | name | symbol | unit | central | range | grade | seen | "
        "source | remark |\n"
        "| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |\n",
        length, id);
    for (size_t i = first; i < curb_registry_count; i++) {
        if (same_part(curb_registry_rows[i].id, id)) {
            add_row(text, &curb_registry_rows[i]);
        }
    }
}

static void add_counts(curb_text_t *text)
{
    size_t counts[CURB_SEEN_COUNT][3] = {{0}};
    for (size_t i = 0; i < curb_registry_count; i++) {
        const curb_registry_row_t *row = &curb_registry_rows[i];
        counts[row->seen][row->grade - 'A']++;
    }
    curb_text_add(text,
        "\n## Rows by grade and by how they were seen\n\n"
        "| seen | A | B | C | all |\n| --- | ---: | ---: | ---: | ---: |\n");
    size_t sums[3] = {0};
    for (size_t s = 0; s < CURB_SEEN_COUNT; s++) {
        const size_t *row = counts[s];
        curb_text_add(text, "| %s | %zu | %zu | %zu | %zu |\n", curb_seen_keys[s], row[0],
            row[1], row[2], row[0] + row[1] + row[2]);
        for (size_t g = 0; g < 3; g++) {
            sums[g] += row[g];
        }
    }
    curb_text_add(text, "| all | %zu | %zu | %zu | %zu |\n", sums[0], sums[1], sums[2],
        curb_registry_count);
}

static bool is_hole(size_t index)
{
    return curb_registry_rows[index].seen == CURB_SEEN_ASSUMPTION;
}

static bool was_listed(size_t index)
{
    for (size_t i = 0; i < index; i++) {
        if (is_hole(i) &&
            strcmp(curb_registry_rows[i].remark, curb_registry_rows[index].remark) == 0) {
            return true;
        }
    }
    return false;
}

/* Rows with the same argument are one hole. */
static void add_holes(curb_text_t *text)
{
    curb_text_add(text, "%s\n", holes);
    for (size_t i = 0; i < curb_registry_count; i++) {
        if (!is_hole(i) || was_listed(i)) {
            continue;
        }
        const char *remark = curb_registry_rows[i].remark;
        curb_text_add(text, "- ");
        const char *comma = "";
        for (size_t k = i; k < curb_registry_count; k++) {
            if (is_hole(k) && strcmp(curb_registry_rows[k].remark, remark) == 0) {
                curb_text_add(text, "%s`%s`", comma, curb_registry_rows[k].id);
                comma = ", ";
            }
        }
        curb_text_add(text, ": %s\n", remark);
    }
}

char *curb_evidence_describe(void)
{
    curb_text_t text = {0};
    curb_text_add(&text, "%s", opening);
    add_counts(&text);
    for (size_t i = 0; i < curb_registry_count; i++) {
        if (is_first_of_part(i)) {
            add_part(&text, i);
        }
    }
    add_holes(&text);
    return curb_text_take(&text);
}
