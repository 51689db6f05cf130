"""Secrets are compared in constant time, so that answers do not tell how much of one is right."""

import ast
import re
from pathlib import Path

ROOT = Path(__file__).parents[2]

SECRET = re.compile(
    r"(^|_)(secrets?|tokens?|signatures?|passwords?|(hex)?digest|hmac|macs?|credentials?|api_?key)$"
)

# Where a name speaks of secrets and what is compared is none.
NO_SECRETS = {
    # a test token of the contract's own, which a rule names in a file
    "paydrill/scenarios/conditions.py": "attempt.token == wanted",
    # whether a file is as it was read
    "paydrill/openapi/cache.py": "_digest(Path(each)) != digest",
    # a token, or the fingerprint of a card that was sent with all its digits
    "paydrill/payments/mandates.py": "mandate.credential != credential",
    # whether a sample of a contract has any
    "paydrill/request_log/names.py": "without_secrets(sample) != sample",
}


def modules() -> list[Path]:
    return sorted((*ROOT.glob("paydrill/**/*.py"), *ROOT.glob("handlers/**/*.py")))


def word(node: ast.expr) -> str:
    """The last word by which an expression is named, in snake case."""
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name.lower()
        case ast.Subscript(slice=ast.Constant(value=str(name))):
            return name.lower()
        case ast.Call(func=ast.Attribute(attr="get"), args=[ast.Constant(value=str(name)), *_]):
            return name.lower()
        case ast.Call(func=ast.Attribute(value=inner, attr="encode" | "strip")):
            return word(inner)
        case ast.Call(func=function):
            return word(function)
    return ""


def is_secret(node: ast.expr) -> bool:
    return SECRET.search(word(node)) is not None


def is_constant(node: ast.expr) -> bool:
    """Whether it is written in the code, where everybody can read it."""
    return isinstance(node, ast.Constant)


def compared(tree: ast.AST) -> list[str]:
    return [
        ast.unparse(node)
        for node in ast.walk(tree)
        if isinstance(node, ast.Compare)
        and isinstance(node.ops[0], ast.Eq | ast.NotEq)
        and any(map(is_secret, sides := (node.left, *node.comparators)))
        and not any(map(is_constant, sides))
    ]


def test_comparisons_of_secrets_are_found():
    found = compared(
        ast.parse(
            "a.client_secret == b; body['client_secret'] != s; x == sent.get('token')\n"
            "hmac.new(k, t).hexdigest() == given; signature.encode() == s\n"
            "token == ''; token is None; 'token' in body; compare_digest(token, other)"
        )
    )
    assert len(found) == len("abcde")


def test_no_secret_is_compared_character_by_character():
    found = {
        (str(path.relative_to(ROOT)), each)
        for path in modules()
        for each in compared(ast.parse(path.read_text(encoding="utf-8")))
    }
    assert found == set(NO_SECRETS.items())
