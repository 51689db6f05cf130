"""Make the answers that rules of a scenario give, by the contract of their operation."""

from collections.abc import Iterator, Mapping

from paydrill.errors import EngineError
from paydrill.openapi.operation import Operation
from paydrill.responders.answering import Answer as Made
from paydrill.responders.answering import Documented
from paydrill.responders.documented import DEFAULT, usual_response
from paydrill.responders.examples import examples_of
from paydrill.responders.laying_over import BreaksSchema
from paydrill.responders.preferences import Preferences
from paydrill.responders.samples.context import Context
from paydrill.scenarios.answers import Answer


def made(
    operation: Operation, documented: Documented, wanted: Answer, context: Context, accept: str
) -> Made:
    """Make the answer to a request.

    Where `Accept` allows none, or values of the request would break it, it is the one that was made
    when the rule was read. Raises `EngineError` and `BreaksSchema` for one that has mistakes.
    """
    wishes = wishes_for(operation, wanted)
    try:
        found = documented.answer(context, wishes, wanted.media_type or accept)
    except (BreaksSchema, EngineError):
        found = documented.answer(unasked(operation), wishes, wanted.media_type or "")
    return _with_headers(found, wanted.headers)


def wishes_for(operation: Operation, wanted: Answer) -> Preferences:
    """Return the wishes that an answer stands for."""
    return Preferences(status_of(operation, wanted), wanted.example, fields=wanted.fields)


def unasked(operation: Operation) -> Context:
    """Return the context of an answer to no request."""
    return Context(operation.id)


def status_of(operation: Operation, wanted: Answer) -> int | None:
    """Choose the status: the one that is said, the example's, or the usual one.

    `None` where no response of a known status has the example.
    """
    if wanted.status is not None:
        return wanted.status
    responses = operation.responses
    if wanted.example is not None:
        having = (key for key in responses if wanted.example in names_of_examples(operation, key))
        responses = {key: responses[key] for key in having if key.lower() != DEFAULT}
    usual = usual_response(responses)
    return None if usual is None else usual[0]


def names_of_examples(operation: Operation, key: str) -> Iterator[str]:
    """Yield the names of the examples of a response."""
    for media in (operation.responses[key].get("content") or {}).values():
        for each in examples_of(operation.document, media):
            if each.steps[0] == "examples":
                yield each.steps[1]


def _with_headers(answer: Made, headers: Mapping[str, str]) -> Made:
    content, status, media_type, made_headers = answer
    said = {name.lower() for name in headers}
    kept = {name: each for name, each in made_headers.items() if name.lower() not in said}
    return content, status, media_type, {**kept, **headers}
