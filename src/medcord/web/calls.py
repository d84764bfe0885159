"""Calls between the parties: what comes and what is to do, one call, convening, and the emergency call."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.calls import actions
from medcord.calls import queries as calls
from medcord.calls.actions import Tabled
from medcord.cases import queries as cases
from medcord.cases.models import Case
from medcord.core.access import Permission, Viewer, require
from medcord.core.refusals import NotFound
from medcord.core.vocabulary import Role
from medcord.web.forms import calls as forms
from medcord.web.pages import calls as page
from medcord.web.viewers import members_only, zone_of

AGENCIES = (Role.COORDINATOR, Role.REGULATOR)
PARTIES = (*AGENCIES, Role.MANUFACTURER)


@require_GET
@members_only(*PARTIES)
def listing(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """What is on, what comes, what was, and what is to do."""
    return render(request, "web/calls/list.html", {"page": page.listing(viewer)})


def _about(request: HttpRequest, viewer: Viewer) -> list[Case]:
    wanted = request.GET.get("case", "")
    return [cases.case_for(viewer, wanted)] if wanted else []


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def convene(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """Convene a call, once or again and again."""
    require(viewer, Permission.CALL_CONVENE, None)
    about, offers = _about(request, viewer), page.proposals(viewer)
    form = _convene_form(request, viewer, about, offers)
    if request.method == "POST" and form.is_valid():
        call = form.run(actions.convene, form.words(), actor=viewer)
        if call is not None:
            messages.success(request, "Convened. The invitations are on their way.")
            return redirect(calls.path_of(call))
    context = {"form": form, "offers": offers, "about": about, "tlps": forms.TLPS, "chosen": form["agenda"].value()}
    return render(request, "web/calls/convene.html", context, status=form.answers_with)


def _convene_form(
    request: HttpRequest, viewer: Viewer, about: list[Case], offers: list[page.Proposal]
) -> forms.ConveneForm:
    return forms.ConveneForm(
        request.POST or None,
        parties=[(str(row.pk), page.named(viewer, row)) for row in page.askable(viewer, about)],
        members=page.of_own_party(viewer),
        cases=[(one.case.reference, one.case.title) for one in offers],
        initial=page.start(viewer, about, offers) | {"zone": zone_of(request)},
    )


@require_http_methods(["GET", "POST"])
@members_only(*AGENCIES)
def emergency(request: HttpRequest, viewer: Viewer) -> HttpResponse:
    """An emergency call: whom it tells, then one button."""
    require(viewer, Permission.CALL_CONVENE, None)
    about = _about(request, viewer)
    offers = page.offers(viewer, about)
    form = _emergency_form(request, viewer, offers)
    if request.method == "POST" and form.is_valid():
        tabled = [Tabled(case.reference) for case in about]
        call = form.run(actions.convene_emergency, form.cleaned_data["purpose"], agenda=tabled, **form.words(),
                        zone=zone_of(request), actor=viewer)  # fmt: skip
        if call is not None:
            return redirect(calls.path_of(call))
    told = page.effect(viewer, map(UUID, form["parties"].value() or ()), about)
    context = {"form": form, "about": about, "told": told}
    return render(request, "web/calls/emergency.html", context, status=form.answers_with)


def _emergency_form(request: HttpRequest, viewer: Viewer, offers: list[tuple[Any, int, bool]]) -> forms.EmergencyForm:
    return forms.EmergencyForm(
        request.POST or None,
        parties=[(str(row.pk), f"{row.name}: {n} {'person' if n == 1 else 'people'}") for row, n, _chosen in offers],
        initial={
            "dial": calls.last_dial(viewer),
            "parties": [str(row.pk) for row, _n, chosen in offers if chosen],
        },
    )


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def call(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """One call: agenda, who joined, what was decided, who does what by when."""
    built, act = page.build(viewer, reference), request.POST.get("act", "")
    if act in MAY:
        require(viewer, MAY[act], calls.item(built.call), "call")
    made = _forms(request, built, act)
    if act == "join" and not built.joined:
        actions.join(reference, actor=viewer)
    elif act in ACTS and not (made[act].is_valid() and made[act].run(ACTS[act], made[act], viewer, reference)):
        return render(request, "web/calls/call.html", _context(built, made, act), status=made[act].answers_with)
    if act in ACTS or act == "join":
        messages.success(request, DONE[act])
        return redirect(f"/calls/{reference}")
    return render(request, "web/calls/call.html", _context(built, made))


def _forms(request: HttpRequest, built: page.Page, act: str) -> dict[str, Any]:
    """The forms of the page; the one that was sent holds what was typed."""
    start = {"zone": zone_of(request), **built.start()}
    made = {
        name: kind(request.POST if act == name else None, prefix=name, initial=start) for name, kind in FORMS.items()
    }
    for form in made.values():
        form.offer(built.taking_part(), built.cases())
    made["people"].choose_from("members", built.ours)
    made["want"].choose_from("party", built.others_asked())
    made["table"].choose_from("agenda", [(one.case.reference, one.case.title) for one in built.offers])
    return made


def _context(built: page.Page, made: dict[str, Any], refused: str = "") -> dict[str, Any]:
    lost = made[refused] if refused in WHILE_OPEN and not built.open else None
    return {"page": built, "call": built.call, "seen": built.seen, "forms": made, "lost": lost, **made}


@require_GET
@members_only(*PARTIES)
def invitation(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:  # noqa: ARG001
    """The invitation as a file for the calendar. It says when, and where to look."""
    found = calls.call_for(viewer, reference)
    kind = "text/calendar; charset=utf-8"
    headers = {"Content-Disposition": f'attachment; filename="{found.reference}.ics"'}
    return HttpResponse(calls.invitation(found), content_type=kind, headers=headers)


WHILE_OPEN = frozenset({"want", "decide", "agree", "hold", "move", "cancel", "table"})
"""Forms that a page shows until the call is closed."""
Act = Callable[[Any, Viewer, str], object]
FORMS: dict[str, Any] = {
    "people": forms.PeopleForm,
    "want": forms.WantForm,
    "decide": forms.DecideForm,
    "agree": forms.AgreeForm,
    "done": forms.FinishForm,
    "hold": forms.HoldForm,
    "move": forms.MoveForm,
    "cancel": forms.CancelForm,
    "table": forms.TableForm,
    "destroy": forms.DestroyForm,
}
MAY = dict.fromkeys(("want", "decide", "agree", "hold", "move", "cancel", "table", "destroy"), Permission.CALL_RUN)
MAY["join"] = MAY["people"] = Permission.CALL_JOIN


def _agree(form: Any, viewer: Viewer, reference: str) -> object:
    data = form.cleaned_data
    who = {"party": UUID(data["party"]), "person": data["person"]}
    return actions.agree(reference, data["words"], due=data["instant"], case=data["case"], **who, actor=viewer)


def _finish(form: Any, viewer: Viewer, reference: str) -> object:
    """What is done may have been agreed in an earlier call that is carried over to this page."""
    data = form.cleaned_data
    seen = page.build(viewer, reference).seen
    row = next((row for row in [*seen.actions, *seen.carried] if row.pk == data["action"]), None)
    if row is None:
        raise NotFound("action")
    return actions.finish(row.call.reference, row.pk, data["proof"], actor=viewer)


def _people(form: Any, viewer: Viewer, reference: str) -> object:
    data = form.cleaned_data
    return actions.name_members(reference, [UUID(one) for one in data["members"]], shared=data["shared"], actor=viewer)


ACTS: dict[str, Act] = {
    "people": _people,
    "want": lambda form, viewer, call: actions.want(
        call, UUID(form.cleaned_data["party"]), form.cleaned_data["wanted"], actor=viewer
    ),
    "decide": lambda form, viewer, call: actions.decide(
        call, form.cleaned_data["words"], party=UUID(form.cleaned_data["party"]), case=form.cleaned_data["case"],
        actor=viewer,
    ),
    "agree": _agree,
    "done": _finish,
    "hold": lambda form, viewer, call: actions.hold(call, **form.cleaned_data, actor=viewer),
    "move": lambda form, viewer, call: actions.move(call, form.cleaned_data["instant"], actor=viewer),
    "cancel": lambda form, viewer, call: actions.cancel(call, form.cleaned_data["reason"], actor=viewer),
    "table": lambda form, viewer, call: actions.table(call, form.tabled(), actor=viewer),
    "destroy": lambda form, viewer, call: actions.destroy(call, **form.cleaned_data, actor=viewer),
}  # fmt: skip
DONE = {
    "people": "Noted. Whom you named gets the invitation now; whom you took out, its end.",
    "want": "Noted. That party reads it.",
    "join": "Noted: you have joined. How to dial in stands on top.",
    "decide": "Written down.",
    "agree": "Agreed. Its clock runs.",
    "done": "Done. It is not carried over any more.",
    "hold": "The call is closed, with its minutes.",
    "move": "Moved. The new time goes to every calendar.",
    "cancel": "Cancelled. Calendars take it out.",
    "table": "It stands on the agenda, for those who read the case.",
    "destroy": "Destroyed. That the call was held stays.",
}

urlpatterns = [
    path("calls", listing),
    path("calls/new", convene),
    path("calls/emergency", emergency),
    path("calls/<str:reference>", call),
    path("calls/<str:reference>/invitation.ics", invitation),
]
