"""Write and read the BR Code, the text in the QR code of a PIX charge.

EMV QR Code, merchant-presented mode (EMVCo QRCPS-MPM): a chain of fields, each two digits of id,
two of length and the value, closed by a checksum. The PIX template is field 26 (BCB, Manual de
Padrões para Iniciação do Pix).
"""

from binascii import crc_hqx
from decimal import Decimal
from typing import NamedTuple

GUI = "br.gov.bcb.pix"
_BRL = "986"
_LONGEST_NAME = 25
_LONGEST_CITY = 15
_LONGEST_VALUE = 99
_HEAD = len("0000")  # id and length


class Merchant(NamedTuple):
    """The payee. ASCII only: beyond ASCII, it is open whether lengths count bytes or characters."""

    name: str
    city: str


def dynamic(location: str, amount: Decimal, merchant: Merchant) -> str:
    """Return the code of one charge. `location` is the payload's URL without its scheme."""
    template = _field("00", GUI) + _field("25", location)
    return _close(
        _field("00", "01")
        + _field("01", "12")
        + _field("26", template)
        + _field("52", "0000")
        + _field("53", _BRL)
        + _field("54", f"{amount:.2f}")
        + _field("58", "BR")
        + _field("59", merchant.name[:_LONGEST_NAME])
        + _field("60", merchant.city[:_LONGEST_CITY])
        + _field("62", _field("05", "***"))
    )


def checksum(text: str) -> str:
    """Return the CRC-16/CCITT-FALSE of a text as four upper-case hexadecimal digits."""
    return f"{crc_hqx(text.encode(), 0xFFFF):04X}"


def fields(text: str) -> dict[str, str]:
    """Read the fields of a code or of a template, by id.

    Raises `ValueError` when an id is none or stands twice, or when a length does not fit.
    """
    found: dict[str, str] = {}
    rest = text
    while rest:
        id_, head = rest[:2], rest[:_HEAD]
        if len(head) < _HEAD or not head.isdecimal() or not head.isascii() or id_ in found:
            raise ValueError(f"field {id_!r} has no id and length of its own")
        end = _HEAD + int(head[2:])
        if len(rest) < end:
            raise ValueError(f"field {id_!r} is cut short")
        found[id_], rest = rest[_HEAD:end], rest[end:]
    return found


def is_valid(code: str) -> bool:
    """Tell whether a code's checksum is right and every field is as long as its length says."""
    body, check = code[:-4], code[-4:]
    try:
        parsed = fields(code)
        for template in ("26", "62"):
            fields(parsed.get(template, ""))
        is_right = checksum(body) == check
    except ValueError:  # also for what UTF-8 cannot hold
        return False
    return is_right and parsed.get("63") == check and body.endswith("6304")


def _field(id_: str, value: str) -> str:
    if len(value) > _LONGEST_VALUE:
        raise ValueError(f"field {id_} holds at most {_LONGEST_VALUE} characters")
    return f"{id_}{len(value):02d}{value}"


def _close(text: str) -> str:
    text += "6304"
    return text + checksum(text)
