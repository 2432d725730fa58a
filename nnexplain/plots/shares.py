"""The shares that a softmax gives, a bar for each class."""

from __future__ import annotations

from nnexplain.arrays import Index
from nnexplain.notation.unicode import Unicode
from nnexplain.plots.bars import Bar, Group, bars
from nnexplain.plots.canvas import BLUE, GREEN, Canvas
from nnexplain.plots.entries import called, largest, number, row_name, rows, viewed
from nnexplain.plots.target import target_of
from nnexplain.worked.example import Step, WorkedExample


def draw(example: WorkedExample, notation: Unicode) -> Canvas | None:
    """The last step of shares, row by row."""
    steps = viewed(example, "shares")
    if not steps or not steps[-1].value.ndim:
        return None
    step = steps[-1]
    groups = [_group(example, step, index, notation) for index, _ in rows(step)]
    best = int(step.value.reshape(-1, step.value.shape[-1])[0].argmax())
    told = "A bar for each class, as long as its share; the shares of a row add up to 1."
    if step.value.ndim == 1:
        told += f" The largest is that of {called(step, (best,))}."
    return bars("Softmax: the share of each class", told, groups, most=1.0 if step.value.max() > 0.5 else 0.0)


def _group(example: WorkedExample, step: Step, row: Index, notation: Unicode) -> Group:
    target = target_of(example, step.value.shape, row)
    values = step.value[row]
    shown = largest(values, target)
    found = [_bar(step, (*row, place), place == target, notation) for place in shown]
    rest = len(values) - len(shown)
    return Group(row_name(step, row[-1]) if row else "", found, f"… and {rest} smaller ones" if rest else "")


def _bar(step: Step, index: Index, is_target: bool, notation: Unicode) -> Bar:
    text = number(step, index, notation)
    return Bar(called(step, index), float(step.value[index]), text, "← target" if is_target else "",
               GREEN if is_target else BLUE)  # fmt: skip
