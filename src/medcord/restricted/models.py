"""Restricted advisories and the parties that are told. The bytes of the CSAF files are the store of record."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class RestrictedAdvisory(Row):
    """One document for some parties, never changed. ``document`` is CSAF 2.0 and is what is read here, also under a
    label that CSAF 2.0 cannot say; then it is given out as 2.1 alone."""

    tracking_id = models.CharField(max_length=40, unique=True, db_comment="random, not like a public one")
    publisher = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=16, db_comment="of TLP 2.0")
    stand = models.CharField(max_length=12, db_comment="core.advisory.restricted.ToldStand")
    title = models.CharField(max_length=200)
    reason = models.TextField(blank=True, default="", db_comment="why it was withdrawn, for those who were told")
    cleared_as = models.CharField(max_length=160, blank=True, default="", db_comment="number of the published advisory")

    prepared_at = models.DateTimeField(db_comment="stands in the document as its release")
    prepared_by = models.UUIDField()
    prepared_name = models.CharField(max_length=120)
    approved_at = models.DateTimeField(null=True)
    approved_by = models.UUIDField(null=True)
    approved_name = models.CharField(max_length=120, blank=True, default="")
    ended_at = models.DateTimeField(null=True)
    ended_by = models.UUIDField(null=True)
    ended_name = models.CharField(max_length=120, blank=True, default="")
    purged_at = models.DateTimeField(null=True)

    sha256 = models.CharField(max_length=64)
    sha512 = models.CharField(max_length=128)
    sha256_2_1 = models.CharField(max_length=64)
    sha512_2_1 = models.CharField(max_length=128)
    signature = models.TextField(blank=True, default="")
    signature_2_1 = models.TextField(blank=True, default="")
    document = models.BinaryField(db_comment="CSAF 2.0, byte by byte")
    document_2_1 = models.BinaryField(db_comment="CSAF 2.1, byte by byte; last, so that lists need not read past it")

    class Meta:
        ordering = ["-prepared_at"]

    def __str__(self) -> str:
        return self.tracking_id


class RestrictedParty(Row):
    """A party that is to be told: told from ``told_at`` on, when a second member said so, until ``removed_at``."""

    advisory = models.ForeignKey(RestrictedAdvisory, on_delete=models.CASCADE, related_name="parties")
    party = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    named_by = models.UUIDField()
    told_at = models.DateTimeField(null=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["named_at"]
        constraints = [models.UniqueConstraint(fields=["advisory", "party"], name="restricted_party_once")]
        indexes = [models.Index(fields=["party", "told_at"], name="restricted_told")]

    def __str__(self) -> str:
        return "party"
