"""Pages."""

from __future__ import annotations

from medcord.web import (
    agency,
    case,
    embargo,
    finder,
    finder_case,
    hospital,
    ledger,
    measures,
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
    *finder_case.urlpatterns,
    *signin.urlpatterns,
    *reports.urlpatterns,
    *case.urlpatterns,
    *standing.urlpatterns,
    *ledger.urlpatterns,
    *embargo.urlpatterns,
    *agency.urlpatterns,
    *products.urlpatterns,
    *hospital.urlpatterns,
    *measures.urlpatterns,
]
