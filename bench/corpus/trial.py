"""Try one contract: have requests made, start each server on it, send them, judge what returns."""

import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from bench.corpus.contract import Contract, Operation, Unreadable, drawn, read
from bench.corpus.judge import Judge, Response, Verdict
from bench.corpus.packages import CACHE, ROOT
from bench.corpus.process import NotStarted, Server, free_port, running
from bench.corpus.sending import Connection, Request
from bench.corpus.tally import asked_of
from bench.corpus.targets import PAYDRILL, Target, findings

OPERATIONS = 40
"""How many operations of a contract are tried at most."""

_GENERATION_S = 240
_TRIAL_S = 240
_KEPT_BODY = 4_000
_NOT_A_NAME = re.compile(r"[^\w.-]+")


class Task(NamedTuple):
    """A contract to try, and how."""

    name: str
    file: Path
    seed: int
    targets: tuple[Target, ...]


def run(task: Task) -> dict[str, Any]:
    """Return what each server did with one contract; its requests and responses stay in a file."""
    try:
        contract = Contract(read(task.file))
    except (OSError, Unreadable) as error:
        return {"contract": task.name, "unreadable": str(error), "asked": {}, "targets": {}}
    made = _requests(task)
    targets = {target.name: _tried(target, task, contract, made) for target in task.targets}
    results = {
        "contract": task.name,
        "version": contract.version,
        "asked": asked_of(made),
        "targets": targets,
    }
    file = CACHE / "results" / f"{_NOT_A_NAME.sub('_', task.name)}.json"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps(results, indent=1))
    for exchange in (each for tried in targets.values() for each in tried["exchanges"]):
        del exchange["request"], exchange["response"]
    return results


def _requests(task: Task) -> list[dict[str, Any]]:
    """Return the requests for a contract, made once for its bytes and the seed."""
    digest = hashlib.sha256(task.file.read_bytes()).hexdigest()[:20]
    file = CACHE / "requests" / f"{digest}-{task.seed}.jsonl"
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        part = file.with_suffix(".part")
        _generate(task, part)
        part.replace(file)
    return [json.loads(line) for line in file.read_text().splitlines()]


def _generate(task: Task, file: Path) -> None:
    """Write the requests; what is made in time counts, the operations left have none."""
    module = "bench.corpus.generation"
    command = [sys.executable, "-m", module, str(task.file), str(task.seed), str(OPERATIONS)]
    with file.open("w") as output:
        process = subprocess.Popen(command, cwd=ROOT, stdout=output, stderr=subprocess.PIPE)
        try:
            _, told = process.communicate(timeout=_GENERATION_S)
        except subprocess.TimeoutExpired:
            told = b"too slow"
        finally:
            process.kill()
            process.wait()
    lines = file.read_text().splitlines(keepends=True)
    whole = [line for line in lines if line.endswith("\n")]
    made = {(each["path"], each["method"]) for each in map(json.loads, whole)}
    error = told.decode(errors="replace").strip().rpartition("\n")[2]
    whole += [
        json.dumps({"path": each.path, "method": each.method, "error": error}) + "\n"
        for each in drawn(Contract(read(task.file)), task.seed, OPERATIONS)
        if (each.path, each.method) not in made
    ]
    file.write_text("".join(whole))


def _tried(
    target: Target, task: Task, contract: Contract, made: list[dict[str, Any]]
) -> dict[str, Any]:
    result: dict[str, Any] = {"started": False, "exchanges": []}
    if target.name == PAYDRILL.name:
        result["findings"] = findings(task.file)
    port = free_port()
    try:
        with running(target.command(task.file, port), port) as server:
            result |= {"started": True, "start_s": round(server.start_s, 3)}
            result["exchanges"] = list(_exchanges(target, server, contract, made))
            result["peak_mib"] = round(server.peak_mib())
            if not server.alive:
                result["died"] = server.output()
    except NotStarted as error:
        result["error"] = str(error)
    return result


def _exchanges(
    target: Target, server: Server, contract: Contract, made: list[dict[str, Any]]
) -> Iterator[dict[str, Any]]:
    operations = {(each.path, each.method): each for each in contract.operations()}
    judge = Judge(contract)
    deadline = time.monotonic() + _TRIAL_S
    with Connection(server.port) as connection:
        for each in made:
            operation = operations[each["path"], each["method"]]
            for kind, wrong_in, written in _sent(each):
                if time.monotonic() > deadline or not server.alive:
                    response = Response(0, {}, b"out of time" if server.alive else b"server ended")
                else:
                    request = Request.from_written(written)
                    response = connection.send(request, target.path(operation, request.path))
                yield {
                    "operation": operation.label,
                    "kind": kind,
                    "request": written,
                    **_judged(judge, operation, response, wrong_in),
                }


def _sent(made: dict[str, Any]) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield the kind of each request, the place of what is wrong in it, and the request."""
    for kind in ("required", "full"):
        if made.get(kind):
            yield kind, None, made[kind]
    for wrong in made.get("wrong", ()):
        yield f"wrong: {wrong['scenario']}: {wrong['description']}", wrong["in"], wrong["request"]


def _judged(
    judge: Judge, operation: Operation, response: Response, wrong_in: str | None
) -> dict[str, Any]:
    shape = None
    if wrong_in is None:
        verdict = judge.accepted(operation, response)
    else:
        verdict = judge.refused(response, in_path=wrong_in == "path")
        if verdict.ok and judge.documents_refusals(operation):
            shape = judge.shaped(operation, response)
    judged: dict[str, Any] = {
        "wrong_in": wrong_in,
        "response": {
            "status": response.status,
            "headers": dict(response.headers),
            "body": response.body[:_KEPT_BODY].decode(errors="replace"),
        },
        **_named(verdict),
    }
    return judged | ({} if shape is None else {"shape": _named(shape)})


def _named(verdict: Verdict) -> dict[str, str]:
    return {"reason": verdict.reason, "detail": verdict.detail}
