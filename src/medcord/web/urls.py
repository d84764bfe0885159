"""Pages."""

from __future__ import annotations

from medcord.web import (
    agency,
    case,
    finder,
    hospital,
    ledger,
    measures,
    notices,
    products,
    public,
    reports,
    search,
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
    *agency.urlpatterns,
    *products.urlpatterns,
    *hospital.urlpatterns,
    *measures.urlpatterns,
    *notices.urlpatterns,
]
