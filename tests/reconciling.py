"""Breaks planted in a batch, its answer key, and what the documented script finds."""

from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

from handlers.views import settlement as views
from paydrill.payments.settlement import breaks, planting

SCRIPT = Path(__file__).parents[1] / "docs" / "how-to" / "reconcile.py"
_spec = spec_from_file_location("reconcile", SCRIPT)
reconcile = module_from_spec(_spec)
_spec.loader.exec_module(reconcile)

FEES = {
    "interchange": {"percent": "1.20"},
    "scheme": {"percent": "0.13", "fixed": "0.02"},
    "markup": {"percent": "0.50", "fixed": "0.10"},
}


def plant(merchant, type_, **how):
    merchant.do(planting.wish, type=type_, **how)


def answer_key(merchant, batch):
    found = merchant.do(breaks.of_batch, batch.id)
    return views.answer_key(batch.id, found)["breaks"]


def findings(merchant, batch, books):
    """What the script finds in a batch."""
    told = merchant.do(views.batch, batch)
    content = None if told["available_at"] is None else merchant.file(batch)
    return list(reconcile.check_batch(told, books, content))
