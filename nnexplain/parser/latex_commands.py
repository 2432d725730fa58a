r"""What each LaTeX command does: ``\frac``, ``\sqrt``, ``\text``, ``\begin`` and the plain signs."""

from __future__ import annotations

from contextlib import suppress

from nnexplain.parser import latex_words as words
from nnexplain.parser.functions import function
from nnexplain.parser.latex import Refused, Translator
from nnexplain.parser.latex_source import Piece, pieces
from nnexplain.parser.tokens import Token
from nnexplain.parser.tree import where

_OPERATORS = {"+", "-", "*", "/", "·", "^", "=", "≈"}
_BOLD = {"mathbf", "boldsymbol", "bm", "pmb"}


def latex_tokens(text: str, start: int = 0, end: int | None = None, *, breaks: bool = False) -> list[Token]:
    r"""The tokens of text[start:end]. With ``breaks`` what separates formulas becomes a token of kind ``break``.

    >>> [token.text for token in latex_tokens(r"\tfrac{1}{2} + e^{-x}")]
    ['(', '(', '1', ')', '/', '(', '2', ')', ')', '+', 'e', '^', '(', '-', 'x', ')', '']
    """
    end = len(text) if end is None else end
    translator = Translator(pieces(text, start, end), command, breaks=breaks)
    while not translator.sees("end"):
        with suppress(Refused):
            translator.all(lambda piece: False)
        translator.resume()
    return [*translator.out, Token("end", "", end, end)]


def command(to: Translator, piece: Piece) -> None:
    """Translates one command with its arguments."""
    word = to.take().text[1:]
    made = _MADE.get(word)
    if made is not None:
        made(to, piece)
    elif word in words.SIGNS:
        _sign(to, piece, words.SIGNS[word])
    elif word in words.STYLES:
        _styled(to, piece, word)
    elif word in words.LETTERS or word in words.VARIANTS:
        _greek(to, piece, words.VARIANTS.get(word, word))
    elif word in words.RELATIONS:
        to.emit(piece.text, piece, "relation")
    elif word in words.BREAKS or word.startswith("\\"):
        if to.breaks:
            to.emit(piece.text, piece, "break")
    elif word in words.ACCENTS:
        to.name(f"{to.subscript()}_{words.ACCENTS[word]}", piece)
    elif word in words.AROUND:
        to.begin_operand(piece)
        to.group()
    elif word in words.DROPPED:
        to.subscript()
    elif function(word) is not None:
        to.call(word, piece)
    else:
        to.emit(piece.text, piece, "unknown")


def _sign(to: Translator, piece: Piece, sign: str) -> None:
    if sign in ("(", "["):
        to.at -= 1
        to.bracketed(sign)
        return
    if sign in ("⌈", "⌊"):
        to.begin_operand(piece)
    to.emit(sign or piece.text, piece, "unknown" if sign in ("", "%") else "sign")


def _greek(to: Translator, piece: Piece, word: str) -> None:
    if word in words.CALLED and to.sign(to.next) == "(":
        to.call(words.CALLED[word], piece)
    else:
        to.name(word, piece)


def _styled(to: Translator, piece: Piece, style: str) -> None:
    r"""``\mathbf{w}`` is the name w, ``\text{ReLU}(...)`` the function, ``\mathbf{0}`` the number."""
    first = to.at + to.sees("open")
    if to.pieces[first].kind == "number" and to.pieces[first + 1].kind == "close":
        to.begin_operand(piece, number=True)
        to.at = first + 2
        to.emit(to.pieces[first].text, piece._replace(end=to.pieces[first + 1].end), "number")
        return
    start = to.next.start
    word = to.subscript()
    whole = piece._replace(end=to.pieces[to.at - 1].end)
    nothing = to.sees("end") or to.ends_here() or to.next.kind not in ("sign", "command", "open", "number", "script")
    if function(word) is not None and not nothing and to.next.text not in ("=", "_", ",", ";", ")", "+", "-"):
        to.call(word, whole)
    elif style == "text" and _between_formulas(to):
        to.emit(word, whole, "break")  # words between formulas
    elif word:
        to.name(word, whole)
        if style in _BOLD and to.sign(to.next) == "(":  # a matrix beside a bracket, no function
            to.begin_operand(to.next)
    else:
        to.emit(piece.text, Piece("command", piece.text, piece.start, max(start, piece.end)), "unknown")


def _between_formulas(to: Translator) -> bool:
    """Whether a word just read stands outside every bracket, and is not itself a name in the formula."""
    named = to.next.text in ("_", "^", "=") or to.sign(to.next) in ("≈", "(")
    before = to.out[-1] if to.out else None
    wanted = before is not None and before.kind == "sign" and before.text in _OPERATORS
    return to.breaks and to.nested == 1 and not named and not wanted


def _frac(to: Translator, piece: Piece) -> None:
    derivative = _derivative(to)
    if derivative:
        to.name(derivative, piece._replace(end=to.pieces[to.at - 1].end))
        return
    before = to.out[-1] if to.out else None
    to.begin_operand(piece)
    place = len(to.out)
    to.emit("(", piece)
    to.group(digit=True)
    to.emit("/", piece)
    to.group(digit=True)
    to.emit(")", to.pieces[to.at - 1])
    inner = [token.text for token in to.out[place + 1 :] if token.kind != "sign"]
    if before is not None and before.kind == "number" and len(inner) == 2 and (before.text + "".join(inner)).isdigit():
        to.refuse(
            piece,
            f"has {before.text}{piece.text}{{{inner[0]}}}{{{inner[1]}}} {where(before)}, which can be "
            "read as a sum or as a product; put a + or \\cdot between them",
        )


def _derivative(to: Translator) -> str:
    r"""``{\partial L}{\partial W}`` is the name dL_dW; anything else is left."""
    at, names = to.at, []
    for _ in range(2):
        if not (to.sees("open") and to.pieces[to.at + 1].text == r"\partial"):
            to.at = at
            return ""
        names.append(to.subscript().removeprefix("partial"))
    return "d" + "_d".join(names)


def _sqrt(to: Translator, piece: Piece) -> None:
    r"""``\sqrt{x}``, ``\sqrt[3]{x}``."""
    to.begin_operand(piece)
    if not to.sees("sign", "["):
        to.emit("√", piece)
        to.group(digit=True)
        return
    place = len(to.out)
    to.bracketed("[", argument=True)
    degree = to.out[place + 1 : -1]
    to.out[place:] = [Token("sign", "(", piece.start, piece.start)]
    to.group()
    here = to.pieces[to.at - 1].end
    signs = [Token("sign", text, here, here) for text in "^(1/()))"]
    to.out += [*signs[:2], Token("number", "1", here, here), signs[3], signs[4], *degree, *signs[5:]]


def _sum(to: Translator, piece: Piece) -> None:
    r"""``\sum_{i=1}^{n} x_i`` and ``\sum_i x_i``: a token of kind ``sum``, and its limits in brackets."""
    if not to.sees("script"):
        to.call("sum", piece)
        return
    to.begin_operand(piece)
    place = len(to.out)
    parts: dict[str, list[Token]] = {}
    while to.sees("script") and to.next.text not in parts:
        mark = to.take().text
        to.group()
        parts[mark], to.out[place:] = to.out[place + 1 : -1], []
    below, above = parts.get("_", []), parts.get("^", [])
    texts = [token.text for token in below]
    if not below or below[0].kind != "name" or texts[1:2] not in ([], ["="]) or bool(texts[2:]) != bool(above):
        to.refuse(
            piece,
            f"has \\sum {where(piece)} with limits that are not read; write \\sum_{{i=1}}^{{3}} x_i, or \\sum_i x_i",
        )
    to.emit(texts[0], piece, "sum")
    to.emit("(", piece)
    to.out += below[2:]
    if above:
        to.emit(",", piece)
        to.out += above
    to.emit(")", to.pieces[to.at - 1])
    to.begun = len(to.out)


def _begin(to: Translator, piece: Piece) -> None:
    kind = to.subscript() + ("*" if to.sees("sign", "*") else "")
    if kind in words.MATRICES:
        if kind == "array" and to.sees("open"):
            to.subscript()
        _matrix(to, piece)
    elif kind in words.DETERMINANTS:
        to.refuse(piece, f"has a {kind} {where(piece)}, a determinant, which is not read here")
    elif kind not in words.ALIGNED:
        to.refuse(piece, rf"has \begin{{{kind}}} {where(piece)}, which is not read here")


def _end(to: Translator, piece: Piece) -> None:
    kind = to.subscript()
    if kind in words.MATRICES:
        to.refuse(piece, rf"has \end{{{kind}}} {where(piece)} without its \begin{{{kind}}}")


def _matrix(to: Translator, opening: Piece) -> None:
    """Rows between ends of line, cells between ampersands; a single row or column is a vector."""
    to.begin_operand(opening)
    place = len(to.out)
    rows: list[list[list[Token]]] = [[[]]]
    while True:
        to.all(lambda piece: piece.kind == "cell" or piece.text[:2] == "\\\\" or piece.text == r"\end")
        rows[-1][-1], to.out[place:] = to.out[place:], []
        mark = to.take()
        if mark.kind == "end":
            to.refuse(opening, rf"has a \begin {where(opening)} without its \end")
        if mark.kind == "cell":
            rows[-1].append([])
        elif mark.text == r"\end":
            to.subscript()
            break
        else:
            rows.append([[]])
    closing = to.pieces[to.at - 1]
    if len(rows) > 1 and rows[-1] == [[]]:
        rows.pop()  # the last row's end of line
    row = len(rows) == 1 and len(rows[0]) > 1
    if row or all(len(cells) == 1 for cells in rows):
        to.out += _listed([cell for cells in rows for cell in cells], opening, closing)
        if row:
            to.emit("T", closing._replace(start=closing.end))  # a row beside a column makes their outer product
        return
    to.out += _listed([_listed(cells, opening, closing) for cells in rows], opening, closing)


def _listed(parts: list[list[Token]], opening: Piece, closing: Piece) -> list[Token]:
    found = [Token("sign", "[", opening.start, opening.end)]
    for place, part in enumerate(parts):
        at = part[0].start if part else closing.start
        found += [Token("sign", ",", at, at), *part] if place else part
    return [*found, Token("sign", "]", closing.start, closing.end)]


def _nabla(to: Translator, piece: Piece) -> None:
    r"""``\nabla_{W} L`` is the name dL_dW, as the derivative is."""
    by = ""
    if to.sees("script", "_"):
        to.take()
        by = to.subscript()
    of = to.subscript() if to.next.kind in ("letter", "command") else ""
    if to.sees("script", "_"):
        to.take()
        of += f"_{to.subscript()}"
    to.name(f"d{of}_d{by}", piece._replace(end=to.pieces[to.at - 1].end))


def _infinity(to: Translator, piece: Piece) -> None:
    to.begin_operand(piece, number=True)
    to.emit("∞", piece, "number")


_MADE = {
    "frac": _frac, "tfrac": _frac, "dfrac": _frac, "cfrac": _frac, "sqrt": _sqrt, "begin": _begin, "end": _end,
    "sum": _sum, "nabla": _nabla, "infty": _infinity,
}  # fmt: skip
