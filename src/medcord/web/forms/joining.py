"""Becoming a member by a link, with a password or with a passkey."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password

from medcord.web.forms.base import VerbForm, text


class NewcomerForm(VerbForm):
    """Who comes."""

    organisation = text("Your organisation", most=160, lack="Give the organisation's name.")
    name = text("Your name", most=120, lack="Give your name: what you sign is signed by a person.")

    def words(self) -> dict[str, Any]:
        """What the verb wants."""
        return dict(self.cleaned_data)


class JoinForm(NewcomerForm):
    """Accepting an invitation."""

    password = forms.CharField(
        label="A new password",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text="At least 12 characters. A passkey or a second factor can be added after signing in.",
        error_messages={"required": "Choose a password."},
    )

    def clean_password(self) -> str:
        """By the node's own rules for passwords."""
        password: str = self.cleaned_data["password"]
        if len(password) < 12:
            raise forms.ValidationError("The password needs at least 12 characters.")
        validate_password(password)
        return password


class WelcomeForm(JoinForm):
    """Becoming a member by a link."""

    organisation = None


class JoinByPasskeyForm(NewcomerForm):
    """Accepting an invitation with a passkey; the page's script fills in what it answered."""

    credential = forms.CharField(
        max_length=20_000,
        widget=forms.HiddenInput,
        error_messages={"required": "No passkey answered. Try again; this needs scripts."},
    )


class WelcomeByPasskeyForm(JoinByPasskeyForm):
    """Becoming a member by a link with a passkey."""

    organisation = None
