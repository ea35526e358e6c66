"""Command line: python -m pipelines.sample_centre --from 2026-04-01 --to 2026-06-30 --out DIR."""

from __future__ import annotations

import argparse
import sys
from datetime import date
from pathlib import Path

from data_contracts.refusal import Refusal
from pipelines.sample_centre.generator import write_sample_centre

EXIT_REFUSED = 3


def main() -> int:
    """Write a sample centre and say how many rows it has; exit code 3 where refused."""
    parser = argparse.ArgumentParser(prog="python -m pipelines.sample_centre")
    parser.add_argument("--from", dest="first", type=date.fromisoformat, required=True)
    parser.add_argument("--to", dest="last", type=date.fromisoformat, required=True)
    parser.add_argument("--seed", type=int, default=20260401)
    parser.add_argument("--agents", type=int, default=120, help="people on the staff, about")
    parser.add_argument("--out", type=Path, required=True, help="folder for the extracts")
    chosen = parser.parse_args()
    try:
        truth = write_sample_centre(
            chosen.out,
            first=chosen.first,
            last=chosen.last,
            seed=chosen.seed,
            agents=chosen.agents,
        )
    except Refusal as refused:
        print(refused, file=sys.stderr)
        return EXIT_REFUSED
    for table, count in truth.tables.items():
        print(f"{table:18} {count['rows_written']:>9} rows")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
