"""Runs the state machine of an Athena deployment, with answers made up for AWS."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from jsonata import Jsonata

if TYPE_CHECKING:
    from collections.abc import Mapping

    State = dict[str, Any]

TOO_LONG = "States.DataLimitExceeded"


class StateMachine:
    """One run of a definition; `answers` holds what each service call gives back, or its error's name.

    `calls` keeps the arguments of each call, in order.
    """

    def __init__(self, definition: Mapping[str, Any], answers: Mapping[str, Any]) -> None:
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self._states = definition["States"]
        self._first = definition["StartAt"]
        self._answers = answers
        self._variables: dict[str, Any] = {}

    def run(self, told: dict[str, Any]) -> None:
        """Go from state to state until one of them ends."""
        name, given = self._first, told
        while self._states[name]["Type"] != "Succeed":
            name, given = getattr(self, f"_{self._states[name]['Type'].lower()}")(self._states[name], given)

    def _task(self, state: State, given: Any) -> tuple[str, Any]:  # noqa: ANN401 -- JSON
        call = state["Resource"].rpartition(":::")[2]
        self.calls.append((call, self._value(state.get("Arguments", {}), {"input": given})))
        answer = self._answers[call]
        if isinstance(answer, str):
            [caught] = [each for each in state["Catch"] if answer in each["ErrorEquals"]]
            return self._assigned(caught, given, None)
        return self._assigned(state, given, answer)

    def _pass(self, state: State, given: Any) -> tuple[str, Any]:  # noqa: ANN401 -- JSON
        return self._assigned(state, given, given)

    def _choice(self, state: State, given: Any) -> tuple[str, Any]:  # noqa: ANN401 -- JSON
        for choice in state["Choices"]:
            if self._value(choice["Condition"], {"input": given}) is True:
                return choice["Next"], given
        return state["Default"], given

    def _assigned(self, state: State, given: Any, result: Any) -> tuple[str, Any]:  # noqa: ANN401 -- JSON
        found = self._value(state.get("Assign", {}), {"input": given, "result": result})
        self._variables |= found
        return state["Next"], result

    def _value(self, template: Any, states: dict[str, Any]) -> Any:  # noqa: ANN401 -- JSON
        """A template with its expressions worked out; nothing but a text in {% %} is an expression."""
        if isinstance(template, dict):
            return {key: self._value(each, states) for key, each in template.items()}
        if isinstance(template, list):
            return [self._value(each, states) for each in template]
        if not (isinstance(template, str) and template.startswith("{%") and template.endswith("%}")):
            return template
        expression = Jsonata(template[2:-2])
        frame = expression.create_frame()
        for name, value in (self._variables | {"states": states}).items():
            frame.bind(name, value)
        return expression.evaluate(None, frame)
