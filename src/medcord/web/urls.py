"""Pages."""

from __future__ import annotations

from medcord.web import (
    agency,
    arriving,
    attachments,
    case,
    embargo,
    finder,
    finder_case,
    hospital,
    hospital_spill,
    ledger,
    measures,
    merging,
    notices,
    party,
    products,
    public,
    reports,
    search,
    spill,
    standing,
    talk,
)
from medcord.web.signin import routes as signin

urlpatterns = [
    *public.urlpatterns,
    *search.urlpatterns,
    *finder.urlpatterns,
    *finder_case.urlpatterns,
    *signin.urlpatterns,
    *arriving.urlpatterns,
    *reports.urlpatterns,
    *case.urlpatterns,
    *standing.urlpatterns,
    *merging.urlpatterns,
    *ledger.urlpatterns,
    *attachments.urlpatterns,
    *spill.urlpatterns,
    *embargo.urlpatterns,
    *talk.urlpatterns,
    *agency.urlpatterns,
    *products.urlpatterns,
    *hospital.urlpatterns,
    *hospital_spill.urlpatterns,
    *measures.urlpatterns,
    *notices.urlpatterns,
    *party.urlpatterns,
]
