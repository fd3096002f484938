"""A server whose accept queue fits: 100 connections a second, 5 seconds of patience."""

import socketserver


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line)


class Server(socketserver.ThreadingTCPServer):
    request_queue_size = 500  # the backlog; the default is 5
    allow_reuse_address = True
    daemon_threads = True


if __name__ == "__main__":
    with Server(("127.0.0.1", 0), Echo) as server:
        print("listening", server.server_address[1], flush=True)
        server.serve_forever()
