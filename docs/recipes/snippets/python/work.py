"""Heavy work apart from I/O, with a bounded queue: what does not fit is refused at once."""

import asyncio
import hashlib
from concurrent.futures import ProcessPoolExecutor


class Busy(Exception):
    pass


class Work:
    def __init__(self, workers, waiting):
        self.pool = ProcessPoolExecutor(workers)
        self.room = workers + waiting  # the executor's own queue has no bound

    async def run(self, call, *args):
        if self.room == 0:
            raise Busy
        self.room -= 1
        try:
            loop = asyncio.get_running_loop()
            return await loop.run_in_executor(self.pool, call, *args)
        finally:
            self.room += 1


def heavy(text):
    return hashlib.pbkdf2_hmac("sha256", text, b"salt", 500_000).hex()


async def serve(work, reader, writer):
    """One request of a connection at a time: while it waits, nothing more is read of it."""
    async for line in reader:
        answer = "light"
        if line.startswith(b"heavy"):
            try:
                answer = await work.run(heavy, line)
            except Busy:
                answer = "busy"
        writer.write(f"{answer}\n".encode())
        await writer.drain()
    writer.close()


async def main():
    work = Work(workers=1, waiting=1)
    await work.run(heavy, b"warm up")
    server = await asyncio.start_server(
        lambda reader, writer: serve(work, reader, writer), "127.0.0.1", 0, backlog=500
    )
    print("listening", server.sockets[0].getsockname()[1], flush=True)
    async with server:
        await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main())
