/* The symmetric quantizer for a range, and what it makes of its two ends. */
#include "driver.h"
#include "quantizer.h"

void run_case(arena *a)
{
    (void)a;
    double low = case_number("low"), high = case_number("high");
    quantizer q = quantizer_new(SYMMETRIC, (int)case_number("bits"), low, high);
    answer_number("scale", q.scale);
    answer_number("lowest", q.lowest);
    answer_number("highest", q.highest);
    answer_number("zero_point", q.zero_point);
}
