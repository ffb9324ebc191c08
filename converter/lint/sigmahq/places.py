"""Where in a rule's file the values stand that pySigma's issues name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from converter.lint.findings import Place
from converter.lint.source import child, key_place, scalars

if TYPE_CHECKING:
    from converter.lint.subject import Subject

# Longer lists are looked up for whole values only.
_MOST_SEARCHED: Final = 1_000


class Places:
    """The places of one rule, each kind of them listed once, as there may be an issue for each value."""

    def __init__(self, subject: Subject) -> None:
        self.subject = subject
        self._keys: dict[str, Place] = {}
        self._values: dict[str, dict[str, Place]] = {}
        self._texts: dict[str, tuple[int, Place]] = {}
        self._fields: dict[str, tuple[int, Place]] = {}
        for at, atom in enumerate(subject.atoms):
            self._texts.setdefault(atom.text, (at, atom.place))
            self._fields.setdefault(atom.field, (at, atom.key_place))

    def of(self, key: str, details: dict[str, Any]) -> Place:
        """The value that an issue about a key names, or the key."""
        if key == "condition":
            return key_place(self.subject.root, "detection", "condition")
        if key == "detection":
            return self._of_test(details) or self._of_key(key)
        if key not in self._values:
            nodes = scalars(child(self.subject.root, key))
            # The first of several equal values stands for all.
            self._values[key] = {str(node.value): Place.of(node) for node in reversed(list(nodes))}
        wanted = [text for value in details.values() for text in _wanted(value)]
        return self._of_value(self._values[key], wanted) or self._of_key(key)

    def _of_key(self, key: str) -> Place:
        if key not in self._keys:
            self._keys[key] = key_place(self.subject.root, key)
        return self._keys[key]

    def _of_value(self, values: dict[str, Place], wanted: list[str]) -> Place | None:
        """The first value that holds one of the texts."""
        if len(values) > _MOST_SEARCHED:
            return min((values[text] for text in wanted if text in values), default=None)
        holding = (place for value, place in values.items() if any(text in value for text in wanted))
        return min(holding, default=None)

    def _of_test(self, details: dict[str, Any]) -> Place | None:
        """The first test of the text or of the field that an issue is about."""
        item, text = details.get("detection_item"), details.get("string") or details.get("unsupported_regexp")
        field = getattr(item, "field", None) or details.get("field")
        found = []
        if text is not None:
            found.append(self._texts.get(getattr(text, "original", str(text))))
        if field is not None:
            found.append(self._fields.get(field))
        return min((each for each in found if each), key=lambda each: each[0], default=(0, None))[1]


def _wanted(value: Any) -> list[str]:  # noqa: ANN401 -- whatever an issue holds
    return [str(each) for each in value] if isinstance(value, list) else [str(value)]
