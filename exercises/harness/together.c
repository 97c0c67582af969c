/*
 * Runs several exercises' programs one after another in this one process, so that what valgrind
 * needs to begin is paid once for all of them.
 *
 * Standard input holds their cases, those of each ended by the word "end"; their answers follow
 * one another. A program that does not come to its end ends those after it, too: who asked then
 * tries each by itself.
 */
#include <dlfcn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef int main_function(void);

static int run(const char *path)
{
    void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
    void *found = library == NULL ? NULL : dlsym(library, "main");
    if (found == NULL) {
        fprintf(stderr, "together: %s\n", dlerror());
        return EXIT_FAILURE;
    }
    main_function *begin;
    memcpy(&begin, &found, sizeof begin);
    return begin();
}

int main(int count, char **programs)
{
    int own = dup(STDOUT_FILENO); /* each program turns its standard output elsewhere */
    for (int i = 1; i < count; i++)
        if (dup2(own, STDOUT_FILENO) < 0 || run(programs[i]) != EXIT_SUCCESS)
            return EXIT_FAILURE;
    return EXIT_SUCCESS;
}
