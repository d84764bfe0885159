"""Requests for records, what was decided of each item, and how long a case is kept."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class RecordsRequest(Row):
    """Somebody asks for the records of a case. Two members of the owner sign what leaves (ready, then released)."""

    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="records_requests")
    requester = models.CharField(max_length=200, db_comment="the requester's or the office's reference, not a name")
    law = models.CharField(max_length=12)
    due_on = models.DateField()
    since = models.DateTimeField(null=True, db_comment="nothing older was asked for")
    till = models.DateTimeField(null=True, db_comment="nothing newer was asked for")
    noted_at = models.DateTimeField()
    noted_by = models.UUIDField()
    noted_name = models.CharField(max_length=120)
    ready_at = models.DateTimeField(null=True)
    ready_by = models.UUIDField(null=True)
    ready_name = models.CharField(max_length=120, blank=True, default="")
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")
    blob = models.UUIDField(null=True, db_comment="what left, sealed")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["due_on"]

    def __str__(self) -> str:
        return "request for records"


class ItemDecision(Row):
    """What a named person decided of one item of the case, for one request. ``seen`` is a digest of its words then."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.CASCADE, related_name="decisions")
    kind = models.CharField(max_length=40)
    item = models.UUIDField()
    withheld = models.BooleanField()
    exemption = models.CharField(max_length=12, blank=True, default="")
    because = models.TextField(blank=True, default="")
    seen = models.CharField(max_length=64)
    decided_by = models.UUIDField()
    decided_name = models.CharField(max_length=120)
    decided_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["request", "kind", "item"], name="one_decision_of_an_item")]

    def __str__(self) -> str:
        return "decision on an item"


class Redaction(Row):
    """A passage of an item that is withheld, by its place in the words as they were (``seen``)."""

    request = models.ForeignKey(RecordsRequest, on_delete=models.CASCADE, related_name="redactions")
    kind = models.CharField(max_length=40)
    item = models.UUIDField()
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    exemption = models.CharField(max_length=12)
    seen = models.CharField(max_length=64)
    made_by = models.UUIDField()
    made_name = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["start"]

    def __str__(self) -> str:
        return "withheld passage"


class Retention(Row):
    """By which rule of the schedule a case is kept."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="retention")
    rule = models.CharField(max_length=20)
    because = models.TextField(blank=True, default="")
    set_by = models.UUIDField()
    set_name = models.CharField(max_length=120)
    set_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.rule
