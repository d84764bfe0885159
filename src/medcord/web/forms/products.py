"""Forms of the registry: a product, a file, a sibling."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.device.registry import ProductWords, RegistryVersion, Support
from medcord.formats.registry import join_cell, split_cell
from medcord.products.actions import LARGEST_FILE, SiblingWords
from medcord.products.models import Product, Sibling
from medcord.web.forms.base import VerbForm, text

LISTS = ("aliases", "udi_dis", "catalogue_numbers")


class ProductForm(VerbForm):
    """One product; lists hold one entry a line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = text("Name", most=160, hint="As it stands on the device.")
    model_number = text("Model number", most=80, required=False)
    catalogue_numbers = text("Catalogue numbers", rows=2, required=False, hint="One a line.")
    description = text("What it is", most=300, required=False)
    versions = text(
        "Versions",
        rows=5,
        required=False,
        hint="One a line, oldest first. After the name, if you like: day of release, end of support and a note, "
        "with a semicolon between them. For example “4.2.1; 2024-01-31; 2027-12-31; signed updates”.",
    )
    support = forms.ChoiceField(
        label="Support",
        choices=[(one.value, one.words) for one in Support],
        required=False,
        widget=forms.Select(attrs={"class": "usa-select"}),
    )
    superseded_by = text("Superseded by", most=160, required=False, hint="The name of its successor in your registry.")
    aliases = text("Other names", rows=3, required=False, hint="One a line: trade names, former names.")
    udi_dis = text(
        "UDI-DI", rows=2, required=False, hint="One a line: GS1 (14 digits), HIBCC (“+…”) or ICCBBA (“=…”); checked."
    )

    def __init__(self, *args: Any, successors: Sequence[str] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.successors = successors
        if successors:
            self.fields["superseded_by"].widget.attrs["list"] = "successors"

    def words(self) -> ProductWords:
        data = self.cleaned_data
        lists = {name: data[name].splitlines() for name in LISTS}
        plain = {name: data[name] for name in ("name", "model_number", "description", "superseded_by")}
        versions = tuple(map(version_of, filter(str.strip, data["versions"].splitlines())))
        return ProductWords(**plain, **lists, versions=versions, support=data["support"])


def version_of(line: str) -> RegistryVersion:
    """A line as a version: name, release, end of support, note; a table pasted from a sheet has tabs between them."""
    sign = "\t" if "\t" in line else ";"
    parts = [*split_cell(line, sign), "", "", "", ""]
    return RegistryVersion(parts[0], parts[1], parts[2], "; ".join(filter(None, parts[3:])))


def line_of(version: RegistryVersion) -> str:
    """The same version as a line."""
    parts = [version.name, version.released, version.support_ends, version.note]
    while len(parts) > 1 and not parts[-1]:
        parts.pop()
    return join_cell(parts, ";").replace(" ;", ";")


def initial_of(row: Product) -> dict[str, object]:
    """What the registry says, as the form shows it."""
    return {
        **{name: getattr(row, name) for name in ("name", "model_number", "description", "support", "version")},
        **{name: "\n".join(getattr(row, name)) for name in LISTS},
        "versions": "\n".join(map(line_of, row.version_list)),
        "superseded_by": row.superseded_by.name if row.superseded_by else "",
    }


def stands_now(form: ProductForm, row: Product) -> list[tuple[str, str]]:
    """(label, what is saved now) for each answer that differs from what was typed here."""
    saved = initial_of(row)
    return [
        (str(form.fields[name].label), str(saved[name]) or "nothing")
        for name in form.fields
        if name != "version" and _plain(form[name].value()) != _plain(saved[name])
    ]


def _plain(value: object) -> list[str]:
    return [" ".join(line.split()) for line in str(value or "").splitlines() if line.strip()]


class RetireForm(VerbForm):
    """Why an entry is offered no longer."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    reason = text("Why is it retired?", most=300, lack="Say why, for example “Entered twice”.")


class FileForm(VerbForm):
    """A file of products."""

    file = forms.FileField(
        label="File of products",
        help_text="CSV, XLSX, XLS or ODS, up to 20 MB and 20,000 rows. Any delimiter and encoding.",
        error_messages={
            "required": "Choose the file to import first.",
            "empty": "This file is empty: it has no bytes. Choose another one.",
            "missing": "Choose the file to import first.",
        },
    )

    def clean_file(self) -> Any:
        """Refuse by its size before anything of it is read."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST_FILE:
            raise forms.ValidationError(
                f"The file has {file.size // 1_000_000:,} MB; at most {LARGEST_FILE // 1_000_000} MB are taken. "
                "Give it in several files."
            )
        return file


class SiblingForm(VerbForm):
    """A sibling of a product."""

    other_maker = forms.ChoiceField(label="Maker", error_messages={"required": "Choose the other maker."})
    relation = forms.ChoiceField(
        label="How they belong together",
        choices=[(one.value, f"It {one.label}") for one in Sibling.Relation],
        widget=forms.RadioSelect,
        error_messages={"required": "Say how the two belong together."},
    )
    other_name = text("What it is called there", most=160, hint="The name that stands on the other device.")
    note = text("Note", most=300, required=False, hint="Both makers, coordinators and regulators read it.")

    def __init__(self, *args: Any, makers: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("other_maker", [("", "Choose a maker"), *makers])

    def words(self) -> SiblingWords:
        data = self.cleaned_data
        return SiblingWords(data["relation"], UUID(data["other_maker"]), data["other_name"], data["note"])


class AnswerForm(VerbForm):
    """Whether a sibling that another maker stated is one, and which own product is meant."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    product = forms.ChoiceField(label="Which of your products is it?", required=False)

    def __init__(self, *args: Any, products: Sequence[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("product", [("", "I would rather not say"), *products])

    def product_id(self) -> UUID | None:
        chosen = self.cleaned_data["product"]
        return UUID(chosen) if chosen else None
