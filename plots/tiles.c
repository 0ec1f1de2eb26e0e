/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map keeps neighbours near each other and gives each State the same room, so that size
 * says nothing; where a State lies on it is our choice. */
#include "plots/tiles.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *id;
    int column, row;
} map[CURB_TILE_MAP_STATES] = {{"isl", 3, 0}, {"nor", 6, 0}, {"swe", 7, 0}, {"fin", 8, 0},
    {"can", 0, 1}, {"irl", 2, 1}, {"gbr", 3, 1}, {"dnk", 6, 1}, {"est", 8, 1},
    {"rus", 10, 1}, {"usa", 0, 2}, {"nld", 4, 2}, {"deu", 5, 2}, {"pol", 7, 2},
    {"lva", 8, 2}, {"blr", 9, 2}, {"bel", 4, 3}, {"lux", 5, 3}, {"cze", 6, 3},
    {"svk", 7, 3}, {"ltu", 8, 3}, {"ukr", 9, 3}, {"kaz", 13, 3}, {"mng", 14, 3},
    {"fra", 3, 4}, {"che", 4, 4}, {"lie", 5, 4}, {"aut", 6, 4}, {"hun", 7, 4},
    {"rou", 8, 4}, {"mda", 9, 4}, {"geo", 11, 4}, {"uzb", 13, 4}, {"kgz", 14, 4},
    {"and", 2, 5}, {"mco", 3, 5}, {"smr", 4, 5}, {"ita", 5, 5}, {"svn", 6, 5},
    {"hrv", 7, 5}, {"srb", 8, 5}, {"bgr", 9, 5}, {"arm", 11, 5}, {"aze", 12, 5},
    {"tkm", 13, 5}, {"tjk", 14, 5}, {"prt", 1, 6}, {"esp", 2, 6}, {"vat", 5, 6},
    {"bih", 7, 6}, {"mne", 8, 6}, {"mkd", 9, 6}, {"tur", 10, 6}, {"mlt", 5, 7},
    {"alb", 8, 7}, {"grc", 9, 7}, {"cyp", 11, 7}};

bool curb_tile_place(const char *id, int *column, int *row)
{
    for (size_t i = 0; i < CURB_TILE_MAP_STATES; i++) {
        if (strcmp(map[i].id, id) == 0) {
            *column = map[i].column;
            *row = map[i].row;
            return true;
        }
    }
    return false;
}

const char *curb_tile_state(size_t n) { return map[n].id; }

double curb_tile_strength(const curb_change_t *change, double value, double largest)
{
    if (curb_change_sign(change) == 0 || isnan(value) || !(largest > 0)) {
        return 0;
    }
    return (value < 0 ? -1 : 1) * (0.15 + 0.85 * sqrt(fmin(1, fabs(value) / largest)));
}

/* From near white to the colour of the sign. */
static int colour_of(double strength)
{
    static const int white[] = {0xF1, 0xF1, 0xF1}, blue[] = {0x00, 0x72, 0xB2},
                     vermillion[] = {0xD5, 0x5E, 0x00};
    const int *full = strength < 0 ? blue : vermillion;
    int colour = 0;
    for (int i = 0; i < 3; i++) {
        double part = fabs(strength);
        colour = 256 * colour + (int)lround((1 - part) * white[i] + part * full[i]);
    }
    return colour;
}

static void write_blocks(curb_draft_t *script, const curb_tile_t *tiles, size_t count)
{
    const double gap = 0.04;
    curb_script_block(script, "TILES", "left, right, bottom, top, colour, in scope");
    for (size_t i = 0; i < count; i++) {
        const curb_tile_t *tile = &tiles[i];
        if (!isnan(tile->strength)) {
            curb_script_row(script,
                (double[]){tile->column + gap, tile->column + tile->columns - gap,
                    -tile->row - 1 + gap, -tile->row - gap, colour_of(tile->strength),
                    tile->in_scope},
                6);
        }
    }
    curb_script_block_end(script);
}

static void write_words(
    curb_draft_t *script, const curb_tile_t *tile, double width, bool is_low)
{
    bool is_empty = isnan(tile->strength), is_two = tile->lower.text[0] != '\0';
    const char *ink = is_empty || tile->strength == 0 ? CURB_GREY
                      : fabs(tile->strength) > 0.72   ? "#FFFFFF"
                                                      : CURB_INK;
    int size = is_low ? 12 : 15;
    curb_spot_t spot = {"first", "first", tile->column + tile->columns / 2,
        -tile->row - (is_two ? 0.32 : 0.5), "center", size, ink, false};
    double room = (is_low ? 0.98 : 0.92) * width * tile->columns;
    curb_panel_label(script, tile->upper.text, spot, room, 8);
    spot.y = -tile->row - 0.7;
    spot.bold = tile->strength != 0;
    curb_panel_label(script, tile->lower.text, spot, room, 8);
}

void curb_tiles_write(curb_draft_t *script, curb_frame_t frame, double columns, double rows,
    const curb_tile_t *tiles, size_t count)
{
    double width = (frame.right - frame.left) / columns;
    bool is_low = curb_script_width(script) * width < 80;
    write_blocks(script, tiles, count);
    for (size_t i = 0; i < count; i++) {
        write_words(script, &tiles[i], width, is_low);
    }
    curb_draft_add(script,
        "unset border\nset xrange [0:%.6g]\nset yrange [%.6g:0]\n"
        "set style fill solid 1 noborder\n"
        "plot $TILES using 1:3:1:2:3:4:5 with boxxyerror linecolor rgb variable, \\\n"
        "  '' using ($6 > 0 ? $1 : NaN):3:1:2:3:4 with boxxyerror fillstyle empty border "
        "lc rgb '" CURB_INK "' linecolor rgb '" CURB_INK "' linewidth 2.4\nunset label\n",
        columns, -rows);
}
