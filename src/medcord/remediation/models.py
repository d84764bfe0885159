"""What was done. Acts are never changed; the line that counts for a device under an advisory is marked ``current``."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class RemediationAct(Row):
    """One human act for some devices under one advisory."""

    class Kind(models.TextChoices):
        CLOSED = "closed"
        REOPENED = "reopened"
        UNDONE = "undone"

    class Outcome(models.TextChoices):
        PATCHED = "patched", "Patched or updated"
        CONTROLLED = "controlled", "Protected by another measure"
        REPLACED = "replaced", "Replaced"
        REMOVED_FROM_USE = "removed_from_use", "Removed from use"
        ACCEPTED = "accepted", "Risk accepted"
        NOT_OURS = "not_ours", "Not this product, or not ours"
        CHECKED_NOT_AFFECTED = "checked_not_affected", "Checked: not affected"

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    advisory = models.ForeignKey("matching.AdvisoryHead", on_delete=models.PROTECT, related_name="acts")
    number = models.PositiveIntegerField(db_comment="grows within (organisation, advisory): what a page had seen")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    outcome = models.CharField(max_length=24, choices=Outcome.choices, blank=True, default="")
    note = models.TextField(db_comment="what was done, or why it is open again")
    proof = models.TextField(
        blank=True, default="", db_comment="work order, photo number, e-mail: where it can be seen"
    )
    devices = models.PositiveIntegerField()
    by = models.UUIDField(null=True, db_comment="empty: the system, when an advisory changed")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        constraints = [
            # Two engineers at the same instant: the second one's act cannot take the same number and is told.
            models.UniqueConstraint(fields=["organisation", "advisory", "number"], name="act_number_once")
        ]

    def __str__(self) -> str:
        return f"{self.get_outcome_display() or self.kind}, {self.devices} devices"


class DeployerDecision(Row):
    """How soon a hospital acts on one advisory: one decision of one person. A new one is a new row; the earlier ones
    stay readable with the tables of their day."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    advisory = models.ForeignKey("matching.AdvisoryHead", on_delete=models.PROTECT, related_name="decisions")
    revision = models.PositiveIntegerField(db_comment="of the advisory, as it was when this was decided")
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
        return "decision of a hospital"


class DeviceWork(Row):
    """One device in one act. ``said`` is the digest of the verdict it was done under."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    act = models.ForeignKey(RemediationAct, on_delete=models.PROTECT, related_name="lines")
    device = models.ForeignKey("inventory.Device", on_delete=models.PROTECT, related_name="work")
    advisory = models.ForeignKey("matching.AdvisoryHead", on_delete=models.PROTECT, related_name="work")
    identity = models.ForeignKey("inventory.Identity", on_delete=models.PROTECT, related_name="+")
    closed = models.BooleanField()
    current = models.BooleanField(default=True)
    said = models.CharField(max_length=64, default="")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "advisory"], condition=models.Q(current=True), name="work_current_once"
            )
        ]
        # Without it SQLite starts such joins from the whole inventory.
        indexes = [models.Index(fields=["organisation", "current", "closed", "advisory"], name="work_that_counts")]

    def __str__(self) -> str:
        return "closed" if self.closed else "open"
