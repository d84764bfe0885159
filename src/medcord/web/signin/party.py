"""What a party's administrators see and do about the sign-in of its members."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.core.access import Permission, Viewer
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import MemberRole
from medcord.parties import actions, queries
from medcord.parties.queries import signin
from medcord.web.forms.signin import IdentityForm, RecoverForm, RuleForm
from medcord.web.signin import door, recovery
from medcord.web.signin.oidc import provider_of
from medcord.web.signin.words import lines_of
from medcord.web.viewers import members_only


@require_GET
@members_only()
def sign_ins(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """How the members of the party sign in, and what happened."""
    return page(request, viewer)


def page(request: HttpRequest, viewer: Viewer, form: RuleForm | None = None) -> HttpResponse:
    """The page, with the rule's form as it was typed."""
    colleagues = signin.colleagues(viewer)
    party = queries.own_organisation(viewer)
    names = {one.member.pk: one.member.name for one in colleagues}
    context = {
        "party": party,
        "tab": "sign-ins",
        "colleagues": colleagues,
        "lines": lines_of(signin.party_history(viewer), names),
        "waiting": signin.links_to_confirm(viewer),
        "form": form or RuleForm(initial={"required": party.needs_second_factor}),
        "providers": settings.MEDCORD_OIDC,
        "passwords": not signin.phishing_resistant_only(),
    }
    return render(request, "web/signin/party.html", context, status=422 if form and form.errors else 200)


@require_POST
@members_only()
@door.freshly
def rule(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask every member for a second factor, or no longer."""
    form = RuleForm(request.POST)
    if form.is_valid() and viewer.party_id is not None:
        given = form.cleaned_data
        verb, party = actions.set_second_factor_rule, viewer.party_id
        if form.run(verb, party, required=given["required"], days=given["days"], actor=viewer) is not None:
            messages.success(request, "The rule is set. Members are told when they sign in.")
            return redirect("/party/sign-ins")
    return page(request, viewer, form)


@require_http_methods(["GET", "POST"])
@members_only()
@door.freshly
def recover(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Give a colleague a way back in; the effect is shown first, the link once."""
    found = signin.member_for(viewer, member, Permission.MEMBER_RECOVER)
    form, made = RecoverForm(request.POST or None), None
    if request.method == "POST" and form.is_valid():
        made = form.run(actions.issue_recovery, found.pk, reason=form.cleaned_data["reason"], actor=viewer)
    context: dict[str, Any] = {"colleague": found}
    if made:
        context |= {"link": made[0], "address": recovery.address(made[1])}
    return door.show(request, "give_back", context, form)


@require_POST
@members_only()
@door.freshly
def confirm(request: HttpRequest, viewer: Viewer, link: UUID) -> HttpResponse:
    """The second pair of eyes."""
    actions.confirm_recovery(link, actor=viewer)
    messages.success(request, "Confirmed: the link opens from now on.")
    return redirect("/party/sign-ins")


@require_POST
@members_only()
def withdraw(request: HttpRequest, viewer: Viewer, link: UUID) -> HttpResponse:
    """A mistake, or a doubt."""
    actions.withdraw_recovery(link, actor=viewer)
    messages.success(request, "The way back is withdrawn.")
    return redirect("/party/sign-ins")


@require_http_methods(["GET", "POST"])
@members_only()
@door.freshly
def identity(request: HttpRequest, viewer: Viewer, member: UUID, key: str) -> HttpResponse:
    """Say under which subject a new colleague will come from a provider."""
    found, provider = signin.member_for(viewer, member, Permission.MEMBER_RECOVER), provider_of(key)
    form = IdentityForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        subject = form.cleaned_data["subject"]
        if form.run(actions.register_identity, found.pk, provider.issuer, subject, actor=viewer) is not None:
            messages.success(request, f"{found.name} can sign in with {provider.name} from now on.")
            return redirect("/party/sign-ins")
    return door.show(request, "identity", {"colleague": found, "provider": provider}, form)


@require_POST
@members_only()
@door.freshly
def administrator(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Let a colleague administer the party too, or no longer."""
    if viewer.party_id is None:
        raise NotFound("member")
    level = MemberRole.ADMINISTRATOR if request.POST.get("administers") == "yes" else MemberRole.MEMBER
    named = actions.change_role(member, level, actor=viewer)
    said = "administers the party from now on" if named.administers else "does not administer the party any more"
    messages.success(request, f"{named.name} {said}.")
    return redirect("/party/sign-ins" if viewer.member_id != named.pk or named.administers else "/account")


urlpatterns = [
    path("party/sign-ins", sign_ins),
    path("party/sign-ins/rule", rule),
    path("party/members/<uuid:member>/way-back", recover),
    path("party/members/<uuid:member>/identity/<slug:key>", identity),
    path("party/members/<uuid:member>/administrator", administrator),
    path("party/ways-back/<uuid:link>/confirm", confirm),
    path("party/ways-back/<uuid:link>/withdraw", withdraw),
]
