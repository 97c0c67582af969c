/* Writes up to 1 GB to wherever it may, and says whether it was more than 16 MB.
   points: 0
   reason: wrong
   prints: little was written */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static char block[1 << 20];

static long fill(const char *path)
{
    long blocks = 0;
    int descriptor = open(path, O_WRONLY | O_CREAT, 0600);
    while (descriptor >= 0 && blocks < 256 &&
           write(descriptor, block, sizeof block) == sizeof block)
        blocks++;
    if (descriptor >= 0)
        close(descriptor);
    unlink(path);
    return blocks;
}

void matmul_naive(matrix c, matrix a, matrix b)
{
    signal(SIGXFSZ, SIG_IGN);
    long blocks =
        fill("./big") + fill("/tmp/big") + fill("/dev/shm/big") + fill("/dev/big");
    puts(blocks <= 16 ? "little was written" : "much was written");
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
