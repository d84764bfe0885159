"""Pages."""

from __future__ import annotations

from medcord.web import (
    agency,
    arriving,
    case,
    finder,
    hospital,
    ledger,
    measures,
    merging,
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
    *arriving.urlpatterns,
    *reports.urlpatterns,
    *case.urlpatterns,
    *standing.urlpatterns,
    *merging.urlpatterns,
    *ledger.urlpatterns,
    *agency.urlpatterns,
    *products.urlpatterns,
    *hospital.urlpatterns,
    *measures.urlpatterns,
]
