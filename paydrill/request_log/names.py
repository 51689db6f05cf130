"""Check names in queries of the request log: refuse unknown rules, warn of unknown paths.

A query by a misspelt name finds nothing, which looks like proof that nothing happened.
Operations and methods need no check here: the contract lists their names.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from paydrill.errors import FieldError, UnknownName
from paydrill.openapi.documents import Contract
from paydrill.openapi.operation import Operation
from paydrill.pipeline.router import Routes
from paydrill.request_log.exchange import Kept
from paydrill.request_log.recorder import Recorder
from paydrill.request_log.secrets_in_text import without_secrets
from paydrill.sandbox import one_shots, scripting
from paydrill.sandbox.sandbox import Sandbox
from paydrill.scenarios.files.library import Library
from paydrill.values.own_contracts import CONTROL_PATH, OWN_CONTRACTS
from paydrill.values.patterns import glob, overlap
from paydrill.values.suggestions import quoted, unknown

_PARAMETER = re.compile(r"\{[^{}]+\}")
_NEVER_LOGGED = (
    f"calls of the server's own contracts ({', '.join(sorted(OWN_CONTRACTS))}) are not logged,"
    " so none is found"
)


class Known(NamedTuple):
    """The sources of known names: contracts, scenarios, and the sandbox's own traffic."""

    sandbox: Sandbox
    contracts: Sequence[Contract]
    library: Library
    recorder: Recorder
    kept: Kept

    @property
    def operations(self) -> Iterator[Operation]:
        """Every operation of every contract."""
        return (operation for contract in self.contracts for operation in contract.operations)

    @property
    def rules(self) -> Iterator[str]:
        """Every rule that applied here, or still can; the rules that are found fast come first."""
        yield from (rule.name for rule in self.sandbox.scenario.rules)
        yield from self.recorder.counts.met(self.sandbox.name).rules
        for exchange in self.kept.exchanges:
            yield from exchange.rules
        for own in scripting.all_own(self.sandbox):
            scenario = self.library.own(own.text).scenario
            yield from () if scenario is None else (rule.name for rule in scenario.rules)
        for file in self.library.listing():
            content = file.content
            if content is not None:
                yield from (f"{content.name}/{rule['id']}" for rule in content.rules)


def known(
    sandbox: Sandbox, recorder: Recorder, contracts: Sequence[Contract], library: Library
) -> Known:
    """Collect the sources of names for queries of a sandbox's log, and read the log."""
    return Known(sandbox, contracts, library, recorder, recorder.kept(sandbox.name))


def require_known(filters: Mapping[str, Any], at: str, known: Known) -> Kept:
    """Return the sandbox's log once its filters, at the JSON Pointer `at`, are checked.

    Raises `UnknownName` for a rule that does not exist.
    """
    rule = filters.get("rule")
    if rule is not None and not _is_rule(rule, known):
        message = unknown("no rule is called", rule, set(known.rules))
        raise UnknownName.of(FieldError(f"{at}/rule", message))
    return known.kept


def warnings(matching: Mapping[str, Any], known: Known) -> list[str]:
    """Warn of parts of a query that can find nothing, or that find more than they say."""
    found = [_of_path(matching, known)] if "path" in matching else []
    found += _contradictions(matching, known)
    own = {each.id for each in known.operations if each.contract in OWN_CONTRACTS}
    if matching.get("operation") in own:
        found.append(_NEVER_LOGGED)
    found += [
        f"the header {name} is kept without its secret, so any other is found as well"
        for name in _secret_headers(matching, known)
    ]
    found += [
        f"no security code is kept, so {pointer} finds nothing"
        for pointer in matching.get("body", {})
        if _is_code(pointer)
    ]
    return list(dict.fromkeys(filter(None, found)))


def as_kept(matching: Mapping[str, Any], known: Known) -> Mapping[str, Any]:
    """Remove secrets from the query's headers as the log does, so that they compare equal."""
    secret = {
        name: known.recorder.redaction.header(key, matching["headers"][name].encode()).decode()
        for name, key in _secret_headers(matching, known).items()
    }
    return {**matching, "headers": {**matching["headers"], **secret}} if secret else matching


def _secret_headers(matching: Mapping[str, Any], known: Known) -> dict[str, bytes]:
    """Return the query's headers that are logged without values, each with its logged name."""
    keys = {n: n.lower().encode("latin-1", "replace") for n in matching.get("headers", {})}
    return {n: key for n, key in keys.items() if known.recorder.redaction.is_credential(key)}


def _is_rule(wanted: str, known: Known) -> bool:
    added = one_shots.added(known.sandbox.tx)
    return one_shots.is_name(wanted, added) or any(map(glob(wanted), known.rules))


def _of_path(matching: Mapping[str, Any], known: Known) -> str | None:
    wanted = matching["path"]
    routes = Routes(known.operations)
    if "*" in wanted:
        whole = ((_PARAMETER.sub("*", each.path), each) for each in known.operations)
        found = [each for path, each in whole if overlap(wanted, path)]
    else:
        match = routes.match(wanted)
        found = [] if match is None else list(match.operations.values())
    templates = [each for each in known.operations if _is_template(wanted, each)]
    is_own = found and all(each.contract in OWN_CONTRACTS for each in found)
    if is_own or f"{wanted}/".startswith(f"{CONTROL_PATH}/"):
        return _NEVER_LOGGED
    if templates:
        meant = " or ".join(each.id for each in templates)
        return f"{quoted(wanted)} is a template; name a path or the operation {meant}"
    shown = without_secrets(wanted)
    if found:
        return _of_method(matching, found, shown)
    hint = routes.nearest.hint(matching.get("method", ""), shown)
    return f"no contract has the path {quoted(shown)}{hint or '; /docs lists those that there are'}"


def _of_method(matching: Mapping[str, Any], found: list[Operation], shown: str) -> str | None:
    """Warn of a method that is taken by nothing at the path; the `found` operations are there."""
    taken = {each.method.upper() for each in found}
    taken |= {"HEAD"} if "GET" in taken else set()
    if "operation" in matching or matching.get("method") in {None, "OPTIONS", *taken}:
        return None
    told = f"{quoted(shown)} takes {' and '.join(sorted(taken))}"
    return f"{told}, so only calls that were refused are found"


def _is_template(wanted: str, operation: Operation) -> bool:
    """Tell whether a path is the operation's template itself, with any parameter names."""
    return "{" in wanted and _PARAMETER.sub("{}", wanted) == _PARAMETER.sub("{}", operation.path)


def _contradictions(matching: Mapping[str, Any], known: Known) -> Iterator[str]:
    """Warn of a method or path that is not that of the operation in the same query."""
    meant = [each for each in known.operations if each.id == matching.get("operation")]
    for operation in meant:
        method, path = operation.method.upper(), matching.get("path")
        is_of_get = method == "GET" and matching.get("method") == "HEAD"
        if matching.get("method", method) != method and not is_of_get:
            yield f"the operation {operation.id} is called by {method}, so no call of it is found"
        if path is not None and not _leads_to(path, operation, known):
            told = f"the operation {operation.id} is at {operation.path}"
            yield f"{told}, so no call of it is found by another path"


def _leads_to(path: str, operation: Operation, known: Known) -> bool:
    """Tell whether an operation serves a path, or one of the paths that a pattern matches."""
    if _is_template(path, operation):
        return True  # a template has a warning of its own
    if "*" in path:
        return overlap(path, _PARAMETER.sub("*", operation.path))
    match = Routes(known.operations).match(path)
    return match is not None and operation in match.operations.values()


def _is_code(pointer: str) -> bool:
    """Tell whether the log removes the value at a pointer as a security code."""
    sample = f'{{"{pointer.rpartition("/")[2]}": "000"}}'
    return without_secrets(sample) != sample
