"""What is collected while a calculation runs: the values it names, and what it says about them."""

from __future__ import annotations

from contextvars import ContextVar
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nnexplain.engine.backward import Backward
    from nnexplain.engine.graph import Node
    from nnexplain.engine.remark import Remark


class Trace:
    """Collects the named nodes of one run, in order; names are unique within it.

    Traces nest (a composite's inside has its own); each thread, and each task, has runs of its own.
    """

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self._names: set[str | None] = set()
        self.said: list[str | Remark] = []
        self.warned: list[str] = []
        self.conventions: list[str] = []
        self.claims: list[Any] = []  # what was said that two sides are, judged
        self.backward: Backward | None = None  # the pass that the run itself has made (see ``backward.differentiate``)
        self.taken: dict[str | None, Node] = {}  # inputs in the shape in which they were taken, by name
        self.place = ""

    def __enter__(self) -> Trace:
        _running.set((*_running.get(), self))
        return self

    def __exit__(self, *_: object) -> None:
        _running.set(_running.get()[:-1])

    @staticmethod
    def add(node: Node) -> None:
        for trace in _running.get()[-1:]:
            if node.name in trace._names:
                raise AssertionError(f"two steps are called {node.name}")
            trace._names.add(node.name)
            trace.nodes.append(node)

    @staticmethod
    def take(given: Node) -> None:
        for trace in _running.get()[-1:]:
            trace.taken[given.name] = given

    @staticmethod
    def keep(backward: Backward) -> None:
        for trace in _running.get()[-1:]:
            trace.backward = backward


class Aside(Trace):
    """A run inside another that the other's reader does not see: its names and its words are its own."""

    def __enter__(self) -> Trace:
        self._outer = _running.get()
        _running.set((self,))
        return self

    def __exit__(self, *_: object) -> None:
        _running.set(self._outer)


# the traces that are open, outermost first; a tuple, so that no thread or task sees another's change
_running: ContextVar[tuple[Trace, ...]] = ContextVar("running", default=())


class within:
    """Steps named inside belong to a place: ``with within("block1"):`` makes ``Q`` the step ``block1.Q``."""

    def __init__(self, place: str) -> None:
        self.place = place

    def __enter__(self) -> None:
        self._trace = _running.get()[-1]
        self._before = self._trace.place
        self._trace.place = f"{self._before}{self.place}."

    def __exit__(self, *_: object) -> None:
        self._trace.place = self._before


def place() -> str:
    """The place that a step named now belongs to, with a dot behind it; "" outside any."""
    return "".join(trace.place for trace in _running.get()[-1:])


def heard() -> bool:
    """Whether anyone collects what is said: a training step finds no words for what it does."""
    return bool(_running.get())


def add_remark(remark: str | Remark) -> None:
    """Add a sentence that reads the answer in plain words."""
    for outermost in _running.get()[:1]:
        outermost.said.append(remark)


def warn(text: str) -> None:
    """Add a warning: the numbers are right, but something about them needs attention."""
    for outermost in _running.get()[:1]:
        if text not in outermost.warned:
            outermost.warned.append(text)


def claim(judged: object) -> None:
    """Add a claim that has been judged."""
    for outermost in _running.get()[:1]:
        outermost.claims.append(judged)


def convention(text: str) -> None:
    """Name a convention that the calculation uses where sources differ."""
    for outermost in _running.get()[:1]:
        if text not in outermost.conventions:
            outermost.conventions.append(text)
