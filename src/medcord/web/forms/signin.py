"""Sign-in and token forms."""

from __future__ import annotations

from django import forms

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


class TokenForm(VerbForm):
    """A token for a program."""

    label = text("What is it for?", most=80)
    days = forms.IntegerField(label="How many days does it live?", initial=90, min_value=1, max_value=366)
