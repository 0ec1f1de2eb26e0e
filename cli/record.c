/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/record.h"

#include "model/memory.h"

#include <math.h>
#include <string.h>

curb_format_t curb_record_format(const curb_arguments_t *arguments)
{
    static const char *const names[] = {"text", "md", "csv", "json"};
    const char *format = arguments->text[CURB_OPTION_FORMAT];
    if (format == NULL) {
        format = arguments->text[CURB_OPTION_TABLES];
    }
    curb_format_t found = CURB_FORMAT_TEXT;
    for (size_t i = 0; format != NULL && i < sizeof names / sizeof *names; i++) {
        found = strcmp(format, names[i]) == 0 ? (curb_format_t)i : found;
    }
    return arguments->given[CURB_OPTION_JSON] ? CURB_FORMAT_JSON : found;
}

curb_record_t curb_record(void)
{
    curb_record_t self = {.root = json_object()};
    self.failed = self.root == NULL;
    return self;
}

void curb_record_set(curb_record_t *self, json_t *object, const char *key, json_t *value)
{
    self->failed = json_object_set_new(object, key, value) != 0 || self->failed;
}

void curb_record_add(curb_record_t *self, json_t *array, json_t *value)
{
    self->failed = json_array_append_new(array, value) != 0 || self->failed;
}

void curb_record_text(
    curb_record_t *self, json_t *object, const char *key, const char *text)
{
    curb_record_set(self, object, key, text != NULL ? json_string(text) : json_null());
}

void curb_record_number(curb_record_t *self, json_t *object, const char *key, double value)
{
    curb_record_set(self, object, key, isfinite(value) ? json_real(value) : json_null());
}

void curb_record_count(curb_record_t *self, json_t *object, const char *key, size_t count)
{
    curb_record_set(self, object, key, json_integer((json_int_t)count));
}

void curb_record_flag(curb_record_t *self, json_t *object, const char *key, bool flag)
{
    curb_record_set(self, object, key, json_boolean(flag));
}

curb_error_t curb_record_write(curb_record_t *self, FILE *out)
{
    curb_error_t error = self->failed ? CURB_ERR_NO_MEMORY : CURB_OK;
    curb_memory_forget();
    if (error == CURB_OK && json_dumpf(self->root, out, JSON_INDENT(2)) != 0) {
        error = curb_memory_ran_out() ? CURB_ERR_NO_MEMORY : CURB_ERR_IO;
    }
    json_decref(self->root);
    self->root = NULL;
    if (error == CURB_OK) {
        fputc('\n', out);
    }
    return error;
}

void curb_csv_field(FILE *out, const char *text)
{
    if (text[strcspn(text, ",\"\r\n")] == '\0') {
        fputs(text, out);
        return;
    }
    fputc('"', out);
    for (; *text != '\0'; text++) {
        fputs(*text == '"' ? "\"\"" : (char[]){*text, '\0'}, out);
    }
    fputc('"', out);
}

void curb_csv_number(FILE *out, double value)
{
    if (!isnan(value)) {
        fprintf(out, "%.17g", value);
    }
}

static void separate(curb_csv_line_t *self)
{
    if (self->begun) {
        fputc(',', self->out);
    }
    self->begun = true;
}

void curb_csv_line_text(curb_csv_line_t *self, const char *text)
{
    separate(self);
    curb_csv_field(self->out, text != NULL ? text : "");
}

void curb_csv_line_number(curb_csv_line_t *self, double value)
{
    separate(self);
    curb_csv_number(self->out, value);
}

void curb_csv_line_count(curb_csv_line_t *self, size_t count)
{
    separate(self);
    fprintf(self->out, "%zu", count);
}

void curb_csv_line_end(curb_csv_line_t *self)
{
    fputc('\n', self->out);
    self->begun = false;
}
