"""The agreement's own clocks, version 1.0.0: targets where its text names no number, and terms the parties signed
(domain.md 1.1 and section 8; the numbers are the proposed defaults there)."""

from __future__ import annotations

from typing import Final

from medcord.core.clocks.rule import By, Length, On, Pack, Pick, Rule, Unit
from medcord.core.clocks.value import Force
from medcord.core.vocabulary import Role

_CLOSED: Final = (On("CaseClosed"), On("MergedAway"))
_DEFAULT: Final = "the number is a default, the agreement says “timely”"

RULES: Final = (
    Rule(
        id="FDA2",
        name="Harm opinion",
        starts=(On("RegulatorConsulted"),),
        stops=(On("ConsultationAnswered"),),
        ends=_CLOSED,
        length=Length(2, Unit.WORK_DAYS),
        due_field="due",
        holder="the regulator",
        force=Force.TARGET,
        source=f"Agreement 225-19-002 and 225-24-015: advise on harm to patients (F1.3, F1.4, FDA2); {_DEFAULT}; "
        "24 hours when exploitation is known",
        verified=False,
        starts_on="consultation asked",
        stops_on="opinion signed",
        each=("consultation",),
    ),
    Rule(
        id="C8",
        name="Comment on the draft",
        starts=(On("CommentAsked"),),
        stops=(On("CommentsGiven"),),
        ends=_CLOSED,
        length=Length(2, Unit.WORK_DAYS),
        due_field="due",
        holder="the party that was asked",
        party_field="party",
        force=Force.TARGET,
        source=f"Agreement 225-19-002 and 225-24-015: comment in time (F1.3, C8, FDA3); {_DEFAULT}; 4 hours in an "
        "emergency",
        verified=False,
        starts_on="comment asked",
        stops_on="comments given",
        each=("text", "party", "number"),
    ),
    Rule(
        id="C6",
        name="Answer whether it may be passed on",
        starts=(On("SupplierAsked"),),
        stops=(On("SupplierAnswered"),),
        ends=(On("SupplierSilent"), *_CLOSED),
        length=Length(5, Unit.WORK_DAYS),
        due_field="due",
        holder="the supplier",
        party_field="party",
        force=Force.TARGET,
        source="Agreement 225-19-002 and 225-24-015: confer with the supplier first (F1.3, C6); the day is the one "
        "that the coordinator set",
        verified=False,
        starts_on="supplier asked",
        stops_on="supplier's answer",
        each=("consultation",),
    ),
    Rule(
        id="C11",
        name="First to join the emergency call",
        starts=(On("CaseTabled", when=(("way", "emergency"),)),),
        stops=(On("CallJoined", when=(("first", True),)), On("CaseDiscussed")),
        ends=(On("CallCancelled"), *_CLOSED),
        length=Length(60, Unit.MINUTES),
        holder="the agencies",
        force=Force.TARGET,
        source=f"Agreement 225-19-002 and 225-24-015: emergency calls (F1.3, C11); {_DEFAULT}",
        verified=False,
        starts_on="emergency call convened",
        stops_on="somebody who did not convene it joined",
        each=("call",),
    ),
    Rule(
        id="I3",
        name="Mark what a confirmed sighting shows",
        starts=(On("SightingDecided", when=(("confirmed", True),)),),
        stops=(On("CaseMarked", when=(("mark", "A"),)),),
        ends=_CLOSED,
        length=Length(15, Unit.MINUTES),
        holder="the coordinator",
        force=Force.TARGET,
        source="medcord's target for sightings of exploitation (F1.4, I3)",
        verified=False,
        starts_on="sighting confirmed",
        stops_on="attacks marked in the case",
        stop_before_counts=True,
    ),
    Rule(
        id="M2",
        name="Acknowledge the report",
        starts=(On("ParticipantInvited", when=(("role", Role.MANUFACTURER.value),)),),
        stops=(On("ReportAnswered"), On("StatementMade")),
        ends=(On("ParticipantLeft"), *_CLOSED),
        length=Length(5, Unit.WORK_DAYS),
        holder="the manufacturer",
        party_field="party",
        force=Force.TARGET,
        source="FDA postmarket guidance: acknowledge within a time that the firm names (F2.5, F7.6, M2); five work "
        "days until it names one",
        verified=False,
        starts_on="invited to the case",
        stops_on="first answer",
        each=("party",),
        by=By.FIRM,
    ),
    Rule(
        id="M2-progress",
        name="Say how far it is",
        starts=(
            On("ReportAnswered", role=Role.MANUFACTURER, any_of=("after", ("received", "valid", "accepted"))),
            On("StatementMade", role=Role.MANUFACTURER),
        ),
        stops=(On("CaseMarked", when=(("mark", "P"),)),),
        ends=(
            On("ReportAnswered", any_of=("after", ("invalid", "deferred", "closed"))),
            On("ParticipantLeft"),
            *_CLOSED,
        ),
        length=Length(30, Unit.DAYS),
        holder="the manufacturer",
        party_field="party",
        force=Force.TARGET,
        source="What manufacturers promise: news at least every 30 days (F7.6, M2)",
        verified=False,
        starts_on="last word of the manufacturer",
        stops_on="the next one, or publication",
        each=("party",),
        pick=Pick.LATEST,
    ),
    Rule(
        id="TERMS",
        name="Embargo ends",
        starts=(On("TermsSet"),),
        stops=(),
        ends=(On("EmbargoChanged", when=(("after", "exited"),)), *_CLOSED),
        length=Length(45, Unit.FULL_DAYS),
        due_field="until",
        holder="all parties",
        force=Force.TERMS,
        source="The terms that the parties of the case signed",
        verified=True,
        starts_on="terms in force",
        stops_on="end of the embargo",
        pick=Pick.LATEST,
    ),
)

AGREEMENT_1_0_0: Final = Pack(
    key="agreement",
    version="1.0.0",
    name="The agreement of the two agencies, and what the parties agreed",
    authority="FDA and CISA; the parties of a case",
    zone="America/New_York",
    rules=RULES,
)
