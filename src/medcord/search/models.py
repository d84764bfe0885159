"""What the index holds of one thing: its kind, its key, and the case, party or maker it lies in."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One text in the index. Its words stand where SQLite and PostgreSQL each look them up (migration 0001)."""

    id = models.BigIntegerField(primary_key=True, db_comment="grows with the date of what it points at")
    kind = models.CharField(max_length=24)
    key = models.UUIDField()
    within = models.UUIDField(db_comment="the case, party or maker it lies in: narrows, never decides who may read")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "key"], name="search_entry_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"
