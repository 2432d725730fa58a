"""The graph of a run as a list of steps."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from nnexplain.arrays import Index
from nnexplain.engine.graph import Node
from nnexplain.engine.labels import Labelling, Labels
from nnexplain.engine.reader import ArithmeticWriter, formula
from nnexplain.engine.remark import Remark
from nnexplain.errors import InputError, listed, nearest, quote
from nnexplain.notation.functions import MEANINGS
from nnexplain.notation.tree import Symbol, Tree, Written
from nnexplain.notation.unicode import in_words, symbol_text
from nnexplain.worked.example import Cell, Step

Opening = tuple[str | Remark, ...]
MOST_BETWEEN = 12  # sides of a line; one that takes more is no longer followed by eye
MOST_EACH, BESIDE = 8, 1  # entries of a step whose lines show every operation; and sides of those but the first
_MOST_REMEMBERED = 1000  # cells of a step: more than any page shows


class StepList:
    """Collects steps in order; ids are unique, and a composite's parts come before it as ``id.part``.

    ``section`` names the heading that a step of a kind and an id begins, or ""; it goes for those after it.
    With ``each_operation`` the lines of what is worked forward show every operation.
    """

    def __init__(
        self, section: Callable[[str, str], str] = lambda kind, id: "", *, each_operation: bool = False
    ) -> None:
        self.writer = ArithmeticWriter()
        self._each = each_operation
        self.steps: list[Step] = []
        self._section, self._heading = section, ""
        self._made: dict[int, Step] = {}
        self._by_name: dict[str, Step] = {}
        self._labelling, self._labelled = Labelling(), False
        self._shown = 0  # steps but for those given

    def add_given(self, nodes: Iterable[Node]) -> None:
        for node in nodes:
            self._labelled = self._labelled or node.labels is not None
            if node.name is not None:
                self._append(node, node.name, "given", _unnamed_region(node))

    def add(self, node: Node, kind: str = "forward", id: str | None = None, opening: Opening = ()) -> None:
        """A named node, after the parts of every composite in its formula; ``opening`` as a step has it."""
        if node.serial in self._made:
            return
        id = id or node.name
        assert id is not None
        region = _unnamed_region(node)
        for composite, place in _composites(node, region):
            for part in composite.parts:
                self.add(part, kind, f"{id}{place}.{part.name}")
        self._append(node, id, kind, region, opening)

    def _append(self, node: Node, id: str, kind: str, region: Sequence[Node], opening: Opening = ()) -> None:
        if id in self._by_name:
            raise AssertionError(f"two steps are called {id}")
        self._shown += kind != "given"
        self._heading = self._section(kind, id) or self._heading
        name, written = id.removeprefix("gradients."), formula(node)
        symbol = node.symbol or Symbol(name)
        each = self._each and kind != "backward" and node.value.size <= MOST_EACH
        step = self._made[node.serial] = self._by_name[id] = Step(
            id=id,
            kind=kind,
            name=name,
            title=node.title or (f"gradient for {in_words(name, symbol.over or symbol)}" if kind == "backward" else ""),
            symbol=symbol,
            formula=written,
            value=node.value,
            sources=tuple(self._made[stop.serial] for stop in _stops(region) if stop.serial in self._made),
            labels=self._labels(node, name),
            notes=tuple(node.notes),
            opening=opening,
            meanings=() if kind == "given" else tuple(_meanings(written, region)),
            arithmetic=any(part.op is not None and part.op.kind.arithmetic for part in region),
            view=node.view,
            section=self._heading,
            number=0 if kind == "given" else self._shown,
            cell=_cells(node, self.writer, each=each),
        )
        self.steps.append(step)

    def _labels(self, node: Node, name: str) -> Labels:
        """Its own; a gradient's are those of what it is for."""
        if not self._labelled:
            return ((),) * node.ndim
        of = self._by_name.get(name)
        return of.labels if of is not None and of.value.shape == node.shape else self._labelling.of(node)


def _meanings(written: Written, region: Sequence[Node]) -> Iterator[str]:
    """What the signs of a formula stand for: those of operations, of values that are no steps, and of all formulas."""
    for part in region:
        if part.op is not None and part.op.meaning is not None:
            yield from filter(None, [part.op.meaning(part)])
        yield from (operand.meaning for operand in part.inputs if operand.meaning)
    heads = set(_heads(written))
    yield from (meaning for head, meaning in MEANINGS.items() if head in heads)


def _heads(written: Written) -> Iterator[str]:
    if isinstance(written, Tree):
        yield written.head
        for part in written.args:
            yield from _heads(part)


def _cells(node: Node, writer: ArithmeticWriter, *, each: bool = False) -> Callable[[Index], Cell]:
    """Gives an entry of the node as a cell, the same one when a page asks again."""
    known: dict[Index, Cell] = {}

    def cell(index: Index) -> Cell:
        found = known.get(index)
        if found is None:
            most = 0 if not each else BESIDE if any(index) else MOST_BETWEEN
            found = Cell(index, lambda: writer.entry(node, index), lambda: writer.leaf(node, index), most_between=most)
            if len(known) < _MOST_REMEMBERED:
                known[index] = found
        return found

    return cell


def _composites(node: Node, region: Sequence[Node]) -> Iterator[tuple[Node, str]]:
    """The composites in a node's formula, and what the ids of their parts have behind the node's own."""
    counts: dict[str, int] = {}
    for inner in region:
        if inner.parts:
            assert inner.op is not None
            if inner is node:
                yield inner, ""
            else:
                number = counts[inner.op.name] = counts.get(inner.op.name, 0) + 1
                yield inner, f".{inner.op.name}{number if number > 1 else ''}"


def only(steps: Sequence[Step], inputs: Iterable[str], path: object, option: str) -> tuple[list[Step], list[str]]:
    """The steps whose id is ``path`` or begins with it and a dot, or the N-th as shown (``stepN``, ``N``).

    The name of an input asks for what is given there and for what becomes of it: the steps that use it, its gradient,
    its update. The steps are returned, and the inputs that are asked for. A name may be the symbol on the page.
    """
    from nnexplain.worked.names import SHOWN, called

    path = str(path).strip()
    known = {step.id: [symbol_text(step.symbol)] for step in steps} | {
        name: [SHOWN.get(name, name)] for name in inputs if name in SHOWN or not any(step.id == name for step in steps)
    }
    name = called(path, known) or path
    asked = [one for one in inputs if one == name]
    wanted = {step.id for step in steps if step.id == name or step.id.startswith(f"{name}.")}
    if asked:
        wanted.update(_of_input(steps, name))
    place = re.fullmatch(r"(?:step\s*)?(\d{1,9})", path, re.IGNORECASE)
    if not wanted and place:
        wanted = {step.id for step in steps if step.number == int(place[1]) > 0}
    if not wanted and not asked:
        parts = list(dict.fromkeys(part for id in known for part in (id, id.partition(".")[0])))
        last = max((step.number for step in steps), default=0)
        hint = nearest(path, parts) or f"; the steps are {listed(parts, 12)}"
        raise InputError(f"{option} is {quote(path)}, which is no step (nor step1 to step{last}){hint}")
    return [step for step in steps if step.id in wanted], asked


def _of_input(steps: Iterable[Step], name: str) -> Iterator[str]:
    """What becomes of an input."""
    for step in steps:
        if step.name in (name, f"{name}_new") or (name in step.uses and step.kind != "backward"):
            yield step.id


def _unnamed_region(node: Node) -> list[Node]:
    """The node and the unnamed nodes it is made of, in the order of their making."""
    found, pending = {node.serial: node}, list(node.inputs)
    while pending:
        part = pending.pop()
        if part.name is None and part.serial not in found:
            found[part.serial] = part
            pending.extend(part.inputs)
    return [found[serial] for serial in sorted(found)]


def _stops(region: Sequence[Node]) -> list[Node]:
    """The named nodes that a formula reads directly, from the unnamed ones it is made of."""
    found: dict[int, Node] = {}
    for part in region:
        inside = [part.body, *part.inputs] if part.body is not None else part.inputs
        found.update({stop.serial: stop for stop in inside if stop is not None and stop.name is not None})
    return [found[serial] for serial in sorted(found)]
