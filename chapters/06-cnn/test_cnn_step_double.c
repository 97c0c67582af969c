/* variant: double */
#include "test_cnn_step.h"

Test(cnn_step_double, as_pytorch)
{
    check_networks(1e-9);
}
