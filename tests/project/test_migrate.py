"""A new database is made in one go, an older one step by step: both end with the same tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import RunPython, RunSQL
from django.db.migrations.loader import MigrationLoader
from pytest_django import DjangoDbBlocker

from medcord.project.management.commands.migrate import Command, is_of_tables, make_tables
from tests.ledger.node import Node, database


@pytest.fixture
def empty(django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path) -> Iterator[BaseDatabaseWrapper]:
    """An empty database in a file, beside that of all stories."""
    connections.databases["apart"] = {**connections.databases["default"], "NAME": tmp_path / "apart.sqlite3"}
    with django_db_blocker.unblock():
        yield connections["apart"]
    connections["apart"].close()
    del connections["apart"]
    del connections.databases["apart"]


def shape(line: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Every column, key to another table and index; the order of columns is nobody's business."""
    within = "FROM sqlite_master AS t JOIN {}(t.name) AS c WHERE t.type = 'table'"
    indexes = "SELECT tbl_name, name, CASE type WHEN 'table' THEN '' ELSE sql END FROM sqlite_master"
    asked = {
        "columns": "SELECT t.name, c.name, c.type, c.'notnull', c.pk " + within.format("pragma_table_info"),
        "keys": "SELECT t.name, c.'from', c.'table', c.'to' " + within.format("pragma_foreign_key_list"),
        "indexes": indexes,
        "steps": "SELECT app, name FROM django_migrations",
    }
    return {name: sorted(line.execute(question).fetchall(), key=repr) for name, question in asked.items()}


@pytest.mark.django_db
def test_a_new_database_has_what_all_steps_together_make(tmp_path: Path) -> None:
    older = Node(tmp_path / "home")
    older.home.mkdir()
    older.run("tests.project.by_steps")
    with closing(sqlite3.connect(database(older))) as by_steps:
        found = shape(by_steps)
    at_once = shape(connections["default"].connection)
    assert len(at_once["columns"]) > 1_000
    assert found == at_once


def test_what_fails_in_the_middle_leaves_an_empty_database_that_is_made_the_next_time(
    empty: BaseDatabaseWrapper, monkeypatch: pytest.MonkeyPatch
) -> None:
    def breaks(*_: object) -> None:
        raise OSError("no space left")

    with monkeypatch.context() as trial:
        trial.setattr(RunPython, "database_forwards", breaks)
        with pytest.raises(OSError, match="no space"):
            call_command(Command(), database="apart", verbosity=0, interactive=False)
    assert empty.introspection.table_names() == []
    make_tables(empty)
    assert "search_words" in empty.introspection.table_names()


def test_a_step_says_whether_it_carries_data_or_makes_what_no_model_tells() -> None:
    """A new step that writes rows is ``elidable``; whoever forgets it is told here, not by a new node."""
    made = [
        (step.app_label, step.name, type(operation))
        for step in MigrationLoader(None).disk_migrations.values()
        for operation in step.operations
        if is_of_tables(step, operation)
    ]
    assert made == [("search", "0001_initial", RunPython)]
    assert RunSQL not in [kind for _, _, kind in made]
