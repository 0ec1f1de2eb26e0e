/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of docs/ODD.md against the ones that the program computes with: whoever
 * changes a value is told which row of the page to write anew. */
#include "model/instruments.h"
#include "model/memory.h"
#include "model/responses.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

enum { ROW_BYTES = 1024 };

static int read_page(void **state)
{
    FILE *file = fopen(CURB_SOURCE_DIR "/docs/ODD.md", "rb");
    if (file == NULL) {
        return -1;
    }
    enum { PAGE_BYTES = 1 << 20 };
    char *page = curb_calloc(PAGE_BYTES, 1);
    size_t bytes = page != NULL ? fread(page, 1, PAGE_BYTES - 1, file) : 0;
    fclose(file);
    *state = page;
    return bytes > 0 ? 0 : -1;
}

static int free_page(void **state)
{
    curb_free(*state);
    return 0;
}

static void check_row(const char *page, const char *row)
{
    if (strstr(page, row) == NULL) {
        fail_msg("docs/ODD.md should have this row: %s", row);
    }
}

static void the_page_has_every_response_as_it_is(void **state)
{
    char row[ROW_BYTES];
    for (size_t i = 0; i < CURB_RESPONSE_COUNT; i++) {
        const curb_response_row_t *response = &curb_response_rows[i];
        snprintf(row, sizeof row, "\n| `%s` | %s | %g | %g to %g | %c |", response->key,
            response->registry->unit, response->central, response->low, response->high,
            response->grade);
        check_row(*state, row);
    }
}

static void the_page_has_every_instrument_as_it_is(void **state)
{
    for (int i = 0; i < CURB_INSTRUMENT_COUNT; i++) {
        const curb_instrument_row_t *instrument = &curb_instrument_rows[i];
        char row[ROW_BYTES];
        int used = snprintf(row, sizeof row, "\n| `%s` | %s | %g, %g, %g | ",
            instrument->key, curb_side_key(instrument->side), instrument->dose_low,
            instrument->dose_default, instrument->dose_high);
        for (size_t k = 0; k < instrument->lever_count; k++) {
            const curb_lever_default_t *lever = &instrument->levers[k];
            used += snprintf(row + used, sizeof row - (size_t)used, "%s`%s` %g",
                k > 0 ? ", " : "", curb_lever_rows[lever->lever].key, lever->central);
        }
        snprintf(row + used, sizeof row - (size_t)used, " |\n");
        check_row(*state, row);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_page_has_every_response_as_it_is),
        cmocka_unit_test(the_page_has_every_instrument_as_it_is),
    };
    return cmocka_run_group_tests(tests, read_page, free_page);
}
