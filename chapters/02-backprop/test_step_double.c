/* variant: double */
#include "test_step.h"

Test(step_double, of_the_report_as_numpy)
{
    check_report_step(1e-9);
}

Test(step_double, of_two_hidden_layers_as_pytorch)
{
    check_torch_step(1e-9);
}
