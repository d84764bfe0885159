"""The product registry."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Party, Version
from medcord.products.actions import ProductWords
from medcord.products.models import Product

Names = Annotated[list[Line], Field(max_length=500)]


class ProductGiven(Given):
    """What the registry says of a product."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"name": "Breva V2", "model_number": "BV2", "versions": ["4.1.0", "4.2.1"], "udi_dis": []}]
        }
    )

    name: Line
    model_number: Annotated[str, StringConstraints(max_length=80)] = ""
    aliases: Names = Field(default_factory=list)
    udi_dis: Names = Field(default_factory=list)
    versions: Names = Field(default_factory=list, description="version names, oldest first")
    description: Annotated[str, StringConstraints(max_length=300)] = ""

    def words(self) -> ProductWords:
        """The plain value of the action."""
        return ProductWords(**{name: getattr(self, name) for name in ProductGiven.model_fields})


class ProductChange(ProductGiven):
    """All that the registry says of a product from now on."""

    expected_version: Version


class RegistryProduct(BaseModel):
    """A product of a manufacturer's registry."""

    id: UUID
    version: int
    maker: Party
    name: str
    model_number: str
    aliases: list[str]
    udi_dis: list[str]
    versions: list[str]
    description: str

    @classmethod
    def of(cls, row: Product) -> RegistryProduct:
        same = ("version", "name", "model_number", "aliases", "udi_dis", "versions", "description")
        maker = Party(id=row.maker_id, name=row.maker.name, role=row.maker.role)
        return cls(id=row.pk, maker=maker, **{name: getattr(row, name) for name in same})
