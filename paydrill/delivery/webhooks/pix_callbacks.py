"""Write PIX events for the central bank's API Pix: `POST {url}/pix` with `{"pix": […]}`.

Its `Pix` and `Devolucao` (github.com/bacen/pix-api, openapi.yaml 2.9.0) have here their required
fields and those that Paydrill knows: charges have no `chave`, and payers no name.
"""

from typing import Any

from paydrill.delivery.messages import Message
from paydrill.payments.lifecycle import REFUSED, RETURNED, RETURNING
from paydrill.payments.pix.records import CHARGES, CURRENCY, RETURNS, Return
from paydrill.payments.pix.returns import of_charge
from paydrill.sandbox.events import Event
from paydrill.sandbox.sandbox import Sandbox
from paydrill.values.times import rfc3339

_STATUS = {
    RETURNED: "DEVOLVIDO",
    REFUSED: "NAO_REALIZADO",
    RETURNING: "EM_PROCESSAMENTO",
}
_LONGEST_REASON = 140


def pix_callback(sandbox: Sandbox, event: Event) -> Message:
    """Write the callback of a paid charge, or of a charge with an approved or declined return."""
    returned = sandbox.tx.get(RETURNS, event.subject)
    charge = sandbox.tx.get(CHARGES, event.subject if returned is None else returned.charge)
    assert charge is not None  # noqa: S101 - charges are never forgotten
    paid_ms = event.at_ms if charge.paid_ms is None else charge.paid_ms
    pix: Message = {
        "endToEndId": charge.end_to_end_id,
        "txid": charge.txid,
        "valor": _reais(sandbox, charge.amount_minor),
        "horario": rfc3339(paid_ms),
    }
    if returned is not None:
        pix["devolucoes"] = [_devolucao(sandbox, each) for each in of_charge(sandbox, charge)]
    return {"pix": [pix]}


def _devolucao(sandbox: Sandbox, of: Return) -> dict[str, Any]:
    times = {"solicitacao": rfc3339(of.created_ms)}
    if of.status == RETURNED and of.decided_ms is not None:
        times["liquidacao"] = rfc3339(of.decided_ms)
    told = {
        "id": of.id,
        "rtrId": of.id,
        "valor": _reais(sandbox, of.amount_minor),
        "horario": times,
        "status": _STATUS[of.status],
    }
    return told | {"motivo": of.message[:_LONGEST_REASON]} if of.status == REFUSED else told


def _reais(sandbox: Sandbox, amount_minor: int) -> str:
    return f"{sandbox.currencies.decimal(amount_minor, CURRENCY):.2f}"
