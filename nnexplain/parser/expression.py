"""A text as a tree, the tree as a graph, and what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from nnexplain.arrays import Array
from nnexplain.engine.graph import Node
from nnexplain.engine.reader import deep_recursion
from nnexplain.limits import CHARACTERS, OPERATIONS
from nnexplain.parser.functions import CONSTANTS
from nnexplain.parser.grammar import Grammar
from nnexplain.parser.sources import read_tokens
from nnexplain.parser.tree import Apply, Expression, Name, Program

if TYPE_CHECKING:
    import numpy.typing as npt


def parse(text: str, option: str = "--expr", *, claims: bool = False) -> Program:
    """The sub-steps of a text; errors name the option, the place, and what would be right.

    With ``claims`` a sub-step may go on with what it is said to be: ``2 + 3 = 5``.

    >>> [statement.name for statement in parse("a = 0.1*2; b = a + 0.5; b^2").statements]
    ['a', 'b', None]
    >>> parse("2*(3+4")
    Traceback (most recent call last):
    nnexplain.errors.InputError: --expr has '(' at character 3 that is never closed; add ')'
    """
    CHARACTERS.check(len(text), option)
    with deep_recursion():
        found = Program(text, option, Grammar(read_tokens(text), option, claims=claims).statements())
    parts = (part for line in found.statements for part in line.parts())
    OPERATIONS.check(sum(isinstance(part, Apply) and part.head not in ("list", "neg") for part in parts), option)
    return found


def parse_prefix(
    text: str,
    start: int = 0,
    option: str = "the expression",
    *,
    end: int | None = None,
    names: bool = True,
    latex: bool | None = None,
) -> tuple[Expression, int]:
    """The longest expression that begins at ``start`` in running text, and the place where it ends.

    ``names=False`` takes numbers, functions and constants only, so that words end it.

    >>> parse_prefix("0.1 + 0.2 = 0.3")[1]
    9
    >>> parse_prefix("0.1 + 0.2 (a sum)", names=False)[1]
    9
    """
    stop = min(len(text) if end is None else end, start + CHARACTERS.most)
    grammar = Grammar(read_tokens(text, start, stop, latex=latex), option, tolerant=True, names=names)
    with deep_recursion():
        found = grammar.expression()
    return found, grammar.tokens[grammar.at - 1].end


def free_names(program: Program) -> list[str]:
    """The names that the text uses and does not give, in the order of their first use.

    >>> free_names(parse("a = 2 x; a + pi + b"))
    ['x', 'b']
    """
    known = set(CONSTANTS)
    found: dict[str, None] = {}
    for statement in program.statements:
        names = (part.name for part in statement.parts() if isinstance(part, Name))
        found.update(dict.fromkeys(name for name in names if name not in known))
        if statement.name is not None:
            known.add(statement.name)
    return list(found)


def build(
    program: Program,
    names: Mapping[str, Node],
    naming: Callable[[str, Node], Node] | None = None,
    noting: Callable[[Apply, Node], Node] | None = None,
) -> list[tuple[str | None, Node]]:
    """Each sub-step as a node, in order; ``naming(name, node)`` may give a sub-step its name as it is made.

    ``noting(tree, node)`` sees every operation inside, from the innermost, and may name it too.

    >>> [(name, float(node.value)) for name, node in build(parse("a = 2*3; a^2"), {})]
    [('a', 6.0), (None, 36.0)]
    """
    from nnexplain.parser.builder import Builder

    with deep_recursion():
        return Builder(program, names, naming, noting).statements()


def value(text: str, names: Mapping[str, npt.ArrayLike] | None = None, option: str = "the expression") -> Array:
    """The number (or array) that a text comes to.

    >>> float(value("0.5 × (−0.3) + (−0.2)")), value("[1, 2] + 1").tolist(), float(value("2w", {"w": 0.25}))
    (-0.35, [2.0, 3.0], 0.5)
    """
    import numpy as np

    from nnexplain.engine.graph import given

    nodes = {name: given(name, number) for name, number in (names or {}).items()}
    with np.errstate(all="ignore"):
        return build(parse(text, option), nodes)[-1][1].value
