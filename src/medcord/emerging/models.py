"""Emerging signals and the decision on each, requests for public warnings, recalls of a case."""

from __future__ import annotations

from django.db import models

from medcord.core.signals import RecallTimes
from medcord.ledger.rows import Row


class EmergingSignal(Row):
    """Information that raises an emerging signal, or substantive news of one (``number`` 2 and on), with the decision
    whether to tell the public."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="emerging")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    information = models.TextField()
    factors = models.JSONField(default=dict, db_comment="factor to words and whether it is known (F2.21)")
    raised_by = models.UUIDField()
    raised_name = models.CharField(max_length=120)
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="30 days later (CLK-7)")
    notify = models.BooleanField(null=True)
    reason = models.TextField(blank=True, default="")
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=120, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="emerging_number_once")]

    def __str__(self) -> str:
        return f"emerging signal {self.number}"


class PublicWarning(Row):
    """The regulator's word to a firm that a public warning is appropriate, and what the firm did (FDA8)."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="warnings")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    text = models.TextField(db_comment="why, and what it should say")
    asked_by = models.UUIDField()
    asked_name = models.CharField(max_length=120)
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField(db_comment="24 hours later (CLK-8)")
    issued = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="", db_comment="the warning's text, or why there is none")
    link = models.CharField(max_length=500, blank=True, default="")
    answered_by = models.UUIDField(null=True)
    answered_name = models.CharField(max_length=120, blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return "request for a public warning"


class Recall(Row):
    """A record of a recall at openFDA that belongs to the case (FDA7). Public words."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="recalls")
    kind = models.CharField(max_length=12, db_comment="recall or enforcement")
    number = models.CharField(max_length=60)
    event = models.CharField(max_length=60, blank=True, default="")
    firm = models.CharField(max_length=160, blank=True, default="")
    product = models.TextField(blank=True, default="")
    reason = models.TextField(blank=True, default="")
    recall_class = models.CharField(max_length=4, blank=True, default="", db_comment="I, II, III or not given yet")
    status = models.CharField(max_length=60, blank=True, default="")
    initiated = models.DateField(null=True)
    classified = models.DateField(null=True)
    posted = models.DateField(null=True)
    terminated = models.DateField(null=True)
    linked_by = models.UUIDField(null=True)
    linked_name = models.CharField(max_length=120, blank=True, default="")
    at = models.DateTimeField()

    class Meta:
        ordering = ["initiated", "number"]
        constraints = [models.UniqueConstraint(fields=["case", "kind", "number"], name="recall_once_in_case")]

    def __str__(self) -> str:
        return f"recall {self.number}"

    @property
    def times(self) -> RecallTimes:
        """The days that this record has."""
        return RecallTimes(self.initiated, self.classified, self.posted, self.terminated, self.status)
