"""The steps of a worked example as rows: what is done, its formula, the numbers put in, the value."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich import box
from rich.table import Table
from rich.text import Text

from nnexplain.engine.exactness import shown_whole
from nnexplain.engine.remark import Remark
from nnexplain.formats import Options
from nnexplain.formats.table import whole as _whole
from nnexplain.formats.table.text import MOST_SHOWN, break_sum, grid, labelled, more_text, narrow, signs, wrapped
from nnexplain.notation.tree import Tree, leaves
from nnexplain.notation.unicode import Unicode, symbol_text
from nnexplain.worked.arithmetic import MOST_TERMS, sides
from nnexplain.worked.example import Step

NARROW = 60  # columns below which a label may stand above its array, and arithmetic is hardly indented
LEAST_NUMBERS = 17  # columns below which the arithmetic no longer reads well in a table


class Pen:
    """What the parts of a page share: the notation, the width, and the signs that may be used."""

    def __init__(self, options: Options) -> None:
        self.options = options
        self.notation = Unicode(self.options.precision, most_terms=MOST_TERMS)
        self.symbols = Unicode(self.options.precision, numbers=False)

    @property
    def width(self) -> int:
        return self.options.width

    def sign(self, text: str) -> str:
        return signs(text, self.options)

    def text(self, text: str, style: str = "") -> Text:
        return Text(self.sign(text), style=style)

    def told(self, remark: str | Remark) -> str:
        """A sentence, its numbers with the digits asked for."""
        return remark if isinstance(remark, str) else remark.read(self.notation)

    def table(self, *headers: str, **more: Any) -> Table:
        style = box.ASCII2 if self.options.ascii else box.ROUNDED
        table = Table(box=style, border_style="dim", header_style="bold", **more)
        for header in headers:
            table.add_column(self.text(header))
        return table

    def fitted(self, table: Table) -> Any:
        """The table, or its rows as lists where the page is too narrow for it."""
        if _whole.width(table) <= self.width:
            return table
        from nnexplain.formats.table.squeezed import fitted

        return fitted(table, self)

    @property
    def narrow(self) -> bool:
        """Whether there is little room for labels and indentation."""
        return self.width < NARROW

    def formula(self, step: Step) -> str:
        """``z = w · x + b``; a step known by its formula alone shows just that."""
        text = self.symbols.text(step.formula)
        name = symbol_text(step.symbol)
        if step.value.ndim == 0 and step.kind == "forward" and not any(leaf.symbol for leaf in leaves(step.formula)):
            return name  # plain numbers: the arithmetic beside it says the same
        return text if name == step.name and "_" in step.symbol.base else f"{name} = {text}"


def steps_block(steps: Sequence[Step], pen: Pen) -> list[Any]:
    """The steps as a table where it fits, else one below the other."""
    if all(step.value.ndim < 2 for step in steps):
        room = _room(steps, pen)
        if room >= LEAST_NUMBERS:
            return [_table(steps, pen, room)]
    return [_stacked(step, pen) for step in steps]


def _room(steps: Sequence[Step], pen: Pen) -> int:
    """The columns left for the arithmetic; values are not worked where there is no room without them."""
    what = max(4, *(len(step.title) for step in steps))
    formula = max(7, *(len(pen.sign(pen.formula(step))) for step in steps))
    room, value = pen.width - 4 - what - formula - 16, 5
    for step in steps if room - value >= LEAST_NUMBERS else ():
        value = max(value, *(len(sides(cell, pen.notation)[1]) for cell in step.cells(MOST_SHOWN)))
    return room - value


def _table(steps: Sequence[Step], pen: Pen, room: int) -> Table:
    table = pen.table()
    table.add_column("step", justify="right")
    table.add_column("what", no_wrap=True)
    table.add_column("formula", no_wrap=True)
    table.add_column("with the numbers")
    table.add_column("value", no_wrap=True, vertical="bottom")
    for step in steps:
        head = (str(step.number), step.title, pen.formula(step))
        for number, cell in enumerate(step.cells(MOST_SHOWN)):
            written, result = sides(cell, pen.notation)
            worked = step.arithmetic and isinstance(cell.written, Tree)
            numbers = "\n".join(break_sum(pen.sign(written), room)) if worked else ""
            table.add_row(*map(pen.text, head if number == 0 else ("", "", "")), pen.text(numbers), pen.text(result))
        if step.value.size > MOST_SHOWN:
            table.add_row("", "", "", pen.text(more_text(step, step.value.size - MOST_SHOWN), "dim"), "")
    return table


def _stacked(step: Step, pen: Pen) -> Text:
    lines = [f"{step.number:>3}  {step.title}".rstrip()]
    indent = "  " if pen.narrow else "     "
    lines += [indent + line for line in break_sum(pen.sign(pen.formula(step)), pen.width - len(indent))]
    if step.arithmetic:
        lines += _cell_lines(step, pen)
    lines += _value_lines(step, pen)
    text = pen.text("\n".join(line.rstrip() for line in lines))
    text.stylize("bold", 0, len(lines[0]))
    return text


def _cell_lines(step: Step, pen: Pen) -> list[str]:
    lines = []
    indent = "  " if pen.narrow else "       "
    for cell in step.cells(MOST_SHOWN):
        if not isinstance(cell.written, Tree):
            continue
        written, result = sides(cell, pen.notation)
        label = f"{symbol_text(step.symbol, cell.index)} = " if cell.index and step.symbol.over is None else ""
        broken = break_sum(pen.sign(f"{label}{written} {result}"), pen.width - len(indent) - 2)
        lines += [f"{indent}{'  ' if place else ''}{line}" for place, line in enumerate(broken)]
    if step.value.size > MOST_SHOWN:
        lines.append(f"{indent}{pen.sign(f'… and {step.value.size - MOST_SHOWN} more entries, worked the same way')}")
    return lines


def _value_lines(step: Step, pen: Pen) -> list[str]:
    if step.value.ndim == 0 and step.arithmetic:
        return []
    name = symbol_text(step.symbol)
    if pen.narrow:
        return _narrow_value(step, pen, name)
    for most in range(MOST_SHOWN, 0, -1):
        shown = grid(step.value, lambda index: step.cell(index).result.exact, pen.notation, most)
        label = f"     {name} {'=' if shown.more == 0 and _all_exact(step, pen) else '≈'} "
        lines = labelled(pen.sign(label), wrapped([pen.sign(line) for line in shown.lines], pen.width - len(label)))
        if max(map(len, lines)) <= pen.width:
            break
    if shown.more:
        lines.append(f"     {pen.sign(more_text(step, shown.more))}")
    return lines


def _narrow_value(step: Step, pen: Pen, name: str) -> list[str]:
    label = f"{name} {'=' if _all_exact(step, pen) else '≈'} "
    shown = narrow(label, step.value, lambda index: step.cell(index).result.exact, pen.notation, pen.width - 1)
    lines = [f" {pen.sign(line)}" for line in shown.lines]
    return [*lines, f" {pen.sign(more_text(step, shown.more))}"] if shown.more else lines


def _all_exact(step: Step, pen: Pen) -> bool:
    return all(shown_whole(cell, pen.options.precision) for cell in step.cells())
