"""The settings of a project come from paydrill.toml; options and variables go before it."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from paydrill.cli.options import command
from paydrill.cli.settings_file import read_settings
from paydrill.openapi.sources import Source
from paydrill.settings import Settings

OPTIONS = command(lambda _: None).params


def started(folder: Path, text: str, *arguments: str, **variables: str) -> Settings:
    """Read the settings of a server that is started in a folder with this paydrill.toml."""
    (folder / "paydrill.toml").write_text(text, "utf-8")
    found: list[Settings] = []
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        result = CliRunner().invoke(command(found.append), [*arguments], env=variables)
    assert result.exit_code == 0, result.output
    return found[0]


def refused(folder: Path, text: str) -> str:
    file = folder / "paydrill.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(click.UsageError) as error:
        read_settings(file, OPTIONS)
    return error.value.message.replace(str(folder), "")


def test_the_file_holds_what_options_hold(tmp_path: Path) -> None:
    settings = started(
        tmp_path,
        'port = 8123\nstore = "memory:"\nallow-host = ["a.example", "b.example"]\n'
        'contracts = ["shop.yaml", "paypal=orders.json@/paypal"]\nhandlers = "mine"\n',
    )
    assert settings.handlers == Path("mine")
    assert (settings.port, settings.store) == (8123, "memory:")
    assert settings.allow_host == ("a.example", "b.example")
    assert settings.contracts == ()
    assert settings.sources == (Source("shop.yaml"), Source("orders.json", "paypal", "/paypal"))


def test_contracts_can_be_tables_or_a_folder(tmp_path: Path) -> None:
    tables = '[contracts]\nshop = "shop.yaml"\n[contracts.paypal]\nfile = "o.json"\nmount = "/p"\n'
    assert started(tmp_path, tables).sources == (
        Source("shop.yaml", "shop"),
        Source("o.json", "paypal", "/p"),
    )
    assert started(tmp_path, 'contracts = "api"\n').contracts == (Path("api"),)


def test_an_option_beats_a_variable_and_a_variable_beats_the_file(tmp_path: Path) -> None:
    text = "port = 1\nseed = 1\nrequest-log = 1\n"
    settings = started(
        tmp_path, text, "--port=3", PAYDRILL_PORT="2", PAYDRILL_SEED="2", PAYDRILL_STORE="memory:"
    )
    assert (settings.port, settings.seed, settings.request_log) == (3, 2, 1)


def test_contracts_on_the_command_line_replace_those_of_the_file(tmp_path: Path) -> None:
    settings = started(tmp_path, 'contracts = ["shop.yaml"]\n', "other.yaml")
    assert settings.sources == (Source("other.yaml"),)


def test_without_a_file_there_are_no_settings(tmp_path: Path) -> None:
    assert read_settings(tmp_path / "paydrill.toml", OPTIONS) == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("prot = 1\n", "/paydrill.toml: no setting is called 'prot'; did you mean 'port'?"),
        (
            "[contracts.shop]\nmount = '/x'\n",
            '/paydrill.toml: contracts.shop takes file = "…", and mount = "/…"',
        ),
        (
            "[contracts.shop]\nfile = 'a'\nmonut = '/x'\n",
            "/paydrill.toml: contracts.shop has no 'monut'; did you mean 'mount'?",
        ),
        ("contracts = 7\n", "/paydrill.toml: contracts takes a folder, a list"),
        ("port = true\n", "/paydrill.toml: port takes text or a number"),
        ("store = {a = 1}\n", "/paydrill.toml: store takes text or a number"),
        ('allow-host = "a"\n', '/paydrill.toml: allow-host takes a list as ["a", "b"]'),
        ('refresh = "yes"\n', "/paydrill.toml: refresh takes true or false"),
        ("contracts = [1]\n", "/paydrill.toml: contracts takes a folder, a list"),
        ("port = \n", "/paydrill.toml is not TOML: Invalid value (at line 1, column 8)"),
    ],
)
def test_mistakes_are_told_with_what_to_write(tmp_path: Path, text: str, message: str) -> None:
    assert refused(tmp_path, text).startswith(message)


def test_a_wrong_value_is_told_with_the_file(tmp_path: Path) -> None:
    (tmp_path / "paydrill.toml").write_text("port = 99999\n", "utf-8")
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(tmp_path)
        result = CliRunner().invoke(command(lambda _: None), [])
    assert (result.exit_code, result.output) == (
        2,
        "with-settings: paydrill.toml: port must be a whole number from 0 to 65535, not 99999\n",
    )


def test_overlays_add_up_in_a_list(tmp_path: Path) -> None:
    text = 'overlay = ["a.yaml", "b.yaml"]\n'
    assert started(tmp_path, text).overlay == ("a.yaml", "b.yaml")
    assert started(tmp_path, text, PAYDRILL_OVERLAY="c.yaml d.yaml").overlay == ("c.yaml", "d.yaml")
    assert started(tmp_path, text, "--overlay=e", "--overlay", "f").overlay == ("e", "f")
    assert started(tmp_path, "").overlay == ()


def test_samples_can_be_full(tmp_path: Path) -> None:
    assert started(tmp_path, 'samples = "full"\n').samples == "full"
    assert started(tmp_path, 'samples = "full"\n', "--samples=usual").samples == "usual"
    assert started(tmp_path, "").samples == "usual"
