"""List the formats of settlement files; each has its own module."""

from paydrill.payments.settlement.formats import camt053, csv_report, fixed_width, json_report
from paydrill.payments.settlement.publication import Format

FORMATS: dict[str, Format] = {
    "csv": Format("text/csv", "csv", csv_report.head, csv_report.body, csv_report.tail),
    "json": Format(
        "application/json", "json", json_report.head, json_report.body, json_report.tail
    ),
    "camt053": Format(
        "application/xml", "xml", camt053.head, camt053.body, camt053.tail, b"</Ntry>"
    ),
    "fixed": Format("text/plain", "txt", fixed_width.head, fixed_width.body, fixed_width.tail),
}
"""The formats by the names that clients choose."""

BY_MEDIA_TYPE = {each.media_type: each for each in FORMATS.values()}
