"""Which fact tells whom, in which words, and how urgently: one table. What is not in it tells nobody.

The words say what kind of thing happened, never what: mail and webhooks leave the house. Whether a party may know of
the fact at all is asked of the case's own policy before anything here counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from medcord.core.vocabulary import Role


class How(StrEnum):
    """What reaches a mailbox, and when: what its party or member chose."""

    AT_ONCE = "at_once"
    DAILY = "daily"
    WEEKLY = "weekly"
    ASKS = "asks"
    DUTIES = "duties"


class Weight(StrEnum):
    """How much a notice wants."""

    NEWS = "news"
    ASKS = "asks"
    DUTY = "duty"
    ALWAYS = "always"


class Way(StrEnum):
    """What becomes of a notice."""

    AT_ONCE = "at once"
    DIGEST = "digest"
    NEVER = "never"


class Whom(StrEnum):
    """Among those who may know of the fact: all, the party that the fact names, or one office."""

    READERS = "readers"
    NAMED = "named party"
    REGULATORS = "regulators"
    OWNER = "owner"
    NAMED_AND_OWNER = "named party and owner"
    REGULATORS_AND_OWNER = "regulators and owner"


@dataclass(frozen=True, slots=True)
class Told:
    """One entry of the table."""

    whom: Whom
    weight: Weight
    words: str


_D, _A, _N, _ALL = Weight.DUTY, Weight.ASKS, Weight.NEWS, Weight.ALWAYS

TOLD: Final[Mapping[str, Told]] = MappingProxyType(
    {
        "ParticipantInvited": Told(Whom.NAMED, _D, "Your party is invited to a case. Its terms wait for you"),
        "ConsentChanged": Told(Whom.READERS, _N, "A party answered the terms"),
        "EmbargoChanged": Told(Whom.READERS, _N, "The terms have changed"),
        "EndingProposed": Told(Whom.READERS, _D, "It is proposed to end the embargo"),
        "EmbargoKept": Told(Whom.READERS, _N, "The embargo goes on"),
        "ClaimMade": Told(Whom.OWNER, _D, "A claim waits for your decision"),
        "ClaimDecided": Told(Whom.NAMED, _N, "A claim of yours was decided"),
        "ParticipantLeft": Told(Whom.OWNER, _N, "A party takes part no longer"),
        "ReportAnswered": Told(Whom.OWNER, _N, "A manufacturer said how far it is"),
        "CaseMarked": Told(Whom.READERS, _N, "What is known has changed"),
        "MessageSent": Told(Whom.READERS, _N, "A message was written"),
        "RoomOpened": Told(Whom.READERS, _N, "A room was opened for you"),
        "StatementMade": Told(Whom.READERS, _N, "A party spoke about its products"),
        "QuestionAsked": Told(Whom.NAMED, _A, "A question about your products waits for your answer"),
        "HandOverOffered": Told(Whom.NAMED, _A, "A case is offered to you"),
        "HandOverDeclined": Told(Whom.OWNER, _N, "A case that was offered was not taken over"),
        "CaseHandedOver": Told(Whom.READERS, _N, "The case has another coordinator"),
        "LinkAccepted": Told(Whom.OWNER, _N, "An invitation by link was accepted"),
        "CaseMerged": Told(Whom.READERS, _N, "Another case was taken into this one"),
        "MergedAway": Told(Whom.READERS, _N, "The case goes on in another one"),
        "CaseSplit": Told(Whom.READERS, _N, "A part of the case goes on by itself"),
        "CaseClosed": Told(Whom.READERS, _N, "The case was closed"),
        "RegulatorConsulted": Told(Whom.REGULATORS, _D, "A consultation waits for your answer"),
        "ConsultationAnswered": Told(Whom.OWNER, _N, "A consultation was answered"),
        "OpinionSigned": Told(Whom.READERS, _N, "An opinion was signed"),
        "PublicStatementReleased": Told(Whom.READERS, _N, "The public sentence was released"),
        "DraftCirculated": Told(Whom.NAMED, _A, "A draft waits for your comment"),
        "ChosenDecisionOvertaken": Told(
            Whom.OWNER,
            _A,
            "A newer decision by SSVC was taken than the one of the advisory",
        ),
        "DraftReleased": Told(Whom.READERS, _N, "The advisory was published, or a revision of it"),
        "LearnedOfDeclared": Told(Whom.READERS, _N, "A manufacturer declared when it learned of it"),
        "RiskDeclared": Told(Whom.READERS, _N, "A manufacturer declared the risk"),
        "CorrectionDeclared": Told(Whom.READERS, _N, "A manufacturer declared a correction or removal"),
        "CustomersTold": Told(Whom.READERS, _N, "A manufacturer told its customers"),
        "OutOfCycleReleased": Told(Whom.READERS, _N, "A manufacturer released an update out of its cycle"),
        "FixDeclared": Told(Whom.READERS, _N, "A manufacturer declared its fix distributed"),
        "LearnedOfDecided": Told(Whom.NAMED, _A, "It was decided which declared time counts"),
        "SupplierAsked": Told(Whom.NAMED, _A, "A question about what you supplied waits for your answer"),
        "ThanksAsked": Told(Whom.NAMED, _A, "You are asked whether an advisory may thank your organisation"),
        "ThanksAnswered": Told(Whom.OWNER, _N, "An organisation answered whether an advisory may thank it"),
        "SupplierAnswered": Told(Whom.OWNER, _N, "A supplier answered"),
        "SupplierSilent": Told(Whom.OWNER, _N, "A supplier did not answer in time"),
        "ObjectionAnswered": Told(Whom.NAMED, _N, "Your objection was answered"),
        "ProtectionChanged": Told(Whom.NAMED, _N, "The protection of what you supplied has changed"),
        "UseConsented": Told(Whom.OWNER, _N, "A written consent was recorded"),
        "HarmDisputed": Told(Whom.READERS, _A, "The potential impact is disputed"),
        "PositionStated": Told(Whom.READERS, _N, "A position on a dispute was stated"),
        "DisputeAssessed": Told(Whom.READERS, _N, "A dispute was assessed"),
        "AssessmentShared": Told(Whom.NAMED, _A, "A dispute of yours was assessed"),
        "PositionsOpened": Told(Whom.NAMED, _N, "The positions of a dispute were opened to you"),
        "DissentRecorded": Told(Whom.READERS, _N, "A dissent was put on record"),
        "CommentMade": Told(Whom.READERS, _N, "A text was commented on"),
        "CommentDecided": Told(Whom.READERS, _N, "A comment was decided"),
        "CommentsGiven": Told(Whom.READERS, _N, "The comments on a text are in"),
        "CommentsOverdue": Told(Whom.READERS, _N, "Comments on a text did not come in time"),
        "DraftApproved": Told(Whom.READERS, _N, "A draft was approved"),
        "ReleaseArmed": Told(Whom.READERS, _N, "A party is ready for the release"),
        "ReleaseObjected": Told(Whom.READERS, _A, "A party objects to the release"),
        "ReleaseOverridden": Told(Whom.READERS, _A, "A release over an objection is prepared"),
        "LackWaived": Told(Whom.READERS, _N, "A product that machines cannot match has a reason"),
        "OverrideSeconded": Told(Whom.READERS, _N, "A release over an objection has its second person"),
        "RevisionOpened": Told(Whom.READERS, _N, "A revision of the advisory is being written"),
        "RevisionGivenUp": Told(Whom.READERS, _N, "A revision of the advisory was given up"),
        "ShortFormSaved": Told(Whom.REGULATORS, _A, "A short form for an emergency waits for you to read it"),
        "ShortFormSeen": Told(Whom.OWNER, _N, "The regulator has read the short form for an emergency"),
        "EmergencyAsked": Told(Whom.READERS, _D, "A release in an emergency waits for a second person"),
        "EmergencyReleased": Told(Whom.READERS, _D, "The advisory was published in an emergency"),
        "EmergencyReviewDue": Told(Whom.OWNER, _D, "A release in an emergency by one person waits for your review"),
        "EmergencyReviewed": Told(Whom.READERS, _N, "A release in an emergency was reviewed"),
        "EmergencyReviewOverdue": Told(Whom.READERS, _D, "The review of a release in an emergency is overdue"),
        "CommunicationShared": Told(Whom.NAMED, _A, "A safety communication waits for your comments"),
        "CommunicationReleased": Told(Whom.READERS, _N, "A safety communication was released"),
        "LabTestRequested": Told(Whom.OWNER, _D, "A request for an independent test waits for your decision"),
        "LabTestAnswered": Told(Whom.READERS, _N, "A request for an independent test was answered"),
        "LabTestReported": Told(Whom.READERS, _N, "The result of an independent test is in"),
        "LabTestReleased": Told(Whom.READERS, _N, "The result of an independent test was released"),
        "EmergingSignalRaised": Told(Whom.REGULATORS, _D, "A decision whether to tell the public waits for you"),
        "PublicNoticeDecided": Told(Whom.OWNER, _N, "It was decided whether to tell the public"),
        "WarningAsked": Told(Whom.NAMED, _D, "The regulator asks for a public warning"),
        "WarningIssued": Told(Whom.READERS, _N, "A firm answered about a public warning"),
        "RecallLinked": Told(Whom.READERS, _N, "A recall was linked"),
        "SignalLinked": Told(Whom.OWNER, _N, "A public signal was linked"),
        "SightingDecided": Told(Whom.READERS, _N, "A sighting was decided"),
        "RecallClassified": Told(Whom.OWNER, _N, "A recall was classified"),
        "ScopeAnswered": Told(Whom.OWNER, _N, "A manufacturer answered whether a law applies"),
        "DisclosureDecided": Told(Whom.REGULATORS, _N, "The coordinator decided about publication"),
        "ClockReached": Told(Whom.OWNER, _N, "Half the time of a clock is over"),
        "FinderTold": Told(Whom.NAMED, _N, "The advisory on what you reported was published"),
        "ReportReceived": Told(Whom.OWNER, _D, "A report came in"),
        "ReportArrived": Told(Whom.OWNER, _D, "A report came in"),
        "ReportEscalated": Told(Whom.OWNER, _D, "A finder says that nobody answers"),
        "CreditClaimed": Told(Whom.OWNER, _A, "Credit for a report is claimed"),
        "CreditWithdrawn": Told(Whom.OWNER, _A, "A finder wishes to be thanked no more"),
        "ReportMessageSent": Told(Whom.OWNER, _A, "The finder of a report wrote"),
    }
)

_OF_AGENCIES: Final = frozenset(
    {"RegulatorConsulted", "ConsultationAnswered", "OpinionSigned", "LabTestRequested", "EmergingSignalRaised"}
    | {"PublicNoticeDecided", "DisclosureDecided"}
)
_OF_COORDINATORS: Final = frozenset(
    {"ReportReceived", "ReportArrived", "ReportEscalated", "CreditClaimed", "CreditWithdrawn", "ReportMessageSent"}
    | {"HandOverOffered", "HandOverDeclined", "LinkAccepted", "ClaimMade", "ParticipantLeft", "ReportAnswered"}
    | {"SupplierAnswered", "SupplierSilent", "UseConsented", "LabTestRequested", "PublicNoticeDecided", "SignalLinked"}
    | {"ScopeAnswered", "RecallClassified", "ChosenDecisionOvertaken", "ThanksAnswered"}
)
_OF_FINDERS: Final = frozenset({"FinderTold"})
"""Told to the party whose own request a report is. No address of any other finder is kept; its page tells it."""
_NEVER_HEARD: Final[Mapping[Role, frozenset[str]]] = MappingProxyType(
    {
        Role.COORDINATOR: _OF_FINDERS,
        Role.REGULATOR: _OF_COORDINATORS | _OF_FINDERS,
        Role.MANUFACTURER: _OF_COORDINATORS | _OF_AGENCIES,
    }
)


OF_SIGHTINGS: Final[Mapping[str, Told]] = MappingProxyType(
    {
        "SightingMade": Told(Whom.OWNER, _D, "A sighting waits for your decision"),
        "SightingAnswered": Told(Whom.NAMED, _A, "A sighting of yours was decided"),
    }
)
"""What lies in no case: told to the coordinator a sighting went to, and to who made it. By mail, not by webhooks."""

OF_RESTRICTED: Final[Mapping[str, Told]] = MappingProxyType(
    {
        "RestrictedPartyTold": Told(Whom.NAMED, _D, "Your party is told of something before all. It waits for you"),
        "withdrawn": Told(Whom.NAMED, _D, "Something that your party was told before all was withdrawn"),
        "cleared": Told(Whom.NAMED, _N, "Something that your party was told before all is public now"),
    }
)
"""Told to the parties that were named, by kind or by how it ended (89). By mail, not by webhooks."""

PUBLISHED: Final[Mapping[str, str]] = MappingProxyType(
    {"AdvisoryPublished": "An advisory was published, or a new revision of one"}
)
"""Facts of the published side, in words: programs are called for them, mailboxes are not told (there are feeds)."""

CALLS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CallConvened": "You are asked to a call",
        "CallChanged": "A call was moved",
        "CallCancelled": "A call was cancelled",
    }
)
"""Facts about calls between the parties, in words: an invitation waits for no choice and no digest (policy 65)."""
CALL_PEOPLE: Final[Mapping[str, str]] = MappingProxyType(
    {
        "CallMemberNamed": "Your party named you for a call",
        "CallMemberReleased": "Your party does not need you in a call any more",
    }
)
"""Told to that member alone, at once. Whom a party sends is its own: no webhook is called, not its own either."""
EMERGENCY: Final = "Emergency call: please join now"

CALLED_FOR: Final[Mapping[str, str]] = MappingProxyType(
    {**{kind: entry.words for kind, entry in TOLD.items()}, **CALLS, **PUBLISHED}
)
"""What a webhook can be called for, in words."""


def heard_by(role: Role | None) -> list[str]:
    """Kinds of facts that can reach a party of this role at all, for the form of a webhook. Hospitals and ISAOs are in
    no case: they hear of what is published."""
    if role is None:
        return []
    deaf = _NEVER_HEARD.get(role, TOLD.keys() | CALLS.keys())
    return [kind for kind in CALLED_FOR if kind not in deaf]


# Whoever has not signed sees the terms and nothing else, so the link leads there.
ABOUT_THANKS: Final = frozenset({"ThanksAsked"})
ABOUT_TERMS: Final = frozenset(
    {
        "ParticipantInvited",
        "EmbargoChanged",
        "ConsentChanged",
        "EndingProposed",
        "EmbargoKept",
        "ClaimMade",
        "ClaimDecided",
    }
)

# Decided, not forgotten: each of these tells nobody. A new fact of a case fails a test until it stands in one of both.
NOBODY: Final = frozenset(
    {
        "CaseOpened",  # whoever opened it knows; nobody else is in it yet
        "RegulatorLeftOut",  # between the coordinator and its own record
        "ContactAttempted",  # the attempt reaches the party by its own channel
        "TrackingNumberSet",  # a party's own number is its own business
        "EmbargoOverridden",  # the end of the embargo that comes with it is told
        "CveNamed",  # comes with the draft that names it
        "SignalGaveIds",  # the signal was told when it was linked; what follows from the id is told
        "DraftSaved",  # work in progress; sending it round is told
        "FileUploaded", "FileAttached", "UploadDropped",  # the message that carries a file is told
        "ReportFileAttached",  # so is the message to the coordinator
        "ReportJoined", "ReportInCase", "TriageDecided",  # the coordinator's own acts; the finder sees them on its page
        "TermsSet", "TermsSigned", "TermsAcknowledged",  # the change of consent or embargo that comes with it is told
        "RoomClosed", "RoomLeft", "MessageEdited", "MessagePinned",  # seen in the room; no news that waits for anybody
        "CaseTakenAlong", "LedgerExported",  # an auditor's own act, and a party's
        "LinkMade", "LinkWithdrawn",  # the coordinator's own acts; the link has a letter of its own
        "ReportHandedOver",  # the case that goes along is told
        "PassphraseSet", "CreditKeyLeft",  # the finder's own business
        "ReportRead", "ReportStateChanged", "ReportTriaged",  # the coordinator's own acts
        "CorrectionReported", "HarmEventDeclared", "HarmEventReported",  # reported by the road that the law names
        "ConsigneesKept",  # goes with the report
        "ExpectedLifeDeclared", "UpdateCycleDeclared", "RegularReleaseDeclared",  # kept; their clocks tell
        "CorrectionNotReported", "NoHarmDeclared", "IsaoMembershipDeclared",  # what they answer for is told
        "IsaoTold", "IsaoAcknowledged",  # the customers' text that comes with it is told
        "ProgrammeQuoted", "ReadersNamed", "LegalBasisSet", "ItemDerived",  # marks; what waits for an answer is told
        "NearDecided",
        "PanelAsked", "PanelVoted",  # the assessment that follows is told
        "CommunicationSaved", "TextsCompared",  # work in progress
        "CommentAsked",  # the sending round that comes with it is told
        "CaseTabled", "CaseDiscussed",  # a call has letters of its own
        "LabDocumentKept",  # the result was told; its document lies beside it
        "SpecimenMoved",  # between coordinator and laboratory
        "RecallListingStated",  # an agency's own word
        "RecallListed",  # the record that comes with it is told
        "DecisionTaken",  # a party's own acts
        "RecordsRequested", "ItemsDecided", "PassageRedacted", "ReleaseProposed",  # the owner's own acts
        "RecordsReleased", "RetentionSet",  # so are these
        "TellingPrepared", "TellingApproved", "TellingPartyChanged", "TellingEnded",  # who is named is told (89)
    }
)  # fmt: skip

ASK_FOR_AN_ANSWER: Final = frozenset({"propose", "propose_revision", "accept_revision"})
MENTIONED: Final = "You were named in a message"
OUT: Final = "Your party takes part in a case no longer"


def own_party_too(kind: str, data: Mapping[str, object]) -> bool:
    """Whether the other members of the party that did it have to know as well: a second person or a review is asked
    for, or it is out. Where a review is asked for, that says so too."""
    if kind == "EmergencyReleased":
        return not data["alone"]
    return kind in ("EmergencyAsked", "EmergencyReviewDue")


def told(kind: str, data: Mapping[str, object]) -> Told | None:
    """What a fact tells, looked at more closely where its kind alone does not say."""
    entry = TOLD.get(kind)
    if kind == "EmbargoChanged" and data.get("after") == "exited":
        return Told(Whom.READERS, _ALL, "An embargo has ended")
    if kind == "EmbargoChanged" and data.get("trigger") in ASK_FOR_AN_ANSWER:
        return Told(Whom.READERS, _A, "Terms wait for your answer")
    if kind == "EmbargoChanged" and data.get("trigger") == "default_accepted":
        return None  # it comes with the case; whoever is invited is told so
    if kind == "ConsentChanged" and data.get("after") == "lapsed":
        return Told(Whom.NAMED, _A, "Terms wait for your answer")
    if kind == "ConsentChanged" and data.get("after") not in ("signatory", "declined"):
        return None  # an invitation has a fact of its own
    if kind == "ClockReached":
        return _of_clock(data)
    if kind == "ReportMessageSent" and data.get("author") != "finder":
        return None
    return entry


_HOLDERS: Final[Mapping[object, Whom]] = MappingProxyType(
    {"regulator": Whom.REGULATORS_AND_OWNER, "parties": Whom.READERS, "coordinator": Whom.OWNER}
)
_STEPS: Final[Mapping[object, tuple[Weight, str]]] = MappingProxyType(
    {
        "half": (_N, "Half the time of a clock is over"),
        "four-fifths": (_A, "Four fifths of the time of a clock are over"),
        "day-30": (_N, "A clock has come to its 30th day"),
        "day-40": (_A, "A clock has come to its 40th day"),
        "due": (_D, "The time of a clock is over"),
        "late": (_D, "A clock is late"),
    }
)


def _of_clock(data: Mapping[str, object]) -> Told:
    """Its holder hears, and the owner of the case: news at half, a question at four fifths, a duty at the end."""
    weight, words = _STEPS[data.get("step")]
    named = data.get("party") is not None
    return Told(Whom.NAMED_AND_OWNER if named else _HOLDERS[data.get("holder")], weight, words)


def of_facility(data: Mapping[str, object]) -> Told:
    """A clock of a hospital's own events of harm, told to itself alone (78). By mail, not by webhooks."""
    return Told(Whom.NAMED, *_STEPS[data.get("step")])


def of_restricted(kind: str, data: Mapping[str, object]) -> Told | None:
    """What a fact of an advisory for some tells those who were told (89)."""
    return OF_RESTRICTED.get(str(data["how"]) if kind == "RestrictedEnded" else kind)


def concerns(entry: Told, *, named: bool, owner: bool, role: Role) -> bool:
    """Whether an entry of the table is for a party that may know of the fact."""
    return {
        Whom.READERS: True,
        Whom.NAMED: named,
        Whom.REGULATORS: role is Role.REGULATOR,
        Whom.OWNER: owner,
        Whom.NAMED_AND_OWNER: named or owner,
        Whom.REGULATORS_AND_OWNER: owner or role is Role.REGULATOR,
    }[entry.whom]


_CALM: Final[Mapping[How, Mapping[Weight, Way]]] = MappingProxyType(
    {
        How.AT_ONCE: {_N: Way.AT_ONCE, _A: Way.AT_ONCE},
        How.DAILY: {_N: Way.DIGEST, _A: Way.DIGEST},
        How.WEEKLY: {_N: Way.DIGEST, _A: Way.AT_ONCE},  # a week is too long for a question
        How.ASKS: {_N: Way.NEVER, _A: Way.AT_ONCE},
        How.DUTIES: {_N: Way.NEVER, _A: Way.NEVER},
    }
)


def way(how: How, weight: Weight) -> Way:
    """What becomes of a notice of this weight at a mailbox that chose so. A duty, and the end of an embargo, wait for
    no choice."""
    return _CALM[how].get(weight, Way.AT_ONCE)


HEADS_DAILY: Final = frozenset({How.AT_ONCE, How.DAILY})
HEADS: Final = HEADS_DAILY | {How.WEEKLY}


def says_digest_today(how: How, weekday: int) -> bool:
    """Whether a mailbox that chose so gets its digest on this day of the week (Monday is 0)."""
    return how in HEADS_DAILY or (how is How.WEEKLY and weekday == 0)
