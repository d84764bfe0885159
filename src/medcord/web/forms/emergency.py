"""Forms of break-glass: the short form, that it was read, its release, and the review."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms

from medcord.core.advisory.emergency import OUTCOMES, ReviewOutcome
from medcord.web.forms.base import VerbForm, text


class ShortFormForm(VerbForm):
    """The short form of an advisory."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = text("Title", most=200)
    device = text("What device", rows=2, most=2000)
    what_could_happen = text("What could happen", rows=2, most=2000)
    what_to_do = text("What to do now", rows=2, most=2000, hint="Never tell anyone to stop a treatment.")
    products = forms.MultipleChoiceField(
        label="Products, as their makers state them",
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one product."},
    )
    cve = text("CVE", most=24, required=False, hint="CVE-YYYY-NNNN, if one is assigned.")
    news = text("What is new", rows=2, most=2000, hint="Published: the history of the advisory shows it.")
    unmatched = text(
        "If machines cannot match a product: why it goes out all the same",
        rows=2,
        required=False,
        most=2000,
        hint="Published.",
    )

    def __init__(
        self, *args: Any, products: Sequence[tuple[str, str]] = (), revises: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, auto_id="short_%s", **kwargs)
        del self.fields["cve" if revises else "news"]
        field: Any = self.fields["products"]
        field.choices = list(products)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        data = self.cleaned_data
        names = ("title", "device", "what_could_happen", "what_to_do", "cve", "unmatched", "news")
        words = {name: data[name] for name in names if name in data}
        return {
            "words": words,
            "products": [UUID(one) for one in data["products"]],
            "expected_version": data["version"],
        }


class SeenForm(VerbForm):
    """That a member of the regulator has read this version."""

    number = forms.IntegerField(widget=forms.HiddenInput)


class BreakForm(VerbForm):
    """The release of the short form. Hard to send by accident: the reference of the case is typed."""

    way = forms.ChoiceField(
        label="How",
        choices=[
            ("two", "I ask for it; a second member of my organisation releases it"),
            ("alone", "I release it alone, now; another member reviews it within 24 hours"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Say whether a second person can be reached."},
    )
    reason = text("Why it cannot wait", rows=2, most=4000, hint="Read by the agencies of the case. It stays.")
    confirmed = text("Type the reference of this case to confirm", most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="break_%s", **kwargs)


class SecondForm(VerbForm):
    """The second person releases it."""

    confirmed = text("Type the reference of this case to confirm", most=40)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="second_%s", **kwargs)


class ReviewForm(VerbForm):
    """What the review found."""

    outcome = forms.ChoiceField(
        label="What you found",
        choices=[(one.value, words) for one, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose what the review found."},
    )
    words = text("In words", rows=3, most=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, auto_id="review_%s", **kwargs)

    def wanted(self) -> dict[str, Any]:
        """Arguments of the verb."""
        return {"outcome": ReviewOutcome(self.cleaned_data["outcome"]), "words": self.cleaned_data["words"]}
