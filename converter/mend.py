"""Where pySigma 1.5.1 reads a value otherwise than the Sigma specification, mended before conversion.

pySigma applies a rule's modifiers while it builds the rule; `mend` applies them once more, with the
faulty ones replaced, and refuses combinations whose meaning pySigma drops. Specification:
https://sigmahq.io/sigma-specification/specification/sigma-appendix-modifiers.html, 2026-11-24
"""

from __future__ import annotations

from base64 import b64encode
from itertools import product
from re import compile as pattern
from typing import TYPE_CHECKING, Any, ClassVar

from sigma.rule.detection import SigmaDetection, SigmaDetectionItem
from sigma.types import (
    Placeholder,
    SigmaCasedString,
    SigmaExpansion,
    SigmaNumber,
    SigmaRegularExpression,
    SigmaString,
)

from converter.errors import RuleError
from converter.rule.limits import refuse_variants
from sigma import modifiers

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sigma.rule import SigmaRule

_WHOLE = 2**53
_DASHES = "-/\u2013\u2014\u2015"
# A power of five that is over every limit.
_COUNTED = 20
_DASH = pattern(rf"(?<!\w)[{_DASHES}](?=\w)")


class EncodedString(SigmaString):
    """Text on its way to base64: `data` are the bytes that it stands for."""

    data: bytes


def _plain(value: SigmaString) -> str:
    if any(not isinstance(part, str) for part in value.s):
        raise RuleError(f"an encoding modifier cannot take the wildcard or placeholder in '{value.original}'")
    return "".join(str(part) for part in value.s)


def _data(value: SigmaString) -> bytes:
    return value.data if isinstance(value, EncodedString) else _plain(value).encode()


def _text(text: str, value: SigmaString) -> SigmaString:
    """A text in the place of a value, whose letter case counts if the value's does."""
    string = SigmaCasedString() if isinstance(value, SigmaCasedString) else SigmaString()
    string.original = text
    string.s = [text] if text else []
    return string


class Base64(modifiers.SigmaBase64Modifier):
    r"""pySigma encodes the backslash of `\*` too; the specification encodes the text."""

    def modify(self, val: SigmaString) -> SigmaString:
        """The base64 text of the value's bytes."""
        return _text(b64encode(_data(val)).decode(), val)


class Base64Offset(modifiers.SigmaBase64OffsetModifier):
    """pySigma counts characters where bytes decide, and lets an empty alternative match everything."""

    def modify(self, val: SigmaString) -> SigmaExpansion:
        """The three texts by which the value's bytes may show inside longer base64."""
        data = _data(val)
        alternatives = [_unshared(data, offset) for offset in range(3)]
        if "" in alternatives:
            raise RuleError(
                f"base64offset of '{val.original}' would match everything: the value is too short"
            )
        return SigmaExpansion([_text(text, val) for text in alternatives])


def _unshared(data: bytes, offset: int) -> str:
    """The base64 characters that depend on `data` alone when `offset` bytes precede it."""
    encoded = b64encode(b"\0" * offset + data).decode().rstrip("=")
    whole = (offset + len(data)) * 8 // 6
    return encoded[-(-offset * 8 // 6) : whole]


class Utf16(modifiers.SigmaUTF16Modifier):
    """UTF-16 little endian behind FF FE; pySigma writes the mark as UTF-8."""

    def modify(self, val: SigmaString) -> SigmaString:
        """The value's text in bytes that are no text until base64 takes them."""
        encoded = EncodedString()
        encoded.original = val.original
        encoded.data = b"\xff\xfe" + _plain(val).encode("utf-16-le")
        return encoded


class WindowsDash(modifiers.SigmaWindowsDashModifier):
    """pySigma leaves a rule's own en dash, em dash and horizontal bar as they are."""

    def modify(self, val: SigmaString) -> SigmaExpansion:
        """Each dash or slash before a word in each of its five forms."""
        return SigmaExpansion(list(_dashed(val)))


def _dashed(value: SigmaString) -> Iterator[SigmaString]:
    dashes = sum(len(_DASH.findall(part)) for part in value.s if isinstance(part, str))
    refuse_variants(len(_DASHES) ** min(dashes, _COUNTED))
    pieces: list[list[Any]] = []
    for part in value.s:
        if not isinstance(part, str):
            pieces.append([part])
            continue
        end = 0
        for match in _DASH.finditer(part):
            pieces += [[part[end : match.start()]], list(_DASHES)]
            end = match.end()
        pieces.append([part[end:]])
    for choice in product(*pieces):
        string = _text("", value)
        string.original = value.original
        string.s = [part for part in choice if part != ""]
        yield string._merge_strs()  # noqa: SLF001 -- pySigma's own way to join neighbouring texts


class _Anchored:
    """A regex with startswith or endswith; pySigma adds `.*`, which anchors nothing."""

    template: ClassVar[str]

    def modify(self, val: Any) -> Any:  # noqa: ANN401 -- the three types of pySigma's modifier
        """The anchored regex; texts and field references as pySigma has them."""
        if not isinstance(val, SigmaRegularExpression):
            return super().modify(val)  # type: ignore[misc] # the modifier that this class stands before
        # Python, by which pySigma checks a pattern, has no \z; the pattern itself was checked before.
        val.regexp = SigmaString(self.template.format(val.regexp.original), escape=False)
        return val


class StartsWith(_Anchored, modifiers.SigmaStartswithModifier):
    """A regex that begins where the value begins."""

    template = r"\A(?:{})"


class EndsWith(_Anchored, modifiers.SigmaEndswithModifier):
    """A regex that ends where the value ends."""

    template = r"(?:{})\z"


class Contains(_Anchored, modifiers.SigmaContainsModifier):
    """A regex is found anywhere as it is."""

    template = "{}"


_MENDED: dict[type[modifiers.SigmaModifier[Any, Any]], type[modifiers.SigmaModifier[Any, Any]]] = {
    base: mended
    for mended in (Base64, Base64Offset, Utf16, WindowsDash, StartsWith, EndsWith, Contains)
    for base in mended.__mro__[1:]
    if base in modifiers.modifier_mapping.values()
}


def mend(rule: SigmaRule) -> None:
    """Mend every detection item of the rule in place.

    Raises:
        RuleError: a value or a combination of modifiers has no meaning that could be kept.
    """
    for name, detection in rule.detection.detections.items():
        for item in items_of(detection):
            try:
                _mend_item(item)
            except RuleError as error:
                place = f"detection '{name}', field '{item.field or 'keywords'}'"
                raise type(error)(f"{place}: {error}") from None


def items_of(detection: SigmaDetection) -> Iterator[SigmaDetectionItem]:
    """Every detection item, however deeply lists and maps are nested."""
    for item in detection.detection_items:
        if isinstance(item, SigmaDetection):
            yield from items_of(item)
        else:
            yield item


def _mend_item(item: SigmaDetectionItem) -> None:
    if item.original_value == []:
        raise RuleError("an empty list matches nothing; leave the field out or write null")
    _refuse_lost_case(item)
    _refuse_rounded(item)
    if not _MENDED.keys().isdisjoint(item.modifiers):
        original = list(item.original_value or ())
        item.value = original
        item.modifiers = [_MENDED.get(modifier, modifier) for modifier in item.modifiers]
        item.apply_modifiers()
        item.value = [_settled(value) for value in item.value]


def _refuse_lost_case(item: SigmaDetectionItem) -> None:
    if modifiers.SigmaCaseSensitiveModifier not in item.modifiers:
        return
    for other, word in (
        (modifiers.SigmaFieldReferenceModifier, "fieldref"),
        (modifiers.SigmaExpandModifier, "expand"),
    ):
        if other in item.modifiers:
            raise RuleError(f"'cased' is lost beside '{word}'; leave one of them out")


def _refuse_rounded(item: SigmaDetectionItem) -> None:
    """Beyond 53 bits pySigma rounds a number, as do the platforms, which spell such numbers in many ways."""
    for value in item.original_value or ():
        if isinstance(value, SigmaNumber) and abs(value.number) >= _WHOLE:
            raise RuleError(f"a number of {_WHOLE} or more would be rounded; write it as a text, in quotes")


def _settled(value: Any) -> Any:  # noqa: ANN401 -- any of pySigma's value types
    if isinstance(value, EncodedString):
        raise RuleError(f"'{value.original}' in UTF-16 is no text; add base64 or base64offset")
    return value


def unresolved(value: SigmaString) -> str | None:
    """The name of a placeholder that nothing has filled, if there is one."""
    return next((part.name for part in value.s if isinstance(part, Placeholder)), None)
