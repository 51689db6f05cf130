"""Look at one payment again and again: python -m bench.soak.probe URL.

It looks every 5 ms until its input ends, then prints JSON: how many looks, and their p50, p99,
p99.9 and longest in milliseconds.
"""

import sys
import time
from http.client import HTTPConnection
from select import select
from statistics import quantiles
from urllib.parse import urlsplit

import orjson

_EVERY_S = 0.005
_PATIENCE_S = 60


def main(url: str) -> None:
    """Look until told to stop."""
    host, path = urlsplit(url).netloc, urlsplit(url).path
    connection = HTTPConnection(host, timeout=_PATIENCE_S)
    spent_ms: list[float] = []
    while not select([sys.stdin], [], [], _EVERY_S)[0]:
        before = time.perf_counter()
        connection.request("GET", path)
        connection.getresponse().read()
        spent_ms.append((time.perf_counter() - before) * 1e3)
    steps = quantiles(spent_ms, n=1000)
    found = {"looks": len(spent_ms), "p50": steps[499], "p99": steps[989], "p99.9": steps[998]}
    sys.stdout.buffer.write(orjson.dumps({**found, "longest": max(spent_ms)}))


if __name__ == "__main__":
    main(sys.argv[1])
