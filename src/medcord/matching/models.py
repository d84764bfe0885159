"""Verdicts: what an advisory means for an identity. A projection of inventory and advisories that can be rebuilt."""

from __future__ import annotations

from django.db import models

from medcord.core.vocabulary import Basis
from medcord.core.vocabulary import Verdict as VerdictWord
from medcord.ledger.rows import Row


class AdvisoryHead(Row):
    """A published advisory as it was last matched. Its id is the advisory's; its text stays with the advisories."""

    tracking_id = models.CharField(max_length=160)
    revision = models.PositiveIntegerField()
    digest = models.CharField(max_length=64, db_comment="of the document that was matched")
    title = models.TextField()
    publisher = models.CharField(max_length=200, default="")
    released_at = models.DateTimeField()
    matched_at = models.DateTimeField()
    cves = models.TextField(default="", db_comment="space between, for searching")
    spread = models.TextField(default="", db_comment="digest and exploited CVEs that all hospitals were matched with")

    class Meta:
        indexes = [models.Index(fields=["tracking_id"], name="head_by_tracking_id")]

    def __str__(self) -> str:
        return self.tracking_id


class MatchRun(Row):
    """One run over identities of one hospital, done part by part. ``after`` is the number of the last one matched."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    advisories = models.JSONField(default=list, db_comment="ids; empty for all")
    engine = models.CharField(max_length=64)
    parts = models.PositiveIntegerField(default=0)
    after = models.PositiveIntegerField(default=0)
    until = models.PositiveIntegerField(default=0)
    identities = models.PositiveIntegerField(default=0)
    affected = models.PositiveIntegerField(default=0)
    possible = models.PositiveIntegerField(default=0)
    not_affected = models.PositiveIntegerField(default=0)
    salt = models.CharField(max_length=32)
    inventory_digest = models.CharField(max_length=64, default="")
    advisories_digest = models.CharField(max_length=64, default="")
    result = models.CharField(max_length=64, default="", db_comment="running digest over the verdicts, unsalted")
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["organisation", "-started_at"], name="run_latest")]

    def __str__(self) -> str:
        return f"run {self.started_at:%Y-%m-%d %H:%M}"

    @property
    def percent(self) -> int:
        """How far the run is, 0 to 100."""
        return 100 if self.finished_at else min(99, 100 * self.after // max(1, self.until))


class Reach(Row):
    """How far the identities of a hospital were matched against all advisories, and by which engine."""

    organisation = models.OneToOneField("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    number = models.PositiveIntegerField(default=0)
    engine = models.CharField(max_length=64, default="")

    def __str__(self) -> str:
        return f"identities up to {self.number}"


class Verdict(Row):
    """One advisory for one identity; at most one. No row means another product. The worklist groups by ``kind``."""

    class Kind(models.TextChoices):
        AFFECTED = "affected"
        POSSIBLE = "possible"
        OUTSIDE_RANGE = "outside_range"
        NOT_AFFECTED = "not_affected"

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    identity = models.ForeignKey("inventory.Identity", on_delete=models.CASCADE, related_name="verdicts")
    advisory = models.ForeignKey(AdvisoryHead, on_delete=models.CASCADE, related_name="verdicts")
    revision = models.PositiveIntegerField(db_comment="the revision that first said this")
    product = models.TextField()
    product_ids = models.JSONField(default=list)
    verdict = models.CharField(max_length=16, choices=[(word.value, word.value) for word in VerdictWord])
    basis = models.CharField(max_length=16, choices=[(word.value, word.value) for word in Basis])
    kind = models.CharField(max_length=16, choices=Kind.choices)
    because = models.JSONField(default=list)
    cves = models.JSONField(default=list)
    order_key = models.CharField(max_length=40, db_comment="sorts as the priority does, most urgent first")
    reasons = models.JSONField(default=list)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["identity", "advisory"], name="verdict_once")]
        indexes = [
            models.Index(fields=["organisation", "advisory", "kind", "order_key", "identity"], name="verdict_counted"),
            models.Index(fields=["organisation", "advisory", "order_key"], name="verdict_first"),
            models.Index(fields=["organisation", "kind", "identity"], name="verdict_by_kind"),
        ]

    def __str__(self) -> str:
        return f"{self.verdict}, {self.basis}"
