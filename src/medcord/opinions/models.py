"""Harm opinions. Deliberative: only the released sentence may leave."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class HarmOpinion(Row):
    """One version of the regulator's opinion on one case; a new opinion is a new row, old ones stay readable."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="opinions")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField()
    severity = models.CharField(max_length=16)
    scale_version = models.CharField(max_length=40)
    scenario = models.TextField()
    hazard = models.TextField(blank=True, default="")
    populations = models.TextField(blank=True, default="")
    exposure = models.TextField(blank=True, default="")
    controls = models.TextField(blank=True, default="")
    certainty = models.CharField(max_length=8)
    evidence = models.TextField(blank=True, default="")
    would_change = models.TextField(blank=True, default="")
    signed_by = models.UUIDField()
    signed_name = models.CharField(max_length=120)
    signed_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    public_sentence = models.TextField(blank=True, default="", db_comment="empty until released")
    released_at = models.DateTimeField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="opinion_number_once")]

    def __str__(self) -> str:
        return f"opinion {self.number}"
