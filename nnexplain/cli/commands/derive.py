"""The theorems behind the calculations, each proved live by SymPy."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from typer.core import TyperCommand

from nnexplain.cli.options import argument, opened, option
from nnexplain.cli.output import format_name, report_options, show
from nnexplain.discovery import summary
from nnexplain.errors import InputError

if TYPE_CHECKING:
    from nnexplain.cli.options import Given, Param
    from nnexplain.pages.proofs import Proofs, Topics
    from nnexplain.proofs import Topic

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
    from nnexplain.proofs import select

    return proofs(select(topics), n).document()


def proofs(topics: list[Topic], n: Any = SIZE) -> Proofs:
    from nnexplain.inputs.choices import whole
    from nnexplain.pages.proofs import Proofs
    from nnexplain.proofs import LEAST, MOST

    size = whole(n, LEAST, "--n", MOST)
    from nnexplain.symbolic.proof import prove  # SymPy only now, when all that was given can be used

    return Proofs([(topic, prove(topic, size)) for topic in topics])


def command() -> TyperCommand:
    """``nnexplain derive [TOPIC ...]``."""
    help = "the topics to prove, by id or by a word of theirs; * stands for any letters (none named: all)"
    params: list[Param] = [
        argument("topics", help, metavar="TOPIC ...", many=True, complete=_known),
        option(["--n"], f"size of vectors and matrices, where a topic takes one (default {SIZE})", metavar="N"),
        option(["--list"], "list the topics instead of proving them", flag=True),
        *report_options(precision=False),
    ]
    help_line = f"{summary(Path(__file__))}."
    full = opened(help_line, "derive softmax-jacobian")
    return TyperCommand("derive", callback=_run, params=params, help=full, short_help=help_line.rstrip("."))


def _known(*_: object) -> list[str]:
    from nnexplain.proofs import topics

    return list(topics())


def _run(**given: Any) -> int:
    show(report(given), given)
    return 0


def report(given: Given) -> Proofs | Topics:
    """The proofs that the options ask for, or the list of topics."""
    from nnexplain.pages.proofs import Topics
    from nnexplain.proofs import select

    form, chosen, n = format_name(given), select(given["topics"]), given["n"]
    # options that would do nothing are said, not ignored
    if given["list"] and form == "json":
        raise InputError("--list is shown as a table or as plain text, not as json; leave --list out to prove them")
    if n is not None and given["list"]:
        raise InputError("--n is the size that topics are proved for; --list proves none, so leave one of them out")
    if n is not None and not any(topic.sized for topic in chosen):
        raise InputError(f"--n is a size, but {', '.join(topic.id for topic in chosen[:3])} takes none; leave it out")
    return Topics(chosen) if given["list"] else proofs(chosen, SIZE if n is None else n)
