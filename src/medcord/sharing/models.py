"""What the provider's files are made of besides the documents: signatures, and the keys that made them.

A signature differs each time it is made, so it is kept: the same files come out of the database whenever they are made.
"""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class ProviderKey(Row):
    """The public half of a key that signed or signs what is published. The private half is in a file, never here."""

    fingerprint = models.CharField(max_length=64, unique=True)
    armored = models.TextField()
    since = models.DateTimeField()
    compromised_at = models.DateTimeField(null=True, db_comment="from then on nothing under it counts")

    class Meta:
        ordering = ["since", "fingerprint"]

    def __str__(self) -> str:
        return self.fingerprint


class SignedDocument(Row):
    """One published document in one version of the standard, as it was signed, with what the lists say of it.

    ``source`` is the SHA-256 of the published revision. In CSAF 2.0 the document is that revision, byte by byte, and
    ``document`` is empty; in another version it is what was made of it then.
    """

    source = models.CharField(max_length=64)
    standard = models.CharField(max_length=8)
    fingerprint = models.CharField(max_length=64, db_comment="of the key that signed")
    signed_at = models.DateTimeField()
    path = models.CharField(max_length=400, db_comment="in the provider's tree")
    tracking_id = models.TextField()
    title = models.TextField()
    summary = models.TextField(blank=True)
    first_release = models.DateTimeField()
    current_release = models.DateTimeField()
    sha256 = models.CharField(max_length=64)
    sha512 = models.CharField(max_length=128)
    signature = models.TextField(db_comment="detached, armored")
    document = models.BinaryField(blank=True, default=b"", db_comment="last, so that lists need not read past it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "standard", "fingerprint"], name="signed_once_by_a_key"),
        ]
        ordering = ["signed_at"]

    def __str__(self) -> str:
        return self.path


class ProviderTree(Row):
    """Which release of the provider's files is in force: changed in the transaction that releases what is in it.

    There is one row. ``as_of`` is the instant the files speak of: with it the same bytes come out of the database
    again.
    """

    place = models.CharField(max_length=8, unique=True, default="csaf")
    name = models.CharField(max_length=64, db_comment="of the folder")
    made_at = models.DateTimeField()
    as_of = models.DateTimeField()
    digest = models.CharField(max_length=64, db_comment="over paths and digests of all files")

    def __str__(self) -> str:
        return self.name
