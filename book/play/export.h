/* What a page can call: EXPORT in front of a function. Elsewhere than in WebAssembly, where tests
   compile the same files, it says nothing. */
#ifndef EXPORT_H
#define EXPORT_H

#ifdef __wasm__
#define EXPORT __attribute__((visibility("default")))
#else
#define EXPORT
#endif

#endif
