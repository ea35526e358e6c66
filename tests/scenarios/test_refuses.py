"""Wrong input ends with one message: what, where, which value, what to do; never a traceback.

The command runs in this process, so that its imports are paid once; what it prints and its exit
code are those of the shell.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.centre import load_centre
from pipelines.settings import House
from pipelines.transform import current_manifest
from tests.small_centre import SmallCentre, Told, make_small_centre

pytestmark = pytest.mark.xdist_group("refusals")

REFUSED, WRONG_USAGE = 3, 2
CDR = "cdr/cdr_20260629.csv"


@pytest.fixture(scope="module")
def three_days(tmp_path_factory: pytest.TempPathFactory) -> SmallCentre:
    centre = make_small_centre(
        tmp_path_factory.mktemp("three_days"),
        first=date(2026, 6, 28),
        last=date(2026, 6, 30),
        agents=24,
    )
    current_manifest(House(centre.centre, centre.out), load_centre(centre.centre))
    return centre


def edit(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text, f"{path.name} no longer has {old!r}: the test breaks nothing"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")


def assert_refused(told: Told, *parts: str) -> None:
    """Exit code 3, and one message on stderr that has all of `parts` and a next step."""
    assert told.returncode == REFUSED, told
    [message] = [line for line in told.stderr.splitlines() if "Next:" in line]
    for part in parts:
        assert part in message, f"{part!r} is not in: {message}"
    assert "Traceback" not in told.stderr + told.stdout
    assert message.split("Next:", 1)[1].strip(" .")


BROKEN_RULES = {
    "no YAML": ("calendar.yaml", "weekend: [saturday, sunday]", "weekend: [saturday,"),
    "a key that nobody knows": ("centre.yaml", "currency: CNY", "currency: CNY\ncurency: CNY"),
    "a weekday that does not exist": ("calendar.yaml", "[saturday, sunday]", "[saturnday]"),
    "a value that starts too late": (
        "queues.yaml", "2026-01-01: {value: 20,", "2027-01-01: {value: 20,",
    ),
    "a zone that does not exist": ("centre.yaml", "Asia/Shanghai", "Asia/Atlantis"),
}  # fmt: skip
SAID = {
    "no YAML": ("calendar.yaml",),
    "a key that nobody knows": ("centre.yaml", "curency"),
    "a weekday that does not exist": ("calendar.yaml", "saturnday"),
    "a value that starts too late": ("queues.yaml", "target_wait_s", "2026-06"),
    "a zone that does not exist": ("centre.yaml", "Asia/Atlantis"),
}


@pytest.mark.parametrize("case", BROKEN_RULES)
def test_a_broken_rule_file_is_named_with_its_place(
    case: str, three_days: SmallCentre, tmp_path: Path
) -> None:
    centre = three_days.with_own_rules(tmp_path)
    name, old, new = BROKEN_RULES[case]
    edit(centre.centre / name, old, new)
    assert_refused(centre.here("check-centre"), *SAID[case])


def test_weights_that_do_not_sum_to_100_are_refused_with_their_sum(
    three_days: SmallCentre, tmp_path: Path
) -> None:
    centre = three_days.with_own_rules(tmp_path)
    card = centre.centre / "scorecards" / "inbound.yaml"
    edit(card, "{value: 60,", "{value: 61,")
    assert_refused(centre.here("check-centre"), "inbound.yaml", "101", "100")


def test_sound_rules_are_told_part_by_part(three_days: SmallCentre) -> None:
    told = three_days.here("check-centre")
    assert told.returncode == 0, told
    for part in ("queues.yaml", "sources/", "scorecards/", "shifts.yaml", "recipients.yaml"):
        assert part in told.stdout


def test_a_folder_without_rules_is_not_a_centre(three_days: SmallCentre, tmp_path: Path) -> None:
    empty = SmallCentre(tmp_path, three_days.extracts, tmp_path / "out")
    assert_refused(empty.here("check-centre"), str(tmp_path), "centre.yaml")


@pytest.mark.parametrize(
    ("period", "part"),
    [
        ("2026-13", "2026-13"),
        ("June", "June"),
        ("2026-05", "2026-06-28"),
    ],
)
def test_an_unknown_period_is_refused(three_days: SmallCentre, period: str, part: str) -> None:
    told = three_days.here("run", "--period", period)
    assert_refused(told, "--period", part)
    assert not (three_days.out / "landing").exists()


@pytest.mark.parametrize(
    "arguments",
    [
        ("run", "--month", "2026-06"),
        ("dance",),
        ("explain",),
        ("explain", "--agent", "A1001", "--language", "fr"),
    ],
)
def test_wrong_usage_ends_with_exit_code_2(
    three_days: SmallCentre, arguments: tuple[str, ...]
) -> None:
    told = three_days.here(*arguments)
    assert told.returncode == WRONG_USAGE
    assert "Usage:" in told.stderr
    assert "Traceback" not in told.stderr


def remove(path: Path) -> None:
    path.unlink()


def in_another_encoding(path: Path) -> None:
    path.write_bytes(path.read_bytes().decode("gb18030", errors="replace").encode("utf-16"))


def with_a_renamed_column(path: Path) -> None:
    header, rows = path.read_bytes().split(b"\n", 1)
    first, second, *others = header.split(b",")
    path.write_bytes(b"\n".join([b",".join([first, second + b"X", *others]), rows]))


BROKEN_EXTRACTS = {
    "missing": remove,
    "in another encoding": in_another_encoding,
    "with a renamed column": with_a_renamed_column,
}


@pytest.mark.slow
@pytest.mark.parametrize("case", BROKEN_EXTRACTS)
def test_a_broken_extract_stops_the_run_and_is_named(
    case: str, three_days: SmallCentre, tmp_path: Path
) -> None:
    centre = three_days.with_own_extracts(tmp_path).with_models_of(three_days)
    BROKEN_EXTRACTS[case](centre.extracts / CDR)
    told = centre.here("run", "--period", "2026-06")
    assert_refused(told, Path(CDR).name)
    assert not (centre.out / "published").exists()
    assert not list(centre.out.glob("mail/*.eml"))


def test_a_missing_folder_of_extracts_is_refused(three_days: SmallCentre, tmp_path: Path) -> None:
    nowhere = SmallCentre(three_days.centre, tmp_path / "nowhere", tmp_path / "out")
    assert_refused(nowhere.here("run", "--period", "2026-06"), "nowhere")
