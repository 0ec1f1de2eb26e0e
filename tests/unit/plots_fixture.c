/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "unit/plots_fixture.h"

#include "model/memory.h"
#include "store/files.h"

#include <dirent.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

const char PLOTS_NO_GNUPLOT[] = "/nowhere/gnuplot";

void plots_make(plots_fixture_t *self, const plots_shape_t *shape)
{
    memset(self, 0, sizeof *self);
    plots_market_make(&self->market, shape);
    strcpy(self->folder, "/tmp/curb-plots-XXXXXX");
    assert_non_null(mkdtemp(self->folder));
}

void plots_open(plots_fixture_t *self, size_t highlight, const char *gnuplot)
{
    curb_plots_options_t options = {.folder = self->folder,
        .formats = {true, true, true},
        .highlight = highlight,
        .gnuplot = gnuplot};
    curb_plots_free(&self->plots);
    self->data = plots_market_data(&self->market);
    assert_int_equal(
        curb_plots_init(&self->plots, &self->data, &options, &self->diagnostics), CURB_OK);
}

void plots_path(const plots_fixture_t *self, const char *name, char path[160])
{
    snprintf(path, 160, "%s/%s", self->folder, name);
}

bool plots_is_there(const plots_fixture_t *self, const char *name)
{
    char path[160];
    plots_path(self, name, path);
    return access(path, F_OK) == 0;
}

size_t plots_files_with(const plots_fixture_t *self, const char *part)
{
    size_t count = 0;
    DIR *listing = opendir(self->folder);
    assert_non_null(listing);
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        count += entry->d_name[0] != '.' && strstr(entry->d_name, part) != NULL;
    }
    closedir(listing);
    return count;
}

char *plots_text(const plots_fixture_t *self, const char *name)
{
    char path[160], *text = NULL;
    size_t count = 0;
    plots_path(self, name, path);
    assert_int_equal(curb_file_read(path, &text, &count), CURB_OK);
    return text;
}

void plots_write(const plots_fixture_t *self, const char *name, const char *text)
{
    char path[160];
    plots_path(self, name, path);
    assert_int_equal(curb_file_write(path, text, strlen(text), NULL), CURB_OK);
}

bool plots_said(const plots_fixture_t *self, const char *part)
{
    for (size_t i = 0; i < self->diagnostics.count; i++) {
        if (strstr(self->diagnostics.messages[i].text, part) != NULL) {
            return true;
        }
    }
    return false;
}

static void remove_folder(const char *path)
{
    DIR *listing = opendir(path);
    if (listing == NULL) {
        return;
    }
    for (struct dirent *entry = readdir(listing); entry != NULL; entry = readdir(listing)) {
        unlinkat(dirfd(listing), entry->d_name, 0);
    }
    closedir(listing);
    rmdir(path);
}

void plots_unmake(plots_fixture_t *self)
{
    char slides[160];
    plots_path(self, "slides", slides);
    remove_folder(slides);
    remove_folder(self->folder);
    curb_plots_free(&self->plots);
    plots_market_free(&self->market);
    curb_diagnostics_free(&self->diagnostics);
}

curb_error_t plots_draw(plots_fixture_t *self, curb_figure_t figure)
{
    bool is_empty = false;
    curb_error_t error =
        curb_plots_draw(&self->plots, figure, &is_empty, &self->diagnostics);
    assert_false(is_empty);
    if (error != CURB_OK && self->diagnostics.count > 0) {
        print_message("%s\n", self->diagnostics.messages[0].text);
    }
    return error;
}

/* A program in the place of gnuplot: its commands, in the folder of the figures. */
void plots_stand_in(plots_fixture_t *self, const char *commands)
{
    char text[400];
    snprintf(text, sizeof text, "#!/bin/sh\n%s\n", commands);
    plots_write(self, "stand-in", text);
    plots_path(self, "stand-in", self->gnuplot);
    assert_int_equal(chmod(self->gnuplot, 0755), 0);
}

bool plots_has_gnuplot(void)
{
    const char *path = getenv("PATH");
    char place[4096];
    for (const char *at = path; at != NULL && *at != '\0';) {
        size_t length = strcspn(at, ":");
        snprintf(place, sizeof place, "%.*s/gnuplot", (int)length, at);
        if (access(place, X_OK) == 0) {
            return true;
        }
        at += length + (at[length] == ':');
    }
    return false;
}

size_t plots_times(const char *text, const char *part)
{
    size_t count = 0;
    for (const char *at = strstr(text, part); at != NULL; at = strstr(at + 1, part)) {
        count++;
    }
    return count;
}
