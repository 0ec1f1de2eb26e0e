/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/figures.h"

#include "cli/message.h"
#include "plots/lang.h"
#include "plots/size.h"

/* Who asks for another language and gets an English table should hear why. */
static curb_error_t check_drawn(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    static const curb_option_t of_figures[] = {CURB_OPTION_LANG, CURB_OPTION_PAPER};
    bool drawn = !curb_verb_takes(arguments->verb, CURB_OPTION_FIGURES) ||
                 arguments->given[CURB_OPTION_FIGURES];
    curb_error_t result = CURB_OK;
    for (size_t i = 0; !drawn && i < sizeof of_figures / sizeof *of_figures; i++) {
        if (arguments->given[of_figures[i]]) {
            result = curb_diagnostics_fail(diagnostics, CURB_ERR_USAGE,
                "--%s is about figures: say with --figures FOLDER where they go",
                curb_option_rows[of_figures[i]].name);
        }
    }
    return result;
}

curb_error_t curb_figures_use(
    const curb_arguments_t *arguments, curb_diagnostics_t *diagnostics)
{
    curb_error_t error = check_drawn(arguments, diagnostics);
    if (error == CURB_OK) {
        error = curb_lang_use(arguments->text[CURB_OPTION_LANG], diagnostics);
    }
    (void)curb_size_use(arguments->text[CURB_OPTION_PAPER]); /* one of the choices */
    return error;
}

void curb_figures_drawn(const curb_arguments_t *arguments, bool is_missing)
{
    if (is_missing) {
        curb_message_note(arguments,
            "curb: note: gnuplot was not found, so only scripts and data were written; "
            "install gnuplot (Debian: gnuplot-nox) and run this again");
    }
}
