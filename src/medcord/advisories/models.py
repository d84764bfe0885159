"""Published advisories. The bytes of the CSAF file are the store of record; the other columns are for finding it."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class PublishedAdvisory(Row):
    """One advisory of one publisher. ``current`` is the revision everybody reads; the others are its history."""

    tracking_id = models.CharField(max_length=160)
    publisher_namespace = models.CharField(max_length=400, db_comment="as written, without a slash at the end")
    publisher_name = models.CharField(max_length=200)
    own = models.BooleanField(default=False, db_comment="went out through publish on this node")
    year = models.PositiveSmallIntegerField(null=True, db_comment="of our own tracking number")
    serial = models.PositiveIntegerField(null=True, db_comment="running number in the year, own advisories only")
    # Both rows of a new advisory name each other; the constraint is checked when the transaction ends.
    current = models.ForeignKey("advisories.AdvisoryRevision", on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["publisher_namespace", "tracking_id"], name="advisory_once"),
            models.UniqueConstraint(fields=["year", "serial"], name="tracking_number_once"),
        ]
        indexes = [models.Index(fields=["tracking_id"], name="advisory_by_tracking_id")]

    def __str__(self) -> str:
        return self.tracking_id


class AdvisoryRevision(Row):
    """One revision, never changed. ``number`` counts on this node; ``label`` is the publisher's own ("1", "1.2.0")."""

    advisory = models.ForeignKey(PublishedAdvisory, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    title = models.TextField()
    tlp = models.CharField(max_length=16)
    year = models.PositiveSmallIntegerField(db_comment="of the first release")
    released_at = models.DateTimeField(db_index=True, db_comment="current release as the publisher says")
    kept_at = models.DateTimeField(db_comment="when it was published or taken in here")
    batch = models.UUIDField(null=True, db_index=True, db_comment="the taking in it came with")
    harm = models.CharField(max_length=16, blank=True, default="", db_comment="level the regulator released")
    makers = models.TextField(blank=True, default="", db_comment="one a line, a line feed at both ends")
    cves = models.TextField(blank=True, default="", db_comment="space between")
    file_name = models.CharField(max_length=400, blank=True, default="")
    remarks = models.JSONField(default=list, db_comment="what the reader repaired or left out")
    sha256 = models.CharField(max_length=64, db_index=True)
    sha512 = models.CharField(max_length=128)
    document = models.BinaryField(db_comment="the CSAF file, byte by byte; last, so that lists need not read past it")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["advisory", "number"], name="advisory_revision_once"),
            models.UniqueConstraint(fields=["advisory", "sha256"], name="advisory_document_once"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"{self.title}, revision {self.label}"

    @property
    def maker_names(self) -> list[str]:
        """Manufacturers as the document writes them."""
        return [name for name in self.makers.split("\n") if name]

    @property
    def cve_ids(self) -> list[str]:
        """CVE ids in document order."""
        return self.cves.split()


class KnownExploited(Row):
    """A CVE that CISA lists as exploited. The list is replaced as a whole, by one taking in."""

    cve = models.CharField(max_length=32, unique=True)
    added = models.DateField(null=True)
    ransomware = models.BooleanField(default=False)
    catalogue = models.CharField(max_length=40, blank=True, default="", db_comment="version of the list it came with")
    batch = models.UUIDField()

    def __str__(self) -> str:
        return self.cve
