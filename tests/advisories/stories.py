"""The advisory the tests publish, and who does it."""

from datetime import UTC, datetime
from uuid import UUID

from medcord.core.access import Viewer, ViewerKind
from medcord.core.advisory import (
    Acknowledgment,
    Advisory,
    Identifiers,
    Note,
    Product,
    Publisher,
    Reference,
    Remediation,
    Score,
    Statement,
    Vulnerability,
)
from medcord.core.advisory.value import PlainWords
from medcord.core.vocabulary import ProductStatus, Role, Severity

SOME_TIME = datetime(2020, 1, 1, tzinfo=UTC)
NAMESPACE = "http://127.0.0.1:8000"

STRANGER = Viewer(ViewerKind.ANONYMOUS, None, None, None, None, active=True)
NODE = Viewer(ViewerKind.SYSTEM, None, None, None, None, active=True)


def member(role: Role) -> Viewer:
    """A member of some organisation of this role."""
    return Viewer(ViewerKind.MEMBER, UUID(int=1), UUID(int=2), role, None, active=True)


COORDINATOR = member(Role.COORDINATOR)
HOSPITAL = member(Role.HOSPITAL)
MAKER = member(Role.MANUFACTURER)

PUMP = Product(
    "MCPID-0001",
    vendor="Quillon Infusion Systems",
    name="Tidewater LVP 3",
    version=">= 3.0 | <= 3.6.1",
    version_is_range=True,
    full_name="Quillon Infusion Systems Tidewater LVP 3 3.0 to 3.6.1",
    identifiers=Identifiers(model_numbers=("QI-3100",), udi_dis=("00000000031007",)),
    path=("Quillon Infusion Systems", "Tidewater LVP 3", ">= 3.0 | <= 3.6.1"),
)
FIXED_PUMP = Product(
    "MCPID-0002",
    vendor="Quillon Infusion Systems",
    name="Tidewater LVP 3",
    version="3.6.2",
    full_name="Quillon Infusion Systems Tidewater LVP 3 3.6.2",
    path=("Quillon Infusion Systems", "Tidewater LVP 3", "3.6.2"),
)

FLAW = Vulnerability(
    cve="CVE-2026-90417",
    title="Missing authentication on the rate service",
    cwe_id="CWE-306",
    cwe_name="Missing Authentication for Critical Function",
    notes=(Note("description", "The rate service accepts commands without a check.", "Vulnerability description"),),
    statements=(Statement("MCPID-0001", ProductStatus.AFFECTED), Statement("MCPID-0002", ProductStatus.FIXED)),
    scores=(Score("3.1", "CVSS:3.1/AV:A/AC:L/PR:N/UI:N/S:U/C:N/I:H/A:H", 8.1, "HIGH", ("MCPID-0001",)),),
    remediations=(
        Remediation("vendor_fix", "Install software 3.6.2. The pump must be empty.", product_ids=("MCPID-0001",)),
    ),
    references=(Reference("https://www.cve.org/CVERecord?id=CVE-2026-90417", "CVE-2026-90417"),),
)

PUMP_ADVISORY = Advisory(
    id="",
    title="Someone on the same network can change how fast this infusion pump gives medicine",
    publisher=Publisher("National Coordination Centre", NAMESPACE, "coordinator", "advisories@ncc.example"),
    status="draft",
    version="",
    initial_release=SOME_TIME,
    current_release=SOME_TIME,
    summary="The rate service of the pump does not check who sends commands.",
    notes=(Note("summary", "The rate service of the pump does not check who sends commands.", "Summary"),),
    acknowledgments=(Acknowledgment(names=("kestrel-9",), summary="reporting this vulnerability"),),
    products=(PUMP, FIXED_PUMP),
    vulnerabilities=(FLAW,),
    plain=PlainWords(
        device="Infusion pumps with software 3.0 up to and including 3.6.1.",
        what_could_happen="The patient could get too much or too little medicine.",
        what_to_do="Keep using the pump. Call for the update.",
        not_known="Who is behind the attacks.",
        harm=Severity.CRITICAL,
        harm_statement="A wrong rate could do lasting harm before anyone sees it.",
    ),
)
