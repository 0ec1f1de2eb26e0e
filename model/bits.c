/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "model/bits.h"

static double power_of_two(int64_t exponent)
{
    uint64_t bits = (uint64_t)(exponent + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return power;
}

double curb_exp(double x)
{
    x = x > 700.0 ? 700.0 : x;
    x = x < -700.0 ? -700.0 : x;
    const double shift =
        6755399441055744.0; /* 1.5 * 2^52: adding it rounds to an integer */
    double k = (x * 1.4426950408889634 + shift) - shift;
    double r = x - k * 0.693147180369123816490; /* high part of ln 2, exact times k */
    r = r - k * 1.90821492927058770002e-10;
    double sum = 1.0;
    for (int i = 13; i >= 1; i--) {
        sum = 1.0 + sum * r / (double)i;
    }
    return sum * power_of_two((int64_t)k);
}

double curb_log(double x) { return curb_log_of(x); }

double curb_pow(double x, double y)
{
    if (y == 0.0 || x == 1.0) {
        return 1.0;
    }
    return x > 0.0 ? curb_exp(y * curb_log(x)) : 0.0;
}

double curb_response(double x, double elasticity)
{
    double response = curb_pow(x > 0.0 ? x : 0.0, elasticity);
    return response < 2.0 ? response : 2.0;
}

static double ratio(const double *numerator, const double *denominator, double r)
{
    double top = numerator[7];
    double bottom = denominator[7];
    for (int i = 6; i >= 0; i--) {
        top = top * r + numerator[i];
        bottom = bottom * r + denominator[i];
    }
    return top / bottom;
}

static double square_root(double x)
{
    return __builtin_sqrt(x); /* correctly rounded by IEEE 754, so the same everywhere */
}

double curb_normal_quantile(double p)
{
    static const double a[] = {3.3871328727963666080e0, 1.3314166789178437745e+2,
        1.9715909503065514427e+3, 1.3731693765509461125e+4, 4.5921953931549871457e+4,
        6.7265770927008700853e+4, 3.3430575583588128105e+4, 2.5090809287301226727e+3};
    static const double b[] = {1.0, 4.2313330701600911252e+1, 6.8718700749205790830e+2,
        5.3941960214247511077e+3, 2.1213794301586595867e+4, 3.9307895800092710610e+4,
        2.8729085735721942674e+4, 5.2264952788528545610e+3};
    static const double c[] = {1.42343711074968357734e0, 4.63033784615654529590e0,
        5.76949722146069140550e0, 3.64784832476320460504e0, 1.27045825245236838258e0,
        2.41780725177450611770e-1, 2.27238449892691845833e-2, 7.74545014278341407640e-4};
    static const double d[] = {1.0, 2.05319162663775882187e0, 1.67638483018380384940e0,
        6.89767334985100004550e-1, 1.48103976427480074590e-1, 1.51986665636164571966e-2,
        5.47593808499534494600e-4, 1.05075007164441684324e-9};
    static const double e[] = {6.65790464350110377720e0, 5.46378491116411436990e0,
        1.78482653991729133580e0, 2.96560571828504891230e-1, 2.65321895265761230930e-2,
        1.24266094738807843860e-3, 2.71155556874348757815e-5, 2.01033439929228813265e-7};
    static const double f[] = {1.0, 5.99832206555887937690e-1, 1.36929880922735805310e-1,
        1.48753612908506148525e-2, 7.86869131145613259100e-4, 1.84631831751005468180e-5,
        1.42151175831644588870e-7, 2.04426310338993978564e-15};
    double q = p - 0.5;
    if (q >= -0.425 && q <= 0.425) {
        return q * ratio(a, b, 0.180625 - q * q);
    }
    double r = square_root(-curb_log(q < 0.0 ? p : 1.0 - p));
    double quantile = r <= 5.0 ? ratio(c, d, r - 1.6) : ratio(e, f, r - 5.0);
    return q < 0.0 ? -quantile : quantile;
}
