"""The decision points that the tables ask, in our words. Their identity and the codes of their values are SSVC's own.

``short`` is what an exported selection says; ``value`` is the word of the tables as they are shipped (ssvc.md 4.1).
"""

from __future__ import annotations

from typing import Final

from medcord.core.safety.ssvc.value import Choice, Point

EXPLOITATION_1_1_0: Final = Point(
    "exploitation",
    "Exploitation",
    "1.1.0",
    "Is it being used?",
    (
        Choice("none", "None", "No attack and no public proof that it works is known.", "N"),
        Choice("public poc", "Public proof", "Code or steps that work are public, or the way is well known.", "P"),
        Choice("active", "Active", "Somebody was seen using it.", "A"),
    ),
    short="E",
)

AUTOMATABLE_2_0_0: Final = Point(
    "automatable",
    "Automatable",
    "2.0.0",
    "Can an attack run by itself from device to device?",
    (
        Choice("no", "No", "Some step needs a person, luck or a place.", "N"),
        Choice("yes", "Yes", "Every step up to control can be scripted.", "Y"),
    ),
    short="A",
)

TECHNICAL_IMPACT_1_0_0: Final = Point(
    "technical_impact",
    "Technical impact",
    "1.0.0",
    "How much of the device does the attacker get?",
    (
        Choice("partial", "Partial", "Some of what it does or knows.", "P"),
        Choice("total", "Total", "All of it, or everything it knows.", "T"),
    ),
    short="TI",
)

VALUE_DENSITY_1_0_0: Final = Point(
    "value_density",
    "Value density",
    "1.0.0",
    "How much does one device yield to an attacker?",
    (
        Choice("diffuse", "Diffuse", "Little: one bed, one patient, a few records.", "D"),
        Choice("concentrated", "Concentrated", "Much: a server, a gateway, a station that steers many devices.", "C"),
    ),
    short="VD",
)

UTILITY_1_0_1: Final = Point(
    "utility",
    "Utility to an attacker",
    "1.0.1",
    "How much does an attacker gain for the effort?",
    (
        Choice("laborious", "Laborious", "By hand, device by device, and each one yields little.", "L"),
        Choice("efficient", "Efficient", "It can be automated, or one device yields much; not both.", "E"),
        Choice("super effective", "Super effective", "It can be automated and each device yields much.", "S"),
    ),
    short="U",
)

SYSTEM_EXPOSURE_1_0_1: Final = Point(
    "system_exposure",
    "System exposure",
    "1.0.1",
    "Who can reach the device where it stands?",
    (
        Choice("small", "Small", "Hardly anybody: it is on no network, or on one of its own with strict gates.", "S"),
        Choice("controlled", "Controlled", "Those on a network that lets only known people and machines in.", "C"),
        Choice("open", "Open", "Anybody on the internet or on a network that cannot be closed.", "O"),
    ),
    short="EXP",
)

SAFETY_IMPACT_2_0_1: Final = Point(
    "safety_impact",
    "Safety impact",
    "2.0.1",
    "How badly can people be hurt?",
    (
        Choice("negligible", "Negligible", "Minor injuries at worst.", "N"),
        Choice("marginal", "Marginal", "Major injuries to one person or more.", "M"),
        Choice("critical", "Critical", "Somebody dies.", "R"),
        Choice("catastrophic", "Catastrophic", "Several people die.", "C"),
    ),
    short="SI",
)

MISSION_IMPACT_2_0_0: Final = Point(
    "mission_impact",
    "Mission impact",
    "2.0.0",
    "What does it do to what the organisation must never stop doing?",
    (
        Choice("degraded", "Degraded", "Nothing, or only what is not essential gets worse.", "D"),
        Choice(
            "mef support crippled", "Support crippled", "What essential work leans on fails; it goes on a while.", "MSC"
        ),
        Choice("mef failure", "One essential function fails", "One essential function stops for too long.", "MEF"),
        Choice(
            "mission failure",
            "Mission fails",
            "Several essential functions stop and cannot be brought back soon.",
            "MF",
        ),
    ),
    short="MI",
)

HUMAN_IMPACT_2_0_2: Final = Point(
    "human_impact",
    "Human impact",
    "2.0.2",
    "What does it do to people and to the hospital's work together?",
    (
        Choice("low", "Low", "Injuries at most, and the essential work goes on.", "L"),
        Choice("medium", "Medium", "One essential function fails, or somebody could die while the work goes on.", "M"),
        Choice("high", "High", "Somebody could die, and essential work or what it leans on is hit.", "H"),
        Choice("very high", "Very high", "Several could die, or the hospital cannot do its work.", "VH"),
    ),
    short="HI",
)

PUBLIC_SAFETY_IMPACT_2_0_1: Final = Point(
    "public_safety_impact",
    "Public safety impact",
    "2.0.1",
    "What is the worst that happens to a patient?",
    (
        Choice("minimal", "Minimal", "At most a passing discomfort or a minor injury.", "M"),
        Choice("significant", "Significant", "Somebody needs treatment, is harmed for good, or could die.", "S"),
    ),
    short="PSI",
)

MISSION_PREVALENCE_1_0_0: Final = Point(
    "mission_prevalence",
    "Mission prevalence",
    "1.0.0",
    "Does essential work depend on this kind of device?",
    (
        Choice("minimal", "Minimal", "It is used, but no essential work depends on it.", "M"),
        Choice("support", "Support", "Essential work of two organisations or more leans on it.", "S"),
        Choice(
            "essential", "Essential", "It does part of the essential work of at least one organisation itself.", "E"
        ),
    ),
    short="MP",
    namespace="cisa",
)

PUBLIC_WELLBEING_1_1_0: Final = Point(
    "public_wellbeing",
    "Public well-being impact",
    "1.1.0",
    "How are people's bodies, money, minds and surroundings touched?",
    (
        Choice("minimal", "Minimal", "Less than all that counts as material.", "M"),
        Choice(
            "material", "Material", "People are hurt, or safety margins shrink or fail. One death counts here.", "MA"
        ),
        Choice("irreversible", "Irreversible", "Several deaths are likely, or a whole system is lost.", "I"),
    ),
    short="PWI",
)

MISSION_WELLBEING_1_0_0: Final = Point(
    "mission_wellbeing",
    "Mission and well-being impact",
    "1.0.0",
    "What does it do to care and to people?",
    (
        Choice("low", "Low", "Care goes on and people are not harmed in earnest.", "L"),
        Choice("medium", "Medium", "Care is made harder, or people are materially harmed.", "M"),
        Choice("high", "High", "Care that must not stop would stop, or harm is irreversible.", "H"),
    ),
    short="MWI",
)

REPORT_PUBLIC_1_0_0: Final = Point(
    "report_public",
    "Report public",
    "1.0.0",
    "Can everybody read about it already?",
    (
        Choice("no", "No", "It is known to the finder and those whom the finder told.", "N"),
        Choice("yes", "Yes", "A page, a talk, a mailing list or a public code store tells of it.", "Y"),
    ),
    short="RP",
    falling=True,
)

SUPPLIER_CONTACTED_1_0_0: Final = Point(
    "supplier_contacted",
    "Supplier contacted",
    "1.0.0",
    "Has the finder tried to reach the manufacturer?",
    (
        Choice("yes", "Yes", "With a good effort, by a channel the manufacturer reads.", "Y"),
        Choice("no", "No", "Not at all, or by a channel nobody may be reading.", "N"),
    ),
    short="SCON",
    falling=True,
)

REPORT_CREDIBILITY_1_0_0: Final = Point(
    "report_credibility",
    "Report credibility",
    "1.0.0",
    "Is it likely to be true?",
    (
        Choice("credible", "Credible", "It can be followed: what was done, to what, and what happened.", "C"),
        Choice("not credible", "Not credible", "It contradicts itself or what is known, or says too little.", "NC"),
    ),
    short="RC",
    falling=True,
)

SUPPLIER_CARDINALITY_1_0_0: Final = Point(
    "supplier_cardinality",
    "Supplier cardinality",
    "1.0.0",
    "How many manufacturers must act?",
    (
        Choice("one", "One", "One manufacturer can mend it alone.", "O"),
        Choice("multiple", "Several", "It sits in a shared part or protocol, or is sold under several names.", "M"),
    ),
    short="SC",
)

SUPPLIER_ENGAGEMENT_1_0_0: Final = Point(
    "supplier_engagement",
    "Supplier engagement",
    "1.0.0",
    "Does the manufacturer answer and work on it?",
    (
        Choice("active", "Active", "It answers and takes part.", "A"),
        Choice("unresponsive", "Unresponsive", "It does not answer, or has stopped working on it.", "U"),
    ),
    short="SE",
)

SUPPLIER_INVOLVEMENT_1_0_0: Final = Point(
    "supplier_involvement",
    "Supplier involvement",
    "1.0.0",
    "Where does the manufacturer stand?",
    (
        Choice("fix ready", "Fix ready", "A fix is there or about to be.", "FR"),
        Choice("cooperative", "Cooperative", "It works on a fix and answers.", "C"),
        Choice("uncooperative/unresponsive", "Not cooperative", "It does not answer, or will not act.", "UU"),
    ),
    short="SINV",
)

PUBLIC_VALUE_ADDED_1_0_0: Final = Point(
    "public_value_added",
    "Public value added",
    "1.0.0",
    "What would our word add to what the public knows?",
    (
        Choice("limited", "Little", "Good public words are there already.", "L"),
        Choice("ampliative", "Some", "It would add to them or correct them.", "A"),
        Choice("precedence", "First word", "Nothing is public, or ours would be the first to help.", "P"),
    ),
    short="PVA",
)

IN_KEV_1_0_0: Final = Point(
    "in_kev",
    "In KEV",
    "1.0.0",
    "Does CISA list it as known to be exploited?",
    (
        Choice("no", "No", "It is not on the list.", "N"),
        Choice("yes", "Yes", "It is on the list.", "Y"),
    ),
    short="KEV",
    namespace="cisa",
)

PUBLICLY_EXPOSED_1_0_0: Final = Point(
    "publicly_exposed",
    "Publicly exposed",
    "1.0.0",
    "Can strangers reach the device over a public network?",
    (
        Choice("no", "No", "Strangers cannot, wherever it stands.", "N"),
        Choice("yes", "Yes", "Strangers can, wherever it stands.", "Y"),
    ),
    short="PE",
    namespace="cisa",
)

NAMESPACE: Final = "x_example.medcord#safety"
"""Where the points and tables that medcord adds live: SSVC's form for private extensions (docs/adr)."""

LIFE_SUPPORTING_1_0_0: Final = Point(
    "life_supporting",
    "Life-supporting",
    "1.0.0",
    "Does the device keep a patient alive or deliver treatment?",
    (
        Choice("no", "No", "It measures, shows, stores or transports.", "N"),
        Choice("yes", "Yes", "Ventilator, pump, pacemaker, dialysis, therapy of any kind.", "Y"),
    ),
    short="LS",
    namespace=NAMESPACE,
)

PATIENT_HARM_1_0_0: Final = Point(
    "patient_harm",
    "Patient harm",
    "1.0.0",
    "How badly can one patient be hurt?",
    (
        Choice("minor", "Minor", "Bothered, or hurt in a way that passes without treatment.", "M"),
        Choice("serious", "Serious", "Hurt so that a professional must treat it.", "S"),
        Choice("life-threatening", "Life-threatening", "The patient could die or be harmed for good.", "L"),
    ),
    short="PH",
    namespace=NAMESPACE,
)

COMPENSATING_CONTROL_1_0_0: Final = Point(
    "compensating_control",
    "Compensating control",
    "1.0.0",
    "Could hospitals protect patients today, before the fix, if they were told?",
    (
        Choice("not available", "Not available", "Nothing short of the fix, or of taking the device away, helps.", "N"),
        Choice(
            "available", "Available", "A setting, a gate on the network or a way of working takes the harm away.", "A"
        ),
    ),
    short="CC",
    namespace=NAMESPACE,
)

DOWNTIME_HAZARD_1_0_0: Final = Point(
    "downtime_hazard",
    "Hazard of downtime",
    "1.0.0",
    "Would taking the devices out of care to mend them put patients at risk?",
    (
        Choice("no", "No", "There are enough others, or care can wait.", "N"),
        Choice("yes", "Yes", "Patients depend on them and there is no spare.", "Y"),
    ),
    short="DH",
    namespace=NAMESPACE,
)
