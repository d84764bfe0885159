"""Base of every domain row: read through ``queries``, written through ``ledger.commit``, or not at all."""

from __future__ import annotations

import re
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, ClassVar, Self, TypeVar

from django.db import models

_writing: ContextVar[bool] = ContextVar("medcord_ledger_writing", default=False)

# Who may name ``Model.objects``: queries read, actions and reactions write, the ledger does both (law 5).
_MAY_READ = re.compile(r"medcord\.(ledger(\..*)?|\w+\.(queries|actions|reactions)(\..*)?|\w+\.migrations\..*)$")


class UnscopedQuery(RuntimeError):
    """A programmer's error: rows were asked for outside queries, actions, reactions or ledger."""


class DirectWrite(RuntimeError):
    """A programmer's error: a domain row was written outside ``ledger.commit``."""


@contextmanager
def writing() -> Iterator[None]:
    """Opens the door for writes. Only ``ledger.writing`` uses it."""
    token = _writing.set(True)
    try:
        yield
    finally:
        _writing.reset(token)


def _require_writing(what: str) -> None:
    if not _writing.get():
        raise DirectWrite(f"{what} outside ledger.commit")


R = TypeVar("R", bound=models.Model)


class GuardedQuerySet(models.QuerySet[R]):
    """A query set whose writing methods work inside ``ledger.commit`` only."""

    def update(self, **kwargs: Any) -> int:
        _require_writing("update")
        return super().update(**kwargs)

    def delete(self) -> tuple[int, dict[str, int]]:
        _require_writing("delete")
        return super().delete()

    def bulk_create(self, *args: Any, **kwargs: Any) -> list[R]:
        _require_writing("bulk_create")
        return super().bulk_create(*args, **kwargs)

    def bulk_update(self, *args: Any, **kwargs: Any) -> int:
        _require_writing("bulk_update")
        return super().bulk_update(*args, **kwargs)


class GuardedManager(models.Manager[R]):
    """Refuses to hand out rows to code outside the rooms that may read them."""

    def get_queryset(self) -> GuardedQuerySet[R]:
        frame = sys._getframe(1)
        while frame is not None:
            module = frame.f_globals.get("__name__", "")
            if not module.startswith(("django.", "medcord.ledger.rows")):
                break
            if frame.f_back is None:
                break
            frame = frame.f_back
        if module.startswith("medcord.") and not _MAY_READ.match(module):
            raise UnscopedQuery(f"{module} may not name {self.model.__name__}.objects; ask its queries")
        return GuardedQuerySet(self.model, using=self._db)


class Row(models.Model):
    """A domain row: random id, and a version that grows at each write (optimistic lock)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[GuardedManager[Self]] = GuardedManager()

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        _require_writing(f"{type(self).__name__}.save")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        _require_writing(f"{type(self).__name__}.delete")
        return super().delete(*args, **kwargs)
