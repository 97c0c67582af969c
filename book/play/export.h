/* What a page can call: EXPORT in front of a function. All else stays inside, and what nobody
   calls is left out. */
#ifndef EXPORT_H
#define EXPORT_H

#define EXPORT __attribute__((visibility("default")))

#endif
