"""One pool for the whole program: connections are reused, at most 50 to each place."""

import sys
from concurrent.futures import ThreadPoolExecutor

import urllib3

POOL = urllib3.PoolManager(
    maxsize=50,  # connections kept to each place; the default is 1
    block=True,  # callers wait instead of opening more
    timeout=urllib3.Timeout(connect=2, read=10),
    retries=False,
)


def fetch(url):
    """Reads to the end: only then is the connection free for the next."""
    return POOL.request("GET", url).data


if __name__ == "__main__":
    url, count = sys.argv[1], int(sys.argv[2])
    with ThreadPoolExecutor(100) as threads:
        print("requests", len(list(threads.map(fetch, [url] * count))))
