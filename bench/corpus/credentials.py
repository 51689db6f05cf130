"""Give requests the credentials that a contract asks for; any value will do."""

from collections.abc import Mapping
from typing import Any

from bench.corpus.contract import Contract, Operation

_VALUE = "corpus-credential"
BEARER = f"Bearer {_VALUE}"
_BASIC = "Basic Y29ycHVzOmNyZWRlbnRpYWw="


def credentials(contract: Contract, operation: Operation) -> list[tuple[str, str, str]]:
    """Return place (`header`, `query`, `cookie`), name and value of each credential to send.

    The first alternative is taken all of whose schemes are defined.
    """
    alternatives = operation.definition.get("security", contract.document.get("security"))
    schemes = _schemes(contract)
    for alternative in alternatives if isinstance(alternatives, list) else []:
        if isinstance(alternative, dict) and all(name in schemes for name in alternative):
            given = [_credential(schemes[name]) for name in alternative]
            return [each for each in given if each is not None]
    return []


def _schemes(contract: Contract) -> dict[str, Mapping[str, Any]]:
    if contract.version == "2.0":
        defined = contract.document.get("securityDefinitions")
    else:
        defined = contract.resolve(contract.document.get("components")).get("securitySchemes")
    named = defined.items() if isinstance(defined, dict) else ()
    return {str(name): contract.resolve(scheme) for name, scheme in named}


def _credential(scheme: Mapping[str, Any]) -> tuple[str, str, str] | None:
    kind = scheme.get("type")
    if kind == "apiKey":
        return str(scheme.get("in", "header")), str(scheme.get("name")), _VALUE
    if kind == "basic":
        return "header", "Authorization", _BASIC
    if kind in {"oauth2", "openIdConnect"}:
        return "header", "Authorization", BEARER
    if kind == "http":
        name = str(scheme.get("scheme", "bearer")).capitalize()
        return "header", "Authorization", _BASIC if name == "Basic" else f"{name} {_VALUE}"
    return None
