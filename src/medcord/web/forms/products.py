"""The product form."""

from __future__ import annotations

from django import forms

from medcord.products.actions import ProductWords
from medcord.web.forms.base import VerbForm, text


class ProductForm(VerbForm):
    """One product; lists hold one entry a line."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = text("Name", most=160, hint="As it stands on the device.")
    model_number = text("Model number", most=80, required=False)
    versions = text("Versions", rows=4, required=False, hint="One a line, oldest first.")
    aliases = text("Other names", rows=3, required=False, hint="One a line: trade names, former names, relabelled as.")
    udi_dis = text("UDI-DI", rows=2, required=False, hint="One a line.")
    description = text("What it is", most=300, required=False)

    def words(self) -> ProductWords:
        data = self.cleaned_data
        return ProductWords(
            name=data["name"],
            model_number=data["model_number"],
            aliases=data["aliases"].splitlines(),
            udi_dis=data["udi_dis"].splitlines(),
            versions=data["versions"].splitlines(),
            description=data["description"],
        )
