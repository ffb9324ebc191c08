"""The gate for EQL: a query passes Elastic's own grammar and type checks, or it is an error.

Elastic's Python package `eql` reads the text and checks it. Its finished syntax tree cannot be used: it
forgets which of `:`, `like`, `like~` was written, drops the `~` of functions, and folds terms into each
other. The tree that its grammar yields keeps all of that, and that one is handed on.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

from eql.errors import EqlError
from eql.parser import LarkToEQL, elasticsearch_syntax, lark_parser
from lark import Token
from lark.exceptions import LarkError

from converter.verify.engine import EngineError

# Reserved in Elasticsearch's grammar (EqlBase.g4, November 2026); the package lets some of them pass.
_RESERVED: Final = frozenset(
    {"and", "by", "false", "in", "join", "like", "maxspan", "not", "null", "of", "or", "regex", "sample"}
    | {"sequence", "true", "until", "where", "with"}
)
_ESCAPE: Final = re.compile(r"\\(?:u\{([^}]*)\}|(.))", re.DOTALL)
_ESCAPED: Final = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": "\f", "'": "'", '"': '"', "\\": "\\"}
_STRING: Final = re.compile(r'"""[\s\S]*?"""|"(?:\\.|[^"\\])*"')
_DEEPEST: Final = 200
_RAW: Final = '"""'
_SEGMENT: Final = re.compile(r"`([^`\r\n]+)`|([A-Za-z_][A-Za-z0-9_]*)")
_SEPARATOR: Final = re.compile(r"\s*\.\s*")
_LAST_CODE_POINT: Final = 0x10FFFF
_SURROGATES: Final = range(0xD800, 0xE000)


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the grammar's tree: the name of its rule, the nodes in it, and the words between them."""

    rule: str
    nodes: tuple[Node, ...]
    words: tuple[str, ...]


class _Gate(LarkToEQL):  # type: ignore[misc]  # the package has no types
    r"""The package's checks, with strings read right: it breaks on two of `\u{...}` in one text."""

    def string(self, node: Any) -> str:  # noqa: ANN401 (the package has no types)
        return string_value(_node(node))


def read_condition(query: str) -> Node:
    """The grammar's tree of the condition after `any where`.

    Raises EngineError if Elasticsearch would refuse the text, and for what is not one condition on one
    event: sequences, samples, pipes and event categories.
    """
    if _depth(query) > _DEEPEST:
        raise EngineError("the query is nested too deeply for Elastic's parser")
    try:
        tree = lark_parser.parse(f"{query}\n", start="piped_query")
        with elasticsearch_syntax:
            _Gate(f"{query}\n").visit(tree)
        return _only_condition(_node(tree))
    except (EqlError, LarkError) as error:
        raise EngineError(f"Elastic's parser refuses the query: {_first_line(error)}") from error
    except RecursionError as error:
        raise EngineError("the query is nested too deeply for Elastic's parser") from error


def _depth(query: str) -> int:
    """How many parentheses stand one in the other, outside strings."""
    signs = re.findall(r"[()]", _STRING.sub("", query))
    return max(accumulate((1 if sign == "(" else -1 for sign in signs), initial=0))


def _first_line(error: Exception) -> str:
    message = getattr(error, "error_msg", None) or str(error)
    return str(message).splitlines()[0]


def _node(tree: Any) -> Node:  # noqa: ANN401 (the package has no types)
    words = tuple(str(child) for child in tree.children if isinstance(child, Token))
    trees = (child for child in tree.children if child is not None and not isinstance(child, Token))
    return Node(str(tree.data), tuple(map(_node, trees)), words)


def _only_condition(tree: Node) -> Node:
    query = tree.nodes[0].nodes[0]
    if len(tree.nodes) > 1 or query.rule != "event_query":
        raise EngineError("this engine runs conditions on single events: no sequences, samples or pipes")
    category, condition = query.nodes
    if category.words != ("any",):
        raise EngineError("this engine knows no event categories: write `any where`")
    return condition


def string_value(node: Node) -> str:
    """The text that a string literal stands for. Raises EngineError for what Elasticsearch does not read."""
    written = node.words[0]
    if written.startswith(_RAW):
        return written[3:-3]
    if not written.startswith('"'):
        raise EngineError(f'strings are written "..." or """...""": {written}')
    return _ESCAPE.sub(_unescaped, written[1:-1])


def _unescaped(escape: re.Match[str]) -> str:
    digits, letter = escape.groups()
    if digits is None:
        return _ESCAPED[letter]
    try:
        code_point = int(digits, 16)
    except ValueError:
        code_point = -1
    if not 0 <= code_point <= _LAST_CODE_POINT or code_point in _SURROGATES:
        raise EngineError(f"there is no character {escape.group()}")
    return chr(code_point)


def field_name(node: Node) -> tuple[str, bool]:
    """A field's full name, and whether it is written `?field`: may be missing from the mapping.

    Raises EngineError for array positions and for reserved words that are not in backticks.
    """
    written = (node.words or node.nodes[0].words)[0]
    path = written.removeprefix("?")
    names = []
    at = 0
    while found := _SEGMENT.match(path, at):
        names.append(_segment(path, *found.groups()))
        separator = _SEPARATOR.match(path, found.end())
        at = separator.end() if separator else found.end()
    if at != len(path):
        raise EngineError(f"this engine reads no such field name: {written}")
    return ".".join(names), written != path


def _segment(path: str, quoted: str | None, plain: str) -> str:
    if plain in _RESERVED:
        raise EngineError(f"{plain!r} in the field name {path} is reserved: put it in backticks")
    return quoted or plain
