"""``Advisory``: what is said, about which products, by whom, and what to do. Frozen; a change is a new revision.

Texts are plain text as the publisher wrote them. Product ids are local to one advisory.

A ``rest`` is what a document said at this place beyond what the fields hold: canonical JSON (an object, keys sorted),
or "". Nobody here interprets it; whoever writes the value in the same standard writes it back (decision 0026).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from medcord.core.vocabulary import ProductStatus, Severity, Tlp


@dataclass(frozen=True, slots=True)
class Publisher:
    """Who stands behind the text. ``category`` as in CSAF 2.0 3.2.1.8.1 (coordinator, vendor, discoverer …)."""

    name: str
    namespace: str
    category: str = "coordinator"
    contact: str = ""

    @property
    def space(self) -> str:
        """The namespace as it is compared: with and without a slash at the end are one publisher."""
        return self.namespace.strip().rstrip("/")


@dataclass(frozen=True, slots=True)
class Revision:
    """One line of the visible history; ``number`` is the publisher's own ("1", "2" or "1.0.0")."""

    number: str
    at: datetime
    summary: str
    legacy_version: str = ""
    """The number this revision had in a system before CSAF."""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Note:
    """A titled text; ``category`` as in CSAF 2.0 3.1.5 (summary, description, general, other …)."""

    category: str
    text: str
    title: str = ""
    audience: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Reference:
    url: str
    summary: str = ""
    category: str = "external"
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Acknowledgment:
    names: tuple[str, ...] = ()
    organization: str = ""
    summary: str = ""
    urls: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Identifiers:
    """How machines name a product. All may be empty: CISA's medical advisories carry none (domain.md F5.12)."""

    cpe: str = ""
    purls: tuple[str, ...] = ()
    model_numbers: tuple[str, ...] = ()
    serial_numbers: tuple[str, ...] = ()
    skus: tuple[str, ...] = ()
    udi_dis: tuple[str, ...] = ()

    def any(self) -> bool:
        return bool(self.cpe or self.purls or self.model_numbers or self.serial_numbers or self.skus or self.udi_dis)


@dataclass(frozen=True, slots=True)
class Product:
    """One product entry: ``version`` is the text of the version or range, as written ("<= 9.33", "vers:all/*", "B.06").

    ``version_is_range`` is what the document claims (CSAF category product_version_range), not a judgement of ours.
    ``full_name`` is the entry's own display name; ``path`` the branch names from the root, outermost first, and
    ``categories`` what each of these branches is. ``opens`` is the depth at which its branches begin anew although the
    entry before has branches of the same names there; 0 where they are shared as far as they are equal.
    """

    id: str
    vendor: str
    name: str
    version: str = ""
    version_is_range: bool = False
    full_name: str = ""
    identifiers: Identifiers = field(default_factory=Identifiers)
    path: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    opens: int = 0
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Relationship:
    """Product ``part`` is ``category`` ("installed_on", "default_component_of" …) product ``host``.

    The two together are the entry ``product_id``. ``identified`` says that the entry's identifiers are its own and not
    those of the host.
    """

    product_id: str
    category: str
    part: str
    host: str
    identified: bool = False
    rest: str = ""


@dataclass(frozen=True, slots=True)
class ProductGroup:
    """Products that are named together; wherever the group is named, the fields name its products as well."""

    id: str
    product_ids: tuple[str, ...]
    summary: str = ""
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Statement:
    """A status of one product in one vulnerability; ``justification`` is the VEX word for NOT_AFFECTED."""

    product_id: str
    status: ProductStatus
    justification: str = ""


@dataclass(frozen=True, slots=True)
class Score:
    """A CVSS score: ``version`` "3.0", "3.1", "4.0" or "2.0"; ``base`` 0-10."""

    version: str
    vector: str
    base: float
    severity: str = ""
    product_ids: tuple[str, ...] = ()
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Ssvc:
    """What somebody decided by SSVC: a SelectionList 2.0.0 as JSON text with its keys sorted, kept as it was given.

    ``words``: each point with what was chosen, as people call them; empty where nobody said it in words.
    """

    selection_list: str
    product_ids: tuple[str, ...] = ()
    words: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Remediation:
    """What its publisher says can be done; quoted, never rewritten. ``category`` as in CSAF (vendor_fix, mitigation
    …)."""

    category: str
    details: str
    url: str = ""
    product_ids: tuple[str, ...] = ()
    date: datetime | None = None
    rest: str = ""


@dataclass(frozen=True, slots=True)
class Weakness:
    """A kind of weakness by its number in the CWE list ("CWE-306") and the name it goes by."""

    id: str
    name: str = ""

    @property
    def words(self) -> str:
        """Number and name, as far as they are said."""
        return " ".join(filter(None, (self.id, self.name)))


@dataclass(frozen=True, slots=True)
class Vulnerability:
    cve: str = ""
    ids: tuple[tuple[str, str], ...] = ()
    title: str = ""
    cwe_id: str = ""
    cwe_name: str = ""
    notes: tuple[Note, ...] = ()
    statements: tuple[Statement, ...] = ()
    scores: tuple[Score, ...] = ()
    remediations: tuple[Remediation, ...] = ()
    references: tuple[Reference, ...] = ()
    acknowledgments: tuple[Acknowledgment, ...] = ()
    exploited: bool = False
    """The document itself says attacks are known. KEV is looked up elsewhere."""
    rest: str = ""
    ssvc: tuple[Ssvc, ...] = ()
    more_cwes: tuple[Weakness, ...] = ()
    """Further weaknesses, after the one of ``cwe_id`` and ``cwe_name``, which is the first."""

    @property
    def weaknesses(self) -> tuple[Weakness, ...]:
        """All weaknesses, each once, the first one first."""
        first = (Weakness(self.cwe_id, self.cwe_name),) if self.cwe_id or self.cwe_name else ()
        return tuple(dict.fromkeys((*first, *self.more_cwes)))


@dataclass(frozen=True, slots=True)
class ClinicianWords:
    """The version for clinicians, who weigh therapy against risk (domain.md P3)."""

    device: str = ""
    what_could_happen: str = ""
    what_to_do: str = ""
    not_known: str = ""

    @property
    def all(self) -> tuple[str, ...]:
        """The four texts in order, blank ones too."""
        return (self.device, self.what_could_happen, self.what_to_do, self.not_known)


@dataclass(frozen=True, slots=True)
class PlainWords:
    """The part for patients and the public, and beside it the one for clinicians (domain.md P1, P3)."""

    device: str = ""
    what_could_happen: str = ""
    what_to_do: str = ""
    not_known: str = ""
    harm: Severity | None = None
    harm_statement: str = ""
    """The regulator's released public sentence; empty while the assessment is pending."""
    therapy: str = ""
    """What is said of stopping therapy; in an advisory of ours always ``standing.STANDING`` (P3)."""

    clinicians: ClinicianWords = field(default_factory=ClinicianWords)

    @property
    def for_clinicians(self) -> bool:
        """Whether clinicians have a version of their own; without one, that for patients is for them too."""
        return any(self.clinicians.all)

    @property
    def for_patients(self) -> bool:
        """Whether anything is said to patients."""
        return any((self.device, self.what_could_happen, self.what_to_do, self.not_known))


@dataclass(frozen=True, slots=True)
class Advisory:
    """One revision of one advisory. ``id`` is its tracking id ("ICSMA-17-017-02"); times are aware, in UTC."""

    id: str
    title: str
    publisher: Publisher
    status: str
    version: str
    initial_release: datetime
    current_release: datetime
    revisions: tuple[Revision, ...] = ()
    tlp: Tlp = Tlp.CLEAR
    language: str = "en-US"
    category: str = "csaf_security_advisory"
    summary: str = ""
    notes: tuple[Note, ...] = ()
    references: tuple[Reference, ...] = ()
    acknowledgments: tuple[Acknowledgment, ...] = ()
    products: tuple[Product, ...] = ()
    vulnerabilities: tuple[Vulnerability, ...] = ()
    plain: PlainWords = field(default_factory=PlainWords)
    relationships: tuple[Relationship, ...] = ()
    groups: tuple[ProductGroup, ...] = ()
    rest: str = ""

    @property
    def cves(self) -> tuple[str, ...]:
        """CVE ids in document order, each once."""
        return tuple(dict.fromkeys(v.cve for v in self.vulnerabilities if v.cve))

    def product(self, product_id: str) -> Product | None:
        """The product entry with this id, if there is one."""
        return next((p for p in self.products if p.id == product_id), None)
