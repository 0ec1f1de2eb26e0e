/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/lang.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define THIN "\u202F"

/* As the style guides of the European Union and GOST 7.0.97 write them. */
const curb_lang_t curb_langs[] = {
    {"en", "English", ".", ","},
    {"ru", "Русский", ",", THIN},
    {"fr", "Français", ",", THIN},
    {"de", "Deutsch", ",", "."},
    {"it", "Italiano", ",", "."},
    {"es", "Español", ",", THIN},
};
const size_t curb_lang_count = sizeof curb_langs / sizeof *curb_langs;

static const curb_lang_t *in_use = &curb_langs[0];

const curb_lang_t *curb_lang(void) { return in_use; }

/* What gettext says of "" is the catalogue's own head. */
const char *curb_lang_text(const char *text) { return text[0] != '\0' ? _(text) : text; }

static const curb_lang_t *find(const char *code)
{
    for (size_t i = 0; i < curb_lang_count; i++) {
        if (strcmp(curb_langs[i].code, code) == 0) {
            return &curb_langs[i];
        }
    }
    return NULL;
}

/* A program that was not installed has its translations beside it. */
static const char *folder(void)
{
    return access(CURB_LOCALE_BUILT, R_OK) == 0 ? CURB_LOCALE_BUILT : CURB_LOCALE_INSTALLED;
}

/* gettext reads LANGUAGE in any locale but "C", and setlocale() makes it forget what it
 * found in another language; but not when it sets what is set already. */
static bool speak(const curb_lang_t *lang)
{
    bool spoken = setenv("LANGUAGE", lang->code, 1) == 0 &&
                  setlocale(LC_MESSAGES, "C") != NULL &&
                  setlocale(LC_MESSAGES, "C.UTF-8") != NULL &&
                  bind_textdomain_codeset("curb", "UTF-8") != NULL &&
                  bindtextdomain("curb", folder()) != NULL;
    return spoken;
}

curb_error_t curb_lang_use(const char *code, curb_diagnostics_t *diagnostics)
{
    const curb_lang_t *lang = find(code != NULL ? code : "en");
    if (lang == NULL) {
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--lang: '%s' is not a language that curb knows: en or ru", code);
    }
    bool spoken = speak(lang);
    /* TRANSLATORS: the code of your language, such as ru. */
    bool translated = lang == &curb_langs[0] || strcmp(_("en"), lang->code) == 0;
    if (!spoken || !translated) {
        (void)speak(in_use);
        return curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
            "--lang: there is no translation into %s here (looked in %s)", lang->name,
            folder());
    }
    in_use = lang;
    return CURB_OK;
}
