"""The product registry."""

from __future__ import annotations

from django.db import models

from medcord.ledger.rows import Row


class Product(Row):
    """One product of one manufacturer, with the names and numbers others know it by."""

    maker = models.ForeignKey("parties.Organisation", on_delete=models.PROTECT, related_name="products")
    name = models.CharField(max_length=160)
    model_number = models.CharField(max_length=80, blank=True, default="")
    aliases = models.JSONField(default=list, blank=True)
    udi_dis = models.JSONField(default=list, blank=True)
    versions = models.JSONField(default=list, blank=True, db_comment="version names, oldest first")
    description = models.CharField(max_length=300, blank=True, default="")
    salt = models.CharField(max_length=32)

    class Meta:
        ordering = ["name"]
        constraints = [models.UniqueConstraint(fields=["maker", "name"], name="product_once_per_maker")]

    def __str__(self) -> str:
        return self.name
