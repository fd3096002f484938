/*
 * The floor: asks the kernel for all TCP sockets of this namespace and only counts what comes. No
 * program that reads them through sock_diag can be faster.
 *
 * floor ATTRIBUTES [STATES]
 *   ATTRIBUTES  bits of inet_diag_req_v2.idiag_ext: 2 tcp_info, 8 congestion control, 64 memory
 *   STATES      bits of idiag_states, default all
 * Prints one line of JSON: {"sockets":N,"bytes":N,"ms":N}, ms from the first send to the last recv.
 */
#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

/* The kernel packs at most 32 KB into one recv. */
static char buffer[64 * 1024] __attribute__((aligned(8)));

struct request {
    struct nlmsghdr header;
    struct inet_diag_req_v2 body;
};

static void fail(const char *what)
{
    fprintf(stderr, "Cannot %s: %s\n", what, strerror(errno));
    exit(1);
}

/* Counts one batch; returns 0 when it holds the end of the dump. */
static int count(ssize_t length, long *sockets)
{
    struct nlmsghdr *message = (struct nlmsghdr *)buffer;
    for (; NLMSG_OK(message, length); message = NLMSG_NEXT(message, length)) {
        if (message->nlmsg_type == NLMSG_DONE)
            return 0;
        if (message->nlmsg_type == NLMSG_ERROR) {
            errno = -((struct nlmsgerr *)NLMSG_DATA(message))->error;
            fail("dump");
        }
        ++*sockets;
    }
    return 1;
}

static void dump(int fd, int family, unsigned attributes, unsigned states, long *sockets, long *bytes)
{
    struct request request = {
        .header = {
            .nlmsg_len = sizeof request,
            .nlmsg_type = SOCK_DIAG_BY_FAMILY,
            .nlmsg_flags = NLM_F_REQUEST | NLM_F_DUMP,
        },
        .body = {
            .sdiag_family = family,
            .sdiag_protocol = IPPROTO_TCP,
            .idiag_ext = attributes,
            .idiag_states = states,
        },
    };
    if (send(fd, &request, sizeof request, 0) < 0)
        fail("send");
    for (int more = 1; more;) {
        ssize_t length = recv(fd, buffer, sizeof buffer, 0);
        if (length < 0)
            fail("recv");
        *bytes += length;
        more = count(length, sockets);
    }
}

int main(int argc, char **argv)
{
    unsigned attributes = argc > 1 ? strtoul(argv[1], NULL, 0) : 0;
    unsigned states = argc > 2 ? strtoul(argv[2], NULL, 0) : ~0u;
    int fd = socket(AF_NETLINK, SOCK_RAW, NETLINK_SOCK_DIAG);
    if (fd < 0)
        fail("open sock_diag");
    long sockets = 0, bytes = 0;
    struct timespec from, to;
    clock_gettime(CLOCK_MONOTONIC, &from);
    dump(fd, AF_INET, attributes, states, &sockets, &bytes);
    dump(fd, AF_INET6, attributes, states, &sockets, &bytes);
    clock_gettime(CLOCK_MONOTONIC, &to);
    double ms = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
    printf("{\"sockets\":%ld,\"bytes\":%ld,\"ms\":%.3f}\n", sockets, bytes, ms);
    return 0;
}
