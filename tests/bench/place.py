"""Where measures work: one folder with the sample centre's extracts and its finished demo."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pipelines.centre import Centre, load_centre
from pipelines.period import Period, parse_period
from pipelines.settings import SAMPLE_CENTRE, House
from tests.bench.clock import Cost, command_cost

CALLFLOOR = str(Path(sys.executable).parent / "callfloor")
SEED = 20260401


@dataclass(frozen=True)
class Place:
    """The folder `bench` below the output folder. Measures that need a demo make it once."""

    folder: Path
    say: Callable[[str], None] = print

    @property
    def house(self) -> House:
        """The finished demo."""
        return House(SAMPLE_CENTRE, self.folder / "demo")

    @property
    def centre(self) -> Centre:
        """The sample centre's rules."""
        return load_centre(SAMPLE_CENTRE)

    @property
    def period(self) -> Period:
        """The month that the demo scores."""
        last = self.centre.settings.data_upto
        if last is None:
            raise ValueError("the sample centre's data has no last day")
        return parse_period(f"{last:%Y-%m}")

    def fresh(self, name: str) -> Path:
        """An empty scratch folder."""
        path = self.folder / "scratch" / name
        shutil.rmtree(path, ignore_errors=True)
        path.mkdir(parents=True)
        return path

    def run_demo(self, command: str = "demo") -> Cost:
        """Run the command over the demo's folder and say what it took."""
        environment = {"OUT": str(self.house.out), "CENTRE": str(SAMPLE_CENTRE), "EXTRACTS": ""}
        return command_cost([CALLFLOOR, command], environment, self.folder / f"{command}.log")

    def demo(self) -> House:
        """The demo's folder, run first where it is not finished."""
        if not self.house.published.exists():
            self.say("  the sample centre's demo is made first (about three minutes)")
            self.run_demo()
        return self.house

    def warehouse(self) -> Path:
        """A scratch copy of the demo's published warehouse."""
        copy = self.fresh("warehouse") / "warehouse.duckdb"
        shutil.copyfile(self.demo().published, copy)
        return copy

    def extracts(self) -> Path:
        """The sample centre's extracts: the demo's, or made here once."""
        from pipelines.sample_centre import write_sample_centre

        settings = self.centre.settings
        demo = self.house.generated_extracts
        folder = demo if (demo / "truth" / "complete").exists() else self.folder / "extracts"
        last = settings.data_upto or settings.data_from
        write_sample_centre(folder, first=settings.data_from, last=last, seed=SEED)
        return folder
