"""Forms a manufacturer signs, the regulator's choice between two times, and a firm's own risk matrix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from django import forms

from medcord.core.declarations.forms import ABOUT, EXTENDS, LACKS, LONGEST_CYCLE, QUESTIONS, TIMED, Form, Given
from medcord.core.declarations.report import ITEMS, LONGEST_WHY
from medcord.core.safety.matrix import KEYS, Cell, Exploitability
from medcord.core.safety.severity import LATEST
from medcord.core.vocabulary import Severity
from medcord.web.forms.base import AsksAboutPatientData, VerbForm
from medcord.web.forms.base import text as lines
from medcord.web.forms.embargo import InstantForm, when_field, which_field, zone_field
from medcord.web.forms.supplies import date_field

Choices = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Asks:
    """What one form asks: the label of its time, of its text, and further fields."""

    at: str
    text: str
    hint: str = ""
    more: tuple[str, ...] = ()


_LIFE: Final = ("about", "ends")
ASKS: Final[Mapping[Form, Asks]] = MappingProxyType(
    {
        Form.LEARNED: Asks(
            "Learned of it",
            "How your party learned of it",
            "What any employee knew counts: a telephone call to a service desk does. It is captured once; a correction "
            "is a second signature, and both stay.",
        ),
        Form.RISK: Asks(
            "",
            "Rationale",
            "Why the residual risk of patient harm is acceptable, or why it is not.",
            ("exploitability", "severity", "controls", "uncontrolled"),
        ),
        Form.CORRECTION: Asks("Initiated", "What is corrected or removed, and why", "", ("removal", "scope")),
        Form.REPORTED: Asks("Filed", "What was filed", "Its number, and what it covers.", ("about",)),
        Form.NOT_REPORTED: Asks("", "Justification for not reporting", "Kept for an inspection.", _LIFE),
        Form.CUSTOMERS: Asks(
            "Customers were told, when it was not just now",
            "The text that customers got, word for word",
            "The ISAO you choose below reads it as it stands here.",
            ("isao",),
        ),
        Form.FIX: Asks("Distributed", "What was distributed, for which versions, and how customers get it"),
        Form.NO_HARM: Asks("", "What was searched, and until when", "Complaints, service records, published reports."),
        Form.HARM: Asks("Became aware", "What happened", "Nothing that names a patient."),
        Form.HARM_REPORTED: Asks("Filed", "What was filed", "Its number, and what it covers.", ("about",)),
        Form.MEMBERSHIP: Asks("", "The ISAO, and the evidence", "Agreement, dates, where the records are."),
        Form.LIFE: Asks(
            "", "On what the expected life rests", "The label, the file, the usual time.", ("about", "ends")
        ),
        Form.CYCLE: Asks(
            "",
            "Justification of the cycle",
            "Why this many days are reasonable for these products.",
            ("days", "scope"),
        ),
        Form.OUT_OF_CYCLE: Asks("Released", "Why it was released out of the regular cycle", "", ("scope",)),
        Form.RELEASE: Asks("Released", "What was released, and for which versions", "", ("about",)),
    }
)
_YES_NO: Final = [("yes", "Yes"), ("no", "No")]
_REASONS: Final[Mapping[Form, str]] = MappingProxyType(
    {
        Form.LEARNED: "Why the time that was signed before is corrected",
        Form.RISK: "Which new facts this rests on, or why it differs from your own matrix",
        Form.CORRECTION: "Why it is extended to more lots",
        Form.CYCLE: "Why the cycle is changed",
        Form.LIFE: "Why it is another day than the one that was signed",
    }
)


class DeclarationForm(AsksAboutPatientData, InstantForm):
    """One of the forms: what it does not ask is taken out. No answer is chosen beforehand."""

    at_field = "at"
    form = forms.CharField(widget=forms.HiddenInput)
    at = when_field("When")
    which = which_field()
    zone = zone_field()
    about = forms.ChoiceField(
        label="About which", error_messages={"required": "Choose the declaration that this is about."}
    )
    exploitability = forms.ChoiceField(
        label="How easily is it exploited?",
        choices=[(one.value, one.value.capitalize()) for one in Exploitability],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose the exploitability: low, medium or high."},
    )
    severity = forms.ChoiceField(
        label="How bad for a patient, if it happens?",
        choices=[
            (level.severity.value, f"{level.severity.value.capitalize()}, {level.severity.step} of 5: {level.meaning}")
            for level in LATEST.levels
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the five levels of harm."},
    )
    controls = lines(
        "Controls that exist now", rows=3, lack="List the controls that exist now, or write that there are none."
    )
    removal = forms.ChoiceField(
        label="Which of the two?",
        choices=[("no", "Correction: repaired, changed, inspected or watched where it is"), ("yes", "Removal")],
        widget=forms.RadioSelect,
        error_messages={"required": "Choose: a correction, or a removal."},
    )
    scope = lines("Products and lots", rows=2, lack="Name the products and lots.")
    uncontrolled = forms.ChoiceField(
        label="Your decision",
        choices=[
            ("no", "Controlled: the residual risk of patient harm is sufficiently low"),
            ("yes", "Uncontrolled: it is unacceptable, the controls are not enough"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Decide: controlled, or uncontrolled. Nothing decides it for you."},
    )
    ends = date_field(
        "Expected end of the device's life",
        required=False,
        hint="The day until which you expect it to be used. The record is kept two years longer.",
    )
    days = forms.IntegerField(
        label="Days from one regular update to the next",
        min_value=1,
        max_value=LONGEST_CYCLE,
        widget=forms.NumberInput(attrs={"class": "usa-input"}),
        error_messages={"required": "Give the days of the cycle."},
    )
    text = lines("Text", rows=4)
    reason = lines("Reason", rows=2, required=False)
    isao = forms.ChoiceField(label="ISAO that gets this text now", required=False)

    def __init__(
        self, *args: Any, kind: Form, abouts: Choices, isaos: Choices, again: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.kind, asks = kind, ASKS[kind]
        keep = {"form", "text", "patient_data_seen", *asks.more, *(("at", "which", "zone") if kind in TIMED else ())}
        extends = kind in (Form.CORRECTION, Form.CYCLE) and bool(abouts)
        keep |= {"about"} if extends else set()
        keep |= {"reason"} if kind in (Form.RISK, Form.LIFE) or extends or (kind is Form.LEARNED and again) else set()
        for name in set(self.fields) - keep:
            del self.fields[name]
        self._name(asks, extends=extends)
        if "about" in keep:
            new = "A new one, it extends none" if kind is Form.CORRECTION else "A new cycle"
            first = new if extends else "Choose one"
            self.choose_from("about", [("", first), *abouts])
            self.fields["about"].required = not extends
        if "isao" in keep:
            self.choose_from("isao", [("", "None now: give it later, on this page"), *isaos])
        for key, words in QUESTIONS.get(kind, ()):
            self.fields[key] = forms.ChoiceField(
                label=words,
                choices=_YES_NO,
                widget=forms.RadioSelect,
                error_messages={"required": "Answer yes or no.", "invalid_choice": "Answer yes or no."},
            )
            if kind is Form.REPORTED:
                self.fields[f"why_{key}"] = lines(
                    "If not: why, and when it comes", rows=1, most=LONGEST_WHY, required=False
                )

    def _name(self, asks: Asks, *, extends: bool) -> None:
        said = self.fields["text"]
        said.label, said.help_text = asks.text, asks.hint
        said.error_messages["required"] = LACKS[self.kind]
        if asks.hint:
            said.widget.attrs["aria-describedby"] = f"{self._id_of('text')}_hint"
        if "at" in self.fields:
            self.fields["at"].label = asks.at
            self.fields["at"].required = self.kind is not Form.CUSTOMERS
        if "reason" in self.fields:
            self.fields["reason"].label = _REASONS[self.kind]
            self.fields["reason"].required = self.kind is Form.LEARNED
        if extends:
            lots = self.kind is Form.CORRECTION
            self.fields["about"].label = "Extends an earlier one to more lots" if lots else "Changes an earlier cycle"
        if self.kind is Form.CYCLE:
            self.fields["scope"].label = "Products that are updated in it"
            self.fields["scope"].error_messages["required"] = "Name the products that are updated in this cycle."
        if self.kind is Form.OUT_OF_CYCLE:
            self.fields["scope"].label = "Version that was released, and for which products"
            self.fields["scope"].error_messages["required"] = "Name the version that was released."
        if self.kind is Form.LIFE:
            self.fields["ends"].required = True

    def given(self) -> Given:
        """What the verb wants."""
        data = self.cleaned_data
        return Given(
            form=self.kind,
            at=data.get("instant"),
            text=data["text"],
            reason=data.get("reason", ""),
            controls=data.get("controls", ""),
            scope=data.get("scope", ""),
            about=UUID(data["about"]) if data.get("about") else None,
            removal=_yes(data.get("removal")),
            uncontrolled=_yes(data.get("uncontrolled")),
            exploitability=Exploitability(data["exploitability"]) if "exploitability" in data else None,
            severity=Severity(data["severity"]) if "severity" in data else None,
            ends=data.get("ends"),
            days=data.get("days"),
            answers={key: data[key] == "yes" for key, _ in QUESTIONS.get(self.kind, ())},
            whys={key: data[f"why_{key}"] for key, _ in ITEMS if data.get(f"why_{key}")},
        )

    @property
    def isao_chosen(self) -> UUID | None:
        """The ISAO that gets the text in the same act."""
        chosen = self.cleaned_data.get("isao")
        return UUID(chosen) if chosen else None


def _yes(said: str | None) -> bool | None:
    return None if said is None else said == "yes"


class ConsigneesForm(AsksAboutPatientData):
    """To whom the devices of a correction or removal went, as a file."""

    act = forms.CharField(widget=forms.HiddenInput, initial="consignees")
    declaration = forms.ChoiceField(
        label="Correction or removal", error_messages={"required": "Choose the correction or removal."}
    )
    file = forms.FileField(
        label="List of consignees",
        help_text="Names, addresses, dates and how many devices each got. A later list takes the place of this one.",
        error_messages={"required": "Choose the file."},
    )

    def __init__(self, *args: Any, corrections: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("declaration", corrections)


class LearnedDecisionForm(VerbForm):
    """Which of the declared times counts."""

    declaration = forms.ChoiceField(
        label="The clocks run from",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose one of the declared times."},
    )
    reason = lines("Reason", rows=3, lack="Say why this time counts. The manufacturer reads it.")

    def __init__(self, *args: Any, times: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("declaration", times)


class GiveForm(VerbForm):
    """A signed text, given to one more ISAO."""

    declaration = forms.ChoiceField(label="Text", error_messages={"required": "Choose one of your own texts."})
    isao = forms.ChoiceField(label="ISAO", error_messages={"required": "Choose the ISAO."})

    def __init__(self, *args: Any, texts: Choices, isaos: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("declaration", texts)
        self.choose_from("isao", [("", "Choose an ISAO"), *isaos])


CELLS: Final = [("", "Choose"), *((one.value, one.words.capitalize()) for one in Cell)]


class MatrixForm(VerbForm):
    """Fifteen cells, the version and the process. A new version starts from the firm's own last one."""

    name = lines(
        "Version", most=60, hint="As your firm calls it.", lack="Give the version of the matrix, as your firm calls it."
    )
    process = lines("Process", most=160, hint="Your document that says how it is used.",
                   lack="Name your document that says how the matrix is used.")  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in KEYS:
            column = key.partition(":")[2]
            self.fields[key] = forms.ChoiceField(
                label=f"{column.capitalize()} harm",
                choices=CELLS,
                widget=forms.Select(attrs={"class": "usa-select"}),
                error_messages={"required": "Choose what your matrix says here."},
            )

    @property
    def rows(self) -> list[tuple[str, list[Any]]]:
        """The cells as the page shows them: a line for each exploitability."""
        return [(one.value, [self[f"{one.value}:{column.value}"] for column in Severity]) for one in Exploitability]

    def cells(self) -> dict[str, str]:
        """What the verb wants."""
        return {key: self.cleaned_data[key] for key in KEYS}


def preset(kind: Form, zone: str, asked: Mapping[str, str]) -> dict[str, str]:
    """What a form opens with: which it is, the viewer's zone, and what a link on the page chose."""
    about = asked.get("about", "") if kind in ABOUT or kind in EXTENDS else ""
    return {"form": kind.value, "zone": zone, "about": about}
