"""Time `sigmatrail convert` against sigma-cli in the same run, and print the ratios.

    python benchmarks/convert.py RULES [--copies N] [--runs N]

RULES is a folder of CloudTrail rules, such as SigmaHQ's rules/cloud/aws/cloudtrail. sigma-cli converts one
target at a time, so three runs of it stand against one of ours; each gets a pipeline, as a user of CloudTrail
needs one. sigma-cli has no Athena target: its third run is Lucene, the cheapest one that its packages offer.
Ours converts every rule anew, but for the row "nothing changed", where an earlier run has left its cache.
Both run in the environment that runs this script, with bytecode as pip leaves it, after a run that does not
count; each figure is the median of the runs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
SIGMATRAIL = str(BIN / "sigmatrail")
SIGMA = str(BIN / "sigma")


def main() -> None:
    """Measure and print a table of seconds and ratios."""
    arguments = _arguments()
    print(f"{'what':34}{'sigma-cli':>12}{'sigmatrail':>12}{'ratio':>8}")
    _row("--help", [[SIGMA, "--help"]], [SIGMATRAIL, "--help"], arguments.runs)
    with tempfile.TemporaryDirectory() as folder:
        rules = Path(folder) / "rules"
        shutil.copytree(arguments.rules, rules, ignore=shutil.ignore_patterns("LICENSE*"))
        count = len(list(rules.glob("**/*.yml")))
        os.environ["SIGMATRAIL_CACHE"] = str(Path(folder) / "cache")
        _row(f"{count} rules, 3 targets", _peers(rules), [*_ours(rules), "--no-cache"], arguments.runs)
        _seconds(_ours(rules))
        _row(f"{count} rules, nothing changed", _peers(rules), _ours(rules), arguments.runs)
        if arguments.copies > 1:
            _copy(rules, arguments.copies)
            label = f"{count * arguments.copies} rules, 3 targets"
            _row(label, _peers(rules), [*_ours(rules), "--no-cache"], 1)


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time sigmatrail against sigma-cli.")
    parser.add_argument("rules", type=Path)
    parser.add_argument("--copies", type=int, default=1)
    parser.add_argument("--runs", type=int, default=7)
    return parser.parse_args()


def _peers(rules: Path) -> list[list[str]]:
    pipeline = {name: str(ROOT / "pipelines" / name / "cloudtrail.yml") for name in ("splunk", "eql")}
    return [
        [SIGMA, "convert", "-t", target, "-s", "-p", pipeline[mapping], str(rules)]
        for target, mapping in (("splunk", "splunk"), ("eql", "eql"), ("lucene", "eql"))
    ]


def _ours(rules: Path) -> list[str]:
    return [SIGMATRAIL, "convert", str(rules)]


def _copy(rules: Path, copies: int) -> None:
    originals = sorted(rules.glob("**/*.yml"))
    for number in range(1, copies):
        for original in originals:
            shutil.copy(original, original.with_name(f"{original.stem}_{number:03}.yml"))


def _row(what: str, theirs: list[list[str]], ours: list[str], runs: int) -> None:
    """Interleave the runs, so that whatever else the machine does meets both."""
    peer, own = [], []
    for command in (*theirs, ours) if runs > 1 else ():
        _seconds(command)
    for _ in range(runs):
        peer.append(sum(_seconds(command) for command in theirs))
        own.append(_seconds(ours))
    slow, quick = statistics.median(peer), statistics.median(own)
    print(f"{what:34}{slow:11.3f}s{quick:11.3f}s{slow / quick:7.1f}x")


def _seconds(command: list[str]) -> float:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    start = time.perf_counter()
    subprocess.run(
        command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False
    )
    return time.perf_counter() - start


if __name__ == "__main__":
    main()
