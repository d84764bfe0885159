"""Running a party: its members and what they see, its profile, tokens and log. For its administrators."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from medcord.cases import actions as cases
from medcord.core.access import Viewer
from medcord.core.vocabulary import MemberRole, Role
from medcord.parties import actions, queries
from medcord.parties.queries import running
from medcord.web.forms.party import (
    DefaultForm,
    EraseForm,
    GrantForm,
    InviteForm,
    ProfileForm,
    ReachForm,
    ReasonForm,
    RoleForm,
    WelcomeForm,
)
from medcord.web.pages import party as page
from medcord.web.viewers import members_only

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


def _member(request: HttpRequest, viewer: Viewer, member: UUID, **forms: Any) -> HttpResponse:
    """The page of one member; a form on it is there again because it was refused."""
    return render(request, "web/party/member.html", page.member(viewer, member, **forms), status=422 if forms else 200)


@require_GET
@members_only()
def members(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Who acts for the party."""
    return render(request, "web/party/members.html", page.members(viewer))


@require_POST
@members_only()
def invite(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Ask a person in by mail."""
    running.administered(viewer)
    form = InviteForm(request.POST)
    if form.is_valid():
        level = MemberRole(form.cleaned_data["level"])
        if form.run(actions.invite_member, form.cleaned_data["email"], level=level, actor=viewer) is not None:
            messages.success(request, "The link is on its way. It shows nothing but the name of your party.")
            return redirect("/party")
    return render(request, "web/party/members.html", page.members(viewer, form), status=422)


@require_POST
@members_only()
def withdraw(request: HttpRequest, viewer: Viewer, invitation: UUID) -> HttpResponse:
    """Take a link back."""
    actions.withdraw_invitation(invitation, actor=viewer)
    messages.info(request, "Taken back. The link works no longer.")
    return redirect("/party")


@require_GET
@members_only()
def member(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """One member."""
    return _member(request, viewer, member)


@require_POST
@members_only()
def role(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Change what a member may do."""
    found, form = running.member_for(viewer, member), RoleForm(request.POST)
    if form.is_valid():
        level = MemberRole(form.cleaned_data["level"])
        if form.run(actions.change_role, member, level, actor=viewer) is not None:
            messages.success(request, f"{found.name} is {page.WORDS[level.value]} from now on.")
            demoted = member == viewer.member_id and level is not MemberRole.ADMINISTRATOR
            return redirect("/home" if demoted else f"/party/members/{member}")
    return _member(request, viewer, member, role=form)


@require_POST
@members_only()
def reach(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Change which cases a member sees."""
    found, form = running.member_for(viewer, member), ReachForm(request.POST, cases=page.case_choices(viewer))
    if form.is_valid() and form.run(cases.limit_member, member, form.references(), actor=viewer) is not None:
        messages.success(request, f"Saved. It holds for {found.name} from the next click on.")
        return redirect(f"/party/members/{member}")
    return _member(request, viewer, member, reach=form)


@require_POST
@members_only()
def leave(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Deactivate a member."""
    found, form = running.member_for(viewer, member), ReasonForm(request.POST)
    if form.is_valid():
        if form.run(actions.deactivate_member, found, reason=form.cleaned_data["reason"], actor=viewer) is not None:
            messages.success(request, f"{found.name} is out. What was done stays.")
            return redirect("/" if member == viewer.member_id else f"/party/members/{member}")
    return _member(request, viewer, member, leave=form)


@require_POST
@members_only()
def back(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Let a member in again."""
    found, form = running.member_for(viewer, member), ReasonForm(request.POST)
    if form.is_valid():
        if form.run(actions.reactivate_member, member, reason=form.cleaned_data["reason"], actor=viewer) is not None:
            messages.success(request, f"{found.name} can sign in again, as a plain member.")
            return redirect(f"/party/members/{member}")
    return _member(request, viewer, member, back=form)


@require_http_methods(["GET", "POST"])
@members_only()
def erase(request: HttpRequest, viewer: Viewer, member: UUID) -> HttpResponse:
    """Look at what erasing a member destroys, and do it."""
    found, form = running.member_for(viewer, member), EraseForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.run(actions.erase_member, member, actor=viewer, **form.cleaned_data) is not None:
            messages.success(request, "Erased. What the person did stays, done by “a former member”.")
            return redirect("/party/log")
    context = {"party": found.organisation, "one": found, "form": form, "tab": "members"}
    return render(request, "web/party/erase.html", context, status=form.answers_with)


def _profile(
    request: HttpRequest, viewer: Viewer, form: ProfileForm | None = None, default: DefaultForm | None = None
) -> HttpResponse:
    running.read_party(viewer)
    party = queries.own_organisation(viewer)
    said = {name: getattr(party, name) for name in ProfileForm.base_fields}
    context = {
        "party": party,
        "form": form or ProfileForm(initial=said),
        "default_form": default or DefaultForm(initial={"reach": party.default_access}),
        "tab": "profile",
    }
    return render(request, "web/party/profile.html", context, status=422 if form or default else 200)


@require_http_methods(["GET", "POST"])
@members_only()
def profile(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What the party says of itself."""
    if request.method == "GET":
        return _profile(request, viewer)
    running.administered(viewer)
    form = ProfileForm(request.POST)
    if form.is_valid():
        seen = form.cleaned_data["version"]
        if form.run(actions.change_profile, form.words(), expected_version=seen, actor=viewer) is not None:
            messages.success(request, "Saved.")
            return redirect("/party/profile")
    if form.edited_meanwhile:
        form.now_at(queries.own_organisation(viewer).version)
    return _profile(request, viewer, form)


@require_POST
@members_only()
def default_access(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What a new member sees."""
    running.administered(viewer)
    form = DefaultForm(request.POST)
    if form.is_valid() and form.run(actions.set_default_access, form.cleaned_data["reach"], actor=viewer) is not None:
        messages.success(request, "Saved. It holds for those who come from now on.")
        return redirect("/party/profile")
    return _profile(request, viewer, default=form)


@require_GET
@members_only()
def tokens(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Tokens of all members of the party."""
    found = running.tokens_of_party(viewer)
    context = {"party": queries.own_organisation(viewer), "tokens": found, "tab": "tokens"}
    return render(request, "web/party/tokens.html", context)


@require_POST
@members_only()
def revoke(request: HttpRequest, viewer: Viewer, token: UUID) -> HttpResponse:
    """End a token of a member."""
    actions.revoke_token(token, actor=viewer)
    messages.info(request, "The token is revoked. Programs that show it are refused from now on.")
    return redirect("/party/tokens")


@require_GET
@members_only()
def log(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What happened, in words."""
    return render(request, "web/party/log.html", page.log(viewer))


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def people(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Who of us sees a case; POST shows it to one more."""
    context, form = page.people(viewer, reference), GrantForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.run(cases.show_case, reference, form.cleaned_data["member"], actor=viewer) is not None:
            messages.success(request, "Shown. It holds from the next click on.")
            return redirect(f"/cases/{reference}/people")
    return render(request, "web/party/people.html", context | {"form": form}, status=422 if form.errors else 200)


@require_POST
@members_only(*PARTIES)
def hide(request: HttpRequest, viewer: Viewer, reference: str, member: UUID) -> HttpResponse:
    """Hide a case from a member who is limited to named ones."""
    cases.hide_case(reference, member, actor=viewer)
    messages.info(request, "Hidden. It holds from the next click on.")
    return redirect(f"/cases/{reference}/people")


@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, secret: str) -> HttpResponse:
    """Become a member by a link. Unknown, used, withdrawn and old links all look absent."""
    invitation = running.invitation_by_secret(secret)
    form = WelcomeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if form.run(actions.accept_invitation, secret, **form.words()) is not None:
            messages.success(request, "Welcome. Sign in with your mail address.")
            return redirect("/sign-in")
    context = {"form": form, "invitation": invitation}
    return render(request, "web/public/welcome.html", context, status=422 if form.errors else 200)


urlpatterns = [
    path("party", members),
    path("party/invitations", invite),
    path("party/invitations/<uuid:invitation>/withdraw", withdraw),
    path("party/members/<uuid:member>", member),
    path("party/members/<uuid:member>/role", role),
    path("party/members/<uuid:member>/access", reach),
    path("party/members/<uuid:member>/deactivate", leave),
    path("party/members/<uuid:member>/reactivate", back),
    path("party/members/<uuid:member>/erase", erase),
    path("party/profile", profile),
    path("party/default-access", default_access),
    path("party/tokens", tokens),
    path("party/tokens/<uuid:token>/revoke", revoke),
    path("party/log", log),
    path("cases/<str:reference>/people", people),
    path("cases/<str:reference>/people/<uuid:member>/hide", hide),
    path("welcome/<str:secret>", welcome),
]
