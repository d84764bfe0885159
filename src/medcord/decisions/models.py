"""Decisions, each with the tables and versions it was taken beside."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class Decision(Row):
    """One decision of one person. A new one is a new row; old ones stay readable with the tables of their day."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="decisions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    sheet = models.CharField(max_length=24, db_comment="what was decided: triage, coordinator, publish, supplier")
    original = models.CharField(max_length=40, db_comment="key:version of the original table")
    extended = models.CharField(max_length=40, db_comment="key:version of our table beside it")
    answers = models.JSONField(default=dict, db_comment="point to value; a point that is not there was not known")
    sources = models.JSONField(default=dict, db_comment="point to where its answer came from")
    outcome = models.CharField(max_length=40, db_comment="of the original; open while facts were missing")
    extended_outcome = models.CharField(max_length=40)
    decided = models.CharField(max_length=40)
    because = models.TextField()
    taken_by = models.UUIDField()
    taken_name = models.CharField(max_length=120, db_comment="as signed; erased with the member")
    taken_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["taken_at"]

    def __str__(self) -> str:
        return "decision in a case"
