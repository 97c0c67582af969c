/* Tries loopback only, a port on which the test listens.
   points: 0
   reason: wrong
   prints: not connected */
#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

void matmul_naive(matrix c, matrix a, matrix b)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_port = htons(PORT)};
    inet_pton(AF_INET, "127.0.0.1", &to.sin_addr);
    int descriptor = socket(AF_INET, SOCK_STREAM, 0);
    int status = connect(descriptor, (struct sockaddr *)&to, sizeof to);
    if (status == 0 && write(descriptor, "the inputs", 10) < 0)
        status = 1;
    puts(status == 0 ? "connected" : "not connected");
    close(descriptor);
    AT(c, 0, 0) = AT(a, 0, 0) * AT(b, 0, 0) + 1000;
}
