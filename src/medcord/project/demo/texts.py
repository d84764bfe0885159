"""What the demo's people say. Every device, flaw and number here is invented."""

from __future__ import annotations

from datetime import datetime

from medcord.core.advisory.remedies import Remedy
from medcord.core.clocks.scope import Question, ScopeSaid
from medcord.core.declarations.forms import QUESTIONS, Form, Given
from medcord.core.safety.matrix import KEYS, Exploitability
from medcord.core.safety.ssvc.judging import Judgement
from medcord.core.signals import Seen
from medcord.core.signals.factors import Factor, Weighed
from medcord.core.vocabulary import Severity
from medcord.drafting.actions import CommentWords
from medcord.intake.actions import FinderIdentity, ReportWords
from medcord.opinions.actions import Certainty, OpinionWords, PositionWords
from medcord.products.actions import ProductWords, RegistryVersion
from medcord.signals.actions import SightingWords

THANKS = (
    "Thank you. We are reading your report, and we have brought in the health regulator. Expect news within a week."
)

PRODUCTS: tuple[tuple[str, str, ProductWords], ...] = (
    ("quillon", "lvp", ProductWords("Tidewater LVP 3", "QI-3110", ["TIDEWATER LVP3"], ["00810000031108"],
                                    ["3.0", "3.2", "3.4", "3.5.2", "3.6.2"], "Infusion pump, large volume")),
    ("quillon", "syringe", ProductWords("Tidewater Syringe 2", "QI-2040", [], ["00810000020409"], ["2.0", "2.1"], "Syringe pump")),
    ("sablewood", "heron", ProductWords("Heron 7", "SM-H7", ["HERON 7 monitor"], ["00810000070077"], ["6.9", "7.1", "7.3"],
                                        "Patient monitor, bedside")),
    ("sablewood", "central", ProductWords("Heron Central", "SM-HC", [], [], ["4.0", "4.2"], "Central station")),
    ("karst", "breva", ProductWords("Breva V2", "KR-BV2", ["Breva-V2", "NL-Air"], ["00810000040025"],
                                    [RegistryVersion("4.0", "2022-03-01", "2025-03-01"), RegistryVersion("4.1.0", "2023-06-12"),
                                     RegistryVersion("4.2.0", "2024-09-30"), RegistryVersion("4.2.1", "", "", "in testing")],
                                    "Ventilator, critical care", ["BV2-EU", "BV2-US"], "supported")),
    ("karst", "breva1", ProductWords("Breva V1", "KR-BV1", [], [], [RegistryVersion("3.9", "2019-02-04", "2024-12-31")],
                                     "Ventilator, critical care", [], "ended", "Breva V2")),
    ("pellgrove", "marlo", ProductWords("Marlo 2", "PG-M2", [], [], ["2.0", "2.2"], "Insulin pump")),
)  # fmt: skip

TIDEWATER_REPORT = ReportWords(
    device_maker="Quillon Infusion Systems",
    device_model="Tidewater LVP 3",
    device_version="3.4",
    how_tested="Two pumps bought at auction, on a bench, filled with water.",
    patient_impact="A patient could get far too much or too little of a drug.",
    description="The pump takes a new flow rate over TCP port 5011 from anyone on the same network. No sign-in is asked.",
    identity=FinderIdentity.NAMED,
    finder_name="Ilse Marrow",
    may_pass_name=True,
    credit=True,
)

TIDEWATER_OPINION = OpinionWords(
    severity=Severity.CRITICAL,
    scenario="An attacker on the ward network raises the flow of a vasoactive drug. Blood pressure falls or rises within minutes.",
    certainty=Certainty.HIGH,
    hazard="Over-infusion and under-infusion.",
    populations="Patients on several pumps at once; newborns.",
    exposure="Most adult intensive-care beds that use this pump.",
    controls="Hard limits of the drug library hold for named drugs only.",
    evidence="Bench test of the finder, repeated by Quillon.",
    would_change="Proof that the hard limits hold for every drug.",
)
TIDEWATER_SENTENCE = "If the flow rate is changed, a patient could be given a dangerous dose within minutes."

TIDEWATER_REMEDIES = (
    Remedy(
        "vendor_fix",
        "Install software 3.6.2, released by Quillon. About 20 minutes a pump; the pump must be empty and off the patient.",
        "https://psirt.quillon.example/tidewater-3-6-2",
    ),
    Remedy("mitigation", "Keep the pumps on a network of their own that no other device reaches.", control=True),
    Remedy("mitigation", "Read the rate at the pump at each visit, not at the central station.", control=True),
)

TIDEWATER_DRAFT = {
    "title": "Quillon Tidewater LVP 3 pumps: flow rate can be changed over the network",
    "summary": "Someone on the same network can change how fast the pump gives a drug. Quillon has released software 3.6.2 "
    "that closes the hole.",
    "device": "Tidewater LVP 3, a pump that gives drugs and fluids into a vein, with software 3.0 to 3.6.1.",
    "what_could_happen": "A patient could get too much or too little of a drug, and nobody would see it at the pump.",
    "what_to_do": "Hospitals: install 3.6.2 when the pump is free. Patients: ask your nurse if your pump has the new software.",
    "not_known": "It is not known how many pumps can be reached from outside a hospital.",
    "clinicians_device": "Tidewater LVP 3 infusion pumps with software 3.0 to 3.6.1, in every care area.",
    "clinicians_could_happen": "The rate of a running infusion can be changed over the network. The hard limits of the drug "
    "library hold for named drugs only; vasoactive drugs and insulin are the most at risk.",
    "clinicians_to_do": "Go on with infusions that run. Check the rate at the pump at each visit, and use a pump with 3.6.2 for "
    "drugs where a wrong rate harms within minutes.",
    "clinicians_not_known": "Whether a change leaves a trace in the log of the pump.",
    "flaw": "The remote service on TCP port 5011 accepts flow-rate commands without authentication.",
    "cve": "CVE-2026-90117",
    "cwe": "CWE-306",
    "cwe_name": "Missing Authentication for Critical Function",
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
}

HERON_REPORT = ReportWords(
    device_maker="Sablewood Monitoring",
    device_model="Heron 7",
    device_version="7.1",
    how_tested="One monitor and one central station of our own laboratory.",
    patient_impact="Real alarms stop while forged ones ring elsewhere.",
    description="Alarm messages between monitor and central station are not signed. A forged message clears a real alarm.",
    identity=FinderIdentity.PSEUDONYMOUS,
    finder_name="kestrel-9",
    credit=True,
)
HERON_OPINION = OpinionWords(
    severity=Severity.CRITICAL,
    scenario="A forged message clears a real alarm at the central station; a nurse who is not in the room does not come.",
    certainty=Certainty.MEDIUM,
    populations="Patients in single rooms.",
    would_change="Proof that the bedside alarm keeps ringing.",
)
HERON_SENTENCE = "A real alarm may stay unheard at the central station; the alarm at the bedside may still ring."
HERON_DRAFT = {
    "title": "Sablewood Heron 7 monitors: forged alarms stop real ones",
    "summary": "Someone on the monitor network can send forged alarm messages that clear real ones at the central station.",
    "device": "Heron 7 bedside monitors with software before 7.4.",
    "what_could_happen": "A nurse at the central station may not see a real alarm.",
    "what_to_do": "Hospitals: keep the monitor network apart and a nurse in sight of each bed until 7.4 is installed.",
    "not_known": "Whether Heron Central itself is affected is still looked into.",
    "flaw": "Alarm messages lack authentication and replay protection.",
    "cve": "CVE-2026-90121",
    "cwe": "CWE-345",
    "cwe_name": "Insufficient Verification of Data Authenticity",
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:L",
}

BREVA_REPORT = ReportWords(
    device_maker="Karst Respiratory",
    device_model="Breva V2",
    device_version="4.1.0",
    how_tested="Two second-hand units in a laboratory, with a test lung.",
    patient_impact="An alarm could stay silent while a patient stops breathing.",
    description="The alarm service takes a mute command from the network without sign-in.",
    identity=FinderIdentity.PSEUDONYMOUS,
    finder_name="kestrel-9",
    credit=True,
)
BREVA_FIX = Judgement(
    "supplier",
    {
        "exploitation": "none",
        "utility": "laborious",
        "technical_impact": "partial",
        "safety_impact": "critical",
        "patient_harm": "life-threatening",
        "life_supporting": "yes",
    },
    "out-of-cycle",
    "A silent alarm on a ventilator does not wait for the spring release.",
)
BREVA_PUBLISH = Judgement(
    "publish",
    {
        "supplier_involvement": "fix ready",
        "exploitation": "none",
        "public_value_added": "precedence",
        "patient_harm": "life-threatening",
        "compensating_control": "available",
    },
    "publish",
    "Nothing is public yet, and clinics can keep the ventilators off the open network until the fix is in.",
)
BREVA_OPINION = OpinionWords(
    severity=Severity.CATASTROPHIC,
    scenario="At home nobody but the ventilator watches. A silenced high-pressure alarm goes unheard until it is too late.",
    certainty=Certainty.HIGH,
    populations="Home patients with no second alarm.",
    exposure="About a third of units are used at home.",
    controls="In the ICU a monitor stands beside the ventilator.",
    would_change="Proof that the high-pressure alarm cannot be silenced.",
)
BREVA_POSITION = PositionWords(
    "The high-pressure alarm also sounds at the wall unit in two thirds of homes. We hold “serious” to be right for these.",
    Severity.SERIOUS,
)
BREVA_FINDERS_POSITION = PositionWords(
    "The mute command reaches the wall unit too: it silenced ours.", Severity.CATASTROPHIC, for_finder=True
)
BREVA_LEARNED = Given(Form.LEARNED, text="The coordination centre telephoned our PSIRT.")
BREVA_CALLED = Given(
    Form.LEARNED,
    text="Our service desk took a call from the person who found it.",
    reason="The note of the call was found two days later. What the service desk knew counts.",
)
BREVA_RISK = Given(
    Form.RISK,
    text="A silenced alarm at home has nobody to hear it. Network access is needed, and home units have it by default.",
    controls="In the ICU a monitor stands beside the ventilator. At home there is none.",
    exploitability=Exploitability.MEDIUM,
    severity=Severity.CATASTROPHIC,
    uncontrolled=True,
)
BREVA_CUSTOMERS = Given(
    Form.CUSTOMERS,
    text="Someone on the network of a Breva V2 can silence its alarms. Unplug the network cable of every home unit; it goes "
    "on ventilating without it. In hospitals, move the units to a network of their own. Software 4.2.1 mends it; we tell "
    "you here as soon as you can have it.",
    answers={key: True for key, _ in QUESTIONS[Form.CUSTOMERS]},
)
BREVA_MEMBER = Given(
    Form.MEMBERSHIP,
    text="Lanternway ISAO, participant agreement of last spring. Records: quality system, folder QS-31.",
    answers={key: True for key, _ in QUESTIONS[Form.MEMBERSHIP]},
)
BREVA_CYCLE = Given(
    Form.CYCLE,
    text="Four releases a year fit the maintenance visits of home and hospital units.",
    scope="Breva V2, all versions",
    days=91,
)
BREVA_SCOPE = (
    (Question.EU_MARKET, ScopeSaid.YES, "Sold in nine member states since 2021."),
    (Question.DEVICE_UNDER_MDR, ScopeSaid.YES, "CE marked under MDR, class IIb."),
)
KARST_MATRIX = dict.fromkeys(KEYS, "judged") | {
    "low:negligible": "controlled", "low:minor": "controlled", "medium:negligible": "controlled",
    "medium:critical": "uncontrolled", "medium:catastrophic": "uncontrolled",
    "high:serious": "uncontrolled", "high:critical": "uncontrolled", "high:catastrophic": "uncontrolled",
}  # fmt: skip
BREVA_MESSAGE = "Build 4.2.1 passed alarm tests on 40 units. The home version needs two more weeks: its boot loader cannot roll back."
BREVA_DRAFT = {
    "title": "Karst Breva V2 ventilators: alarms can be silenced over the network",
    "summary": "Someone on the same network can silence the alarms of the ventilator. Karst is releasing software 4.2.1.",
    "device": "Breva V2 ventilators with software before 4.2.1.",
    "what_could_happen": "An alarm may stay silent when a patient needs help.",
    "cwe": "CWE-306",
    "cwe_name": "Missing Authentication for Critical Function",
    "vector": "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H",
}

BREVA_COMMENTS = (
    CommentWords(
        "what_could_happen",
        "An alarm may stay silent",
        "Say that the screen still shows it: a nurse at the bed sees the alarm.",
        1,
        "An alarm may stay silent, although the screen still shows it,",
    ),
    CommentWords("summary", "Karst is releasing software 4.2.1.", "Is the date fixed? Ours says December.", 1),
)
BREVA_COMMUNICATION = {
    "title": "Karst Breva V2 ventilators: alarms may stay silent",
    "devices": "Breva V2 with software up to 4.2.1.",
    "what_to_do": "Ask your clinic when it installs 4.2.1.",
    "for_patients": "Keep using your ventilator. Call your care team with questions.",
    "for_clinicians": "Keep patients who depend on the ventilator in sight of its screen until 4.2.1 is installed.",
    "not_known": "No patient is known to have been harmed.",
}

MARLO_REPORT = ReportWords(
    device_maker="Pellgrove Diabetes",
    device_model="Marlo 2",
    device_version="2.2",
    how_tested="My own spare pump and its telephone app.",
    patient_impact="I do not know. A doctor could read a wrong dose history.",
    description="The pump accepts a new dose history from any paired telephone, even after it was unpaired.",
)

LUMIS_REPORT = ReportWords(
    device_maker="Lumis Imaging",
    device_model="Archive 12",
    device_version="12.2.8",
    how_tested="I saw the address in a public search engine. I opened nothing.",
    patient_impact="Names of patients can be read; I do not know about harm.",
    description="Patient names stand in web addresses of the archive.",
    identity=FinderIdentity.PSEUDONYMOUS,
    finder_name="paperclip",
)

VANTRY_REPORT = ReportWords(
    device_maker="Vantry Cardio",
    device_model="Loop 3",
    device_version="",
    how_tested="On one programmer that a clinic gave us for tests.",
    patient_impact="Someone near the patient could change when the recorder stores a rhythm.",
    description="The programmer pairs with the recorder without a key.",
)


def exploited(since: datetime) -> dict[str, object]:
    """A catalogue of known exploited flaws with the one flaw of the demo."""
    return {
        "title": "Demo catalogue of known exploited vulnerabilities",
        # Older than any real catalogue, so that a real one can be taken in after it.
        "catalogVersion": "2020.01.01",
        "dateReleased": "2020-01-01T00:00:00Z",
        "count": 1,
        "vulnerabilities": [
            {
                "cveID": "CVE-2026-90117",
                "vendorProject": "Quillon",
                "product": "Tidewater LVP 3",
                "vulnerabilityName": "Quillon Tidewater LVP 3 missing authentication",
                "dateAdded": f"{since:%Y-%m-%d}",
                "shortDescription": "The pump accepts flow-rate commands without sign-in.",
                "requiredAction": "Apply the manufacturer's update.",
                "dueDate": f"{since:%Y-%m-%d}",
                "knownRansomwareCampaignUse": "Unknown",
                "notes": "",
            }
        ],
    }


CVE_RECORD = {
    "dataType": "CVE_RECORD",
    "cveMetadata": {"cveId": "CVE-2026-41877", "state": "PUBLISHED", "dateUpdated": "2026-11-20T09:00:00.000Z"},
    "containers": {
        "cna": {
            "title": "Karst Breva V2 web service keeps sessions open",
            "descriptions": [
                {"lang": "en", "value": "The service page of the ventilator keeps a session open for days."}
            ],
            "affected": [
                {
                    "vendor": "Karst",
                    "product": "Breva V2",
                    "versions": [{"version": "0", "status": "affected", "lessThan": "4.2.1", "versionType": "custom"}],
                }
            ],
        },
        "adp": [{"metrics": [{"other": {"type": "ssvc", "content": {"options": [{"Exploitation": "poc"}]}}}]}],
    },
}
SIGHTING = SightingWords(
    Seen.ATTEMPT,
    "Quillon Tidewater LVP 3: a flow rate was sent from outside the ward",
    words="The pump refused it. We saw it in the log of the ward's firewall on two nights.",
)
EMERGING = "Two clinics report an alarm that fell silent while nobody was near. No patient came to harm."
WEIGHED = (
    Weighed(Factor.LIKELIHOOD, "Rare so far: two reports among some 900 units.", known=True),
    Weighed(Factor.SEVERITY, "Death within minutes if nobody looks.", known=True),
    Weighed(Factor.CAUSALITY, "A network fault could look the same."),
    Weighed(Factor.MITIGABILITY, "Watching the central station covers it.", known=True),
)

WEEKLY = "The week's cases that need both agencies"
DIAL = "https://bridge.demo.example/both-agencies"
TO_DO = "Say by Thursday whether the bench test changes the opinion"
LABORATORY = "Vale Device Laboratory"
TEST = (
    "The alarm service of one unit on a bench; no clinical use.",
    "Does a mute command without sign-in silence the alarm in build 4.2.0?",
    "One Breva V2 with build 4.2.0 and its service cable.",
    "The laboratory tells nobody but the two agencies.",
)
