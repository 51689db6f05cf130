"""Check messages against openapi/events.asyncapi.yaml before they are sent."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from paydrill.delivery.messages import OPENED, Message
from paydrill.shipped import EVENTS

PIX_CALLBACK = "the central bank's callback"
"""Name for a message without a `type`, which has the central bank's form."""

_BY_TYPE = {
    OPENED: "Opened",
    PIX_CALLBACK: "PixCallback",
    "requests.opened": "RequestsOpened",
    "requests": "Requests",
    "requests.cleared": "RequestsCleared",
}
"""The schemas of messages that are no events, by their types."""

Check = Callable[[Message], None]


class MessageBroken(Exception):
    """A message that breaks the document of events: a fault of the server."""


def message_check(file: Path = EVENTS) -> Check:
    """Build a check of messages against the document in `file`.

    The check raises `MessageBroken` for a message that breaks its schema, and names each error
    with its place.
    """
    text = file.read_text(encoding="utf-8")
    document: dict[str, Any] = yaml.load(text, yaml.CSafeLoader)
    schemas = document["components"]["schemas"]

    def validator_of(name: str) -> Draft202012Validator:
        return Draft202012Validator({**schemas[name], "components": document["components"]})

    event, resource_event = validator_of("Event"), validator_of("ResourceEvent")
    by_type = {type_: validator_of(name) for type_, name in _BY_TYPE.items()}

    def check(message: Message) -> None:
        type_ = message.get("type", PIX_CALLBACK)
        told = event if "currency" in message else resource_event
        validator = by_type.get(type_, told)
        if not validator.is_valid(message):
            wrong = "; ".join(
                f"/{'/'.join(map(str, error.instance_path))} {error.message}"
                for error in validator.iter_errors(message)
            )
            raise MessageBroken(f"{type_} breaks its schema: {wrong}")

    return check
