"""A member's own account: ways to sign in, open sessions, what happened."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer
from medcord.core.refusals import InputRefusal
from medcord.ledger import limits
from medcord.parties import actions, authenticators
from medcord.parties.models import Member
from medcord.parties.queries import signin
from medcord.web.addresses import address_of
from medcord.web.forms.signin import CodeForm, NewPasswordForm, OwnPasswordForm, PasskeyForm
from medcord.web.signin import door
from medcord.web.signin.words import lines_of
from medcord.web.viewers import members_only

SECRET = "totp_secret"  # noqa: S105 - the name under which the session keeps it until it is confirmed


@require_GET
@members_only()
def account(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ways to sign in and open sessions."""
    member = signin.own_member(viewer)
    ways = signin.ways_of(member)
    context = {
        "ways": ways,
        "providers": settings.MEDCORD_OIDC,
        "passwords": not signin.phishing_resistant_only(),
        "sessions": signin.sessions_of(viewer),
        "here": request.session.session_key,
        "links": signin.open_links(member),
        "alone": signin.is_last_administrator(member),
        "must_enrol": signin.must_enrol(member),
    }
    return render(request, "web/signin/account.html", context)


@require_GET
@members_only()
def sign_ins(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What happened at the member's own sign-in."""
    return render(request, "web/signin/sign_ins.html", {"lines": lines_of(signin.own_history(viewer), {})})


@require_http_methods(["GET", "POST"])
@members_only()
def confirm(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Show once more who it is, before how to sign in can be changed."""
    member = signin.own_member(viewer)
    strong = signin.has_second_factor(member)
    form = (CodeForm if strong else OwnPasswordForm)(request.POST or None)
    if (
        request.method == "POST"
        and form.is_valid()
        and form.run(show_again, request, member, form.cleaned_data) is not None
    ):
        door.prove(request)
        return redirect("/account")
    context = {"ways": signin.ways_of(member), "providers": settings.MEDCORD_OIDC}
    return door.show(request, "confirm", context, form)


def show_again(request: HttpRequest, member: Member, given: dict[str, Any]) -> str:
    """A code of who has a generator, the password of who has nothing else. Raises a refusal."""
    if "code" in given:
        return door.by_code(request, member, given["code"], first="", again=True)
    limits.admit(door.CODE.of(str(member.pk)))
    if not member.check_password(given["password"]):
        actions.refuse_sign_in(member.email, how="password", source=limits.digest_of_today(address_of(request)))
        raise InputRefusal("This is not your password. Type it again.", fields={"field": "password"})
    limits.forgive(door.CODE.of(str(member.pk)))
    actions.record_confirmed(member, how="password")
    return "password"


@require_POST
@members_only()
def begin_confirm(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """A challenge for one of the member's own passkeys."""
    return JsonResponse(authenticators.begin_assertion(signin.own_member(viewer)))


@require_POST
@members_only()
def confirm_passkey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The member's own passkey answered."""
    door.by_passkey(request, signin.own_member(viewer), request.POST.get("credential", ""), again=True)
    door.prove(request)
    return redirect("/account")


@require_http_methods(["GET", "POST"])
@members_only()
@door.freshly
def password(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """A new password; every other session of the member ends with it."""
    form = NewPasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = form.run(actions.set_password, form.cleaned_data["password"], actor=viewer)
        if member is not None:
            update_session_auth_hash(request, member)
            actions.end_other_sessions(request.session.session_key or "", why="factor-changed", actor=viewer)
            return done(request, "The password is changed. All your other sessions are signed out.")
    return door.show(request, "password", {}, form)


@require_POST
@members_only()
@door.freshly
def begin_totp(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """A secret for a code generator, kept in the session until a code shows that it arrived."""
    request.session[SECRET] = authenticators.new_totp_secret()
    return redirect("/account/code-generator")


@require_http_methods(["GET", "POST"])
@members_only()
@door.freshly
def totp(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """The secret as a picture and in letters, and the first code."""
    secret, form = request.session.get(SECRET), CodeForm(request.POST or None)
    if not secret:
        return redirect("/account") if request.method == "POST" else door.show(request, "totp", {}, form)
    if request.method == "POST" and form.is_valid():
        if form.run(actions.add_totp, secret, form.cleaned_data["code"], actor=viewer) is not None:
            del request.session[SECRET]
            return done(request, "The code generator is set up. Make recovery codes now, for the day it is lost.")
    picture = authenticators.totp_picture(signin.own_member(viewer), secret)
    return door.show(request, "totp", {"secret": secret, "picture": picture}, form)


@require_POST
@members_only()
@door.freshly
def begin_new_passkey(request: HttpRequest, viewer: Viewer) -> HttpResponse:  # noqa: ARG001
    """A challenge for a new passkey."""
    return JsonResponse(authenticators.begin_registration(signin.own_member(viewer)))


@require_POST
@members_only()
@door.freshly
def new_passkey(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Keep the passkey that was made."""
    form = PasskeyForm(request.POST)
    credential = authenticators.registered(door.read_json(form.data.get("credential", "")))
    actions.add_passkey(form.data.get("name", ""), credential, actor=viewer)
    return done(request, "The passkey is kept. You can sign in with it alone, or use it after your password.")


@require_POST
@members_only()
@door.freshly
def remove(request: HttpRequest, viewer: Viewer, factor: int) -> HttpResponse:
    """Remove a code generator or passkey."""
    actions.remove_factor(factor, actor=viewer)
    return done(request, "It is removed and opens nothing any more.")


@require_POST
@members_only()
@door.freshly
def codes(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """New recovery codes, shown on this answer and never again."""
    made = actions.make_recovery_codes(actor=viewer)
    door.prove(request)
    return render(request, "web/signin/codes.html", {"codes": made})


@require_POST
@members_only()
@door.freshly
def unlink(request: HttpRequest, viewer: Viewer, identity: UUID) -> HttpResponse:
    """End the link with an account at a provider."""
    actions.unlink_identity(identity, actor=viewer)
    return done(request, "The link is ended. That account opens nothing here any more.")


@require_POST
@members_only()
def end_one(request: HttpRequest, viewer: Viewer, session: UUID) -> HttpResponse:
    """End one session."""
    actions.end_session(session, actor=viewer)
    messages.success(request, "That session is signed out.")
    return redirect("/account")


@require_POST
@members_only()
def end_others(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """End all sessions but this one."""
    ended = actions.end_other_sessions(request.session.session_key or "", actor=viewer)
    messages.success(request, f"{ended} other session{'s' if ended != 1 else ''} signed out.")
    return redirect("/account")


@require_POST
@members_only()
def withdraw(request: HttpRequest, viewer: Viewer, link: UUID) -> HttpResponse:
    """The member did not ask for a way back in."""
    actions.withdraw_recovery(link, actor=viewer)
    messages.success(request, "The way back is withdrawn: its link opens nothing any more.")
    return redirect("/account")


def done(request: HttpRequest, sentence: str) -> HttpResponse:
    """Back to the account after a change. The session gets a new key, so that one read before the change is worth
    nothing."""
    door.prove(request)
    messages.success(request, sentence)
    return redirect("/account")


urlpatterns = [
    path("account", account),
    path("account/sign-ins", sign_ins),
    path("account/confirm", confirm),
    path("account/confirm/passkey", confirm_passkey),
    path("account/confirm/passkey/begin", begin_confirm),
    path("account/password", password),
    path("account/code-generator", totp),
    path("account/code-generator/begin", begin_totp),
    path("account/passkeys", new_passkey),
    path("account/passkeys/begin", begin_new_passkey),
    path("account/ways/<int:factor>/remove", remove),
    path("account/recovery-codes", codes),
    path("account/identities/<uuid:identity>/unlink", unlink),
    path("account/sessions/<uuid:session>/end", end_one),
    path("account/sessions/end-others", end_others),
    path("account/ways-back/<uuid:link>/withdraw", withdraw),
]
