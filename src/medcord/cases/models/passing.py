"""Rows about passing on what was supplied: who was asked, what is protected, what was quoted."""

from __future__ import annotations

from uuid import UUID

from django.db import models

from medcord.cases.models.case import Case, Message
from medcord.core.confidentiality import Effect
from medcord.ledger.rows import Row


class SupplierConsultation(Row):
    """A supplier was asked about an item before it goes to the regulator, or before it is published (C6)."""

    class Purpose(models.TextChoices):
        REGULATOR = "regulator"
        PUBLICATION = "publication"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="supplies")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="consultations")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    question = models.TextField()
    state = models.CharField(max_length=12)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True)
    due_at = models.DateTimeField()
    due_source = models.CharField(max_length=40, db_comment="where the time to answer comes from")
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    signed_name = models.CharField(max_length=120, blank=True, default="")
    conferred = models.TextField(blank=True, default="", db_comment="what the coordinator says to an objection")
    conferred_at = models.DateTimeField(null=True)
    conferred_by = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return "consultation of a supplier"


class Protection(Row):
    """The claim of PCII on one item, and a decision of the programme that a second person still has to confirm."""

    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="protection")
    state = models.CharField(max_length=12)
    before = models.CharField(max_length=16, db_comment="class to go back to when the claim is over")
    claimed_at = models.DateTimeField()
    claimed_by = models.UUIDField(null=True)
    tracking = models.CharField(max_length=60, blank=True, default="", db_comment="of the PCII programme")
    pending = models.CharField(max_length=12, blank=True, default="", db_comment="step that waits for a second person")
    pending_by = models.UUIDField(null=True)
    document = models.CharField(max_length=200, blank=True, default="", db_comment="of the programme's last decision")
    document_on = models.DateField(null=True)
    decided_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return "claim of PCII"


class UseConsent(Row):
    """A written consent to regulatory use of one item (F1.7): by the submitter, or by the programme."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="consents")
    giver = models.CharField(max_length=12)
    use = models.TextField(db_comment="the one use it is for")
    document = models.CharField(max_length=200)
    document_on = models.DateField()
    at = models.DateTimeField()
    by = models.UUIDField(null=True)
    signed_name = models.CharField(max_length=120)
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "consent to regulatory use"


class BasisChange(Row):
    """One version of a legal basis of the list, as an administrator of an agency wrote it. The newest is in force; one
    that was never changed stands in ``core.confidentiality.bases``."""

    code = models.SlugField(max_length=24)
    number = models.PositiveIntegerField(db_comment="2 for the first change of a shipped basis")
    words = models.CharField(max_length=160)
    gives = models.TextField()
    effect = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Effect])
    periods = models.JSONField(db_comment="first day, last day, source, whether its text was read")
    because = models.TextField()
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    by = models.UUIDField(null=True)
    by_name = models.CharField(max_length=120)
    at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["code", "number"]
        constraints = [models.UniqueConstraint(fields=["code", "number"], name="basis_version_once")]

    def __str__(self) -> str:
        return f"{self.code} version {self.number}"


class ItemBasis(Row):
    """The legal basis of one item, with the days it was found to hold (F1.10). The newest of an item counts."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="bases")
    basis = models.SlugField(max_length=24)
    number = models.PositiveIntegerField(default=1, db_comment="version of the basis that it rests on")
    valid_from = models.DateTimeField(null=True)
    valid_to = models.DateTimeField(null=True, db_comment="first instant at which it holds no more")
    at = models.DateTimeField()
    by = models.UUIDField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "legal basis"


class Quotation(Row):
    """Words of one message in another. They stand as they were when they were quoted."""

    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="quotations")
    source = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="quoted_in")
    text = models.TextField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "quotation"


class Nearness(Row):
    """A passage that is close to an item under a rule. It counts as a quotation until somebody decides otherwise.

    ``target`` is the message or draft that holds it; of a passage that was decided before it was written (``text``) the
    item itself. ``party`` wrote it.
    """

    class Where(models.TextChoices):
        MESSAGE = "message"
        DRAFT = "draft"
        TEXT = "text"

    class Verdict(models.TextChoices):
        OPEN = "open"
        INDEPENDENT = "independent"
        QUOTING = "quoting"

    case = models.ForeignKey(Case, on_delete=models.CASCADE, related_name="+")
    source = models.ForeignKey(Message, on_delete=models.PROTECT, related_name="+")
    where = models.CharField(max_length=8, choices=Where.choices)
    target = models.UUIDField(db_index=True)
    field = models.SlugField(max_length=24)
    passage = models.TextField()
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    gone_at = models.DateTimeField(null=True, db_comment="when the passage left the text")
    verdict = models.CharField(max_length=12, choices=Verdict.choices, default=Verdict.OPEN)
    reason = models.TextField(blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decided_by = models.UUIDField(null=True)
    decided_name = models.CharField(max_length=120, blank=True, default="")
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return "passage close to an item"

    @property
    def message_id(self) -> UUID:
        """The message on which it hangs: who does not read that one does not learn of the passage."""
        return self.source_id
