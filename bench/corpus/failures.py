"""Print what went wrong in the last run of `make corpus`, a line for each.

python -m bench.corpus.failures [--server S] [--kind K] [--reason R] [CONTRACT …]
"""

import argparse
import json
from base64 import b64decode
from collections.abc import Iterator
from typing import Any

from bench.corpus.packages import CACHE
from bench.corpus.targets import PAYDRILL

_KINDS = ("required", "full", "wrong", "shape")
_WIDTH = 200


def main() -> None:
    """Print the failures that were asked for."""
    parser = argparse.ArgumentParser(prog="failures", description=__doc__)
    parser.add_argument("contracts", nargs="*", help="parts of names; all, if none is given")
    parser.add_argument("--server", default=PAYDRILL.name)
    parser.add_argument("--kind", choices=_KINDS)
    parser.add_argument("--reason", help="as the tables name it")
    options = parser.parse_args()
    for file in sorted((CACHE / "results").glob("*.json")):
        result = json.loads(file.read_text())
        name = result["contract"]
        if options.contracts and not any(part in name for part in options.contracts):
            continue
        tried = result["targets"].get(options.server, {})
        if "error" in tried:
            print(f"{name} | not started | {' '.join(tried['error'].split())[: 2 * _WIDTH]}")
        for kind, verdict, exchange in _failed(tried):
            if options.kind in {None, kind} and options.reason in {None, verdict["reason"]}:
                print(f"{name} | {kind} | {verdict['reason']} | {_line(verdict, exchange)}")


def _failed(tried: dict[str, Any]) -> Iterator[tuple[str, dict[str, str], dict[str, Any]]]:
    for exchange in tried.get("exchanges", ()):
        kind = "wrong" if exchange["wrong_in"] else exchange["kind"]
        if exchange["reason"]:
            yield kind, exchange, exchange
        elif exchange.get("shape", {}).get("reason"):
            yield "shape", exchange["shape"], exchange


def _line(verdict: dict[str, str], exchange: dict[str, Any]) -> str:
    request, response = exchange["request"], exchange["response"]
    parts = (
        exchange["operation"],
        exchange["kind"],
        verdict["detail"],
        request["path"],
        b64decode(request["body"]).decode(errors="replace"),
        f"{response['status']} {response['headers'].get('content-type', '')}",
        response["body"],
    )
    return " | ".join(" ".join(part.split())[:_WIDTH] for part in parts)


if __name__ == "__main__":
    main()
