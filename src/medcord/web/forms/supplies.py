"""Forms of passing an item on: asking, answering, PCII, consents, readers, legal basis."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import UTC, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

from django import forms
from django.utils.safestring import SafeString

from medcord.cases import actions, queries
from medcord.cases.actions import Document, NearVerdict, SupplierQuestion
from medcord.core.access import Permission, Viewer
from medcord.core.confidentiality import Giver, Holds, Move
from medcord.core.confidentiality.rules import ANSWER_WORK_DAYS, SHORTEST_WORK_DAYS
from medcord.web.forms.base import VerbForm, text

Choices = list[tuple[str, str]]
NONE_CHOSEN: Final = ("", "choose")
"""What a list opens with where a named person decides: nothing."""
PURPOSES: Final = [("regulator", "Pass it to the regulator"), ("publication", "Quote it in public")]


def date_field(label: str, *, hint: str = "", required: bool = True) -> Any:
    """A day."""
    return forms.DateField(
        label=label,
        help_text=hint,
        required=required,
        widget=forms.DateInput(attrs={"type": "date", "class": "usa-input"}, format="%Y-%m-%d"),
        error_messages={"required": f"Please fill in “{label}”.", "invalid": "Give the day, as 2026-12-03."},
    )


class _Elsewhere(forms.HiddenInput):
    """An id that the page writes itself, beside what it belongs to."""

    def render(self, *_args: Any, **_kwargs: Any) -> SafeString:
        return SafeString("")


class SupplyForm(VerbForm):
    """One act on one item. ``asks`` is what the policy is asked, ``done`` what is said when it is done."""

    asks = Permission.CONSULT_SUPPLY_ASK
    done = "Recorded."

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        """Call the verb; None when it refused."""
        raise NotImplementedError


class AskForm(SupplyForm):
    """Ask the supplier."""

    done = "Asked. The supplier is told that a question waits. Nothing is passed on yet."

    purpose = forms.ChoiceField(label="What for")
    party = forms.ChoiceField(
        label="Who supplied it", required=False, help_text="Only where an agency or the finder wrote the message."
    )
    question = text("Question", rows=2, required=False, most=4000, hint="Left out, the supplier gets the usual one.")
    work_days = forms.IntegerField(
        label="Work days to answer",
        required=False,
        min_value=SHORTEST_WORK_DAYS,
        max_value=60,
        help_text=f"{ANSWER_WORK_DAYS} when left empty: our default, no text gives a number.",
    )

    def __init__(self, *args: Any, parties: Choices, without: Collection[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.choose_from("purpose", [one for one in PURPOSES if one[0] not in without] or PURPOSES)
        self.choose_from("party", [NONE_CHOSEN, *parties])
        if not parties:
            del self.fields["party"]

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        data = self.cleaned_data
        party = UUID(data["party"]) if data.get("party") else None
        words = SupplierQuestion(data["purpose"], data["question"], party, data["work_days"])
        return self.run(actions.ask_supplier, reference, message, words, actor=actor)


class AnswerForm(SupplyForm):
    """The supplier agrees or objects. ``seen`` is how the question stood when the form was opened."""

    asks = Permission.CONSULT_SUPPLY_ANSWER
    done = "Answered. The coordinator is told."

    consultation = forms.UUIDField(widget=_Elsewhere)
    seen = forms.CharField(widget=_Elsewhere, required=False, max_length=12)
    agreed = forms.ChoiceField(
        label="Your answer", choices=[("yes", "We agree"), ("no", "We object")], widget=forms.RadioSelect
    )
    words = text("In words", rows=3, required=False, most=4000, hint="An objection needs its reason.")

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:  # noqa: ARG002 - the question names it
        data = self.cleaned_data
        given = {"agreed": data["agreed"] == "yes", "words": data["words"], "seen": data["seen"]}
        return self.run(actions.answer_supplier, reference, data["consultation"], actor=actor, **given)


class ConferForm(SupplyForm):
    """The coordinator answers an objection."""

    done = "Answered. The regulator reads the item now."

    consultation = forms.UUIDField(widget=_Elsewhere)
    words = text("Your answer to the objection", rows=3, most=4000, hint="Why it is passed on all the same. It stays.")

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:  # noqa: ARG002 - the question names it
        return self.run(
            actions.confer, reference, self.cleaned_data["consultation"], self.cleaned_data["words"], actor=actor
        )


def _bases() -> list[tuple[str, str]]:
    return [
        NONE_CHOSEN,
        *(
            (code, one.basis.words + (" (over)" if one.holds is Holds.LAPSED else ""))
            for code, one in queries.listed().items()
        ),
    ]


class BasisForm(SupplyForm):
    """The legal basis."""

    basis = forms.ChoiceField(
        label="Legal basis", choices=_bases, error_messages={"required": "Choose a legal basis from the list."}
    )
    valid_from = date_field("Holds from", required=False)
    valid_to = date_field("Holds to", required=False, hint="Its last day. Without days, those of the list are taken.")

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        data = self.cleaned_data
        first, last = data["valid_from"], data["valid_to"]
        days = {
            "valid_from": datetime.combine(first, time(), UTC) if first else None,
            "valid_to": datetime.combine(last + timedelta(days=1), time(), UTC) if last else None,
        }
        return self.run(actions.set_basis, reference, message, data["basis"], actor=actor, **days)


class NearForm(SupplyForm):
    """Whether a passage that is close to the item comes from an independent source."""

    asks = Permission.CONSULT_SUPPLY_READ
    done = "Decided, under your name. What is independent is bound no longer."

    near = forms.UUIDField(widget=_Elsewhere, required=False)
    passage = text("The passage you are about to write", rows=2, most=4000, required=False)
    verdict = forms.ChoiceField(
        label="It comes from",
        choices=[NONE_CHOSEN, ("independent", "an independent source"), ("quoting", "this item: it quotes it")],
        error_messages={"required": "Say where the passage comes from."},
    )
    reason = text("Which source, or why", rows=2, most=2000, hint="It stays, with your name.")

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        data = self.cleaned_data
        words = NearVerdict(data["verdict"] == "independent", data["reason"], data["near"], data["passage"])
        return self.run(actions.decide_near, reference, message, words, actor=actor)


class SureForm(SupplyForm):
    """An act without words, after its effect was shown."""

    asks = Permission.CONSULT_SUPPLY_CLAIM
    sure = forms.BooleanField(label="I have read what follows", error_messages={"required": "Tick that you read it."})


class ClaimForm(SureForm):
    """The submitter claims PCII."""

    done = "Claimed. It is handled as PCII from now on."

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        return self.run(actions.claim_protection, reference, message, actor=actor)


class WithdrawForm(SureForm):
    """The submitter takes its claim back."""

    done = "Taken back."

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        return self.run(actions.withdraw_protection, reference, message, actor=actor)


class PaperForm(SupplyForm):
    """What rests on a written document."""

    document = text("Reference of the document", most=200)
    document_on = date_field("Its date")

    def paper(self) -> Document:
        return Document(self.cleaned_data["document"], self.cleaned_data["document_on"])


DECISIONS: Final[Mapping[str, str]] = {
    Move.PRESUME.value: "presumes that it is PCII",
    Move.VALIDATE.value: "validated it",
    Move.REJECT.value: "rejected it",
}


class ProgrammeForm(PaperForm):
    """What the PCII programme wrote."""

    done = "Recorded. A colleague with the same paper at hand has to confirm it; until then nothing changes."

    decision = forms.ChoiceField(
        label="The programme",
        choices=[NONE_CHOSEN, *DECISIONS.items()],
        error_messages={"required": "Choose what the programme wrote."},
    )
    tracking = text("Tracking number of the programme", most=60, required=False)

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        data = self.cleaned_data
        given = {"tracking": data["tracking"], "actor": actor}
        return self.run(actions.quote_programme, reference, message, Move(data["decision"]), self.paper(), **given)


class ConfirmForm(SupplyForm):
    """A second person confirms it."""

    done = "Confirmed."
    same = text("Reference of the document, typed again", most=200)

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        return self.run(actions.confirm_programme, reference, message, self.cleaned_data["same"], actor=actor)


class ProgrammeConsentForm(PaperForm):
    """The programme manager's written consent, recorded by the owner."""

    giver = Giver.PROGRAMME
    use = text("For which use", most=1000, hint="The consent is for this one and no other.")

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        use = self.cleaned_data["use"]
        return self.run(actions.consent_to_use, reference, message, self.giver, use, self.paper(), actor=actor)


class OwnConsentForm(ProgrammeConsentForm):
    """The submitter's own."""

    asks = Permission.CONSULT_SUPPLY_CLAIM
    giver = Giver.SUBMITTER


class DropConsentForm(SupplyForm):
    """Withdraw a consent."""

    asks = Permission.CONSULT_SUPPLY_READ
    done = "Withdrawn. The item is closed for the regulator from now on."
    consent = forms.UUIDField(widget=_Elsewhere)

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:  # noqa: ARG002 - the consent names it
        return self.run(actions.withdraw_consent, reference, self.cleaned_data["consent"], actor=actor)


class ReadersForm(SupplyForm):
    """The authorised readers."""

    readers = text(
        "Addresses of the authorised readers",
        rows=3,
        required=False,
        hint="One a line; none: nobody.",
    )

    def perform(self, reference: str, message: UUID, actor: Viewer) -> object:
        return self.run(
            actions.name_readers, reference, message, self.cleaned_data["readers"].splitlines(), actor=actor
        )


ACTS: Final[Mapping[str, type[SupplyForm]]] = {
    "ask": AskForm,
    "answer": AnswerForm,
    "confer": ConferForm,
    "near": NearForm,
    "basis": BasisForm,
    "claim": ClaimForm,
    "withdraw": WithdrawForm,
    "programme": ProgrammeForm,
    "confirm": ConfirmForm,
    "consent": ProgrammeConsentForm,
    "own": OwnConsentForm,
    "drop": DropConsentForm,
    "readers": ReadersForm,
}
"""Every act by its name on the page."""
