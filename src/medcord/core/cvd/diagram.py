"""The machines as a page: Mermaid diagrams and tables, made from the transition tables and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from medcord.core.cvd import casestate, consent, embargo, invariants, report
from medcord.core.cvd.casestate import IN_WORDS, CaseEvent, CaseState
from medcord.core.cvd.desiderata import ADVICE, DESIDERATA, ZERO_DAY
from medcord.core.cvd.table import StateT, TriggerT, said
from medcord.core.cvd.terms import viability

_INTRO: Final = """# The machines

Generated from the tables in `medcord.core.cvd` by `medcord.core.cvd.diagram.machines_page`; a test regenerates and
compares. Change the table, never this page. Source of the tables: the CVD protocol (Vultron, CERT/CC).
"""


def mermaid(table: Mapping[tuple[StateT, TriggerT], StateT], initial: StateT) -> str:
    """One machine as a Mermaid state diagram."""
    sources = {state for state, _ in table}
    ends = dict.fromkeys(after for after in table.values() if after not in sources)
    lines = ["stateDiagram-v2", f"    [*] --> {initial.value}"]
    lines += [f"    {state.value} --> {after.value}: {said(trigger)}" for (state, trigger), after in table.items()]
    lines += [f"    {state.value} --> [*]" for state in ends]
    return "\n".join(lines)


def rows(head: Iterable[str], body: Iterable[Iterable[str]]) -> str:
    """A Markdown table."""
    heading = list(head)
    lines = [heading, ["---"] * len(heading), *body]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def machine(title: str, text: str, table: Mapping[tuple[StateT, TriggerT], StateT], initial: StateT) -> str:
    """One machine's part of the page: what it is for, diagram, table."""
    steps = rows(
        ("from", "step", "to"), ((said(state), said(trigger), said(after)) for (state, trigger), after in table.items())
    )
    return f"## {title}\n\n{text}\n\n```mermaid\n{mermaid(table, initial)}\n```\n\n{steps}\n"


def case_state_mermaid() -> str:
    """The 32 states and the steps between them, in the order the letters are written; a step is named by its letter."""
    order = sorted(casestate.TRANSITIONS.items(), key=lambda step: (len(step[0][0].events), *map(str, step[0])))
    lines = ["stateDiagram-v2", "    direction LR", f"    [*] --> {CaseState()}"]
    lines += [f"    {before} --> {after}: {event.value}" for (before, event), after in order]
    lines += [f"    {state} --> [*]" for state in sorted(map(str, casestate.STATES)) if state.isupper()]
    return "\n".join(lines)


def _case_states() -> str:
    body = [
        (f"`{state}`", " ".join(event.value for event in casestate.next_events(state)) or "end")
        for state in sorted(casestate.STATES, key=lambda each: (len(each.events), str(each).swapcase()))
    ]
    letters = rows(("letter", "has happened"), ((event.value, IN_WORDS[event]) for event in CaseEvent))
    return (
        "## Case state\n\nSix things happen once and are never taken back; a capital letter has happened. "
        "V, F and D belong to one manufacturer each, P, X and A to the case.\n\n"
        f"{letters}\n\n{len(casestate.STATES)} states, {len(casestate.TRANSITIONS)} legal steps, "
        f"{len(casestate.histories())} legal histories.\n\n"
        f"```mermaid\n{case_state_mermaid()}\n```\n\n{rows(('state', 'may follow'), body)}\n"
    )


def _judging() -> str:
    wishes = ", ".join(f"{first}≺{second}" for first, second in DESIDERATA)
    tips = rows(("states", "advice"), ((" ".join(f"`{p}`" for p in each.patterns), each.sentence) for each in ADVICE))
    types = rows(
        ("zero day of", "type 1", "type 2", "type 3"),
        ((kind, *(f"`{pattern}`" for pattern in patterns)) for kind, patterns in ZERO_DAY.items()),
    )
    return (
        f"### Wishes\n\n{wishes}\n\n### Advice\n\nA dot stands for either.\n\n{tips}\n\n### Zero-day types\n\n{types}\n"
    )


def _viability() -> str:
    def word(state: CaseState) -> tuple[str, str, str, str]:
        verdict = viability(state)
        return (
            f"`{state}`",
            "yes" if verdict.may_start else "no",
            "yes" if verdict.may_continue else "no",
            verdict.because,
        )

    picked = [CaseState.parse(code) for code in ("Vfdpxa", "VFdpxa", "VFDpxa", "VfdPxa", "VfdpXa", "VfdpxA")]
    table = rows(("case state, for example", "may start", "may go on", "because"), (word(each) for each in picked))
    return f"### When an embargo makes sense\n\n{table}\n"


def _invariants() -> str:
    body = (
        (str(number), f"`{check.__name__}`", (check.__doc__ or "").split(": ", 1)[1])
        for number, check in enumerate(invariants.INVARIANTS, start=1)
    )
    return f"## Invariants across machines\n\n{rows(('', 'function', 'what must hold'), body)}\n"


def machines_page() -> str:
    """The whole of docs/reference/machines.md."""
    report_text = "One for each participant and report. A finder's own early states are not seen."
    embargo_text = "One for each case. *active* and *revise* are in force; once in force the only way out is *exited*."
    consent_text = "One for each participant: does the party agree to the terms? It decides what is sent to it."
    return "\n".join(
        [
            _INTRO,
            machine("Report", report_text, report.TRANSITIONS, report.INITIAL),
            machine("Embargo", embargo_text, embargo.TRANSITIONS, embargo.INITIAL),
            _viability(),
            machine("Consent", consent_text, consent.TRANSITIONS, consent.INITIAL),
            _case_states(),
            _judging(),
            _invariants(),
        ]
    )
