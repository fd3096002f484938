"""Lets go of peers that are gone or hang: 90 seconds without a byte."""

import socket
import sys
import threading
import time


def keepalive(connection, dead_after_s):
    """The host vanishes: the kernel notices, idle or with data on its way."""
    third = max(1, round(dead_after_s / 3))
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, third)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, third)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, 2)
    connection.setsockopt(
        socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, round(dead_after_s * 1000)
    )


def messages(connection, every_s=30, dead_after_s=90):
    """The program hangs: only a ping of your own notices. Any byte is a sign of life."""
    keepalive(connection, dead_after_s)
    connection.settimeout(every_s)  # also bounds the ping: a full send buffer is no life
    heard = time.monotonic()
    while True:
        try:
            data = connection.recv(65536)
        except TimeoutError:
            if time.monotonic() - heard >= dead_after_s:
                raise ConnectionAbortedError("silent") from None
            connection.sendall(b"PING\n")
            continue
        if not data:
            return
        heard = time.monotonic()
        yield data


def serve(connection, every_s, dead_after_s):
    with connection:
        try:
            for _ in messages(connection, every_s, dead_after_s):
                pass
        except OSError as error:  # silent, timed out, reset
            print("dead", error, flush=True)


if __name__ == "__main__":
    every_s, dead_after_s = float(sys.argv[1]), float(sys.argv[2])
    with socket.create_server(("127.0.0.1", 0), backlog=500) as server:
        print("listening", server.getsockname()[1], flush=True)
        while True:
            client, _ = server.accept()
            args = (client, every_s, dead_after_s)
            threading.Thread(target=serve, args=args, daemon=True).start()
