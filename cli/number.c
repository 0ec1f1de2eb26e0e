/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "cli/number.h"

#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static bool is_zero_text(const char *text) { return text[strspn(text, "-0.")] == '\0'; }

curb_number_t curb_number(double value, int decimals)
{
    curb_number_t self = {"-"};
    if (isnan(value)) {
        return self;
    }
    if (isinf(value) || fabs(value) >= 1e30) {
        snprintf(self.text, sizeof self.text, "%s", value > 0 ? "inf" : "-inf");
        return self;
    }
    char plain[64];
    snprintf(plain, sizeof plain, "%.*f", decimals, value);
    const char *digits = plain + (plain[0] == '-');
    size_t whole = strcspn(digits, ".");
    char *at = self.text;
    if (plain[0] == '-' && !is_zero_text(plain)) {
        *at++ = '-';
    }
    for (size_t i = 0; i < whole; i++) {
        if (i > 0 && (whole - i) % 3 == 0) {
            *at++ = ',';
        }
        *at++ = digits[i];
    }
    snprintf(at, sizeof self.text - (size_t)(at - self.text), "%s", digits + whole);
    return self;
}

curb_number_t curb_number_interval(double low, double high, int decimals)
{
    curb_number_t self = {""};
    if (!isnan(low) && !isnan(high)) {
        snprintf(self.text, sizeof self.text, "[%.40s, %.40s]",
            curb_number(low, decimals).text, curb_number(high, decimals).text);
    }
    return self;
}

static int decimals_for(double half_width, int most)
{
    if (!(half_width > 0) || isinf(half_width)) {
        return most < 2 ? most : 2;
    }
    double digits = 1 - floor(log10(half_width));
    return digits < 0 ? 0 : digits > most ? most : (int)digits;
}

curb_number_t curb_number_estimate(double value, double low, double high, int most_decimals)
{
    curb_number_t self = {"-"};
    if (isnan(value)) {
        return self;
    }
    double half = (high - low) / 2;
    int decimals = decimals_for(half, most_decimals);
    curb_number_t interval = curb_number_interval(low, high, decimals);
    snprintf(self.text, sizeof self.text, "%.30s%s%.60s", curb_number(value, decimals).text,
        interval.text[0] != '\0' ? " " : "", interval.text);
    return self;
}

curb_scale_t curb_number_scale(double largest)
{
    static const curb_scale_t scales[] = {
        {1e9, "billion "}, {1e6, "million "}, {1e3, "thousand "}};
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++) {
        if (fabs(largest) >= scales[i].divisor) {
            return scales[i];
        }
    }
    return (curb_scale_t){1, ""};
}

curb_number_t curb_number_in_words(double value)
{
    curb_number_t self = {"-"};
    if (isnan(value)) {
        return self;
    }
    double size = fabs(value);
    curb_scale_t scale = size >= 1e6 ? curb_number_scale(value) : (curb_scale_t){1, ""};
    double scaled = value / scale.divisor;
    int decimals = size >= 1e6 ? (fabs(scaled) < 100 ? 1 : 0) : (size < 10 ? 2 : 0);
    if (fabs(scaled - round(scaled)) < 0.005) {
        decimals = 0;
    }
    snprintf(self.text, sizeof self.text, "%.40s %s", curb_number(scaled, decimals).text,
        scale.word);
    size_t length = strlen(self.text);
    while (length > 0 && self.text[length - 1] == ' ') {
        self.text[--length] = '\0';
    }
    return self;
}

curb_number_t curb_number_duration(double seconds)
{
    static const struct {
        double from, divisor;
        const char *unit;
    } units[] = {{172800, 86400, "d"}, {5400, 3600, "h"}, {90, 60, "min"}, {0, 1, "s"}};
    curb_number_t self = {"-"};
    for (size_t i = 0; i < sizeof units / sizeof *units && seconds >= 0; i++) {
        if (seconds >= units[i].from) {
            double value = seconds / units[i].divisor;
            snprintf(self.text, sizeof self.text, "%.40s %s",
                curb_number(value, value < 9.95 && units[i].divisor > 1 ? 1 : 0).text,
                units[i].unit);
            break;
        }
    }
    return self;
}

curb_number_t curb_number_bytes(double bytes)
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    size_t unit = 0;
    while (bytes >= 999.5 && unit + 1 < sizeof units / sizeof *units) {
        bytes /= 1000;
        unit++;
    }
    curb_number_t self;
    snprintf(self.text, sizeof self.text, "%.40s %s",
        curb_number(bytes, bytes < 9.95 && unit > 0 ? 1 : 0).text, units[unit]);
    return self;
}
