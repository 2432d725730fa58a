"""Names, where a reader of the graph stops, and what a calculation says in words."""

from __future__ import annotations

from nnexplain.engine.arithmetic import same
from nnexplain.engine.graph import Node
from nnexplain.engine.remark import Remark, Told
from nnexplain.engine.trace import Trace, add_remark, place
from nnexplain.notation.tree import Symbol, as_symbol


def named(
    name: str,
    node: Node,
    title: str = "",
    *,
    symbol: str | Symbol | None = None,
    through: bool = False,
    public: bool = True,
    view: str | None = None,
    note: str = "",
    kind: str = "",
    lined: bool = False,
    constant: bool = False,
) -> Node:
    """Give a node the name under which a reader sees it; a node named already is renamed by a new one.

    ``public=False`` keeps a step out of ``values``; ``through`` lets formulas show what it is made of;
    ``lined`` gives its gradient a line even where it is another's; no gradient flows back through a ``constant`` one.
    """
    bare = name
    name = place() + name
    if node.name is not None and node.name != name:
        node = same(node)
    node.name, node.title, node.public, node.through, node.view = name, title, public, through, view
    node.kind, node.lined, node.constant = kind, lined, node.constant or constant
    if node.symbol is None or symbol is not None:
        node.symbol = as_symbol(symbol if symbol is not None else bare)
    if note:
        node.notes.append(note)
    Trace.add(node)
    return node


def say(text: str, **values: Told) -> None:
    """Add a sentence that reads the answer in plain words; ``values`` are what its ``{name}`` stand for."""
    add_remark(Remark(text, values) if values else text)
