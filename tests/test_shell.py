"""The command in a shell: completion, pipes that close, Ctrl-C."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from converter.targets import TARGETS

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parent.parent
COMMAND = [sys.executable, "-m", "converter"]
SHELLS = ("bash", "zsh", "fish")
COMMANDS = (
    "convert",
    "verify",
    "explain",
    "lint",
    "check",
    "init",
    "new",
    "export",
    "targets",
    "completion",
)


def script(shell: str) -> str:
    """The completion script for a shell."""
    run = subprocess.run([*COMMAND, "completion", shell], capture_output=True, text=True, check=True)  # noqa: S603 -- our own command
    return run.stdout


def completed(folder: Path, *words: str) -> set[str]:
    """What bash offers for the last of some words behind `sigmatrail`, asked as bash asks."""
    (folder / "complete.sh").write_text(script("bash"), encoding="utf-8")
    asking = """
        source complete.sh
        COMP_WORDS=(sigmatrail "$@"); COMP_CWORD=$#
        function=$(complete -p sigmatrail | sed -E 's/.*-F ([^ ]+).*/\\1/')
        "$function" sigmatrail "${COMP_WORDS[$COMP_CWORD]}" "${COMP_WORDS[$COMP_CWORD-1]}"
        printf '%s\\n' "${COMPREPLY[@]}"
    """
    bash = shutil.which("bash")
    assert bash, "bash is needed to try its completion"
    run = subprocess.run(  # noqa: S603 -- bash and our own script
        [bash, "--norc", "-c", asking, "bash", *words], cwd=folder, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize(
    ("words", "offered"),
    [
        (("con",), {"convert"}),
        (("convert", "--no-"), {"--no-cache"}),
        (("convert", "-t", ""), set(TARGETS)),
        (("convert", "-t", "sp"), {"splunk"}),
        (("explain", "--athena-layout", "m"), {"manual"}),
        (("completion", ""), set(SHELLS)),
        (("convert", "my_r"), {"my_rule.yml"}),
        (("convert", "-o", "que"), {"queries"}),
    ],
)
def test_bash_offers_commands_options_values_and_files(
    tmp_path: Path, words: tuple[str, ...], offered: set[str]
) -> None:
    """The script does in bash what a person expects behind Tab."""
    (tmp_path / "my_rule.yml").touch()
    (tmp_path / "queries").mkdir()
    assert completed(tmp_path, *words) == offered


@pytest.mark.parametrize("shell", SHELLS)
def test_the_script_of_every_shell_has_every_command(shell: str) -> None:
    """No command is left out, for shells that this machine may not have."""
    text = script(shell)
    assert [command for command in COMMANDS if command not in text] == []
    assert "athena-window" in text


def test_shtab_is_imported_by_completion_alone() -> None:
    """What a plain conversion does not need, it does not wait for."""
    code = "import sys; from converter.cli import parser; parser(); print('shtab' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)  # noqa: S603 -- Python
    assert run.stdout == "False\n"


@pytest.mark.parametrize("arguments", [("convert", "tests/cases"), ("targets",), ("completion", "bash")])
def test_a_closed_pipe_ends_the_command_quietly(arguments: tuple[str, ...]) -> None:
    """Nothing is said to a reader that has gone, and the status is that of SIGPIPE."""
    run = subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, *arguments], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdout
    assert run.stderr
    run.stdout.close()
    said = run.stderr.read().decode()
    run.stderr.close()
    assert run.wait() == 128 + signal.SIGPIPE
    assert "Traceback" not in said
    assert "Broken pipe" not in said
    assert "Exception ignored" not in said


@pytest.fixture
def _interruptible() -> Iterator[None]:
    """What runs in the background of a shell ignores Ctrl-C, and what it starts would do so, too."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("_interruptible")
def test_ctrl_c_ends_the_command_quietly() -> None:
    """No traceback, and the status is that of SIGINT."""
    run = subprocess.Popen(  # noqa: S603 -- our own command
        [*COMMAND, "convert", "-"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert run.stdin
    # More than a pipe holds: once it is written, the command is known to read.
    run.stdin.write(b"#" * 1_000_000)
    run.stdin.flush()
    run.send_signal(signal.SIGINT)
    out, err = run.communicate()
    assert (out, err) == (b"", b"")
    assert run.returncode == 128 + signal.SIGINT
