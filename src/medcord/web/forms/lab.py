"""Forms of independent tests."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms

from medcord.core.lab import Custody, CustodyMove, LabAudience, LabOutcome, SpecimenKind, moves_from
from medcord.core.vocabulary import ConfidentialityClass
from medcord.lab.actions import HandWords, RequestWords
from medcord.web.forms.base import AsksAboutPatientData, VerbForm, text
from medcord.web.forms.embargo import InstantForm, when_field, which_field, zone_field

MOVES = {
    CustodyMove.RECEIVE: "received by us",
    CustodyMove.TO_LABORATORY: "given to the laboratory",
    CustodyMove.FROM_LABORATORY: "taken back from the laboratory",
    CustodyMove.RETURN: "returned to its supplier",
    CustodyMove.DESTROY: "destroyed",
}
OUTCOMES = {
    LabOutcome.CONFIRMED: "Confirmed",
    LabOutcome.NOT_CONFIRMED: "Not confirmed",
    LabOutcome.PARTLY: "Partly",
    LabOutcome.NOT_TESTED: "It could not be tested",
}
AUDIENCES = {
    LabAudience.AGENCIES: "The agencies only",
    LabAudience.MAKER: "The party that supplied the specimen, too",
    LabAudience.READERS: "Everyone who reads the case",
    LabAudience.PUBLIC: "The public, in one sentence",
}
_DIGEST = "64 digits, as sha256sum prints them."


class RequestForm(VerbForm):
    scope = text("Scope", rows=2, most=4000, hint="What is tested, and what is not.")
    question = text("Question", rows=2, most=4000, hint="What the result is to answer.")
    wanted = text("Device and firmware", rows=2, most=2000, hint="Model, version, how many, what has to be with it.")
    supplier = forms.ChoiceField(label="Supplied by", required=False)
    confidentiality = text(
        "What the laboratory must keep to itself", rows=2, most=2000, required=False, hint="And what it may tell whom."
    )

    def __init__(self, *args: Any, suppliers: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("supplier", [("", "Still open"), *suppliers])

    def words(self) -> RequestWords:
        """What the verb wants."""
        data = {**self.cleaned_data}
        supplier = data.pop("supplier")
        return RequestWords(**data, supplier=UUID(supplier) if supplier else None)


class AnswerForm(VerbForm):
    accept = forms.ChoiceField(
        label="Answer",
        choices=[("yes", "Take it on"), ("no", "Turn it down")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the two."},
    )
    laboratory = text("Laboratory", most=160, required=False, hint="Its name, when you take it on.")
    words = text("Why", rows=2, most=4000, required=False, hint="A reason, when you turn it down.")


class SpecimenForm(VerbForm):
    kind = forms.ChoiceField(
        label="Specimen",
        choices=[(SpecimenKind.DEVICE.value, "A device"), (SpecimenKind.FIRMWARE.value, "Firmware")],
        initial=SpecimenKind.DEVICE.value,
    )
    model = text("Model, or firmware and version", most=160)
    serial = text("Serial number", most=120, required=False, hint="Of a device. It stays out of the ledger.")
    sha256 = text("SHA-256", most=120, required=False, hint=f"Of firmware: {_DIGEST}")


class HandForm(InstantForm):
    at_field = "at"
    specimen = forms.UUIDField(widget=forms.HiddenInput)
    move = forms.ChoiceField(label="It was")
    giver = text("From", most=160)
    taker = text("To", most=160)
    at = when_field("When")
    which = which_field()
    zone = zone_field()
    seal = text("Seal, as it was found", most=60, required=False)
    new_seal = text("New seal, if another was put on", most=60, required=False)
    condition = text("Condition", most=2000, required=False)

    def offer(self, state: Custody) -> None:
        """What may become of the specimen now."""
        self.choose_from("move", [(one.value, MOVES[one]) for one in moves_from(state)])

    def words(self) -> HandWords:
        """What the verb wants."""
        given = {name: self.cleaned_data[name] for name in ("giver", "taker", "seal", "new_seal", "condition")}
        return HandWords(at=self.cleaned_data["instant"], **given)


CLASSES = [
    (ConfidentialityClass.NONE.value, "None: whoever may read the result reads it"),
    (ConfidentialityClass.CCI.value, "Confidential commercial information (CCI)"),
    (ConfidentialityClass.TRADE_SECRET.value, "Trade secret"),
    (ConfidentialityClass.PRIVACY.value, "Privacy"),
    (ConfidentialityClass.DELIBERATIVE.value, "Deliberative"),
]
_CLASS = (
    "With CCI or a trade secret the document does not exist for the regulator, nor its name and digest, until its "
    "supplier was asked: on its page under Supplied. PCII is the submitter's own claim, made there. The words of the "
    "result stay open to the agencies."
)
_DOCUMENT = (
    "Up to 20 MB, kept sealed. Whoever may read the result gets it as it is, with all it holds, so that its SHA-256 "
    "fits: look at it for names of people and of patients first."
)


def _class_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label="Class of the document", choices=CLASSES, initial="none", required=False, help_text=_CLASS
    )


class ReportForm(AsksAboutPatientData):
    outcome = forms.ChoiceField(
        label="Outcome",
        choices=[(one.value, words) for one, words in OUTCOMES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the outcomes."},
    )
    words = text("What the laboratory found", rows=4)
    file = forms.FileField(label="The laboratory's document, as a file", required=False, help_text=_DOCUMENT)
    document = text(
        "Its number, or where it lies",
        most=300,
        required=False,
        hint="Needed for a document that must not leave the laboratory. It can still come as a file later.",
    )
    document_sha256 = text(
        "Its SHA-256", most=120, required=False, hint=f"{_DIGEST} A file is compared with it; without one it is needed."
    )
    confidentiality = _class_field()


class DocumentForm(AsksAboutPatientData):
    file = forms.FileField(
        label="The laboratory's document", help_text=_DOCUMENT, error_messages={"required": "Choose the file."}
    )
    confidentiality = _class_field()


class ReleaseForm(VerbForm):
    audience = forms.ChoiceField(
        label="Who may see the result",
        choices=[(one.value, words) for one, words in AUDIENCES.items()],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may see it."},
    )
    sentence = text(
        "Sentence for the public", rows=2, most=2000, required=False, hint="At most 600 characters, plain words."
    )
    because = text("Why", rows=2, most=4000)
