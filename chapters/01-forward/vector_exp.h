/*
 * exp for whole vectors of numbers. glibc has it; said here, gcc uses it in loops that call
 * exp for one number after another. Elsewhere nothing is said and the loop works as written.
 */
#ifndef VECTOR_EXP_H
#define VECTOR_EXP_H

#include <tgmath.h>

/* The parentheses say: the function of that name, not <tgmath.h>'s macro. */
#if defined __GLIBC__ && defined __x86_64__
#pragma omp declare simd notinbranch
float(expf)(float);
#pragma omp declare simd notinbranch
double(exp)(double);
#endif

#endif
