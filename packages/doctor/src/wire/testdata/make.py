#!/usr/bin/env python3
"""Makes the fixtures beside it. Run as root: ip netns add N && ip netns exec N python3 make.py; ip netns del N

Sockets of every kind are brought about inside the namespace, then `ss -D` writes the dumps.
With a name, such as 5.10, it writes ipv4-NAME.nl alone, of what needs no packet filter.
"""
import os
import socket
import subprocess
import sys
import time

inside = subprocess.run(["ip", "netns", "identify"], capture_output=True, text=True).stdout.strip()
if inside == "":
    sys.exit("Run me in a named network namespace of my own")

NAME = sys.argv[1] if len(sys.argv) > 1 else None
HERE = os.path.dirname(os.path.abspath(__file__))
keep = []  # sockets stay open until the dumps are written


def run(*words, **more):
    subprocess.run(words, check=True, **more)


def tcp(family):
    s = socket.socket(family)
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    keep.append(s)
    return s


def listener(host, port, backlog=64, before=lambda s: None):
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    s = tcp(family)
    if host == "::":
        s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
    before(s)
    s.bind((host, port))
    s.listen(backlog)
    return s


def pair(server, host, port, before=lambda s: None):
    """A connection: (client, accepted)."""
    client = tcp(socket.AF_INET6 if ":" in host else socket.AF_INET)
    before(client)
    client.connect((host, port))
    accepted, _ = server.accept()
    keep.append(accepted)
    return client, accepted


def cubic(s):
    s.setsockopt(socket.IPPROTO_TCP, socket.TCP_CONGESTION, b"cubic")


def drop(rule):
    run("nft", "add", "rule", "inet", "t", "i", *rule.split(), "drop")


def scenes(host, base):
    """Every state once on one loopback address. Ports say which is which: base + n."""
    server = listener(host, base)
    # +0 talks and was talked to: bytes, segments, round trips, busy time
    client, accepted = pair(server, host, base)
    for _ in range(20):
        client.sendall(b"x" * 20_000)
        got = 0
        while got < 20_000:
            got += len(accepted.recv(65536))
        accepted.sendall(b"y" * 100)
        client.recv(65536)
    # +1 nobody accepts: 3 of backlog 2 wait, later clients are dropped on the last ACK or SYN
    listener(host, base + 1, backlog=2)
    for _ in range(6):
        s = tcp(socket.AF_INET6 if ":" in host else socket.AF_INET)
        s.setblocking(False)
        s.connect_ex((host, base + 1))
    # +2 TIME_WAIT: the client closes first
    server = listener(host, base + 2)
    client, accepted = pair(server, host, base + 2)
    client.close()
    accepted.recv(1)
    accepted.close()
    # +3 CLOSE_WAIT with an unread byte and the FIN; FIN_WAIT2 held by its owner
    server = listener(host, base + 3)
    client, accepted = pair(server, host, base + 3)
    client.sendall(b"z")
    client.shutdown(socket.SHUT_WR)
    # +4 FIN_WAIT2 of nobody: a mini socket
    server = listener(host, base + 4)
    client, accepted = pair(server, host, base + 4)
    client.close()
    # +5 the reader sleeps: full receive buffer, closed window, probe timer
    server = listener(host, base + 5, before=lambda s: s.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192))
    client, accepted = pair(server, host, base + 5)
    client.setblocking(False)
    try:
        while True:
            client.send(b"w" * 65536)
    except BlockingIOError:
        pass
    # +6 keepalive
    server = listener(host, base + 6)
    pair(server, host, base + 6, before=lambda s: s.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1))
    # +7 of another user
    os.seteuid(1234)
    server = listener(host, base + 7)
    pair(server, host, base + 7)
    os.seteuid(0)
    if NAME:
        return
    # +8 data into a black hole: retransmission timeouts, backoff
    server = listener(host, base + 8)
    client, accepted = pair(server, host, base + 8, before=cubic)
    drop(f"tcp dport {base + 8}")
    client.sendall(b"v" * 5_000)
    # +9 closed with data into a black hole: FIN_WAIT1; and LAST_ACK
    server = listener(host, base + 9)
    client, accepted = pair(server, host, base + 9)
    client2, accepted2 = pair(server, host, base + 9)
    accepted2.shutdown(socket.SHUT_WR)
    while client2.recv(1):
        pass
    drop(f"tcp dport {base + 9}")
    client.sendall(b"u" * 100)
    client.close()
    client2.close()
    # +10 CLOSING: both close, the client's FIN is never heard
    server = listener(host, base + 10)
    client, accepted = pair(server, host, base + 10)
    drop(f"tcp dport {base + 10}")
    client.shutdown(socket.SHUT_WR)
    accepted.shutdown(socket.SHUT_WR)
    # +11 the SYN is never answered; +12 the SYN-ACK is never heard
    drop(f"tcp dport {base + 11}")
    drop(f"tcp sport {base + 12} tcp flags & (syn | ack) == syn | ack")
    listener(host, base + 12)
    for port in (base + 11, base + 12):
        s = tcp(socket.AF_INET6 if ":" in host else socket.AF_INET)
        s.setblocking(False)
        s.connect_ex((host, port))


def mapped(base):
    """IPv4 clients of a dual-stack listener: v4-mapped addresses on its side."""
    server = listener("::", base)
    client, accepted = pair(server, "127.0.0.1", base)
    client.sendall(b"hello")
    accepted.recv(5)
    client, accepted = pair(server, "127.0.0.1", base)
    accepted.close()
    client.recv(1)
    client.close()


def write(name, *options):
    path = os.path.join(HERE, name)
    run("ss", "-D", path, *options)
    data = open(path, "rb").read()
    # `ss` goes on to IPv6 in the same file; a fixture is one dump
    at = 0
    while int.from_bytes(data[at + 4 : at + 6], sys.byteorder) != 3:
        at += int.from_bytes(data[at : at + 4], sys.byteorder)
    at += int.from_bytes(data[at : at + 4], sys.byteorder)
    open(path, "wb").write(data[:at] if "ipv4" in name else data)
    print(name, at, len(data))


run("ip", "link", "set", "lo", "up")
if NAME:
    scenes("127.0.0.1", 7000)
    time.sleep(2.5)
    write(f"ipv4-{NAME}.nl", "-4", "-tanoemi")
else:
    run("nft", "add table inet t; add chain inet t i { type filter hook input priority 0; }")
    scenes("127.0.0.1", 7000)
    scenes("::1", 7100)
    mapped(7200)
    time.sleep(2.5)  # timers fire, backoffs grow
    write("ipv4.nl", "-4", "-tanoemi")
    write("ipv6.nl", "-6", "-tanoemi")
    write("ipv4-bare.nl", "-4", "-tan")
for s in keep:
    s.close()
