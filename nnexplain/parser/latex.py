r"""LaTeX to the same tokens as plain text: ``\frac{1}{2} \mathbf{w} \cdot \mathbf{x}`` becomes ``((1)/(2)) w · x``.

What the grammar would have to guess is settled here, by what LaTeX shows: an exponent is what is set
raised, letters side by side are a product, a matrix of one row or one column is a vector.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from nnexplain.limits import NESTED
from nnexplain.notation.letters import from_raised
from nnexplain.parser import latex_words as words
from nnexplain.parser.functions import function
from nnexplain.parser.latex_source import Piece
from nnexplain.parser.tokens import CLOSES, SIGNS, TIMES, Token
from nnexplain.parser.tree import where

_OPERANDS_END = {")", "]", "⌉", "⌋", "T", "'"}


class Refused(Exception):
    """The rest of this side of a formula cannot be read; a token that says why stands in its place."""


class Translator:
    """Goes through the pieces once; ``out`` is what the grammar will read. ``command`` translates a LaTeX command."""

    def __init__(self, found: list[Piece], command: Callable[[Translator, Piece], None], *, breaks: bool) -> None:
        self.pieces, self.translate, self.breaks = found, command, breaks
        self.at = self.nested = 0
        self.out: list[Token] = []
        self.begun = -1  # so many tokens were out when something began that takes what follows

    # moving along

    @property
    def next(self) -> Piece:
        return self.pieces[self.at]

    def take(self) -> Piece:
        piece = self.next
        self.at += piece.kind != "end"
        return piece

    def sees(self, kind: str, *texts: str) -> bool:
        return self.next.kind == kind and (not texts or self.next.text in texts)

    def all(self, stop: Callable[[Piece], bool]) -> None:
        """Everything up to where ``stop`` says, which is left."""
        self.nested += 1
        if self.nested > NESTED.most:
            self.refuse(self.next, NESTED.exceeded(self.nested))
        while not self.sees("end") and not stop(self.next):
            self.one()
        self.nested -= 1

    def resume(self) -> None:
        """After a refusal: on to the next relation or the next formula."""
        self.nested = depth = 0
        while not self.sees("end") and (depth > 0 or not self._begins_side(self.next)):
            depth += self.sees("open") - self.sees("close")
            self.take()

    @staticmethod
    def _begins_side(piece: Piece) -> bool:
        word = piece.text[1:] if piece.kind == "command" else ""
        relation = Translator.sign(piece) in ("=", "≈") or word in words.RELATIONS
        return relation or word in words.BREAKS or word.startswith("\\")

    # writing tokens

    def emit(self, text: str, piece: Piece, kind: str = "sign") -> None:
        self.out.append(Token(kind, text, piece.start, piece.end))

    def refuse(self, piece: Piece, message: str) -> NoReturn:
        self.emit(message, piece, "refused")
        raise Refused

    def begin_operand(self, piece: Piece, *, number: bool = False) -> None:
        """Two operands side by side are a product (but not 2 3, which is a slip)."""
        before = self.out[-1] if self.out else None
        if before is None or len(self.out) == self.begun:
            return
        ended = before.kind in ("number", "name", "raised") or (before.kind == "sign" and before.text in _OPERANDS_END)
        if ended and not number:
            self.out.append(Token("sign", TIMES, piece.start, piece.start))

    # one piece after another

    def one(self) -> None:
        """Translates what comes next."""
        piece = self.next
        if piece.kind == "command":
            self.translate(self, piece)
        elif piece.kind in ("percent", "unknown"):
            self.emit(piece.text if piece.kind == "unknown" else "%", self.take(), "unknown")
        else:
            getattr(self, f"_{piece.kind}")(piece)

    def _number(self, piece: Piece) -> None:
        self.begin_operand(piece, number=True)
        self.emit(piece.text, self.take(), "number")

    def _letter(self, piece: Piece) -> None:
        self.take()
        if len(piece.text) > 1 and function(piece.text) is not None:
            self.call(piece.text, piece)
        else:
            self.name(piece.text, piece)

    def _open(self, piece: Piece) -> None:
        """A group binds together; ``{}`` is nothing."""
        if self.pieces[self.at + 1].kind == "close":
            self.at += 2
            return
        self.begin_operand(piece)
        self.group()

    def _close(self, piece: Piece) -> None:
        self.refuse(piece, f"has '}}' {where(piece)} without an opening '{{'")

    def _script(self, piece: Piece) -> None:
        if piece.text == "_":
            if self.out and self.out[-1].text == "‖":  # ‖x‖₂ is the Euclidean norm
                self.take()
                if self.subscript() == "2":
                    return
            self.refuse(piece, f"has '_' {where(piece)} after something that takes no subscript")
        self.power()

    def _cell(self, piece: Piece) -> None:
        self.take()  # alignment

    def _raised(self, piece: Piece) -> None:
        self.emit(from_raised(piece.text), self.take(), "raised")

    def _sign(self, piece: Piece) -> None:
        text = SIGNS.get(piece.text, piece.text)
        if text in words.RELATIONS:
            self.emit(text, self.take(), "relation")
        elif text in ("(", "["):
            self.bracketed(text)
        else:
            if text in ("√", "⌈", "⌊"):
                self.begin_operand(piece)
            self.emit(text, self.take())

    # brackets and groups

    def group(self, *, digit: bool = False) -> None:
        """An argument in braces, or a single piece (with ``digit`` a number's first digit), in round brackets."""
        opener = self.next
        if not self.sees("open"):
            return self.single(digit=digit)
        self.take()
        self.emit("(", opener)
        self.all(lambda piece: piece.kind == "close")
        if not self.sees("close"):
            self.refuse(opener, f"has '{{' {where(opener)} that is never closed; add '}}'")
        self.emit(")", self.take())
        return None

    def single(self, *, digit: bool) -> None:
        r"""A single piece as an argument: ``\frac12``, ``x^2``."""
        piece = self.next
        if piece.kind == "number" and len(piece.text) > 1 and not (digit and piece.text.isdigit()):
            self.refuse(
                piece, f"has {piece.text} without braces {where(piece)}, of which LaTeX takes "
                f"only the {piece.text[0]}; write {{{piece.text}}}",
            )  # fmt: skip
        if piece.kind == "number":
            middle, rest = piece.start + 1, piece.text[1:]
            split = [piece._replace(text=piece.text[0], end=middle)]
            split += [piece._replace(text=rest, start=middle)] if rest else []
            self.pieces[self.at : self.at + 1] = split
        elif piece.kind not in ("letter", "command"):
            shown = f"{piece.text!r}" if piece.text else "nothing"
            self.refuse(piece, f"has {shown} {where(piece)} where braces {{...}} should stand")
        self.emit("(", piece)
        self.one()
        self.emit(")", piece)

    def bracketed(self, opener: str, *, argument: bool = False) -> None:
        """A pair of round or square brackets; square ones without a comma only group."""
        piece = self.next
        before = self.out[-1] if self.out else None
        if not argument and not (before is not None and before.kind == "name" and opener == "("):
            self.begin_operand(piece)
        self.take()
        place, closer = len(self.out), CLOSES[opener]
        self.emit(opener, piece)
        self.all(lambda piece: self.sign(piece) in (")", "]") or piece.kind == "close")
        if self.sign(self.next) != closer:
            return
        inside = self.out[place + 1 :]
        closing = self.take()
        if opener == "[" and inside and not _separated(inside):
            self.out[place] = self.out[place]._replace(text="(")
            closer = ")"
        self.emit(closer, closing)

    @staticmethod
    def sign(piece: Piece) -> str:
        """What sign a piece stands for."""
        if piece.kind == "command":
            return words.SIGNS.get(piece.text[1:], "")
        return SIGNS.get(piece.text, piece.text) if piece.kind == "sign" else ""

    def power(self) -> None:
        r"""``^{...}``; ``^\top`` and ``^T`` transpose."""
        script = self.take()
        if self._transposes():
            start, end = script.start, self.out[-1].end if self.out else script.end
            self.emit("T", Piece("sign", "T", start, max(end, self.pieces[self.at - 1].end)))
            return
        if self.sees("command", r"\prime"):
            self.emit("'", self.take())
            return
        self.emit("^", script)
        self.group()

    def _transposes(self) -> bool:
        """Takes what follows ``^`` where it is a sign of transposition."""
        at, braces = self.at, 0
        while self.pieces[at].kind == "open" or self.pieces[at].text in (r"\mathsf", r"\mathrm", r"\text"):
            braces += self.pieces[at].kind == "open"
            at += 1
        if self.pieces[at].text not in ("T", r"\top", r"\intercal", "⊤"):
            return False
        closing = self.pieces[at + 1 : at + 1 + braces]
        if len(closing) < braces or any(piece.kind != "close" for piece in closing):
            return False
        self.at = at + 1 + braces
        return True

    # names and functions

    def name(self, text: str, piece: Piece) -> None:
        """A name with its subscript."""
        self.begin_operand(piece)
        if self.sees("script", "_"):
            self.take()
            text = f"{text}_{self.subscript()}"
        self.emit(text, piece._replace(end=self.pieces[self.at - 1].end), "name")

    def subscript(self) -> str:
        """A subscript as plain text: ``_{\text{old}}`` is old."""
        if not self.sees("open"):
            piece = self.take()
            if piece.kind == "command" and piece.text[1:] in words.STYLES:
                return self.subscript()
            return self._plain_word(piece)
        depth, parts = 0, []
        while not self.sees("end"):
            piece = self.take()
            depth += (piece.kind == "open") - (piece.kind == "close")
            if depth == 0:
                break
            parts.append(self._plain_word(piece))
        return "".join(parts)

    @staticmethod
    def _plain_word(piece: Piece) -> str:
        if piece.kind in ("letter", "number"):
            return piece.text
        word = piece.text[1:] if piece.kind == "command" else ""
        return word if word.isalpha() and word not in words.STYLES else ""

    def call(self, name: str, piece: Piece) -> None:
        r"""A function and its argument, in brackets or not: ``\max(0, x)``, ``\ln 2``, ``\tanh^2 x``."""
        self.begin_operand(piece)
        place = len(self.out)
        self.emit(name, piece, "name")
        base, exponent = self._scripts()
        if not self._argument(piece):
            self.out[place + 1 :] = []
        known = function(name + "".join(token.text for token in base[1:-1])) if name == "log" else None
        if base and known is not None:
            self.out[place] = self.out[place]._replace(text=known)
        elif base:
            start, end = piece.start, piece.end
            self.out[place:] = [
                Token("sign", "(", start, start), *self.out[place:], Token("sign", "/", end, end),
                Token("name", "ln", start, end), *base, Token("sign", ")", end, end),
            ]  # fmt: skip
        self.out += exponent

    def _scripts(self) -> tuple[list[Token], list[Token]]:
        """A logarithm's base and a function's exponent, as tokens to be placed."""
        base: list[Token] = []
        exponent: list[Token] = []
        place = len(self.out)
        name = self.out[-1].text
        while self.sees("script"):
            script = self.next
            if script.text == "^":
                self.power()
                exponent, self.out[place:] = self.out[place:], []
                if [token.text for token in exponent[1:4]] == ["(", "-", "1"]:
                    self.refuse(script, f"has {name}^{{-1}} {where(script)}, an inverse function")
            elif name == "log":
                self.take()
                self.group()
                base, self.out[place:] = self.out[place:], []
            else:
                wrong = "limits; write the terms out, or give it a vector" if name == "sum" else "a subscript"
                self.refuse(script, f"has {name} {where(script)} with {wrong}")
        return base, exponent

    def _argument(self, piece: Piece) -> bool:
        """A function's argument; False where there is none."""
        if self.sign(self.next) == "(":
            self.bracketed("(", argument=True)
            return True
        opens = self.sign(self.next) in ("[", "⌈", "⌊", "|", "‖")
        if not opens and (self.next.kind not in ("number", "letter", "command", "open") or self.ends_here()):
            return False
        self.emit("(", self.next)
        if opens:
            self.delimited()
        else:
            self.one()
        while self.sees("script", "^"):
            self.power()
        self.emit(")", self.pieces[self.at - 1])
        after = self.next
        if after.kind in ("number", "letter", "open") or (after.kind == "command" and not self.ends_here()):
            self.refuse(
                after, f"can be read in two ways after {piece.text} {where(piece)}: "
                "put brackets around what it takes",
            )  # fmt: skip
        return True

    def delimited(self) -> None:
        """⌈...⌉ and the like, as one operand."""
        closer = CLOSES[self.sign(self.next)]
        if closer == "]":
            return self.bracketed("[", argument=True)
        self.emit(self.sign(self.next), self.take())
        self.all(lambda piece: self.sign(piece) == closer or piece.kind == "close")
        if self.sign(self.next) == closer:
            self.emit(closer, self.take())
        return None

    def ends_here(self) -> bool:
        """Whether the next command is an operator, a relation or a closing bracket: no operand."""
        word = self.next.text[1:]
        if self.next.kind != "command" or word in ("begin", "frac", "sqrt"):
            return False
        if word in words.SIGNS:
            return words.SIGNS[word] not in ("(", "[", "⌈", "⌊", "|", "‖") or self.sign(self.next) in ("|", "‖")
        return word in words.RELATIONS | words.BREAKS or word in ("\\", "end") or word.startswith("\\")


def _separated(inside: list[Token]) -> bool:
    """Whether commas or semicolons stand between them, outside of inner brackets."""
    depth = 0
    for token in inside:
        depth += (token.text in ("(", "[")) - (token.text in (")", "]"))
        if depth == 0 and token.text in (",", ";"):
            return True
    return False
