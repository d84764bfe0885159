"""A way back in: the page behind a one-time link."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.core.refusals import RuleRefusal
from medcord.ledger import limits
from medcord.ledger.limits import Limit
from medcord.parties import actions, authenticators
from medcord.parties.actions.recovery import NOT_VALID
from medcord.parties.models import Member
from medcord.parties.queries import signin
from medcord.web.addresses import address_of
from medcord.web.forms.signin import NewPasswordForm
from medcord.web.signin import door

LINKS = Limit("way-back", free=20, wait=timedelta(seconds=30), longest=timedelta(minutes=15), forget=timedelta(hours=1))


@require_http_methods(["GET", "POST"])
def recover(request: HttpRequest, secret: str) -> HttpResponse:
    """Set sign-in up anew. The page looks the same whether the link opens anything: only using it tells."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = form.run(by_password, request, secret, form.cleaned_data["password"])
        if member is not None:
            return welcome_back(request, member)
    context = {"secret": secret, "passwords": not signin.phishing_resistant_only()}
    return door.show(request, "recover", context, form)


def by_password(request: HttpRequest, secret: str, password: str) -> Member:
    """The member who is back, by a new password. Raises a refusal."""
    limits.admit(LINKS.of(address_of(request)))
    return actions.use_recovery(secret, password=password)


@require_POST
def begin(request: HttpRequest, secret: str) -> HttpResponse:
    """A challenge for a new passkey of whom the link is for."""
    limits.admit(LINKS.of(address_of(request)))
    link = signin.link_by_secret(secret)
    if link is None:
        raise RuleRefusal(NOT_VALID, code="no-way-back")
    return JsonResponse(authenticators.begin_registration(link.member))


@require_POST
def passkey(request: HttpRequest, secret: str) -> HttpResponse:
    """Back in by a new passkey."""
    limits.admit(LINKS.of(address_of(request)))
    credential = authenticators.registered(door.read_json(request.POST.get("credential", "")))
    return welcome_back(request, actions.use_recovery(secret, passkey=credential))


def welcome_back(request: HttpRequest, member: Member) -> HttpResponse:
    """Signed in, and on to the page that sets up what is missing."""
    limits.take_back(LINKS.of(address_of(request)))
    actions.record_sign_in(member, how="recovery-link")
    door.come_in(request, member, "recovery-link")
    return redirect("/account")


def address(secret: str) -> str:
    """The link as it is handed over."""
    return f"{settings.MEDCORD_URL}/recover/{secret}"


urlpatterns = [
    path("recover/<str:secret>", recover),
    path("recover/<str:secret>/begin", begin),
    path("recover/<str:secret>/passkey", passkey),
]
