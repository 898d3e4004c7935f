"""A province's season calendar as it is drawn: for each crop a bar a week, expected against ordered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from chophien.orders.actions.glut import gluts_of
from chophien.orders.selectors.crop_calendar import WEEKS, Cell, CommuneIdeas, CropRow, crop_calendar, resting_communes
from chophien.places.models import Province

STEP, WIDTH, HEIGHT, BASE = 7, 6, 48, 6


@dataclass(frozen=True)
class Bar:
    """One week: where its two bars stand in the drawing, and whether too little is ordered."""

    cell: Cell
    x: int
    expected_y: int
    expected_height: int
    ordered_y: int
    ordered_height: int
    is_glut: bool


@dataclass(frozen=True)
class CropBars:
    """One crop: its bars, and the weeks in which there is anything, for a table."""

    row: CropRow
    bars: Sequence[Bar]
    weeks: Sequence[Bar]

    @property
    def is_glut(self) -> bool:
        return any(bar.is_glut for bar in self.bars)


@dataclass(frozen=True)
class CalendarPage:
    """The calendar of a province, what rests there, and the months over the drawing."""

    province: Province
    crops: Sequence[CropBars]
    communes: Sequence[CommuneIdeas]
    months: Sequence[tuple[int, int]]
    width: int = STEP * WEEKS
    height: int = HEIGHT + BASE
    bar: int = WIDTH
    base: int = HEIGHT


def calendar_page(province: Province, *, on: date) -> CalendarPage:
    """Everything the page of one province shows. Seven statements."""
    gluts = {(row.crop, cell.week) for row, cell in gluts_of(province, on=on)}
    rows = crop_calendar(province, on=on)
    named = [row for row in rows if row.name]
    return CalendarPage(
        province=province,
        crops=[_bars(row, gluts) for row in named],
        communes=resting_communes(province, on=on),
        months=_months(named[0].cells) if named else [],
    )


def _bars(row: CropRow, gluts: Collection[tuple[str, date]]) -> CropBars:
    most = max((max(cell.expected_kg, cell.ordered_kg) for cell in row.cells), default=0) or 1
    bars = []
    for number, cell in enumerate(row.cells):
        expected, ordered = (int(amount * HEIGHT / most) for amount in (cell.expected_kg, cell.ordered_kg))
        is_glut = (row.crop, cell.week) in gluts
        bars.append(Bar(cell, number * STEP, HEIGHT - expected, expected, HEIGHT - ordered, ordered, is_glut))
    return CropBars(row, bars, [bar for bar in bars if bar.cell.expected_kg or bar.cell.ordered_kg])


def _months(cells: Sequence[Cell]) -> list[tuple[int, int]]:
    """Where each month begins in the drawing: (place from the left, month)."""
    starts = [(number * STEP, cell.week.month) for number, cell in enumerate(cells)]
    return [start for before, start in zip([(0, 0), *starts], starts, strict=False) if before[1] != start[1]]
