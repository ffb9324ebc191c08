"""Where in a rule the fault lies that pySigma tells without a place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sigma.exceptions import SigmaError
from sigma.rule.detection import SigmaDetection, SigmaDetectionItem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping


def place_of(document: Mapping[str, Any]) -> str:
    """The detection that pySigma cannot read, and the field if it is one, to stand before what it says.

    Args:
        document: a rule that pySigma refused.

    Returns: such as `detection 'selection', field 'eventName': `; empty if the fault lies elsewhere.
    """
    for name, body in document["detection"].items():
        if name != "condition" and _is_refused(SigmaDetection.from_definition, body):
            field = next(_fields(body), None)
            return f"detection '{name}'" + (f", field '{field}': " if field else ": ")
    return ""


def _fields(body: Any) -> Iterator[str]:  # noqa: ANN401 -- whatever YAML holds
    """The fields whose items cannot be read, in lists and maps of a selection."""
    for part in body if isinstance(body, list) else [body]:
        for key, value in part.items() if isinstance(part, dict) else ():
            if _is_refused(SigmaDetectionItem.from_mapping, key, value):
                yield str(key).partition("|")[0] or "keywords"


def _is_refused(read: Any, *parts: Any) -> bool:  # noqa: ANN401 -- pySigma's readers, and whatever YAML holds
    try:
        read(*parts)
    except SigmaError:
        return True
    except Exception:  # noqa: BLE001 -- pySigma meets malformed rules with whatever Python raises
        return False
    return False
