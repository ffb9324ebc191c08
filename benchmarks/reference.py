"""Time the reference alone: events read, rules evaluated, and the memory that it took.

    python benchmarks/reference.py RULES EVENTS [--times N] [--runs N]

RULES is a folder of CloudTrail rules, EVENTS a file or folder of events, read N times over. Each figure is
the median of the runs; reading the events is part of it, compiling the rules is not.
"""

from __future__ import annotations

import argparse
import resource
import statistics
import time
from pathlib import Path

import yaml

from converter.verify.events import read_events
from converter.verify.generate import generate
from converter.verify.reference import Catalogue, compile_rule


def main() -> None:
    """Measure and print one line for each part."""
    arguments = _arguments()
    rules = [
        yaml.load(file.read_text(), yaml.CSafeLoader) for file in sorted(arguments.rules.glob("**/*.yml"))
    ]
    catalogue = Catalogue([reference for rule in rules for reference in compile_rule(rule)])
    paths = [arguments.events] * arguments.times
    runs = [_evaluated(catalogue, paths) for _ in range(arguments.runs)]
    events, matches, _ = runs[0]
    seconds = statistics.median(run[2] for run in runs)
    print(f"{events} events x {len(rules)} rules: {seconds:.3f} s, {matches} matches")
    start = time.perf_counter()
    made = sum(len(generate(rule, 50)) for rule in rules)
    print(f"{made} events made from {len(rules)} rules: {time.perf_counter() - start:.3f} s")
    print(f"memory at most: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Time the reference.")
    parser.add_argument("rules", type=Path)
    parser.add_argument("events", type=Path)
    parser.add_argument("--times", type=int, default=8)
    parser.add_argument("--runs", type=int, default=5)
    return parser.parse_args()


def _evaluated(catalogue: Catalogue, paths: list[Path]) -> tuple[int, int, float]:
    events = matches = 0
    start = time.perf_counter()
    for event in read_events(paths, lambda _: None):
        events += 1
        matches += len(catalogue.matching(event.record))
    return events, matches, time.perf_counter() - start


if __name__ == "__main__":
    main()
