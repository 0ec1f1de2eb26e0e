/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  The verbs. A new one is a file that defines curb_verb_<name> and a row here. */
#ifndef CURB_CLI_VERBS_H
#define CURB_CLI_VERBS_H

#include "cli/options.h"

/** X(name); shown in this order. */
#define CURB_VERB_LIST(X)                                                                  \
    X(init)                                                                                \
    X(check)                                                                               \
    X(show)                                                                                \
    X(run)                                                                                 \
    X(merge)                                                                               \
    X(info)                                                                                \
    X(compare)                                                                             \
    X(robust)                                                                              \
    X(discover)                                                                            \
    X(portfolio)                                                                           \
    X(sensitivity)                                                                         \
    X(plot)                                                                                \
    X(report)                                                                              \
    X(cite)                                                                                \
    X(verify)                                                                              \
    X(export)                                                                              \
    X(validate)                                                                            \
    X(calibrate)                                                                           \
    X(help)                                                                                \
    X(completion)

#define CURB_VERB_DECLARATION(name) extern const curb_verb_t curb_verb_##name;
CURB_VERB_LIST(CURB_VERB_DECLARATION)
#undef CURB_VERB_DECLARATION

/** All verbs, in the order of the list. */
extern const curb_verb_t *const curb_verbs[];
extern const size_t curb_verb_count;

/** @brief The verb of a name, or NULL after a message with *did you mean*. */
const curb_verb_t *curb_verb_find(const char *name, curb_diagnostics_t *diagnostics);

#endif
