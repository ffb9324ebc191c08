"""What the state machine is told of a detection: whom to tell what when its query finds rows.

It travels as JSON, so no text of a rule is ever part of a template, an expression or a program.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING, Any, Final

from converter.attack import attack_of
from converter.plan import Placeholder, parts
from converter.wording import cut, line, lines

if TYPE_CHECKING:
    from collections.abc import Iterator

    from converter.detection import Detection

# An e-mail's subject has to be shorter than 100 characters, all of them ASCII
# (https://docs.aws.amazon.com/sns/latest/api/API_Publish.html, November 2026).
_SUBJECT: Final = 99


def card(detection: Detection) -> dict[str, Any]:
    """Headline, message in parts, columns to show, and what an analyst should know of the rule."""
    plan = detection.plan
    return {
        "title": line(plan.alert.title),
        "subject": _subject(f"[{plan.risk.severity}] {plan.alert.title}"),
        "message": [_part(part) for part in parts(line(plan.risk.message))],
        "fields": [{"name": name, **_column(name)} for name in plan.alert.fields],
        "about": "\n".join(_about(detection)),
        "severity": plan.risk.severity,
        "score": plan.risk.score,
        "type": plan.type,
        "publish": plan.counts_risk,
    }


def _subject(text: str) -> str:
    """The text in ASCII: accents dropped, other letters as question marks; the message has them all."""
    plain = unicodedata.normalize("NFKD", line(text))
    kept = "".join(character for character in plain if not unicodedata.combining(character))
    return cut(kept.encode("ascii", "replace").decode(), _SUBJECT)


def _part(part: str) -> dict[str, str]:
    return _column(part) if isinstance(part, Placeholder) else {"text": part}


def _column(name: str) -> dict[str, str]:
    """Athena's results need not keep the letter case of a column's name."""
    return {"column": name.lower()}


def _about(detection: Detection) -> Iterator[str]:
    plan, annotations = detection.plan, detection.plan.annotations
    attack = attack_of(detection.rule.document.get("tags"))
    told = {
        "Rule": line(f"{detection.rule.title} {detection.rule.id or ''}"),
        "Severity": f"{plan.risk.severity}, score {plan.risk.score}",
        "Concerns": ", ".join(f"{each.name} ({each.type})" for each in plan.risk.objects),
        "Threat": ", ".join(f"{each.name} ({each.type})" for each in plan.risk.threats),
        "Tactics": ", ".join(f"{each.id} {each.name}" for each in attack.tactics),
        "Techniques": ", ".join(f"{each.id} {each.name}" for each in attack.techniques),
        "Kill chain": ", ".join(annotations.kill_chain),
        "NIST": ", ".join(annotations.nist),
        "CIS": ", ".join(annotations.cis),
        "Stories": ", ".join(map(line, annotations.analytic_stories)),
        "Threat actors": ", ".join(map(line, annotations.threat_actors)),
        "May be harmless": " / ".join(map(line, detection.texts("falsepositives"))),
        "References": " ".join(map(line, detection.texts("references"))),
    }
    yield lines(detection.field("description"))
    yield from (f"{name}: {text}" for name, text in told.items() if text)
