"""One vulnerability on the whole road, moved on by clicks of the people it needs. A story asks for the point it starts
from; what lies before is done once, by whichever story comes first."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO

from PIL import Image

from tests.browser.people import Person

MODEL = "Marlo 2"
TITLE = "Marlo 2: the bolus limit can be lifted from a telephone"
SENTENCE = "Too much insulin at once can be fatal within hours."
POINTS = ("reported", "opened", "signed", "judged", "drafted", "published", "closed")


def a_picture() -> bytes:
    """A small JPEG that says where and with what it was taken, as telephones write it."""
    out = BytesIO()
    exif = Image.Exif()
    exif[0x010F], exif[0x0110] = "Telephone maker", "Model 9"
    Image.new("RGB", (64, 48), (30, 90, 140)).save(out, "JPEG", exif=exif)
    return out.getvalue()


class Road:
    """``until("signed")`` makes sure that the manufacturer has signed; then ``case`` and the rest are known."""

    def __init__(self, meet: Callable[[str], Person]) -> None:
        self.meet = meet
        self.reached = 0
        self.broken = ""
        self.report = self.code = self.case = self.advisory = ""

    def until(self, point: str) -> Road:
        for step in POINTS[self.reached : POINTS.index(point) + 1]:
            assert not self.broken, f"the road broke before: {self.broken}"
            self.broken = step
            getattr(self, f"_{step}")()
            self.reached, self.broken = self.reached + 1, ""
        return self

    def _reported(self) -> None:
        finder = self.meet("finder")
        finder.goes_to("/")
        finder.opens("Report a vulnerability")
        page = finder.page
        page.get_by_label("Who makes the device?").fill("Pellgrove Diabetes")
        page.get_by_label("Which device is it?").fill(MODEL)
        page.get_by_label("Which version?").fill("2.2")
        page.get_by_label("What is the problem?").fill("A telephone that was unpaired can still lift the bolus limit.")
        page.get_by_label("How did you find or test it?").fill("On my own spare pump, worn by nobody.")
        page.get_by_label("What could happen to a patient?").fill("Far too much insulin.")
        page.get_by_label("Under a pseudonym").check()
        page.get_by_label("Name or pseudonym").fill("grebe")
        page.get_by_label("Thank me by this name").check()
        page.get_by_label("Files").set_input_files(
            {"name": "pump.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
        )
        page.get_by_label("I have read the handling policy").check()
        finder.presses("Send the report")
        self.code = page.locator("[data-code]").inner_text().strip()
        self.report = page.locator("main .mono").first.inner_text().strip()

    def _opened(self) -> None:
        lead = self.meet("coordinator")
        lead.goes_to("/home")
        lead.opens("Reports")
        lead.page.get_by_role("row").filter(has_text=self.report).get_by_role("link").click()
        lead.page.get_by_label("Yes", exact=True).check()
        lead.page.get_by_label("Coordinate: accept it, and open a case next").check()
        lead.presses("Decide")
        lead.page.get_by_label("Title").fill(TITLE)
        lead.presses("Open the case")
        lead.page.wait_for_url(re.compile(r"/cases/[^/]+$"))
        self.case = lead.path.rpartition("/")[2]
        lead.follows("Add a party")
        lead.page.get_by_label("Party").select_option(label="Pellgrove Diabetes (manufacturer)")
        lead.page.get_by_label("How was it told?").select_option(label="By telephone")
        lead.page.locator("main form").get_by_role("button").click()
        lead.sees("Invited. It sees the terms now")

    def _signed(self) -> None:
        maker = self.meet("pellgrove")
        maker.goes_to("/home")
        maker.page.locator(".usa-alert").filter(has_text=self.case).get_by_role("link", name="Read the terms").click()
        maker.presses("Sign for")
        maker.page.wait_for_url(re.compile(rf"/cases/{self.case}$"))
        for versions, status, remedy in (("< 2.3", "Affected", "Install 2.3 at the next visit."), ("2.3", "Fixed", "")):
            maker.tab("Products")
            maker.page.get_by_label("Product", exact=True).select_option(label=MODEL)
            maker.page.get_by_label("Or in your own words").fill(versions)
            maker.page.get_by_label(status, exact=True).check()
            if remedy:
                maker.field("Remedy").select_option(label="Vendor fix")
                maker.field("Remedy in your words").fill(remedy)
            maker.presses("State it for")
            maker.sees("Stated.")

    def _judged(self) -> None:
        doctor = self.meet("regulator")
        doctor.goes_to("/home")
        doctor.page.get_by_role("row").filter(has_text=self.case).get_by_role("link", name=TITLE).click()
        page = doctor.page
        page.get_by_label("Critical, 4 of 5").check()
        page.get_by_label("What would happen, step by step").fill("The limit is lifted at night; nobody is awake.")
        page.get_by_label("High", exact=True).check()
        doctor.presses("Sign as")
        doctor.sees("Signed.")
        page.get_by_label("Public sentence").fill(SENTENCE)
        doctor.presses("Release this sentence")
        doctor.sees("Released.")

    def _drafted(self) -> None:
        lead = self.meet("coordinator")
        lead.goes_to(f"/cases/{self.case}")
        lead.tab("State")
        lead.page.get_by_label("What confirms it?").fill("Pellgrove saw it on three pumps.")
        lead.presses("It is confirmed")
        lead.tab("Draft")
        write_the_draft(lead)
        lead.presses("Save the draft")
        lead.page.get_by_role("heading", name="Preview").wait_for()

    def _published(self) -> None:
        second = self.meet("second")
        second.goes_to(f"/cases/{self.case}/draft")
        second.presses("Approve version 1")
        second.sees("Approved.")
        lead = self.meet("coordinator")
        lead.goes_to(f"/cases/{self.case}/draft")
        lead.page.get_by_label("Why before the agreed date").fill("The fix is out and every customer was told.")
        lead.page.get_by_label("I have read the preview").check()
        lead.presses("Publish now")
        lead.page.wait_for_url(re.compile(r"/advisories/[^/]+$"))
        self.advisory = lead.path.rpartition("/")[2]

    def _closed(self) -> None:
        engineer = self.meet("hospital")
        engineer.goes_to("/home")
        heading = engineer.page.get_by_role("link", name=TITLE)
        engineer.page.wait_for_function(
            "title => document.body.innerText.includes(title) || (setTimeout(() => location.reload(), 500), false)",
            arg=TITLE,
            polling=700,
        )
        heading.first.click()
        engineer.page.get_by_role("table").get_by_role("link", name=MODEL).first.click()
        engineer.page.locator(".pick-device").first.check()
        engineer.page.get_by_label("What was done").select_option(index=1)
        engineer.page.get_by_label("In your words").fill("Software 2.3 installed at the visit.")
        engineer.presses("See the effect")
        engineer.sees("1 device will leave the open worklist")
        engineer.presses("Record for 1 device")
        engineer.page.get_by_role("heading", name="Recorded so far").wait_for()


def write_the_draft(lead: Person) -> None:
    words = {
        "Title": TITLE,
        "Summary": "A telephone that was unpaired can still lift the bolus limit of the pump. Pellgrove released 2.3.",
        "What device": "Marlo 2, an insulin pump, with software before 2.3.",
        "What could happen": "The pump could give far too much insulin.",
        "What to do": "Ask your clinic for software 2.3. Keep using the pump until then.",
        "CVSS 3.1 vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
    }
    for label, text in words.items():
        lead.field(label).fill(text)
