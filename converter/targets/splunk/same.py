"""Two fields compared: some value of one against some value of the other, letter case aside."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from converter.errors import UnsupportedError
from converter.shapes import MOST_FORMS
from converter.targets.splunk.fields import is_single
from converter.targets.splunk.literal import eval_name
from converter.targets.splunk.term import Term, some

if TYPE_CHECKING:
    from converter.targets.splunk.fields import Field

# No pattern and no like(): the other field's text would have to be escaped at search time.
_TESTS: Final = {
    "equals": "lower({0})=lower({1})",
    "startswith": "substr(lower({0}), 1, len({1}))=lower({1})",
    "endswith": "substr(lower({0}), len({0})-len({1})+1)=lower({1})",
    "contains": "(len({1})=0 OR mvcount(split(lower({0}), lower({1})))>1)",
}


def same(field: Field, other: Field, mode: str) -> Term:
    """Some value of `field` equals (starts with, ...) some value of `other`.

    Raises UnsupportedError where both may have several values.
    """
    pairs = [(name, against) for name in field.names for against in other.names]
    if len(pairs) > MOST_FORMS:
        raise UnsupportedError(f"splunk cannot compare {field.name} with {other.name}: {_WAY_OUT}")
    return some([Term(one(name, against, mode)) for name, against in pairs])


_WAY_OUT: Final = "both may be arrays; pin eventSource and eventName in the rule, or compare with values"


def one(name: str, against: str, mode: str) -> str:
    """One field against one other, of which one has a single value; null looks like its name, in any case."""
    left, right = eval_name(name), eval_name(against)
    values = [right] if mode == "equals" else [left, right]
    test = " AND ".join([*(f'lower({value})!="null"' for value in values), _TESTS[mode].format(left, right)])
    if is_single(name) and is_single(against):
        return f"isnotnull(if({test}, 1, null()))"
    if not is_single(name) and not is_single(against):
        raise UnsupportedError(f"splunk cannot compare {name} with {against}: {_WAY_OUT}")
    several = right if is_single(name) else left
    return f"isnotnull(mvmap({several}, if({test}, 1, null())))"
