/* points: 0
   reason: matmul_naive' */
