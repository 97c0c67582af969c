/* points: 0
   reason: undefined reference to 'matmul_naive' */
