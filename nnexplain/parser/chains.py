r"""Equality chains: ``L = -\log(0.6) \approx 0.51`` as its sides, each an expression where it is one."""

from __future__ import annotations

from typing import NamedTuple

from nnexplain.engine.reader import deep_recursion
from nnexplain.errors import InputError
from nnexplain.parser.grammar import Grammar
from nnexplain.parser.sources import read_tokens
from nnexplain.parser.tokens import Token
from nnexplain.parser.tree import Expression, Span

_RELATIONS = ("=", "≈")


class Side(NamedTuple):
    """One side: the relation before it ("" for the first), its tree (None where it is no expression), its place."""

    relation: str
    expression: Expression | None
    span: Span
    refusal: str = ""


def chains(
    text: str, start: int = 0, end: int | None = None, option: str = "the formula", *, latex: bool | None = None
) -> list[list[Side]]:
    r"""The chains of = and ≈ in text[start:end]; a comma, a semicolon, \quad or a word ends one.

    Other relations (<, ≠, →) stand inside a side, which then is no expression.

    >>> [(side.relation, side.expression is not None) for side in chains(r"f(1) = 0.1 + 0.05 \approx 0.15")[0]]
    [('', False), ('=', True), ('≈', True)]
    """
    found: list[list[Side]] = []
    everything = read_tokens(text, start, end, breaks=True, latex=latex)
    for formula in _formulas(everything):
        sides = _sides(formula)
        if len(sides) > 1:
            found.append([_side(relation, side, option) for relation, side in sides])
    return found


def _formulas(tokens: list[Token]) -> list[list[Token]]:
    """Cut where a formula ends; a line that begins with = goes on with the one before."""
    found: list[list[Token]] = [[]]
    depth = 0
    for token, after in zip(tokens, [*tokens[1:], tokens[-1]], strict=True):
        depth = _deeper(depth, token)
        ends = token.kind == "break" or (depth == 0 and token.text in (",", ";"))
        if ends and not (token.kind == "break" and _relates(after)):
            found.append([])
            depth = 0
        elif not ends:
            found[-1].append(token)
    return found


def _deeper(depth: int, token: Token) -> int:
    if token.kind != "sign":
        return 0 if token.kind == "refused" else depth
    return max(0, depth + (token.text in ("(", "[")) - (token.text in (")", "]")))


def _relates(token: Token) -> bool:
    return token.kind == "sign" and token.text in _RELATIONS


def _sides(formula: list[Token]) -> list[tuple[str, list[Token]]]:
    found: list[tuple[str, list[Token]]] = [("", [])]
    depth = 0
    for token in formula:
        depth = _deeper(depth, token)
        if depth == 0 and _relates(token):
            found.append((token.text, []))
        elif token.kind != "end":
            found[-1][1].append(token)
    return found


def _side(relation: str, tokens: list[Token], option: str) -> Side:
    if not tokens:
        return Side(relation, None, Span(0, 0), f"{option} has a side with nothing in it")
    span = Span(tokens[0].start, tokens[-1].end)
    grammar = Grammar([*tokens, Token("end", "", span.end, span.end)], option)
    try:
        with deep_recursion():
            expression = grammar.whole()
    except InputError as error:
        return Side(relation, None, span, str(error))
    return Side(relation, expression, span)
