"""The cache of `sigmatrail convert`: quick where nothing changed, never an old answer for a new call."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from converter.cache import store
from converter.cache.place import cache_folder
from converter.cache.store import Store
from converter.cli import main
from converter.request import Request

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from converter.request import Answer
    from converter.source import Source

    Change = Callable[[Path], object]

KIND = "sigmatrail queries 1"
ROOT = Path(__file__).parent.parent
CASES = str(ROOT / "tests" / "cases")
RULE = """
title: {title}
logsource:
    product: aws
    service: cloudtrail
detection:
    selection:
        eventName: {event}
    condition: selection
"""
PIPELINE = "pipelines/splunk/cloudtrail.yml"
FILTER = """
title: {title}
logsource:
    product: aws
filter:
    rules: any
    selection:
        awsRegion: us-east-1
    condition: not selection
"""
OWN = {
    "own.yml": "transformations:\n  - type: add_condition\n    conditions: {awsRegion: us-east-1}\n",
    "values.yml": "accounts: ['123456789012']\n",
    "filters/one.yml": FILTER.format(title="one"),
}
OWN_FLAGS = ["-p", "own.yml", "--placeholders", "values.yml", "--filter", "filters"]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with two rules, a pipeline of its own and settings, from which the command runs."""
    for name, event in (("one", "StopLogging"), ("two", "DeleteTrail")):
        (tmp_path / "rules" / f"{name}.yml").parent.mkdir(exist_ok=True)
        (tmp_path / "rules" / f"{name}.yml").write_text(RULE.format(title=name, event=event))
    (tmp_path / PIPELINE).parent.mkdir(parents=True)
    (tmp_path / PIPELINE).write_bytes((ROOT / PIPELINE).read_bytes())
    for name, text in OWN.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    (tmp_path / "sigmatrail.toml").write_text('targets = ["splunk", "eql"]\n')
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def converted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the files that were converted since the test began; clear it to begin anew."""
    names: list[str] = []
    real = Request.answer

    def noted(request: Request, sources: Sequence[Source], due: Sequence[Source] | None = None) -> Answer:
        names.extend(source.path.name for source in (sources if due is None else due))
        return real(request, sources, due)

    monkeypatch.setattr(Request, "answer", noted)
    return names


def put(path: Path, old: str, new: str) -> None:
    """Change a file in one place."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new))


def test_a_second_run_converts_nothing_and_says_the_same(
    converted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """Queries, warnings and errors of rules of every kind."""
    cold = (main(["convert", CASES]), capsys.readouterr())
    assert (cold[0], bool(cold[1].out), "warning" in cold[1].err) == (1, True, True)
    assert converted
    converted.clear()
    assert (main(["convert", CASES]), capsys.readouterr()) == cold
    assert (main(["convert", "--json", CASES]), converted) == (1, [])


@pytest.mark.parametrize("form", ["--json", "--bare"])
def test_the_cache_changes_nothing_of_what_is_printed(form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Without it, with an empty one and with a full one."""
    answers = []
    for flags in (["--no-cache"], [], []):
        status = main(["convert", CASES, form, *flags])
        answers.append((status, capsys.readouterr()))
    assert answers[0] == answers[1] == answers[2]


BOTH = ["one.yml", "two.yml"]
CHANGES: dict[str, tuple[Change, list[str], list[str]]] = {
    "nothing": (lambda _: None, [], []),
    "a touched rule": (lambda root: (root / "rules/one.yml").touch(), [], []),
    "one rule": (lambda root: put(root / "rules/one.yml", "StopLogging", "StartLogging"), [], ["one.yml"]),
    "one title": (lambda root: put(root / "rules/one.yml", "title: one", "title: uno"), [], ["one.yml"]),
    "a rule's name": (
        lambda root: (root / "rules/one.yml").rename(root / "rules/zero.yml"),
        [],
        ["zero.yml"],
    ),
    "a new rule": (
        lambda root: (root / "rules/new.yml").write_text(RULE.format(title="new", event="RunInstances")),
        [],
        ["new.yml"],
    ),
    "a rule less": (lambda root: (root / "rules/one.yml").unlink(), [], []),
    "a rule that is no YAML": (lambda root: (root / "rules/one.yml").write_bytes(b"\xff"), [], ["one.yml"]),
    "a rule too large to be read": (
        lambda root: (root / "rules/one.yml").write_bytes(b"#" * 8_000_001),
        [],
        ["one.yml"],
    ),
    "the pipeline": (lambda root: put(root / PIPELINE, "priority: 20", "priority: 21"), [], BOTH),
    "the pipeline removed": (lambda root: (root / PIPELINE).unlink(), [], BOTH),
    "the settings": (
        lambda root: (root / "sigmatrail.toml").write_text('targets = ["splunk"]\n[splunk]\nindex = "x"\n'),
        [],
        BOTH,
    ),
    "an option": (lambda _: None, ["--splunk-index", "main"], BOTH),
    "a target": (lambda _: None, ["-t", "splunk"], BOTH),
    "the format": (lambda _: None, ["-f", "report"], BOTH),
}


@pytest.mark.parametrize("what", CHANGES)
def test_just_what_a_change_concerns_is_converted_again(
    folder: Path,
    converted: list[str],
    capsys: pytest.CaptureFixture[str],
    what: str,
) -> None:
    """And the answer is the one that a run without a cache gives."""
    change, flags, due = CHANGES[what]
    main(["convert", "rules"])
    converted.clear()
    change(folder)
    capsys.readouterr()
    status = main(["convert", "rules", *flags])
    assert converted == due
    said = capsys.readouterr()
    assert (main(["convert", "rules", *flags, "--no-cache"]), capsys.readouterr()) == (status, said)


OWN_CHANGES: dict[str, Change] = {
    "the pipeline": lambda root: put(root / "own.yml", "us-east-1", "us-east-2"),
    "the values": lambda root: put(root / "values.yml", "123456789012", "210987654321"),
    "a filter": lambda root: put(root / "filters/one.yml", "us-east-1", "us-east-2"),
    "a new filter": lambda root: (root / "filters/two.yml").write_text(FILTER.format(title="two")),
    "a filter among the rules": lambda root: (root / "rules/f.yml").write_text(FILTER.format(title="f")),
}


@pytest.mark.parametrize("what", OWN_CHANGES)
def test_what_a_user_adds_concerns_every_rule(
    folder: Path, converted: list[str], capsys: pytest.CaptureFixture[str], what: str
) -> None:
    """The bytes of pipelines, values and filters count, and so do the filters that lie among the rules."""
    command = ["convert", "rules", *OWN_FLAGS]
    main(command)
    converted.clear()
    main(command)
    assert converted == []
    OWN_CHANGES[what](folder)
    capsys.readouterr()
    status = main(command)
    assert [name for name in converted if name != "f.yml"] == BOTH
    said = capsys.readouterr()
    assert (main([*command, "--no-cache"]), capsys.readouterr()) == (status, said)


@pytest.mark.usefixtures("folder")
def test_an_idle_filter_is_told_every_time(capsys: pytest.CaptureFixture[str]) -> None:
    """Whether its rules were converted just now or long ago."""
    Path("filters/idle.yml").write_text(FILTER.format(title="idle").replace("any", "nobody"))
    for _ in range(2):
        main(["convert", "rules", "--filter", "filters"])
        assert capsys.readouterr().err.splitlines() == [
            "filters/idle.yml: the filter 'idle' is for none of these rules; look at its rules and logsource"
        ]
    Path("rules/three.yml").write_text(
        RULE.format(title="three", event="X").replace("title", "name: nobody\ntitle")
    )
    main(["convert", "rules", "--filter", "filters"])
    assert capsys.readouterr().err == ""


def test_a_plan_counts_for_summaries(
    folder: Path, converted: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    """One that is written, changed or taken away; a rule that only begins alike counts as well."""
    command = ["convert", "rules", "-f", "report"]
    plan = folder / "rules" / "one.toml"
    changes: list[Callable[[], object]] = [
        lambda: plan.write_text("[risk]\nscore = 3\n"),
        lambda: plan.write_text("[risk]\nscore = 4\n"),
        plan.unlink,
    ]
    main(command)
    for change in changes:
        converted.clear()
        change()
        main(command)
        assert converted == ["one.yml"]
        main(["convert", "rules"])
    capsys.readouterr()


@pytest.mark.usefixtures("folder")
def test_another_program_answers_anew(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory, converted: list[str]
) -> None:
    """Another version of a package, pySigma mended in place, another Python, other source of sigmatrail."""
    packages, source = tmp_path_factory.mktemp("packages"), tmp_path_factory.mktemp("source")
    (packages / "sigma").mkdir()
    (source / "a.py").write_text("1")
    changes: list[Callable[[], object]] = [
        lambda: monkeypatch.syspath_prepend(packages),
        (packages / "pysigma-9.9.9.dist-info").mkdir,
        lambda: (packages / "sigma" / "rule.txt").write_text("mended"),
        lambda: monkeypatch.setattr(sys, "version", "4.0"),
        lambda: monkeypatch.setattr("converter.fingerprint._SOURCE", source),
        lambda: (source / "a.py").write_text("2"),
    ]
    due = [False, True, True, True, True, True]
    main(["convert", "rules"])
    for change, again in zip(changes, due, strict=True):
        converted.clear()
        change()
        main(["convert", "rules"])
        assert converted == (BOTH if again else [])
        converted.clear()
        main(["convert", "rules"])
        assert converted == []


def test_what_changes_during_a_run_is_not_kept(
    folder: Path, monkeypatch: pytest.MonkeyPatch, own_cache: Path
) -> None:
    """Nobody knows which of its states was converted."""
    real = Request.answer

    def slow(request: Request, sources: Sequence[Source], due: Sequence[Source]) -> Answer:
        found = real(request, sources, due)
        put(folder / PIPELINE, "priority: 20", "priority: 21")
        return found

    monkeypatch.setattr(Request, "answer", slow)
    main(["convert", "rules"])
    assert list(own_cache.rglob("*.answers")) == []


@pytest.mark.usefixtures("folder")
def test_no_cache_neither_reads_nor_writes(converted: list[str], own_cache: Path) -> None:
    """It leaves no file, and an answer that is there does not count."""
    main(["convert", "rules", "--no-cache"])
    assert list(own_cache.iterdir()) == []
    main(["convert", "rules"])
    [file] = own_cache.rglob("*.answers")
    before = file.stat()
    converted.clear()
    main(["convert", "rules", "--no-cache"])
    assert converted == BOTH
    assert file.stat() == before


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize(
    "spoil",
    [
        lambda _: b"",
        lambda _: b"\0" * 100,
        lambda data: data[:-1],
        lambda data: data.replace(b"StopLogging", b"StopLoggong"),
        lambda data: data.replace(b"sigmatrail queries 1", b"sigmatrail queries 0"),
        lambda data: data.partition(b"\n")[2],
        lambda data: data + b" ",
    ],
)
def test_a_spoilt_file_is_written_anew(
    spoil: Callable[[bytes], bytes],
    own_cache: Path,
    converted: list[str],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """What is cut, foreign or changed costs time, never an answer."""
    main(["convert", "rules"])
    whole = capsys.readouterr()
    [file] = own_cache.rglob("*.answers")
    data = file.read_bytes()
    file.write_bytes(spoil(data))
    assert file.read_bytes() != data
    converted.clear()
    assert (main(["convert", "rules"]), capsys.readouterr()) == (0, whole)
    assert (converted, file.read_bytes()) == (BOTH, data)


@pytest.mark.usefixtures("folder")
@pytest.mark.parametrize("place", ["a file/below", "/dev/null"])
def test_a_cache_that_cannot_be_written_is_no_error(
    place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The run does without and says nothing."""
    Path("a file").touch()
    monkeypatch.setenv("SIGMATRAIL_CACHE", place)
    for _ in range(2):
        assert (main(["convert", "rules"]), capsys.readouterr().err) == (0, "")


def test_a_wrong_call_stays_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A pipeline that breaks and an option that cannot be used are told whatever was kept."""
    main(["convert", "rules"])
    capsys.readouterr()
    assert main(["convert", "rules", "-t", "athena", "--athena-window", "soon"]) == 2
    (folder / PIPELINE).write_text("transformations: 1\n")
    for _ in range(2):
        assert (main(["convert", "rules"]), PIPELINE in capsys.readouterr().err) == (2, True)


@pytest.mark.usefixtures("folder")
def test_two_processes_at_once_both_tell_the_truth(own_cache: Path) -> None:
    """Whoever writes last, one whole file is left, and the next run answers from it."""
    command = [sys.executable, "-m", "converter", "convert", "rules"]

    def run(_: int) -> tuple[int, str, str]:
        done = subprocess.run(command, capture_output=True, check=False, text=True)  # noqa: S603 -- our own
        return done.returncode, done.stdout, done.stderr

    with ThreadPoolExecutor() as pool:
        cold = list(pool.map(run, range(4)))
    assert cold == [run(0)] * 4
    assert cold[0][0] == 0
    assert [path.suffix for path in own_cache.rglob("*") if path.is_file()] == [".answers"]


def test_an_answer_that_is_known_needs_neither_pysigma_nor_yaml() -> None:
    """Importing them takes longer than everything else together."""
    code = (
        "import sys; from converter.cli import main; status = main(['convert', 'rules', '--bare']); "
        "slow = {'sigma', 'yaml', 'jinja2', 'pyparsing', 'msgspec', 'tempfile', 'converter.conversion'}; "
        "sys.exit(status or ', '.join(slow & sys.modules.keys()) or None)"
    )
    command = [sys.executable, "-c", code]
    cold, warm = (
        subprocess.run(command, cwd=ROOT, capture_output=True, check=False, text=True)  # noqa: S603 -- our own
        for _ in range(2)
    )
    assert (cold.returncode, "sigma" in cold.stderr) == (1, True)
    assert (warm.returncode, warm.stderr) == (0, cold.stderr.replace(cold.stderr.splitlines()[-1] + "\n", ""))
    assert warm.stdout == cold.stdout != ""


def test_a_cache_keeps_the_latest_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was used longest ago goes first, by number and by size; half-written files go, others stay."""
    monkeypatch.setattr(store, "MOST_FILES", 3)
    monkeypatch.setattr(store, "MOST_BYTES", 500)
    (tmp_path / "notes.txt").write_text("x" * 1000)
    (tmp_path / ".sigmatrail-stopped").write_text("x")
    names = "abcd"
    for age, name in enumerate(names):
        Store(tmp_path, KIND, name).save({name: 1})
        for path in tmp_path.iterdir():
            set_back(path, 10)
        if age:
            assert Store(tmp_path, KIND, "a").load() == {"a": 1}
    assert [Store(tmp_path, KIND, name).load() for name in names] == [
        {"a": 1},
        {},
        {"c": 1},
        {"d": 1},
    ]
    for name in "acd":
        Store(tmp_path, KIND, name).load()
        for path in tmp_path.iterdir():
            set_back(path, 10)
    Store(tmp_path, KIND, "e").save({"e": "x" * 350})
    assert [bool(Store(tmp_path, KIND, name).load()) for name in "acde"] == [
        False,
        False,
        True,
        True,
    ]
    Store(tmp_path, KIND, "f").save({"f": "x" * 500})
    assert Store(tmp_path, KIND, "f").load() == {}
    assert sorted(path.name for path in tmp_path.iterdir() if path.suffix != ".answers") == ["notes.txt"]


def set_back(path: Path, seconds: int) -> None:
    """Let a file be older than it is."""
    state = path.stat()
    os.utime(path, (state.st_atime - seconds, state.st_mtime - seconds))


@pytest.mark.parametrize(
    ("variables", "place"),
    [
        ({"SIGMATRAIL_CACHE": "/c", "XDG_CACHE_HOME": "/x"}, "/c"),
        ({"XDG_CACHE_HOME": "/x"}, "/x/sigmatrail"),
        ({"XDG_CACHE_HOME": "x"}, "/home/me/.cache/sigmatrail"),
        ({}, "/home/me/.cache/sigmatrail"),
    ],
)
def test_the_cache_lies_where_the_system_has_such_things(
    variables: dict[str, str], place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A variable of our own comes first, then XDG's if it is absolute, then the system's own place."""
    monkeypatch.setattr(sys, "platform", "linux")
    for name in ("SIGMATRAIL_CACHE", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in ({"HOME": "/home/me"} | variables).items():
        monkeypatch.setenv(name, value)
    assert cache_folder() == Path(place)
