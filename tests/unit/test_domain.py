"""The list of all tables: what is not on it would be neither checked, nor copied, nor restored."""

from importlib import import_module
from pkgutil import walk_packages

import paydrill
from paydrill.domain import TABLES
from paydrill.payments.channels import Channel
from paydrill.sandbox.ports import Table


def is_below(module):
    """Whether records can be defined there; importing the rest may need what is not installed."""
    rooms = ("payments", "responders", "sandbox", "scenarios", "delivery", "stripe")
    return module.name.startswith(tuple(f"paydrill.{room}" for room in rooms))


def defined_tables():
    """Find every table where it is defined."""
    for module in filter(is_below, walk_packages(paydrill.__path__, "paydrill.")):
        for value in vars(import_module(module.name)).values():
            table = value.table if isinstance(value, Channel) else value
            if isinstance(table, Table):
                yield table


def test_every_table_of_the_engine_is_on_the_list_once():
    names = [table.name for table in TABLES]
    assert sorted(names) == sorted({table.name for table in defined_tables()})


def test_every_record_begins_with_its_id_and_its_position():
    assert {table.fields[:2] for table in TABLES} == {("id", "position")}
