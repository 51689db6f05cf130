"""A folder of a team's own modules: whose functions answer, and what is wrong with it."""

import sys
from pathlib import Path

import pytest

from paydrill.responders.handler_folder import HandlerFolder
from paydrill.responders.handlers import HandlerError
from tests.unit.responders.handler_folders import SHOP, contracts, read

USUAL = "def create_order(sandbox): ...\ndef orders_list(sandbox): ...\n"


def refusal(folder: Path, modules: dict[str, str], shop: str = SHOP) -> str:
    """What is said of a folder that cannot be used, without the place of the folder."""
    with pytest.raises(HandlerError) as raised:
        read(folder, modules, shop)
    return str(raised.value).removeprefix(f"{folder}/")


def warnings(folder: Path, modules: dict[str, str], shop: str = SHOP) -> list[str]:
    found = read(folder, modules, shop).warnings
    return [each.removeprefix(f"{folder}/") for each in found]


def test_functions_are_found_by_any_spelling(tmp_path: Path):
    found = read(tmp_path, {"shop.py": f"\n{USUAL}def get_order(sandbox, id): ...\n"})
    assert {id_: each.place for id_, each in found.functions.items()} == {
        "createOrder": f"{tmp_path}/mine/shop.py:2",
        "orders/list": f"{tmp_path}/mine/shop.py:3",
        "get-order": f"{tmp_path}/mine/shop.py:4",
    }
    assert found.warnings == ()


def test_the_exact_spelling_comes_first(tmp_path: Path):
    both = "def create_order(sandbox): ...\ndef createOrder(sandbox): ...\n"
    found = read(tmp_path, {"shop.py": both})
    assert found.functions["createOrder"].function.__name__ == "createOrder"


def test_the_contract_or_an_overlay_names_a_function(tmp_path: Path):
    named = SHOP.replace("createOrder,", "createOrder, x-paydrill-handler: other,")
    found = read(tmp_path, {"shop.py": "def other(sandbox): ...\n"}, named)
    assert found.functions["createOrder"].function.__name__ == "other"
    assert warnings(tmp_path, {"shop.py": "def othr(sandbox): ...\n"}, named) == [
        "mine/shop.py:1: no operation of shop has the function 'othr'; did you mean 'other'?",
        "mine/shop.py: createOrder names the function 'other'; did you mean 'othr'?",
    ]


def test_one_function_answers_two_operations_only_if_both_name_it(tmp_path: Path):
    alike = SHOP.replace("orders/list", "create-order")
    assert refusal(tmp_path, {"shop.py": "def create_order(sandbox): ...\n"}, alike) == (
        "mine/shop.py:1: create_order would answer createOrder and create-order;"
        " name a function for each by x-paydrill-handler"
    )
    for id_ in ("createOrder", "create-order"):
        alike = alike.replace(f"{id_},", f"{id_}, x-paydrill-handler: both,")
    found = read(tmp_path, {"shop.py": "def both(sandbox): ...\n"}, alike)
    assert found.functions.keys() == {"createOrder", "create-order"}


def test_modules_import_their_neighbours_and_nothing_else_is_changed(tmp_path: Path):
    path, modules = list(sys.path), set(sys.modules)
    for folder, number in ((tmp_path / "a", 1), (tmp_path / "b", 2)):
        folder.mkdir()
        text = "from . import rules\nimport prices\ndef create_order(sandbox):\n"
        found = read(
            folder,
            {
                "shop.py": f"{text}    from .later import x\n    return rules.x, prices.x, x\n",
                **dict.fromkeys(("rules.py", "prices.py", "later.py"), f"x = {number}\n"),
            },
        )
        assert found.functions["createOrder"].function(None) == (number, number, number)
        assert [each.rpartition("/")[2] for each in found.warnings] == [
            "later.py: no contract served has the module 'later.py'; allowed: shop.py"
        ]
    assert sys.path == path
    added = sys.modules.keys() - modules
    assert {each for each in added if not each.startswith("paydrill_handlers_")} == set()


def test_a_contract_whose_name_is_no_identifier(tmp_path: Path):
    (tmp_path / "my_shop.py").write_text(USUAL, encoding="utf-8")
    found = HandlerFolder.of(tmp_path, contracts(tmp_path, **{"my-shop": SHOP}))
    assert found.functions.keys() == {"createOrder", "orders/list"}
    assert found.warnings == ()


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        ({"shop.py": "\ndef get_order(sandbox, id)\n"}, "shop.py:2: SyntaxError: expected ':'"),
        ({"shop.py": "x = 1\ny = a\n"}, "shop.py:2: NameError: name 'a' is not defined"),
        (
            {"shop.py": "\nimport no_such\n"},
            "shop.py:2: ModuleNotFoundError: No module named 'no_such'",
        ),
        (
            {"shop.py": "\n\nfrom . import rules\n", "rules.py": "\n1 / 0\n"},
            "rules.py:2: ZeroDivisionError: division by zero",
        ),
        (
            {"shop.py": "import rules\n", "rules.py": "\n\n)\n"},
            "rules.py:3: SyntaxError: unmatched ')'",
        ),
        ({"shop.py": "import sys\nsys.exit('no\\nmore')\n"}, "shop.py:2: SystemExit: no more"),
    ],
)
def test_a_module_with_an_error_is_refused_at_its_line(
    tmp_path: Path, modules: dict[str, str], says: str
):
    assert refusal(tmp_path, modules) == f"mine/{says}"


@pytest.mark.parametrize(
    ("modules", "says"),
    [
        (
            {"shop.py": "def get_ordr(sandbox): ...\n"},
            (
                "shop.py:1: no operation of shop has the function 'get_ordr';"
                " did you mean 'get_order'?"
            ),
        ),
        (
            {"shoop.py": ""},
            "shoop.py: no contract served has the module 'shoop.py'; did you mean 'shop.py'?",
        ),
        ({"control.py": ""}, "control.py: control is Paydrill's own, and keeps its handlers"),
    ],
)
def test_what_answers_nothing_is_a_warning(tmp_path: Path, modules: dict[str, str], says: str):
    assert warnings(tmp_path, modules) == [f"mine/{says}"]


@pytest.mark.parametrize(
    "text",
    [
        "def _helper(): ...\n",
        "from json import dumps\n",
        "class Order: ...\n",
        "from .rules import helper\n",
    ],
)
def test_what_is_no_handler_is_passed_over(tmp_path: Path, text: str):
    modules = {"shop.py": text + USUAL, "__init__.py": "", "_own.py": ""}
    if "rules" in text:
        modules["rules.py"] = "def helper(): ...\n"
    assert warnings(tmp_path, modules) == []


def test_a_folder_that_is_none(tmp_path: Path):
    (tmp_path / "mine").mkdir()
    file = tmp_path / "a.py"
    file.touch()
    for folder, says in (
        (tmp_path / "mien", f"is not there; did you mean {tmp_path / 'mine'}?"),
        (tmp_path / "x" / "y", "is not there; --handlers takes a folder"),
        (file, "a file; --handlers takes the folder that it is in"),
    ):
        with pytest.raises(HandlerError) as raised:
            HandlerFolder.of(folder, ())
        assert str(raised.value) == f"{folder}: {says}"
