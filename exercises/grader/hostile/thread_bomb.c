/* Gives up after 500 threads.
   points: 0
   reason: wrong
   prints: few threads */
#include <pthread.h>
#include <stdio.h>
#include <unistd.h>

static void *rest(void *unused)
{
    sleep(1);
    return unused;
}

void matmul_naive(matrix c, matrix a, matrix b)
{
    pthread_t thread;
    int started = 0;
    while (started < 500 && pthread_create(&thread, NULL, rest, NULL) == 0)
        started++;
    printf("%s threads\n", started < 8 ? "few" : "many");
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
