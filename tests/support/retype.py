"""A pocket calculator: types a printed line in as it stands, and says what comes out.

It knows nothing of how lines are made; what it cannot type is told by ``UntypableError``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator

from nnexplain.engine.remark import Remark
from nnexplain.pages.blocks import Table
from nnexplain.pages.worked import WorkedPage
from nnexplain.worked.document import document
from nnexplain.worked.example import WorkedExample

_TOKEN = re.compile(
    r"\s*(?:(?P<number>\d+(?:\.\d+)?(?:e−?\d+)?|∞)|(?P<name>[A-Za-z_]\w*|π|Φ|φ)|(?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁻]+)|(?P<sign>\S))"
)
_PLAIN = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


class UntypableError(Exception):
    """A sign that no calculator has a key for."""


def _logarithm(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


_BRACKETS = (("(", ")", float), ("|", "|", abs), ("⌈", "⌉", math.ceil), ("⌊", "⌋", math.floor))
_CONSTANTS = {"e": math.e, "π": math.pi, "NaN": math.nan}  # what has no value has none further on
_KEYS: dict[str, Callable[..., float]] = {
    "ln": _logarithm, "max": lambda *a: max(a), "min": lambda *a: min(a), "tanh": math.tanh, "erf": math.erf,
    "sin": math.sin, "cos": math.cos,
    "step": lambda x: float(x > 0), "sign": lambda x: math.copysign(1.0, x) if x else 0.0,
}  # fmt: skip


class _Calculator:
    """Recursive descent, floats, left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = [(found.lastgroup, found[found.lastgroup or 0]) for found in _TOKEN.finditer(text.strip())]
        self.at = 0

    def value(self) -> float:
        found = self.sum()
        if self.at < len(self.tokens):
            raise UntypableError(self.tokens[self.at][1])
        return found

    def next(self, *signs: str) -> str | None:
        """The next sign if it is one of these, and then past it."""
        if self.at < len(self.tokens) and self.tokens[self.at][1] in signs:
            self.at += 1
            return self.tokens[self.at - 1][1]
        return None

    def need(self, sign: str) -> None:
        if self.next(sign) is None:
            raise UntypableError(f"no {sign}")

    def sum(self) -> float:
        total = self.product()
        while sign := self.next("+", "−"):
            term = self.product()
            total = total + term if sign == "+" else total - term
        return total

    def product(self) -> float:
        found = self.negation()
        while sign := self.next("×", "·", "⊙", "/", "÷"):
            factor = self.negation()
            if sign in "/÷":
                found = found / factor if factor else math.nan if not found else math.copysign(math.inf, found)
            else:
                found *= factor
        return found

    def negation(self) -> float:
        return -self.negation() if self.next("−") else self.power()

    def power(self) -> float:
        base = self.atom()
        while self.at < len(self.tokens):
            kind, text = self.tokens[self.at]
            if kind == "raised":
                self.at += 1
                base = _raise(base, float(text.translate(_PLAIN)))
            elif text == "^":
                self.at += 1
                base = _raise(base, self.atom())
            else:
                break
        return base

    def atom(self) -> float:
        if self.at == len(self.tokens):
            raise UntypableError("the end")
        kind, text = self.tokens[self.at]
        self.at += 1
        if kind == "number":
            return math.inf if text == "∞" else float(text.translate(_PLAIN))
        if kind == "name":
            return self.named(text)
        if text == "√":
            inside = self.atom()
            return math.sqrt(inside) if inside >= 0 else math.nan
        for opening, closing, key in (
            ("(", ")", float),
            ("|", "|", abs),
            ("⌈", "⌉", math.ceil),
            ("⌊", "⌋", math.floor),
        ):
            if text == opening:
                inside = self.sum()
                self.need(closing)
                return float(key(inside))
        raise UntypableError(text)

    def named(self, text: str) -> float:
        if text in _CONSTANTS:
            return _CONSTANTS[text]
        if text not in _KEYS:
            raise UntypableError(text)
        self.need("(")
        args = [self.sum()]
        while self.next(","):
            args.append(self.sum())
        self.need(")")
        return float(_KEYS[text](*args))


def _raise(base: float, exponent: float) -> float:
    try:
        found = base**exponent
    except OverflowError:
        return math.inf
    except ZeroDivisionError:
        return math.inf
    return math.nan if isinstance(found, complex) else found


def value(text: str) -> float:
    """What the calculator shows.

    >>> value("0.1 × 2 + 3²"), value("e^(−∞)"), value("−1 / (1 + √4)")
    (9.2, 0.0, -0.3333333333333333)
    """
    return _Calculator(text).value()


def number(text: str) -> float:
    return float(text.translate(_PLAIN).replace("∞", "inf"))


def unit(text: str) -> float:
    """One in the last printed digit."""
    mantissa, _, power = text.translate(_PLAIN).partition("e")
    return float(10.0 ** (int(power or 0) - len(mantissa.partition(".")[2])))


def lines(example: WorkedExample, precision: int) -> Iterator[str]:
    """Every line of the steps and of the derivation that ends in a number, as the JSON has it."""
    page = document(example, precision)
    for step in page["steps"]:
        yield from (text for text in step["arithmetic"] if not text.startswith("omitted: "))
    for line in page.get("derivation") or []:
        *_, left, _, right = ["", "", *re.split(r"\s*([=≈])\s*", line["statement"]["unicode"])]
        if _NUMBER.fullmatch(right) and not _SYMBOLS.search(_WORDS.sub("", left)):
            yield line["statement"]["unicode"]


def hand_lines(example: WorkedExample) -> Iterator[str]:
    """Every line of the table by hand."""
    for block in WorkedPage(example).blocks():
        if isinstance(block, Table) and any(column.head == "by hand" for column in block.columns):
            for _, worked, written, _ in block.rows:
                if isinstance(worked, Remark) and isinstance(written, Remark):
                    yield f"{worked} {written}"


_NUMBER = re.compile(r"−?(\d+(\.\d+)?(e−?\d+)?|∞)")
_SYMBOLS = re.compile(r"[₀-₉∂_]|\b(?!e\b|ln\b|max\b|min\b|tanh\b|erf\b|sin\b|cos\b)[A-Za-zα-ωΑ-Ω]+")
_WORDS = re.compile(r" \((two nearly equal numbers|beyond a calculator's digits)\)$")


def miss(text: str) -> str:
    """Why a line is wrong, or "": it has to give its number to half a unit or half a percent, after ``=`` exactly.

    A line may say that no calculator can work it: then it must be so.
    """
    if "…" in text:
        return ""  # it says how many of its terms are left out
    *_, left, sign, right = re.split(r"\s*([=≈])\s*", text)
    words = _WORDS.search(left)
    want, found = number(right), value(left[: words.start()] if words else left)
    if words:
        size = max([1.0, *(abs(number(part)) for part in re.findall(r"\d[\d.]*(?:e−?\d+)?", left))])
        return "" if sign == "≈" and abs(found - want) <= 1e-8 * size else f"{text}: {found!r}, a calculator can"
    if not math.isfinite(want):
        return "" if found == want or (math.isnan(want) and math.isnan(found)) else f"{text}: {found!r}"
    near = 1e-12 * max(1.0, abs(want)) if sign == "=" else max(0.501 * unit(right), 0.005 * abs(want))
    return "" if abs(found - want) <= near else f"{text}: {found!r}"
