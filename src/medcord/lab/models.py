"""Independent tests, their specimens, and each hand-over of one. Serial numbers are content: rows, never facts."""

from __future__ import annotations

from django.db import models

from medcord.core.lab import Custody, SpecimenKind
from medcord.ledger.rows import Row


class LabTest(Row):
    """A test that somebody asked for, what became of the request, the result, and who may see it."""

    reference = models.CharField(max_length=16, unique=True)
    case = models.ForeignKey("cases.Case", on_delete=models.CASCADE, related_name="tests")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    scope = models.TextField()
    question = models.TextField()
    confidentiality = models.TextField(blank=True, default="", db_comment="what the laboratory must keep to itself")
    wanted = models.TextField(db_comment="device and firmware to supply")
    supplier = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField()
    asked_name = models.CharField(max_length=120)
    salt = models.CharField(max_length=32)

    accepted = models.BooleanField(null=True)
    answer = models.TextField(blank=True, default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)
    answered_name = models.CharField(max_length=120, blank=True, default="")
    laboratory = models.CharField(max_length=160, blank=True, default="")
    laboratory_party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, null=True, related_name="+")

    outcome = models.CharField(max_length=16, blank=True, default="")
    result = models.TextField(blank=True, default="")
    document = models.CharField(max_length=300, blank=True, default="", db_comment="where the laboratory's report lies")
    document_sha256 = models.CharField(max_length=64, blank=True, default="")
    item = models.ForeignKey(
        "cases.Message",
        on_delete=models.PROTECT,
        null=True,
        related_name="+",
        db_comment="has the class of the document; its rules say who reads it",
    )
    reported_at = models.DateTimeField(null=True)
    reported_by = models.UUIDField(null=True)
    reported_name = models.CharField(max_length=120, blank=True, default="")

    audience = models.CharField(max_length=12, blank=True, default="")
    release_because = models.TextField(blank=True, default="")
    public_sentence = models.TextField(blank=True, default="")
    released_at = models.DateTimeField(null=True)
    released_by = models.UUIDField(null=True)
    released_name = models.CharField(max_length=120, blank=True, default="")

    class Meta:
        ordering = ["asked_at"]

    def __str__(self) -> str:
        return self.reference


class LabDocument(Row):
    """The laboratory's document to a result, as it is: its SHA-256 is the one that the result names."""

    test = models.OneToOneField(LabTest, on_delete=models.CASCADE, related_name="kept")
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=80)
    size = models.PositiveBigIntegerField()
    blob = models.UUIDField()
    hints = models.JSONField(default=list, db_comment="kinds and places of likely patient data; never the data")
    sha256 = models.CharField(max_length=64)
    kept_by = models.UUIDField()
    kept_name = models.CharField(max_length=120)
    kept_at = models.DateTimeField()
    salt = models.CharField(max_length=32)
    purged_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return "document of a laboratory"


class Specimen(Row):
    """A device with model and serial number, or firmware with its SHA-256."""

    test = models.ForeignKey(LabTest, on_delete=models.CASCADE, related_name="specimens")
    kind = models.CharField(max_length=8, choices=[(one.value, one.value) for one in SpecimenKind])
    model = models.CharField(max_length=160)
    serial = models.CharField(max_length=120, blank=True, default="")
    sha256 = models.CharField(max_length=64, blank=True, default="")
    state = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Custody])
    salt = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"{self.kind} for a test"


class HandOver(Row):
    """One link of the chain of custody, signed by a named person. Only ever added."""

    specimen = models.ForeignKey(Specimen, on_delete=models.CASCADE, related_name="chain")
    number = models.PositiveSmallIntegerField()
    giver = models.CharField(max_length=160)
    taker = models.CharField(max_length=160)
    before = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Custody])
    after = models.CharField(max_length=16, choices=[(one.value, one.value) for one in Custody])
    at = models.DateTimeField()
    seal = models.CharField(max_length=60, blank=True, default="", db_comment="as it was found")
    new_seal = models.CharField(max_length=60, blank=True, default="", db_comment="put on afterwards, if another one")
    condition = models.TextField(blank=True, default="")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    signed_by = models.UUIDField()
    signed_name = models.CharField(max_length=120)
    noted_at = models.DateTimeField()
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["specimen", "number"], name="hand_over_once")]

    def __str__(self) -> str:
        return f"hand-over {self.number}"
