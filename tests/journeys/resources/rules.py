"""Scenarios for the shop of things, put into a sandbox of their own."""

import httpx


def use(api: httpx.Client, rules: str = "  []", resources: str = "  {}") -> None:
    """Have the sandbox decide by these rules, and begin with these resources."""
    told = put(api, rules, resources)
    assert told.is_success, told.text


def put(api: httpx.Client, rules: str = "  []", resources: str = "  {}") -> httpx.Response:
    """Send a scenario, and choose it if it has no mistake."""
    source = f"scenario: 1\nname: mine\nrules:\n{rules}\nresources:\n{resources}\n"
    told = api.put("/_control/scenarios/mine", json={"source": source})
    return told if told.is_error else api.put("/_control/scenarios/active", json={"name": "mine"})


def mistakes(api: httpx.Client, rules: str = "  []", resources: str = "  {}") -> list[str]:
    """The problems of a scenario that is refused, each after its line and column."""
    source = f"scenario: 1\nname: mine\nrules:\n{rules}\nresources:\n{resources}\n"
    told = api.post("/_control/scenarios/validate", json={"source": source}).json()
    return [f"{each['line']}:{each['column']} {each['message']}" for each in told["problems"]]
