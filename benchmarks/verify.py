"""Time `sigmatrail verify` over many events, and print seconds and peak memory.

    python benchmarks/verify.py RULES EVENTS [--copies N]

The events are read N times over, and none are generated.
`benchmarks/reference.py` times the reference alone.
"""

from __future__ import annotations

import argparse
import resource
import subprocess
import sys
import time
from pathlib import Path

ENGINES = ("splunk", "eql", "athena")


def main() -> None:
    """Run the command once and print what it took."""
    parser = argparse.ArgumentParser(description="Time sigmatrail verify.")
    parser.add_argument("rules", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("--copies", type=int, default=8)
    arguments = parser.parse_args()
    command = [sys.executable, "-m", "converter", "verify", str(arguments.rules), "--generated", "0"]
    command += [word for name in ENGINES for word in ("--engine", name)]
    command += ["--events", str(arguments.events)] * arguments.copies
    start = time.perf_counter()
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(next(line for line in run.stdout.splitlines() if "cells ran" in line))
    print(f"{seconds:.1f} s, peak memory {peak} MB, exit {run.returncode}")


if __name__ == "__main__":
    main()
