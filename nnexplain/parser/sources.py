r"""Which notation a text is in, and the tokens of its mathematics: plain text or LaTeX, with or without ``$``."""

from __future__ import annotations

from nnexplain.parser.tokens import Token, tokens

_FENCES = (("$$", "$$"), ("$", "$"), ("\\(", "\\)"), ("\\[", "\\]"))


def read_tokens(
    text: str, start: int = 0, end: int | None = None, *, breaks: bool = False, latex: bool | None = None
) -> list[Token]:
    r"""The tokens of text[start:end]; a backslash, a brace or a dollar makes it LaTeX, unless ``latex`` says.

    >>> [token.text for token in read_tokens("$0.1 \\times 60\\%$")]
    ['0.1', '*', '0.60', '']
    """
    end = len(text) if end is None else end
    if latex is None:
        latex = any(sign in text[start:end] for sign in "\\{$")
    if not latex:
        return tokens(text, start, end)
    from nnexplain.parser.latex_commands import latex_tokens

    start, end = _inside(text, start, end)
    return latex_tokens(text, start, end, breaks=breaks)


def _inside(text: str, start: int, end: int) -> tuple[int, int]:
    """Without the spaces and the fence around the whole."""
    while start < end and text[start].isspace():
        start += 1
    while start < end and text[end - 1].isspace():
        end -= 1
    for opener, closer in _FENCES:
        if end - start >= len(opener + closer) and text.startswith(opener, start) and text.endswith(closer, start, end):
            return start + len(opener), end - len(closer)
    return start, end
