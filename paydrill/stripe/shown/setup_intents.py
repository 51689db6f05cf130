"""Show setup intents, and the errors of those that failed."""

from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import objects
from paydrill.stripe.objects import Body
from paydrill.stripe.setup_intents import REQUIRES_ACTION


def setup_intent(sandbox: Sandbox, body: Body) -> Body:
    """Show a setup intent."""
    return {**objects.shown(body), "next_action": next_action(sandbox, body)}


def next_action(sandbox: Sandbox, body: Body) -> Body | None:
    """Show the page of the challenge that the cardholder is to answer."""
    if body["status"] != REQUIRES_ACTION:
        return None
    base_url = body["_base_url"] or f"/~{sandbox.name}"
    return {
        "type": "redirect_to_url",
        "redirect_to_url": {
            "return_url": body["_return_url"],
            "url": f"{base_url}/3ds/challenges/{body['_authentication']}",
        },
    }


def failed(sandbox: Sandbox, body: Body) -> Body:
    """Show the error that answers the confirmation of a setup that failed."""
    error = body["last_setup_error"] or {}
    return {"error": {**error, "setup_intent": setup_intent(sandbox, body)}}
