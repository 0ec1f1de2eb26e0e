/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/responses.h"

#include "registry_values.h"

const curb_response_row_t curb_response_rows[CURB_RESPONSE_COUNT] = {
#define RESPONSE_ROW(field, least, most)                                                   \
    {#field, offsetof(curb_responses_t, field), least, most,                               \
        CURB_REGISTRY_response_##field},
    CURB_RESPONSE_LIST(RESPONSE_ROW)
#undef RESPONSE_ROW
};
