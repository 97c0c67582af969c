/* points: 0
   reason: No such file */
#define matmul another_matmul
#include "chapters/01-forward/matmul.c"
