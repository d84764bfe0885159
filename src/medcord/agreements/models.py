"""Changed clauses, and exercises that were held. A clause that was never changed stands in ``core.agreement.table``."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class ClauseChange(Row):
    """One version of one clause as an administrator wrote it; the newest is in force, earlier ones stay readable."""

    agreement = models.CharField(max_length=40)
    code = models.CharField(max_length=12)
    version_number = models.PositiveIntegerField(db_comment="2 for the first change of a shipped clause")
    words = models.JSONField(db_comment="the clause as plain values, as core.agreement.plain writes it")
    because = models.TextField()
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "version_number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "code", "version_number"], name="clause_version_once")
        ]

    def __str__(self) -> str:
        return f"{self.code} version {self.version_number}"


class Exercise(Row):
    """The after-action report of an exercise, filed by a named person. Its cases and people were invented, and nothing
    else of it is here."""

    scenario = models.CharField(max_length=40)
    scenario_version = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    started = models.DateTimeField(db_comment="in the time of the exercise")
    ended = models.DateTimeField()
    arose = models.PositiveIntegerField(db_comment="clauses that arose")
    met = models.PositiveIntegerField()
    gaps = models.PositiveIntegerField()
    report = models.JSONField(db_comment="as core.exercise.plain wrote it")
    learned = models.TextField(blank=True, default="", db_comment="what both agencies take from it")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    digest = models.CharField(max_length=64, unique=True, db_comment="of the report: the same one is filed once")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title
