"""What a conversion run says: queries on the terminal or as JSON, then errors and warnings."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING, Final, TextIO

from converter.colour import painter, plain
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from converter.colour import Paint
    from converter.converted import Conversion


# What a runner of CI takes for a command: `::error::` where a line begins, blanks aside, and `##[error]` or
# `##vso[..]` anywhere (https://github.com/actions/runner, src/Runner.Common/ActionCommand.cs, and
# https://learn.microsoft.com/azure/devops/pipelines/scripts/logging-commands, November 2026).
_COMMAND: Final = re.compile(r"^(?P<blanks>\s*)::|##(?=\w*\[)")
_COMMAND_INSIDE: Final = re.compile(r"##(?=\w*\[)")


def printable(text: str) -> str:
    r"""A stranger's text in one line that drives no terminal, hides nothing and is no command to CI.

    Every character that does not print is spelled out, line feeds and the marks that turn text around among
    them: of `a<ESC>[2J<LF>::error::b` this makes `a\x1b[2J\n::error::b`.
    """
    shown = text if text.isprintable() else "".join(map(_shown, text))
    return _COMMAND.sub(_disarmed, shown) if "::" in shown or "##" in shown else shown


def printable_lines(text: str) -> str:
    """A text of our own layout that holds a stranger's, each of its lines as `printable` has it."""
    return "\n".join(map(printable, text.split("\n")))


def printable_json(data: object) -> str:
    """Data as JSON, indented, in which characters that do not print are written as JSON's escapes."""
    import json  # noqa: PLC0415 -- most runs print no JSON

    text = _COMMAND_INSIDE.sub(r"#\\u0023", json.dumps(data, ensure_ascii=False, indent=2))
    if not text.replace("\n", "").isprintable():
        text = "".join(
            char if char.isprintable() or char == "\n" else json.dumps(char)[1:-1] for char in text
        )
    return f"{text}\n"


def _shown(char: str) -> str:
    return char if char.isprintable() else ascii(char)[1:-1]


def _disarmed(found: re.Match[str]) -> str:
    return f"{found['blanks']}\\x3a:" if found["blanks"] is not None else "#\\x23"


def counted(number: int, one: str, several: str) -> str:
    """`1 query`, `2 queries`."""
    return f"{number} {one if number == 1 else several}"


def closing(written: str, folder: Path, refused: Iterable[Conversion]) -> str:
    """The last line of a run that wrote files; `refused` may hold several conversions of one rule."""
    rules = {(conversion.path, conversion.rule_id, conversion.title) for conversion in refused}
    rest = f"; {len(rules)} not converted, see above" if rules else ""
    return f"wrote {written} to {printable(str(folder))}{rest}\n"


def print_queries(conversions: Iterable[Conversion], stream: TextIO, *, bare: bool, report: bool) -> None:
    """Each query under its rule's title and its target; `bare` leaves the headings out."""
    heading, paint = None, painter(stream)
    for conversion in conversions:
        if conversion.query is None:
            continue
        if bare:
            stream.write(f"{conversion.query}\n\n")
            continue
        if heading != (conversion.path, conversion.title):
            heading = (conversion.path, conversion.title)
            stream.write(f"{paint(printable(conversion.title), 'heading')}\n{printable(conversion.path)}\n\n")
        target = TARGETS[conversion.target]
        label = f"{conversion.name} · {(report and target.report_language) or target.language}"
        stream.write(f"{paint(f'--- {printable(label)}', 'label')}\n{conversion.query}\n\n")


def print_json(conversions: Iterable[Conversion], stream: TextIO) -> None:
    """A JSON array, one object for each query or failure."""
    rows = [
        {
            "path": conversion.path,
            "rule_id": conversion.rule_id,
            "title": conversion.title,
            "name": conversion.name,
            "target": conversion.target,
            "query": conversion.query,
            "warnings": list(conversion.warnings),
            "errors": [conversion.error] if conversion.error else [],
        }
        for conversion in conversions
    ]
    stream.write(printable_json(rows))


def messages(conversions: Iterable[Conversion], paint: Paint = plain) -> Iterator[str]:
    """Every failure once, then every warning once with the number of rules that it concerns."""
    warnings: Counter[tuple[str, str]] = Counter()
    errors: dict[str, None] = {}
    for conversion in conversions:
        warnings.update(dict.fromkeys(((conversion.target, text) for text in conversion.warnings), 1))
        if conversion.error:
            errors[conversion.error] = None
    yield from (paint(printable(error), "error") for error in errors)
    for (target, text), count in sorted(warnings.items()):
        rules = "" if count == 1 else f" ({count} queries)"
        yield f"{paint(f'{target}: warning:', 'warning')} {printable(text)}{rules}"
