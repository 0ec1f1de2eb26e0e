/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/message.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

bool curb_message_in_colour(const curb_arguments_t *arguments)
{
    const char *refused = getenv("NO_COLOR");
    const char *terminal = getenv("TERM");
    bool dumb = terminal == NULL || terminal[0] == '\0' || terminal[0] == 'd';
    return isatty(STDERR_FILENO) && (refused == NULL || refused[0] == '\0') && !dumb &&
           !arguments->given[CURB_OPTION_NO_COLOR];
}

static void print_place(const curb_place_t *place)
{
    if (place->file == NULL) {
        fputs("curb: ", stderr);
        return;
    }
    fprintf(stderr, "%s:", place->file);
    if (place->line > 0) {
        fprintf(stderr, "%d:", place->line);
    }
    if (place->column > 0) {
        fprintf(stderr, "%d:", place->column);
    }
    fputc(' ', stderr);
}

/* Tabs are kept in front of the caret and bytes inside a UTF-8 character skipped, so that
 * it stands under its column. */
static void print_caret(const curb_message_t *message, bool in_colour)
{
    fprintf(stderr, "    %s\n    ", message->source_line);
    for (int i = 0; i + 1 < message->place.column && message->source_line[i] != '\0'; i++) {
        unsigned char byte = (unsigned char)message->source_line[i];
        if (byte == '\t') {
            fputc('\t', stderr);
        } else if ((byte & 0xC0) != 0x80) {
            fputc(' ', stderr);
        }
    }
    fputs(in_colour ? "\033[32m^\033[0m\n" : "^\n", stderr);
}

static void print_one(const curb_message_t *message, bool in_colour)
{
    static const char *const words[] = {"note", "warning", "error"};
    static const char *const colours[] = {"\033[36m", "\033[33m", "\033[31m"};
    const char *on = in_colour ? colours[message->severity] : "";
    print_place(&message->place);
    fprintf(stderr, "%s%s:%s %s\n", on, words[message->severity],
        in_colour ? "\033[0m" : "", message->text);
    if (message->source_line != NULL && message->place.column > 0) {
        print_caret(message, in_colour);
    }
}

static void print_counts(const curb_diagnostics_t *diagnostics)
{
    size_t errors = 0, warnings = 0;
    for (size_t i = 0; i < diagnostics->count; i++) {
        errors += diagnostics->messages[i].severity == CURB_ERROR;
        warnings += diagnostics->messages[i].severity == CURB_WARNING;
    }
    if (errors + warnings < 2) {
        return;
    }
    fprintf(stderr, "%zu error%s, %zu warning%s\n", errors, errors == 1 ? "" : "s",
        warnings, warnings == 1 ? "" : "s");
}

void curb_message_print(const curb_diagnostics_t *diagnostics, bool in_colour, bool quiet)
{
    fflush(stdout);
    for (size_t i = 0; i < diagnostics->count; i++) {
        const curb_message_t *message = &diagnostics->messages[i];
        if (!quiet || message->severity != CURB_NOTE) {
            print_one(message, in_colour);
        }
    }
    if (diagnostics->truncated) {
        fputs("curb: error: out of memory; some messages were lost\n", stderr);
    }
    print_counts(diagnostics);
}

void curb_message_flush(const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    size_t error_count = diagnostics->error_count;
    curb_message_print(diagnostics, curb_message_in_colour(arguments),
        arguments->given[CURB_OPTION_QUIET]);
    curb_diagnostics_free(diagnostics);
    diagnostics->error_count = error_count;
}

void curb_message_note(const curb_arguments_t *arguments, const char *format, ...)
{
    if (arguments->given[CURB_OPTION_QUIET]) {
        return;
    }
    va_list values;
    va_start(values, format);
    vfprintf(stderr, format, values);
    va_end(values);
    fputc('\n', stderr);
}
