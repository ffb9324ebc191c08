"""Time `sigmatrail verify` over many events: the reference alone, then three engines, and their memory.

    python benchmarks/verify.py RULES EVENTS [--copies N]...

EVENTS are read N times over, by default 8 times and then 278 times, with which the corpus of 3,594 records
makes a million; no events are generated. Peak memory is the process's: it should not grow with the events.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ENGINES = ("splunk", "eql", "athena")
COPIES = (8, 278)


def main() -> None:
    """Run each command once and print a line for it."""
    parser = argparse.ArgumentParser(description="Time sigmatrail verify.")
    parser.add_argument("rules", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("--copies", type=int, action="append")
    arguments = parser.parse_args()
    print(f"{'what':16}{'copies':>7}{'seconds':>9}{'peak MB':>9}  said")
    for copies in arguments.copies or COPIES:
        for what, command in _commands(arguments.rules, arguments.events, copies).items():
            said, seconds, peak = _measured(command)
            print(f"{what:16}{copies:7}{seconds:9.1f}{peak:9}  {said}")


def _commands(rules: Path, events: Path, copies: int) -> dict[str, list[str]]:
    alone = [str(HERE / "reference.py"), str(rules), str(events), "--times", str(copies), "--runs", "1"]
    verify = ["-m", "converter", "verify", str(rules), "--generated", "0"]
    verify += [word for name in ENGINES for word in ("--engine", name)]
    verify += ["--events", str(events)] * copies
    return {"reference alone": alone, "three engines": verify}


def _measured(command: list[str]) -> tuple[str, float, int]:
    """What a command says of its work, its seconds, and its peak memory in megabytes."""
    start = time.perf_counter()
    with subprocess.Popen(
        [sys.executable, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        lines = process.stdout.read().splitlines() if process.stdout else []
        _, _, usage = os.wait4(process.pid, 0)
    said = next(line for line in lines if "cells ran" in line or " rules: " in line)
    return said, time.perf_counter() - start, usage.ru_maxrss // 1024


if __name__ == "__main__":
    main()
