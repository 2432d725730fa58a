"""One number's chain: the slopes from the result back to it, each worked once, and what they come to."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import reduce

from nnexplain.errors import plural
from nnexplain.notation.printer import Notation
from nnexplain.notation.tree import Tree, Written, leaves
from nnexplain.notation.unicode import Unicode
from nnexplain.pages.blocks import Block, Equation, Heading, Paragraph
from nnexplain.worked.trace import Factor, Path, Traced

_NAMES: Notation = Unicode(numbers=False)


def traced(trace: Traced) -> Iterator[Block]:
    """The chain, from top to bottom."""
    yield Heading(f"Trace of {trace.path} · from the result back to that one number")
    if trace.of:
        yield Paragraph(f"The result is differentiated as one number: {trace.of}.", "faint")
    shown: set[str] = set()
    if len(trace.paths) == 1:
        yield from _only_path(trace, trace.paths[0])
        return
    yield from _how_many(trace)
    for number, path in enumerate((path for path in trace.paths if path.value != 0), 1):
        yield Heading(f"path {number}", level=3)
        yield Equation((_chain(path),), path.cell)
        yield from _factors(path.factors, shown)
    yield from _empty([path for path in trace.paths if path.value == 0])
    if trace.paths:
        yield Heading("their sum", level=3)
        yield Equation((trace.name,), trace.cell)
        yield from _checked(trace)


def _only_path(trace: Traced, path: Path) -> Iterator[Block]:
    if len(path.factors) > 1:
        yield Equation((trace.name, _chain(path)), path.cell)
    yield from _factors(path.factors, set(), level=int(len(path.factors) > 1))
    if path.value == 0 and len(path.factors) > 1:
        name = _NAMES.text(_zero(path).name)
        yield Paragraph(f"{name} is 0, so nothing comes back along this path.", "faint", level=1)
    yield from _together(trace)
    yield from _checked(trace)


def _empty(paths: Sequence[Path]) -> Iterator[Block]:
    """Paths that carry nothing, by the factor that is 0."""
    by_zero: dict[str, list[Factor]] = {}
    for path in paths:
        zero = _zero(path)
        by_zero.setdefault(_NAMES.text(zero.name), []).append(zero)
    if by_zero:
        yield Heading(f"{plural(len(paths), 'path')} along which nothing comes back, for a factor is 0", level=3)
    for zeros in by_zero.values():
        note = f"(in {plural(len(zeros), 'path')})" if len(by_zero) > 1 else ""
        yield Equation(tuple(_sides(zeros[0])), zeros[0].cell, level=1, note=note)


def _zero(path: Path) -> Factor:
    """The factor that lets nothing through; of several the one that is 0 exactly."""
    zeros = [factor for factor in path.factors if factor.value == 0] or list(path.factors)
    return min(zeros, key=lambda factor: factor.cell.result.exact is None)


def _how_many(trace: Traced) -> Iterator[Block]:
    name = _NAMES.text(trace.name)
    if not trace.paths:
        yield Paragraph(f"Nothing that leads to the result uses this number, so {name} = 0.")
        return
    yield Paragraph(f"{plural(len(trace.paths), 'path')} lead to it; {name} is their sum.")
    yield from _together(trace)


def _together(trace: Traced) -> Iterator[Block]:
    """What is said of paths that are told together."""
    if not trace.together:
        return
    names = dict.fromkeys(_NAMES.text(path.factors[0].name) for path in trace.paths)
    first = next(iter(names))
    every = f"All in all there are {trace.counted:,} paths" if trace.counted else "There are too many paths to count"
    which = f"{first} is" if len(names) == 1 else f"{first} and the like are each"
    yield Paragraph(
        f"{every}; those that share their way are told together: {which} the sum over all that follows, "
        "as the backward pass has worked it.", "faint",
    )  # fmt: skip


def _chain(path: Path) -> Written:
    """The factors by their names, with a dot between them."""
    names: list[Written] = [factor.name for factor in path.factors]
    return reduce(lambda a, b: Tree("dot", (a, b)), names)


def _factors(factors: Sequence[Factor], shown: set[str], level: int = 1) -> Iterator[Block]:
    """Each factor that has not been worked further up."""
    for factor in factors:
        name = _NAMES.text(factor.name)
        if name not in shown:
            shown.add(name)
            note = f"(step {factor.step})" if factor.step else ""
            yield Equation(tuple(_sides(factor)), factor.cell, level=level, note=note)


def _sides(factor: Factor) -> Iterator[Written]:
    """The slope's name, and what it is in symbols, where it has any."""
    yield factor.name
    written = factor.cell.written
    if any(leaf.symbol for leaf in leaves(written)) and _NAMES.text(written) != _NAMES.text(factor.name):
        yield written


def _checked(trace: Traced) -> Iterator[Block]:
    if trace.step:
        name = _NAMES.text(trace.name)
        yield Paragraph(f"The backward pass comes to the same: {name} is its step {trace.step}.", "good")
