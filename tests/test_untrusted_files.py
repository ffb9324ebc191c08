"""A repository reads nothing outside of it, writes nothing outside of it, and waits for nothing."""

from __future__ import annotations

import json
import os
import shutil
import socket
import stat
from pathlib import Path

import pytest
from hostile import RULE, SECRET, STEM, make_repository, peak_of, run

GOLDENS = "tests/golden/splunk"
LONG = "some_other_rule_that_is_gone"


@pytest.fixture
def outside(tmp_path: Path) -> Path:
    """A folder beside the repository with a file that is not the repository's business."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / f"{LONG}.spl").write_text(f"index={SECRET}\n")
    (folder / "hosts.yml").write_text(f"hosts: [{SECRET}, true]\n")
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A repository of rules with goldens, made once."""
    folder = make_repository(tmp_path_factory.mktemp("whole"))
    assert run(folder, "check", "--update", "--no-cache").status == 0
    return folder


@pytest.fixture
def root(whole: Path, tmp_path: Path) -> Path:
    """A copy of it."""
    return Path(shutil.copytree(whole, tmp_path / "repository"))


def replace_by_link(path: Path, target: Path) -> None:
    """Put a link where a file or folder was."""
    for each in sorted(path.rglob("*")) if path.is_dir() else ():
        each.unlink()
    if path.is_dir():
        path.rmdir()
    path.unlink(missing_ok=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.symlink_to(target)


@pytest.mark.parametrize("name", [GOLDENS, "tests/golden", "tests"])
def test_update_removes_and_writes_nothing_behind_a_link(root: Path, outside: Path, name: str) -> None:
    """A committed link in place of a folder of goldens is refused by its name."""
    (outside / "golden" / "splunk").mkdir(parents=True)
    (outside / "splunk").mkdir()
    for folder in (outside, outside / "golden" / "splunk", outside / "splunk"):
        (folder / f"{LONG}.spl").write_text("kept\n")
    before = {path: path.stat().st_mtime_ns for path in outside.rglob("*")}
    if name != GOLDENS:
        (root / name).rename(root / "moved")
    replace_by_link(root / name, outside)
    done = run(root, "check", "--update")
    assert done.status == 2
    assert f"leads out of {root}" in done.err
    assert {path: path.stat().st_mtime_ns for path in outside.rglob("*")} == before


def test_update_writes_through_no_link_inside_the_repository_either(root: Path) -> None:
    """Whoever reads the change sees the link, and not what would be overwritten."""
    (root / "rules.d").mkdir()
    replace_by_link(root / GOLDENS, root / "rules.d")
    done = run(root, "check", "--update")
    assert (done.status, list((root / "rules.d").iterdir())) == (2, [])
    assert f"{GOLDENS} is a link, and nothing is written through one" in done.err


@pytest.mark.parametrize("form", [("-f", "query"), ("-f", "app")])
def test_convert_writes_through_no_link(root: Path, outside: Path, form: tuple[str, str]) -> None:
    """Neither a folder of a target below the output folder nor that folder, where it is committed."""
    before = sorted(outside.iterdir())
    (root / "out").mkdir()
    (root / "out" / "splunk").symlink_to(outside)
    done = run(root, "convert", "rules", "-t", "splunk", *form, "-o", "out")
    assert (done.status, sorted(outside.iterdir())) == (1, before)
    assert "out/splunk is a link, and nothing is written through one" in done.err
    (root / "linked").symlink_to(outside)
    done = run(root, "convert", "rules", "-t", "splunk", *form, "-o", "linked/below")
    assert (done.status, sorted(outside.iterdir())) == (2, before)
    assert f"linked: is a link that leads out of {root}" in done.err


@pytest.mark.parametrize("command", [("new", "StopLogging"), ("init", ".", "--pipeline", "splunk")])
def test_new_files_are_written_through_no_link(root: Path, outside: Path, command: tuple[str, ...]) -> None:
    """A rule, events and pipelines go into the repository or nowhere."""
    before = sorted(outside.rglob("*"))
    for name in ("tests/events", "pipelines"):
        if (root / name).exists():
            (root / name).rename(root / "moved")
        (root / name).symlink_to(outside)
    done = run(root, *command)
    assert (done.status, sorted(outside.rglob("*"))) == (2, before)


@pytest.mark.parametrize(
    ("settings", "named"),
    [
        ('placeholders = ["../outside/hosts.yml"]', "../outside/hosts.yml"),
        ('pipelines = ["../outside/hosts.yml"]', "../outside/hosts.yml"),
        ('filters = ["../outside"]', "../outside"),
        ('filters = ["/proc"]', "/proc"),
        ('placeholders = ["/dev/zero"]', "/dev/zero"),
        ('[splunk]\npipeline = "../outside/hosts.yml"', "../outside/hosts.yml"),
        ('placeholders = ["link.yml"]', "link.yml"),
    ],
)
def test_settings_name_nothing_outside(root: Path, outside: Path, settings: str, named: str) -> None:
    """A path that leads out of the repository is refused, and nothing of the file is shown."""
    (root / "link.yml").symlink_to(outside / "hosts.yml")
    (root / "sigmatrail.toml").write_text(settings + "\n")
    done = run(root, "check")
    assert (done.status, SECRET in done.text) == (2, False)
    assert f"'{named}' leads out of {root}" in done.err


@pytest.mark.parametrize("command", ["convert", "lint", "verify", "explain"])
def test_every_command_holds_settings_to_the_repository(root: Path, outside: Path, command: str) -> None:
    """It is the settings that are refused, whoever reads them."""
    (root / "sigmatrail.toml").write_text(f'placeholders = ["{outside}/hosts.yml"]\n')
    done = run(root, command, "rules")
    assert (done.status, SECRET in done.text) == (2, False)
    assert f"hosts.yml' leads out of {root}" in done.err


@pytest.mark.parametrize("name", ["pipelines/splunk", "pipelines", "rules", "tests/events"])
@pytest.mark.parametrize("settings", ["", "targets = ['splunk']\n"])
def test_a_folder_that_leads_out_is_refused(root: Path, outside: Path, name: str, settings: str) -> None:
    """With settings and without; what lies there is neither read nor listed."""
    (outside / "splunk").mkdir()
    for folder in (outside, outside / "splunk"):
        (folder / "cloudtrail.yml").write_text(f"name: {SECRET}\ntransformations: []\n")
    (root / "sigmatrail.toml").write_text(settings)
    if not settings:
        (root / "sigmatrail.toml").unlink()
    if (root / name).is_dir():
        (root / name).rename(root / "moved")
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).symlink_to(outside)
    done = run(root, "check")
    assert (done.status, SECRET in done.text) == (2, False)
    assert f"leads out of {root}" in done.err


@pytest.mark.parametrize(
    "name",
    [
        f"{GOLDENS}/{STEM}.spl",
        f"rules/{STEM}.yml",
        f"rules/{STEM}.toml",
        f"tests/events/{STEM}/match-one.json",
        "sigmatrail.toml",
        "pipelines/splunk/cloudtrail.yml",
    ],
)
def test_a_link_among_the_files_shows_nothing_of_where_it_leads(root: Path, outside: Path, name: str) -> None:
    """Each kind of file is refused by its name, and what the link leads to stays unread."""
    replace_by_link(root / name, outside / "hosts.yml")
    done = run(root, "check")
    assert done.status in {1, 2}
    assert name in done.text
    assert "leads out of" in done.text
    assert SECRET not in done.text + run(root, "convert", "rules", "-f", "report").text


SPECIAL = [
    *(
        (name, "fifo")
        for name in (
            f"{GOLDENS}/{STEM}.spl",
            f"rules/{STEM}.yml",
            f"rules/{STEM}.toml",
            f"tests/events/{STEM}/match-one.json",
            "sigmatrail.toml",
            "pipelines/splunk/cloudtrail.yml",
            "hosts.yml",
        )
    ),
    (f"rules/{STEM}.toml", "zero"),
    (f"tests/events/{STEM}/match-one.json", "zero"),
    ("hosts.yml", "zero"),
    (f"rules/{STEM}.yml", "socket"),
    (f"{GOLDENS}/{STEM}.spl", "socket"),
]


@pytest.mark.parametrize(("name", "special"), SPECIAL)
def test_special_files_are_told_and_never_waited_for(root: Path, name: str, special: str) -> None:
    """A pipe that nobody writes to, a device without end, and a socket, in the place of each file."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if special == "fifo":
        os.mkfifo(path)
    elif special == "zero":
        path.symlink_to("/dev/zero")
    else:
        os.chdir(path.parent)
        with socket.socket(socket.AF_UNIX) as made:
            made.bind(path.name)
        os.chdir("/")
    if name == "hosts.yml":
        (root / "sigmatrail.toml").write_text('placeholders = ["hosts.yml"]\n')
    done = run(root, "check")
    assert done.status in {1, 2}
    assert path.name in done.text
    assert "Traceback" not in done.text
    assert "a fault of sigmatrail itself" not in done.text


@pytest.mark.parametrize("name", ["x" * 5_000, "x/" * 3_000, "a\\u0000b"], ids=["long", "deep", "null"])
@pytest.mark.parametrize("setting", ["placeholders", "pipelines", "filters"])
def test_a_path_that_no_system_takes_is_refused(root: Path, setting: str, name: str) -> None:
    """In one line, which does not repeat all of it."""
    (root / "sigmatrail.toml").write_text(f'{setting} = ["{name}"]\n')
    done = run(root, "convert", "rules")
    assert done.status == 2
    assert "is no path" in done.err
    assert len(done.err) < 500


@pytest.mark.parametrize("command", [("check",), ("lint", "rules"), ("convert", "rules")])
def test_a_link_to_a_folder_outside_is_told(root: Path, outside: Path, command: tuple[str, ...]) -> None:
    """Nobody looks there, but somebody who deploys may follow it."""
    (root / "rules" / "sub").symlink_to(outside)
    done = run(root, *command)
    assert (done.status, "rules/sub: is a link that leads out of" in done.err) == (2, True)


def test_a_link_round_in_a_circle_costs_no_other_rule_its_query(root: Path) -> None:
    """It is told by its name."""
    (root / "rules" / "loop.yml").symlink_to("loop.yml")
    done = run(root, "convert", "rules", "-t", "splunk", "--bare")
    assert (done.status, "StopLogging" in done.out, "rules/loop.yml: " in done.err) == (1, True, True)


def test_what_lies_in_git_s_own_folder_is_not_shown(root: Path) -> None:
    """A checkout may keep a token there."""
    (root / ".git" / "config").write_text(f"extraheader = {SECRET}\n")
    replace_by_link(root / GOLDENS / f"{STEM}.spl", root / ".git" / "config")
    done = run(root, "check")
    assert (done.status, SECRET in done.text) == (1, False)


def test_text_in_the_settings_is_no_path_to_look_into(root: Path) -> None:
    """Only what is a path by its meaning is read: the name of an index is not."""
    (root / "sigmatrail.toml").write_text('targets = ["splunk"]\n[splunk]\nindex = "/dev"\n')
    done = run(root, "check")
    assert (done.status, "splunk index: '/dev' is no name of Splunk's" in done.err) == (2, True)


@pytest.mark.parametrize("umask", [0o077, 0o022, 0])
def test_files_have_the_mode_that_the_caller_s_umask_leaves(root: Path, umask: int) -> None:
    """What is written for one person alone stays so; the cache is one person's in any case."""
    before = os.umask(umask)
    try:
        done = run(root, "convert", "rules", "-o", "out", SIGMATRAIL_CACHE=str(root.parent / "cache"))
    finally:
        os.umask(before)
    assert done.status == 0
    for path in (root / "out").rglob("*"):
        whole = 0o777 if path.is_dir() else 0o666
        assert stat.S_IMODE(path.stat().st_mode) == whole & ~umask
    kept = [root.parent / "cache", *(root.parent / "cache").rglob("*")]
    assert len(kept) > 2
    assert {stat.S_IMODE(path.stat().st_mode) & 0o077 for path in kept} == {0}


def answers(cache: Path) -> Path:
    """The one file of answers in a cache."""
    [file] = cache.rglob("*.answers")
    return file


def forge(file: Path) -> None:
    """Change what a file of answers says, with a hash that fits."""
    from converter.fingerprint import of_bytes  # noqa: PLC0415 -- what a forger would use

    head, _, body = file.read_bytes().partition(b"\n")
    body = body.replace(b"StopLogging", b"NothingAtAll")
    kind = head.rpartition(b" ")[0]
    file.write_bytes(kind + b" " + of_bytes(body).encode() + b"\n" + body)


def test_answers_that_others_could_have_written_are_not_believed(root: Path) -> None:
    """A folder that the group or anybody may write to holds no answers for this user."""
    cache = root.parent / "cache"
    command = ("convert", "rules", "-t", "splunk", "--bare")
    whole = run(root, *command, SIGMATRAIL_CACHE=str(cache))
    forge(answers(cache))
    assert "NothingAtAll" in run(root, *command, SIGMATRAIL_CACHE=str(cache)).out
    (cache / "queries").chmod(0o777)
    assert run(root, *command, SIGMATRAIL_CACHE=str(cache)).out == whole.out


def test_answers_are_never_read_from_a_commit(root: Path) -> None:
    """A cache in the repository could be part of it."""
    done = run(root, "convert", "rules", SIGMATRAIL_CACHE=str(root / "cache"))
    assert (done.status, f"lies in the repository {root}" in done.err) == (2, True)
    done = run(root, "check", SIGMATRAIL_CACHE="cache")
    assert (done.status, f"lies in the repository {root}" in done.err) == (2, True)
    assert run(root, "check", "--no-cache", SIGMATRAIL_CACHE="cache").status == 0
    assert not (root / ".sigmatrail").exists()


def test_a_home_in_the_repository_holds_no_answers(root: Path) -> None:
    """Some runners have their home in the checkout: the run does without, or says so where asked for."""
    command = ("convert", "rules", "-t", "splunk", "--bare")
    for variables in (
        {"SIGMATRAIL_CACHE": "", "HOME": str(root), "XDG_CACHE_HOME": ""},
        {"SIGMATRAIL_CACHE": "", "HOME": "/", "XDG_CACHE_HOME": str(root / "cache")},
    ):
        whole = run(root, *command, **variables)
        assert whole.status == 0
        assert list(root.rglob("*.answers")) == []
        done = run(root, *command, "--cache", **variables)
        assert (done.status, "lies in the repository" in done.err) == (2, True)
    elsewhere = root.parent / "elsewhere"
    elsewhere.mkdir()
    run(elsewhere, "check", str(root), SIGMATRAIL_CACHE="", HOME=str(root), XDG_CACHE_HOME="")
    assert list(root.rglob("*.answers")) == []


def test_ci_believes_answers_only_where_the_call_says_so(root: Path) -> None:
    """What a cache of CI holds may come from a run over somebody else's change."""
    cache = root.parent / "cache"
    command = ("convert", "rules", "-t", "splunk", "--bare")
    whole = run(root, *command, SIGMATRAIL_CACHE=str(cache))
    forge(answers(cache))
    assert run(root, *command, SIGMATRAIL_CACHE=str(cache), CI="true").out == whole.out
    done = run(root, *command, "--cache", SIGMATRAIL_CACHE=str(cache), CI="true")
    assert "NothingAtAll" in done.out


@pytest.mark.parametrize("rows", [1, "x", [[1]], [["a"] * 8], {"a": 1}, None, [None]])
def test_answers_of_a_wrong_form_are_found_anew(root: Path, rows: object) -> None:
    """Even with a hash that fits."""
    from converter.fingerprint import of_bytes  # noqa: PLC0415 -- as above

    cache = root.parent / "cache"
    command = ("convert", "rules", "-t", "splunk", "--bare")
    whole = run(root, *command, SIGMATRAIL_CACHE=str(cache))
    file = answers(cache)
    head, _, body = file.read_bytes().partition(b"\n")
    for content in (dict.fromkeys(json.loads(body), rows), rows):
        new = json.dumps(content).encode()
        file.write_bytes(head.rpartition(b" ")[0] + b" " + of_bytes(new).encode() + b"\n" + new)
        done = run(root, *command, SIGMATRAIL_CACHE=str(cache))
        assert (done.status, done.out) == (0, whole.out), done.err


def test_a_tree_of_folders_without_end_is_refused(root: Path) -> None:
    """Folders nest no deeper than anyone would lay them out."""
    folder = root / "rules"
    for _ in range(900):
        folder = folder / "a"
    folder.mkdir(parents=True)
    (folder / "r.yml").write_text(RULE)
    for command in (["check"], ["convert", "rules"]):
        done = run(root, *command)
        assert done.status == 2
        assert "lies more than 40 folders deep" in done.err


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        (f"rules/{STEM}.yml", "bytes"),
        (f"{GOLDENS}/{STEM}.spl", "has more than 8,000,000 bytes"),
        ("sigmatrail.toml", "has more than 1,000,000 bytes"),
        ("pipelines/splunk/cloudtrail.yml", "has more than 1,000,000 bytes"),
    ],
)
def test_a_huge_file_is_not_read(root: Path, name: str, figure: str) -> None:
    """A file of 3 GB, all of zeros, takes no memory: its size is told."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.truncate(3_000_000_000)
    done = peak_of(root, "check")
    assert done.status in {1, 2}
    assert done.peak < 1_000_000_000
    assert figure in done.text
    assert "Traceback" not in done.text
