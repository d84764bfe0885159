"""Sign-in and token forms."""

from __future__ import annotations

from django import forms

from medcord.core.access.scopes import WHAT, Scope
from medcord.web.forms.base import VerbForm, text


class SignInForm(VerbForm):
    """E-mail and password."""

    email = forms.EmailField(
        label="E-mail",
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
        error_messages={"required": "Type your e-mail address.", "invalid": "This is not an e-mail address."},
    )
    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )


class CodeForm(VerbForm):
    """A code of a code generator, or a recovery code."""

    code = forms.CharField(
        label="Code",
        max_length=20,
        help_text="Six digits from your code generator, or one of your recovery codes.",
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
        error_messages={"required": "Type the code.", "max_length": "A code is shorter. Type it again."},
    )


class PasskeyForm(VerbForm):
    """What a passkey answered; filled in by the page's script."""

    credential = forms.CharField(max_length=20_000, widget=forms.HiddenInput)
    name = forms.CharField(max_length=60, required=False, widget=forms.HiddenInput)


class OwnPasswordForm(VerbForm):
    """The password of who is signed in, asked again."""

    password = forms.CharField(
        label="Password",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Type your password."},
    )


class NewPasswordForm(VerbForm):
    """A new password, twice."""

    password = forms.CharField(
        label="New password",
        strip=False,
        max_length=500,
        help_text="At least 12 characters. Four words that do not belong together are easy to keep.",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type a new password."},
    )
    repeated = forms.CharField(
        label="The same once more",
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        error_messages={"required": "Type it once more."},
    )

    def clean_repeated(self) -> str:
        """A slip of the finger must not become a password nobody knows."""
        if self.cleaned_data["repeated"] != self.cleaned_data.get("password"):
            raise forms.ValidationError("The two are not the same. Type both again.")
        return str(self.cleaned_data["repeated"])


class RecoverForm(VerbForm):
    """Why a colleague needs a way back in."""

    reason = text("Why?", hint="How you made sure that it is really your colleague. A digest of it is kept.", most=2000)


class IdentityForm(VerbForm):
    """Who a new colleague is at a provider."""

    subject = text("Subject", hint="The provider's own name for the account (“sub”), not an e-mail address.", most=255)


class RuleForm(VerbForm):
    """Whether a party asks for a second factor."""

    required = forms.BooleanField(label="Ask every member for a second factor", required=False)
    days = forms.IntegerField(label="Days to set one up", initial=14, min_value=0, max_value=90)


class TokenForm(VerbForm):
    """A token for a program."""

    label = text("What is it for?", most=80)
    days = forms.IntegerField(label="How many days does it live?", initial=90, min_value=1, max_value=366)
    scopes = forms.MultipleChoiceField(
        label="What may it do?",
        required=False,
        help_text="Tick what the program needs. None ticked: all that you may do. Never more than you may do.",
        choices=[(one.value, words) for one, words in WHAT.items()],
        widget=forms.CheckboxSelectMultiple,
    )

    def chosen(self) -> list[Scope] | None:
        """What the verb wants: None for all."""
        return [Scope(one) for one in self.cleaned_data["scopes"]] or None
