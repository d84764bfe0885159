"""A case with much news waiting for the worker: ``python -m tests.ledger.busy_case MESSAGES`` in a node's
environment."""

from __future__ import annotations

import sys

import django


def main() -> None:
    django.setup()
    from django.conf import settings
    from django.contrib.auth.hashers import MD5PasswordHasher

    settings.PASSWORD_HASHERS = [f"{MD5PasswordHasher.__module__}.{MD5PasswordHasher.__name__}"]
    from medcord.cases import actions as cases
    from medcord.cases.actions.embargo import TermsAnswer
    from medcord.core.vocabulary import ConfidentialityClass, Tlp
    from medcord.intake import actions as intake
    from tests.cast import STRANGER, make_cast

    cast = make_cast()
    words = intake.ReportWords("Karst", "Breva V2", "4.1", "In a lab.", "Unknown.", "Alarms can be muted.")
    report, _code = intake.submit(words, actor=STRANGER)
    intake.triage(
        report.reference,
        medical_device=intake.MedicalDevice.YES,
        outcome=intake.Outcome.ACCEPT,
        actor=cast.coordinator.viewer,
    )
    case = cases.open_case(report.reference, title="Breva V2", actor=cast.coordinator.viewer)
    cases.invite(case.reference, cast.manufacturer.organisation_id, actor=cast.coordinator.viewer)
    cases.answer_terms(case.reference, TermsAnswer.ACCEPT, actor=cast.manufacturer.viewer)
    for number in range(int(sys.argv[1])):
        cases.send_message(
            case.reference,
            f"News {number}.",
            tlp=Tlp.AMBER,
            confidentiality=ConfidentialityClass.NONE,
            actor=cast.coordinator.viewer,
        )


if __name__ == "__main__":
    main()
