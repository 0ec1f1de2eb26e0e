/* SPDX-License-Identifier: GPL-3.0-or-later */
/** @file
 *  What every figure's script must keep to, whatever it shows. */
#ifndef CURB_TESTS_FIGURE_SCRIPT_H
#define CURB_TESTS_FIGURE_SCRIPT_H

/** @brief Fails unless a script, drawn in the language and size in use, leaves no text in
 *  another language, off the page or, in headline and caption, cut, and fits A4. */
void figure_check_script(const char *script, const char *figure);

#endif
