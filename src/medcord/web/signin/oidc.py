"""Sign in at an organisation's own provider (OpenID Connect), and link the account there."""

from __future__ import annotations

import hmac
import logging
from dataclasses import asdict
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_POST

from medcord.core.access import Viewer
from medcord.core.refusals import NotFound, Refusal, RuleRefusal
from medcord.gateways import clock
from medcord.gateways.web import oidc
from medcord.gateways.web.oidc import Errand, Provider, ProviderFailure
from medcord.ledger import limits
from medcord.parties import actions
from medcord.parties.models import Member
from medcord.parties.queries import signin
from medcord.web.addresses import address_of
from medcord.web.signin import door
from medcord.web.viewers import members_only, viewer_of

log = logging.getLogger(__name__)

ERRAND, LIFE_SECONDS = "oidc_errand", 600
SIGN_IN, LINK, CONFIRM = "sign-in", "link", "confirm"


def provider_of(key: str) -> Provider:
    """The provider of this number. Raises NotFound."""
    found = next((one for one in settings.MEDCORD_OIDC if one.key == key), None)
    if found is None:
        raise NotFound("provider")
    return found


def back_to(provider: Provider) -> str:
    """Where the provider sends people back to; it was told so when this node was registered there."""
    return f"{settings.MEDCORD_URL}/sign-in/oidc/{provider.key}/back"


def leave(request: HttpRequest, key: str, purpose: str) -> HttpResponse:
    """To the provider, with what must fit when the person comes back."""
    provider, errand = provider_of(key), Errand(key)
    try:
        there = oidc.way_there(provider, errand, back_to(provider), again=purpose == CONFIRM)
    except ProviderFailure as failure:
        raise silent(provider, failure) from failure
    kept = {"purpose": purpose, "at": clock.of_machine().timestamp(), "next": door.next_of(request)}
    request.session[ERRAND] = {**asdict(errand), **kept}
    return redirect(there)


@require_POST
def start(request: HttpRequest, key: str) -> HttpResponse:
    """To the provider, to sign in."""
    provider_of(key)
    limits.admit(door.PLACE.of(address_of(request)))
    return leave(request, key, SIGN_IN)


@require_POST
@members_only()
@door.freshly
def link(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:  # noqa: ARG001
    """To the provider, to link the account there with the member who is signed in here."""
    return leave(request, key, LINK)


@require_POST
@members_only()
def confirm(request: HttpRequest, viewer: Viewer, key: str) -> HttpResponse:  # noqa: ARG001
    """To the provider, to show once more who it is."""
    return leave(request, key, CONFIRM)


@require_GET
def back(request: HttpRequest, key: str) -> HttpResponse:
    """Back from the provider. A page is only read, so this one asks to go on (a script does it at once)."""
    given = {name: request.GET.get(name, "")[:2000] for name in ("code", "state", "error", "iss")}
    return render(request, "web/signin/back.html", {"provider": provider_of(key), "given": given})


@require_POST
def finish(request: HttpRequest, key: str) -> HttpResponse:
    """What the provider said is checked against what was asked, once."""
    provider = provider_of(key)
    kept = request.session.pop(ERRAND, None)
    subject, issuer = subject_of(provider, kept, request.POST), provider.issuer
    if kept["purpose"] == LINK:
        actions.link_identity(issuer, subject, actor=viewer_of(request))
        door.prove(request)
        messages.success(request, "The account is linked. From now on you can sign in with it.")
        return redirect("/account")
    member = signin.member_at(issuer, subject)
    if kept["purpose"] == CONFIRM:
        return confirmed(request, member)
    return enter(request, member, subject, kept["next"])


def subject_of(provider: Provider, kept: Any, given: Any) -> str:
    """Who the provider says it is. Raises a refusal for an answer that does not fit the question."""
    fits = (
        kept is not None
        and kept["key"] == provider.key
        and clock.of_machine().timestamp() - kept["at"] <= LIFE_SECONDS
        and hmac.compare_digest(kept["state"].encode(), given.get("state", "").encode())
        and given.get("iss") in ("", None, provider.issuer)
    )
    if not fits or not given.get("code"):
        raise RuleRefusal(
            f"The answer of {provider.name} does not fit what was asked: it is too old, was used already, or was begun "
            "in another window. Nothing was done. Start again on the sign-in page.",
            code="oidc-answer",
        )
    errand = Errand(kept["key"], kept["state"], kept["nonce"], kept["verifier"])
    try:
        return oidc.redeem(provider, errand, given["code"], back_to(provider))
    except ProviderFailure as failure:
        raise silent(provider, failure) from failure


def silent(provider: Provider, failure: ProviderFailure) -> Refusal:
    """The provider did not do its part; the reason is for who runs the node."""
    log.warning("OIDC provider %s failed: %s", provider.key, failure.reason)
    return RuleRefusal(
        f"{provider.name} did not answer as it must, so nobody was signed in. Try again in a minute, or take another "
        "way to sign in. Whoever runs this node finds the reason in its log.",
        code="oidc-provider",
    )


def confirmed(request: HttpRequest, member: Member | None) -> HttpResponse:
    """The same person as the one who is signed in here, or a refusal."""
    if member is None or member != request.user:
        raise RuleRefusal("This is not the account you are signed in with here. Nothing was done.", code="oidc-other")
    actions.record_confirmed(member, how="oidc")
    door.prove(request)
    return redirect("/account")


def enter(request: HttpRequest, member: Member | None, subject: str, wanted: str) -> HttpResponse:
    """In, for who is linked; nobody is made a member by signing in, whatever address the provider names."""
    place = address_of(request)
    if member is None:
        actions.refuse_sign_in("", how="oidc", source=limits.digest_of_today(place))
        return render(request, "web/signin/unknown.html", {"subject": subject[:255]}, status=409)
    limits.take_back(door.PLACE.of(place))
    actions.record_sign_in(member, how="oidc")
    door.come_in(request, member, "oidc")
    return redirect(wanted)


urlpatterns = [
    path("sign-in/oidc/<slug:key>", start),
    path("sign-in/oidc/<slug:key>/back", back),
    path("sign-in/oidc/<slug:key>/finish", finish),
    path("account/oidc/<slug:key>/link", link),
    path("account/oidc/<slug:key>/confirm", confirm),
]
