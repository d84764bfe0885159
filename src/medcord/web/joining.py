"""Becoming a member by a link: of a new organisation that is asked into a case, or of a party that asks a person in.

Unknown, used, withdrawn and old links all look absent. Where the node takes no passwords, a passkey is made here.
"""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.cases import actions as cases
from medcord.cases import queries
from medcord.parties import actions as parties
from medcord.parties import authenticators
from medcord.parties.models import Member
from medcord.parties.queries import running, signin
from medcord.web.forms.base import VerbForm
from medcord.web.forms.joining import JoinByPasskeyForm, JoinForm, NewcomerForm, WelcomeByPasskeyForm, WelcomeForm
from medcord.web.signin import door

IDS = "key_%s"  # the two forms of a page have fields of the same names


def _page(request: HttpRequest, name: str, form: VerbForm, by_passkey: VerbForm, **more: object) -> HttpResponse:
    known = {"form": form, "by_passkey": by_passkey, "passwords": not signin.phishing_resistant_only(), **more}
    wrong = form.errors or by_passkey.errors
    return render(request, f"web/public/{name}.html", known, status=422 if wrong else 200)


def _by_passkey(form: NewcomerForm, verb: Callable[..., Member], secret: str) -> Member:
    words = form.words()
    credential = authenticators.registered(door.read_json(words.pop("credential")))
    return verb(secret, passkey=credential, **words)


def _come_in(request: HttpRequest, said: str) -> HttpResponse:
    messages.success(request, said)
    return redirect("/sign-in")


# --- an organisation -----------------------------------------------------------------------------------------------

TERMS_WAIT = "Welcome. Sign in with your mail address or passkey; the terms wait in your inbox."


def _join(request: HttpRequest, secret: str, form: VerbForm | None, by_passkey: VerbForm | None) -> HttpResponse:
    link = queries.link_for(secret)
    known = {"organisation": link.organisation}
    form = form or JoinForm(initial=known)
    by_passkey = by_passkey or JoinByPasskeyForm(initial=known, auto_id=IDS)
    return _page(request, "join", form, by_passkey, link=link, secret=secret)


@require_http_methods(["GET", "POST"])
def join(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation by link, with a password."""
    queries.link_for(secret)
    form = JoinForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and form.run(cases.accept_link, secret, **form.words()) is not None:
        return _come_in(request, TERMS_WAIT)
    return _join(request, secret, form, None)


@require_POST
def join_begin(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - the session keeps the challenge
    """A challenge for the passkey of who accepts."""
    link = queries.link_for(secret)
    return JsonResponse(authenticators.begin_for_newcomer(signin.newcomer(link.pk), link.email))


@require_POST
def join_by_passkey(request: HttpRequest, secret: str) -> HttpResponse:
    """Accept an invitation by link, with a passkey."""
    queries.link_for(secret)
    form = JoinByPasskeyForm(request.POST, auto_id=IDS)
    if form.is_valid() and form.run(_by_passkey, form, cases.accept_link, secret) is not None:
        return _come_in(request, TERMS_WAIT)
    return _join(request, secret, None, form)


# --- a person ------------------------------------------------------------------------------------------------------

COME = "Welcome. Sign in with your mail address or passkey."


def _welcome(request: HttpRequest, secret: str, form: VerbForm | None, by_passkey: VerbForm | None) -> HttpResponse:
    invitation = running.invitation_by_secret(secret)
    form, by_passkey = form or WelcomeForm(), by_passkey or WelcomeByPasskeyForm(auto_id=IDS)
    return _page(request, "welcome", form, by_passkey, invitation=invitation, secret=secret)


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Become a member by a link, with a password."""
    running.invitation_by_secret(secret)
    form = WelcomeForm(request.POST) if request.method == "POST" else None
    if form and form.is_valid() and form.run(parties.accept_invitation, secret, **form.words()) is not None:
        return _come_in(request, COME)
    return _welcome(request, secret, form, None)


@require_POST
def welcome_begin(request: HttpRequest, secret: str) -> HttpResponse:  # noqa: ARG001 - the session keeps the challenge
    """A challenge for the passkey of who becomes a member."""
    invitation = running.invitation_by_secret(secret)
    return JsonResponse(authenticators.begin_for_newcomer(signin.newcomer(invitation.pk), invitation.email))


@require_POST
def welcome_by_passkey(request: HttpRequest, secret: str) -> HttpResponse:
    """Become a member by a link, with a passkey."""
    running.invitation_by_secret(secret)
    form = WelcomeByPasskeyForm(request.POST, auto_id=IDS)
    if form.is_valid() and form.run(_by_passkey, form, parties.accept_invitation, secret) is not None:
        return _come_in(request, COME)
    return _welcome(request, secret, None, form)


urlpatterns = [
    path("join/<str:secret>", join),
    path("join/<str:secret>/begin", join_begin),
    path("join/<str:secret>/passkey", join_by_passkey),
    path("welcome/<str:secret>", welcome),
    path("welcome/<str:secret>/begin", welcome_begin),
    path("welcome/<str:secret>/passkey", welcome_by_passkey),
]
