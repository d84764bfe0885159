"""Sign in by password and second factor, or by passkey; sign out; where a role's pages begin."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import ViewerKind
from medcord.core.refusals import TryLater
from medcord.parties import actions, authenticators, queries
from medcord.parties.models import Member
from medcord.parties.queries import signin
from medcord.web.context import HOMES
from medcord.web.forms.signin import CodeForm, PasskeyForm, SignInForm
from medcord.web.signin import door
from medcord.web.viewers import viewer_of


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By e-mail and password, by passkey, or at a provider; the demo shows its made-up cast here."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        member = form.run(door.by_password, request, given["email"], given["password"])
        if member is not None:
            return after_password(request, member)
    return sign_in_page(request, form)


def after_password(request: HttpRequest, member: Member) -> HttpResponse:
    """In, or on to the second factor of who has one."""
    if signin.has_second_factor(member):
        door.hold(request, member)
        return redirect(f"/sign-in/second{door.asking_for(request)}")
    actions.record_sign_in(member, how="password")
    return door.come_in(request, member, "password")


def sign_in_page(request: HttpRequest, form: SignInForm | None = None, said: str = "") -> HttpResponse:
    """The page with every way in that this node takes."""
    made_up = settings.MEDCORD_DEMO or (settings.MEDCORD_DRILL and not settings.MEDCORD_DRILL_SHARED)
    context = {
        "cast": queries.demo_cast() if made_up else [],
        "password": settings.MEDCORD_DEMO_PASSWORD,
        "passwords": not signin.phishing_resistant_only(),
        "providers": settings.MEDCORD_OIDC,
        "query": door.asking_for(request),
    }
    return door.show(request, "sign_in", context, form or SignInForm(), said)


@require_http_methods(["GET", "POST"])
def second(request: HttpRequest) -> HttpResponse:
    """The second step after a password: a code, or a passkey."""
    member = door.held(request)
    if member is None:
        return redirect("/sign-in")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        how = form.run(door.by_code, request, member, form.cleaned_data["code"], first="password")
        if how:
            return door.come_in(request, member, how)
    return second_page(request, member, form)


def second_page(request: HttpRequest, member: Member, form: CodeForm, said: str = "") -> HttpResponse:
    """Which second factors there are to choose from."""
    context = {"ways": signin.ways_of(member), "query": door.asking_for(request)}
    return door.show(request, "second", context, form, said)


@require_POST
def begin_passkey(request: HttpRequest) -> HttpResponse:
    """A challenge for a passkey: any of this node, or the second factor of who waits here."""
    return JsonResponse(authenticators.begin_assertion(door.held(request)))


@require_POST
def passkey(request: HttpRequest) -> HttpResponse:
    """The passkey's answer: signed in by it alone, or after the password."""
    waiting, form = door.held(request), PasskeyForm(request.POST)
    said = request.POST.get("credential", "")
    found = form.run(door.by_passkey, request, waiting, said, first="password" if waiting else "")
    if found is not None:
        return door.come_in(request, *found)
    sentence = form.refusal.sentence if form.refusal else ""
    if isinstance(form.refusal, TryLater):
        raise form.refusal
    return second_page(request, waiting, CodeForm(), sentence) if waiting else sign_in_page(request, None, sentence)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session here."""
    if isinstance(request.user, Member):
        actions.record_sign_out(request.user)
    logout(request)
    return redirect("/")


@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """The first page of the viewer's role."""
    viewer = viewer_of(request)
    if viewer.kind is ViewerKind.FINDER:
        return redirect("/my-report")
    return redirect(HOMES[viewer.role] if viewer.kind is ViewerKind.MEMBER else "/")


urlpatterns = [
    path("sign-in", sign_in),
    path("sign-in/second", second),
    path("sign-in/passkey", passkey),
    path("sign-in/passkey/begin", begin_passkey),
    path("sign-out", sign_out),
    path("home", home),
]
