"""How a workbook looks: fonts, colours and widths from theme.yaml."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from data_contracts.located_yaml import read_yaml, validated

FILE = "reports/theme.yaml"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Fonts(_Part):
    """Font by language, and its size in points."""

    zh_CN: str
    en: str
    size: int


class Colours(_Part):
    """Named colours; `palette` is the order in which chart series take theirs."""

    ink: str
    muted: str
    rule: str
    header: str
    header_text: str
    tile: str
    link: str
    palette: tuple[str, ...]
    band: str
    scale_low: str
    scale_high: str


class Tone(_Part):
    """What a cell says by its colour."""

    font: str
    fill: str | None


class Columns(_Part):
    """Bounds of a column's width, in characters."""

    narrowest: int
    widest: int


class Theme(_Part):
    """The whole look."""

    fonts: Fonts
    colours: Colours
    tones: dict[str, Tone]
    columns: Columns

    def font(self, locale: str) -> str:
        """The font that has the letters of `locale`."""
        return self.fonts.zh_CN if locale.startswith("zh") else self.fonts.en


@lru_cache(maxsize=1)
def house_theme() -> Theme:
    """The theme that ships with the package. Raises Refusal where the file is broken."""
    text = files("reports").joinpath("theme.yaml").read_text(encoding="utf-8")
    return validated(Theme, read_yaml(text, FILE))
