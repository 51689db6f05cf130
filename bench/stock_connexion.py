"""What a newcomer would write: Connexion's FlaskApp over the cards contract, checking answers.

The handlers do nothing but answer a constant, so what is measured is Connexion, Flask and their
validators; nothing of Paydrill's pipeline is here. Only the three operations that are measured
have a handler.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import connexion
from connexion.options import SwaggerUIOptions
from connexion.resolver import Resolver

from bench.samples import CARD_TOKEN, PAYMENT, TRANSACTION
from paydrill.openapi.documents import load_contracts

# The contract asks every answer for the id, and a 201 for the place; of the media types it knows,
# Connexion has to be told.
_HEADERS = {"X-Request-Id": "req_1", "Content-Type": "application/json"}
_MADE = _HEADERS | {"Location": "/api/v1/tokens/tok_1"}
_CONTRACTS = Path(__file__).parents[1] / "openapi"

Answer = tuple[dict[str, Any], int, dict[str, str]]


def _tokenize_card(body: dict[str, Any]) -> Answer:  # noqa: ARG001 - Connexion passes by name
    return CARD_TOKEN, 201, _MADE


def _create_payment(body: dict[str, Any]) -> Answer:  # noqa: ARG001 - likewise
    return PAYMENT, 201, _MADE


def _get_transaction(transaction_id: str) -> Answer:  # noqa: ARG001 - likewise
    return TRANSACTION, 200, _HEADERS


def _unmeasured() -> Answer:
    return {}, 501, _HEADERS


_HANDLERS: dict[str, Callable[..., Answer]] = {
    "cards.tokenize_card": _tokenize_card,
    "cards.create_payment": _create_payment,
    "cards.get_transaction": _get_transaction,
}

_cards = next(contract for contract in load_contracts([_CONTRACTS]) if contract.name == "cards")

app = connexion.FlaskApp(__name__)
app.add_api(
    _cards.document,
    base_path=_cards.base_path,
    resolver=Resolver(lambda operation: _HANDLERS.get(operation, _unmeasured)),
    validate_responses=True,
    swagger_ui_options=SwaggerUIOptions(swagger_ui=False),
)
