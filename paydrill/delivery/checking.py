"""Messages held against openapi/events.asyncapi.yaml before they leave, as answers are."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import yaml
from jsonschema_rs import Draft202012Validator

from paydrill.delivery.messages import OPENED, Message

FILE = Path(__file__).parents[2] / "openapi" / "events.asyncapi.yaml"

Check = Callable[[Message], None]


class MessageBroken(Exception):
    """A message that the document of events does not know: a fault of the server."""


def message_check(file: Path = FILE) -> Check:
    """Raises `MessageBroken` for a message that breaks its schema, naming what is wrong where."""
    document: dict[str, Any] = yaml.safe_load(file.read_text(encoding="utf-8"))
    schemas = document["components"]["schemas"]
    opened, event = (Draft202012Validator(schemas[name]) for name in ("Opened", "Event"))

    def check(message: Message) -> None:
        validator = opened if message["type"] == OPENED else event
        if not validator.is_valid(message):
            wrong = "; ".join(
                f"/{'/'.join(map(str, error.instance_path))} {error.message}"
                for error in validator.iter_errors(message)
            )
            raise MessageBroken(f"{message['type']} breaks its schema: {wrong}")

    return check
