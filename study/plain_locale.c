/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "study/plain_locale.h"

bool curb_plain_locale_enter(curb_plain_locale_t *self)
{
    self->plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    if (self->plain == (locale_t)0) {
        return false;
    }
    self->before = uselocale(self->plain);
    return true;
}

void curb_plain_locale_leave(curb_plain_locale_t *self)
{
    uselocale(self->before);
    freelocale(self->plain);
}
