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
from bench.corpus.sending import Connection, Request, with_another_key
from bench.corpus.tally import asked_of
from bench.corpus.targets import PAYDRILL, Target, findings

OPERATIONS = 40
"""How many operations of a contract are tried at most."""

_GENERATION_S = 900
_TRIAL_S = 240
_STARTS = 4
"""A server that ends while it is asked is started again, so that one bug costs one request."""

_NOT_SENT = Response(0, {}, b"not sent: the server ended too often, or its time was over")
_KEPT_BODY = 4_000
_NOT_A_NAME = re.compile(r"[^\w.-]+")


class Task(NamedTuple):
    """A contract to try, and how."""

    name: str
    file: Path
    seed: int
    targets: tuple[Target, ...]


class Sent(NamedTuple):
    """A request to an operation; `wrong_in` is the place of what is wrong in it, if anything."""

    operation: Operation
    kind: str
    wrong_in: str | None
    request: dict[str, Any]


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
    result: dict[str, Any] = {"started": False, "exchanges": [], "ended": []}
    if target.name == PAYDRILL.name:
        result["findings"] = findings(task.file)
    judge = Judge(contract)
    left = _all_sent(contract, made)
    deadline = time.monotonic() + _TRIAL_S
    try:
        for start in range(_STARTS):
            port = free_port()
            with running(target.command(task.file, port), port) as server:
                if start == 0:
                    result |= {"started": True, "start_s": round(server.start_s, 3)}
                done = list(_until_it_ends(target, server, left, deadline))
                result["peak_mib"] = max(result.get("peak_mib", 0), round(server.peak_mib()))
                if not server.alive:
                    result["ended"].append(server.output())
            result["exchanges"] += [
                _judged(judge, sent, response) for sent, response in zip(left, done, strict=False)
            ]
            left = left[len(done) :]
            if not left or time.monotonic() > deadline:
                break
    except NotStarted as error:
        result["error"] = str(error)
    if result["started"]:
        result["exchanges"] += [_judged(judge, sent, _NOT_SENT) for sent in left]
    return result


def _all_sent(contract: Contract, made: list[dict[str, Any]]) -> list[Sent]:
    operations = {(each.path, each.method): each for each in contract.operations()}
    return [
        Sent(operations[each["path"], each["method"]], *sent)
        for each in made
        for sent in _sent(each)
    ]


def _until_it_ends(
    target: Target, server: Server, sends: list[Sent], deadline: float
) -> Iterator[Response]:
    """Yield the responses up to that to the request, if any, that the server did not survive."""
    with Connection(server.port) as connection:
        for sent in sends:
            if time.monotonic() > deadline:
                return
            request = Request.from_written(sent.request)
            response = connection.send(request, target.path(sent.operation, request.path))
            yield response
            if response.status == 0 and server.ends():
                return


def _sent(made: dict[str, Any]) -> Iterator[tuple[str, str | None, dict[str, Any]]]:
    """Yield the kind of each request, the place of what is wrong in it, and the request."""
    if made.get("required"):
        yield "required", None, made["required"]
    if made.get("full"):
        yield "full", None, with_another_key(made["full"])
    for wrong in made.get("wrong", ()):
        yield f"wrong: {wrong['scenario']}: {wrong['description']}", wrong["in"], wrong["request"]


def _judged(judge: Judge, sent: Sent, response: Response) -> dict[str, Any]:
    shape = None
    if sent.wrong_in is None:
        verdict = judge.accepted(sent.operation, response)
    else:
        verdict = judge.refused(response, in_path=sent.wrong_in == "path")
        if verdict.ok and judge.documents_refusals(sent.operation):
            shape = judge.shaped(sent.operation, response)
    judged: dict[str, Any] = {
        "operation": sent.operation.label,
        "kind": sent.kind,
        "wrong_in": sent.wrong_in,
        "request": sent.request,
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
