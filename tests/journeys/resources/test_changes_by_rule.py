"""A rule sets fields of a thing, at once and later by the sandbox's clock."""

from pathlib import Path

import httpx
import pytest

from tests.journeys.resources.rules import mistakes, use
from tests.journeys.resources.shop import CONTRACT, made, shown
from tests.server_process import running

SETTLES = """
  - id: settles-later
    when: {operation: createOrder, body: {/note: slow}}
    then:
      set: {/status: open}
      later: [{after: 1d, set: {/note: nearly}}, {after: 2d, set: {/status: paid}}]
"""


def order(api: httpx.Client, **fields: object) -> tuple[str, dict[str, object]]:
    """An order of a new customer, and its path."""
    customer = made(api, "/customers", name="Ada")["id"]
    thing = made(api, f"/customers/{customer}/orders", amount=1, **fields)
    return f"/customers/{customer}/orders/{thing['id']}", thing


def advance(api: httpx.Client, by: str) -> None:
    """Move the sandbox's clock."""
    assert api.post("/_control/clock/advance", json={"by": by}).is_success


def test_a_thing_is_made_as_a_rule_sets_it(api: httpx.Client) -> None:
    use(
        api, "  - {id: r, when: {operation: createOrder}, then: {set: {/status: paid, /amount: 7}}}"
    )
    path, thing = order(api)
    assert (thing["status"], thing["amount"]) == ("paid", 7)
    assert shown(api, path) == thing


def test_what_comes_later_comes_by_the_clock(api: httpx.Client) -> None:
    use(api, SETTLES)
    path, thing = order(api, note="slow")
    assert (thing["status"], thing["note"]) == ("open", "slow")
    advance(api, "1d")
    assert shown(api, path)["note"] == "nearly"
    assert shown(api, path)["status"] == "open"
    advance(api, "1d")
    assert shown(api, path)["status"] == "paid"
    types = [each["type"] for each in api.get("/_control/events").json()["events"]]
    assert types == ["customer.created", "order.created", "order.changed", "order.changed"]


def test_nothing_comes_of_a_thing_that_is_gone(api: httpx.Client) -> None:
    use(api, SETTLES)
    path, _ = order(api, note="slow")
    assert api.delete(path).status_code == 204
    advance(api, "3d")
    assert api.get(path).status_code == 404
    assert api.get("/_control/invariants").is_success


def test_another_order_of_the_same_customer_is_left_alone(api: httpx.Client) -> None:
    use(api, SETTLES)
    path, _ = order(api)
    advance(api, "3d")
    assert shown(api, path)["status"] == "open"


def test_the_third_look_finds_it_paid(api: httpx.Client) -> None:
    use(
        api,
        "  - {id: r, when: {operation: getOrder, nth: 3}, then: {set: {/status: paid}}}",
    )
    path, _ = order(api)
    assert [shown(api, path)["status"] for _ in range(4)] == ["open", "open", "paid", "paid"]


def test_an_action_and_a_change_are_set_over(api: httpx.Client) -> None:
    use(
        api,
        "  - {id: a, when: {operation: cancelOrder}, then: {set: {/note: by us}}}\n"
        "  - {id: b, when: {operation: replaceOrder}, then: {set: {/amount: 9}}}",
    )
    path, _ = order(api)
    assert api.put(path, json={"amount": 2}).json()["amount"] == 9
    cancelled = api.post(f"{path}/cancel").json()
    assert (cancelled["status"], cancelled["note"]) == ("cancelled", "by us")


def test_a_change_is_kept_where_the_reply_is_lost(api: httpx.Client) -> None:
    use(
        api,
        "  - id: r\n    when: {operation: createOrder}\n"
        "    then: {set: {/status: paid}, fault: {reset: true, effect: committed}}",
    )
    customer = made(api, "/customers", name="Ada")["id"]
    with pytest.raises(httpx.TransportError):
        api.post(f"/customers/{customer}/orders", json={"amount": 1})
    assert [each["status"] for each in shown(api, f"/customers/{customer}/orders")["orders"]] == [
        "paid"
    ]


def test_a_change_is_explained(api: httpx.Client) -> None:
    use(api, SETTLES)
    asked = {"operation": "createOrder", "path": {"customer_id": "c"}, "body": {"note": "slow"}}
    told = api.post("/_control/scenarios/explain", json=asked).json()
    assert told["change"] == {
        "set": {"/status": "open"},
        "later": [
            {"after": "1d", "set": {"/note": "nearly"}},
            {"after": "2d", "set": {"/status": "paid"}},
        ],
    }
    assert (told["applied"], told["outcome"]) == (["mine/settles-later"], None)


RULE = "  - id: r\n    when: {operation: %s}\n    then: {%s}"


@pytest.mark.parametrize(
    ("operation", "then", "expected"),
    [
        (
            "createOrder",
            "set: {/statsu: paid}",
            "6:18 no schema of the order has '/statsu'; did you mean '/status'?",
        ),
        ("createOrder", "set: {/status: payd}", "6:18 the order would break its schema: /status"),
        ("createOrder", "set: {/id: x}", "6:18 the id of a resource cannot be set"),
        ("createOrder", "set: {'': {}}", "6:18 a resource as a whole cannot be set"),
        ("deleteOrder", "set: {/status: paid}", "6:12 deleteOrder makes, changes and shows no"),
        ("listOrders", "set: {/status: paid}", "6:12 listOrders makes, changes and shows no"),
        ("getCountry", "set: {/name: x}", "6:12 getCountry makes, changes and shows no"),
        (
            "createOrder",
            "later: [{after: 1d, set: {/statsu: paid}}]",
            "6:38 no schema of the order has '/statsu'",
        ),
        ("createOrder", "set: {/status: paid}, respond: {status: 201}", "then takes only one of"),
        ("createOrder", "later: [{after: 1d, approved: true}]", "6:20 an outcome comes later only"),
        (
            "cards.create_payment",
            "pending: review, later: [{after: 1d, set: {/a: 1}}]",
            "a pending payment goes on by",
        ),
        (
            "cards.create_payment",
            "approved: true, later: [{after: 1d, set: {/a: 1}}]",
            "an approved payment or refund goes on by",
        ),
    ],
)
def test_a_change_that_the_contract_does_not_have_is_refused(
    api: httpx.Client, operation: str, then: str, expected: str
) -> None:
    [problem] = mistakes(api, RULE % (operation, then))
    assert expected in problem


def test_a_change_says_which_operation_it_is_about(api: httpx.Client) -> None:
    [problem] = mistakes(api, "  - {id: r, when: {nth: 2}, then: {set: {/status: paid}}}")
    assert "write operation in when" in problem


def test_asking_again_and_again_writes_once(api: httpx.Client) -> None:
    use(
        api,
        "  - id: r\n    when: {operation: getOrder}\n"
        "    then: {set: {/status: paid}, later: [{after: 1h, set: {/note: later}}]}",
    )
    path, _ = order(api)
    assert {shown(api, path)["status"] for _ in range(5)} == {"paid"}
    advance(api, "1h")
    types = [each["type"] for each in api.get("/_control/events").json()["events"]]
    assert types == ["customer.created", "order.created", "order.changed", "order.changed"]


def test_what_each_rule_arranges_comes(api: httpx.Client) -> None:
    rule = "  - {id: %s, when: {operation: getOrder, nth: 1}, then: {later: [%s]}}"
    arranged = ("{after: 2h, set: {/note: a}}", "{after: 1h, set: {/amount: 8}}")
    use(api, "\n".join(rule % each for each in zip("ab", arranged, strict=True)))
    path, _ = order(api)
    for _ in range(3):  # the first decides the first call, the other the second
        shown(api, path)
    advance(api, "2h")
    thing = shown(api, path)
    assert (thing["note"], thing["amount"]) == ("a", 8)


def test_a_rule_that_answers_sets_later_what_the_request_named(api: httpx.Client) -> None:
    use(
        api,
        "  - id: r\n    when: {operation: getOrder, nth: 1}\n"
        "    then: {respond: {status: 200}, later: [{after: 1h, set: {/status: paid}}]}",
    )
    path, _ = order(api)
    assert api.get(path).is_success
    advance(api, "1h")
    assert shown(api, path)["status"] == "paid"


@pytest.mark.parametrize("value", ["{/note: '4111 1111 1111 1111'}", "{/note: 4111111111111111}"])
def test_secrets_are_not_set(api: httpx.Client, value: str) -> None:
    problems = mistakes(api, RULE % ("createOrder", f"set: {value}"))
    assert "other secrets are not kept" in problems[0]


@pytest.mark.parametrize(
    ("was", "is_now"),
    [
        ("operationId: createOrder", "operationId: makeOrder"),
        ("operationId: createOrder", "operationId: createOrder\n      x-paydrill-role: none"),
        ("status: {type: string, enum: [paid, open, cancelled]}", "status: {type: integer}"),
    ],
)
def test_what_comes_later_under_another_contract_blocks_nothing(
    shop: Path, tmp_path: Path, was: str, is_now: str
) -> None:
    store = ("--port", "0", "--store", f"sqlite:///{tmp_path}/records.sqlite")
    with running(*store, str(shop)) as server, httpx.Client(base_url=server.url) as api:
        api.put("/_control/clock", json={"now": "2030-01-01T12:00:00Z", "frozen": True})
        use(api, SETTLES)
        order(api, note="slow")
    other = tmp_path / "shop.yaml"
    other.write_text(CONTRACT.replace(was, is_now), encoding="utf-8")
    with running(*store, str(other)) as server, httpx.Client(base_url=server.url) as api:
        advance(api, "3d")
        assert api.get("/_control/invariants").is_success
        assert api.get("/customers").is_success
        assert "Traceback" not in server.log()
