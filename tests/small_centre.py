"""A sample centre small enough for a test: the sample's rules on fewer people and days."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pipelines.sample_centre import write_sample_centre
from pipelines.settings import SAMPLE_CENTRE

CALLFLOOR = Path(sys.executable).parent / "callfloor"
CLOCK = "1782864000"  # 2026-07-01T00:00:00Z: reproducible runs


@dataclass(frozen=True)
class SmallCentre:
    """Rules, extracts and output of one trial centre."""

    centre: Path
    extracts: Path
    out: Path

    def environment(self, out: Path | None = None) -> dict[str, str]:
        return {
            **os.environ,
            "CENTRE": str(self.centre),
            "EXTRACTS": str(self.extracts),
            "OUT": str(out or self.out),
            "SOURCE_DATE_EPOCH": CLOCK,
        }

    def callfloor(self, *arguments: str, out: Path | None = None) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(CALLFLOOR), *arguments],
            env=self.environment(out), capture_output=True, text=True, check=False,
        )  # fmt: skip

    def copy_rules(self, destination: Path) -> SmallCentre:
        """The same extracts under rules that a test may break."""
        shutil.copytree(self.centre, destination)
        return SmallCentre(destination, self.extracts, destination.parent / "out")


def make_small_centre(root: Path, *, first: date, last: date, agents: int) -> SmallCentre:
    """Write rules and extracts of a small centre below `root`."""
    centre = root / "centre"
    shutil.copytree(SAMPLE_CENTRE, centre)
    rules = centre / "centre.yaml"
    text = rules.read_text(encoding="utf-8")
    text = re.sub(r"data_from: \S+", f"data_from: {first}", text)
    text = re.sub(r"data_upto: \S+", f"data_upto: {last}", text)
    rules.write_text(text, encoding="utf-8")
    extracts = root / "extracts"
    write_sample_centre(extracts, first=first, last=last, seed=7, agents=agents)
    return SmallCentre(centre, extracts, root / "out")
