"""Find what is shipped with Paydrill: contracts, scenarios, overlays, the gallery, and handlers.

In the repository these are its top-level folders. The wheel has them in `paydrill/shipped/`, so
that nothing called `handlers` or `openapi` lies among the packages of others.
"""

import sys
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_INSTALLED = _PACKAGE / "shipped"

IS_INSTALLED = _INSTALLED.is_dir()
SHIPPED = _INSTALLED if IS_INSTALLED else _PACKAGE.parent
CONTRACTS = SHIPPED / "openapi"
EVENTS = CONTRACTS / "events.asyncapi.yaml"
"""The document of messages to WebSockets and webhooks, in AsyncAPI."""
SCENARIOS = SHIPPED / "scenarios"
OVERLAYS = SHIPPED / "overlays"

HANDLERS = "handlers"
"""The name of the package of handlers, by which its modules import each other."""


@cache
def import_handlers() -> None:
    """Import the package of handlers from its own folder, wherever Python would look for it."""
    file = SHIPPED / HANDLERS / "__init__.py"
    known = getattr(sys.modules.get(HANDLERS), "__file__", None)
    if known is not None and Path(known).resolve() == file.resolve():
        return
    spec = spec_from_file_location(HANDLERS, file, submodule_search_locations=[str(file.parent)])
    assert spec is not None  # noqa: S101 - the file is there
    assert spec.loader is not None  # noqa: S101 - and is Python
    sys.modules[HANDLERS] = package = module_from_spec(spec)
    spec.loader.exec_module(package)
