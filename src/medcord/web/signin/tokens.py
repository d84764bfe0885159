"""Tokens of a member's own programs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_http_methods, require_POST

from medcord.core.access import Viewer
from medcord.parties import actions, queries
from medcord.web.forms.signin import TokenForm
from medcord.web.viewers import members_only


@require_http_methods(["GET", "POST"])
@members_only()
def tokens(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Tokens of the member's own programs."""
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        given = {"label": form.cleaned_data["label"], "days": form.cleaned_data["days"], "scopes": form.chosen()}
        done = form.run(actions.issue_token, **given, actor=viewer)
        secret = done[1] if done else ""
    shown = TokenForm() if secret else form
    context = {"form": shown, "secret": secret, "tokens": queries.tokens_of(viewer)}
    return render(request, "web/signin/tokens.html", context, status=422 if form.errors else 200)


@require_POST
@members_only()
def revoke(request: HttpRequest, viewer: Viewer, token: UUID) -> HttpResponse:
    """End one token."""
    actions.revoke_token(token, actor=viewer)
    messages.info(request, "The token is revoked. Programs that show it are refused from now on.")
    return redirect("/tokens")


urlpatterns = [
    path("tokens", tokens),
    path("tokens/<uuid:token>/revoke", revoke),
]
