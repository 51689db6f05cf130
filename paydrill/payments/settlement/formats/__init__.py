"""The formats of settlement files: a module each, and one dictionary of them all."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from paydrill.payments.settlement.formats import camt053, csv_report, fixed_width, json_report
from paydrill.payments.settlement.lines import Line
from paydrill.payments.settlement.statement import Statement


class Format(NamedTuple):
    """How a file is written: what comes first, any number of lines, and what comes last."""

    media_type: str
    extension: str
    head: Callable[[Statement], str]
    body: Callable[[Statement, int, Sequence[Line]], str]
    """The lines of a statement from the one of this number on; nothing for none."""
    tail: Callable[[Statement], str]


FORMATS: dict[str, Format] = {
    "csv": Format("text/csv", "csv", csv_report.head, csv_report.body, csv_report.tail),
    "json": Format(
        "application/json", "json", json_report.head, json_report.body, json_report.tail
    ),
    "camt053": Format("application/xml", "xml", camt053.head, camt053.body, camt053.tail),
    "fixed": Format("text/plain", "txt", fixed_width.head, fixed_width.body, fixed_width.tail),
}
"""By the name that clients choose them by."""

BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS.values()}
