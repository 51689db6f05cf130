"""Show the page of Checkout, and answer its buttons."""

from handlers.views import HandlerResult
from paydrill.pages.checkout import CheckoutFacts, Line, checkout_not_found_page, checkout_page
from paydrill.sandbox.sandbox import Sandbox
from paydrill.stripe import paying, sessions
from paydrill.stripe.objects import Body

CANCEL = "cancel"

_HTML = "text/html"


def shown(sandbox: Sandbox, session_id: str) -> HandlerResult:
    """Show the page of a session; one that is done sends the browser to the merchant."""
    session = paying.look(sandbox, session_id)
    if session is None:
        return checkout_not_found_page(), 404, _HTML
    if session["status"] == sessions.COMPLETE:
        return b"", 303, _HTML, {"Location": sessions.success_url(session)}
    return _page_of(sandbox, session), 200, _HTML


def pressed(sandbox: Sandbox, session_id: str, button: str, base_url: str | None) -> HandlerResult:
    """Pay, or leave the page, as a button says."""
    session = paying.look(sandbox, session_id)
    if session is None:
        return checkout_not_found_page(), 404, _HTML
    if session["status"] != sessions.OPEN:
        return _page_of(sandbox, session), 409, _HTML
    if button == CANCEL:
        return b"", 303, _HTML, {"Location": session["cancel_url"] or session_id}
    tried = paying.press(sandbox, session, button, base_url)
    if tried.goes_to is None:
        return _page_of(sandbox, tried.session, tried.problem), 402, _HTML
    return b"", 303, _HTML, {"Location": tried.goes_to}


def _page_of(sandbox: Sandbox, session: Body, problem: str = "") -> str:
    lines = tuple(
        Line(each["description"], each["quantity"], _amount(sandbox, each["amount_total"], each))
        for each in session["_line_items"]
    )
    total = session["amount_total"]
    facts = CheckoutFacts(
        id=session["id"],
        status=session["status"],
        is_setup=session["mode"] == sessions.SETUP,
        total=None if total is None else _amount(sandbox, total, session),
        lines=lines,
        problem=problem,
        cancel_url=session["cancel_url"],
    )
    return checkout_page(facts)


def _amount(sandbox: Sandbox, amount_minor: int, of: Body) -> str:
    currency = of["currency"].upper()
    return f"{sandbox.currencies.decimal(amount_minor, currency)} {currency}"
