/* points: 0
   reason: does not compile */
#include __FILE__
