"""Make texts of the formats that JSON Schema and OpenAPI's registry name."""

from collections.abc import Callable

from paydrill.responders.samples.believable import Named, email, iban, moment, phone, url
from paydrill.responders.samples.numbers import decimal_text


def by_format(format_: str, named: Named) -> list[str]:
    """Make texts of a format, the usual form first; empty for a format that is not known."""
    make = _FORMATS.get(format_.lower().replace("_", "-"))
    return make(named) if make is not None else []


def _moments(named: Named) -> list[str]:
    text = moment(named)
    second = text[:19]
    return [text, f"{second}Z", f"{second}+00:00", f"{text[:23]}+00:00", f"{second}.000000Z"]


_FORMATS: dict[str, Callable[[Named], list[str]]] = {
    "date-time": _moments,
    "datetime": _moments,
    "date": lambda named: [moment(named)[:10]],
    "time": lambda named: [moment(named)[11:19] + "Z", moment(named)[11:23] + "Z"],
    "duration": lambda _: ["PT30M", "P1D"],
    "email": lambda named: [email(named), "a@example.com", "a@b.co"],
    "idn-email": lambda named: [email(named)],
    "hostname": lambda named: [f"{named.fake.word()}.example.com", "example.com", "a.co"],
    "idn-hostname": lambda _: ["example.com"],
    "ipv4": lambda named: [f"192.0.2.{named.rng.randint(1, 254)}"],
    "ipv6": lambda named: [f"2001:db8::{named.hex(4)}", "2001:db8::1", "::1"],
    "uuid": lambda named: [named.uuid(), named.uuid().replace("-", "")],
    "uri": lambda named: [url(named), "https://example.com/", "urn:x:y", "a:b"],
    "url": lambda named: [url(named), "https://example.com/"],
    "iri": lambda named: [url(named)],
    "uri-reference": lambda named: [f"/{named.letters(8)}", "/"],
    "iri-reference": lambda named: [f"/{named.letters(8)}", "/"],
    "uri-template": lambda _: ["/items/{id}"],
    "json-pointer": lambda _: ["/data/0", ""],
    "relative-json-pointer": lambda _: ["0", "1/data"],
    "regex": lambda _: ["^[a-z]+$", "a"],
    "byte": lambda _: ["UGF5ZHJpbGw=", "UGF5"],
    "base64": lambda _: ["UGF5ZHJpbGw=", "UGF5"],
    "decimal": lambda named: [decimal_text(named.words, named.rng)],
    "iban": lambda named: [iban(named)],
    "currency": lambda named: [named.rng.choice(("EUR", "USD", "GBP", "BRL"))],
    "country": lambda named: [named.rng.choice(("DE", "US", "GB", "BR"))],
    "phone": lambda named: [phone(named)],
    "int64": lambda named: [named.digits(6).lstrip("0") or "1"],
}
