"""Printed against computed: the verdict on each number."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from nnexplain.book.entry import COMPARISON, Entry, Figure
from nnexplain.book.printed import Printed, read
from nnexplain.book.working import HAND, Worked
from nnexplain.record import Record


class Row(Record):
    """One printed number: what is computed, the verdict, and whether it is the one that the entry records."""

    id: str
    section: str
    name: str
    printed: str
    computed: Any
    verdict: str
    as_recorded: bool
    actual: str | None = None
    remark: str = ""
    claim: str = ""
    shown: bool = False

    def to_dict(self) -> dict[str, object]:
        """As the JSON has it."""
        computed = float(self.computed) if isinstance(self.computed, Decimal) else self.computed
        found = {
            "id": self.id,
            "name": self.name,
            "printed": self.printed,
            "computed": computed,
            "verdict": self.verdict,
        }
        optional = {"actual": self.actual, "claim": self.claim, "remark": self.remark}
        return found | {"as_recorded": self.as_recorded} | {key: value for key, value in optional.items() if value}


def judge(entry: Entry, figure: Figure, worked: Worked) -> Row:
    """The verdict on one number."""
    computed = worked.value(figure)
    found = _verdict(figure, worked, computed)
    expected = figure.expected
    if figure.shown and entry.why and entry.claim and found == "reproduced":
        found = expected = "differs as recorded"  # the evidence is as stated, and it is against the claim
    return Row(
        entry.id, entry.section, figure.name, figure.printed, computed, found, found == expected, figure.actual,
        "" if found == expected else _remark(figure, found), entry.claim, figure.shown,
    )  # fmt: skip


def refusal(entry: Entry, worked: Worked) -> Row:
    """The verdict on a calculation that a book prints and that cannot be done."""
    message = worked.refusal()
    right = message is not None and worked.run.refused in message
    wanted = f"it should be refused with: {worked.run.refused}"
    return Row(
        entry.id, entry.section, "refused", worked.run.refused, message or "not refused",
        "differs as recorded" if right else "differs", right, remark="" if right else wanted, claim=entry.claim,
    )  # fmt: skip


def _verdict(figure: Figure, worked: Worked, computed: Any) -> str:
    compared = COMPARISON.fullmatch(figure.printed) if figure.shown else None
    if compared:
        return "reproduced" if _compares(compared[1], computed, compared[2], worked) else "differs"
    if reproduces(figure.printed, computed):
        return "reproduced"
    if figure.actual is not None:
        return "differs as recorded" if reproduces(figure.actual, computed) else "differs"
    printed = read(figure.printed)
    if printed is None or not isinstance(computed, Decimal):
        return "differs"
    if printed.cuts(computed):
        return "truncated"
    return "carried" if _carried(printed, figure, worked) else "differs"


def reproduces(text: str, computed: Any) -> bool:
    """Whether what is computed comes out as the text, at the digits that it prints.

    >>> reproduces("0.56", Decimal("0.5638")), reproduces("0.57", Decimal("0.5638")), reproduces("on", "on")
    (True, False, True)
    """
    if not isinstance(computed, Decimal):
        return text == str(computed)
    printed = read(text)
    return printed is not None and printed.rounds(computed)


def _carried(printed: Printed, figure: Figure, worked: Worked) -> bool:
    by_hand = (worked.by_hand(figure, decimals) for decimals in HAND)
    return any(isinstance(value, Decimal) and printed.rounds(value) for value in by_hand)


def _compares(sign: str, computed: Any, other: str, worked: Worked) -> bool:
    """``< 0.6``, or ``< loss_before`` with another value of the same calculation."""
    printed = read(other)
    bound = printed.value if printed else worked.value(Figure(other, other, (), ""))
    if not isinstance(computed, Decimal) or not isinstance(bound, Decimal):
        return False
    return {
        "<": computed < bound, ">": computed > bound, "<=": computed <= bound, "≤": computed <= bound,
        ">=": computed >= bound, "≥": computed >= bound, "!=": computed != bound, "≠": computed != bound,
    }[sign]  # fmt: skip


def _remark(figure: Figure, found: str) -> str:
    """Why a verdict is not as recorded."""
    if figure.actual is not None:
        if found == "reproduced":
            return "recorded as wrong, but the printed number is right; leave out actual (null in a list)"
        return f"recorded as {figure.actual} in truth, which is not what is computed either"
    if found == "differs":
        return "does not come out; correct it, or give actual and why"
    return f"recorded as {figure.expected}; if it is known to be {found}, write verdict: {found}"
