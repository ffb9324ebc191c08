"""Every check: its code, which never changes its meaning, its name and how grave a finding is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from collections.abc import Iterator

Severity: TypeAlias = Literal["error", "warning", "info"]

SEVERITIES: Final[tuple[Severity, ...]] = ("error", "warning", "info")
PAGE: Final = "docs/lint.md"

# An error makes a rule wrong, a warning probably so, an info is worth knowing.
_TABLE: Final = """
ST001 error   unreadable-rule            The file holds no rule for CloudTrail
ST101 error   unknown-source             No AWS service logs under this event source
ST102 error   unknown-event              The event source has no event of this name
ST103 error   event-of-other-source      Another event source has the event
ST104 error   permission-as-event        An IAM permission stands where an event name should
ST105 info    event-letter-case          AWS writes the event name in other letter case
ST106 error   cased-event-never-met      A case-sensitive event name in letter case that no event has
ST107 warning dated-event-name           The event name carries an API version in real events
ST108 info    event-of-several-sources   Several event sources have an event of this name
ST109 warning event-recorded-otherwise   CloudTrail records the call under another name
ST201 error   unknown-field              CloudTrail's record has no such field
ST202 warning unknown-parameter          None of the rule's calls has this parameter or response field
ST203 warning parameter-of-other-call    One of the rule's calls lacks this parameter, so it never matches
ST204 info    array-on-path              The path leads through an array
ST205 error   object-compared-as-text    The path ends at an object, which equals no text
ST206 error   impossible-value           The field never has this value
ST207 warning field-name-as-value        The value reads like the name of a field
ST208 warning quote-in-policy-text       A quote that is escaped where the rule looks
ST209 info    parameter-letter-case      The API writes the parameter in other letter case
ST210 warning fields-never-equal         One field holds an ARN, the other a bare name or number
ST301 warning unreferenced-selection     No condition uses the selection
ST302 error   selection-without-effect   The condition asks for a selection that it already has
ST303 error   contradiction              The condition can never hold
ST304 error   tautology                  The condition holds for every event
ST305 warning value-covered              Another value of the list covers this one
ST306 warning only-negations             The condition only says what an event is not
ST307 warning idle-filter                The filter never meets what it filters
ST308 warning dead-selection             The selection can never be met beside the others
ST401 info    inexact-on-target          A target cannot say exactly what the rule says
ST402 warning refused-by-target          A target cannot express the rule
ST403 info    leading-wildcard           The pattern begins with a wildcard and reads every value
ST404 info    no-event-pinned            The rule names neither event source nor event name
SH001 warning key-order                  The keys stand in another order than SigmaHQ's
SH002 warning file-name                  The file's name is not one that SigmaHQ takes
SH003 warning file-name-prefix           The file's name does not begin with aws_
SH004 info    description-start          The description does not begin with Detects
SH005 warning wrong-kind                 A key holds another kind of value than the specification says
SH006 warning list-of-one                A list of one value
SH007 warning indentation                The indentation is not four blanks
SH008 warning unknown-key                A key that SigmaHQ's rules do not have
SH009 warning missing-key                A key that SigmaHQ asks for is missing
"""

# What `sigmatrail check` adds to the checks of rules.
_GATE: Final = """
CK101 error   broken-plan                The plan beside a rule cannot be used
CK201 error   stale-golden               A golden is not what the rule converts to
CK202 error   missing-golden             A query has no golden
CK203 error   golden-without-query       A golden that no rule answers for
CK204 error   name-taken                 Two rules of one name would overwrite each other's queries
CK205 error   file-without-rule          A plan, or events, of a rule that is not there
CK301 error   event-misjudged            An event that should match misses, or the other way round
CK302 error   unreadable-event           A file of events that cannot be used
CK303 error   query-disagrees            A query does not find what its rule means
CK304 error   unjudged-rule              Nobody can tell what the rule means
CK305 info    rule-without-events        A rule without an event of its own that matches and one that misses
CK306 error   event-undecided            A regular expression takes too long on an event to be judged
CK401 error   broken-pipeline            A pipeline of the repository cannot be used
CK402 error   pipeline-hides-events      A pipeline leads a field to where the platform does not keep it
"""


@dataclass(frozen=True, slots=True)
class Check:
    """One check; `about` is what is wrong, in one clause."""

    code: str
    name: str
    severity: Severity
    about: str

    @property
    def page(self) -> str:
        """Where what, why and how to mend it stand."""
        return f"{PAGE}#{self.code.lower()}"


def _read(table: str) -> Iterator[Check]:
    for line in table.strip().splitlines():
        code, severity, name, about = line.split(maxsplit=3)
        yield Check(code, name, severity, about)  # type: ignore[arg-type] # a test checks the words


def _validators() -> Iterator[Check]:
    from converter.lint.sigmahq.issues import ISSUES, OTHER  # noqa: PLC0415 -- it imports nothing heavy

    for issue in (*ISSUES, OTHER):
        yield Check(issue.code, issue.name, "warning", issue.about)


CHECKS: Final[dict[str, Check]] = {
    check.code: check for check in (*_read(_TABLE), *_validators(), *_read(_GATE))
}


def is_code(text: str) -> bool:
    """Whether this is a code or the beginning of some: `ST101`, `ST1`, `SH`."""
    return any(code.startswith(text) for code in CHECKS) if text else False


def ignored(code: str, codes: tuple[str, ...]) -> bool:
    """Whether one of the codes, or beginnings of codes, covers this one."""
    return code.startswith(codes) if codes else False
