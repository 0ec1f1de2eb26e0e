/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  For tests of study files: texts become files in the working folder, and what reading
 * them says can be asked for. */
#ifndef CURB_TESTS_STUDY_TEXT_H
#define CURB_TESTS_STUDY_TEXT_H

#include "study/study.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define WORLD_2014 CURB_SOURCE_DIR "/scenarios/worlds/world-2014.yaml"

/** A world of two jurisdictions and one sector, whole and without ranges. */
#define SMALL_JURISDICTIONS                                                                \
    "price_year: 2014\n"                                                                   \
    "jurisdictions:\n"                                                                     \
    "  here:\n"                                                                            \
    "    population: 2385000\n"                                                            \
    "    at_risk: {women: 20385, men: 20385, girls: 5385, boys: 5385}\n"                   \
    "  there:\n"                                                                           \
    "    population: 4770000\n"                                                            \
    "    at_risk: {women: 40385, men: 40385, girls: 9385, boys: 9385}\n"
#define SMALL_SECTOR                                                                       \
    "sectors:\n"                                                                           \
    "  fields:\n"                                                                          \
    "    family: labour\n"                                                                 \
    "    profit_share: 0.4\n"                                                              \
    "    exploited_share: 5%\n"                                                            \
    "    duration_months: 20.5\n"                                                          \
    "    held: 4\n"                                                                        \
    "    fill: 0.7\n"                                                                      \
    "    identified_share: {mse: 0.2, ilo: 0.004375}\n"                                    \
    "    quit: 0.0087\n"                                                                   \
    "    worker_share: 0.2\n"                                                              \
    "    supply_elasticity: 1\n"                                                           \
    "    demand_elasticity: 0.6\n"                                                         \
    "    composition: {women: 0.25, men: 0.5, girls: 0.1, boys: 0.15}\n"                   \
    "    buyers:\n"                                                                        \
    "      individual: {demand_share: 1, active_share: 0.3, unvetted: 0.7, vetted: 0.2, "  \
    "spend_usd: 50, log_sd: 1.318}\n"
#define SMALL_CELLS                                                                        \
    "cells:\n"                                                                             \
    "  here: {fields: {exploited: 2385, profit_usd_year: 12600, links: {here: 0.4, "       \
    "there: 0.6}}}\n"                                                                      \
    "  there: {fields: {exploited: 1193, profit_usd_year: 2500, links: {there: 1}}}\n"
#define SMALL_WORLD SMALL_JURISDICTIONS SMALL_SECTOR SMALL_CELLS

/** The first lines of most studies; four lines. */
#define STUDY_HEAD                                                                         \
    "world: " WORLD_2014 "\n"                                                              \
    "start_year: 2009\n"                                                                   \
    "years_before: 5\n"                                                                    \
    "years_after: 15\n"

/** What one reading gave. */
typedef struct {
    curb_study_t study;
    curb_diagnostics_t diagnostics;
    curb_error_t error;
} reading_t;

static inline void put_file(const char *name, const char *text, size_t bytes)
{
    FILE *file = fopen(name, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(text, 1, bytes, file), bytes);
    assert_int_equal(fclose(file), 0);
}

static inline void put_text(const char *name, const char *text)
{
    put_file(name, text, strlen(text));
}

static inline reading_t read_file_with(
    const char *path, const curb_setting_t *settings, size_t setting_count)
{
    reading_t reading = {0};
    reading.error = curb_study_read(
        &reading.study, path, settings, setting_count, &reading.diagnostics);
    return reading;
}

static inline reading_t read_text(const char *text)
{
    put_text("study.yaml", text);
    return read_file_with("study.yaml", NULL, 0);
}

static inline reading_t read_set(const char *text, const char *key, const char *value)
{
    curb_setting_t setting = {key, value};
    put_text("study.yaml", text);
    return read_file_with("study.yaml", &setting, 1);
}

static inline reading_t read_world_text(const char *text)
{
    reading_t reading = {0};
    put_text("world.yaml", text);
    reading.error =
        curb_study_read_world(&reading.study, "world.yaml", NULL, 0, &reading.diagnostics);
    return reading;
}

static inline void forget(reading_t *reading)
{
    curb_study_free(&reading->study);
    curb_diagnostics_free(&reading->diagnostics);
}

/** The message that holds a text, or NULL; prints all when there is none. */
static inline const curb_message_t *find_message(const reading_t *reading, const char *text)
{
    for (size_t i = 0; i < reading->diagnostics.count; i++) {
        if (strstr(reading->diagnostics.messages[i].text, text) != NULL) {
            return &reading->diagnostics.messages[i];
        }
    }
    print_message("no message holds: %s\n", text);
    for (size_t i = 0; i < reading->diagnostics.count; i++) {
        print_message("  there is: %s\n", reading->diagnostics.messages[i].text);
    }
    return NULL;
}

/** Refused as invalid with a message at a line and column of the file; 0: any. */
static inline void expect_at(reading_t reading, int line, int column, const char *text)
{
    assert_int_equal(reading.error, CURB_ERR_INVALID);
    const curb_message_t *message = find_message(&reading, text);
    assert_non_null(message);
    assert_int_equal(message->severity, CURB_ERROR);
    if (line > 0) {
        assert_non_null(message->place.file);
        assert_int_equal(message->place.line, line);
        assert_int_equal(message->place.column, column);
        assert_non_null(message->source_line);
    }
    assert_null(reading.study.world);
    forget(&reading);
}

static inline void expect_fine(const reading_t *reading)
{
    for (size_t i = 0; i < reading->diagnostics.count; i++) {
        print_message("  unexpected: %s\n", reading->diagnostics.messages[i].text);
    }
    assert_int_equal(reading->error, CURB_OK);
}

#endif
