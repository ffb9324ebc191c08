"""What a conversion run says: queries on the terminal or as JSON, then errors and warnings."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, TextIO

from converter.colour import painter, plain
from converter.printable import printable, printable_json
from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from converter.colour import Paint
    from converter.converted import Conversion


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
