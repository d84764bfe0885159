"""Facts in words: icon and sentence for the timeline. A fact without a sentence here fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from medcord.core.advisory.emergency import OUTCOMES
from medcord.core.advisory.revising import MEANS
from medcord.core.clocks import PACKS
from medcord.ledger.models import FactRow
from medcord.ledger.queries import ShortFact

MARKS = {
    "V": "the manufacturer knows",
    "F": "a fix is ready",
    "D": "the fix is in the field",
    "P": "the public knows",
    "X": "an exploit is public",
    "A": "attacks are seen",
    "confirmed": "the vulnerability is confirmed",
}

CONSENT = {"signatory": "signed", "no_embargo": "not asked", "lapsed": "lapsed; it signs again to read what is new"}

EMBARGO = {
    "default_accepted": "The published default embargo is in force, accepted by filing the report.",
    "propose": "proposed terms.",
    "propose_revision": "proposed a new end of the embargo. The old terms bind until it is accepted.",
    "accept": "signed the terms.",
    "accept_revision": "accepted the new end of the embargo.",
    "reject": "turned the proposed terms down.",
    "decline": "declined the terms.",
    "withdraw": "withdrew its proposal.",
    "leave": "left with its proposal.",
    "settle": "The open proposals of a later end have fallen: attacks are confirmed.",
    "finder_propose": "The finder proposed terms.",
    "finder_propose_revision": "The finder proposed a new end of the embargo. The old terms bind until it is accepted.",
    "finder_withdraw": "The finder withdrew its proposal.",
    "terminate": "The embargo has ended.",
    "merged": "The embargo ends at the earlier of two accepted dates: another case was merged into this one.",
    "inherited": "The embargo of the case that this one was a part of binds here too.",
    "run_out": "The embargo has ended: the agreed date has come.",
}

REPORT = {
    "received": "we have it",
    "invalid": "not ours, or not real",
    "valid": "it is real",
    "deferred": "put off",
    "accepted": "we work on it",
    "closed": "done",
}

STEPS = {
    "half": "half its time",
    "four-fifths": "four fifths of its time",
    "day-30": "its 30th day",
    "day-40": "its 40th day",
    "due": "its end",
    "late": "a while past its end",
}

NAMES_OF_CLOCKS = {rule.id: rule.name for pack in PACKS for rule in pack.rules}

_TEXTS = {"advisory": "the advisory", "communication": "the safety communication"}
_CALLS = {"regular": "", "ad_hoc": ", called ad hoc", "emergency": ", an emergency"}

# kind -> the field that is said in words, and the words of its values; a value without words stands as it is.
CHOICES: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "EmergencyReleased": ("alone", {"True": ", by one person; a review is due within a day", "False": ""}),
    "EmergencyReviewed": ("outcome", {one.value: words[0].lower() + words[1:] for one, words in OUTCOMES.items()}),
    "RevisionOpened": ("what", {kind.value: words for kind, words in MEANS.items()}),
    "RiskDeclared": ("uncontrolled", {"True": "uncontrolled", "False": "controlled"}),
    "CorrectionDeclared": ("removal", {"True": "removal", "False": "correction"}),
    "SupplierAnswered": ("agreed", {"True": "agreed to pass it on", "False": "objects to passing it on"}),
    "ProtectionChanged": ("after", {"": "no longer claimed"}),
    "UpdateCycleDeclared": ("days", {}),
    "UseConsented": ("given", {"True": "given", "False": "withdrawn"}),
    "CommentAsked": ("what", _TEXTS),
    "CommentDecided": ("accepted", {"True": "accepted", "False": "turned down"}),
    "CommentsGiven": ("what", _TEXTS),
    "CommentsOverdue": ("what", _TEXTS),
    "CaseTabled": ("way", _CALLS),
    "CaseDiscussed": ("way", _CALLS),
    "LabTestAnswered": ("accepted", {"True": "took on", "False": "turned down"}),
    "SpecimenMoved": ("after", {"at_laboratory": "at the laboratory"}),
    "LabTestReported": ("outcome", {"not_confirmed": "not confirmed", "not_tested": "it could not be tested"}),
    "LabTestReleased": (
        "audience",
        {
            "agencies": "stays with the agencies",
            "maker": "is open to the party that supplied the specimen",
            "readers": "is open to everyone who reads the case",
            "public": "may be told in public, in one sentence",
        },
    ),
    "ItemsDecided": ("withheld", {"True": "to withhold", "False": "to release"}),
    "SignalLinked": (
        "source",
        {
            "kev": "CISA's KEV",
            "epss": "EPSS",
            "cve": "a CVE record",
            "recall": "a recall",
            "enforcement": "an enforcement report",
            "icsma": "an advisory",
            "osv": "an OSV record",
        },
    ),
    "SightingDecided": ("confirmed", {"True": "confirmed", "False": "turned down"}),
    "PublicNoticeDecided": ("notify", {"True": "to tell the public", "False": "not to tell the public now"}),
    "WarningIssued": ("issued", {"True": "issued the public warning", "False": "said why it issues no public warning"}),
    "RecallClassified": ("recall_class", {}),
    "RecallLinked": ("recall_class", {"": "not given yet"}),
    "ScopeAnswered": ("said", {"yes": "yes", "no": "no", "unknown": "not known"}),
    "DisclosureDecided": (
        "outcome",
        {"publish": "to publish without the manufacturer", "wait": "to go on waiting, until a day that it set"},
    ),
    "DecisionTaken": ("decided", {"do-not-publish": "do not publish", "track+": "track closely"}),
    "TellingApproved": ("label", {}),
    "TellingEnded": (
        "how",
        {"refused": "they are not told", "withdrawn": "it was taken back", "cleared": "the advisory is public now"},
    ),
    "TellingPartyChanged": ("named", {"True": "is to be told before all as well", "False": "is told no longer"}),
    "PassageRedacted": ("withheld", {"True": "withheld a passage", "False": "no longer withholds a passage"}),
}

# kind -> (icon, sentence). {who} is the acting party, {party} the party the fact names, {x} the fact's own words.
SENTENCES: Mapping[str, tuple[str, str]] = {
    "CaseOpened": ("folder_open", "{who} opened the case."),
    "RegulatorLeftOut": ("account_balance", "{who} left the regulator out, with a reason."),
    "ParticipantInvited": ("mail_outline", "{who} invited {party}."),
    "ConsentChanged": ("edit", "{party}: {x}."),
    "ContactAttempted": ("phone", "{who} contacted {party}."),
    "TrackingNumberSet": ("local_offer", "{who} set its own number for the case."),
    "EmbargoChanged": ("lock", "{who} {x}"),
    "EmbargoOverridden": ("campaign", "{who} published before the agreed date, with a reason."),
    "TermsSet": ("lock", "Terms {x} are in force."),
    "TermsSigned": ("edit", "{party} agreed to terms {x}."),
    "TermsAcknowledged": ("account_balance", "{party} acknowledged the terms, except as required by law."),
    "EndingProposed": ("report", "Attacks are confirmed: it is proposed to end the embargo."),
    "EmbargoKept": ("lock", "{who} kept the embargo, with a reason."),
    "ParticipantLeft": ("remove_circle", "{party} is out of the case: {x}."),
    "ClaimMade": ("campaign", "{who} claims: {x}."),
    "ClaimDecided": ("check", "{who} decided a claim: {x}."),
    "ReportAnswered": ("mail", "{party}, on the report: {x}."),
    "CaseMarked": ("flag", "{who} recorded: {x}."),
    "StatementMade": ("build", "{who} stated a product {x}."),
    "LedgerExported": ("file_download", "{who} took the case's ledger out as a signed file."),
    "CaseTakenAlong": ("file_download", "{who} took what it reads of the case along as a vulnerability report."),
    "CaseClosed": ("check_circle", "{who} closed the case."),
    "RegulatorConsulted": ("help_outline", "The regulator was consulted."),
    "ConsultationAnswered": ("check", "{who} answered the consultation."),
    "OpinionSigned": ("favorite_border", "{who} signed harm opinion {x}."),
    "PublicStatementReleased": ("campaign", "{who} released the public sentence on harm."),
    "DraftSaved": ("edit", "{who} saved draft {x} of the advisory."),
    "DraftCirculated": ("send", "{who} sent draft {x} to {party} for comment."),
    "DraftReleased": ("public", "{who} published the advisory{x}."),
    "QuestionAsked": ("help_outline", "{who} asked {party} about its products."),
    "LinkMade": ("mail_outline", "{who} sent {party} a link to join."),
    "LinkAccepted": ("group_add", "{party} accepted the link and is here now."),
    "LinkWithdrawn": ("cancel", "{who} took the link to {party} back."),
    "HandOverOffered": ("autorenew", "{who} offered the case to {party}."),
    "HandOverDeclined": ("cancel", "The offer of the case to {party} is over."),
    "ReportJoined": ("add", "{who} added a further report of the same."),
    "CaseMerged": ("fast_forward", "{who} merged another case into this one."),
    "MergedAway": ("fast_forward", "{who} merged this case into another; it stays readable as it is."),
    "CaseSplit": ("link", "{who} opened a case of its own for a part of this one."),
    "CaseHandedOver": ("autorenew", "{party} took the case over and coordinates it from now on."),
    "FileUploaded": ("attach_file", "{who} put a file down for a message."),
    "FileAttached": ("attach_file", "{who} sent a file."),
    "UploadDropped": ("attach_file", "A file was taken away before it was sent."),
    "HoldPlaced": ("lock", "{who} placed a legal hold: nothing here may be destroyed."),
    "HoldLifted": ("lock_open", "{who} lifted the legal hold."),
    "RoomOpened": ("forum", "{who} opened “{room}”{x}."),
    "RoomClosed": ("forum", "{who} closed “{room}”."),
    "RoomLeft": ("logout", "{party} left “{room}”."),
    "MessageEdited": ("edit", "{who} changed the words of a message."),
    "MessagePinned": ("push_pin", "{who} {x}."),
    "ContentPurged": ("delete", "{who} destroyed content, with a reason."),
    "LearnedOfDeclared": ("event", "{who} declared when it learned of the vulnerability."),
    "LearnedOfDecided": ("event", "{who} decided which declared time counts, with a reason."),
    "RiskDeclared": ("flag", "{who} declared the risk {x}."),
    "CorrectionDeclared": ("build", "{who} declared that it initiated a {x}."),
    "CorrectionReported": ("send", "{who} reported its correction or removal."),
    "CorrectionNotReported": ("edit", "{who} signed why it does not report a correction or removal."),
    "ExpectedLifeDeclared": ("history", "{who} declared until when it expects the device to be used."),
    "UpdateCycleDeclared": ("autorenew", "{who} declared its regular update cycle: {x} days."),
    "ConsigneesKept": ("attach_file", "{who} kept a list of consignees. Its maker and the regulator read it."),
    "OutOfCycleReleased": ("build", "{who} declared that it released an update out of its regular cycle."),
    "RegularReleaseDeclared": ("build", "{who} declared that it released a regular update."),
    "NoHarmDeclared": ("edit", "{who} signed that no serious adverse event or death is known."),
    "IsaoMembershipDeclared": ("edit", "{who} signed its membership of an ISAO."),
    "HarmEventDeclared": ("report", "{who} declared that it became aware of a reportable event."),
    "HarmEventReported": ("send", "{who} reported the event."),
    "CustomersTold": ("campaign", "{who} told its customers."),
    "IsaoTold": ("send", "{who} gave an ISAO the text for customers."),
    "IsaoAcknowledged": ("check", "The ISAO acknowledged the text for customers."),
    "FixDeclared": ("build", "{who} declared a validated fix distributed."),
    "SupplierAsked": ("help_outline", "{who} asked {party} about passing on what it supplied."),
    "SupplierAnswered": ("check", "{party} {x}."),
    "SupplierSilent": ("schedule", "{party} was asked, and the day to answer has passed."),
    "ObjectionAnswered": ("forum", "{who} answered the objection of {party}."),
    "ProgrammeQuoted": ("lock", "{who} recorded a decision of the PCII programme; a second person must confirm it."),
    "ProtectionChanged": ("lock", "Protection as PCII: {x}."),
    "UseConsented": ("edit", "{who} recorded a written consent: {x}."),
    "ReadersNamed": ("people", "{who} named who may read protected material."),
    "BasisChanged": ("account_balance", "{who} wrote a legal basis of the list anew."),
    "NearDecided": ("verified_user", "{who} decided where a passage comes from that is close to an item."),
    "LegalBasisSet": ("account_balance", "{who} recorded the legal basis of what is shared."),
    "ItemDerived": ("link", "{who} made something from another item; it inherits what binds that one."),
    "HarmDisputed": ("forum", "{party} disputes the potential impact."),
    "PositionStated": ("forum", "{party} stated its position on the dispute."),
    "DisputeAssessed": ("account_balance", "{who} assessed the dispute, with reasons."),
    "AssessmentShared": ("account_balance", "The assessment of the dispute is open to {party}."),
    "PositionsOpened": ("forum", "{who} opened the positions of the dispute to {party}."),
    "DissentRecorded": ("forum", "{party} put its dissent on record."),
    "PanelAsked": ("people", "{who} asked a panel of experts."),
    "PanelVoted": ("people", "The panel gave its votes."),
    "CommentAsked": ("send", "{who} asked {party} for comments on {x}."),
    "CommentMade": ("comment", "{who} commented on a passage."),
    "CommentDecided": ("check", "{who} {x} a comment of {party}, with a reason."),
    "CommentsGiven": ("check", "{party} is done with its comments on {x}."),
    "CommentsOverdue": ("schedule", "{party} has not commented on {x} in time. Nothing waits for it."),
    "DraftApproved": ("check", "{who} approved the draft, version {x}."),
    "ReleaseArmed": ("check", "{party} is ready for the release of version {x}."),
    "ReleaseObjected": ("cancel", "{party} objects to the release of version {x}, with a reason."),
    "ReleaseOverridden": ("campaign", "{who} prepared the release of version {x} over an objection, with reasons."),
    "LackWaived": ("edit", "{who} gave a reason why the advisory goes out although machines cannot match a product."),
    "OverrideSeconded": ("check", "{who} stood in as second person for the release of version {x}."),
    "RevisionOpened": ("edit", "{who} opened the published advisory for a revision: {x}."),
    "RevisionGivenUp": ("history", "{who} gave the revision up. What is out stays as it is."),
    "ShortFormSaved": ("edit", "{who} saved the short form for an emergency, version {x}."),
    "ShortFormSeen": ("visibility", "{who} has read the short form for an emergency, version {x}."),
    "EmergencyAsked": ("campaign", "{who} asks for the release of the short form. A second person decides."),
    "EmergencyReleased": ("campaign", "{who} published the short form in an emergency{x}."),
    "EmergencyReviewDue": (
        "schedule",
        "One person published it: a colleague reviews it within a day.",
    ),
    "FinderTold": ("campaign", "The finder was told that the advisory is out."),
    "EmergencyReviewed": ("check", "{who} reviewed the release in an emergency: {x}."),
    "EmergencyReviewOverdue": ("warning", "The release in an emergency by one person was not reviewed within a day."),
    "CommunicationSaved": ("edit", "{who} saved its safety communication, version {x}."),
    "CommunicationShared": ("send", "{who} gave {party} its safety communication before release."),
    "CommunicationReleased": ("public", "{who} released its safety communication."),
    "TextsCompared": ("search", "{who} compared advisory and communication: {x}."),
    "CaseTabled": ("phone", "{who} put the case on the agenda of a call{x}."),
    "CaseDiscussed": ("phone", "A call spoke of the case{x}."),
    "LabTestRequested": ("search", "{who} asked for an independent test."),
    "LabTestAnswered": ("check", "{who} {x} the independent test."),
    "SpecimenMoved": ("autorenew", "A specimen for the test changed hands: {x}."),
    "LabTestReported": ("check", "The result of the independent test is in: {x}."),
    "LabDocumentKept": ("attach_file", "{who} kept the document of the laboratory with the result of the test."),
    "LabTestReleased": ("public", "{who} decided that the result {x}."),
    "CveNamed": ("link", "The draft names a CVE, or others than before."),
    "SignalGaveIds": ("link", "A public signal names the case's weakness by another id."),
    "SignalLinked": ("link", "A public signal was linked to the case: {x}."),
    "SightingDecided": ("check", "{who} {x} a sighting."),
    "EmergingSignalRaised": ("report", "{who} recorded information that raises an emerging signal."),
    "PublicNoticeDecided": ("campaign", "{who} decided, with reasons, {x}."),
    "WarningAsked": ("campaign", "{who} told {party} that a public warning is appropriate."),
    "WarningIssued": ("campaign", "{party} {x}."),
    "RecallClassified": ("flag", "{who} recorded that a recall was classified: class {x}."),
    "RecallListingStated": ("report", "{who} stated when the Enforcement Report listed a recall."),
    "RecallListed": ("link", "A classified recall stands in the Enforcement Report that was read."),
    "RecallLinked": ("link", "A recall was linked to the case: class {x}."),
    "ClockReached": ("alarm", "A clock has come to {x}. Its holder was told."),
    "ScopeAnswered": ("help_outline", "{who} answered a question on which it hangs whether a law applies: {x}."),
    "DisclosureDecided": ("flag", "{who} decided, with reasons, {x}."),
    "ChosenDecisionOvertaken": ("flag", "A newer decision by SSVC stands beside the one that the draft publishes."),
    "ThanksAsked": ("mail", "A party was asked whether the advisory may thank it."),
    "ThanksAnswered": ("mail", "A party answered whether the advisory may thank it."),
    "DecisionTaken": ("flag", "{who} took a decision: {x}."),
    "RecordsRequested": ("folder_open", "{who} noted a request for the records of the case."),
    "ItemsDecided": ("folder_open", "{who} decided {x} items on a request for records."),
    "ReleaseProposed": ("folder_open", "{who} asks a colleague to look at the records before they leave."),
    "PassageRedacted": ("visibility_off", "{who} {x}."),
    "RecordsReleased": ("file_download", "{who} released the records, with what is withheld cut out."),
    "TellingPrepared": ("visibility", "{who} prepared that some parties are told before all."),
    "TellingApproved": ("visibility", "{who} told some parties before all, under TLP:{x}."),
    "TellingPartyChanged": ("visibility", "{party} {x}."),
    "TellingEnded": ("visibility_off", "What some parties were to be told before all: {x}."),
    "RetentionSet": ("history", "{who} set how long the case is kept."),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the timeline: a fact in words."""

    at: datetime
    icon: str
    sentence: str
    strong: str = ""


def line_of(fact: FactRow | ShortFact, names: Mapping[UUID, str]) -> Line | None:
    """A fact as a line, or None for one that has its own form on the page (messages). ``names``: parties and rooms."""
    known = SENTENCES.get(fact.kind)
    if known is None:
        return None
    icon, sentence = known
    who = names.get(fact.party, "medcord") if fact.party else "medcord"
    who = "The finder" if fact.data.get("by_finder") else who
    named = fact.data.get("party")
    party = names.get(UUID(named), "a party") if named else "a party"
    room = names.get(UUID(fact.data["room"]), "a room") if "room" in fact.data else ""
    words = sentence.format(who=who, party=party, room=room, x=_own_words(fact))
    if fact.kind == "EmbargoChanged" and _own_words(fact).startswith("The "):
        words = _own_words(fact)
    return Line(fact.at, icon, words)


def _own_words(fact: FactRow | ShortFact) -> str:
    data = fact.data
    if fact.kind in CHOICES:
        field, words = CHOICES[fact.kind]
        return words.get(str(data[field]), str(data[field]))
    if fact.kind == "TextsCompared":
        return f"{data['differences']} differences" if data["differences"] else "they agree"
    if fact.kind == "ConsentChanged":
        return CONSENT.get(str(data["after"]), str(data["after"]))
    if fact.kind == "EmbargoChanged":
        return EMBARGO.get(str(data["trigger"]), str(data["trigger"]))
    if fact.kind == "ClaimMade":
        return MARKS.get(str(data["mark"]), str(data["mark"]))
    if fact.kind == "ClaimDecided":
        return MARKS.get(str(data["mark"]), "") + (", confirmed" if data["confirmed"] else ", turned down")
    if fact.kind == "ParticipantLeft":
        return "it left" if data["by_itself"] else "the coordinator removed it"
    if fact.kind == "ReportAnswered":
        return REPORT.get(str(data["after"]), str(data["after"]))
    if fact.kind == "DraftReleased":
        return f", revision {data['revision']}" if int(data["revision"]) > 1 else ""
    if fact.kind == "CaseMarked":
        return MARKS.get(str(data["mark"]), str(data["mark"]))
    if fact.kind == "ClockReached":
        return f"{STEPS[str(data['step'])]}: {NAMES_OF_CLOCKS[str(data['rule'])]}"
    if fact.kind == "StatementMade":
        return str(data["status"]).replace("_", " ")
    if fact.kind == "MessagePinned":
        return "pinned a message" if data["pinned"] else "took the pin out of a message"
    if fact.kind == "RoomOpened":
        inside = (
            f", a side room of {data['parties']} parties" if data["what"] == "side" else ", the thread of a product"
        )
        return inside + (" and the finder" if data["finder"] else "")
    return str(data.get("number", ""))
