"""The product registry."""

from __future__ import annotations

from django.db import models

from medcord.core.device.registry import ProductWords, RegistryVersion, Support
from medcord.ledger.rows import Row


class Product(Row):
    """One product of one manufacturer, with the names and numbers others know it by."""

    maker = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=160)
    model_number = models.CharField(max_length=80, blank=True, default="")
    catalogue_numbers = models.JSONField(default=list, blank=True)
    aliases = models.JSONField(default=list, blank=True)
    udi_dis = models.JSONField(default=list, blank=True)
    versions = models.JSONField(default=list, blank=True, db_comment="version names, oldest first")
    version_details = models.JSONField(
        default=dict, blank=True, db_comment="version name to released, support_ends, note; what is empty is left out"
    )
    description = models.CharField(max_length=300, blank=True, default="")
    support = models.CharField(
        max_length=12, choices=[(one.value, one.words) for one in Support], default=Support.UNKNOWN.value
    )
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="supersedes")
    retired_at = models.DateTimeField(null=True)
    retired_because = models.CharField(max_length=300, blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["maker", "name"], name="product_once_per_maker")]

    def __str__(self) -> str:
        return self.name

    @property
    def version_list(self) -> list[RegistryVersion]:
        """The versions with their dates, oldest first."""
        return [RegistryVersion(name, **self.version_details.get(name, {})) for name in self.versions]

    def words(self) -> ProductWords:
        """The entry as a plain value; needs ``superseded_by`` to be read along."""
        return ProductWords(
            name=self.name,
            model_number=self.model_number,
            aliases=tuple(self.aliases),
            udi_dis=tuple(self.udi_dis),
            versions=tuple(self.version_list),
            description=self.description,
            catalogue_numbers=tuple(self.catalogue_numbers),
            support=self.support,
            superseded_by=self.superseded_by.name if self.superseded_by else "",
        )


class Sibling(Row):
    """One maker's statement that a product of another maker is the same, or comes from the same hands."""

    class Relation(models.TextChoices):
        """What the other maker's product is, seen from the maker that states it."""

        RELABELLED = "relabelled", "sells it under its own name"
        ORIGINAL = "original", "builds it for us"
        SAME = "same", "has the same product"

    class State(models.TextChoices):
        """Whose word it is."""

        STATED = "stated", "stated, not confirmed yet"
        CONFIRMED = "confirmed", "confirmed by both"
        DENIED = "denied", "denied by the other maker"
        WITHDRAWN = "withdrawn", "withdrawn"

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="siblings")
    relation = models.CharField(max_length=12, choices=Relation.choices)
    other_maker = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    other_name = models.CharField(max_length=160, db_comment="what the other maker calls it, as stated")
    other_product = models.ForeignKey(
        Product, on_delete=models.PROTECT, null=True, related_name="sibling_of", db_comment="named by the other maker"
    )
    note = models.CharField(max_length=300, blank=True, default="")
    state = models.CharField(max_length=12, choices=State.choices, default=State.STATED)
    stated_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["stated_at"]
        verbose_name = "statement of siblings"

    def __str__(self) -> str:
        return f"{self.product} {self.relation} {self.other_name}"


class ProductFile(Row):
    """A file for the registry that was read and compared. ``lines`` are emptied when it was used or given up."""

    class State(models.TextChoices):
        """How far it is."""

        READY = "ready", "ready to use"
        USED = "used", "in the registry"
        DROPPED = "dropped", "given up"

    maker = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=12, choices=State.choices, default=State.READY)
    lines = models.JSONField(default=list, db_comment="one a row of the file: what it says and what it would do")
    remarks = models.JSONField(default=list, db_comment="sentences on the whole file")
    added = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    unchanged = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    received_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["-received_at"]
        verbose_name = "import"

    def __str__(self) -> str:
        return f"{self.name}, {self.state}"
