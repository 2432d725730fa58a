"""The names that a reader may call an input by: its own, its long one, or the symbol that stands on the page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from nnexplain.engine.graph import Node
from nnexplain.notation.letters import SPELLED, from_lowered
from nnexplain.notation.tree import Symbol, as_symbol
from nnexplain.notation.unicode import symbol_text
from nnexplain.worked.lesson import LONG_NAMES, Lesson

SHOWN = {"activation": "f"}  # how a page calls what is given and is no number
_SPELLED = str.maketrans(SPELLED)


def plain_name(name: str) -> str:
    """A name as a keyboard has it: Greek letters spelled out, subscripts on the line.

    >>> plain_name("η"), plain_name("W₁"), plain_name("W_Q"), plain_name("∂L/∂W₁")
    ('eta', 'W1', 'WQ', '∂L/∂W1')
    """
    return from_lowered(name.strip().translate(_SPELLED)).replace("_", "")


def called(name: str, known: Mapping[str, Iterable[str]]) -> str | None:
    """The one of the known names that is meant, each with what else it is called; None where that is none, or several.

    >>> called("T", {"temperature": ["T"], "target": ["t"]}), called("W_1", {"W1": []}), called("Q", {"a": "Q"})
    ('temperature', 'W1', 'a')
    """
    if name in known:
        return name
    wanted = plain_name(name)
    own = [key for key in known if plain_name(key) == wanted]
    found = own or [key for key, others in known.items() if wanted in map(plain_name, others)]
    return found[0] if len(found) == 1 else None


def input_names(lesson: Lesson, nodes: Mapping[str, Node], names: Iterable[str]) -> dict[str, list[str]]:
    """The names of inputs, each with what else it may be called; ``nodes`` are those that are numbers and given."""
    return {name: list(_others(name, lesson, nodes.get(name))) for name in names}


def _others(name: str, lesson: Lesson, node: Node | None) -> Iterable[str]:
    if name in LONG_NAMES and name in lesson.parameters:
        yield LONG_NAMES[name]
        yield LONG_NAMES[name].replace("-", "_")
    if name in SHOWN:
        yield SHOWN[name]
    declared: str | Symbol = getattr(lesson.parameters.get(name), "symbol", "")
    symbol = declared if node is None else node.symbol
    if symbol:
        yield symbol_text(as_symbol(symbol))
