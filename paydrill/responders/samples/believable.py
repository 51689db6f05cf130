"""Make texts that look right for the name of their field: e-mails, names, IBANs, currencies.

Faker makes those of persons, places and companies. Numbers that could be in use are kept out:
telephone numbers are from the range for fiction, cards are a test card's, hosts are examples.
"""

import re
import threading
from collections.abc import Callable
from functools import cache
from importlib import import_module
from typing import Any, NamedTuple

from stdnum import iban as iban_numbers

from paydrill.responders.samples.context import Context
from paydrill.responders.samples.numbers import decimal_text, is_amount
from paydrill.values.ids import Random
from paydrill.values.times import rfc3339

_PROVIDERS = ("person", "address", "company", "lorem")
_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

_local = threading.local()


class Named(NamedTuple):
    """A field whose text is to be made: the words of its name, and of the object that has it."""

    words: str
    owner: str
    rng: Random
    context: Context

    @property
    def fake(self) -> Any:
        """Faker's makers of persons, places, companies and words, drawing from this chance."""
        generator = _generator()
        generator.random = self.rng
        return generator

    def digits(self, count: int) -> str:
        """Draw digits."""
        return "".join(str(self.rng.randint(0, 9)) for _ in range(count))

    def letters(self, count: int) -> str:
        """Draw letters and digits that are not mistaken for one another."""
        return "".join(self.rng.choice(_BASE58) for _ in range(count))

    def hex(self, count: int) -> str:
        """Draw hexadecimal digits."""
        return f"{self.rng.getrandbits(4 * count):0{count}x}"

    def uuid(self) -> str:
        """Draw a UUID of version 4."""
        h = self.hex(32)
        return f"{h[:8]}-{h[8:12]}-4{h[13:16]}-{'89ab'[int(h[16], 16) & 3]}{h[17:20]}-{h[20:]}"


Maker = Callable[[Named], str]


def by_name(named: Named) -> str:
    """Make a text that suits the name of the field; words, where the name says nothing."""
    for pattern, make in _MAKERS:
        if pattern.search(named.words):
            return make(named)
    return sentence(named)


def sentence(named: Named) -> str:
    """Make a few words."""
    return " ".join(named.fake.words(named.rng.randint(2, 4))).capitalize()


def _generator() -> Any:
    """Return this thread's generator; Faker is only imported where a sample is made."""
    if not hasattr(_local, "generator"):
        _local.generator = import_module("faker.generator").Generator()
        for provider in _providers():
            _local.generator.add_provider(provider)
    return _local.generator


@cache
def _providers() -> list[Any]:
    return [import_module(f"faker.providers.{each}.en_US").Provider for each in _PROVIDERS]


def _name(named: Named) -> str:
    owner = f"{named.owner} {named.words}"
    if re.search(r"\b(merchant|company|business|organi[sz]ation|bank|shop|store|brand)\b", owner):
        return str(named.fake.company())
    if re.search(r"\b(product|items?|lines?|plan|file|event|field|key|feature|type)\b", owner):
        return " ".join(named.fake.words(2)).capitalize()
    return f"{named.fake.first_name()} {named.fake.last_name()}"


def email(named: Named) -> str:
    """Make an e-mail address of a person, at a host for examples."""
    return f"{named.fake.first_name()}.{named.fake.last_name()}@example.com".lower()


def url(named: Named) -> str:
    """Make an address below this server's."""
    base = named.context.base_url.rstrip("/")
    last = (
        "image.png" if re.search(r"\b(image|logo|icon|photo)\b", named.words) else named.letters(8)
    )
    return f"{base}/{named.words.split(' ')[0] or 'files'}/{last}"


def iban(named: Named) -> str:
    """Make an IBAN whose check digits are right."""
    account = "DE00" + named.digits(18)
    return "DE" + str(iban_numbers.calc_check_digits(account)) + account[4:]


def moment(named: Named) -> str:
    """Write a time that suits the name of the field."""
    return rfc3339(named.context.moment(named.words, named.rng))


def _id(named: Named) -> str:
    stem = named.words.removesuffix(" id") if named.words != "id" else named.owner
    words = [word for word in stem.split(" ") if word and not word.isdigit()]
    return f"{words[-1][:4]}_{named.letters(16)}" if words else named.letters(20)


def _one_of(*texts: str) -> Maker:
    return lambda named: named.rng.choice(texts)


def _digits(count: int) -> Maker:
    return lambda named: named.digits(count)


def phone(named: Named) -> str:
    """Make a telephone number of the range that is kept for fiction."""
    return f"+1202555{named.rng.randint(100, 199):04d}"


def _month(named: Named) -> str:
    return f"{named.rng.randint(1, 12):02d}"


def _year(named: Named) -> str:
    return str(named.context.year + named.rng.randint(1, 4))


def _words(pattern: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{pattern})\b")


_MAKERS: tuple[tuple[re.Pattern[str], Maker], ...] = tuple(
    (_words(pattern), make)
    for pattern, make in (
        ("e ?mail|email address", email),
        ("iban", iban),
        ("bic|swift", lambda named: f"EXMP{named.rng.choice(('DEFF', 'GB2L', 'FRPP', 'NL2A'))}XXX"),
        ("currency|moeda", _one_of("EUR", "USD", "GBP", "BRL")),
        ("phone|mobile|telephone|telefone|msisdn|fax", phone),
        ("first name|given name|forename", lambda named: str(named.fake.first_name())),
        ("last name|surname|family name", lambda named: str(named.fake.last_name())),
        ("country name", lambda named: str(named.fake.country())),
        ("country|nationality|country code|pais", _one_of("DE", "US", "GB", "BR", "NL")),
        ("city|town|cidade|locality", lambda named: str(named.fake.city())),
        ("zip|postal code|postcode|cep", lambda named: str(named.fake.postcode())),
        ("state|province|region|uf|county", lambda named: str(named.fake.state_abbr())),
        (
            "street|address( line)?( ?1)?|line 1|logradouro",
            lambda named: str(named.fake.street_address()),
        ),
        ("locale", _one_of("en-US", "de-DE", "pt-BR")),
        ("language|lang", _one_of("en", "de", "pt")),
        ("time ?zone", _one_of("Europe/Berlin", "America/Sao_Paulo", "UTC")),
        ("user agent", lambda _: "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Firefox/128.0"),
        ("ip|ip address", lambda named: f"192.0.2.{named.rng.randint(1, 254)}"),
        ("ur[li]|href|link|location|website|webpage|logo|image|icon", url),
        ("host|hostname|domain", lambda named: f"{named.fake.word()}.example.com"),
        ("last (4|four)( digits)?|last4", _digits(4)),
        ("bin|first (6|six)", lambda _: "424242"),
        ("card number|pan|masked", lambda _: "424242******4242"),
        ("brand|scheme|network", _one_of("visa", "mastercard", "amex")),
        ("exp(iry|iration)? month", _month),
        ("exp(iry|iration)? year", _year),
        ("cpf|tax id", _digits(11)),
        ("cnpj", _digits(14)),
        ("sort code", _digits(6)),
        ("account number|routing number", _digits(10)),
        ("uuid|guid", Named.uuid),
        ("hash|checksum|digest|fingerprint|signature|sha256", lambda named: named.hex(64)),
        ("etag", lambda named: f'"{named.hex(16)}"'),
        ("token|secret|cursor|nonce|key", lambda named: named.letters(24)),
        ("version", _one_of("1.0", "1.1", "2.0")),
        ("company|merchant|business|organi[sz]ation|bank|store|brand name", _name),
        ("birth|dob|birthday|day|data|date", lambda named: moment(named)[:10]),
        (
            "(created|updated|modified|expires?|ended|paid|canceled)( (at|on))?|time(stamp)?",
            moment,
        ),
        ("id|ids|reference|ref|identifier|number|code|txid|psp", _id),
        ("name|holder|payer|customer|owner|beneficiary|recipient|nome", _name),
        ("title|subject|label", lambda named: " ".join(named.fake.words(2)).capitalize()),
        ("description|message|detail|details|text|note|comment|reason|error", sentence),
        ("status|state", _one_of("active", "pending", "completed")),
    )
)


def amount_or_name(named: Named) -> str:
    """Make a decimal amount where the name asks for money, else a text by the name."""
    return decimal_text(named.words, named.rng) if is_amount(named.words) else by_name(named)
