"""The clocks of cases as they were last computed. Nothing here is kept nowhere else: facts and law packs give it anew.

Like notices and the index of words it is no domain row: a reaction writes it, and no act of a person changes it.
"""

from __future__ import annotations

from django.db import models


class ClockRow(models.Model):
    """One clock. What stands of the facts that started and stopped it is what the rules of sight look at."""

    id = models.UUIDField(primary_key=True, editable=False, db_comment="from case, rule and key: always the same")
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="+")
    pack = models.CharField(max_length=40)
    rule = models.CharField(max_length=24)
    key = models.CharField(max_length=160)
    started = models.DateTimeField()
    due = models.DateTimeField()
    met = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    standing = models.CharField(max_length=12)
    note = models.TextField(blank=True, default="")
    holder = models.UUIDField(null=True, db_comment="the party that the fact names")
    zone = models.CharField(max_length=40)
    also = models.JSONField(default=list, db_comment="other times that were declared for its start")
    start = models.JSONField(db_comment="fact: id, seq, kind, at, party, and the party it names")
    stop = models.JSONField(null=True)
    only_for = models.JSONField(default=list, db_comment="products to which its law applies, where not to all")
    not_for = models.JSONField(default=list, db_comment="products to which it does not, where to all others")
    counts = models.BooleanField(db_comment="runs and binds its holder")
    next_at = models.DateTimeField(null=True, db_index=True, db_comment="when its holder is told next")
    stale = models.BooleanField(default=False, db_index=True, db_comment="its holder changed what clocks look at")

    class Meta:
        indexes = [models.Index(fields=["case", "counts"], name="clock_of_case")]
        ordering = ["due"]

    def __str__(self) -> str:
        return f"clock {self.rule}"
