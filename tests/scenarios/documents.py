"""Scenario files as Hypothesis makes them up: all of the grammar, in words that exist.

Every rule has a chance, so that none is out of reach; where parts must fit one another, they are
drawn so that they do.
"""

from hypothesis import Phase, settings
from hypothesis import strategies as st

from tests.scenarios.samples import KNOWN, SCRIPTED

# To make a failing file shorter takes minutes, and they are short.
AS_THEY_COME = settings(
    max_examples=150, deadline=None, phases=[Phase.explicit, Phase.reuse, Phase.generate]
)
OPERATIONS = st.sampled_from(sorted(KNOWN.operations))
AMOUNTS = st.integers(1, 999_999_999_999).map(lambda cents: cents / 100)
TEXTS = st.text("abc-_.* 0123456789é", min_size=1, max_size=12)
PLAIN_TEXTS = TEXTS.map(lambda text: text.replace("*", "x"))
DURATIONS = st.builds("{}{}".format, st.integers(1, 300), st.sampled_from(["ms", "s"]))
TIMES = st.builds("{:02}:{:02}".format, st.integers(0, 23), st.integers(0, 59))
IDS = st.from_regex(r"[a-z0-9][a-z0-9-]{0,10}", fullmatch=True)


def one_or_more(strategy):
    return strategy | st.lists(strategy, min_size=1, max_size=3, unique=True)


@st.composite
def some(draw, strategies, least=0):
    """A mapping with some of these keys."""
    keys = draw(st.lists(st.sampled_from(sorted(strategies)), min_size=least, unique=True))
    return {key: draw(strategies[key]) for key in keys}


def digits(least, most):
    return st.text("0123456789", min_size=least, max_size=most)


def ordered(low, high, values=AMOUNTS):
    """A range between two keys that has something in it."""
    return st.tuples(values, values).map(lambda ends: {low: min(ends), high: max(ends)})


AMOUNT = (
    one_or_more(AMOUNTS)
    | ordered("min", "max")
    | st.fixed_dictionaries({"min": AMOUNTS}, optional={"cents": st.integers(0, 99)})
    | st.fixed_dictionaries({"cents": st.integers(0, 99)})
)
CARD = some(
    {
        "number": digits(12, 19),
        "bin": digits(6, 6) | digits(8, 8),
        "last4": digits(4, 4),
        "brand": st.sampled_from(sorted(KNOWN.brands)),
        "token": PLAIN_TEXTS,
        "expired": st.booleans(),
    },
    least=1,
)
REFUND_OF = some({"payment": TEXTS, "amount": AMOUNT, "description": TEXTS}, least=1)
HEADERS = st.dictionaries(st.sampled_from(["X-Case", "amount", "Accept"]), TEXTS, min_size=1)
SCALARS = TEXTS | AMOUNTS | st.integers(-5, 10**12) | st.booleans() | st.none()
TEST = (
    one_or_more(TEXTS)
    | SCALARS
    | ordered("min", "max")
    | some({"min": AMOUNTS, "like": TEXTS, "matches": st.sampled_from(["^a", "[0-9]+"])}, least=1)
    | st.fixed_dictionaries({"exists": st.booleans()})
)
POINTERS = st.sampled_from(["", "/amount", "/items/*/sku", "/a~1b", "/a~0/0"])
BY_POINTER = st.dictionaries(POINTERS, TEST, min_size=1, max_size=3)
PARAMETERS = st.dictionaries(st.sampled_from(["id", "limit", "tags[]"]), TEST, min_size=1)
CONDITIONS = {
    "operation": one_or_more(st.sampled_from(sorted(SCRIPTED))),
    "amount": AMOUNT,
    "currency": one_or_more(st.sampled_from(sorted(KNOWN.currencies))),
    "customer": TEXTS,
    "card": CARD,
    "description": TEXTS,
    "merchant_reference": TEXTS,
    "header": HEADERS,
    "method": st.sampled_from(["card", "pix"]),
    "refund_of": REFUND_OF,
    "time": st.lists(TIMES, min_size=2, max_size=2, unique=True).map(lambda t: {"between": t}),
    "path": PARAMETERS,
    "query": PARAMETERS,
    "body": BY_POINTER,
    "resource": BY_POINTER,
}
# Operations stay at the top: those inside must not exclude the ones outside.
INNER = st.recursive(
    some({k: v for k, v in CONDITIONS.items() if k != "operation"}, least=1),
    lambda inner: some(
        {"any": st.lists(inner, min_size=1, max_size=2), "all": st.lists(inner, min_size=1)}
        | {"not": inner, "amount": AMOUNT},
        least=1,
    ),
    max_leaves=4,
)
CALLS = st.integers(1, 1_000_000)
NTH = one_or_more(CALLS) | st.fixed_dictionaries({"every": CALLS}) | ordered("from", "to", CALLS)
WHEN = some(CONDITIONS | {"nth": NTH, "any": st.lists(INNER, min_size=1, max_size=2), "not": INNER})

SAYING = {"message": PLAIN_TEXTS, "response_code": st.sampled_from(["05", "1A"])}
DECIDED = st.fixed_dictionaries({"approved": st.just(True)}, optional=SAYING) | (
    st.fixed_dictionaries(
        {"declined": st.sampled_from(sorted(KNOWN.decline_codes))}, optional=SAYING
    )
)
HELD = st.fixed_dictionaries(
    {"pending": st.sampled_from(sorted(KNOWN.pending_reasons))}, optional=SAYING
)


@st.composite
def reviews(draw):
    """A pending payment, and how it goes on."""
    seconds = draw(st.lists(st.integers(1, 86_400), min_size=1, max_size=3, unique=True))
    outcomes = [*(HELD for _ in seconds[1:]), DECIDED]
    later = [
        {"after": f"{second}s"} | draw(outcome)
        for second, outcome in zip(sorted(seconds), outcomes, strict=True)
    ]
    return draw(HELD) | draw(st.just({}) | st.just({"later": later}))


LENGTHS = st.integers(1, 60_000)
DELAY = (
    st.fixed_dictionaries({"ms": LENGTHS})
    | ordered("min_ms", "max_ms", LENGTHS)
    | st.builds(
        lambda ends, sigma: ends | {"sigma": sigma},
        ordered("median_ms", "max_ms", LENGTHS),
        st.sampled_from([0.25, 1, 5]),
    )
)
KINDS = st.one_of(
    st.fixed_dictionaries(
        {"status": st.just(503)}, optional={"retry_after_s": st.integers(1, 86_400)}
    ),
    st.just({"reset": True}),
    st.fixed_dictionaries({"timeout": DURATIONS}),
    st.fixed_dictionaries({"truncate": st.just(value=True) | st.integers(0, 1_048_576)}),
    st.just({"malformed": True}),
    st.fixed_dictionaries({"slow_drip": DURATIONS}),
)
RATE_LIMIT = st.fixed_dictionaries(
    {"rate_limit": st.fixed_dictionaries({"per_s": CALLS, "burst": CALLS})}
)
COMMITTED = KINDS.map(lambda kind: kind | {"effect": "committed"}) | RATE_LIMIT
FAULT = COMMITTED | KINDS.map(lambda kind: kind | {"effect": "none"})
DECIDING = st.builds(
    lambda outcome, more: outcome | more,
    DECIDED | reviews(),
    some({"delay": DELAY, "fault": COMMITTED}),
)
VALUES = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=2) | st.dictionaries(TEXTS, inner, max_size=2)
)
ANSWER = some(
    {
        "status": st.integers(200, 599),
        "example": PLAIN_TEXTS,
        "body": st.dictionaries(POINTERS, VALUES, min_size=1, max_size=2),
        "headers": st.just({"X-Case": "1"}),
        "media_type": st.just("application/json"),
    },
    least=1,
)
ANSWERING = st.builds(
    lambda answer, more: {"respond": answer} | more,
    ANSWER,
    some({"delay": DELAY, "fault": COMMITTED}),
)
THEN = DECIDING | ANSWERING | some({"delay": DELAY, "fault": FAULT}, least=1)
SEQUENCE = st.fixed_dictionaries(
    {"steps": st.lists(THEN | st.just({}), min_size=1, max_size=3)},
    optional={
        "per": st.sampled_from(["rule", "card", "customer"]),
        "after": st.sampled_from(["stay", "repeat", "fail"]),
    },
)


@st.composite
def rules(draw, rule_id):
    """A rule of any kind."""
    common = {"id": st.just(rule_id), "chance": st.sampled_from([0.5, 0.001])}
    acts = draw(st.sampled_from([{"then": THEN}, {"sequence": SEQUENCE}]))
    rule = draw(st.fixed_dictionaries(common | acts, optional={"when": WHEN}))
    steps = [rule["then"]] if "then" in rule else rule["sequence"]["steps"]
    if any("respond" in step for step in steps):  # an answer is that of an operation
        rule.setdefault("when", {}).setdefault("operation", draw(st.sampled_from(sorted(SCRIPTED))))
    return rule


GIVEN = st.fixed_dictionaries(
    {"operation": OPERATIONS},
    optional={
        "amount": AMOUNTS,
        "currency": st.sampled_from(sorted(KNOWN.currencies)),
        "customer": PLAIN_TEXTS,
        "card": CARD,
        "description": TEXTS,
        "merchant_reference": TEXTS,
        "header": HEADERS,
        "method": st.sampled_from(["card", "pix"]),
        "path": st.dictionaries(TEXTS, SCALARS),
        "query": st.dictionaries(TEXTS, SCALARS),
        "body": VALUES,
        "resource": VALUES,
        "at": st.just("2026-01-27T22:30:00.500Z"),
        "payment": TEXTS,
        "refund_of": st.fixed_dictionaries(
            {"payment": TEXTS, "amount": AMOUNTS}, optional={"description": TEXTS}
        ),
        "call": st.integers(1, 10_000),
    },
)


@st.composite
def expectations(draw, ids):
    """An outcome, a fault, or both, and perhaps the rule."""
    outcome = {k: v for k, v in draw(DECIDED | HELD).items() if k not in SAYING}
    fault = draw(st.sampled_from([{"fault": "reset"}, {"fault": "slow_drip"}, {"status": 429}]))
    rule = draw(some({"rule": st.sampled_from(ids)})) if ids else {}
    return draw(st.sampled_from([outcome, fault, outcome | fault])) | rule


FEE = some({"percent": st.integers(0, 100), "fixed": AMOUNTS.filter(lambda n: n < 1000)}, least=1)
FEES = some({"interchange": FEE, "scheme": FEE, "markup": FEE}, least=1)
BREAKS = st.fixed_dictionaries(
    {"type": st.sampled_from(["missing_line", "wrong_fee", "truncated"])},
    optional={"line": st.integers(1, 100), "currency": st.just("USD")},
) | st.fixed_dictionaries({"type": st.just("late_file")}, optional={"after": st.just("2h")})
SETTLEMENT = some(
    {
        "cutoff": st.fixed_dictionaries({"time": TIMES}, optional={"zone": st.just("Asia/Tokyo")}),
        "t_plus": st.integers(0, 90),
        "holidays": st.lists(st.dates().map(str), unique=True, max_size=2),
        "rounding": st.sampled_from(["half_up", "half_even", "down", "up"]),
        "refunds_return_fees": st.booleans(),
        "fees": st.tuples(FEES.map(lambda fees: fees | {"brand": "Visa"}), FEES).map(list),
        "breaks": st.lists(BREAKS, max_size=2),
    }
)


WEBHOOK_FAULTS = some(
    dict.fromkeys(["duplicate", "bad_signature", "stale_timestamp"], st.just(True)), least=1
) | st.sampled_from(
    [
        {"drop": True},
        {"delay": "2h", "reorder": True},
        {"before_response": True, "duplicate": True},
        {"chance": 0.5, "drop": True},
    ]
)
WEBHOOKS = st.tuples(
    WEBHOOK_FAULTS.map(lambda faults: faults | {"types": "pix.*"}), WEBHOOK_FAULTS
).map(list)


@st.composite
def documents(draw):
    """A whole scenario, as JSON has it."""
    ids = draw(st.lists(IDS, max_size=3, unique=True))
    examples = st.fixed_dictionaries({"given": GIVEN, "expect": expectations(ids)})
    return draw(
        st.fixed_dictionaries(
            {
                "scenario": st.just(1),
                "name": IDS,
                "rules": st.tuples(*map(rules, ids)).map(list),
            },
            optional={
                "description": TEXTS,
                "seed": st.integers(0, 2**63 - 1),
                "settlement": SETTLEMENT,
                "webhooks": WEBHOOKS,
                "examples": st.lists(examples, max_size=2),
            },
        )
    )
