/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "plots/svg.h"

#include "model/memory.h"
#include "plots/draft.h"
#include "store/files.h"

#include <string.h>
#include <unistd.h>

#define FALLBACKS "font-family=\"'DejaVu Sans', Verdana, Arial, sans-serif\""

static const struct {
    const char *from, *to;
} mended[] = {{"font-family=\"DejaVu Sans:Bold\"", FALLBACKS " font-weight=\"bold\""},
    {"font-family=\"DejaVu Sans\"", FALLBACKS}};

/* Copies up to the end of one tag, mended; returns how many bytes were read. */
static size_t copy_tag(curb_draft_t *out, const char *tag)
{
    size_t at = 0, copied = 0;
    while (tag[at] != '\0' && tag[at] != '>') {
        size_t skipped = 0;
        for (size_t i = 0; i < sizeof mended / sizeof *mended && skipped == 0; i++) {
            size_t length = strlen(mended[i].from);
            if (strncmp(tag + at, mended[i].from, length) == 0) {
                curb_draft_add(
                    out, "%.*s%s", (int)(at - copied), tag + copied, mended[i].to);
                skipped = length;
            }
        }
        at += skipped > 0 ? skipped : 1;
        copied = skipped > 0 ? at : copied;
    }
    curb_draft_add(out, "%.*s", (int)(at - copied), tag + copied);
    return at;
}

/* gnuplot writes every '<' of a text as an entity, so one always opens a tag. */
static void mend(curb_draft_t *out, const char *text)
{
    while (*text != '\0') {
        size_t plain = strcspn(text, "<");
        curb_draft_add(out, "%.*s", (int)plain, text);
        text += plain;
        text += *text == '<' ? copy_tag(out, text) : 0;
    }
}

curb_error_t curb_svg_publish(
    const char *part, const char *path, curb_diagnostics_t *diagnostics)
{
    char *text = NULL;
    size_t count = 0;
    curb_draft_t out = {0};
    curb_error_t error = curb_file_read(part, &text, &count);
    unlink(part);
    if (error == CURB_OK) {
        mend(&out, text);
        error = curb_draft_check(&out);
    }
    curb_free(text);
    if (error != CURB_OK) {
        (void)curb_diagnostics_fail(
            diagnostics, error, "%s: %s", path, curb_error_text(error));
    } else {
        error = curb_file_write(path, out.text, out.length, diagnostics);
    }
    curb_draft_free(&out);
    return error;
}
