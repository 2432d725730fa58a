"""Tables for a terminal: what is given, every step, the pictures, the answer and how to read it."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
from rich.table import Table
from rich.text import Text

from nnexplain.engine.exactness import shown_whole
from nnexplain.formats import Options
from nnexplain.formats.table import whole as _whole
from nnexplain.formats.table.epochs import epochs_block
from nnexplain.formats.table.path import path_block
from nnexplain.formats.table.steps import Pen, steps_block
from nnexplain.formats.table.text import Grid, beside, break_sum, fits, grid, labelled, narrow
from nnexplain.formats.table.views import view
from nnexplain.notation.tree import Leaf
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.example import Cell, Step, WorkedExample

if TYPE_CHECKING:
    from rich.console import Console

BLOCKS = {"path": path_block, "epochs": epochs_block}

SECTIONS = {
    "forward": "",
    "backward": "Backward pass · gradients, from the result back to the inputs",
    "update": "Update",
    "check": "Checks",
}


def render(example: WorkedExample, options: Options) -> str:
    """The whole page as text."""
    pen = Pen(options)
    text = "".join(_shown(part, pen) for part in page(example, pen))
    return "\n".join(line.rstrip() for line in text.splitlines()) + "\n"


def printed(example: WorkedExample, options: Options, **more: Any) -> Console:
    """The page on a console of its own (``record=True`` lets it be exported as a picture)."""
    console = _console(options, **more)
    for part in page(example, Pen(options)):
        console.print(part, soft_wrap=False)
    return console


def _console(options: Options, **more: Any) -> Console:
    from rich.console import Console

    return Console(
        file=io.StringIO(),
        width=options.width,
        height=25,  # never used, but without it Rich asks the terminal at every line
        force_terminal=options.color,
        no_color=not options.color,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        **more,
    )


def _shown(part: Any, pen: Pen) -> str:
    """A part as text: Rich's console colours and wraps, and what needs neither is drawn as it stands."""
    if not pen.options.color:
        if isinstance(part, Text):
            return "".join(_line(line, pen) for line in part.plain.split("\n"))
        if isinstance(part, Table) and _whole.fits(part, pen.width):
            return "\n".join(_whole.lines(part)) + "\n"
    return _by_console(part, pen)


def _line(line: str, pen: Pen) -> str:
    """A line of text, which is broken already: Rich measures every word of one that may not fit."""
    return f"{line}\n" if fits(line, pen.width) else _by_console(Text(line), pen)


def _by_console(part: Any, pen: Pen) -> str:
    console = _console(pen.options)
    console.print(part, soft_wrap=False)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def page(example: WorkedExample, pen: Pen) -> Iterator[Any]:
    """The parts of the page, top to bottom."""
    yield pen.text(example.title, "bold cyan")
    cut = any(step.section for step in example.steps)  # of what is read part by part the answer comes first
    if cut:
        yield from _answered(example, pen)
        yield Text("")
    yield _given(example, pen)
    yield from _worked(example, pen)
    if example.hand is not None:
        yield pen.text(f"\nBy hand · every value rounded to {_decimals(example)} before the next uses it", "bold cyan")
        yield _by_hand(example, pen)
    if example.versus:
        yield pen.text("\nSide by side", "bold cyan")
        yield _side_by_side(example, pen)
    if example.derivation:
        yield from _derivation(example, pen)
    yield Text("")
    if not cut:
        yield from _answered(example, pen)
    yield from _remarks(example, pen)


def _decimals(example: WorkedExample) -> str:
    n = example.hand_decimals
    return "1 decimal" if n == 1 else f"{n} decimals"


def _given(example: WorkedExample, pen: Pen) -> Text:
    given = {step.name: step for step in example.given}
    blocks = []
    for name, value in example.inputs.items():
        if example.asked and name not in example.asked:
            continue
        if name in given:
            blocks.append(_given_block(given[name], pen))
        elif not isinstance(value, bool) or value:
            text = "yes" if value is True else ", ".join(value) if isinstance(value, list) else str(value)
            blocks.append([pen.sign(f"{'f' if name == 'activation' else name} = {text}")])
    if pen.narrow:
        return Text("\n".join(["given", *(f" {line}" for line in beside(blocks, pen.width - 1))]))
    lines = beside(blocks, pen.width - 7)
    return Text("\n".join(labelled("given  ", lines)))


def _given_block(step: Step, pen: Pen) -> list[str]:
    """``W = ⎡...⎤``, cut down until it fits."""
    name = step.name if "." in step.name else symbol_text(step.symbol)  # of several W_Q, which

    def exact(index: Any) -> Any:
        return step.cell(index).result.exact

    if pen.narrow:
        return [pen.sign(line) for line in narrow(f"{name} = ", step.value, exact, pen.notation, pen.width - 1).lines]

    def shown_of(values: Any, most: int) -> Grid:
        return grid(values, exact, pen.notation, most)

    sizes = [8, 6, 5, 4, 3, 2]
    while len(sizes) > 1 and step.value.ndim == 2 and shown_of(step.value[:1], sizes[0]).width > pen.width - 20:
        del sizes[0]  # the first row alone is too wide
    for most in sizes:
        shown = shown_of(step.value, most)
        if shown.width <= pen.width - 20:
            break
    note = [] if not shown.more else [f"({' × '.join(map(str, step.value.shape))}, the first entries)"]
    return [pen.sign(line) for line in labelled(f"{name} = ", [*shown.lines, *note])]


def _worked(example: WorkedExample, pen: Pen) -> Iterator[Any]:
    steps = [step for step in example.steps if step.kind != "given"]
    for heading, members in _parts(steps):
        if heading:
            yield pen.text("\n" + heading, "bold cyan")
        yield from _pictures(members, example, pen, before=True)
        for block_of, part in groupby(members, key=lambda step: BLOCKS.get(step.view or "", steps_block)):
            yield from block_of(list(part), pen)
        yield from _notes(members, pen)
        yield from _pictures(members, example, pen, before=False)


def _parts(steps: Sequence[Step]) -> Iterator[tuple[str, list[Step]]]:
    """The steps cut into parts, each with its heading: by what the lesson says, else by their kind."""
    if any(step.section for step in steps):
        for heading, members in groupby(steps, key=lambda step: step.section):
            yield heading, list(members)
        return
    plain = all(step.kind in ("forward", "update") for step in steps)  # one story: no headings within it
    for kind, members in groupby(steps, key=lambda step: "forward" if plain else step.kind):
        yield SECTIONS.get(kind, "") if kind != steps[0].kind else "", list(members)


def _pictures(steps: Sequence[Step], example: WorkedExample, pen: Pen, *, before: bool) -> Iterator[Any]:
    """A sum term by term goes before the steps; shares and heat maps after them."""
    for step in steps:
        if (step.view == "terms") == before:
            pictures = view(step, example, pen)
            if pictures:
                yield pen.text(f"{step.title}, term by term" if before else step.title, "bold")
            yield from pictures


def _notes(steps: Sequence[Step], pen: Pen) -> Iterator[Any]:
    for note in dict.fromkeys(note for step in steps for note in step.notes):
        yield pen.text(note, "dim")


def _show(value: Any, pen: Pen, exact: Any = None) -> str:
    """A value of ``hand``, ``versus`` or ``inputs`` on one line; without ``exact`` its decimal is taken as typed."""
    if value is None or isinstance(value, (str, bool)):
        return "" if value is None else str(value).lower() if isinstance(value, bool) else value
    if isinstance(value, list):  # names
        return ", ".join(map(str, value))
    return pen.sign(_inline(np.asarray(value, dtype=float), (), pen, exact or _as_typed(value)))


def _as_typed(value: Any) -> Any:
    array = np.asarray(value, dtype=float)
    return lambda index: Fraction(repr(float(array[index]))) if np.isfinite(array[index]) else None


def _inline(array: Any, index: tuple[int, ...], pen: Pen, exact: Any) -> str:
    if array.ndim == 0:
        return pen.notation.number(float(array), exact(index))
    shown = [_inline(part, (*index, place), pen, exact) for place, part in enumerate(array[:8])]
    return "[" + ", ".join(shown + ["…"] * (len(array) > 8)) + "]"


def _by_hand(example: WorkedExample, pen: Pen) -> Any:
    assert example.hand is not None
    table = pen.table("value", "by hand", "unrounded")
    for name, value in example.hand.items():
        unrounded = _show(example.values[name], pen, partial(example.exact, name))
        table.add_row(pen.text(name), pen.text(_show(value, pen)), pen.text(unrounded))
    return pen.fitted(table)


def _side_by_side(example: WorkedExample, pen: Pen) -> Any:
    columns: list[Any] = [example, *(example.versus or [])]
    heads = ["as given"]
    for variant in example.versus or []:
        heads += [f"{name} = {_show(value, pen)}" for name, value in variant.changed.items()]
    table = pen.table("value", *heads)
    table.columns[0].no_wrap = True
    for name in dict.fromkeys(name for column in columns for name in column.values):
        table.add_row(
            pen.text(name), *(pen.text(_show(c.values.get(name), pen, partial(c.exact, name))) for c in columns)
        )
    for name in example.gradients or {}:
        cells = (_show((c.gradients or {}).get(name), pen) for c in columns)
        table.add_row(pen.text(f"gradients.{name}"), *map(pen.text, cells))
    return pen.fitted(table)


def _derivation(example: WorkedExample, pen: Pen) -> Iterator[Any]:
    yield pen.text("\nDerivation · by SymPy, each line checked in this run", "bold cyan")
    for line in example.derivation or []:
        for place, part in enumerate(break_sum(line.unicode, pen.width - 4)):
            yield pen.text(f"{'  ' if place else ''}  {part}")
        yield pen.text(f"      {line.because}  {'[checked]' if pen.options.ascii else '✓'}", "dim")


def _answered(example: WorkedExample, pen: Pen) -> Iterator[Any]:
    """The answer, and how to read it."""
    answer = _answer(example, pen)
    first, *rest = [pen.told(remark) for remark in example.remarks] or [""]
    joined = f"{answer}   {first}".rstrip()
    if len(joined) <= pen.width and "\n" not in answer:
        yield Text.assemble((answer, "bold green"), pen.text(f"   {first}" if first else ""))
    else:
        yield Text(answer, "bold green")
        if first:
            yield pen.text(first)
    for line in rest:
        yield pen.text(line)


def _remarks(example: WorkedExample, pen: Pen) -> Iterator[Any]:
    for line in example.conventions:
        yield pen.text(f"Convention: {line}.", "dim")
    for line in example.warnings:
        yield pen.text(f"Warning: {line}.", "yellow")


def _answer(example: WorkedExample, pen: Pen) -> str:
    array = np.asarray(example.result, dtype=float)
    name = example.result_name

    def exact(index: Any) -> Any:
        return example.exact(name, index)

    most = 8 if array.ndim < 2 else 6
    shown = grid(array, exact, pen.notation, most)
    step = next((step for step in example.steps if step.id == name), None)
    cell = step.cell if step is not None else lambda i: Cell(i, Leaf, lambda: Leaf(float(array[i]), exact(i)))
    whole = shown.more == 0 and all(shown_whole(cell(i), pen.options.precision) for i in np.ndindex(array.shape))
    symbol = symbol_text(example.symbol) if example.symbol else name
    label = f"{symbol} {'=' if whole else '≈'} "
    if pen.narrow:
        shown = narrow(label, array, exact, pen.notation, pen.width, most)
        return "\n".join(map(pen.sign, shown.lines))
    return "\n".join(pen.sign(line) for line in labelled(label, shown.lines))
