"""The operator's commands of rule forms: rules export, check, apply. Thin."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import click

from data_contracts.refusal import Place, Refusal
from pipelines.centre import load_centre, shown
from pipelines.settings import house_from_environment

if TYPE_CHECKING:
    from pipelines.rule_forms.centre_rules import CentreRules
    from pipelines.rule_forms.forms import Checked
    from scoring.rule_forms import Change

_FORM = click.argument("form", type=click.Path(exists=True, dir_okay=False, path_type=Path))
_LANGUAGE = click.option(
    "--language", type=click.Choice(["zh_CN", "en"]), help="Default: the centre's."
)
_REPORT = click.option("--report", type=click.Path(path_type=Path), help="Write the answer here.")
_MAIL = click.option("--mail", help="Send the answer to this address.")
_MONTHS = click.option(
    "--periods", type=click.IntRange(0, 60), default=3, show_default=True,
    help="Months that the change is tried on; 0 for none.",
)  # fmt: skip


@click.group()
def rules() -> None:
    """Rules by workbook: export the form, check an edited one, take it over."""


@rules.command()
@click.option("--to", "path", type=click.Path(path_type=Path), required=True, help="Workbook.")
@_LANGUAGE
def export(path: Path, language: Literal["zh_CN", "en"] | None) -> None:
    """Write the form: every dated value of the rules, with room for new ones."""
    from pipelines.rule_forms.forms import export_form

    here = _here()
    book = export_form(here, language or here.centre.settings.languages[0])
    path.write_bytes(book.content)
    click.echo(f"{path}: {len(here.values)} dated values of {len(here.texts)} rule files")
    if here.locked_upto:
        click.echo(f"values up to {here.locked_upto} are locked")


@rules.command("check")
@_FORM
@_LANGUAGE
@_REPORT
@_MAIL
@_MONTHS
def check_command(
    form: Path, language: Literal["zh_CN", "en"] | None, report: Path | None, mail: str | None,
    periods: int,
) -> None:  # fmt: skip
    """Say what an edited form changes and costs, or every fault with its cell. Writes no rule."""
    checked = _checked(_here(), form, language, report, mail, periods)
    _refuse_faults(form, checked)


@rules.command()
@_FORM
@_LANGUAGE
@_REPORT
@_MAIL
@_MONTHS
def apply(
    form: Path, language: Literal["zh_CN", "en"] | None, report: Path | None, mail: str | None,
    periods: int,
) -> None:  # fmt: skip
    """Check an edited form and write its changes into the rule files. All of it, or nothing."""
    from pipelines.rule_forms.centre_rules import write_texts

    here = _here()
    checked = _checked(here, form, language, report, mail, periods)
    _refuse_faults(form, checked)
    for path in write_texts(here, checked.verdict.texts):
        click.echo(f"written: {shown(path)}")
    if not checked.verdict.texts:
        click.echo("nothing to write")


def _here() -> CentreRules:
    from pipelines.rule_forms.centre_rules import CentreRules

    house = house_from_environment()
    return CentreRules(house, load_centre(house.centre_dir))


def _checked(
    here: CentreRules, form: Path, language: str | None, report: Path | None, mail: str | None,
    periods: int,
) -> Checked:  # fmt: skip
    from pipelines.rule_forms.answers import send_answer
    from pipelines.rule_forms.forms import check_form

    checked = check_form(here, form, language or here.centre.settings.languages[0], periods)
    for change in checked.verdict.changes:
        click.echo(_told(change))
    if not checked.verdict.changes and checked.verdict.accepted:
        click.echo("the form changes nothing / 表单没有任何改动")
    for line in _effect(checked):
        click.echo(line)
    if report is not None:
        report.write_bytes(checked.report.content)
        click.echo(f"answer: {report}")
    if mail is not None:
        click.echo(f"mail to {mail}: {send_answer(here, checked, mail)}")
    return checked


def _told(change: Change) -> str:
    from scoring.rules.rule_words import told

    zh = f"{change.day}  {change.of.label.zh}: {told(change.old).zh} → {told(change.new).zh}"
    how = "（更正）" if change.corrects else ""
    return f"{zh}{how}  [{change.source}]  {change.address}"


def _effect(checked: Checked) -> Iterator[str]:
    """Sums of the trial only: who moves by how much is not told by a command."""
    if checked.trial is None:
        return
    rows = [row for row in checked.trial.summary.to_pylist() if row["period"] == "all"]
    (whole,) = (row for row in rows if row["scope_kind"] == "centre")
    yield (
        f"tried on {', '.join(checked.trial.tried.months)}: pay {whole['before_amount']:,} → "
        f"{whole['after_amount']:,} ({whole['delta_amount']:+,}); {whole['winners']} win, "
        f"{whole['losers']} lose of {whole['people']} person-months"
    )


def _refuse_faults(form: Path, checked: Checked) -> None:
    problems = checked.verdict.problems
    for problem in problems:
        click.echo(str(problem), err=True)
    if problems:
        raise Refusal(
            f"the form has {len(problems)} faults and nothing was taken over / "
            f"表单有 {len(problems)} 处问题，未做任何改动",
            place=Place(form.name),
            next_step="correct the cells above and try again / 请改正上列单元格后重试",
        )
