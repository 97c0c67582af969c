#include "test_cnn_step.h"

Test(cnn_step, as_pytorch)
{
    check_networks(1e-4);
}
