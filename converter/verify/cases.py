"""From a rule to its cases: what each condition means beside what it was converted to."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from converter.errors import RuleError
from converter.own.document import document_of
from converter.rule.limits import TooLargeError
from converter.verify.reference import compile_rule
from converter.verify.trial import Case

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.conversion import Converter
    from converter.converted import Conversion
    from converter.load import Rule
    from converter.own import Own
    from converter.verify.reference import Reference

# Sample events are old, so the time bound that every Athena query carries must not decide.
ALL_TIME = "36500d"


def cases_of(rule: Rule, converter: Converter, report: Callable[[str], None]) -> list[Case]:
    """The cases of a rule, one for each of its conditions; none where the reference cannot read it."""
    try:
        references = reference_of(rule, converter.own)
    except RuleError as error:
        report(f"{rule.path}: {error}")
        return []
    several = len(references) > 1
    cases = [
        Case(f"{rule.name}_{number}" if several else rule.name, rule.path, reference)
        for number, reference in enumerate(references, 1)
    ]
    found: dict[str, list[Conversion]] = defaultdict(list)
    for conversion in converter.convert(rule):
        found[conversion.target].append(conversion)
    for target, conversions in found.items():
        _hand_out(cases, target, conversions)
    return cases


def reference_of(rule: Rule, own: Own) -> list[Reference]:
    """What the rule's conditions mean with all that is the user's own.

    Raises:
        RuleError: the reference cannot read the rule or a filter.
    """
    _refuse_large(rule, own)
    return compile_rule(rule.document, [each.document for each in own.filters], own.placeholders)


def _refuse_large(rule: Rule, own: Own) -> None:
    """Refuse what all that is the user's own makes too large: the reference bounds single values."""
    try:
        document_of(rule.document, own)
    except TooLargeError:
        raise
    except RuleError:
        return  # The reference says so in its own words.


def _hand_out(cases: Sequence[Case], target: str, conversions: Sequence[Conversion]) -> None:
    """Give each case its query; a refusal of the rule concerns all of its cases."""
    for case, conversion in zip(
        cases, conversions if conversions[0].query else [conversions[0]] * len(cases), strict=True
    ):
        if conversion.query is None:
            case.refusals[target] = conversion.error or ""
        else:
            case.queries[target] = conversion.query
