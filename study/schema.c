/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON Schema of study files (draft 2020-12), so that an editor completes keys and
 * underlines what `check` would refuse. It is written from the field table; references
 * between parts of a study (ids) are beyond it and are left to `check`. */
#include "model/metrics.h"
#include "study/fields.h"
#include "study/study.h"
#include "study/text.h"

#include <string.h>

typedef struct {
    curb_text_t text;
    bool sweeps; /**< single values may be {sweep: [...]} */
} schema_t;

static void write_block(schema_t *schema, const curb_block_t *block);

static void property(schema_t *schema, bool *first, const char *key)
{
    curb_text_add(&schema->text, "%s", *first ? "\n" : ",\n");
    curb_text_add_quoted(&schema->text, key);
    curb_text_add(&schema->text, ": ");
    *first = false;
}

/* YAML readers of editors take 2e8 for a text; we do not. */
static void number(schema_t *schema, double least, double most, bool percent)
{
    char low[CURB_NUMBER_BYTES], high[CURB_NUMBER_BYTES];
    curb_number_format(least, low);
    curb_number_format(most, high);
    curb_text_add(&schema->text,
        "\"anyOf\": [{\"type\": \"number\", \"minimum\": %s, \"maximum\": %s}, "
        "{\"type\": \"string\", \"pattern\": \"^[-+.0-9eE]+%s$\"}, "
        "{\"const\": \"registry\"}, {\"$ref\": \"#/$defs/number\"}%s]",
        low, high, percent ? "%?" : "",
        schema->sweeps ? ", {\"$ref\": \"#/$defs/sweep\"}" : "");
}

static void describe(schema_t *schema, const char *help, const char *unit)
{
    curb_text_t words = {0};
    curb_text_add(&words, "%s", help != NULL ? help : "");
    if (unit != NULL && unit[0] != '\0' && strcmp(unit, "1") != 0) {
        curb_text_add(&words, " [%s]", unit);
    }
    curb_text_add(&schema->text, "\"description\": ");
    curb_text_add_quoted(&schema->text, words.failed ? "" : words.bytes);
    curb_text_free(&words);
}

static void add_digits(curb_text_t *text, double value)
{
    char digits[CURB_NUMBER_BYTES];
    curb_number_format(value, digits);
    curb_text_add(text, "%s", digits);
}

static void default_of(schema_t *schema, double value)
{
    curb_text_add(&schema->text, ", \"default\": ");
    add_digits(&schema->text, value);
}

static void choices(schema_t *schema, const curb_field_t *field)
{
    bool several = schema->sweeps || field->ending != NULL;
    curb_text_add(&schema->text, several ? "\"anyOf\": [{\"enum\": [" : "\"enum\": [");
    for (size_t i = 0; field->choices[i] != NULL; i++) {
        curb_text_add(&schema->text, "%s\"%s\"", i > 0 ? ", " : "", field->choices[i]);
    }
    curb_text_add(&schema->text, "]%s", several ? "}" : "");
    if (schema->sweeps) {
        curb_text_add(&schema->text, ", {\"$ref\": \"#/$defs/sweep\"}");
    }
    if (field->ending != NULL) {
        curb_text_add(&schema->text, ", {\"type\": \"string\", \"pattern\": \"[.]%s$\"}",
            field->ending + 1);
    }
    curb_text_add(&schema->text, several ? "]" : "");
}

/* The kinds that have the same form wherever they stand. */
static const char *fixed_form(curb_field_kind_t kind)
{
    switch (kind) {
    case CURB_FIELD_WHOLE:
        return "\"type\": \"integer\", \"minimum\": 0";
    case CURB_FIELD_BOOLEAN:
        return "\"type\": \"boolean\"";
    case CURB_FIELD_TEXT:
        return "\"type\": [\"string\", \"number\"]";
    case CURB_FIELD_NAMES:
        return "\"anyOf\": [{\"const\": \"all\"}, {\"type\": \"array\", \"items\": "
               "{\"type\": "
               "\"string\"}, \"minItems\": 1}]";
    case CURB_FIELD_SHARES:
        return "\"type\": \"object\", \"additionalProperties\": {\"$ref\": "
               "\"#/$defs/value\"}";
    case CURB_FIELD_MATRIX:
        return "\"type\": \"object\", \"additionalProperties\": {\"type\": \"object\", "
               "\"additionalProperties\": {\"$ref\": \"#/$defs/value\"}}";
    case CURB_FIELD_NAME_MAP:
        return "\"type\": \"object\", \"additionalProperties\": {\"type\": \"array\", "
               "\"items\": {\"type\": \"string\"}, \"minItems\": 1}";
    case CURB_FIELD_PATH:
        return "\"anyOf\": [{\"type\": \"string\"}, {\"$ref\": \"#/$defs/world\"}]";
    default:
        return NULL;
    }
}

static void responses(schema_t *schema)
{
    bool first = true;
    curb_text_add(&schema->text, "\"type\": \"object\", \"additionalProperties\": false, "
                                 "\"properties\": {");
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *row = &curb_response_rows[i];
        property(schema, &first, row->key);
        curb_text_add(&schema->text, "{");
        describe(schema, row->registry->remark, row->registry->unit);
        default_of(schema, row->central);
        curb_text_add(&schema->text, ", ");
        number(schema, row->least, row->most, false);
        curb_text_add(&schema->text, "}");
    }
    curb_text_add(&schema->text, "}");
}

/* "meaning; by default procurement_rules 0.5, due_diligence 0.8" */
static void describe_lever(schema_t *schema, curb_lever_t lever)
{
    const curb_lever_row_t *row = &curb_lever_rows[lever];
    curb_text_t words = {0};
    const char *start = "; by default ";
    curb_text_add(&words, "%s", row->meaning);
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_lever_default_t *given =
            curb_instrument_lever((curb_instrument_t)i, lever);
        if (given != NULL) {
            curb_text_add(&words, "%s%s ", start, curb_instrument_rows[i].key);
            add_digits(&words, given->central);
            start = ", ";
        }
    }
    describe(schema, words.failed ? row->meaning : words.bytes, row->unit);
    curb_text_free(&words);
}

/* "help: procurement_rules 0.2, 0.5, 1; due_diligence ..." */
static void describe_doses(schema_t *schema, const char *help)
{
    curb_text_t words = {0};
    curb_text_add(&words, "%s", help);
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *row = &curb_instrument_rows[i];
        const double doses[] = {row->dose_low, row->dose_default, row->dose_high};
        curb_text_add(&words, "%s %s", i > 0 ? ";" : ":", row->key);
        for (size_t k = 0; k < 3; k++) {
            curb_text_add(&words, k > 0 ? ", " : " ");
            add_digits(&words, doses[k]);
        }
    }
    describe(schema, words.failed ? help : words.bytes, NULL);
    curb_text_free(&words);
}

static void lever_properties(schema_t *schema, bool *first)
{
    for (size_t i = 0; i < CURB_LEVER_COUNT; i++) {
        const curb_lever_row_t *row = &curb_lever_rows[i];
        property(schema, first, row->key);
        curb_text_add(&schema->text, "{");
        describe_lever(schema, (curb_lever_t)i);
        curb_text_add(&schema->text, ", ");
        number(schema, row->least, row->most, strcmp(row->unit, "1") == 0);
        curb_text_add(&schema->text, "}");
    }
}

static void instruments(schema_t *schema)
{
    curb_text_add(&schema->text, "\"enum\": [");
    for (size_t i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        curb_text_add(
            &schema->text, "%s\"%s\"", i > 0 ? ", " : "", curb_instrument_rows[i].key);
    }
    curb_text_add(&schema->text, "]");
}

static void metrics(schema_t *schema)
{
    curb_text_add(
        &schema->text, "\"type\": \"array\", \"minItems\": 1, \"items\": {\"enum\": [");
    for (size_t i = 0; i < CURB_METRIC_COUNT; i++) {
        curb_text_add(
            &schema->text, "%s\"%s\"", i > 0 ? ", " : "", curb_metric_rows[i].key);
    }
    curb_text_add(&schema->text, "]}");
}

static void form(schema_t *schema, const curb_field_t *field)
{
    const char *fixed = fixed_form(field->kind);
    if (strcmp(field->key, "instrument") == 0) {
        instruments(schema);
    } else if (strcmp(field->key, "metrics") == 0) {
        metrics(schema);
    } else if (strcmp(field->key, "responses") == 0) {
        responses(schema);
    } else if (fixed != NULL) {
        curb_text_add(&schema->text, "%s", fixed);
    } else if (field->kind == CURB_FIELD_CHOICE) {
        choices(schema, field);
    } else if (field->kind == CURB_FIELD_BLOCK) {
        write_block(schema, field->block);
    } else if (field->kind == CURB_FIELD_MAP) {
        curb_text_add(&schema->text, "\"type\": [\"object\", \"null\"], "
                                     "\"additionalProperties\": {");
        write_block(schema, field->block);
        curb_text_add(&schema->text, "}");
    } else if (field->kind == CURB_FIELD_LIST) {
        curb_text_add(&schema->text, "\"type\": \"array\", \"items\": {");
        write_block(schema, field->block);
        curb_text_add(&schema->text, "}");
    } else if (field->kind == CURB_FIELD_MAP_MAP) {
        curb_text_add(&schema->text, "\"type\": \"object\", \"additionalProperties\": "
                                     "{\"type\": \"object\", \"additionalProperties\": {");
        write_block(schema, field->block);
        curb_text_add(&schema->text, "}}");
    } else if (field->kind == CURB_FIELD_VALUES) {
        curb_text_add(&schema->text, "\"type\": \"object\"");
    } else {
        number(schema, field->least, field->most, field->kind == CURB_FIELD_FRACTION);
    }
}

static void properties(schema_t *schema, const curb_block_t *block, bool *first)
{
    for (size_t i = 0; i < block->count; i++) {
        const curb_field_t *field = &block->fields[i];
        property(schema, first, field->key);
        curb_text_add(&schema->text, "{");
        if (block == &curb_policy_block && strcmp(field->key, "dose") == 0) {
            describe_doses(schema, field->help);
        } else {
            describe(schema, field->help, field->unit);
        }
        if (field->fallback != NULL) {
            curb_text_add(&schema->text, ", \"default\": \"%s\"", field->fallback);
        }
        curb_text_add(&schema->text, ", ");
        form(schema, field);
        curb_text_add(&schema->text, "}");
    }
}

static void write_block(schema_t *schema, const curb_block_t *block)
{
    bool first = true;
    schema->sweeps = block == &curb_scenario_block;
    curb_text_add(&schema->text, "\"type\": [\"object\", \"null\"], "
                                 "\"additionalProperties\": false, \"properties\": {");
    properties(schema, block, &first);
    if (block == &curb_sector_block) {
        properties(schema, &curb_anchor_block, &first);
    }
    if (block == &curb_policy_block) {
        lever_properties(schema, &first);
    }
    if (block == &curb_study_block || block == &curb_world_block) {
        property(schema, &first, "extends");
        curb_text_add(&schema->text,
            "{\"description\": \"file, or files, that this one is laid over\", "
            "\"type\": [\"string\", \"array\"], \"items\": {\"type\": \"string\"}}");
    }
    curb_text_add(&schema->text, "}");
    schema->sweeps = false;
}

static void write_definitions(schema_t *schema)
{
    curb_text_add(&schema->text,
        "\"$defs\": {\n"
        "\"value\": {\"type\": [\"number\", \"string\", \"object\"]},\n"
        "\"sweep\": {\"type\": \"object\", \"additionalProperties\": false, "
        "\"minProperties\": 1, \"maxProperties\": 1, \"properties\": {\"sweep\": "
        "{\"anyOf\": [{\"const\": \"all\"}, {\"type\": \"array\", \"minItems\": 1}]}, "
        "\"range\": {\"type\": \"array\", \"minItems\": 2, \"maxItems\": 2}}},\n"
        "\"number\": {\"type\": \"object\", \"additionalProperties\": false, "
        "\"properties\": {");
    static const char *const values[] = {"value", "mode", "low", "high"};
    for (size_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        curb_text_add(
            &schema->text, "\"%s\": {\"type\": [\"number\", \"string\"]}, ", values[i]);
    }
    curb_text_add(&schema->text,
        "\"spread\": {\"enum\": [\"triangular\", \"log_triangular\", \"fixed\"]}, "
        "\"dist\": {\"enum\": [\"triangular\", \"log_triangular\", \"fixed\"]}, "
        "\"grade\": {\"enum\": [\"A\", \"B\", \"C\"]}, "
        "\"source\": {\"type\": \"string\"}, \"seen\": {\"enum\": [\"seen\", "
        "\"secondary\", "
        "\"derived\", \"memory\", \"assumption\"]}, \"registry\": {\"type\": \"string\"}, "
        "\"remark\": {\"type\": \"string\"}}},\n"
        "\"world\": {");
    write_block(schema, &curb_world_block);
    curb_text_add(&schema->text, "}}");
}

curb_error_t curb_study_schema_json(FILE *out)
{
    schema_t schema = {0};
    curb_text_add(&schema.text,
        "{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\",\n"
        "\"title\": \"A study of curb\",\n");
    write_definitions(&schema);
    curb_text_add(&schema.text, ",\n");
    write_block(&schema, &curb_study_block);
    curb_text_add(&schema.text, "}\n");
    char *text = curb_text_take(&schema.text);
    if (text == NULL) {
        return CURB_ERR_NO_MEMORY;
    }
    bool written = fputs(text, out) >= 0;
    curb_text_t rest = {.bytes = text};
    curb_text_free(&rest);
    return written ? CURB_OK : CURB_ERR_IO;
}
