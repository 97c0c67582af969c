/* The asymmetric quantizer for a range, and the number that its zero point stands for. */
#include "driver.h"
#include "quantizer.h"

void run_case(arena *a)
{
    (void)a;
    quantizer q = quantizer_new(ASYMMETRIC, (int)case_number("bits"), case_number("low"),
                                case_number("high"));
    answer_number("scale", q.scale);
    answer_number("zero_point", q.zero_point);
    answer_number("lowest", q.lowest);
    answer_number("highest", q.highest);
}
