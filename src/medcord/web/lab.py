"""Independent tests: asking for one, and one from its request to the release of its result."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import path
from django.views.decorators.http import require_GET, require_http_methods

from medcord.cases import queries as cases
from medcord.core.access import Permission, Viewer, require
from medcord.core.lab import Custody, CustodyMove, LabAudience, LabOutcome, SpecimenKind
from medcord.core.vocabulary import Role
from medcord.lab import actions
from medcord.lab import queries as lab
from medcord.ledger.downloads import as_attachment
from medcord.web.forms import lab as forms
from medcord.web.pages import lab as page
from medcord.web.viewers import members_only, zone_of

PARTIES = (Role.COORDINATOR, Role.REGULATOR, Role.MANUFACTURER)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def tests(request: HttpRequest, viewer: Viewer, reference: str) -> HttpResponse:
    """Tests of a case, and the request for another one."""
    case = cases.case_for(viewer, reference)
    if request.method == "POST":
        require(viewer, Permission.LAB_REQUEST, cases.item(case), "case")
    built = page.listing(viewer, reference)
    form = forms.RequestForm(request.POST or None, suppliers=built.suppliers)
    if form.is_bound and form.is_valid():
        row = form.run(actions.request, reference, form.words(), actor=viewer)
        if row is not None:
            messages.success(request, "Asked. The coordinator of the case answers.")
            return redirect(f"/cases/{reference}/tests/{row.reference}")
    return render(request, "web/case/tests.html", _context(built, "tests", form=form), status=form.answers_with)


@require_http_methods(["GET", "POST"])
@members_only(*PARTIES)
def test(request: HttpRequest, viewer: Viewer, reference: str, test: str) -> HttpResponse:
    """One test: request, specimens and their chain of custody, result, release."""
    built, act = page.build(viewer, reference, test), request.POST.get("act", "")
    if act in MAY:
        require(viewer, MAY[act], lab.item(built.row, cases.item(built.room.case)), "test")
    made = _forms(request, built, act)
    if act in ACTS:
        if made[act].is_valid() and made[act].run(ACTS[act], made[act], viewer, (reference, test)) is not None:
            messages.success(request, DONE[act])
            return redirect(f"/cases/{reference}/tests/{test}")
        made["lost"] = None if built.shows(act) else made[act]
        return render(request, "web/case/test.html", _context(built, "tests", **made), status=made[act].answers_with)
    return render(request, "web/case/test.html", _context(built, "tests", **made))


@require_GET
@members_only(*PARTIES)
def document(request: HttpRequest, viewer: Viewer, reference: str, test: str) -> HttpResponseBase:  # noqa: ARG001
    """Fetch the laboratory's document, as it is: for whoever may read the result."""
    row = lab.document_for(viewer, cases.case_for(viewer, reference), test)
    return as_attachment(row.name, row.blob, kind=row.kind)


def _context(built: page.Tests | page.Page, tab: str, **made: Any) -> dict[str, Any]:
    return {"page": built, "room": built.room, "case": built.room.case, "tab": tab, **made}


def _forms(request: HttpRequest, built: page.Page, act: str) -> dict[str, Any]:
    """The forms of the page. There is one for the next hand-over of each specimen; the one that was sent holds what
    was typed."""
    start = {"zone": zone_of(request)}
    sent = {act: {"data": request.POST, "files": request.FILES}}
    made: dict[str, Any] = {
        name: kind(**sent.get(name, {}), prefix=name, initial=start) for name, kind in FORMS.items()
    }
    chosen = request.POST.get("hand-specimen", "") if act == "hand" else ""
    made["next"] = {chain.specimen.pk: _hand(made["hand"], chain, chosen, start) for chain in built.chains}
    state = next((chain.specimen.state for chain in built.chains if str(chain.specimen.pk) == chosen), "expected")
    made["hand"].offer(Custody(state))
    return made


def _hand(bound: forms.HandForm, chain: lab.Chain, chosen: str, start: dict[str, str]) -> forms.HandForm:
    if str(chain.specimen.pk) == chosen:
        return bound
    last = chain.links[-1].row if chain.links else None
    known = {"giver": last.taker, "seal": last.new_seal or last.seal} if last else {}
    given = {**start, **known, "specimen": chain.specimen.pk}
    form = forms.HandForm(prefix="hand", auto_id=f"id_{chain.specimen.pk}_%s", initial=given)
    form.offer(Custody(chain.specimen.state))
    return form


FORMS: dict[str, Any] = {
    "answer": forms.AnswerForm,
    "specimen": forms.SpecimenForm,
    "hand": forms.HandForm,
    "report": forms.ReportForm,
    "document": forms.DocumentForm,
    "release": forms.ReleaseForm,
}
MAY = {**dict.fromkeys(("answer", "report", "document", "release"), Permission.LAB_RUN),
       **dict.fromkeys(("specimen", "hand"), Permission.LAB_HAND)}  # fmt: skip
Act = Callable[[Any, Viewer, tuple[str, str]], object]


def _answer(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    data = form.cleaned_data
    given = {"words": data["words"], "laboratory": data["laboratory"]}
    return actions.answer(*test, accept=data["accept"] == "yes", **given, actor=viewer)


def _specimen(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    given = {**form.cleaned_data, "kind": SpecimenKind(form.cleaned_data["kind"])}
    return actions.add_specimen(*test, **given, actor=viewer)


def _hand_over(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    data = form.cleaned_data
    return actions.hand_over(*test, data["specimen"], CustodyMove(data["move"]), form.words(), actor=viewer)


def _report(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    given = {**form.cleaned_data, "outcome": LabOutcome(form.cleaned_data["outcome"])}
    given["file"] = _given(given["file"])
    return actions.report(*test, **given, actor=viewer)


def _document(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    given = {**form.cleaned_data, "file": _given(form.cleaned_data["file"])}
    return actions.keep_document(*test, **given, actor=viewer)


def _given(file: Any) -> tuple[str, Any] | None:
    return (file.name or "file", file) if file else None


def _release(form: Any, viewer: Viewer, test: tuple[str, str]) -> object:
    given = {**form.cleaned_data, "audience": LabAudience(form.cleaned_data["audience"])}
    return actions.release(*test, **given, actor=viewer)


ACTS: dict[str, Act] = {
    "answer": _answer,
    "specimen": _specimen,
    "hand": _hand_over,
    "report": _report,
    "document": _document,
    "release": _release,
}
DONE = {
    "answer": "Answered. Whoever asked sees it.",
    "specimen": "Written down. Its chain of custody begins with the first hand-over.",
    "hand": "Signed. It stands in the chain of custody.",
    "report": "It is evidence of the case now, for the agencies. Decide who else may see it.",
    "document": "Kept. Its SHA-256 is the one that the result names.",
    "release": "Decided. Those it is open to read it now.",
}

urlpatterns = [
    path("cases/<str:reference>/tests", tests),
    path("cases/<str:reference>/tests/<str:test>", test),
    path("cases/<str:reference>/tests/<str:test>/document", document),
]
