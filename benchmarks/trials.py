"""Try random rules on random events until a million verdicts are compared with the reference.

    python benchmarks/trials.py [--trials N] [--engine E]... [--workers N]

A trial is one rule, one event and one engine. The same rules and events come every time; the first rounds
are those of the test suite. Exit status 1 if anything differs: the first difference of each rule is shown.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from functools import partial
from itertools import count
from multiprocessing import get_context
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests"))

from proof import LOCAL
from random_trials import Tally, round_of

SHOWN = 20
"""Rules, one difference each."""


def main() -> int:
    """Run rounds until there are enough trials."""
    arguments = _arguments()
    engines = arguments.engine or LOCAL
    start = time.perf_counter()
    whole, rounds = Tally(), 0
    with get_context("spawn").Pool(arguments.workers, _quiet) as pool:
        for tally in pool.imap(partial(round_of, engines=engines), count()):
            whole.add(tally)
            rounds += 1
            if rounds % 20 == 0:
                print(f"{whole.trials} trials, {len(whole.differences)} differences", file=sys.stderr)
            if whole.trials >= arguments.trials:
                pool.terminate()
                break
    _print(whole, rounds, engines, time.perf_counter() - start)
    return 1 if whole.differences else 0


def _quiet() -> None:
    warnings.simplefilter("ignore")


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Try random rules on random events.")
    parser.add_argument("--trials", type=int, default=1_000_000)
    parser.add_argument("--engine", action="append")
    parser.add_argument("--workers", type=int, default=2)
    return parser.parse_args()


def _print(whole: Tally, rounds: int, engines: list[str], seconds: float) -> None:
    print(f"engines       {', '.join(engines)}")
    print(f"rounds        {rounds}")
    print(f"trials        {whole.trials} in {seconds:.0f} s, {whole.trials / seconds:.0f} a second")
    print(f"matches       {whole.matched}")
    print(f"not kept      {whole.lost}")
    print(f"refused       {whole.refused} conversions")
    by_rule = _by_rule(whole.differences)
    print(f"differences   {len(whole.differences)} in {len(by_rule)} rules")
    for lines in list(by_rule.values())[:SHOWN]:
        print(lines[0])


def _by_rule(differences: list[str]) -> dict[str, list[str]]:
    """The differences of each rule, whose name stands before the engine's."""
    by_rule: dict[str, list[str]] = {}
    for line in differences:
        by_rule.setdefault(line.partition(" on ")[0], []).append(line)
    return by_rule


if __name__ == "__main__":
    sys.exit(main())
