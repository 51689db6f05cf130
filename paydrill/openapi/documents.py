"""Load contract files however faulty they are, and let them stand beside each other."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path

from paydrill.openapi import cache
from paydrill.openapi.bundling import Bundle, Document, Files, NotOpenApi
from paydrill.openapi.contract import Contract, definitions, enumerate_names
from paydrill.openapi.contract_files import ContractFile, overlaid
from paydrill.openapi.findings import Finding
from paydrill.openapi.kinds import methods_of
from paydrill.openapi.overlays import Overlay, beside
from paydrill.openapi.pointers import pointer
from paydrill.openapi.raising import raise_document
from paydrill.openapi.reading import read_bytes
from paydrill.openapi.templates import shape
from paydrill.openapi.uniting import united
from paydrill.shipped import CONTRACTS
from paydrill.values.folders import YAML, files_in
from paydrill.values.near_paths import did_you_mean
from paydrill.values.own_contracts import CONTROL, OWN_CONTRACTS, PROVIDERS, SERVICE

__all__ = ["Contract", "ContractError", "ContractFile", "load_contracts", "passed_over"]

_SUFFIXES = {*YAML, ".json"}
_OTHERS = {".schema", ".asyncapi", ".overlay"}
"""Words before the endings of files that lie beside contracts and are none."""


class ContractError(ValueError):
    """Contracts that cannot be served. `problems` has a line for each, beginning with its file."""

    def __init__(self, problems: list[str]) -> None:
        """Join the problems, of which there is at least one."""
        self.problems = problems
        super().__init__("\n".join(problems))


def load_contracts(
    folders: Sequence[Path],
    named: Iterable[ContractFile] = (),
    own: Iterable[ContractFile] = (),
    *,
    allow_remote_refs: bool = False,
    overlays: Iterable[Path] = (),
) -> tuple[Contract, ...]:
    """Load the contracts that were named, those of folders, and the server's own.

    Of two files with one name, that of the earlier folder is read. Files of folders that are no
    OpenAPI documents, or have no operation, are passed over. Those of `own` are read unless the
    folders have others of their names. Each of `overlays` is applied to
    the contract it is for. Raises `ContractError` with all problems.
    """
    files = _candidates(folders)
    named, files, unread = overlaid(list(named), files, overlays)
    contracts, problems, others = _read_all(named, allow_remote_refs=allow_remote_refs)
    problems = [*unread, *problems, *others]
    found: list[Contract] = []
    if folders:
        found, wrong, others = _read_all(files, allow_remote_refs=allow_remote_refs)
        others += [f"{each.file}: has no operation to serve" for each in found if each.is_empty]
        found = [each for each in found if not each.is_empty]
        problems += wrong if found or wrong else others or [_nothing_in(folders[-1])]
    if problems:
        raise ContractError(problems)
    # Handlers are found by name, so a contract beside a folder takes no name from it.
    _name_apart([*found, *contracts])
    contracts += found
    names = {each.name for each in contracts}
    missing = [each for each in own if each.file.stem not in names]
    return _together([*contracts, *_read_all(missing, allow_remote_refs=False)[0]])


def passed_over(folders: Iterable[Path], contracts: Sequence[Contract]) -> list[str]:
    """Tell of files in folders that are no contracts, and that none of the `contracts` uses."""
    served = {each.file.resolve() for each in contracts}
    rest = [each for each in _candidates(folders) if each.file.resolve() not in served]
    if not rest:
        return []
    used = {Path(file) for file in {o.file for each in contracts for o in each.origins.values()}}
    used |= {overlay.file.resolve() for each in contracts for overlay in each.overlays}
    rest = [each for each in rest if each.file.resolve() not in used]
    found, _, others = _read_all(rest, allow_remote_refs=False)
    others += [f"{each.file}: has no operation to serve" for each in found if each.is_empty]
    return [f"{each}; passed over" for each in sorted(others)]


def _read_all(
    files: Iterable[ContractFile], *, allow_remote_refs: bool
) -> tuple[list[Contract], list[str], list[str]]:
    """Return the contracts, why files cannot be read, and why others are nothing to serve."""
    contracts: list[Contract] = []
    problems: list[str] = []
    others: list[str] = []
    contents: Files = {}
    for each in files:
        try:
            contracts.append(_read(each, contents, allow_remote_refs=allow_remote_refs))
        except NotOpenApi as error:
            others.append(f"{each.address or each.file}: {error}")
        except ValueError as error:
            problems.append(f"{each.address or each.file}: {error}")
    return contracts, problems, others


def _read(given: ContractFile, contents: Files, *, allow_remote_refs: bool) -> Contract:
    """Read one contract, from the cache if it is there. Raises `ValueError`, `NotOpenApi`."""
    data = read_bytes(given.file)
    file = given.file.resolve()
    overlays = _overlays_of(given)
    key = cache.key_of(data, allow_remote_refs, *(each.identity for each in overlays))
    raised = cache.load(key, file)
    if raised is None:
        bundle = Bundle(file, contents, allow_remote_refs=allow_remote_refs, overlays=overlays)
        document = raise_document(bundle.document, bundle.report)
        findings = tuple(bundle.report.findings)
        raised = cache.Raised(document, findings, bundle.report.origins)
        others = {name: digest for name, digest in bundle.digests.items() if name != str(file)}
        cache.store(key, file, raised, {k: v for k, v in others.items() if "://" not in k})
    contract = Contract(
        _name_of(given, raised.document),
        given.file,
        raised.document,
        raised.findings,
        dict(raised.origins),
        given.mount,
        allow_remote_refs,
        given.address,
        overlays,
    )
    if contract.is_empty:
        _add(contract, "no-operation", "", "")
    if contract.name in PROVIDERS and file.parent != CONTRACTS:
        ours = _read(ContractFile(CONTRACTS / f"{contract.name}.yaml"), {}, allow_remote_refs=False)
        if not set(_shapes(contract)).isdisjoint(_shapes(ours)):
            contract.raised = united(contract, ours)
    return contract


def _overlays_of(given: ContractFile) -> tuple[Overlay, ...]:
    """Return the overlays of a contract: the one found by its name, and those named for it."""
    if given.is_own:
        return ()
    found = beside(given.called, None if given.address else given.file)
    both = {each.file.resolve(): each for each in (*found, *given.overlays)}
    return tuple(both.values())


def _name_of(given: ContractFile, document: Document) -> str:
    """Return a contract's name, which is one of the server's own only if its operations are."""
    name = given.called
    ids = [str(definition.get("operationId")) for _, _, definition in definitions(document)]
    is_own = any(each.startswith(f"{name}.") for each in ids)
    return name if name not in OWN_CONTRACTS or is_own else f"{name}-contract"


def _together(contracts: list[Contract]) -> tuple[Contract, ...]:
    """Let contracts stand beside each other: no two have a path, or an operation's id, in common.

    Of two contracts, the first keeps its paths and its ids, and the control API before all others.
    The service has what paths are left (see `addresses.addresses`).
    """
    shapes: dict[str, Contract] = {}
    ids: dict[str, Contract] = {}
    for contract in sorted(contracts, key=lambda each: each.name != CONTROL):
        taken = next((shapes[each] for each in _shapes(contract) if each in shapes), None)
        if taken is not None and contract.name != SERVICE:
            contract.mount = f"/{contract.name}{contract.base_path}"
            _add(contract, "path-taken", "", taken.name)
        _serve_once(contract)
        shapes.update(dict.fromkeys(_shapes(contract), contract))
        _rename_operations(contract, ids)
    names = {
        "operations": tuple(sorted(ids, key=lambda each: (_is_own(each), each))),
        "contracts": tuple(sorted(each.name for each in contracts)),
    }
    for contract in contracts:
        contract.names = names
        enumerate_names(contract.raised, names)
    return tuple(contracts)


def _is_own(operation_id: str) -> bool:
    return operation_id.partition(".")[0] in OWN_CONTRACTS


def _serve_once(contract: Contract) -> None:
    """Leave out an operation whose path, to a client who sees no names, is that of another."""
    first: dict[tuple[str, str], str] = {}
    operations = zip(_shapes(contract), definitions(contract.raised), strict=True)
    for path, (template, method, _) in list(operations):
        kept = first.setdefault((path, method), template)
        if kept != template:
            del contract.raised["paths"][template][method]
            _add(contract, "duplicate-path", pointer(["paths", template, method]), kept)


def _name_apart(contracts: Iterable[Contract]) -> None:
    """Add a number to the name of a contract where another has that name."""
    names: set[str] = set()
    for contract in contracts:
        numbered = (f"{contract.name}-{number}" for number in count(2))
        if contract.name in names:
            _add(contract, "name-taken", "", contract.name)
            contract.name = next(each for each in numbered if each not in names)
        names.add(contract.name)


def _rename_operations(contract: Contract, ids: dict[str, Contract]) -> None:
    """Take the ids of other contracts from a contract's operations; note those it keeps."""
    for path, item in contract.raised["paths"].items():
        for method in methods_of(item):
            name = item[method].get("operationId")
            if name in ids:
                del item[method]["operationId"]
                at = pointer(["paths", path, method, "operationId"])
                _add(contract, "duplicate-operation-id", at, name)
    ids.update(dict.fromkeys(contract.ids, contract))


def _add(contract: Contract, code: str, at: str, what: str) -> None:
    origin = contract.origin(at)
    finding = Finding(code, origin.file, origin.pointer, {"what": what})
    contract.findings = (*contract.findings, finding)


def _shapes(contract: Contract) -> Iterator[str]:
    """Yield its paths; those that differ only in the names of their parameters are one."""
    for path in contract.paths:
        yield shape(path)


def _nothing_in(folder: Path) -> str:
    if folder.is_file():
        return f"{folder}: a file; --contracts takes the folder that it is in"
    if not folder.exists():
        hint = did_you_mean(folder) or "; --contracts takes one that has contracts"
        return f"{folder}: no such folder{hint}"
    return f"{folder}: no contract (*.yaml, *.yml, *.json) here"


def _candidates(folders: Iterable[Path]) -> list[ContractFile]:
    files = files_in(folders, _SUFFIXES)
    return [ContractFile(each) for each in files if not _OTHERS & set(each.suffixes)]
