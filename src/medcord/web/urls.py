"""Pages."""

from __future__ import annotations

from medcord.web import (
    agency,
    attachments,
    case,
    finder,
    hospital,
    ledger,
    measures,
    notices,
    party,
    products,
    public,
    reports,
    search,
    spill,
    standing,
)
from medcord.web.signin import routes as signin

urlpatterns = [
    *public.urlpatterns,
    *search.urlpatterns,
    *finder.urlpatterns,
    *signin.urlpatterns,
    *reports.urlpatterns,
    *case.urlpatterns,
    *standing.urlpatterns,
    *ledger.urlpatterns,
    *attachments.urlpatterns,
    *spill.urlpatterns,
    *agency.urlpatterns,
    *products.urlpatterns,
    *hospital.urlpatterns,
    *measures.urlpatterns,
    *notices.urlpatterns,
    *party.urlpatterns,
]
