"""Steps on the pages that the coordinator's journeys share: look, send a form, be refused, triage, open a case."""

from __future__ import annotations

import re

from django.test import Client

from medcord.ledger import worker
from tests.api.programs import Program

REPORT = {
    "device_maker": "Karst Respiratory", "device_model": "Breva V2", "device_version": "4.1.0",
    "how_tested": "On two units.", "patient_impact": "An alarm stays silent.",
    "description": "The alarm service takes a mute command without sign-in.",
    "identity": "anonymous", "read_policy": "on",
}  # fmt: skip


def page(browser: Client, path: str, **asked: str) -> str:
    """What a page shows, from its heading on: what is typed in the search box above is no hit."""
    answer = browser.get(path, asked)
    assert answer.status_code == 200, (path, answer.status_code)
    shown = answer.content.decode()
    return shown[shown.index("<main") :]


def send(browser: Client, path: str, **form: object) -> str:
    """A form that is taken; where the browser is led."""
    answer = browser.post(path, form)
    assert answer.status_code == 302, (path, answer.status_code, re.findall(r'class="error"[^>]*>([^<]+)', str(answer)))
    return answer.headers["Location"]


def refused(browser: Client, path: str, **form: object) -> str:
    """A form that is not taken; the page that says why."""
    answer = browser.post(path, form)
    assert answer.status_code == 422, (path, answer.status_code)
    return answer.content.decode()


def absent(browser: Client, path: str) -> bool:
    """Whether a page answers as one that was never there."""
    answer = browser.get(path)
    return (answer.status_code, answer.content) == (404, browser.get("/cases/MC-2222-2222").content)


def reported(lead: Client, **more: str) -> tuple[str, Client]:
    """A report filed by a finder on the pages; its reference, as the coordinator's list has it, and the finder."""
    before, finder = set(re.findall(r"/reports/(R-[A-Z0-9-]+)", page(lead, "/reports"))), Client()
    send(finder, "/report", **REPORT | more)
    (new,) = set(re.findall(r"/reports/(R-[A-Z0-9-]+)", page(lead, "/reports"))) - before
    return new, finder


def decided(lead: Client, report: str, outcome: str = "accept", **answers: str) -> None:
    """Triage by the form, at the version the page shows."""
    version = re.findall(r'name="version" value="(\d+)"', page(lead, f"/reports/{report}"))[0]
    form = {"version": version, "medical_device": "yes", "outcome": outcome, **answers}
    send(lead, f"/reports/{report}/triage", **form)


def opened(lead: Client, report: str, title: str = "Breva V2: alarms can be silenced") -> str:
    """A case from a report that was accepted; its reference."""
    where = send(lead, f"/reports/{report}/open-case", title=title)
    worker.drain()
    return where.rsplit("/", 1)[-1]


def invited(lead: Client, case: str, party: object, browser: Client | None = None) -> None:
    """A party of the directory is asked in, and signs when its browser is given."""
    send(lead, f"/cases/{case}/invite", party=str(party), channel="mail", sees="all")
    if browser is not None:
        send(browser, f"/cases/{case}/terms/answer", answer="accept")
    worker.drain()


def product_of(maker: Program, name: str = "Breva V2") -> str:
    """A product in the maker's registry; its id."""
    return str(maker.post("/products", {"name": name}, status=201)["id"])


def states(maker: Program, case: str, product: str, versions: str, status: str, **more: str) -> None:
    """A statement by a maker's program."""
    body = {"product": product, "versions": versions, "status": status, **more}
    maker.post(f"/cases/{case}/statements", body, status=201)
