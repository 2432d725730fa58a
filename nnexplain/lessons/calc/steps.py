"""An expression as a worked example: which of its parts become steps, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping

from nnexplain.engine.arithmetic import multiply, same
from nnexplain.engine.graph import Node
from nnexplain.engine.naming import named, say
from nnexplain.engine.reader import ExactReader
from nnexplain.engine.reduction import MOST_BELOW
from nnexplain.errors import InputError, quote
from nnexplain.lessons.calc.inputs import OPTION, matching
from nnexplain.lessons.calc.warnings import Watch
from nnexplain.lessons.calc.words import inside, step_name, title
from nnexplain.notation.decimals import terminates
from nnexplain.notation.tree import Symbol
from nnexplain.notation.unicode import Unicode
from nnexplain.parser.expression import build, free_names, parse
from nnexplain.parser.sums import is_place
from nnexplain.parser.tree import Apply, Expression, Name, Number, Program, Statement, walk

MANY_NUMBERS = 8  # a longer line is broken where it has brackets
_LINES = ("+", "-", "*", "/", "neg")
_STEP_LETTERS = "strukv"


def work_out(text: str, given: Mapping[str, Node]) -> Node:
    """Every named sub-step, and the inner operations worth a line of their own; returns the result."""
    program = parse(text, OPTION, claims=True)
    _check_used(program)
    names = {name: given[match] for name in free_names(program) if (match := matching(name, given)) is not None}
    last = _result_name(program, given)
    watch = Watch(program)
    shown = _Shown(program, last, watch, {*given, *names})
    found = build(program, names, naming=shown.name, noting=shown.note)
    _, result = found[-1]
    if program.statements[-1].name is None:
        result = named(last, same(result) if result.op is None else result, shown.title(program.statements[-1], result))
    watch.report([node for _, node in found])
    if any(statement.claims for statement in program.statements):
        from nnexplain.lessons.calc.claims import check

        check(program, names, found, watch.see)
    _say_fraction(result)
    return result


def _say_fraction(result: Node) -> None:
    """What a decimal can only round is said as the fraction that it is: 2/3."""
    exact = ExactReader().of(result, ()) if result.ndim == 0 else None
    if exact is not None and not terminates(exact) and exact.denominator <= MOST_BELOW:
        say(Unicode().figures(f"Exactly {exact}."))


def _check_used(program: Program) -> None:
    for statement in program.statements[:-1]:
        if statement.name is None:
            part = program.text[statement.span.start : statement.span.end]
            raise InputError(f"{OPTION} has {quote(part)} before its last part, without a name; write a = {part[:30]}")


def _result_name(program: Program, given: Mapping[str, Node]) -> str:
    """The result's own name, or y, or ``result`` where y is another value."""
    taken = [*given, *(statement.name for statement in program.statements[:-1])]
    if "result" in taken:
        raise InputError(
            f"{OPTION} names a sub-step result, which is what the last value is called; choose another name"
        )
    return program.statements[-1].name or ("result" if "y" in taken else "y")


class _Shown:
    """Names the steps of each statement while it is built."""

    def __init__(self, program: Program, last: str, watch: Watch, taken: set[str]) -> None:
        self.program, self.watch, self.last = program, watch, last
        names = {statement.name for statement in program.statements} | taken
        used = {str(name)[0] for name in names if name}
        self.letter = next((letter for letter in _STEP_LETTERS if letter not in used), "step")
        self.statements = {statement.name: statement for statement in program.statements}
        self.steps: dict[int, str] = {}  # a part that is a step → the function inside whose brackets it stands, or ""
        self.products: set[int] = set()  # terms that are a step where they are products of arrays
        self.owner: dict[int, str] = {}
        self.counts: dict[str, int] = {}
        self.total = 0
        self.softmaxes = {
            statement.name or last
            for statement in program.statements
            if getattr(statement.expression, "head", "") == "softmax"
        }
        for statement in program.statements:
            self._plan(statement)

    def _plan(self, statement: Statement) -> None:
        long = sum(isinstance(part, Number) for part in walk(statement.expression)) > MANY_NUMBERS
        pending: list[tuple[Expression, Expression | None, int]] = [(statement.expression, None, 0)]
        while pending:
            part, parent, level = pending.pop()
            if not isinstance(part, Apply):
                continue
            self.owner[id(part)] = statement.name or self.last
            if isinstance(parent, Apply):
                found = worth_a_step(part, parent, level, long=long)
                if found is not None:
                    self.steps[id(part)] = found
                elif parent.head in ("+", "-") and (part.head in ("·", "@") or part.head.startswith("Σ ")):
                    self.products.add(id(part))
            pending += [(child, part, 0 if " " in part.head else level + _deeper(part, child)) for child in part.args]

    def note(self, tree: Apply, node: Node) -> Node:
        """An operation just made: looked at for what went wrong, and named where it is worth a step."""
        self.watch.see(tree, node)
        product = id(tree) in self.products and node.op is not multiply
        if not (product or id(tree) in self.steps) or node.op is None or node.name is not None:
            return node
        around = self.steps.get(id(tree), "")
        self.total += 1
        return named(
            self._place(self.owner[id(tree)], step_name(tree, node, inside_of=around)), node,
            inside(around) if around else title(tree, node), symbol=Symbol(self.letter, str(self.total)), public=False,
        )  # fmt: skip

    def _place(self, owner: str, name: str) -> str:
        """The step's name in its statement; the second of a name has a number behind it.

        A statement that is a softmax has steps of its own, of which one is its sum.
        """
        place = f"{owner}.{name}"
        first = 2 if owner in self.softmaxes and name in ("sum", "max") else 1
        count = self.counts[place] = self.counts.get(place, first - 1) + 1
        return place if count == 1 else f"{place}_{count}"

    def name(self, name: str, node: Node) -> Node:
        """A named sub-step."""
        return named(name, node, self.title(self.statements[name], node))

    @staticmethod
    def title(statement: Statement, node: Node) -> str:
        tree = statement.expression
        return title(tree, node) if isinstance(tree, Apply) else "the same" if isinstance(tree, Name) else "a number"


def _deeper(part: Apply, child: Expression) -> int:
    """A sum of products is one line, and so is a product of numbers; anything else inside is a level deeper."""
    if not isinstance(child, Apply):
        return 0
    if part.head in ("+", "-", "neg") and child.head in _LINES:
        return 0
    return 0 if part.head in ("*", "·") and child.head in ("*", "·") else 1


def worth_a_step(part: Apply, parent: Apply, level: int, *, long: bool) -> str | None:
    """None where a part is no step of its own; else the function inside whose brackets it stands, or ""."""
    if _plain(part) or " " in parent.head:
        return None
    if parent.head not in (*_LINES, "·", "@", "^", "T", "list"):
        return parent.head
    if part.head == "softmax":
        return ""
    if parent.head in ("·", "@") and part.head not in ("list", "T", "neg"):
        products = part.head in ("·", "@", "*") and parent.head == "·"
        return None if products and _flat(part) else ""
    function = part.head not in (*_LINES, "·", "@", "^", "T", "list") or _is_exponential(part)
    if function and level >= 2:
        return ""
    if long and parent.head in ("*", "/", "^") and part.head in ("+", "-"):
        return ""
    return None


def _plain(part: Expression) -> bool:
    """A number, a name, a signed one, or a list of these: nothing to work out."""
    if not isinstance(part, Apply) or is_place(part):
        return True
    return part.head in ("neg", "list", "T") and all(_plain(child) for child in part.args)


def _flat(part: Apply) -> bool:
    return all(_plain(child) and getattr(child, "head", "") != "list" for child in part.args)


def _is_exponential(part: Apply) -> bool:
    return part.head == "^" and getattr(part.args[0], "name", "") == "e"
