"""Whatever a repository holds, the command stays in its place: random hostile repositories, under watch.

Python tells every process, connection and file that is opened, made, renamed or removed; `watched.py` notes
what lies outside. SIGMATRAIL_HOSTILE is how many repositories are tried (12 where it is not set).
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

import pytest
from hostile import BYTES, EVENT, RULE, SECONDS, SECRET, STEM, make_repository, raw_characters
from test_untrusted_output import EVIL, PLACES
from test_untrusted_pipelines import READING, RUNNING, STEPS

if TYPE_CHECKING:
    from collections.abc import Callable

    Change = Callable[[Path, random.Random], None]

WATCHED: Final = Path(__file__).with_name("watched.py")
NUMBER: Final = int(os.environ.get("SIGMATRAIL_HOSTILE", "12"))
COMMANDS: Final = [
    ("convert", "rules"),
    ("convert", "rules", "-f", "report"),
    ("convert", "rules", "-f", "app", "-o", "out"),
    ("lint", "rules"),
    ("explain", "rules"),
    ("verify", "rules", "--events", "tests/events", "--generated", "5"),
    ("check",),
    ("check", "--update"),
    ("new", "StopLogging"),
    ("export", "--upstream", "out", f"rules/{STEM}.yml"),
]
WRITABLE: Final = ("out", "tests/golden", "tests/reports", "rules", "tests/events")
GOLDEN: Final = f"tests/golden/splunk/{STEM}.spl"


def write(path: Path, data: str | bytes) -> None:
    """Write a file in the place of whatever is there; a name that the system does not take is left out."""
    if path.is_symlink() or path.is_file():
        path.unlink()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode("utf-8", "surrogatepass"))
    except OSError:
        return


def rule_of(**detection: object) -> str:
    """A rule with this detection."""
    return RULE.partition("detection:")[0] + f"detection: {json.dumps(detection)}\n"


RULES: Final = [
    rule_of(s={"eventName|windash": " ".join(f"-{each}" for each in "abcdefghijkl")}, condition="s"),
    rule_of(s={"userAgent|re": "^(a|a)*b$"}, condition="s"),
    rule_of(s={"userAgent|re": "(x+x+)+y"}, condition="s"),
    rule_of(s={"userAgent": "*".join("a" * 30)}, condition="s"),
    rule_of(s={"eventName": "x"}, condition=" and ".join(["s"] * 20_000)),
    rule_of(s={"eventName": [f"n{each}" for each in range(20_000)]}, condition="s"),
    rule_of(**{f"s{each}": {"eventName": str(each)} for each in range(300)}, condition="all of s*"),
    rule_of(s={"eventName|windash|base64offset|contains": "-a -b -c -d -e -f -g"}, condition="s"),
    rule_of(s={"requestParameters.a.b.c": "x" * 200_000}, condition="s"),
    "[" * 50_000,
    "&a [*a, *a]",
    "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: &c [*b,*b,*b]\n",
    "!!python/object/apply:os.system ['touch made']\n",
    "a,b" * 300_000,
    "\x00\x01\x02",
    "",
]
PLANS: Final = [
    "a = " + "[" * 5_000 + "]" * 5_000,
    ".".join("a" * 5_000) + " = 1",
    "a = " + "9" * 50_000,
    f"[risk]\nmessage = {json.dumps(EVIL)}\n",
    '[schedule]\nevery = "1h"\nlookback = "../../x"\n',
    f"[alert]\n{json.dumps('::error::x')} = 1\n",
]
SETTINGS: Final = [
    'placeholders = ["../hosts.yml"]',
    'filters = ["/proc"]',
    'placeholders = ["/dev/zero"]',
    '[splunk]\nindex = "/dev"',
    f"{json.dumps('::error::x')} = 1",
    'targets = ["splunk"]\n[lint]\nignore = ["ST"]',
    "a = " + "[" * 5_000,
]
EVENTS: Final[list[str | bytes]] = [
    EVENT.replace('"us-east-1"', '{"a":' * 900 + "1" + "}" * 900) % "StopLogging",
    EVENT.replace('"us-east-1"', "[" * 100_000 + "]" * 100_000) % "StopLogging",
    EVENT.replace('"us-east-1"', "9" * 100_000) % "StopLogging",
    EVENT.replace('"us-east-1"', json.dumps(EVIL)) % "StopLogging",
    gzip.compress(b" " * 300_000_000, 9),
    EVENT.replace('"us-east-1"', '"' + "a" * 60_000 + '"') % "StopLogging",
    "[" + ",".join(["{}"] * 100_000) + "]",
    '{"Records": {"Records": 1}}',
    "\xff\xfe",
]
LINKS: Final = [
    "../outside/hosts.yml",
    "../outside",
    "/dev/zero",
    "/proc/self/environ",
    "/proc/self",
    ".",
    "nowhere",
]
LINKED: Final = [
    *(
        f"rules/{STEM}.yml",
        f"rules/{STEM}.toml",
        "rules/linked",
        GOLDEN,
        "tests/golden",
        "tests/golden/splunk",
    ),
    *(f"tests/events/{STEM}/match-one.json", f"tests/events/{STEM}", "sigmatrail.toml", "pipelines/splunk"),
    *("pipelines/splunk/cloudtrail.yml", "out", "out/splunk", "tests", "pyproject.toml"),
]


def link(root: Path, chance: random.Random) -> None:
    """Put a link in the place of a file or a folder."""
    path = root / chance.choice(LINKED)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    path.unlink(missing_ok=True)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.symlink_to(chance.choice(LINKS))
    except OSError:
        return


def pipe(root: Path, chance: random.Random) -> None:
    """Put a pipe that nobody writes to in the place of a file."""
    path = root / chance.choice([each for each in LINKED if "." in each])
    if path.exists() or path.is_symlink() or not path.parent.is_dir():
        path.unlink(missing_ok=True)
    if path.parent.is_dir():
        os.mkfifo(path)


def hostile_rule(root: Path, chance: random.Random) -> None:
    """Write a rule that is hostile in one of its texts, or in its size."""
    text = chance.choice(RULES) if chance.random() < 0.6 else chance.choice(list(PLACES.values()))(EVIL)
    name = chance.choice(
        [STEM, "other", "--update", "\x1b[2J", "::error::x", "a\nb", "\u202egnp", "..", "CON"]
    )
    write(root / "rules" / f"{name}.yml", text)


CHANGES: Final[list[Change]] = [
    hostile_rule,
    hostile_rule,
    lambda root, chance: write(root / f"rules/{STEM}.toml", chance.choice(PLANS)),
    lambda root, chance: write(root / "sigmatrail.toml", chance.choice(SETTINGS)),
    lambda root, chance: write(
        root / "pipelines" / chance.choice(["splunk", "eql", "athena"]) / "cloudtrail.yml",
        chance.choice(
            [RUNNING, READING, *(f"name: x\npriority: 1\ntransformations:\n- {{{each}}}\n" for each in STEPS)]
        ),
    ),
    lambda root, chance: write(
        root
        / f"tests/events/{STEM}"
        / chance.choice(["match-x.json", "miss-\x1b.json", "match-y.jsonl.gz", "z"]),
        chance.choice(EVENTS),
    ),
    lambda root, chance: write(root / GOLDEN, chance.choice([EVIL, "x" * 9_000_000, "\xff"])),
    lambda root, chance: write(
        root / chance.choice(["converter/__init__.py", "yaml.py", "json.py"]), "1/0\n"
    ),
    link,
    link,
    pipe,
]


def state_of(folder: Path) -> dict[str, bytes]:
    """What lies in a folder."""
    return {str(path): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.mark.parametrize("seed", range(NUMBER))
def test_a_hostile_repository_has_no_effect_outside(tmp_path: Path, seed: int) -> None:
    """No process, no file outside read, written or removed, no time or memory without bound, no raw text."""
    chance = random.Random(seed)  # noqa: S311 -- trials that can be repeated
    root = make_repository(tmp_path / "root")
    write(tmp_path / "outside" / "hosts.yml", f"hosts: [{SECRET}]\n")
    write(tmp_path / "outside" / f"{STEM}.spl", "kept\n")
    for _ in range(chance.randint(2, 6)):
        chance.choice(CHANGES)(root, chance)
    before = state_of(tmp_path / "outside")
    for command in chance.sample(COMMANDS, 3):
        watch_command(root, command, tmp_path / "report.json")
    assert state_of(tmp_path / "outside") == before
    assert not (root / "made").exists()


def watch_command(root: Path, command: tuple[str, ...], report: Path) -> None:
    """Run one command over a repository, and hold it to what it may do."""
    cache = root.parent / "cache"
    folders = os.pathsep.join(map(str, (cache.resolve(), *(root.resolve() / name for name in WRITABLE))))
    environment = {name: value for name, value in os.environ.items() if name not in {"CI", "PYTHONPATH"}}
    done = subprocess.run(  # noqa: S603 -- our own program
        [sys.executable, str(WATCHED), str(report), folders, *command],
        cwd=root,
        env=environment
        | {"SECRET": SECRET, "SIGMATRAIL_CACHE": str(cache), "PYTHONPATH": str(WATCHED.parent.parent)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=SECONDS,
    )
    told = json.loads(report.read_text(encoding="utf-8"))
    said = done.stdout + done.stderr
    assert done.returncode in {0, 1, 2}, said
    assert told["done"] == []
    assert told["peak"] < BYTES
    assert SECRET not in said
    assert "Traceback" not in said
    assert raw_characters(said) == []
