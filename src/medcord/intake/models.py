"""Reports, their files and the two-way thread with the finder.

No address, agent or mail of a finder is kept anywhere. The code that brings a finder back is stored as an HMAC only.
"""

from __future__ import annotations

from django.db import models

from medcord.core.credit import Thanks, Wish
from medcord.ledger.rows import Row


class Report(Row):
    """One report as its finder wrote it, and what the coordinator made of it."""

    reference = models.CharField(max_length=16, unique=True)
    code_digest = models.CharField(max_length=64, unique=True)
    passphrase = models.CharField(
        max_length=200, blank=True, default="", db_comment="hash; empty when the code alone opens it"
    )
    credit_key = models.TextField(
        blank=True, default="", db_comment="public key by which the finder can claim credit later"
    )
    credited_at = models.DateTimeField(null=True)
    escalated_at = models.DateTimeField(null=True, db_comment="the finder last said that nobody answers")
    origin = models.CharField(max_length=12, default="finder", db_comment="finder, mail, manufacturer or signal")
    party = models.ForeignKey(
        "parties.Organisation",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_comment="manufacturer whose own request it is",
    )
    numbers = models.JSONField(default=list, blank=True, db_comment="others' numbers for it: VU#…, VRF#…")
    cves = models.JSONField(default=list, blank=True)
    coordinator = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    received_at = models.DateTimeField(db_index=True)
    state = models.CharField(max_length=12)

    identity = models.CharField(max_length=12)
    finder_name = models.CharField(max_length=120, blank=True, default="")
    may_pass_name = models.BooleanField(default=False, db_comment="to the manufacturer")
    credit = models.BooleanField(default=False, db_comment="in the advisory")
    thanks = models.CharField(max_length=12, default="name", db_comment="by what, where there is credit: core.credit")
    thanks_organisation = models.CharField(max_length=120, blank=True, default="")
    thanks_link = models.CharField(max_length=200, blank=True, default="")
    device_maker = models.CharField(max_length=160)
    device_model = models.CharField(max_length=160)
    device_version = models.CharField(max_length=160, blank=True, default="")
    how_tested = models.TextField()
    patient_impact = models.TextField()
    description = models.TextField()
    already_public = models.BooleanField(default=False)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    first_read_at = models.DateTimeField(null=True)
    triaged_at = models.DateTimeField(null=True)
    triaged_by = models.UUIDField(null=True)
    medical_device = models.CharField(max_length=8, blank=True, default="")
    regulator_left_out = models.TextField(
        blank=True, default="", db_comment="reason; empty when the regulator takes part"
    )

    class Meta:
        ordering = ["-received_at"]

    def __str__(self) -> str:
        return self.reference

    @property
    def wish(self) -> Wish:
        """By what the finder is thanked."""
        chosen = Thanks(self.thanks) if self.credit else Thanks.NONE
        return Wish(chosen, self.finder_name, self.thanks_organisation, self.thanks_link)

    @property
    def known_as(self) -> str:
        """How the finder is known, for their own page."""
        return self.finder_name or "Anonymous"


class TriageDecision(Row):
    """What a named member decided by the coordinator's table; an earlier decision stays."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="decisions")
    table = models.CharField(max_length=40, db_comment="name and version of the table")
    answers = models.JSONField(default=dict, db_comment="decision point to value")
    outcome = models.CharField(max_length=24, db_comment="what the table says")
    decided = models.CharField(max_length=24, db_comment="what the member decided")
    because = models.TextField(blank=True, default="")
    by = models.UUIDField(null=True)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"triage: {self.decided}"


class ReportFile(Row):
    """A file of a report: the original stays with the coordinator, the clean copy is what others may be given.

    One that hangs on a message is read by who reads that message, and never goes along into a case.
    """

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="files")
    message = models.ForeignKey("ReportMessage", on_delete=models.CASCADE, null=True, related_name="files")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    size = models.PositiveIntegerField()
    blob = models.UUIDField()
    clean_blob = models.UUIDField(null=True)
    stripped = models.CharField(max_length=300, blank=True, default="")
    hints = models.JSONField(default=list, db_comment="kinds and places of likely patient data; never the data")
    salt = models.CharField(max_length=32, default="")
    purged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class ReportMessage(Row):
    """One message between finder and coordinator."""

    report = models.ForeignKey(Report, on_delete=models.CASCADE, related_name="messages")
    author = models.CharField(max_length=12, choices=[("finder", "finder"), ("coordinator", "coordinator")])
    member = models.UUIDField(null=True)
    body = models.TextField()
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"message of {self.author}"
