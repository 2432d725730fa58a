"""The options that every calculator shares, declared once for the command line."""

from __future__ import annotations

from nnexplain.worked.lesson import Parameter


class Shared(Parameter):
    """A shared option: a flag, one value, or repeatable; ``works`` changes what is worked out."""

    flag: bool = False
    works: bool = False


SHARED = (
    Shared("the format: {formats}", name="format", metavar="NAME"),
    Shared("short for --format json", name="json", flag=True),
    Shared("print one value with all its digits: y, p[1], gradients.w, hand.y, result", name="get", metavar="NAME"),
    Shared("decimals shown, 0 to 17 (default 4)", name="precision", metavar="N"),
    Shared("work it by hand too: each value rounded to N decimals before the next uses it", name="hand", metavar="N",
           works=True),
    Shared("add the backward pass, every gradient written out", name="backward", flag=True, works=True),
    Shared("the incoming gradient, of the result's shape (default: ones)", name="upstream", metavar="NUMBERS",
           works=True),
    Shared("the chain from the result back to one number of an input or value: W2[0][0], x[1]", name="trace",
           metavar="PATH", works=True),
    Shared("add the SymPy derivation, checked line by line", name="derive", flag=True, works=True),
    Shared("compare with one input changed: b=1, or b=1,2,3", name="versus", metavar="NAME=VALUE",
           repeat=True, works=True),
    Shared("show only these steps: an id, its beginning, a number, or an input's name", name="only", metavar="PATH",
           works=True),
    Shared("work every entry of a matrix (without it one, and the others are shown)", name="full", flag=True),
    Shared("with --format latex: a whole document instead of a part of one", name="standalone", flag=True),
    Shared("write to FILE instead of standard output", name="output", metavar="FILE"),
    Shared("draw the example's pictures in FILE.svg, FILE.png or FILE.pdf too", name="plot", metavar="FILE"),
    Shared("no colour", name="no_color", flag=True),
)  # fmt: skip
