"""Forms of reports, cases, opinions and drafts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django import forms

from medcord.cases.actions import SideRoom, StatementWords
from medcord.cases.actions.statements import JUSTIFICATIONS
from medcord.core.cvd.casestate import IN_WORDS, CaseEvent
from medcord.core.device.picking import WrongPick, expression_of
from medcord.core.vocabulary import ConfidentialityClass, ProductStatus, Tlp
from medcord.drafting.actions import FIELDS
from medcord.drafting.models import QUOTING, Draft
from medcord.drafting.queries import further_flaws
from medcord.drafting.quoting import LABELS as PASSAGES
from medcord.gateways import clock
from medcord.products.models import Product
from medcord.web.forms.base import AsksAboutPatientData, IdsField, VerbForm, is_id, text
from medcord.web.forms.embargo import InstantForm, when_field, which_field, zone_field
from medcord.web.forms.flaws import further_weaknesses
from medcord.web.forms.remedies import RemediesPart
from medcord.web.forms.texts import PlannedForm

REMEDIES = [
    ("", "none"),
    ("vendor_fix", "Vendor fix"),
    ("mitigation", "Mitigation"),
    ("workaround", "Workaround"),
    ("none_available", "None available yet"),
    ("no_fix_planned", "No fix planned"),
]

CLASSES = [
    (ConfidentialityClass.NONE.value, "Class: none"),
    (ConfidentialityClass.CCI.value, "Class: CCI"),
    (ConfidentialityClass.TRADE_SECRET.value, "Class: trade secret"),
    (ConfidentialityClass.PCII.value, "Class: PCII"),
    (ConfidentialityClass.DELIBERATIVE.value, "Class: deliberative"),
]


class OpenCaseForm(VerbForm):
    """A case from an accepted report."""

    title = text("Title", most=200, hint="Which device, and what is wrong. Parties read it after they sign.")
    summary = text("Summary for the parties", rows=3, required=False)


class MessageForm(AsksAboutPatientData):
    """A message in the case room. ``file`` are files that were put down for it."""

    file = IdsField(required=False, widget=forms.MultipleHiddenInput)
    quote = IdsField(required=False, widget=forms.MultipleHiddenInput)

    tlp = forms.ChoiceField(
        label="TLP", choices=[(one.value, f"TLP:{one.value}") for one in reversed(Tlp)], initial=Tlp.AMBER.value
    )
    confidentiality = forms.ChoiceField(label="Class", choices=CLASSES, initial=ConfidentialityClass.NONE.value)
    body = text("Message", rows=3, lack="There is nothing to send yet. Type a message.")
    room = forms.ChoiceField(
        label="Thread",
        required=False,
        error_messages={"invalid_choice": "You cannot write in this thread any more. Choose another one."},
    )
    shown = forms.CharField(required=False, max_length=64)

    def __init__(self, *args: Any, rooms: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("room", rooms)

    def chosen(self) -> dict[str, str]:
        """Thread, marking and class as they stand in the form; what is no choice is the form's first one."""
        found = {}
        for name in ("room", "tlp", "confidentiality"):
            field: Any = self.fields[name]
            value = str(self[name].value() or "") if self.is_bound else str(self.initial.get(name, ""))
            found[name] = value if field.valid_value(value) else str(field.initial or "")
        return found

    def quotes(self) -> tuple[UUID, ...]:
        """Messages that are to be quoted; what is no id is none."""
        given = self["quote"].value() or ()
        return tuple(UUID(one) for one in map(str, given) if is_id(one))

    def where(self) -> UUID | None:
        return UUID(self.cleaned_data["room"]) if self.cleaned_data["room"] else None

    def marking(self) -> dict[str, Any]:
        """What the action takes besides the words."""
        data = self.cleaned_data
        marks = {"tlp": Tlp(data["tlp"]), "confidentiality": ConfidentialityClass(data["confidentiality"])}
        seen = {"files": data["file"], "patient_data_seen": data["patient_data_seen"], "quotes": data["quote"]}
        return {**marks, **seen, "room": self.where(), "shown": data["shown"]}


class EditForm(AsksAboutPatientData):
    """The words of one's own message."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    body = text("Message", rows=6, lack="There is nothing to send yet. Type a message.")


class SideRoomForm(VerbForm):
    """A side room for chosen parties."""

    title = text("What is it for?", most=120, hint="Its title. Only those in it see it.", lack="Say what it is for.")
    parties = forms.MultipleChoiceField(
        label="Parties in it", required=False, widget=forms.CheckboxSelectMultiple, help_text="Besides your own."
    )
    with_finder = forms.BooleanField(label="The finder too, who reads it below the report", required=False)

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("parties", parties)

    def words(self) -> SideRoom:
        data = self.cleaned_data
        return SideRoom(data["title"], [UUID(one) for one in data["parties"]], data["with_finder"])


class ThreadForm(VerbForm):
    """The thread of a product."""

    product = forms.ChoiceField(label="Product", error_messages={"required": "Choose a product."})

    def __init__(self, *args: Any, products: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("product", [("", "Choose a product"), *products])


class NumberForm(VerbForm):
    """The party's own number for the case."""

    number = text("Our number", most=60, required=False)


class InviteForm(InstantForm):
    """A party to bring in, and from which point on it sees the case."""

    at_field = "sees_at"

    party = forms.ChoiceField(label="Party", help_text="It sees the terms and nothing else until it signs.")
    channel = forms.ChoiceField(
        label="How was it told?",
        choices=[
            ("medcord", "By medcord"),
            ("telephone", "By telephone"),
            ("mail", "By mail"),
            ("letter", "By letter"),
        ],
    )
    sees = forms.ChoiceField(
        label="After signing it sees",
        choices=[("all", "Everything"), ("now", "What is new from now on"), ("from", "What is new from a moment on")],
        widget=forms.RadioSelect,
        initial="all",
        required=False,
    )
    sees_at = when_field("From which moment", required=False)
    which = which_field()
    zone = zone_field("Time zone of that moment", required=False)
    observer = forms.BooleanField(label="As an observer: it reads, and does not act", required=False)

    def __init__(self, *args: Any, parties: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("party", [("", "Choose a party"), *parties])

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("sees") == "from" and data.get("sees_at") is None and "sees_at" not in self.errors:
            self.add_error("sees_at", "Give the day and the time from which it sees the case.")
        return data

    @property
    def sees_from(self) -> datetime | None:
        """The point that was chosen; none is the beginning."""
        chosen: datetime | None = self.cleaned_data["instant"]
        return {"now": clock.now(), "from": chosen}.get(self.cleaned_data["sees"])


class ReasonForm(VerbForm):
    """A reason that stays in the ledger."""

    reason = text("Reason", rows=2, most=2000, lack="Say why; the reason stays in the ledger.")


class DestroyForm(ReasonForm):
    """A reason, and the reference typed again: what cannot be undone is not done by one press."""

    reason = text(
        "Why is it destroyed?", rows=2, most=4000, lack="Say why first.",
        hint="Kept sealed, for you and your auditor; the ledger keeps a digest.",
    )  # fmt: skip
    typed = text("Type the reference again", most=40, lack="Type the reference to show that this is the right one.")

    def why(self) -> dict[str, str]:
        """The reason and the reference, for the action."""
        return {name: self.cleaned_data[name] for name in ("reason", "typed")}


class DestroyReportForm(DestroyForm):
    """All of a report, or one file, message or note of it. ``parts``: values and words of what can go alone."""

    part = forms.ChoiceField(label="What is destroyed?", required=False)

    field_order = ("part", "reason", "typed")

    def __init__(self, *args: Any, parts: Sequence[tuple[str, str]], whole: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        everything = [("", "All of it: every text, file and message, and who the finder is")] if whole else []
        self.choose_from("part", [*everything, *parts])
        self.fields["part"].required = not whole

    def chosen(self) -> tuple[str, UUID] | None:
        """Kind and id of the one thing; None for all of it."""
        what, _, item = self.cleaned_data["part"].partition(":")
        return (what, UUID(item)) if what else None


class PurgeForm(ReasonForm):
    """Which message to destroy, and why."""

    message = forms.UUIDField(widget=forms.HiddenInput)


class MarkForm(VerbForm):
    """One of the six marks, with its evidence."""

    event = forms.ChoiceField(
        label="What happened?", choices=[(event.value, IN_WORDS[event].capitalize()) for event in CaseEvent]
    )
    evidence = text(
        "What shows it?", rows=2, most=2000, lack="Say what shows it: a link, a message, a name and a time."
    )


class ConfirmForm(VerbForm):
    """Potential becomes confirmed."""

    evidence = text(
        "What confirms it?", rows=2, most=2000, lack="Say what confirms it: who reproduced it, or which message."
    )


class StatementForm(RemediesPart):
    """A manufacturer's statement. ``version``: how many its party had made when the form was opened."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    product = forms.ChoiceField(label="Product", error_messages={"required": "Choose a product of your registry."})
    first = forms.ChoiceField(label="From version", required=False)
    last = forms.ChoiceField(label="Up to and with", required=False)
    fixed = forms.ChoiceField(label="Or fixed in", required=False)
    versions = text(
        "Or in your own words",
        most=120,
        required=False,
        hint="For example “< 3.6.2”, “3.0 | 3.1”, or “vers:all/*” for all.",
    )
    status = forms.ChoiceField(
        label="They are",
        choices=[
            (ProductStatus.AFFECTED.value, "Affected"),
            (ProductStatus.FIXED.value, "Fixed"),
            (ProductStatus.NOT_AFFECTED.value, "Not affected"),
            (ProductStatus.UNDER_INVESTIGATION.value, "Under investigation"),
        ],
        widget=forms.RadioSelect,
    )
    justification = forms.ChoiceField(
        label="If not affected, because",
        choices=[("", "choose one"), *((one, one.replace("_", " ")) for one in JUSTIFICATIONS)],
        required=False,
    )
    remediation_category = forms.ChoiceField(label="Remedy", choices=REMEDIES, required=False)
    remediation = text("Remedy in your words", rows=3, required=False, hint="Hospitals read this word for word.")
    cve = text(
        "Only of this vulnerability",
        most=24,
        required=False,
        hint="A CVE number, where the case is about several and they differ. Empty: of all.",
    )

    def __init__(self, *args: Any, products: Sequence[Product], seen: int = 0, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["version"].initial = seen
        names = [("", "Choose a product"), *((str(one.pk), one.name) for one in products)]
        self.choose_from("product", names)
        chosen = str(self["product"].value() or "")
        self.picked = next((one for one in products if str(one.pk) == chosen), None)
        listed = [(name, name) for name in (self.picked.versions if self.picked else ())]
        for field, none in (("first", "the first ever"), ("last", "leave open"), ("fixed", "not fixed yet")):
            self.choose_from(field, [("", none), *listed])
            self.fields[field].error_messages["invalid_choice"] = "This is no version of the product. Choose again."

    @property
    def picks(self) -> list[forms.BoundField]:
        """The drop-downs."""
        return [self[field] for field in ("first", "last", "fixed")]

    @property
    def others(self) -> list[forms.BoundField]:
        """Everything after the versions were picked."""
        named = ("versions", "cve", "status", "justification", "remediation_category", "remediation")
        return [self[field] for field in named]

    def clean(self) -> dict[str, Any]:
        """One way to say which versions: picked from the registry, or in the maker's own words."""
        data: dict[str, Any] = super().clean() or {}
        picks = {field: data.get(field, "") for field in ("first", "last", "fixed")}
        if any(picks.values()) and data.get("versions"):
            self.add_error("versions", "Pick versions above or write your own words, not both. Empty one of them.")
        elif any(picks.values()) and self.picked is not None and not self.errors:
            data["versions"] = self._expression(picks)
        elif not data.get("versions") and "versions" not in self.errors:
            self.add_error("versions", "Say which versions: pick them above, or write them here.")
        return data

    def _expression(self, picks: dict[str, str]) -> str:
        assert self.picked is not None, "asked before"
        try:
            found = expression_of(self.picked.versions, **picks)
        except WrongPick as wrong:
            self.add_error("fixed" if picks["fixed"] else "last", str(wrong))
            return ""
        if len(found) > 120:
            self.add_error("versions", "Too many versions to name them one by one. Write the range here, as “< 3.6.2”.")
        return found

    def words(self) -> StatementWords:
        data = self.cleaned_data
        return StatementWords(
            product=UUID(data["product"]),
            versions=data["versions"],
            status=ProductStatus(data["status"]),
            justification=data["justification"],
            remediation_category=data["remediation_category"],
            remediation=data["remediation"],
            remedies=self.remedies(),
            cve=data["cve"],
        )


class SentenceForm(VerbForm):
    """The one sentence that may leave."""

    number = forms.IntegerField(widget=forms.HiddenInput)
    sentence = text(
        "Public sentence",
        rows=3,
        most=600,
        hint="Plain words. Only this may enter the advisory; the opinion stays inside.",
    )


NEEDED_TO_PUBLISH: Final = ("device", "what_could_happen", "what_to_do")
"""Fields of a draft that are saved without words, but keep it in."""


class DraftForm(PlannedForm):
    """The advisory while it is written."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = text("Title", most=200)
    summary = text("Summary", rows=3, hint="Two or three sentences.")
    device = text("What device", rows=2, required=False)
    what_could_happen = text("What could happen", rows=2, required=False)
    what_to_do = text("What to do", rows=2, required=False, hint="Never tell anyone to stop a treatment.")
    not_known = text("What is not known", rows=2, required=False)
    clinicians_device = text("What device, for clinicians", rows=2, required=False)
    clinicians_could_happen = text("What could happen, for clinicians", rows=2, required=False)
    clinicians_to_do = text(
        "What to do, for clinicians", rows=2, required=False, hint="Also what speaks for going on with the therapy."
    )
    clinicians_not_known = text("What is not known, for clinicians", rows=2, required=False)
    flaw_title = text(
        "Title of the vulnerability", most=200, required=False, hint="Where it is not the advisory's own title."
    )
    flaw = text("Technical description", rows=4, required=False)
    cve = text("CVE", most=24, required=False, hint="CVE-YYYY-NNNN, if one is assigned.")
    cwe = text("CWE", most=12, required=False, hint="For example CWE-287.")
    cwe_name = text("CWE name", most=200, required=False, hint="Filled in from the list of weaknesses.")
    more_cwes = further_weaknesses()
    news = text("What is new", rows=2, required=False, hint="The history of the advisory shows it.")
    vector = text("CVSS 3.1 vector", most=160, required=False, hint="CVSS:3.1/AV:N/…")
    vector_4 = text("CVSS 4.0 vector", most=260, required=False, hint="CVSS:4.0/AV:N/…")

    field_order = (
        "version", "news", "title", "summary", "device", "what_could_happen", "what_to_do", "not_known",
        "actions", "planned_at",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not (self.initial.get("revising") or "news" in self.data):
            del self.fields["news"]
        for name in NEEDED_TO_PUBLISH:
            self.fields[name].later = "needed to publish"  # type: ignore[attr-defined]

    def words(self) -> dict[str, str]:
        return {key: value for key, value in self.cleaned_data.items() if key in FIELDS}


class QuoteForm(VerbForm):
    """A passage of the draft that is to quote a message."""

    message = forms.UUIDField(widget=forms.HiddenInput)
    field = forms.ChoiceField(label="Where")

    def __init__(self, *args: Any, draft: Draft | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        further = further_flaws(draft) if draft else {}
        self.choose_from("field", [*((one, PASSAGES[one]) for one in QUOTING), *further.items()])


class PublishForm(VerbForm):
    """The door out. The effect stands above the button."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    early_reason = text("Why before the agreed date", rows=2, required=False, most=2000)
    sure = forms.BooleanField(
        label="I have read the preview; this cannot be taken back, only revised",
        error_messages={"required": "Read the preview, then tick the box."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["early_reason"].later = "needed before it"  # type: ignore[attr-defined]
