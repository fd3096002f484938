/*
 * Runs a command beside a crowd of loopback TCP connections.
 *
 * crowd together|apart COUNT established|time-wait COMMAND [ARG...]
 *   together  one new network namespace with COUNT connections; the command runs inside it
 *   apart     COUNT new network namespaces with 50 connections each; the command runs outside
 *
 * Every connection is made inside a namespace that this program has just made for itself, so no
 * packet and no sysctl can touch anything else; all of it ends with the command. Each established
 * connection is two sockets, each TIME_WAIT one. Needs CAP_SYS_ADMIN.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    APART_CONNECTIONS = 50,
    /* Two descriptors each; many machines allow 20,000 in a process. */
    ESTABLISHED_PER_WORKER = 9900,
    /* No descriptor, but a port each towards the worker's own address. */
    TIME_WAIT_PER_WORKER = 25000,
    WORKERS_AT_MOST = 1000,
    PORT = 9000,
};

static pid_t workers[WORKERS_AT_MOST];
static int worker_count;

static void fail(const char *what)
{
    fprintf(stderr, "Cannot %s: %s\n", what, strerror(errno));
    exit(1);
}

static void write_sysctl(const char *path, const char *value)
{
    FILE *file = fopen(path, "w");
    if (!file || fputs(value, file) < 0 || fclose(file) != 0)
        fail(path);
}

/* From here on this process is in a network namespace of its own, with nothing but its loopback. */
static void own_namespace(void)
{
    if (unshare(CLONE_NEWNET) < 0)
        fail("make a network namespace");
    struct ifreq loopback = {.ifr_name = "lo", .ifr_flags = IFF_UP};
    int fd = socket(AF_INET, SOCK_DGRAM, 0);
    if (fd < 0 || ioctl(fd, SIOCSIFFLAGS, &loopback) < 0)
        fail("bring up lo");
    close(fd);
    write_sysctl("/proc/sys/net/ipv4/ip_local_port_range", "1024 65535");
    write_sysctl("/proc/sys/net/ipv4/tcp_max_tw_buckets", "4000000");
    write_sysctl("/proc/sys/net/ipv4/tcp_tw_reuse", "0");
}

/* Makes connections to an address of the worker's own, 127.1.x.y. */
static void connect_all(int worker, int count, int closing)
{
    struct sockaddr_in address = {
        .sin_family = AF_INET,
        .sin_port = htons(PORT),
        .sin_addr.s_addr = htonl(0x7f010000u + worker + 1),
    };
    int listener = socket(AF_INET, SOCK_STREAM, 0), yes = 1;
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(listener, (struct sockaddr *)&address, sizeof address) < 0 || listen(listener, 64) < 0)
        fail("listen");
    for (int i = 0; i < count; i++) {
        int client = socket(AF_INET, SOCK_STREAM, 0);
        if (client < 0 || connect(client, (struct sockaddr *)&address, sizeof address) < 0)
            fail("connect");
        int server = accept(listener, NULL, NULL);
        if (server < 0)
            fail("accept");
        if (closing) {
            close(client); /* first to close: this end keeps the TIME_WAIT */
            close(server);
        }
    }
}

static void start_worker(int count, int closing, int apart, int ready)
{
    int number = worker_count;
    pid_t pid = fork();
    if (pid < 0)
        fail("fork");
    if (pid > 0) {
        workers[worker_count++] = pid;
        return;
    }
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (apart)
        own_namespace();
    connect_all(number, count, closing);
    if (write(ready, "", 1) != 1)
        fail("report");
    close(ready);
    for (;;)
        pause();
}

static void stop_workers(void)
{
    for (int i = 0; i < worker_count; i++)
        kill(workers[i], SIGKILL);
    while (wait(NULL) > 0)
        ;
}

/* Waits for one byte from each worker; a worker that fails exits, which ends the wait. */
static void await_workers(int ready)
{
    char bytes[WORKERS_AT_MOST];
    for (int told = 0; told < worker_count;) {
        ssize_t got = read(ready, bytes, sizeof bytes);
        if (got > 0)
            told += got;
        if (got == 0 || (told < worker_count && waitpid(-1, NULL, WNOHANG) > 0)) {
            stop_workers();
            fprintf(stderr, "Cannot make the crowd: a worker failed\n");
            exit(1);
        }
    }
}

/* Tells the command who the workers are, so that it can enter their namespaces: CROWD="812 813". */
static void export_workers(void)
{
    static char list[WORKERS_AT_MOST * 12];
    char *end = list;
    for (int i = 0; i < worker_count; i++)
        end += sprintf(end, "%d ", (int)workers[i]);
    setenv("CROWD", list, 1);
}

static int run(char **command)
{
    int status = 0;
    export_workers();
    pid_t pid = fork();
    if (pid == 0) {
        execvp(command[0], command);
        fail(command[0]);
    }
    if (pid < 0 || waitpid(pid, &status, 0) < 0)
        fail("run the command");
    return WIFEXITED(status) ? WEXITSTATUS(status) : 1;
}

int main(int argc, char **argv)
{
    if (argc < 5) {
        fprintf(stderr, "usage: crowd together|apart COUNT established|time-wait COMMAND [ARG...]\n");
        return 2;
    }
    int apart = strcmp(argv[1], "apart") == 0, left = atoi(argv[2]);
    int closing = strcmp(argv[3], "time-wait") == 0;
    int each = apart ? APART_CONNECTIONS : closing ? TIME_WAIT_PER_WORKER : ESTABLISHED_PER_WORKER;
    int needed = apart ? left : (left + each - 1) / each;
    if (left < 1 || needed > WORKERS_AT_MOST) {
        fprintf(stderr, "Cannot make %s: 1 to %d workers\n", argv[2], WORKERS_AT_MOST);
        return 2;
    }
    struct rlimit files;
    getrlimit(RLIMIT_NOFILE, &files);
    files.rlim_cur = files.rlim_max;
    setrlimit(RLIMIT_NOFILE, &files);
    int ready[2];
    if (pipe2(ready, O_CLOEXEC) < 0)
        fail("make a pipe");
    if (!apart)
        own_namespace();
    for (int i = 0; i < needed; i++, left -= each)
        start_worker(apart || left > each ? each : left, closing, apart, ready[1]);
    close(ready[1]);
    await_workers(ready[0]);
    int status = run(argv + 4);
    stop_workers();
    return status;
}
