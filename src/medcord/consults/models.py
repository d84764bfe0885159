"""Consultations of the regulator."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class Consultation(Row):
    """A question to the regulator about one case. Answered by signing a harm opinion, or by words."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="consultations")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    question = models.TextField()
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["due_at"]

    def __str__(self) -> str:
        return "consultation"
