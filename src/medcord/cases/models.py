"""Cases and what belongs to them. What a viewer may see of them is decided in core.access, never here."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class Case(Row):
    """One vulnerability (or set) under coordination. ``embargo`` and marks hold states of the core machines."""

    reference = models.CharField(max_length=16, unique=True)
    title = models.CharField(max_length=200)
    summary = models.TextField(blank=True, default="")
    owner = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    lead = models.UUIDField(null=True, db_comment="member of the owner who leads the case")
    report = models.ForeignKey("intake.Report", on_delete=models.PROTECT, null=True, related_name="cases")
    opened_at = models.DateTimeField(db_index=True)
    closed_at = models.DateTimeField(null=True)
    closed_because = models.TextField(blank=True, default="")
    regulator_left_out = models.TextField(blank=True, default="")
    cves = models.JSONField(default=list, blank=True)

    embargo = models.CharField(max_length=12)
    embargo_until = models.DateTimeField(null=True)
    embargo_zone = models.CharField(max_length=40, blank=True, default="")
    proposals = models.JSONField(default=list, db_comment="open proposals: by (party), ends_at, zone")
    embargo_ended_because = models.CharField(max_length=200, blank=True, default="")

    public_at = models.DateTimeField(null=True)
    exploit_public_at = models.DateTimeField(null=True)
    attacks_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-opened_at"]

    def __str__(self) -> str:
        return self.reference


class Participant(Row):
    """A party in a case: consent to the embargo, its own report and fix states, last contact."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="participants")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    role = models.CharField(max_length=16)
    consent = models.CharField(max_length=16)
    statutory = models.BooleanField(default=False)
    tracking = models.CharField(max_length=60, blank=True, default="", db_comment="the party's own number for the case")
    invited_at = models.DateTimeField()
    signed_at = models.DateTimeField(null=True)
    consent_since = models.DateTimeField()
    lapsed_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)
    last_contact_at = models.DateTimeField(null=True)
    maker_aware_at = models.DateTimeField(null=True)
    fix_ready_at = models.DateTimeField(null=True)
    fix_deployed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "party"], name="party_once_in_case")]
        ordering = ["invited_at"]

    def __str__(self) -> str:
        return f"{self.role} in a case"


class Message(Row):
    """A message in the case room, with its marking and class. ``consulted``: the supplier was asked (C6)."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="messages")
    author = models.UUIDField(null=True)
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    body = models.TextField()
    tlp = models.CharField(max_length=16)
    confidentiality = models.CharField(max_length=16)
    consulted = models.BooleanField(default=False)
    at = models.DateTimeField(db_index=True)
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "message in a case"


class Statement(Row):
    """What a party says of one product and some versions of it. The newest of (party, product, versions) counts."""

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="statements")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    member = models.UUIDField(null=True)
    product = models.ForeignKey("products.Product", on_delete=models.PROTECT, related_name="+")
    versions = models.CharField(max_length=120)
    status = models.CharField(max_length=24)
    justification = models.CharField(max_length=80, blank=True, default="")
    remediation_category = models.CharField(max_length=24, blank=True, default="")
    remediation = models.TextField(blank=True, default="")
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.status} {self.versions}"
