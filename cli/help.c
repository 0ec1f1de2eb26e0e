/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/help.h"

#include "cli/verbs.h"
#include "model/error.h"
#include "version.h"

#include <gsl/gsl_version.h>
#include <hdf5.h>
#include <jansson.h>
#include <string.h>

enum { WIDTH = 92, INDENT = 28 };

#define VERB_ONE(name) +1
enum { VERB_COUNT = 0 CURB_VERB_LIST(VERB_ONE) };
#undef VERB_ONE

#define VERB_POINTER(name) &curb_verb_##name,
const curb_verb_t *const curb_verbs[] = {CURB_VERB_LIST(VERB_POINTER)};
#undef VERB_POINTER
const size_t curb_verb_count = VERB_COUNT;

const curb_verb_t *curb_verb_find(const char *name, curb_diagnostics_t *diagnostics)
{
    const char *names[VERB_COUNT];
    for (size_t i = 0; i < curb_verb_count; i++) {
        names[i] = curb_verbs[i]->name;
        if (strcmp(name, names[i]) == 0) {
            return curb_verbs[i];
        }
    }
    const char *nearest = curb_nearest(name, names, curb_verb_count);
    (void)curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
        nearest != NULL ? "'%s' is not a verb of curb; did you mean '%s'?"
                        : "'%s' is not a verb of curb; see curb help",
        name, nearest);
    return NULL;
}

/* What an exit code means, from the list of errors: the words of its first error. */
static const char *exit_text(int code)
{
    for (int error = 0; error < CURB_ERROR_COUNT; error++) {
        if (curb_error_exit_code((curb_error_t)error) == code) {
            return curb_error_text((curb_error_t)error);
        }
    }
    return "";
}

static void print_wrapped(FILE *out, const char *text, size_t indent)
{
    size_t column = indent;
    while (*text != '\0') {
        size_t bytes = strcspn(text, " \n");
        if (column > indent && column + bytes + 1 > WIDTH) {
            fprintf(out, "\n%*s", (int)indent, "");
            column = indent;
        }
        fprintf(out, "%s%.*s", column > indent ? " " : "", (int)bytes, text);
        column += bytes + (column > indent);
        text += bytes;
        while (*text == ' ' || *text == '\n') {
            bool paragraph = text[0] == '\n' && text[1] == '\n';
            text++;
            if (paragraph) {
                fprintf(out, "\n\n%*s", (int)indent, "");
                column = indent;
            }
        }
    }
    fputc('\n', out);
}

static void option_label(char *label, size_t bytes, const curb_option_row_t *row)
{
    char letter[8] = "    ";
    if (row->letter != 0) {
        snprintf(letter, sizeof letter, "-%c, ", row->letter);
    }
    snprintf(label, bytes, "  %s--%s%s%s", letter, row->name,
        row->argument != NULL ? " " : "", row->argument != NULL ? row->argument : "");
}

static void print_options(FILE *out, const curb_verb_t *verb)
{
    for (const curb_option_t *option = verb->options; *option != CURB_OPTION_COUNT;
         option++) {
        char label[64];
        option_label(label, sizeof label, &curb_option_rows[*option]);
        fprintf(out, "%-*s", INDENT, label);
        print_wrapped(out, curb_option_rows[*option].help, INDENT);
    }
}

static void print_indented(FILE *out, const char *text, const char *indent)
{
    while (*text != '\0') {
        size_t bytes = strcspn(text, "\n");
        fprintf(out, "%s%.*s\n", indent, (int)bytes, text);
        text += bytes + (text[bytes] == '\n');
    }
}

void curb_help_overview(FILE *out)
{
    fprintf(out,
        "curb " CURB_VERSION " compares policies that discourage the demand behind "
        "trafficking in persons.\n\n"
        "usage: curb VERB [options] FILE\n\n"
        "start here:\n"
        "  curb init my-study.yaml           a study with comments, to change\n"
        "  curb check my-study.yaml          is it right, and what will it cost\n"
        "  curb run my-study.yaml            run it; safe to interrupt and repeat\n"
        "  curb compare out/my-study/results.h5\n\nverbs:\n");
    for (size_t i = 0; i < curb_verb_count; i++) {
        fprintf(out, "  %-12s%s\n", curb_verbs[i]->name, curb_verbs[i]->summary);
    }
    fprintf(out, "\ncurb VERB --help explains a verb; curb --version names the build.\n"
                 "Data goes to standard output, messages to standard error.\n");
}

void curb_help_verb(FILE *out, const curb_verb_t *verb)
{
    fprintf(out, "usage: curb %s [options] %s\n\n", verb->name, verb->operands);
    print_wrapped(out, verb->description, 0);
    fprintf(out, "\nexamples:\n");
    print_indented(out, verb->examples, "  ");
    fprintf(out, "\noptions:\n");
    print_options(out, verb);
    fprintf(out, "\nexit codes:\n");
    for (const int *code = verb->exit_codes; *code >= 0; code++) {
        fprintf(out, "  %3d  %s\n", *code, exit_text(*code));
    }
}

/* A leading dot or quote would be a macro; a backslash an escape; a hyphen becomes a dash.
 */
static void print_roff(FILE *out, const char *text)
{
    bool at_start = true;
    for (; *text != '\0'; text++) {
        if (at_start && (*text == '.' || *text == '\'')) {
            fputs("\\&", out);
        }
        if (*text == '\\' || *text == '-') {
            fputc('\\', out);
        }
        fputs(*text == '\\' ? "e" : (char[]){*text, '\0'}, out);
        at_start = *text == '\n';
    }
}

static void print_man_options(FILE *out, const curb_verb_t *verb)
{
    for (const curb_option_t *option = verb->options; *option != CURB_OPTION_COUNT;
         option++) {
        const curb_option_row_t *row = &curb_option_rows[*option];
        fputs(".TP\n", out);
        if (row->letter != 0) {
            fprintf(out, "\\fB\\-%c\\fR, ", row->letter);
        }
        fputs("\\fB\\-\\-", out);
        print_roff(out, row->name);
        fputs("\\fR", out);
        if (row->argument != NULL) {
            fprintf(out, " \\fI%s\\fR", row->argument);
        }
        fputc('\n', out);
        print_roff(out, row->help);
        fputc('\n', out);
    }
}

void curb_help_man(FILE *out, const curb_verb_t *verb)
{
    fprintf(out, ".TH CURB-%s 1 \"\" \"curb " CURB_VERSION "\" \"curb\"\n.SH NAME\n",
        verb->name);
    fprintf(out, "curb\\-%s \\- ", verb->name);
    print_roff(out, verb->summary);
    fprintf(out, "\n.SH SYNOPSIS\n\\fBcurb %s\\fR [\\fIoptions\\fR] ", verb->name);
    print_roff(out, verb->operands);
    fprintf(out, "\n.SH DESCRIPTION\n");
    print_roff(out, verb->description);
    fprintf(out, "\n.SH EXAMPLES\n.nf\n");
    print_roff(out, verb->examples);
    fprintf(out, "\n.fi\n.SH OPTIONS\n");
    print_man_options(out, verb);
    fprintf(out, ".SH EXIT STATUS\n");
    for (const int *code = verb->exit_codes; *code >= 0; code++) {
        fprintf(out, ".TP\n\\fB%d\\fR\n", *code);
        print_roff(out, exit_text(*code));
        fputc('\n', out);
    }
    fprintf(out,
        ".SH ENVIRONMENT\n.TP\n\\fBNO_COLOR\\fR\nno colour in messages\n"
        ".TP\n\\fBCURB_JOBS\\fR\nthreads, where \\fB\\-\\-jobs\\fR is not given\n");
}

static void print_completion_case(FILE *out, const curb_verb_t *verb)
{
    fprintf(out, "    %s) options=\"", verb->name);
    for (const curb_option_t *option = verb->options; *option != CURB_OPTION_COUNT;
         option++) {
        fprintf(out, "%s--%s", option == verb->options ? "" : " ",
            curb_option_rows[*option].name);
    }
    fprintf(out, "\" ;;\n");
}

static void print_completion_choices(FILE *out)
{
    for (curb_option_t option = 0; option < CURB_OPTION_COUNT; option++) {
        const curb_option_row_t *row = &curb_option_rows[option];
        if (row->choices != NULL) {
            fprintf(out,
                "    --%s) COMPREPLY=($(compgen -W \"%s\" -- \"$word\")); return ;;\n",
                row->name, row->choices);
        }
    }
}

void curb_help_completion_bash(FILE *out)
{
    fprintf(out, "# bash completion for curb: source <(curb completion bash)\n_curb() {\n"
                 "    local word=${COMP_WORDS[COMP_CWORD]} options=\n"
                 "    if [ \"$COMP_CWORD\" -eq 1 ]; then\n"
                 "        COMPREPLY=($(compgen -W \"");
    for (size_t i = 0; i < curb_verb_count; i++) {
        fprintf(out, "%s%s", i > 0 ? " " : "", curb_verbs[i]->name);
    }
    fprintf(out, "\" -- \"$word\")); return\n    fi\n"
                 "    case ${COMP_WORDS[COMP_CWORD - 1]} in\n");
    print_completion_choices(out);
    fprintf(out, "    esac\n    case ${COMP_WORDS[1]} in\n");
    for (size_t i = 0; i < curb_verb_count; i++) {
        print_completion_case(out, curb_verbs[i]);
    }
    fprintf(out, "    esac\n    if [[ $word == -* ]]; then\n"
                 "        COMPREPLY=($(compgen -W \"$options\" -- \"$word\"))\n    else\n"
                 "        COMPREPLY=($(compgen -f -- \"$word\"))\n    fi\n}\n"
                 "complete -o filenames -F _curb curb\n");
}

void curb_help_version(FILE *out)
{
    unsigned major = 0, minor = 0, release = 0;
    (void)H5get_libversion(&major, &minor, &release);
    fprintf(out, "curb %s (%s%s)\n", CURB_VERSION, CURB_GIT_HASH,
        CURB_GIT_DIRTY ? ", changed since" : "");
    fprintf(out, "compiler: %s\nflags: %s\n", CURB_COMPILER, CURB_FLAGS);
    fprintf(out, "libraries: HDF5 %u.%u.%u, GSL %s, jansson %s\n", major, minor, release,
        gsl_version, JANSSON_VERSION);
#ifdef _OPENMP
    fprintf(out, "threads: OpenMP\n");
#else
    fprintf(out, "threads: none\n");
#endif
    fprintf(out, "licence: GPL-3.0-or-later\n");
}
