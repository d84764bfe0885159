"""A CSAF 2.1 vulnerability report handed in by anybody: choose the file, look at what was read, send it.

A draft of the standard: the page is there where MEDCORD_DRAFT_STANDARDS is on.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.http import require_http_methods

from medcord.intake import actions, doors, policy
from medcord.intake.models import Report
from medcord.ledger import draft_standards, limits
from medcord.web import finder
from medcord.web.addresses import address_of
from medcord.web.forms.csaf_reports import ReadForm, ReportFileForm
from medcord.web.viewers import ANONYMOUS


@require_http_methods(["GET", "POST"])
def hand_in(request: HttpRequest) -> HttpResponse:
    """The file, then what was read of it as the usual form."""
    draft_standards.require()
    if request.POST.get("act") == "send":
        return _send(request)
    form = ReportFileForm(request.POST or None, request.FILES or None)
    given = form.given() if request.method == "POST" and form.is_valid() else None
    read = form.run(doors.read_csaf, address_of(request), *given) if given else None
    if given and read:
        return render(request, "web/finder/file.html", {"read": read, "form": ReadForm.of(read, *given)})
    return render(request, "web/finder/file.html", {"choose": form}, status=form.answers_with)


def _send(request: HttpRequest) -> HttpResponse:
    form = ReadForm(request.POST, request.FILES)
    read = form.read()
    if read and form.is_valid() and (done := form.run(_hand_in, form, address_of(request))) is not None:
        return finder.taken(request, *done)
    return render(request, "web/finder/file.html", {"read": read, "form": form}, status=form.answers_with)


def _hand_in(form: ReadForm, address: str) -> tuple[Report, str]:
    limits.admit(doors.REPORTS.of(address))
    more, seen = form.cleaned_data["attached"], form.cleaned_data["patient_data_seen"]
    policy.check_sizes([(one.name or "file", one.size or 0) for one in more])
    attached = [(one.name or "file", one) for one in more]
    name, data = form.source()
    return actions.hand_in_csaf(name, data, form.words(), attached, patient_data_seen=seen, actor=ANONYMOUS)


urlpatterns = [path("report/file", hand_in)]
