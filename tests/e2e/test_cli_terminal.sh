#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# labels: e2e
# needs: tmux
# In a real terminal: a progress line that is redrawn, colour, and a comparison that fits.
set -u
work=$(mktemp -d "$PWD/terminal.XXXXXX") && cd "$work" || exit 1
socket=$work/tmux
trap 'tmux -S "$socket" kill-server 2>/dev/null; rm -rf "$work"' EXIT
study=$CURB_SOURCE/tests/e2e/test_cli_study/study.yaml
failed=0

# screen PATTERN: waits until the terminal shows it.
screen() {
    for _ in $(seq 300); do
        tmux -S "$socket" capture-pane -p -e -t 0 >screen.txt
        grep -Eq -- "$1" screen.txt && return 0
        sleep 0.1
    done
    echo "not so: the terminal never showed '$1' but"
    cat screen.txt
    failed=1
}

type_in() {
    tmux -S "$socket" send-keys -t 0 "$1" Enter
}

unset NO_COLOR
export TERM=screen-256color
tmux -S "$socket" -f /dev/null new-session -d -x 100 -y 50 "env PS1='ready> ' sh"
screen 'ready>'
type_in "$CURB run $study -o r.h5 --replicates 300 --jobs 1"
screen '[1-9][0-9]* of 300 replicates \([0-9]+ %\), [0-9.,]+ a minute, [0-9.]+ (s|min) left'
lines=$(grep -c 'of 300 replicates (' screen.txt)
[ "$lines" -eq 1 ] || { echo "not so: progress takes $lines lines"; failed=1; }
tmux -S "$socket" send-keys -t 0 C-c
screen 'interrupted; run again to resume'

type_in "clear; $CURB compare nowhere.h5; echo code \$?"
screen 'code 66'
grep -q "$(printf '\033\\[31m')error" screen.txt || { echo "not so: no colour"; failed=1; }
type_in "clear; NO_COLOR=1 $CURB compare nowhere.h5; echo code \$?"
screen 'code 66'
grep -q "$(printf '\033\\[31m')error" screen.txt && { echo "not so: NO_COLOR"; failed=1; }
type_in "clear; $CURB compare --no-color nowhere.h5; echo code \$?"
screen 'code 66'
grep -q "$(printf '\033\\[31m')error" screen.txt && { echo "not so: --no-color"; failed=1; }

exit $failed
