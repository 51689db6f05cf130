"""Find handlers in a folder of a team's own modules, `<contract>.py`, imported by their paths."""

import sys
import traceback
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from importlib.util import module_from_spec, spec_from_file_location
from inspect import isfunction
from itertools import count
from pathlib import Path
from types import ModuleType
from typing import NamedTuple, Self

from paydrill.openapi.arguments import identifier
from paydrill.openapi.contract import Contract
from paydrill.openapi.operation import Operation
from paydrill.responders.function_names import NAMED, function_names, is_named
from paydrill.responders.handlers import Handler, HandlerError, function_in, told
from paydrill.values.own_contracts import OWN_CONTRACTS
from paydrill.values.suggestions import closest, unknown

_NUMBERS = count(1)
"""Set the folders of one process apart, whose modules may have the same names."""


class Found(NamedTuple):
    """A function that answers an operation, and the place it is written at."""

    function: Handler
    place: str


class HandlerFolder(NamedTuple):
    """The functions of a folder by operation id, and a line for each thing that answers nothing."""

    functions: Mapping[str, Found]
    warnings: tuple[str, ...] = ()

    @classmethod
    def of(cls, folder: Path | None, contracts: Iterable[Contract]) -> Self:
        """Read a folder; `None` has no functions. Raises `HandlerError`."""
        if folder is None:
            return cls({})
        return cls(*_Reading(folder).found(list(contracts)))


NO_FOLDER = HandlerFolder({})


class _Reading:
    """Import the modules of a folder, and match their functions with operations."""

    def __init__(self, folder: Path) -> None:
        """Take the folder. Raises `HandlerError` if it is none."""
        if folder.is_file():
            raise HandlerError(f"{folder}: a file; --handlers takes the folder that it is in")
        if not folder.is_dir():
            names = [str(each) for each in _beside(folder)]
            near = closest(str(folder), names)
            hint = f"did you mean {near}?" if near else "--handlers takes a folder"
            raise HandlerError(f"{folder}: is not there; {hint}")
        self._folder = folder
        self._root = folder.resolve()
        self._package = f"paydrill_handlers_{next(_NUMBERS)}"
        self._read: set[Path] = set()

    def found(self, contracts: list[Contract]) -> tuple[dict[str, Found], tuple[str, ...]]:
        """Return the functions by operation id, and the warnings."""
        foreign = [each for each in contracts if each.name not in OWN_CONTRACTS]
        functions: dict[str, Found] = {}
        warnings: list[str] = []
        with self._importing():
            modules = {each.name: self._module(each.name) for each in foreign}
        for contract in foreign:
            module = modules[contract.name]
            if module is None:
                continue
            functions |= self._matched(module, contract.operations)
            warnings += self._unmatched(module, contract, functions)
        names = [f"{each.name}.py" for each in foreign]
        return functions, (*self._unread(names), *warnings)

    @contextmanager
    def _importing(self) -> Iterator[None]:
        """Let modules import their neighbours, as `from . import a`, and as `import a` for now."""
        package = ModuleType(self._package)
        package.__path__ = [str(self._root)]
        sys.modules[self._package] = package
        before, path = set(sys.modules), str(self._root)
        sys.path.insert(0, path)
        try:
            yield
        finally:
            sys.path.remove(path)
            for name in sys.modules.keys() - before:
                file = getattr(sys.modules[name], "__file__", None)
                if file and Path(file).is_relative_to(self._root):
                    self._read.add(Path(file))
                    if not name.startswith(self._package):  # another folder may have such a one
                        del sys.modules[name]

    def _module(self, contract: str) -> ModuleType | None:
        """Import the module of a contract; `None` if the folder has none."""
        files = (self._root / f"{name}.py" for name in (contract, identifier(contract)))
        file = next((each for each in files if each.is_file()), None)
        if file is None:
            return None
        name = f"{self._package}.{identifier(contract)}"
        if name in sys.modules:  # a neighbour has imported it
            return sys.modules[name]
        spec = spec_from_file_location(name, file)
        assert spec is not None  # noqa: S101 - the name of the file ends with .py
        assert spec.loader is not None  # noqa: S101 - as above
        module = sys.modules[name] = module_from_spec(spec)
        try:
            spec.loader.exec_module(module)
        except (Exception, SystemExit) as error:
            raise self._error_in(file, error) from error
        return module

    def _error_in(self, file: Path, error: BaseException) -> HandlerError:
        """Say what is wrong with a module, or with a neighbour that it imports, and where."""
        line = None
        frames = [
            (each.filename, each.lineno) for each in traceback.extract_tb(error.__traceback__)
        ]
        if isinstance(error, SyntaxError):
            frames.append((error.filename or "", error.lineno))
        for name, number in frames:
            if Path(name).is_relative_to(self._root):
                file, line = Path(name), number
        return HandlerError(f"{self._shown(file)}:{told(error, line)}")

    def _matched(self, module: ModuleType, operations: Iterable[Operation]) -> dict[str, Found]:
        """Give operations their functions. Raises `HandlerError` where one would answer two."""
        found: dict[str, Found] = {}
        answered: dict[int, list[Operation]] = defaultdict(list)
        for operation in operations:
            function = function_in(module, function_names(operation))
            if function is not None:
                found[operation.id] = Found(function, self._place(module, function))
                answered[id(function)].append(operation)
        for several in answered.values():
            if len(several) > 1 and not all(map(is_named, several)):
                ids = " and ".join(each.id for each in several)
                function, place = found[several[0].id]
                raise HandlerError(
                    f"{place}: {_name_of(function)} would answer {ids};"
                    f" name a function for each by {NAMED}"
                )
        return found

    def _unmatched(
        self, module: ModuleType, contract: Contract, functions: Mapping[str, Found]
    ) -> Iterator[str]:
        """Tell of functions without an operation, and of operations that name none there is."""
        known = {name for each in contract.operations for name in function_names(each)}
        used = {id(found.function) for found in functions.values()}
        own = {
            name: each
            for name, each in vars(module).items()
            if isfunction(each) and each.__module__ == module.__name__ and name[0] != "_"
        }
        for name, function in own.items():
            if id(function) not in used and name not in known:
                what = f"no operation of {contract.name} has the function"
                yield f"{self._place(module, function)}: {unknown(what, name, known)}"
        for operation in contract.operations:
            if is_named(operation) and operation.id not in functions:
                wanted = str(operation.definition[NAMED])
                what = f"{operation.id} names the function"
                yield f"{self._shown(Path(str(module.__file__)))}: {unknown(what, wanted, own)}"

    def _unread(self, wanted: list[str]) -> Iterator[str]:
        """Tell of files that are no contract's, and that no module imports."""
        for file in sorted(self._root.glob("*.py")):
            if file in self._read or file.name[0] == "_":
                continue
            if file.stem in OWN_CONTRACTS:
                yield f"{self._shown(file)}: {file.stem} is Paydrill's own, and keeps its handlers"
            else:
                what = f"{self._shown(file)}: no contract served has the module"
                yield unknown(what, file.name, wanted)

    def _place(self, module: ModuleType, function: Handler) -> str:
        """Return the file and the line of a function, or of its module where it has none."""
        code = getattr(function, "__code__", None)
        if code is None or not Path(code.co_filename).is_relative_to(self._root):
            return self._shown(Path(str(module.__file__)))
        return f"{self._shown(Path(code.co_filename))}:{code.co_firstlineno}"

    def _shown(self, file: Path) -> str:
        """Return a file's path as the folder was given."""
        return str(self._folder / file.relative_to(self._root))


def _beside(folder: Path) -> list[Path]:
    parent = folder.parent
    return [each for each in parent.iterdir() if each.is_dir()] if parent.is_dir() else []


def _name_of(function: Handler) -> str:
    return str(getattr(function, "__name__", "a function"))
