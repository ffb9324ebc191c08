"""What the three backends share: a rule in, one small tree in the target's words, text by `render`."""

from __future__ import annotations

from abc import abstractmethod
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, ClassVar

from sigma.conversion.base import TextQueryBackend
from sigma.conversion.state import ConversionState
from sigma.exceptions import SigmaError, SigmaFeatureNotSupportedByBackendError

from converter.errors import SigmatrailError, UnsupportedError
from converter.mend import mend
from converter.own.renames import OwnNames
from converter.read import RawFields, read
from converter.targets.context import Context, context_of
from converter.targets.field_names import FieldNames
from converter.unprintable import code_point, find_unprintable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sigma.correlations import SigmaCorrelationRule
    from sigma.rule import SigmaRule

    from converter.condition import Node
    from converter.plan import Plan
    from converter.reading import Reading

WARNINGS = "sigmatrail_warnings"


class CloudTrailBackend(TextQueryBackend):
    """A pySigma backend that renders `converter.condition` trees.

    Put it in front of a pySigma backend: `class Splunk(CloudTrailBackend, SplunkBackend)`. The
    warnings of a query lie in its conversion state under `WARNINGS`.
    """

    target: ClassVar[str]
    field_word: ClassVar[str] = "field"
    requires_pipeline: ClassVar[bool] = True
    # Packaged pipelines only name the fields of a CloudTrail rule, so one reading of it serves all targets.
    has_packaged_pipeline: bool = False
    own_names: OwnNames = OwnNames()
    formats: ClassVar[dict[str, str]] = {"default": "Queries for CloudTrail, one for each condition"}

    def init_processing_pipeline(self, output_format: str | None = None) -> None:
        """Take the pipeline into use, and with it the names that it gives to fields."""
        super().init_processing_pipeline(output_format)
        self.field_names = FieldNames(self.last_processing_pipeline)

    @abstractmethod
    def render(self, node: Node, context: Context) -> str:
        """The query for one condition; raises UnsupportedError where the target cannot say it."""

    def checked(self, query: str) -> str:
        """The finished query; raises UnsupportedError where the platform takes none like it."""
        return query

    def shown(self, query: str) -> str:
        """The query, of which a person sees every character; newlines are our own layout.

        Each target writes what does not print as an escape. This stops what one has no escape for.

        Raises:
            UnsupportedError: it holds a character that does not print.
        """
        if char := find_unprintable(query, kept="\n"):
            raise UnsupportedError(
                f"{self.target} cannot say {code_point(char)} in a query: it does not print, and there is no "
                "escape for it where the rule has it; take it out"
            )
        return query

    def report(self, node: Node, context: Context, plan: Plan, name: str) -> str:
        """The query that summarises what one condition finds, as its plan asks; `name` is the detection's.

        Raises:
            UnsupportedError: the target cannot say it.
        """
        del node, context, plan, name
        raise UnsupportedError(f"{self.target} cannot summarise events; use the plain query")

    def queries(self, reading: Reading) -> list[tuple[str, list[str]]]:
        """The rule's queries with their warnings, one for each of its conditions.

        Raises:
            SigmatrailError: a value has no meaning, or the target cannot say what the rule asks.
            SigmaError: the rule is not for CloudTrail.
        """
        if self.has_packaged_pipeline:
            said = [(self.render(node, told), told.warnings) for node, told in self._conditions_of(reading)]
        else:
            said = self._by_pysigma(reading.parse())
        if self.own_names.names:
            said = [(self.checked(self.own_names.query(query)), warnings) for query, warnings in said]
        return [(self.shown(query), warnings) for query, warnings in said]

    def reports(self, reading: Reading, plan: Plan, name: str) -> list[tuple[str, list[str]]]:
        """The rule's summary queries with their warnings, one for each of its conditions.

        `name` is the rule's; where there are several conditions, each detection gets a number behind it.

        Raises:
            SigmatrailError: the target cannot say the rule or the plan.
            SigmaError: the rule is not for CloudTrail.
        """
        conditions = self._conditions_of(reading)
        names = [name] if len(conditions) == 1 else [f"{name}_{at}" for at in range(1, len(conditions) + 1)]
        return [
            (self.shown(self.report(node, context, plan, each)), context.warnings)
            for each, (node, context) in zip(names, conditions, strict=True)
        ]

    def _conditions_of(self, reading: Reading) -> list[tuple[Node, Context]]:
        """The rule's conditions in the target's words, and what each tells."""
        if not self.has_packaged_pipeline:
            return list(self._conditions(reading.parse()))
        self._refuse_unknown(reading.paths)
        return [
            (self.field_names.named(node), Context(whole.sources, whole.names))
            for node, whole in reading.conditions
        ]

    def _by_pysigma(self, rule: SigmaRule) -> list[tuple[str, list[str]]]:
        """The queries that pySigma makes by the backend's pipeline, whatever else that does."""
        queries = self.convert_rule(rule)
        states = rule.get_conversion_states()
        return [
            (query, state.processing_state[WARNINGS]) for query, state in zip(queries, states, strict=True)
        ]

    def field_of(self, path: str) -> str:
        """The target's field for a raw CloudTrail path that a plan names.

        Raises:
            UnsupportedError: the pipeline has none.
        """
        if name := self.field_names.name(path):
            return name
        raise UnsupportedError(
            f"{self.target} has no {self.field_word} for {path!r}, which the plan names; "
            "change the column's field"
        )

    def convert_rule(
        self,
        rule: SigmaRule,
        output_format: str | None = None,
        callback: Callable[..., Any] | None = None,
    ) -> list[Any]:
        """The rule's queries, one for each of its conditions, in their order.

        Raises:
            SigmaError: the rule is not for CloudTrail, or the target cannot say what it asks.
        """
        if not hasattr(self, "last_processing_pipeline"):
            self.init_processing_pipeline(output_format)
        try:
            with _as_sigma_error():
                return self._convert(rule, output_format or self.default_format, callback)
        except SigmaError as error:
            if not self.collect_errors:
                raise
            self.errors.append((rule, error))
            return []

    def convert_correlation_rule(
        self,
        rule: SigmaCorrelationRule,
        output_format: str | None = None,
        method: str | None = None,
        callback: Callable[..., Any] | None = None,
    ) -> list[Any]:
        """Refused: a query here is one condition over one event."""
        del rule, output_format, method, callback
        raise SigmaFeatureNotSupportedByBackendError(
            f"{self.target} gets no correlation rules yet; convert the rules that it refers to"
        )

    def _convert(self, rule: SigmaRule, output_format: str, callback: Callable[..., Any] | None) -> list[Any]:
        queries, states = [], []
        for index, (node, context) in enumerate(self._conditions(rule)):
            query: Any = self.shown(self.render(node, context))
            state = ConversionState(
                processing_state=dict(self.last_processing_pipeline.state) | {WARNINGS: context.warnings}
            )
            if callback is not None:
                query = callback(rule, output_format, index, node, query)
            if query is not None:
                queries.append(self.finalize_query(rule, query, index, state, output_format))
                states.append(state)
        rule.set_conversion_result(queries)
        rule.set_conversion_states(states)
        return queries

    def prepare(self, rule: SigmaRule) -> RawFields:
        """Put the rule into the target's words, ready to be read; gives the paths that it had.

        Raises:
            SigmatrailError: a value has no meaning, or the target has no such field.
            SigmaError: the rule is not for CloudTrail.
        """
        mend(rule)
        raw = RawFields(rule)
        self._refuse_unknown(raw.all())
        self.last_processing_pipeline.apply(rule)
        return raw

    def frame(self) -> list[str]:
        """What every query has beside the rule's own tests, piece by piece, for `explain` to name."""
        return []

    def fragments(self, node: Node, context: Context) -> list[list[str]]:
        """What a query holds for a part of its condition, for `explain`, which looks for it there.

        One list for each of the tests that must hold together: the texts by which the query may say it.

        Raises:
            UnsupportedError: the target cannot say it.
        """
        return [[self.render(node, context)]]

    def _conditions(self, rule: SigmaRule) -> Iterator[tuple[Node, Context]]:
        """The rule's conditions in the target's words; the rule is changed."""
        raw = self.prepare(rule)
        for node in read(rule, raw):
            yield node, context_of(node)

    def finalize_query_default(
        self,
        rule: SigmaRule,
        query: Any,  # noqa: ANN401 -- pySigma's
        index: int,
        state: ConversionState,
    ) -> Any:  # noqa: ANN401 -- pySigma's
        """The query as `render` wrote it."""
        del rule, index, state
        return query

    def finalize_output_default(self, queries: list[Any]) -> Any:  # noqa: ANN401 -- pySigma's
        """The queries, in order."""
        return list(queries)

    def _refuse_unknown(self, paths: list[str]) -> None:
        """Refuse, all at once and by name, the paths that a strict pipeline does not map."""
        unknown = self.field_names.unknown(paths)
        if unknown:
            names = ", ".join(f"'{path}'" for path in unknown)
            near = [each for path in unknown if (each := self.field_names.nearest(path))]
            advice = (
                f"did you mean {', '.join(map(repr, near))}?"
                if len(near) == len(unknown)
                else f"if your data has it, add it to pipelines/{self.target}/cloudtrail.yml"
            )
            raise UnsupportedError(f"{self.target} has no {self.field_word} for {names}; {advice}")


@contextmanager
def _as_sigma_error() -> Iterator[None]:
    """Our failures as pySigma's, so that sigma-cli reports them like its own."""
    try:
        yield
    except SigmatrailError as error:
        raise SigmaFeatureNotSupportedByBackendError(str(error)) from error
