"""A rule explained for some targets: each item, its fragments, and the reasons for them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final
from warnings import catch_warnings, simplefilter

from sigma.exceptions import SigmaError

from converter.errors import RuleError, SigmatrailError, one_line
from converter.explain.fragments import Fragments
from converter.explain.items import Items
from converter.explain.reasons import Reason, reasons_for
from converter.own import NOTHING
from converter.reading import Reading
from converter.rule.time_limit import limit_time
from converter.targets.context import context_of

if TYPE_CHECKING:
    from converter.condition import Node
    from converter.explain.items import Item
    from converter.load import Rule
    from converter.own import Own
    from converter.own.renames import OwnNames
    from converter.targets.backend import CloudTrailBackend
    from converter.targets.context import Context

# Each item is looked for in the query, which grows with their number.
_MOST_ITEMS: Final = 5_000
# An item that has a piece of the query in common with others is shown with all of it.
_MOST_SHOWN: Final = 5_000_000


@dataclass(frozen=True, slots=True)
class Fragment:
    """A piece of a query with its reasons; `shared` if it holds other items as well."""

    text: str
    reasons: tuple[Reason, ...] = ()
    shared: bool = False


@dataclass(frozen=True, slots=True)
class Became:
    """What one item became on one target: fragments and warnings, or the reason why it cannot be said."""

    field: str
    fragments: tuple[Fragment, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None


@dataclass(frozen=True, slots=True)
class Explained:
    """One condition of a rule on one target; `error` is set where there is no query."""

    condition: str
    target: str
    frame: tuple[Fragment, ...] = ()
    items: tuple[tuple[Item, Became], ...] = field(default=())
    error: str | None = None


def explain(rule: Rule, target: str, backend: CloudTrailBackend, own: Own = NOTHING) -> list[Explained]:
    """The rule's conditions on one target, in their order; `own` is what its user adds."""
    try:
        with limit_time(), catch_warnings():
            simplefilter("ignore", FutureWarning)
            parsed = Reading(rule, own).parse()
            reader = Items(parsed, backend.prepare(parsed))
            told = [_condition(reader, text, target, backend) for text in parsed.detection.condition]
    except (SigmatrailError, SigmaError) as error:
        return [Explained("", target, error=one_line(error))]
    except RecursionError:
        return [Explained("", target, error="is nested too deeply to be converted")]
    except Exception as error:  # noqa: BLE001 -- pySigma meets malformed rules with whatever Python raises
        reason = f"cannot be read by pySigma: {type(error).__name__}: {one_line(error)}"
        return [Explained("", target, error=reason)]
    return [_renamed(each, backend.own_names) for each in told]


def _renamed(explained: Explained, names: OwnNames) -> Explained:
    """The same with the user's own names of fields in its fragments, which reasons know by usual names."""

    def exchanged(fragments: tuple[Fragment, ...]) -> tuple[Fragment, ...]:
        texts = (names.query(each.text) for each in fragments)
        return tuple(replace(each, text=text) for each, text in zip(fragments, texts, strict=True))

    items = tuple(
        (item, replace(became, field=names.field(became.field), fragments=exchanged(became.fragments)))
        for item, became in explained.items
    )
    return replace(explained, frame=exchanged(explained.frame), items=items)


def _condition(reader: Items, condition: str, target: str, backend: CloudTrailBackend) -> Explained:
    node, items = reader.read(condition)
    if len(items) > _MOST_ITEMS:
        raise RuleError(
            f"has {len(items):,} items, more than the {_MOST_ITEMS:,} that are explained; explain a part"
        )
    context = context_of(node)
    query, error = _query(node, backend, context)
    frame = tuple(Fragment(text, tuple(reasons_for(target, text))) for text in backend.frame() if query)
    fragments = Fragments(query, backend, context)
    became: list[tuple[Item, Became]] = []
    shown = 0
    for item in items:
        found = _became(item, fragments, query, target)
        shown += sum(len(each.text) for each in found.fragments)
        if shown > _MOST_SHOWN:
            raise RuleError(
                f"has so many items in common pieces of the query that they fill more than {_MOST_SHOWN:,}"
                " characters; explain a part of the rule"
            )
        became.append((item, found))
    return Explained(condition, target, frame, tuple(became), error)


def _query(node: Node, backend: CloudTrailBackend, context: Context) -> tuple[str, str | None]:
    try:
        return backend.render(node, replace(context, warnings=[])), None
    except SigmatrailError as error:
        return "", one_line(error)


def _became(item: Item, fragments: Fragments, query: str, target: str) -> Became:
    try:
        piece = fragments.piece_of(item)
    except SigmatrailError as error:
        return Became(item.field, error=one_line(error))
    if not query:
        return Became(item.field, warnings=piece.warnings)
    told = tuple(
        Fragment(text, tuple(reasons_for(target, text, item.raw, item.modifiers)), piece.shared)
        for text in piece.texts
    )
    return Became(item.field, told, piece.warnings)
