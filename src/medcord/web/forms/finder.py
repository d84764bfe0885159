"""The report form and the code form."""

from __future__ import annotations

from typing import Any

from django import forms

from medcord.core.credit import LONGEST_LINK, WORDS, Thanks, Wish, claimed
from medcord.intake.actions import LONGEST_LINE, FinderIdentity, ReportWords
from medcord.web.forms.base import AsksAboutPatientData, FilesField, VerbForm, text

_IDENTITIES = [
    (FinderIdentity.ANONYMOUS.value, "Anonymous: nobody is told who I am"),
    (FinderIdentity.PSEUDONYMOUS.value, "Under a pseudonym"),
    (FinderIdentity.NAMED.value, "Under my name"),
]


class ReportForm(AsksAboutPatientData):
    """What a finder tells (R1, R3)."""

    device_maker = text("Who makes the device?", most=LONGEST_LINE, hint="As it stands on the device.")
    device_model = text("Which device is it?", most=LONGEST_LINE, hint="Model name or number.")
    device_version = text(
        "Which version?", most=LONGEST_LINE, required=False, hint="Software or firmware, if you know it."
    )
    description = text(
        "What is the problem?", rows=7, hint="Plain words first. Steps and proof can follow, here or as files."
    )
    how_tested = text(
        "How did you find or test it?",
        rows=4,
        hint="Where, with what, on how many devices. Never on a device in use on a patient.",
    )
    patient_impact = text("What could happen to a patient?", rows=3, hint="“I do not know” is a good answer.")
    already_public = forms.BooleanField(label="This is public already", required=False)
    identity = forms.ChoiceField(
        label="How do you want to be known?",
        choices=_IDENTITIES,
        widget=forms.RadioSelect,
        initial=FinderIdentity.ANONYMOUS.value,
    )
    finder_name = text("Name or pseudonym", most=120, required=False, hint="Only if you chose one above.")
    may_pass_name = forms.BooleanField(label="My name may go to the manufacturer", required=False)
    credit = forms.BooleanField(label="Thank me by this name in the advisory", required=False)
    passphrase = forms.CharField(
        label="A passphrase of your own",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="Asked for beside your code. Without one, whoever finds the code can open your report. "
        "We cannot tell it to you later.",
    )
    credit_key = text(
        "A public key, to claim credit later",
        most=400,
        required=False,
        hint="One line, “ssh-ed25519 …”. With its private half you can be thanked by name later, without the code.",
    )
    attached = FilesField(
        label="Files",
        required=False,
        help_text="Up to 10 files of 20 MB. Patient data does not belong here: no names, dates of birth, record "
        "numbers or medical pictures of anybody. Cover them first. Camera, place and author are taken out before a "
        "file is passed on.",
    )
    read_policy = forms.BooleanField(
        label="I have read the handling policy and the safe-harbour statement above",
        error_messages={"required": "Please read both first, then tick the box."},
    )

    def words(self) -> ReportWords:
        """The plain value of the action."""
        data: dict[str, Any] = {
            key: value
            for key, value in self.cleaned_data.items()
            if key not in ("attached", "read_policy", "identity", "patient_data_seen")
        }
        return ReportWords(identity=FinderIdentity(self.cleaned_data["identity"]), **data)


class CodeForm(VerbForm):
    """The code that brings a finder back."""

    code = text(
        "Your code",
        most=80,
        hint="26 letters and digits; dashes and capitals do not matter.",
        lack="Type the code you were given.",
    )
    passphrase = forms.CharField(
        label="Your passphrase, if you set one",
        required=False,
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FinderMessageForm(AsksAboutPatientData):
    """One message in the thread, with files."""

    body = text("Message", rows=4, lack="There is nothing to send yet. Type a message.")
    attached = FilesField(
        label="Files",
        required=False,
        help_text="Up to 10 files of 20 MB. No patient data: no names, dates of birth, record numbers or medical "
        "pictures of anybody.",
    )

    def given(self) -> dict[str, Any]:
        """The arguments of the verb that sends it."""
        data = dict(self.cleaned_data)
        files = data.pop("attached")
        return {**data, "given": [(one.name or "file", one) for one in files]}


class PassedOnForm(FinderMessageForm):
    """One whose files reach somebody else than the coordinator."""

    as_it_is = forms.BooleanField(
        label="Pass on as it is what cannot be cleaned (archives, captures, programs)", required=False
    )
    field_order = ("body", "attached", "as_it_is")


class PassphraseForm(VerbForm):
    """A new passphrase."""

    passphrase = forms.CharField(
        label="New passphrase",
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="10 characters or more. From now on it is asked for beside the code.",
        error_messages={"required": "Type the passphrase you want."},
    )


class KeyForm(VerbForm):
    """A public key to claim credit by."""

    credit_key = text("Public key", most=400, lack="Paste the one line of your public key.", hint="“ssh-ed25519 …”")


def _link() -> Any:
    return text(
        "Link", most=LONGEST_LINK, required=False, hint="A page of yours that begins with https://, if you like."
    )


class ThanksForm(VerbForm):
    """By what a finder is thanked, chosen anew as often as they like."""

    thanks = forms.ChoiceField(
        label="In the advisory, thank me",
        choices=[(one.value, words) for one, words in WORDS.items()],
        widget=forms.RadioSelect,
        required=False,
        initial=Thanks.NAME.value,
    )
    name = text("Name or pseudonym", most=120, required=False)
    organisation = text("Organisation", most=120, required=False)
    link = _link()

    def wish(self) -> Wish:
        """The plain value of the action; where nothing is chosen, the name counts."""
        data = self.cleaned_data
        return Wish(Thanks(data["thanks"] or Thanks.NAME), data["name"], data["organisation"], data["link"])


class ClaimCreditForm(VerbForm):
    """Credit claimed from outside, by signature: by name, by organisation or by both."""

    name = text("Thank me as", most=120, required=False)
    organisation = text("Organisation", most=120, required=False, hint="Instead of a name, or beside it.")
    link = _link()
    reference = text("Reference of the report", most=16, lack="Give the reference, such as R-7K3M-2QXD.")
    signature = text(
        "Signature",
        rows=7,
        most=4000,
        required=False,
        hint="The whole file that ends in “.sig”. Leave it empty to see what to sign.",
    )
    field_order = ("reference", "name", "organisation", "link", "signature")

    def wish(self) -> Wish | None:
        """What is claimed; None where the words for it are refused, with the sentence beside its field."""
        data = self.cleaned_data
        return self.run(claimed, data["name"], data["organisation"], data["link"])
