#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e fast
# needs: python3 xgettext msgfmt msgcmp msgattrib
# Every text has its translation, none is left over, and headings keep their length.
set -u
. "$CURB_SOURCE/tests/e2e/expect.bash"

"$CURB_SOURCE/plots/po/template" >curb.pot || no "the template cannot be made"
for catalogue in "$CURB_SOURCE"/plots/po/*.po; do
    msgfmt --check-format -o /dev/null "$catalogue" || no "$catalogue: a format is not that of its text"
    msgcmp "$catalogue" curb.pot 2>missing || { no "$catalogue: texts without translation"; cat missing; }
    msgattrib --untranslated --no-obsolete "$catalogue" | grep '^msgid "..*"' && no "$catalogue: untranslated"
    msgattrib --only-fuzzy "$catalogue" | grep '^msgid' && no "$catalogue: a translation is a guess"
    msgcmp curb.pot "$catalogue" --use-untranslated 2>stale || { no "$catalogue: texts that nobody says"; cat stale; }
    # Headings of columns and labels of figures have little room: a short text (to 24 characters)
    # becomes no longer than twice its length and ten characters.
    msgattrib --no-wrap "$catalogue" | python3 -c '
import re, sys
long = 0
for short, text in re.findall(r"^msgid \"(.+)\"\nmsgstr \"(.+)\"$", sys.stdin.read(), re.M):
    if len(short) <= 24 and len(text) > 2 * len(short) + 10:
        print("too long:", short, "->", text)
        long = 1
sys.exit(long)' || no "$catalogue: too long for its place"
done
exit $failed
