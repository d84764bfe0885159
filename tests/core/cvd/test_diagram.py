"""The page of the machines is made from the tables, and is the one in the docs."""

from __future__ import annotations

from pathlib import Path

from medcord.core.cvd import embargo
from medcord.core.cvd.diagram import case_state_mermaid, machines_page, mermaid

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "machines.md"


def test_the_page_in_the_docs_is_what_the_tables_say() -> None:
    assert PAGE.read_text(encoding="utf-8") == machines_page(), (
        "docs/reference/machines.md is stale: write the text of medcord.core.cvd.diagram.machines_page() to it"
    )


def test_a_diagram_has_an_arrow_for_each_step_and_one_in_and_out() -> None:
    lines = mermaid(embargo.TRANSITIONS, embargo.INITIAL).splitlines()
    assert lines[0] == "stateDiagram-v2"
    assert lines[1] == "    [*] --> none"
    assert "    revise --> active: accept revision" in lines
    assert lines[-1] == "    exited --> [*]"
    assert len([line for line in lines if "-->" in line]) == len(embargo.TRANSITIONS) + 2


def test_the_picture_of_case_states_has_its_32_states_and_58_steps() -> None:
    arrows = [line.split(":")[0].split(" --> ") for line in case_state_mermaid().splitlines() if ": " in line]
    assert len(arrows) == 58
    assert len({state.strip() for arrow in arrows for state in arrow}) == 32
    assert "    VFDPXA --> [*]" in case_state_mermaid()


def test_the_oracles_stand_on_the_page() -> None:
    assert "32 states, 58 legal steps, 70 legal histories." in machines_page()
