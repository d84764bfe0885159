"""``migrate``: an empty database gets the tables of today in one go; every other one is brought there step by step.

Each step draws every model anew that hangs together with what it changes, which here is nearly all of them: a hundred
steps take seconds, the tables themselves a fraction of one. See decision 0024.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.core.management.commands import migrate
from django.db import connections, router
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.migrations import Migration, RunPython, RunSQL
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from django.db.models import Model


class Command(migrate.Command):
    def handle(self, *args: Any, **options: Any) -> None:
        connection = connections[options["database"]]
        if is_whole(options) and not connection.introspection.table_names():
            make_tables(connection)
        super().handle(*args, **options)


def is_whole(options: dict[str, Any]) -> bool:
    """Whether all steps are asked for, and to be taken."""
    return not any(options.get(name) for name in ("app_label", "plan", "check_unapplied", "fake", "prune"))


def make_tables(connection: BaseDatabaseWrapper) -> None:
    """Make all tables of an empty database, in one transaction, and note every step as taken.

    Steps that carry data have none to carry here. What no model tells is made by the steps of ours that say so: they
    are not ``elidable``, and are taken on the tables of today.
    """
    executor = MigrationExecutor(connection)
    steps = [step for step, _ in executor.migration_plan(executor.loader.graph.leaf_nodes(), clean_start=True)]
    with connection.schema_editor() as editor:
        editor.create_model(executor.recorder.Migration)
        for model in models_of(connection):
            editor.create_model(model)
        for step in steps:
            for operation in step.operations:
                if is_of_tables(step, operation):
                    operation.database_forwards(step.app_label, editor, *2 * [ProjectState.from_apps(apps)])
        for step in steps:
            executor.recorder.record_applied(step.app_label, step.name)


def models_of(connection: BaseDatabaseWrapper) -> Iterator[type[Model]]:
    for config in apps.get_app_configs():
        for model in router.get_migratable_models(config, connection.alias):
            if model._meta.can_migrate(connection):
                yield model


def is_of_tables(step: Migration, operation: Operation) -> bool:
    """Whether this operation makes something that no model tells of."""
    ours = step.__module__.startswith("medcord.")
    return ours and isinstance(operation, RunPython | RunSQL) and not operation.elidable
