"""The API as a whole: documentation at /api/docs, OpenAPI at /api/openapi.json, routes below /api/v1/."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.urls import path
from ninja.openapi.docs import Swagger

from medcord.api import (
    advisories,
    calls,
    cases,
    clocks,
    coordination,
    csaf_reports,
    decisions,
    declarations,
    disputes,
    drafts,
    duties,
    embargo,
    emergency,
    emerging,
    errors,
    facility,
    files,
    inventory,
    lab,
    ledger,
    measures,
    members,
    my_report,
    notices,
    opinions,
    party,
    products,
    records,
    reports,
    restricted,
    signals,
    spills,
    supplies,
    talk,
    tellings,
    texts,
    thanks,
    worklist,
)
from medcord.api.routing import Json, MedcordApi, StrictJson
from medcord.api.viewers import members as members_of
from medcord.core.exercise import marked
from medcord.core.refusals import Refusal

DESCRIPTION = """\
The same actions as the pages: reports, cases, harm opinions, drafts, advisories, and a hospital's worklist.

Members show a token (`Authorization: Bearer mc_…`, made on the page “Tokens”) or their web session; finders show their
code in `X-Finder-Code`; published advisories and the filing of reports are open to everybody. What is not open to you
gives the same 404 as what does not exist. Every refusal is `{"code", "sentence", "fields"}`. Times are in UTC.
"""

SUBJECTS = (csaf_reports.router, reports.router, my_report.own, cases.router, csaf_reports.of_cases,
            clocks.router, embargo.router, embargo.own, coordination.router, talk.router,
            supplies.router, calls.router, lab.router, opinions.router, decisions.router,
            disputes.router, declarations.router, drafts.router, emergency.router, thanks.router,
            texts.router, products.router,
            advisories.router, restricted.router, tellings.router, inventory.router, worklist.router,
            measures.router, members.router,
            party.router, ledger.router, notices.router, files.router, signals.router,
            emerging.router, records.router, spills.router, duties.router, facility.router)  # fmt: skip


def _build() -> MedcordApi:
    api = MedcordApi(
        title=marked("medcord", settings.MEDCORD_DRILL),
        version="1",
        description=DESCRIPTION,
        docs=Swagger({"persistAuthorization": False, "defaultModelsExpandDepth": 0}),
        docs_url="/docs",
        openapi_url="/openapi.json",
        urls_namespace="api",
        auth=members_of(),
        renderer=Json(),
        parser=StrictJson(),
    )
    errors.install(api)
    for subject in SUBJECTS:
        api.add_router("/v1", subject)
    return api


api = _build()


def _in_our_shape(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A method that a route does not have is refused in the same words as everything else."""

    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        if not isinstance(response, HttpResponseNotAllowed):
            return response
        refusal = Refusal(f"This address answers {response.headers['Allow']} only.", code="method")
        return JsonResponse(refusal.as_dict(), status=405, headers={"Allow": response.headers["Allow"]})

    return run


_patterns, _application, _namespace = api.urls
for _pattern in _patterns:
    if _pattern.callback is not None:
        _pattern.callback = _in_our_shape(_pattern.callback)

urlpatterns = [path("api/", (_patterns, _application, _namespace))]
