"""What every way to sign in shares: limits on attempts, half a sign-in, the step over the threshold."""

from __future__ import annotations

import json
from datetime import timedelta
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from medcord.core.refusals import InputRefusal, RuleRefusal, TryLater
from medcord.gateways import clock
from medcord.ledger import limits
from medcord.ledger.limits import Limit
from medcord.parties import actions, authenticators
from medcord.parties.actions.factors import NO_PASSWORDS
from medcord.parties.models import Member
from medcord.parties.queries import signin as queries
from medcord.parties.sessions import METHOD, PROVED
from medcord.web.addresses import address_of
from medcord.web.forms.base import VerbForm
from medcord.web.kept import FINDER_KEY
from medcord.web.middleware import headers_of
from medcord.web.viewers import View

HALF, HALF_LIFE = "half_signed_in", timedelta(minutes=10)
FRESH = timedelta(minutes=15)

# One place at one account, one account from anywhere, one place at any account. The second is gentle, because anybody
# can use it up for somebody else; passkeys and OIDC are not held up by it.
PLACE_AND_ACCOUNT = Limit("sign-in", free=5, wait=timedelta(seconds=30), longest=timedelta(hours=1))
ACCOUNT = Limit("sign-in-account", free=20, wait=timedelta(minutes=1), longest=timedelta(minutes=15))
PLACE = Limit(
    "sign-in-place", free=60, wait=timedelta(seconds=30), longest=timedelta(minutes=15), forget=timedelta(hours=1)
)
CODE = Limit("sign-in-code", free=5, wait=timedelta(seconds=30), longest=timedelta(hours=1))

WRONG = "This address and password do not belong together. Check both and try again."
WRONG_CODE = "This code does not fit, or it was used already. Wait for the next one and type that."


def by_password(request: HttpRequest, email: str, password: str) -> Member:
    """The member with this address and password. Raises a refusal that is the same whether the address is known."""
    if queries.phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    place, account = address_of(request), email.strip().lower()
    counted = PLACE_AND_ACCOUNT.of(place, account), ACCOUNT.of(account)
    limits.admit(*counted, PLACE.of(place))
    member = authenticate(request, username=account, password=password)
    if not isinstance(member, Member):
        actions.refuse_sign_in(account, how="password", source=limits.digest_of_today(place))
        raise InputRefusal(WRONG, code="wrong-sign-in")
    limits.forgive(*counted)
    limits.take_back(PLACE.of(place))
    return member


def by_passkey(request: HttpRequest, member: Member | None, said: str, *, first: str = "", again: bool = False) -> Any:
    """The member whose passkey answered, and the method. ``member``: it must be one of this member's."""
    if not said:
        raise InputRefusal("No passkey answered. Try again; this needs scripts.", code="passkey")
    place = address_of(request)
    limits.admit(PLACE.of(place))
    try:
        row, counter = authenticators.asserted(member, read_json(said))
        owner = queries.active_member(row.user_id)
        if owner is None:
            raise InputRefusal(authenticators.NOT_A_PASSKEY, code="passkey")
    except InputRefusal:
        actions.refuse_sign_in(member.email if member else "", how="passkey", source=limits.digest_of_today(place))
        raise
    limits.take_back(PLACE.of(place))
    return owner, actions.show_passkey(owner, row, counter, first=first, again=again)


def by_code(request: HttpRequest, member: Member, code: str, *, first: str, again: bool = False) -> str:
    """The method, after a code of the member's generator or a recovery code. Raises a refusal."""
    if queries.phishing_resistant_only():
        raise RuleRefusal(NO_PASSWORDS, code="no-passwords")
    limits.admit(CODE.of(str(member.pk)))
    source = limits.digest_of_today(address_of(request))
    how: str = actions.show_code(member, code, first=first, source=source, again=again)
    if not how:
        raise InputRefusal(WRONG_CODE, fields={"field": "code"})
    limits.forgive(CODE.of(str(member.pk)))
    return how


def read_json(said: str) -> Any:
    """What a script sent, None when it is no JSON: the ceremony refuses that as it refuses everything else."""
    try:
        return json.loads(said[:20_000])
    except ValueError:
        return None


def hold(request: HttpRequest, member: Member) -> None:
    """The password was right and is not enough: wait here, signed in as nobody."""
    request.session.cycle_key()
    request.session[HALF] = {"member": str(member.pk), "at": clock.of_machine().timestamp()}


def held(request: HttpRequest) -> Member | None:
    """Who waits here for the second step."""
    half = request.session.get(HALF)
    if not half or clock.of_machine().timestamp() - half["at"] > HALF_LIFE.total_seconds():
        return None
    return queries.active_member(UUID(half["member"]))


def come_in(request: HttpRequest, member: Member, how: str) -> HttpResponse:
    """Sign in here, with a new session key; the fact of it is left by whoever knew how."""
    # Else the session's row would tie a member to the report of the code that was given in it.
    for key in (FINDER_KEY, HALF):
        request.session.pop(key, None)
    login(request, member)
    request.session[METHOD] = how
    party = member.organisation
    if party.needs_second_factor and party.second_factor_due and how == "password":
        messages.warning(
            request,
            f"{party.name} asks its members for a second factor. Set one up on “My sign-in” before "
            f"{party.second_factor_due:%d %B %Y}; from then on you get no further without it.",
        )
    return redirect(next_of(request))


def next_of(request: HttpRequest, default: str = "/home") -> str:
    """Where the member wanted to go: a page of this node, never another site."""
    wanted = request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and inside and wanted.startswith("/") else default


def asking_for(request: HttpRequest) -> str:
    """The query that carries the wanted page along, "" for none."""
    wanted = next_of(request, "")
    return f"?{urlencode({'next': wanted})}" if wanted else ""


def is_fresh(request: HttpRequest) -> bool:
    """Whether the member showed just now who it is."""
    return bool(clock.of_machine().timestamp() - request.session.get(PROVED, 0) <= FRESH.total_seconds())


def prove(request: HttpRequest) -> None:
    """The member showed it again. The session gets a new key."""
    request.session.cycle_key()
    request.session[PROVED] = int(clock.of_machine().timestamp())


def freshly(view: View) -> View:
    """A change of how to sign in needs somebody who showed just now who it is: a session left open is not enough."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if is_fresh(request) else redirect("/account/confirm")

    return run


def show(request: HttpRequest, page: str, context: dict[str, Any], form: VerbForm, said: str = "") -> HttpResponse:
    """A page with a form: what was refused stands on it, with its status and, after too many attempts, when to try
    again. ``said`` is a refusal that belongs to none of its fields."""
    refusal = form.refusal
    status = refusal.status if isinstance(refusal, TryLater) else 422 if form.errors or said else 200
    answer = render(request, f"web/signin/{page}.html", {**context, "form": form, "said": said}, status=status)
    for name, value in (headers_of(refusal) if refusal else {}).items():
        answer.headers[name] = value
    return answer
