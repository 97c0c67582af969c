/* points: 0
   reason: does not compile */
#include "/dev/zero"
