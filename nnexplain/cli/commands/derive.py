"""The theorems behind the calculations, each proved live by SymPy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperArgument, TyperCommand

from nnexplain.cli.options import option
from nnexplain.cli.streams import write
from nnexplain.discovery import summary
from nnexplain.errors import InputError
from nnexplain.visible import json_text

if TYPE_CHECKING:
    from nnexplain.proofs import Topic
    from nnexplain.symbolic.statement import Statement

FORMATS = ("table", "plain", "json")
SIZE = 3


def derive(*topics: str, n: int = SIZE) -> dict[str, Any]:
    """The proofs of those topics (none named: all) as plain data, every line checked in this run.

    ``n`` is the size of the vectors and matrices in topics that take one. An unknown topic, or a size
    outside 2 to 8, is an ``InputError``; a line that fails its check an ``InternalCheckError``.

    >>> import nnexplain as nn
    >>> found = nn.derive("tanh-derivative")["topics"][0]
    >>> found["checked"], found["derivation"][-1]["statement"]["unicode"]
    (True, 'd/dx tanh(x) = 1 − tanh(x)²')
    """
    from nnexplain.pages.proofs import document
    from nnexplain.proofs import select

    return document(_proved(select(topics), n))


def _proved(topics: list[Topic], n: Any) -> list[tuple[Topic, list[Statement]]]:
    from nnexplain.inputs.choices import whole
    from nnexplain.proofs import LEAST, MOST

    size = whole(n, LEAST, "--n", MOST)
    from nnexplain.symbolic.proof import prove  # SymPy only now, when all that was given can be used

    return [(topic, prove(topic, size)) for topic in topics]


def command() -> TyperCommand:
    """``nnexplain derive [TOPIC ...]``."""
    words = TyperArgument(
        param_decls=["topics"], nargs=-1, required=False, type=str, metavar="TOPIC ...",
        help="the topics to prove; * stands for any letters (none named: all)", autocompletion=_known,
    )  # fmt: skip
    params: list[Any] = [
        words,
        option(["--n"], f"size of vectors and matrices, where a topic takes one (default {SIZE})", metavar="N"),
        option(["--list"], "list the topics instead of proving them", flag=True),
        option(["--format"], f"how to show it: {', '.join(FORMATS)}", metavar="NAME", choices=FORMATS),
        option(["--json"], "short for --format json", flag=True),
        option(["--output"], "write there instead of standard output", metavar="FILE"),
        option(["--no-color"], "no colour", flag=True),
    ]
    help_line = f"{summary(Path(__file__))}."
    return TyperCommand("derive", callback=_run, params=params, help=help_line, short_help=help_line.rstrip("."))


def _known(*_: Any) -> list[str]:
    from nnexplain.proofs import topics

    return list(topics())


def _run(**given: Any) -> int:
    from nnexplain.cli.calculator import _escaped, _format, _options
    from nnexplain.proofs import select

    form, options = _format(given, FORMATS), _options(given)
    chosen = select(given["topics"])
    _refuse_idle(given, chosen, form)
    if given["list"]:
        from nnexplain.pages.proofs import contents, plain_contents

        text = contents(chosen, options) if form == "table" else plain_contents(chosen)
    else:
        text = _shown(_proved(chosen, SIZE if given["n"] is None else given["n"]), form, options)
    write(_escaped(text) if form == "json" and options.ascii else text, given.get("output"))
    return 0


def _refuse_idle(given: dict[str, Any], chosen: list[Topic], form: str) -> None:
    """Options that would do nothing are said, not ignored."""
    if given["list"] and form == "json":
        raise InputError("--list is shown as a table or as plain text, not as json; leave --list out to prove them")
    if given["n"] is not None and given["list"]:
        raise InputError("--n is the size that topics are proved for; --list proves none, so leave one of them out")
    if given["n"] is not None and not any(topic.sized for topic in chosen):
        raise InputError(f"--n is a size, but {', '.join(topic.id for topic in chosen[:3])} takes none; leave it out")


def _shown(proved: list[tuple[Topic, list[Statement]]], form: str, options: Any) -> str:
    from nnexplain.pages import proofs as _page

    if form == "json":
        return json_text(_page.document(proved)) + "\n"
    return _page.plain(proved) if form == "plain" else _page.page(proved, options)
