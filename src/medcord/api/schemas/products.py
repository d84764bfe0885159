"""The product registry."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

from ninja import Schema
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from medcord.api.schemas.base import Given, Line, Party, Time, Version
from medcord.core.device.registry import Support
from medcord.products.actions import ProductWords, RegistryVersion, SiblingWords
from medcord.products.models import Product, ProductFile, Sibling
from medcord.products.queries import ProductCut, SiblingOf

Names = Annotated[list[Line], Field(max_length=500)]
Day = Annotated[str, StringConstraints(max_length=10)]


class VersionGiven(Given):
    """A version with its days (2026-01-31, or empty) and a note."""

    name: Line
    released: Day = ""
    support_ends: Day = ""
    note: Line = ""


class ProductGiven(Given):
    """What the registry says of a product. A version is its name, or its name with days and a note."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "name": "Breva V2",
                    "model_number": "BV2",
                    "versions": ["4.1.0", {"name": "4.2.1", "released": "2026-01-31"}],
                    "udi_dis": ["00614141999996"],
                    "support": "supported",
                }
            ]
        }
    )

    name: Line
    model_number: Annotated[str, StringConstraints(max_length=80)] = ""
    catalogue_numbers: Names = Field(default_factory=list)
    aliases: Names = Field(default_factory=list)
    udi_dis: Names = Field(default_factory=list, description="GS1, HIBCC or ICCBBA; check characters are checked")
    versions: Annotated[list[Line | VersionGiven], Field(max_length=500)] = Field(
        default_factory=list, description="oldest first"
    )
    description: Annotated[str, StringConstraints(max_length=300)] = ""
    support: Annotated[str, StringConstraints(max_length=12)] = Field(
        Support.UNKNOWN.value, description="unknown, supported, limited or ended"
    )
    superseded_by: Line = Field("", description="the name of its successor in the same registry")

    def words(self) -> ProductWords:
        """The plain value of the action."""
        same = {name: getattr(self, name) for name in ProductGiven.model_fields if name != "versions"}
        versions = tuple(
            one if isinstance(one, str) else RegistryVersion(one.name, one.released, one.support_ends, one.note)
            for one in self.versions
        )
        return ProductWords(**same, versions=versions)


class ProductChange(ProductGiven):
    """All that the registry says of a product from now on."""

    expected_version: Version


class Retirement(Given):
    """Why an entry is offered no longer."""

    reason: Annotated[str, StringConstraints(max_length=300)]
    expected_version: Version


class ProductQuery(Schema):
    """Which products: words in names and numbers, support status, and retired ones too."""

    q: Line = ""
    support: Annotated[str, StringConstraints(max_length=12)] = ""
    state: Annotated[str, StringConstraints(max_length=12)] = Field("used", description="used, retired or all")

    def cut(self) -> ProductCut:
        return ProductCut(q=self.q, support=self.support, state=self.state)


class RegistryProduct(BaseModel):
    """A product of a manufacturer's registry."""

    id: UUID
    version: int
    maker: Party
    name: str
    model_number: str
    catalogue_numbers: list[str]
    aliases: list[str]
    udi_dis: list[str]
    versions: list[str]
    version_details: dict[str, dict[str, str]]
    description: str
    support: str
    superseded_by: UUID | None
    retired_at: Time | None

    @classmethod
    def of(cls, row: Product) -> RegistryProduct:
        same = set(cls.model_fields) - {"id", "maker", "superseded_by"}
        maker = Party(id=row.maker_id, name=row.maker.name, role=row.maker.role)
        plain = {name: getattr(row, name) for name in same}
        return cls(id=row.pk, maker=maker, superseded_by=row.superseded_by_id, **plain)


class ProductFileEntry(BaseModel):
    """A file that was read: how many rows would add, change, leave as they are, or are refused."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    state: str
    added: int
    changed: int
    unchanged: int
    refused: int
    remarks: list[str]
    received_at: Time
    used_at: Time | None

    @classmethod
    def of(cls, row: ProductFile) -> ProductFileEntry:
        return cls.model_validate(row)


class ProductFileFault(BaseModel):
    """Why a row is refused."""

    column: str
    sentence: str


class ProductFileLine(BaseModel):
    """What one row would do."""

    row: int
    state: str
    name: str
    changes: list[str]
    faults: list[ProductFileFault]


class ProductFileUse(Given):
    """Refused rows are left out only when this says so."""

    leave_out: bool = False


class SiblingGiven(Given):
    """What is stated of another maker's product: relabelled (that maker sells it under its own name), original (that
    maker builds it) or same."""

    other_maker: UUID
    relation: Annotated[str, StringConstraints(max_length=12)]
    other_name: Line
    note: Annotated[str, StringConstraints(max_length=300)] = ""

    def words(self) -> SiblingWords:
        return SiblingWords(self.relation, self.other_maker, self.other_name, self.note)


class SiblingAnswer(Given):
    """Confirmed or denied by the maker it names, which may say which of its products is meant."""

    confirm: bool
    product: UUID | None = None


class SiblingEntry(BaseModel):
    """One maker's statement of a sibling."""

    id: UUID
    product: UUID
    maker: UUID
    relation: str
    other_maker: UUID
    other_name: str
    other_product: UUID | None
    note: str
    state: str
    stated_at: Time
    answered_at: Time | None

    @classmethod
    def of(cls, row: Sibling) -> SiblingEntry:
        same = ("relation", "other_name", "note", "state", "stated_at", "answered_at")
        return cls(
            id=row.pk,
            product=row.product_id,
            maker=row.product.maker_id,
            other_maker=row.other_maker_id,
            other_product=row.other_product_id,
            **{name: getattr(row, name) for name in same},
        )


class SiblingShown(BaseModel):
    """A sibling of the product asked about, over confirmed statements also of its siblings."""

    maker: UUID
    maker_name: str
    name: str
    product: UUID | None
    confirmed: bool
    through: str

    @classmethod
    def of(cls, one: SiblingOf) -> SiblingShown:
        same = {name: getattr(one, name) for name in ("maker", "maker_name", "name", "confirmed", "through")}
        return cls(product=one.product_id, **same)
