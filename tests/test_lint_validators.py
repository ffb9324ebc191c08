"""The validators of pySigma and SigmaHQ, run without a network and without the user's cache."""

from __future__ import annotations

import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from lint_rule import DETECTION, HEAD, TAIL, write

from converter.lint import lint
from converter.lint.sigmahq import validators
from converter.lint.sigmahq.issues import BY_CLASS, EXCLUDED, ISSUES, SAID
from converter.lint.sigmahq.offline import offline

if TYPE_CHECKING:
    from collections.abc import Iterator

pytest.importorskip("sigma.validators.sigmahq", reason="pysigma-validators-sigmahq is not installed")


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No network, and a home in which nothing may appear."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a validator asks the network")

    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for name in ("mitre_attack", "mitre_d3fend"):
        module = __import__(f"sigma.data.{name}", fromlist=["_"])
        monkeypatch.setattr(module, "_DEFAULT_CACHE_DIR", tmp_path / "cache" / name)
        monkeypatch.setattr(module, "_cache", None)


def found(folder: Path, **parts: str) -> list[tuple[str, int, int, str]]:
    """Code, line, column and message of the validators' issues."""
    path = write(folder, parts.pop("detection", DETECTION), **parts)
    return [
        (each.code, each.place.line, each.place.column, each.message) for each in lint([path], ["ST", "SH0"])
    ]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (
            "attack.t1098",
            "attack.t9999",
            (12, 7, "SH118", "ATT&CK has no such tactic, technique, group or software: attack.t9999"),
        ),
        (
            "    - attack.persistence\n",
            "",
            (
                11,
                7,
                "SH124",
                "A technique stands without a tactic that it serves: attack.t1098, attack.persistence",
            ),
        ),
        (
            "attack.persistence",
            "persistence.attack",
            (10, 7, "SH120", "No tags begin with this word: persistence.attack"),
        ),
        (
            "Role Trust Changed",
            "Role trust Changed",
            (1, 8, "SH105", "A word of the title begins with a small letter: trust"),
        ),
        ("Role Trust Changed", "Role Trust Changed.", (1, 1, "SH104", "The title ends with a full stop")),
        (
            "https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAssumeRolePolicy.html",
            "https://attack.mitre.org/techniques/T1098/",
            (
                6,
                7,
                "SH113",
                "A link to ATT&CK stands where a tag should: https://attack.mitre.org/techniques/T1098/",
            ),
        ),
        (
            "date: 2026-11-24",
            "date: 2026-11-24\nmodified: 2026-11-24",
            (9, 1, "SH116", "The date of the last change is the rule's date"),
        ),
    ],
)
def test_an_issue_stands_at_the_line_of_what_it_names(
    tmp_path: Path, old: str, new: str, expected: tuple[int, int, str, str]
) -> None:
    """The value where the issue names one, else the key."""
    line, column, code, message = expected
    assert (code, line, column, message) in found(tmp_path, head=HEAD.replace(old, new))


@pytest.mark.parametrize("tag", ["attack.g0016", "attack.s0002", "d3fend.d3-mfa", "attack.stealth"])
def test_groups_software_and_d3fend_need_no_network(tmp_path: Path, tag: str) -> None:
    """Their ids are in this package; D3FEND's techniques are checked by form."""
    head = HEAD.replace("    - attack.persistence\n", f"    - attack.persistence\n    - {tag}\n")
    assert found(tmp_path, head=head) == []


@pytest.mark.parametrize("tag", ["attack.g9999", "attack.defense-evasion", "d3fend.nonsense"])
def test_what_attack_and_d3fend_do_not_have_is_found(tmp_path: Path, tag: str) -> None:
    """ATT&CK v19 has no defense evasion."""
    head = HEAD.replace("    - attack.persistence\n", f"    - attack.persistence\n    - {tag}\n")
    assert {code for code, *_ in found(tmp_path, head=head)} <= {"SH118", "SH119"}
    assert found(tmp_path, head=head) != []


def test_an_issue_of_the_detection_stands_at_its_value(tmp_path: Path) -> None:
    """A number in quotes, and wildcards where a modifier should be."""
    detection = DETECTION.replace(
        "        eventName",
        "        recipientAccountId: '111122223333'\n        userAgent: 'curl*'\n        eventName",
    )
    assert [each[:3] for each in found(tmp_path, detection=detection)] == [
        ("SH163", 19, 29),
        ("SH165", 20, 9),
    ]


def test_two_rules_with_one_id_and_title_are_both_named(tmp_path: Path) -> None:
    """The validators look at all rules together."""
    write(tmp_path)
    (tmp_path / "aws_iam_role_trust_again.yml").write_text(HEAD + DETECTION + TAIL, encoding="utf-8")
    codes = [(Path(each.path).name, each.code) for each in lint([tmp_path])]
    assert codes == [
        ("aws_iam_role_trust_again.yml", "SH101"),
        ("aws_iam_role_trust_again.yml", "SH106"),
        ("aws_iam_role_trust_changed.yml", "SH101"),
        ("aws_iam_role_trust_changed.yml", "SH106"),
    ]


def test_nothing_is_left_behind(tmp_path: Path) -> None:
    """No cache appears, and the data of the modules is taken away again."""
    import sigma.data.mitre_attack as module  # noqa: PLC0415 -- the module under test looks at it late

    before = set(vars(module))
    assert found(tmp_path) == []
    assert set(vars(module)) == before
    assert not (tmp_path / "cache").exists()


def test_the_data_is_there_while_the_block_runs() -> None:
    """T1537 serves exfiltration; G0016 is a group."""
    import sigma.data.mitre_attack as module  # noqa: PLC0415 -- likewise

    with offline():
        assert module.mitre_attack_techniques_tactics_mapping["T1537"] == ["exfiltration"]
        assert "G0016" in module.mitre_attack_intrusion_sets


def test_every_issue_of_the_validators_has_a_code() -> None:
    """Those apart that cannot arise for CloudTrail, or that other checks say."""
    named = set(BY_CLASS)
    unknown = {each for each in _issue_classes() if each not in named}
    assert unknown == {
        "DanglingConditionIssue",
        "DanglingDetectionIssue",
        "FilenameLengthIssue",
        "IdentifierExistenceIssue",
        "SigmahqAuthorExistenceIssue",
        "SigmahqCategoryEventIdIssue",
        "SigmahqCategoryWindowsProviderNameIssue",
        "SigmahqCorrelationFilenamePrefixIssue",
        "SigmahqCorrelationGroupByExistenceIssue",
        "SigmahqCorrelationRulesMinimumIssue",
        "SigmahqDateExistenceIssue",
        "SigmahqDescriptionExistenceIssue",
        "SigmahqFieldDuplicateValueIssue",
        "SigmahqFieldnameCastIssue",
        "SigmahqFilenameConventionIssue",
        "SigmahqFilenamePrefixIssue",
        "SigmahqInvalidFieldnameIssue",
        "SigmahqInvalidHashKvIssue",
        "SigmahqLevelExistenceIssue",
        "SigmahqLogsourceUnknownIssue",
        "SigmahqOfselectionConditionIssue",
        "SigmahqRedundantFieldIssue",
        "SigmahqStatusExistenceIssue",
        "SigmahqSysmonMissingEventidIssue",
        "SigmahqUnknownFieldIssue",
        "SpecificInsteadOfGenericLogsourceIssue",
    }
    assert {f"{issue.of}Issue" for issue in ISSUES} <= set(_issue_classes()) | {
        "WildcardsInsteadOfContainsIssue"
    }


def test_every_validator_that_is_left_out_exists() -> None:
    """A renamed validator would come back unnoticed."""
    with offline():
        names: set[str] = set()
        for package in ("core", "sigmahq"):
            module: Any = __import__(f"sigma.validators.{package}", fromlist=["validators"])
            names |= set(module.validators)
    assert names >= EXCLUDED | SAID


def test_without_the_validators_the_other_checks_still_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They are an extra of the package."""
    monkeypatch.setattr(validators, "installed", lambda: False)
    head = HEAD.replace("attack.t1098", "attack.t9999").replace("Detects a", "A")
    assert [each.code for each in lint([write(tmp_path, head=head)])] == ["SH004"]


def _issue_classes() -> Iterator[str]:
    from sigma.validators.base import SigmaValidationIssue  # noqa: PLC0415 -- after the fixture

    validators._validators()  # noqa: SLF001 -- imports every module of validators
    yield from (each.__name__ for each in SigmaValidationIssue.__subclasses__())
