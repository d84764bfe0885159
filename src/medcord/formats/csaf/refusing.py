"""No document that breaks the mandatory tests (6.1) of its edition of CSAF goes out."""

from __future__ import annotations

from medcord.core.refusals import RuleRefusal
from medcord.formats.csaf.validation import validate

_FINDINGS_SHOWN = 5


def require_valid(document: bytes, *, edition: str = "2.0") -> None:
    """Raises RuleRefusal with what is wrong and where. ``edition`` is the one that the document was written in."""
    findings = [finding for finding in validate(document) if finding.level == "error"]
    if not findings:
        return
    shown = [
        f"{one.message.rstrip('.')} (rule {one.rule}, at {one.path or '/'})." for one in findings[:_FINDINGS_SHOWN]
    ]
    more = f" And {len(findings) - len(shown)} more." if len(findings) > len(shown) else ""
    raise RuleRefusal(
        f"The advisory is not valid CSAF {edition}, so it was not published: {' '.join(shown)}{more} "
        "Correct the draft and publish again.",
        code="not-valid-csaf",
        fields={"rules": " ".join(dict.fromkeys(one.rule for one in findings))},
    )
