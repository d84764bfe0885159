"""Sign in, sign out, tokens, and where a role's pages begin."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Viewer, ViewerKind
from medcord.parties import actions, queries
from medcord.parties.models import Member
from medcord.web.context import HOMES
from medcord.web.forms.signin import SignInForm, TokenForm
from medcord.web.viewers import FINDER_KEY, members_only, viewer_of


@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """By e-mail and password; the demo shows its made-up cast here."""
    form = SignInForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member = authenticate(request, username=form.cleaned_data["email"], password=form.cleaned_data["password"])
        if isinstance(member, Member):
            # Else the session's row would tie a member to the report of the code that was given in it.
            request.session.pop(FINDER_KEY, None)
            login(request, member)
            actions.record_sign_in(member)
            return redirect(_safe_next(request))
        form.add_error(None, "This address and password do not belong together. Check both and try again.")
    cast = queries.demo_cast() if settings.MEDCORD_DEMO else []
    context = {"form": form, "cast": cast, "password": settings.MEDCORD_DEMO_PASSWORD}
    return render(request, "web/signin/sign_in.html", context, status=422 if form.errors else 200)


def _safe_next(request: HttpRequest) -> str:
    wanted = request.GET.get("next", "")
    inside = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if wanted and inside else "/home"


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


@require_http_methods(["GET", "POST"])
@members_only()
def tokens(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Tokens of the member's own programs."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        done = form.run(
            actions.issue_token, label=form.cleaned_data["label"], days=form.cleaned_data["days"], actor=viewer
        )
        secret = done[1] if done else ""
    context = {"form": form, "secret": secret, "tokens": queries.tokens_of(viewer)}
    return render(request, "web/signin/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@members_only()
def revoke(request: HttpRequest, viewer: Viewer, token: UUID) -> HttpResponse:
    """End one token."""
    actions.revoke_token(token, actor=viewer)
    messages.info(request, "The token is revoked. Programs that show it are refused from now on.")
    return redirect("/tokens")


urlpatterns = [
    path("sign-in", sign_in),
    path("sign-out", sign_out),
    path("home", home),
    path("tokens", tokens),
    path("tokens/<uuid:token>/revoke", revoke),
]
