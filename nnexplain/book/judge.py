"""Printed against computed: the verdict on each number."""

from __future__ import annotations

import operator
import re
from decimal import Decimal

from nnexplain.book.entry import Entry, Figure
from nnexplain.book.printed import as_printed
from nnexplain.book.working import HAND, Working
from nnexplain.worked.declared import Declared

_SIGNS = {
    "<=": operator.le, ">=": operator.ge, "!=": operator.ne, "≤": operator.le, "≥": operator.ge, "≠": operator.ne,
    "<": operator.lt, ">": operator.gt,
}  # fmt: skip
_COMPARISON = re.compile(rf"\s*({'|'.join(_SIGNS)})\s*(\S.*?)\s*")


class Judgement(Declared):
    """One printed number: what is computed, the verdict, and what to do where it is not the one that is recorded."""

    entry: Entry
    figure: Figure
    computed: object
    verdict: str
    remark: str = ""

    @property
    def as_recorded(self) -> bool:
        return not self.remark

    def document(self) -> dict[str, object]:
        found = {
            "id": self.entry.id,
            "name": self.figure.name,
            "printed": self.figure.printed,
            "computed": float(self.computed) if isinstance(self.computed, Decimal) else self.computed,
            "verdict": self.verdict,
            "as_recorded": self.as_recorded,
        }
        optional = {"actual": self.figure.actual, "claim": self.entry.claim, "remark": self.remark}
        return found | {key: value for key, value in optional.items() if value}


def judge(entry: Entry, figure: Figure, working: Working) -> Judgement:
    computed = working.value(figure.path, figure.indices)
    found = _verdict(figure, working, computed)
    if figure.shown and entry.why and entry.claim and found == "reproduced":  # as stated, and against the claim
        return Judgement(entry, figure, computed, "differs as recorded")
    return Judgement(entry, figure, computed, found, "" if found == figure.expected else _remark(figure, found))


def refusal(entry: Entry, working: Working) -> Judgement:
    """The verdict on a calculation that a book prints and that cannot be done."""
    wanted, message = working.run.refused, working.refusal()
    verdict, remark = "differs as recorded", ""
    if not message or wanted not in message:
        verdict, remark = "differs", f"it should be refused with: {wanted}"
    return Judgement(entry, Figure("refused", "", (), wanted), message or "not refused", verdict, remark)


def _verdict(figure: Figure, working: Working, computed: object) -> str:
    compared = _COMPARISON.fullmatch(figure.printed) if figure.shown else None
    if compared:
        return "reproduced" if _compares(compared[1], computed, compared[2], working) else "differs"
    if reproduces(figure.printed, computed):
        return "reproduced"
    if figure.actual is not None:
        return "differs as recorded" if reproduces(figure.actual, computed) else "differs"
    printed = as_printed(figure.printed)
    if printed is None or not isinstance(computed, Decimal):
        return "differs"
    if printed.cuts(computed):
        return "truncated"
    by_hand = (working.by_hand(figure.path, figure.indices, decimals) for decimals in HAND)
    carried = any(isinstance(value, Decimal) and printed.rounds(value) for value in by_hand)
    return "carried" if carried else "differs"


def reproduces(text: str, computed: object) -> bool:
    """Whether what is computed comes out as the text, at the digits that it prints.

    >>> reproduces("0.56", Decimal("0.5638")), reproduces("0.57", Decimal("0.5638")), reproduces("on", "on")
    (True, False, True)
    """
    if not isinstance(computed, Decimal):
        return text == str(computed)
    printed = as_printed(text)
    return printed is not None and printed.rounds(computed)


def _compares(sign: str, computed: object, other: str, working: Working) -> bool:
    """``< 0.6``, or ``< loss_before`` with another value of the same calculation."""
    printed = as_printed(other)
    bound = printed.value if printed else working.value(other)
    return isinstance(computed, Decimal) and isinstance(bound, Decimal) and bool(_SIGNS[sign](computed, bound))


def _remark(figure: Figure, found: str) -> str:
    """Why a verdict is not as recorded."""
    if figure.actual is not None:
        if found == "reproduced":
            return "recorded as wrong, but the printed number is right; leave out actual (null in a list)"
        return f"recorded as {figure.actual} in truth, which is not what is computed either"
    if found == "differs":
        return "does not come out; correct it, or give actual and why"
    if found == "reproduced":
        return f"recorded as {figure.expected}, but it comes out as printed; leave verdict out"
    return f"recorded as {figure.expected}; if it is known to be {found}, write verdict: {found}"
