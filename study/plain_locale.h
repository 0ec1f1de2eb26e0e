/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  Numbers in files are read and written as in the C locale, whatever the user's is: a
 * decimal comma would be another number, and another hash. */
#ifndef CURB_STUDY_PLAIN_LOCALE_H
#define CURB_STUDY_PLAIN_LOCALE_H

#include <locale.h>
#include <stdbool.h>

typedef struct {
    locale_t plain, before;
} curb_plain_locale_t;

/** @brief From here on this thread is in the C locale.
 *  @return false without memory; then nothing has changed, and curb_plain_locale_leave() is
 *  not to be called. */
bool curb_plain_locale_enter(curb_plain_locale_t *self);

/** @brief The thread is back in the locale that it was in. */
void curb_plain_locale_leave(curb_plain_locale_t *self);

#endif
