"""A rule of one line neither hangs a command nor fills the machine: it is counted before it is built."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hostile import BYTES, RULE, STEM, make_repository, peak_of

from converter import RuleError, convert_text

if TYPE_CHECKING:
    from pathlib import Path

COMMANDS = {
    "convert": ("convert", "rules"),
    "lint": ("lint", "rules"),
    "explain": ("explain", "rules"),
    "verify": ("verify", "rules", "--generated", "3"),
    "check": ("check",),
}


def rule_of(detection: dict[str, object]) -> str:
    """A rule with this detection."""
    return RULE.partition("detection:")[0] + f"detection: {json.dumps(detection)}\n"


def dashes(number: int) -> str:
    """So many dashes that begin a word."""
    return " ".join(f"-{'abcdefghijklmnop'[each]}" for each in range(number))


TOO_LARGE = {
    "eight dashes": ({"s": {"userAgent|windash": dashes(8)}, "condition": "s"}, "390,625 texts of one value"),
    "sixteen dashes": ({"s": {"userAgent|windash": dashes(16)}, "condition": "s"}, "texts of one value"),
    "dashes in three offsets": (
        {"s": {"userAgent|windash|base64offset|contains": dashes(5)}, "condition": "s"},
        "9,375 texts of one value",
    ),
    "values without end": (
        {"s": {"userAgent": [f"v{each}" for each in range(40_000)]}, "condition": "s"},
        "more than 25,000",
    ),
    "a selection named without end": (
        {"s": {"userAgent": [f"v{each}" for each in range(20_000)]}, "condition": " and ".join(["s"] * 20)},
        "more than 50,000",
    ),
}


@pytest.mark.parametrize("what", TOO_LARGE)
@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_too_large_is_refused_and_the_rest_goes_on(tmp_path: Path, what: str, command: str) -> None:
    """By file, with the figure; another rule beside it keeps its result."""
    detection, reason = TOO_LARGE[what]
    root = make_repository(tmp_path)
    (root / "rules/large.yml").write_text(rule_of(detection))
    done = (
        peak_of(root, *COMMANDS[command], "--no-cache")
        if command in {"convert", "check"}
        else peak_of(root, *COMMANDS[command])
    )
    assert (done.status, done.peak < BYTES) == (1, True), done.err
    text = done.out + done.err
    assert "rules/large.yml" in text
    assert reason in text
    if command == "convert":
        assert done.out.count('"StopLogging"') == 2  # Splunk and Elastic; Athena writes it in lower case


ALLOWED = {
    "a condition of 20,000 parts": {"s": {"eventName": "a"}, "condition": " and ".join(["s"] * 20_000)},
    "20,000 values": {"s": {"eventName": [f"n{each}" for each in range(20_000)]}, "condition": "s"},
    "a parity of eight": {
        **{f"s{each}": {"eventName": str(each)} for each in range(8)},
        "condition": " or ".join(
            "(" + " and ".join(f"{'' if bits >> each & 1 else 'not '}s{each}" for each in range(8)) + ")"
            for bits in range(256)
            if bits.bit_count() % 2
        ),
    },
    "300 selections": {
        **{f"s{each}": {"eventName": str(each)} for each in range(300)},
        "condition": "all of s*",
    },
    "a long text": {"s": {"userAgent|contains": "x" * 100_000}, "condition": "s"},
    "a row of wildcards": {"s": {"userAgent": "*".join("a" * 40)}, "condition": "s"},
}


@pytest.mark.parametrize("what", ALLOWED)
@pytest.mark.parametrize("command", ["convert", "lint", "explain"])
def test_what_is_large_takes_seconds(tmp_path: Path, what: str, command: str) -> None:
    """Within the limits, in a bounded time and memory; whether a platform takes it is another matter."""
    root = make_repository(tmp_path)
    (root / f"rules/{STEM}.yml").write_text(rule_of(ALLOWED[what]))
    done = peak_of(root, *COMMANDS[command])
    assert done.status in {0, 1}, done.err
    assert done.peak < BYTES
    assert "Traceback" not in done.err


YAML = {
    "a flow list of 400,000": "[" + "a," * 400_000 + "]",
    "levels without end": "[" * 100_000,
    "levels of maps": "{a: " * 50_000,
    "aliases of aliases": "".join(
        f"x{each}: &x{each} [{', '.join([f'*x{each - 1}'] * 9) if each else 'a'}]\n" for each in range(12)
    ),
    "a number of 300,000 digits": f"title: {'9' * 300_000}\n",
    "a number in base 60": f"title: {':'.join(['1'] * 100_000)}\n",
    "directives": "%A b\n" * 100_000,
}


@pytest.mark.parametrize(
    ("value", "kind"),
    [("!!timestamp x", "timestamp"), ("!!int ''", "int"), ("!!bool z", "bool"), ("!!float ''", "float")],
)
def test_a_value_that_is_none_of_its_tag_is_refused(value: str, kind: str) -> None:
    """PyYAML would end in whatever Python raises."""
    with pytest.raises(RuleError, match=f"is no YAML: holds what is no {kind}"):
        convert_text(RULE.replace("StopLogging", value))


@pytest.mark.parametrize("what", YAML)
@pytest.mark.parametrize("command", ["convert", "lint"])
def test_yaml_without_end_is_refused(tmp_path: Path, what: str, command: str) -> None:
    """Before its nodes are made."""
    root = make_repository(tmp_path)
    (root / "rules/large.yml").write_text(YAML[what])
    done = peak_of(root, *COMMANDS[command])
    assert (done.status, done.peak < BYTES) == (1, True)
    assert "rules/large.yml" in done.out + done.err
    assert "Traceback" not in done.err


def test_the_python_api_counts_as_well() -> None:
    """`convert_text` refuses the rule in its conversion, for every target."""
    text = rule_of({"s": {"userAgent|windash": dashes(16)}, "condition": "s"})
    conversions = convert_text(text)
    assert len(conversions) == 3
    assert all("texts of one value, more than 1,000" in str(each.error) for each in conversions)
