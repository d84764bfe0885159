"""What anybody may ask of what is published, and how, besides the pages in ``table`` (policy 31)."""

from __future__ import annotations

from tests.access.table import PAGE, Row, all_get

PUBLISHED = [
    Row("GET", "/look-up", all_get(PAGE)),
    Row("GET", "/api/v1/advisories/{advisory}/changes", all_get(PAGE), {"since": "{number}"}),
    # A question in the body of a request: nothing is written, and it stands in no address.
    Row("POST", "/look-up /api/v1/advisories/look-up", all_get(PAGE), {"what": "pump", "udi": ""}),
]
