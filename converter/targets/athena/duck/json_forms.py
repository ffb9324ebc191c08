"""The SQL/JSON functions with the clauses that this engine knows; every other clause is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from converter.targets.athena.duck import json_path
from converter.targets.athena.duck.scope import Typed, literal
from converter.targets.athena.kinds import BOOLEAN, VARCHAR
from converter.verify.engine import EngineError

if TYPE_CHECKING:
    from converter.targets.athena.duck.expressions import Expressions
    from converter.targets.athena.duck.grammar import Tree
    from converter.targets.athena.duck.scope import Scope


def json_query(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """Any wrapper; NULL ON EMPTY and NULL ON ERROR, which are the defaults."""
    if node.RETURNING() or node.QUOTES():
        raise _refusal(self, node)
    _only(self, node, "NULL")
    behaviour = node.jsonQueryWrapperBehavior()
    words = self.source.words(behaviour).upper().split() if behaviour else ["WITHOUT"]
    wrapper = "never" if "WITHOUT" in words else "needed" if "CONDITIONAL" in words else "always"
    return Typed(f"trino_json_query({_invocation(self, node, scope)}, '{wrapper}')", VARCHAR)


def json_value(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """RETURNING varchar, NULL ON EMPTY and NULL ON ERROR, which are the defaults."""
    if node.RETURNING() and self.source.words(node.type_()).lower() != "varchar":
        raise _refusal(self, node)
    _only(self, node, "NULL")
    return Typed(f"trino_json_value({_invocation(self, node, scope)})", VARCHAR)


def json_exists(self: Expressions, node: Tree, scope: Scope) -> Typed:
    """FALSE ON ERROR, which is the default."""
    behaviour = node.jsonExistsErrorBehavior()
    if behaviour and self.source.words(behaviour).upper() != "FALSE":
        raise _refusal(self, node)
    return Typed(f"trino_json_exists({_invocation(self, node, scope)})", BOOLEAN)


def _only(self: Expressions, node: Tree, word: str) -> None:
    for behaviour in (node.emptyBehavior, node.errorBehavior):
        if behaviour is not None and self.source.words(behaviour).upper() != word:
            raise _refusal(self, node)


def _invocation(self: Expressions, node: Tree, scope: Scope) -> str:
    """The input, which must be text and not of type JSON, and the path, checked at once."""
    invocation = node.jsonPathInvocation()
    if invocation.PASSING() or invocation.AS() or invocation.jsonValueExpression().FORMAT():
        raise _refusal(self, node)
    value = self.of_kind(invocation.jsonValueExpression().expression(), scope, VARCHAR)
    path = self.text(invocation.path)
    json_path.compiled(path)
    return f"{value.sql}, {literal(path)}"


def _refusal(self: Expressions, node: Tree) -> EngineError:
    return EngineError(f"athena: this engine does not know {self.source.words(node)[:120]}")
