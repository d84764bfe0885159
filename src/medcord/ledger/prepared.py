"""Questions that nearly every request asks are put into SQL once, not each time.

For a question of one row, putting it into SQL takes several times as long as its answer. ``Prepared`` keeps the words
of a question, and only the values in it change; rows come out as from the query set it was made of.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import copy
from typing import Any, Generic, TypeVar

from django.db import connection, models
from django.db.models.query import get_related_populators

R = TypeVar("R", bound=models.Model)


class Given(models.Expression):
    """The place of a value in a question, which is put there as this field would put it."""

    def __init__(self, place: int, field: models.Field[Any, Any]) -> None:
        super().__init__(output_field=field)
        self.place = place

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]  # noqa: ARG002
        return "%s", [self]

    def put(self, value: Any) -> Any:
        field = self.output_field
        return field.get_db_prep_value(field.get_prep_value(value), connection, prepared=True)


class Prepared(Generic[R]):
    """``Prepared(make, *fields)``: ``make`` gets a place for a value of each field and answers with the query set."""

    def __init__(self, make: Callable[..., models.QuerySet[R]], *fields: models.Field[Any, Any]) -> None:
        self._make = make
        self._places = [Given(place, field) for place, field in enumerate(fields)]
        self._words: dict[str, tuple[Any, str, list[Any]]] = {}  # by kind of database

    def rows(self, *values: Any) -> list[R]:
        """What the query set would hold with these values in it."""
        compiler, words, params = self._words.get(connection.vendor) or self._put_into_words()
        given = [place.put(value) for place, value in zip(self._places, values, strict=True)]
        asking = copy(compiler)
        asking.connection = connection
        asking.as_sql = lambda *_, **__: (
            words,
            tuple(given[one.place] if type(one) is Given else one for one in params),
        )
        return list(self._read(asking))

    def first(self, *values: Any) -> R | None:
        """The only row there can be, or none."""
        return next(iter(self.rows(*values)), None)

    def _put_into_words(self) -> tuple[Any, str, list[Any]]:
        query = self._make(*self._places)
        if query._prefetch_related_lookups or query._known_related_objects:  # type: ignore[attr-defined]
            raise ValueError("A prepared question is one question: fetch what belongs to its rows by another.")
        compiler = query.query.get_compiler(connection=connection)
        words, params = compiler.as_sql()
        self._words[connection.vendor] = kept = (compiler, words, list(params))
        return kept

    @staticmethod
    def _read(asking: Any) -> Any:
        """As Django's own reading of rows does, of whole rows of a table and of those joined to them."""
        answers = asking.execute_sql()
        info, select, alias = asking.klass_info, asking.select, connection.alias
        start, end = info["select_fields"][0], info["select_fields"][-1] + 1
        names = [column.target.attname for column, _, _ in select[start:end]]
        joined = get_related_populators(info, select, alias)  # type: ignore[call-arg]  # its types are of a later Django
        for row in asking.results_iter(answers):
            found = info["model"].from_db(alias, names, row[start:end])
            for part in joined:
                part.populate(row, found)
            yield found


def hold(row: models.Model, name: str, rows: list[Any]) -> None:
    """Let a row know the rows that belong to it, as fetching them beforehand does: they were asked for separately."""
    manager: Any = getattr(row, name)
    known = manager.all()
    known._result_cache, known._prefetch_done = rows, True
    for one in rows:
        setattr(one, manager.field.name, row)
    vars(row).setdefault("_prefetched_objects_cache", {})[manager.field.remote_field.cache_name] = known
