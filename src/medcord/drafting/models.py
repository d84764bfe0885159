"""Drafts of advisories. A draft knows its case; what is published knows nothing of it."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


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
