"""Tokens to a tree, by precedence climbing: + − below × ÷ below a leading minus below ^ (from the right)."""

from __future__ import annotations

from typing import NoReturn

from nnexplain.errors import InputError, plural
from nnexplain.limits import CHAINED, NESTED, OPERATIONS
from nnexplain.parser.functions import ARITY, CONSTANTS, MANY, function, suggestion
from nnexplain.parser.sums import over_index
from nnexplain.parser.tokens import CLOSES, TIMES, Token
from nnexplain.parser.tree import Apply, Claim, Expression, Name, Number, Span, Statement, where

SUM, PRODUCT, SIGNED, POWER = 1, 2, 3, 4
_INFIX = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT, "·": PRODUCT, "@": PRODUCT, TIMES: PRODUCT, "^": POWER}
_AROUND = {"|": "abs", "‖": "norm", "⌈": "ceil", "⌊": "floor"}
_SIDE_BY_SIDE = {"(", "[", "√", "⌈", "⌊"}  # a number before one of these multiplies it


class Grammar:
    """Reads tokens from the left. ``at`` is the next token, so a caller may read a prefix and see where it ended.

    A ``tolerant`` grammar ends an expression before an operator whose operand makes no sense, as in running
    text; with ``names=False`` a name that is neither a function nor a constant makes no sense either. With ``claims``
    a statement may say what it comes to: 2 + 3 = 5.
    """

    def __init__(
        self,
        tokens: list[Token],
        option: str = "the expression",
        *,
        tolerant: bool = False,
        names: bool = True,
        claims: bool = False,
    ) -> None:
        self.tokens, self.option = tokens, option
        self.at = 0
        self._nested = 0
        self._tolerant, self._names, self._claims = tolerant, names, claims

    @property
    def next(self) -> Token:
        return self.tokens[self.at]

    def take(self) -> Token:
        token = self.next
        self.at += 1
        return token

    def sees(self, *signs: str) -> bool:
        return self.next.kind == "sign" and self.next.text in signs

    def fail(self, message: str) -> NoReturn:
        raise InputError(f"{self.option} {message}")

    # statements

    def statements(self) -> tuple[Statement, ...]:
        """The whole text: sub-steps between semicolons."""
        found: list[Statement] = []
        depth = 0
        while True:
            while self.sees(";"):
                self.take()
            if self.next.kind == "end":
                break
            found.append(self._statement({statement.name for statement in found}))
            depth += getattr(found[-1].expression, "depth", 0)
            OPERATIONS.check(depth, self.option)
            if self.next.kind != "end" and not self.sees(";"):
                self._stray()
        if not found:
            self.fail("is empty; give an expression such as 0.1*2 + 0.5")
        return tuple(found)

    def _statement(self, known: set[str | None]) -> Statement:
        start, name = self.next, None
        if start.kind == "name" and self.tokens[self.at + 1].text == "=":
            name = start.text
            self.at += 2
            if name in known:
                self.fail(f"names {name} twice, again {where(start)}; each name may be given once")
            if name in CONSTANTS:
                self.fail(f"names a sub-step {name}, which is a constant; choose another name")
            if function(name) is not None:
                self.fail(f"names a sub-step {name}, which is a function; choose another name")
        expression, claims = self.expression(), []
        while self._claims and self.sees("=", "≈"):
            claims.append(Claim(self.take().text, self.expression()))
        end = claims[-1].expression if claims else expression
        return Statement(name, expression, Span(start.start, end.span.end), tuple(claims))

    def _stray(self) -> NoReturn:
        token, place = self.next, where(self.next)
        if token.text in (")", "]", "⌉", "⌋"):
            opener = next(a for a, b in CLOSES.items() if b == token.text)
            self.fail(f"has {token.text!r} {place} without an opening {opener!r}")
        if token.text == "=":
            self.fail(f"has '=' {place}; write NAME = expression, with ; between sub-steps")
        if token.text == ",":
            self.fail(f"has ',' {place}; a vector is written [1, 2]")
        if token.kind == "refused":
            self.fail(token.text)
        if token.text == "≈" or token.kind == "relation":
            self.fail(f"has {token.text!r} {place}; give one side only")
        if token.kind in ("unknown", "break"):
            self.fail(f"has {token.text!r} {place}, which means nothing here")
        self.fail(f"has {token.text!r} {place} straight after an operand; put an operator or a comma between them")

    # expressions

    def whole(self) -> Expression:
        """One expression and nothing after it."""
        found = self.expression()
        if self.next.kind != "end":
            self._stray()
        return found

    def expression(self, least: int = SUM) -> Expression:
        """An expression of operators that bind at least so tightly."""
        self._nested += 1
        NESTED.check(self._nested, self.option)
        left = self._prefix()
        while True:
            binding, head = self._operator()
            if binding < least:
                break
            if not self._tolerant:
                left = self._infix(left, head, binding)
                continue
            at, nested = self.at, self._nested
            try:
                left = self._infix(left, head, binding)
            except InputError:
                self.at, self._nested = at, nested
                break
        self._nested -= 1
        return left

    def _operator(self) -> tuple[int, str]:
        """The operator that comes next (a number beside a name or a bracket is a product), or (0, "")."""
        if self.next.kind == "sign" and self.next.text in _INFIX:
            return _INFIX[self.next.text], self.next.text
        before = self.tokens[self.at - 1]
        counts = before.kind in ("number", "raised") or before.text in (")", "⌉", "⌋")
        if counts and (self.next.kind == "name" or self.sees(*_SIDE_BY_SIDE)):
            return PRODUCT, ""
        return 0, ""

    def _infix(self, left: Expression, head: str, binding: int) -> Expression:
        if not head:
            return self._apply("*", left, self.expression(SIGNED))
        sign = self.take()
        # ^ goes from the right, and a sign may stand in an exponent
        right = self.expression(SIGNED if head == "^" else binding + 1)
        self._refuse_two_readings(sign, head)
        return self._apply("·" if head == TIMES else head, left, right)

    def _refuse_two_readings(self, sign: Token, head: str) -> None:
        """1/2x and e^2x are read differently by different people: neither reading is taken silently."""
        if head not in ("/", "^") or self._operator()[1] not in ("", TIMES) or not self._operator()[0]:
            return
        if head == "/" or self.tokens[self.at - 1].kind != "sign":
            whole = "divisor" if head == "/" else "exponent"
            self.fail(
                f"can be read in two ways after {head!r} {where(sign)}: "
                f"put a * before {self._beside!r}, or brackets around the whole {whole}"
            )

    @property
    def _beside(self) -> str:
        """The operand that stands beside the last one."""
        return self.tokens[self.at + (self.next.text == TIMES)].text

    def _apply(self, head: str, *args: Expression, span: Span | None = None) -> Apply:
        depth = 1 + max(part.depth if isinstance(part, Apply) else 0 for part in args)
        CHAINED.check(depth, self.option)
        return Apply(head, args, span or Span(args[0].span.start, args[-1].span.end), depth)

    # operands

    def _prefix(self) -> Expression:
        token = self.next
        if self.sees("-", "+"):
            self.take()
            operand = self.expression(SIGNED)
            return operand if token.text == "+" else self._apply("neg", operand, span=self._since(token))
        return self._postfix(self._atom())

    def _postfix(self, operand: Expression) -> Expression:
        while True:
            if self.sees("'", "T"):
                self.take()
                operand = self._apply("T", operand, span=Span(operand.span.start, self._end))
            elif self.next.kind == "raised":
                token = self.take()
                operand = self._apply("^", operand, Number(token.text, Span(token.start, token.end)))
            else:
                return operand

    @property
    def _end(self) -> int:
        return self.tokens[self.at - 1].end

    def _since(self, token: Token) -> Span:
        return Span(token.start, self._end)

    def _atom(self) -> Expression:
        token = self.next
        if token.kind == "number":
            self.take()
            return Number(token.text, self._since(token))
        if token.kind == "name":
            return self._named()
        if self.sees("("):
            return self._bracketed()._replace(span=self._since(token))
        if self.sees("["):
            return self._list()
        if self.sees(*_AROUND):
            inner = self._bracketed()
            return self._apply(_AROUND[token.text], inner, span=self._since(token))
        if self.sees("√"):
            return self._root()
        if token.kind == "sum":
            return self._sum()
        return self._missing()

    def _bracketed(self) -> Expression:
        opener = self.take()
        inner = self.expression()
        self._close(opener)
        return inner

    def _close(self, opener: Token) -> None:
        closer = CLOSES[opener.text]
        if self.sees(closer):
            self.take()
        elif self.next.kind == "end" or self.sees(";", "=", "≈"):
            self.fail(f"has {opener.text!r} {where(opener)} that is never closed; add {closer!r}")
        elif self.sees(*(sign for sign in CLOSES.values() if sign not in CLOSES)):
            self.fail(f"closes {opener.text!r} with {self.next.text!r} {where(self.next)}; write {closer!r} there")
        else:
            self._stray()

    def _root(self) -> Expression:
        token = self.take()
        self._nested += 1
        NESTED.check(self._nested, self.option)
        operand = self._atom()
        self._nested -= 1
        return self._apply("sqrt", operand, span=self._since(token))

    def _sum(self) -> Expression:
        """A sum over an index takes what is multiplied: Σ wᵢ xᵢ + b is (Σ wᵢ xᵢ) + b."""
        token = self.take()
        limits = tuple(self._arguments(self.take()))
        return over_index(token.text, self.expression(PRODUCT), limits, self._since(token))

    def _named(self) -> Expression:
        token = self.take()
        if not self.sees("("):
            if not self._names and token.text not in CONSTANTS:
                self.fail(f"has {token.text} {where(token)}, which is no number")
            return Name(token.text, self._since(token))
        known = function(token.text)
        if known is None:
            hint = suggestion(token.text) or f"; to multiply, write {token.text}*(...)"
            self.fail(f"calls {token.text}(...) {where(token)}, which is no function here{hint}")
        args = self._arguments(self.take())
        _, most = ARITY[known]
        if not args:
            self.fail(f"calls {token.text}() {where(token)} with nothing inside; write {token.text}(x)")
        if len(args) > most:
            given = plural(len(args), "argument")
            self.fail(
                f"gives {token.text} {given} {where(token)}, but it takes {most}"
                f"{'; a vector is written [1, 2]' if most != MANY else ''}"
            )
        return self._apply(known, *args, span=self._since(token))

    def _arguments(self, opener: Token) -> list[Expression]:
        args: list[Expression] = []
        while not self.sees(CLOSES[opener.text]):
            args.append(self.expression())
            if not self.sees(","):
                break
            self.take()
            if self.sees(CLOSES[opener.text]):
                self._missing()
        self._close(opener)
        return args

    def _list(self) -> Expression:
        """``[1, 2]``, ``[[1, 2], [3, 4]]``, or with rows ended by semicolons ``[1, 2; 3, 4]``."""
        opener = self.take()
        rows: list[list[Expression]] = [[]]
        if self.sees("]"):
            self.fail(f"has an empty [] {where(opener)}; write a vector as [1, 2]")
        while True:
            rows[-1].append(self.expression())
            if self.sees(","):
                self.take()
            elif self.sees(";"):
                self.take()
                rows.append([])
            else:
                break
        self._close(opener)
        if len(rows) == 1:
            return self._apply("list", *rows[0], span=self._since(opener))
        made = [self._apply("list", *row) for row in rows]
        return self._apply("list", *made, span=self._since(opener))

    def _missing(self) -> NoReturn:
        token, before = self.next, self.tokens[self.at - 1] if self.at else None
        after = f" after {before.text!r}" if before is not None and before.kind == "sign" else ""
        if token.kind == "end":
            self.fail(f"ends{after} where a number, a name or a bracket should follow")
        if token.kind in ("unknown", "refused", "break"):
            self._stray()
        self.fail(f"has {token.text!r} {where(token)}{after} where a number, a name or an opening bracket should stand")
