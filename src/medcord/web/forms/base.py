"""A form that runs a verb: a refusal becomes the sentence beside its field, or on top."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from django import forms
from django.http import QueryDict

from medcord.core.refusals import EditedMeanwhile, NotFound, Refusal, TryLater

T = TypeVar("T")


def is_id(given: str) -> bool:
    """Whether this can be the id of anything."""
    try:
        UUID(given)
    except ValueError:
        return False
    return True


Choice = tuple[str, str] | tuple[str, list[tuple[str, str]]]
"""A value and its words, or a heading and the choices under it."""


class VerbForm(forms.Form):
    """Base of the product's forms. ``use_required_attribute`` stays off so that our sentences are shown, not the
    browser's."""

    use_required_attribute = False
    template_name = "web/parts/form.html"
    edited_meanwhile = False
    refused_with = 422
    refusal: Refusal | None = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            widget = field.widget
            _in_our_words(field, str(field.label or name))
            kind = _CLASSES.get(type(widget).__name__)
            if kind:
                widget.attrs.setdefault("class", kind)
            described = [f"{self._id_of(name)}_hint"] if field.help_text else []
            if described:
                widget.attrs["aria-describedby"] = " ".join(described)

    def add_error(self, field: str | None, error: Any) -> None:
        """Keep an error, and tie the field to its sentence. Not before: a form gets its choices after it is made."""
        super().add_error(field, error)
        if field in self.fields:
            attrs = self.fields[field].widget.attrs
            attrs["aria-invalid"] = "true"
            named = self._id_of(field)
            hint = f"{named}_hint " if self.fields[field].help_text else ""
            attrs["aria-describedby"] = f"{hint}{named}_error"

    def _id_of(self, name: str) -> str:
        """The id of a field on the page, by which the template names its hint and its error."""
        return str(self.auto_id) % self.add_prefix(name)

    def refused_as(self, code: str) -> bool:
        """Whether the verb refused with this code."""
        return self.refusal is not None and self.refusal.code == code

    @property
    def answers_with(self) -> int:
        """The status of a page that shows this form: 200 while nothing is wrong with it."""
        return self.refused_with if self.errors else 200

    def choose_from(self, name: str, choices: Iterable[Choice]) -> None:
        """What may be chosen in this field. Raises TypeError where the field offers no choice."""
        field = self.fields[name]
        if not isinstance(field, forms.ChoiceField):
            raise TypeError(f"The field {name} of {type(self).__name__} has no choices.")
        field.choices = list(choices)

    def now_at(self, version: int) -> None:
        """After somebody else saved first: the next save is against what they saved, and the words typed here stay."""
        kept = QueryDict(mutable=True)
        kept.update(self.data)
        kept[self.add_prefix("version")] = str(version)
        self.data = kept

    def run(self, verb: Callable[..., T], *args: Any, **kwargs: Any) -> T | None:
        """Call the verb; None when it refused, with the sentence on the form. NotFound goes on to the 404 page, and
        what the policy does not let this viewer do to the page that says so (its forms may not be on this page)."""
        try:
            return verb(*args, **kwargs)
        except NotFound:
            raise
        except Refusal as refusal:
            if "permission" in refusal.fields:
                raise
            self.refusal = refusal
            self.edited_meanwhile = isinstance(refusal, EditedMeanwhile)
            self.refused_with = refusal.status if isinstance(refusal, TryLater) else 422
            name = refusal.fields.get("field")
            self.add_error(name if name in self.fields else None, refusal.sentence)
            return None


@dataclass(frozen=True, slots=True)
class TooLate:
    """What is said where the form that was sent does not stand on its page any more: somebody else was first. What was
    typed is shown, so that it is not lost."""

    sentence: str
    typed: list[tuple[str, str]]


def too_late(form: VerbForm) -> TooLate:
    """The same for one form that was refused."""
    sentence = form.refusal.sentence if form.refusal else "This form is not open any more. Look at how it stands now."
    words = [one for one in form.visible_fields() if isinstance(one.field, forms.CharField)]
    return TooLate(sentence, [(str(one.label), str(one.value())) for one in words if one.value()])


def missed(made: Mapping[str, object], stands: Callable[[str], bool]) -> TooLate | None:
    """The form among these that was sent and refused, where it does not stand on the page; None where all is shown."""
    for name, form in made.items():
        if isinstance(form, VerbForm) and form.is_bound and form.errors and not stands(name):
            return too_late(form)
    return None


def _in_our_words(field: forms.Field, label: str) -> None:
    """Put our sentences where a field has none of its own: the framework's speak of "this field" and "this value"."""
    told, plain = field.error_messages, PLAIN
    if isinstance(field, forms.IntegerField):
        plain = PLAIN | NUMBER
        told |= {code: told.get(code, sentence.format(label=label)) for code, sentence in NUMBER.items()}
    for code, sentence in plain.items():
        if code in told and told[code] in (type(field).default_error_messages.get(code), _REQUIRED):
            told[code] = sentence.format(label=label)


class AsksAboutPatientData(VerbForm):
    """A form whose texts or files may look like patient data: the box to send all the same shows only then."""

    patient_data_seen = forms.BooleanField(
        label="I have looked: it is no patient data. Send all the same.", required=False, widget=forms.HiddenInput
    )

    def add_error(self, field: str | None, error: Any) -> None:
        if field == "patient_data_seen":
            self.fields[field].widget = forms.CheckboxInput()
        super().add_error(field, error)


_REQUIRED = forms.Field.default_error_messages["required"]
PLAIN = {
    "required": "Please fill in “{label}”.",
    "invalid_choice": "“{label}” does not offer this any more. Look at the list again and choose from it.",
}
NUMBER = {
    "invalid": "“{label}” takes a whole number, such as 14.",
    "min_value": "“{label}” is at least %(limit_value)s.",
    "max_value": "“{label}” is at most %(limit_value)s.",
}

_CLASSES = {
    "TextInput": "usa-input",
    "EmailInput": "usa-input",
    "PasswordInput": "usa-input",
    "NumberInput": "usa-input",
    "DateInput": "usa-input",
    "DateTimeInput": "usa-input",
    "Textarea": "usa-textarea",
    "Select": "usa-select",
    "ZoneSelect": "usa-select",
    "ClearableFileInput": "usa-file",
    "ManyFiles": "usa-file",
}


class ManyFiles(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several uploaded files, possibly none."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(FilesField, self).clean(one, initial) for one in given]


class IdsField(forms.Field):
    """Ids from hidden inputs, possibly none."""

    def clean(self, value: Any) -> list[UUID]:
        try:
            return [UUID(one) for one in value or ()]
        except ValueError:
            raise forms.ValidationError("A file of this form is not there any more. Choose it again.") from None


def text(
    label: str, *, hint: str = "", required: bool = True, rows: int = 0, most: int = 20_000, lack: str = ""
) -> Any:
    """A one-line or many-line text field with our own words for what is missing."""
    widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
    field = forms.CharField(
        label=label,
        help_text=hint,
        required=required,
        widget=widget,
        max_length=most,
        strip=True,
        error_messages={
            "required": lack or f"Please fill in “{label}”.",
            "max_length": f"“{label}” holds %(show_value)s characters; {most:,} fit. Shorten it.",
        },
    )
    # A browser cuts what is pasted at this length and says nothing. Our sentence says it, and keeps all of it.
    field.widget.attrs.pop("maxlength", None)
    return field
