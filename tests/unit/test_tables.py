"""The list of all tables: what is not on it would be neither checked, nor copied, nor exported."""

from importlib import import_module
from pkgutil import walk_packages

from paydrill import engine
from paydrill.engine.channels import Channel
from paydrill.engine.ports import Table
from paydrill.engine.tables import TABLES


def defined_tables():
    """Every table of the engine, found where it is defined."""
    for module in walk_packages(engine.__path__, "paydrill.engine."):
        for value in vars(import_module(module.name)).values():
            table = value.table if isinstance(value, Channel) else value
            if isinstance(table, Table):
                yield table


def test_every_table_of_the_engine_is_on_the_list_once():
    names = [table.name for table in TABLES]
    assert sorted(names) == sorted({table.name for table in defined_tables()})


def test_every_record_begins_with_its_id_and_its_position():
    assert {table.fields[:2] for table in TABLES} == {("id", "position")}
