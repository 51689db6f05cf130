"""Write a bank statement in XML, ISO 20022 camt.053.001.08.

The account is the merchant's with the acquirer. Each line is an entry of its net amount, with the
gross amount and the fees in its details. Amounts have no sign, so a refund is a positive debit. The
payout is the last entry, so that one statement's closing balance opens the next. No id is longer
than 35 characters, so UUIDs are written without their dashes.
"""

from collections.abc import Sequence

from paydrill.payments.settlement.lines import (
    BANK,
    CHARGEBACK,
    CHARGEBACK_REVERSAL,
    DISPUTE_FEE,
    PAYMENT,
    PAYOUT_REVERSAL,
    REFUND,
    REFUND_REVERSAL,
    Line,
)
from paydrill.payments.settlement.statement import Statement
from paydrill.scenarios.attempt import CARD

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08"
NO_END_TO_END_ID = "NOTPROVIDED"
ORIGINAL = "ORIGINAL"
"""Type of a line's reference to its payment, or to the batch of a payout."""

# ISO 20022 codes of merchant card transactions, real-time credit transfers and their returns. UPCT
# is an unpaid card transaction, the nearest there is to a chargeback.
_CODES = {
    (CARD, PAYMENT): ("MCRD", "POSC"),
    (CARD, REFUND): ("MCRD", "RIMB"),
    (CARD, REFUND_REVERSAL): ("MCRD", "RIMB"),
    (CARD, CHARGEBACK): ("MCRD", "UPCT"),
    (CARD, CHARGEBACK_REVERSAL): ("MCRD", "UPCT"),
    (CARD, DISPUTE_FEE): ("MCRD", "CHRG"),
    (BANK, PAYOUT_REVERSAL): ("ICDT", "RRTN"),
    ("pix", PAYMENT): ("RRCT", "DMCT"),
    ("pix", REFUND): ("IRCT", "RRTN"),
}
_REVERSING = {REFUND, CHARGEBACK_REVERSAL, PAYOUT_REVERSAL}
_PAYOUT_CODE = ("ICDT", "DMCT")

_LONGEST_ID = 35
_LONGEST_ACCOUNT = 34
_LONGEST_TEXT = 140

# Characters that XML needs escaped, and those it cannot hold at all (XML 1.0 §2.2).
_ESCAPED: dict[int, str] = {
    **dict.fromkeys(
        (*range(9), 11, 12, *range(14, 32), 0xFFFE, 0xFFFF), "\N{REPLACEMENT CHARACTER}"
    ),
    ord("&"): "&amp;",
    ord("<"): "&lt;",
    ord(">"): "&gt;",
}


def head(statement: Statement) -> str:
    """Write the group header, account, balances and totals."""
    batch = statement.batch
    account = f"{statement.account[: _LONGEST_ACCOUNT - 4]}-{batch.currency}"
    entries = statement.totals.lines + (1 if statement.payout_minor else 0)
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<Document xmlns="{NAMESPACE}">
<BkToCstmrStmt>
<GrpHdr><MsgId>{batch.id}</MsgId><CreDtTm>{statement.local(batch.closed_ms)}</CreDtTm></GrpHdr>
<Stmt>
<Id>{batch.id}</Id>
<ElctrncSeqNb>{batch.sequence}</ElctrncSeqNb>
<CreDtTm>{statement.local(batch.closed_ms)}</CreDtTm>
<FrToDt><FrDtTm>{statement.local(batch.opened_ms)}</FrDtTm>\
<ToDtTm>{statement.local(batch.closed_ms)}</ToDtTm></FrToDt>
<Acct><Id><Othr><Id>{account}</Id></Othr></Id><Ccy>{batch.currency}</Ccy></Acct>
{_balance(statement, "OPBD", batch.opening_minor)}
{_balance(statement, "CLBD", statement.closing_minor)}
<TxsSummry><TtlNtries><NbOfNtries>{entries}</NbOfNtries>\
<TtlNetNtry>{_total(statement, statement.net_minor - statement.payout_minor)}</TtlNetNtry>\
</TtlNtries></TxsSummry>
"""


def body(statement: Statement, first: int, lines: Sequence[Line]) -> str:
    """Write an entry for each line."""
    return "".join(_entry(statement, number, line) for number, line in enumerate(lines, first))


def tail(statement: Statement) -> str:
    """Write the payout, if there is one, and the end of the document."""
    return f"{_payout(statement)}</Stmt>\n</BkToCstmrStmt>\n</Document>\n"


def _entry(statement: Statement, number: int, line: Line) -> str:
    id_ = _id(line.transaction_id)
    net = _amount(statement, line.net_minor)
    return (
        f"<Ntry><NtryRef>{number}</NtryRef>{net}"
        f"{'<RvslInd>true</RvslInd>' if line.kind in _REVERSING else ''}"
        f"<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><DtTm>{statement.local(line.booked_ms)}</DtTm></BookgDt>"
        f"<ValDt><Dt>{statement.batch.value_date}</Dt></ValDt>"
        f"<AcctSvcrRef>{id_}</AcctSvcrRef>{_code(*_CODES[line.method, line.kind])}"
        f"<NtryDtls><TxDtls>{_references(id_, line)}{net}"
        f"<AmtDtls><TxAmt>{_positive(statement, line.gross_minor)}</TxAmt></AmtDtls>"
        f"{_charges(statement, line)}{_remittance(line.reference)}</TxDtls></NtryDtls></Ntry>\n"
    )


def _references(id_: str, line: Line) -> str:
    txid = f"<TxId>{line.txid}</TxId>" if line.txid else ""
    original = ""
    if line.original_id:
        of = _id(line.original_id)
        original = f"<Prtry><Tp>{ORIGINAL}</Tp><Ref>{of}</Ref></Prtry>"
    end_to_end_id = line.end_to_end_id or NO_END_TO_END_ID
    return (
        f"<Refs><AcctSvcrRef>{id_}</AcctSvcrRef>"
        f"<EndToEndId>{end_to_end_id}</EndToEndId>{txid}{original}</Refs>"
    )


def _charges(statement: Statement, line: Line) -> str:
    """Write the fees, which the entry's amount includes; a returned fee is a credit."""
    fees = {
        "INTERCHANGE": line.interchange_minor,
        "SCHEME": line.scheme_minor,
        "MARKUP": line.markup_minor,
    }
    records = "".join(
        f"<Rcrd>{_amount(statement, -fee_minor)}<ChrgInclInd>true</ChrgInclInd>"
        f"<Tp><Prtry><Id>{name}</Id></Prtry></Tp></Rcrd>"
        for name, fee_minor in fees.items()
        if fee_minor
    )
    return f"<Chrgs>{records}</Chrgs>" if records else ""


def _remittance(reference: str | None) -> str:
    if not reference:
        return ""
    return f"<RmtInf><Ustrd>{reference[:_LONGEST_TEXT].translate(_ESCAPED)}</Ustrd></RmtInf>"


def _payout(statement: Statement) -> str:
    if not statement.payout_minor:
        return ""
    batch = statement.batch
    return (
        f"<Ntry>{_amount(statement, -statement.payout_minor)}<Sts><Cd>BOOK</Cd></Sts>"
        f"<BookgDt><DtTm>{statement.local(batch.closed_ms)}</DtTm></BookgDt>"
        f"<ValDt><Dt>{batch.value_date}</Dt></ValDt>"
        f"<AcctSvcrRef>{batch.id}</AcctSvcrRef>{_code(*_PAYOUT_CODE)}</Ntry>\n"
    )


def _balance(statement: Statement, code: str, balance_minor: int) -> str:
    return (
        f"<Bal><Tp><CdOrPrtry><Cd>{code}</Cd></CdOrPrtry></Tp>{_amount(statement, balance_minor)}"
        f"<Dt><Dt>{statement.batch.business_date}</Dt></Dt></Bal>"
    )


def _code(family: str, sub_family: str) -> str:
    return (
        f"<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>{family}</Cd>"
        f"<SubFmlyCd>{sub_family}</SubFmlyCd></Fmly></Domn></BkTxCd>"
    )


def _amount(statement: Statement, amount_minor: int) -> str:
    return f"{_positive(statement, amount_minor)}<CdtDbtInd>{_side(amount_minor)}</CdtDbtInd>"


def _total(statement: Statement, amount_minor: int) -> str:
    text, side = statement.text(abs(amount_minor)), _side(amount_minor)
    return f"<Amt>{text}</Amt><CdtDbtInd>{side}</CdtDbtInd>"


def _positive(statement: Statement, amount_minor: int) -> str:
    return f'<Amt Ccy="{statement.batch.currency}">{statement.text(abs(amount_minor))}</Amt>'


def _side(amount_minor: int) -> str:
    return "DBIT" if amount_minor < 0 else "CRDT"


def _id(text: str) -> str:
    return text.replace("-", "")[:_LONGEST_ID]
