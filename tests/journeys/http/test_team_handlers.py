"""Handlers of a team's own, for a contract of others: what a client notices."""

from collections.abc import Iterator

import pytest

from paydrill.app import build
from paydrill.openapi.sources import Source
from paydrill.settings import Settings
from tests.in_process import DRIVERS, Answered, Asked, InProcess, as_json
from tests.journeys.team_shop import write


@pytest.fixture(scope="module", params=sorted(DRIVERS))
def shop(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[InProcess]:
    contract, handlers = write(tmp_path_factory.mktemp("team"))
    settings = Settings(
        store="memory:", contracts=(), sources=(Source(str(contract)),), handlers=handlers
    )
    server = InProcess(build(settings).application, request.param)
    yield server
    server.close()


def made(shop: InProcess, amount: int, **headers: str) -> Answered:
    return shop.ask(as_json("POST", "/orders", {"amount": amount}, **headers))


def get(shop: InProcess, target: str, **headers: str) -> Answered:
    return shop.ask(Asked("GET", target, headers=tuple(headers.items())))


def test_what_the_stand_in_made_is_changed(shop: InProcess):
    small, large = made(shop, 5), made(shop, 5000)
    assert [each.status for each in (small, large)] == [201, 201]
    assert [each.json()["status"] for each in (small, large)] == ["open", "review"]
    assert ["x-review" in each.headers for each in (small, large)] == [False, True]


def test_what_the_stand_in_made_is_kept(shop: InProcess):
    order = made(shop, 7).json()
    shown = get(shop, f"/orders/{order['id']}")
    assert (shown.status, shown.json()) == (200, order)
    assert shown.media_type == "application/json"
    assert order in get(shop, "/orders?stand_in=x").json()
    gone = shop.ask(Asked("DELETE", f"/orders/{order['id']}"))
    assert (gone.status, gone.body, gone.headers["x-gone"]) == (204, b"", order["id"])
    assert get(shop, f"/orders/{order['id']}").status == 404


def test_a_change_stays_in_its_answer(shop: InProcess):
    large = made(shop, 4000).json()
    assert get(shop, f"/orders/{large['id']}").json() == {**large, "status": "open"}


def test_a_response_of_the_contract_can_be_asked_for_past_the_handler(shop: InProcess):
    for code in (201, 402):
        answer = made(shop, 4001, Prefer=f"code={code}")
        assert answer.status == code
        assert answer.headers["preference-applied"] == f"code={code}"
        assert "x-review" not in answer.headers


def test_what_is_unknown_is_refused_and_the_handler_may_answer_for_it(shop: InProcess):
    answer = get(shop, "/orders/nope")
    assert (answer.status, answer.json()) == (404, {"why": "No order has the id nope"})


def test_a_handler_may_answer_without_the_stand_in(shop: InProcess):
    before = len(get(shop, "/orders").json())
    answer = made(shop, -1)
    assert (answer.status, answer.json()) == (402, {"why": "less than nothing"})
    assert len(get(shop, "/orders").json()) == before


def test_what_the_client_prefers_reaches_the_stand_in(shop: InProcess):
    order = made(shop, 8).json()
    answer = get(shop, f"/orders/{order['id']}", Accept="application/xml")
    assert (answer.status, answer.media_type) == (200, "application/xml")
    assert order["id"].encode() in answer.body
    assert made(shop, 8, Prefer="code=299").status == 400


def test_a_key_has_a_request_carried_out_once(shop: InProcess):
    first, again = [made(shop, 2000, Idempotency_Key="once") for _ in range(2)]
    assert (first.status, again.status) == (201, 201)
    assert again.body == first.body
    assert again.headers["x-review"] == "by hand"
    assert again.headers["idempotency-replayed"] == "true"
    assert made(shop, 2001, Idempotency_Key="once").status == 422


def test_an_answer_has_a_media_type_where_the_contract_documents_a_range(shop: InProcess):
    answer = get(shop, "/prices")
    assert (answer.media_type, answer.json()) == ("application/json", {"a": 1})


def test_an_answer_that_breaks_the_contract_is_a_fault_with_its_reason(shop: InProcess):
    answer = get(shop, "/broken")
    assert (answer.status, answer.headers["content-type"]) == (500, "application/problem+json")
    assert "broken answered 200, with a body that breaks its schema" in answer.json()["detail"]


def test_a_function_that_returns_no_status_is_named_in_the_log(
    shop: InProcess, caplog: pytest.LogCaptureFixture
):
    answer = get(shop, "/forgetful")
    assert (answer.status, answer.json()["code"]) == (500, "internal_error")
    assert "returned a dict that is no body and status" in caplog.text
    assert "mine/shop.py:36" in caplog.text


def test_a_failure_has_the_shape_that_the_contract_documents(shop: InProcess):
    answer = get(shop, "/failing")
    message = "failing failed; the server's log has the reason"
    assert (answer.status, answer.json()) == (500, {"error": {"message": message}})


def test_a_request_that_breaks_the_contract_never_reaches_a_handler(shop: InProcess):
    assert shop.ask(as_json("POST", "/orders", {"amount": "many"})).status == 400


def test_the_control_api_shows_what_answers(shop: InProcess):
    found = get(shop, "/_control/contracts/shop").json()["operations"]
    by = {each["operation_id"]: each for each in found}
    assert by["orders/list"]["answered_by"] == "resource"
    assert "handler" not in by["orders/list"]
    assert by["createOrder"]["answered_by"] == "handler"
    assert by["createOrder"]["handler"].endswith("mine/shop.py:6")
    assert by["createOrder"]["resource"]["role"] == "create"
    assert "resource" not in by["prices"]
