"""What the tests of scenario files share: a small vocabulary, and files written in passing."""

from dataclasses import replace
from pathlib import Path

import pytest

from paydrill.payments.channels import CARD_FACTS, EFFECTS
from paydrill.payments.channels import SCRIPTED as ALL_SCRIPTED
from paydrill.payments.lifecycle import EVENT_TYPES
from paydrill.scenarios.files import ScenarioFileError, Vocabulary, load_scenario
from paydrill.scenarios.outcomes import DECLINES

ROOT = Path(__file__).parents[2]
BAD = Path(__file__).parent / "bad"
DOCUMENTED = frozenset({200, 400, 429, 503})
SCRIPTED = frozenset(
    {"cards.create_payment", "acquirer.authorize_payment", "cards.refund_transaction"}
)
READING = frozenset({"cards.get_transaction", "pix.create_payment", "pix.get_payment"})
KNOWN = Vocabulary(
    operations=SCRIPTED | READING,
    scripted=SCRIPTED,
    on_payments=frozenset({"cards.refund_transaction"}),
    effects=EFFECTS,
    card_facts=CARD_FACTS,
    statuses=dict.fromkeys(SCRIPTED | READING, DOCUMENTED)
    | {"cards.create_payment": DOCUMENTED | {402}},
    decline_codes=frozenset(
        {"insufficient_funds", "card_declined", "do_not_honor", "stolen_card"},
    ),
    pending_reasons=frozenset({"manual_review", "verification", "under_review"}),
    brands=frozenset({"Visa", "Mastercard", "American Express"}),
    event_types=lambda: EVENT_TYPES,
    currencies=frozenset({"USD", "EUR", "NOK"}),
)
SHIPPED = replace(
    KNOWN,
    operations=KNOWN.operations | ALL_SCRIPTED,
    scripted=SCRIPTED | ALL_SCRIPTED,
    on_payments=KNOWN.on_payments | {"stripe.create_refund"},
    decline_codes=frozenset(DECLINES),
)
"""The words of the shipped files: all operations with an outcome, and all decline codes."""
EVERYTHING = (Path(__file__).parent / "everything.yaml").read_text()
HEAD = "scenario: 1\nname: good\n"


def write(folder, text, name="good.yaml"):
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def load(folder, text):
    return load_scenario(write(folder, text), known=KNOWN)


def problems_of(path, known=KNOWN):
    with pytest.raises(ScenarioFileError) as caught:
        load_scenario(path, known=known)
    return caught.value.problems


def rule(rule_id, when="{}", then="{approved: true}"):
    return f"  - {{id: {rule_id}, when: {when}, then: {then}}}\n"
