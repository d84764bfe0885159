"""Drafts of advisories. A draft knows its case; what is published knows nothing of it."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row

QUOTING = ("summary", "device", "what_could_happen", "what_to_do", "not_known", "flaw")
"""Fields of a draft that hold prose and may quote."""


class Draft(Row):
    """The advisory of one case while it is written. ``advisory`` is set when it went through the door."""

    case = models.OneToOneField("cases.Case", on_delete=models.CASCADE, related_name="draft")
    number = models.PositiveIntegerField(default=0)
    title = models.CharField(max_length=200)
    summary = models.TextField()
    device = models.TextField(blank=True, default="")
    what_could_happen = models.TextField(blank=True, default="")
    what_to_do = models.TextField(blank=True, default="")
    not_known = models.TextField(blank=True, default="")
    cve = models.CharField(max_length=24, blank=True, default="")
    cwe = models.CharField(max_length=12, blank=True, default="")
    cwe_name = models.CharField(max_length=200, blank=True, default="")
    vector = models.CharField(max_length=160, blank=True, default="")
    flaw = models.TextField(blank=True, default="", db_comment="technical description of the vulnerability")
    saved_at = models.DateTimeField()
    saved_by = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)
    shared_with = models.JSONField(default=list, db_comment="parties it was circulated to for comment")

    advisory = models.UUIDField(null=True)
    tracking_id = models.CharField(max_length=40, blank=True, default="")
    released_at = models.DateTimeField(null=True)
    early_reason = models.TextField(blank=True, default="", db_comment="why before the agreed date")

    def __str__(self) -> str:
        return self.title


class Passage(Row):
    """A message that a field of the draft quotes. It binds the draft until its words are out of it."""

    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="passages")
    field = models.CharField(max_length=24, choices=[(one, one) for one in QUOTING])
    source = models.ForeignKey("cases.Message", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    dropped_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"quotation in {self.field}"
