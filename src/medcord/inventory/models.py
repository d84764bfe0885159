"""Imports, and the devices they tell of.

An import never changes the rows of another: it writes entries of its own, and ``Inventory.current`` says which import
is in use. So a killed load leaves the old inventory as it was, and an import is taken back by one small write.
"""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class ColumnMapping(Row):
    """Which column holds what, as a member confirmed it for files with these titles; offered again next time."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    header_digest = models.CharField(max_length=64)
    columns = models.JSONField(default=dict, db_comment="field of a device to column title, empty for none")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "header_digest"], name="mapping_once_per_header")
        ]

    def __str__(self) -> str:
        return ", ".join(f"{field} = {title}" for field, title in self.columns.items())


class ImportBatch(Row):
    """One file of one hospital and what became of it."""

    class State(models.TextChoices):
        RECEIVED = "received"
        STAGING = "staging"
        READY = "ready"
        CARRYING = "carrying"
        LOADED = "loaded"
        UNDONE = "undone"
        DROPPED = "dropped"
        REFUSED = "refused"

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255, db_comment="the file's name; stays out of facts")
    blob = models.UUIDField(null=True, db_comment="the file's bytes until it is swept")
    size = models.PositiveBigIntegerField(default=0)
    salt = models.CharField(max_length=32)
    header = models.JSONField(default=list)
    sample = models.JSONField(default=list)
    layout = models.CharField(max_length=120, default="")
    proposed = models.JSONField(default=dict, db_comment="field to column title, as recognised or remembered")
    how = models.JSONField(default=dict, db_comment="field to how it was found: name, content, remembered")
    columns = models.JSONField(default=dict, db_comment="field to column title, as chosen")
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    by_worker = models.BooleanField(default=True, db_comment="false: the process that started it reads it to the end")
    base = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="+")
    parts = models.PositiveIntegerField(default=0)
    rows = models.PositiveIntegerField(default=0)
    bytes_read = models.PositiveBigIntegerField(default=0)
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    retired = models.PositiveIntegerField(default=0)
    kept = models.PositiveIntegerField(default=0, db_comment="devices not in the file, carried over on request")
    unversioned = models.PositiveIntegerField(default=0)
    problem_count = models.PositiveIntegerField(default=0)
    content = models.CharField(max_length=64, default="", db_comment="running digest over its entries, unsalted")
    refusal = models.TextField(default="")
    received_at = models.DateTimeField()
    received_by = models.UUIDField(null=True)
    loaded_at = models.DateTimeField(null=True)
    purged_at = models.DateTimeField(null=True, db_comment="the file's bytes, first rows and oddities were destroyed")

    class Meta:
        indexes = [models.Index(fields=["organisation", "-received_at"], name="import_latest")]

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"

    @property
    def devices(self) -> int:
        """Devices this import tells of, those carried over included."""
        return self.rows + self.kept

    @property
    def percent(self) -> int:
        """How much of the file was read, 0 to 100."""
        return 100 if self.state not in {"received", "staging"} else min(99, 100 * self.bytes_read // max(1, self.size))


class ImportProblem(Row):
    """Something odd about a row that was kept. Row 0 is the whole file."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="problems")
    number = models.PositiveIntegerField()
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, default="")
    sentence = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "number"], name="problem_once_in_batch")]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.sentence}"


class Inventory(Row):
    """Which import a hospital's inventory is now. The pointer that makes a load happen at one instant."""

    organisation = models.OneToOneField("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    current = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")
    previous = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, null=True, related_name="+")

    class Meta:
        verbose_name = "inventory"

    def __str__(self) -> str:
        return str(self.current or "no inventory")


class Identity(Row):
    """Maker, model and version as written: what decides a verdict. Devices with the same identity share it."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    maker = models.TextField(default="")
    model = models.TextField(default="")
    description = models.TextField(default="")
    catalog_no = models.TextField(default="")
    software = models.TextField(default="", db_comment="the version of the device as written")
    digest = models.CharField(max_length=64)
    number = models.PositiveIntegerField(db_comment="grows within the hospital: matching remembers how far it came")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "digest"], name="identity_once"),
            models.UniqueConstraint(fields=["organisation", "number"], name="identity_number_once"),
        ]

    def __str__(self) -> str:
        return " ".join(part for part in (self.maker, self.model, self.software) if part)

    @property
    def label(self) -> str:
        """What an engineer calls it: the model, else the description, else the catalogue number."""
        return self.model or self.description or self.catalog_no or "model not recorded"


class Device(Row):
    """One unit, by its asset tag: the handle that stays the same from import to import."""

    organisation = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    asset_tag = models.CharField(max_length=160)
    copy = models.PositiveSmallIntegerField(default=1, db_comment="2 for the second row with the same tag, and so on")
    first_seen = models.DateTimeField()
    purged_at = models.DateTimeField(null=True, db_comment="what was typed of it was destroyed")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organisation", "asset_tag", "copy"], name="device_once")]

    def __str__(self) -> str:
        return self.asset_tag if self.copy == 1 else f"{self.asset_tag} (row {self.copy} with this tag)"


class Entry(Row):
    """What one import says of one device."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="entries")
    device = models.ForeignKey(Device, on_delete=models.CASCADE, related_name="entries")
    identity = models.ForeignKey(Identity, on_delete=models.PROTECT, related_name="entries")
    asset_tag = models.CharField(max_length=160)
    serial = models.CharField(max_length=200, default="")
    udi = models.CharField(max_length=200, default="")
    department = models.CharField(max_length=160, default="")
    site = models.CharField(max_length=160, default="")
    row = models.PositiveIntegerField(default=0)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["batch", "device"], name="entry_once_in_batch")]
        indexes = [
            models.Index(fields=["batch", "identity", "site", "department"], name="entry_by_identity"),
            models.Index(fields=["batch", "asset_tag"], name="entry_by_tag"),
            models.Index(fields=["batch", "site", "department"], name="entry_by_place"),
        ]

    def __str__(self) -> str:
        return self.asset_tag
