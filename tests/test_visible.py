"""What a terminal acts on or shows as nothing is written out; everything else stays."""

from __future__ import annotations

import json
import sys
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from nnexplain.visible import in_json, json_text, page, visible
from tests.support.cases import cases

ACTING = {"Cc", "Cf", "Cs", "Zl", "Zp"}
BLANK = "\u034f\u115f\u1160\u3164\uffa0"  # letters and a mark that show as nothing


def test_every_acting_sign_of_unicode_is_written_out() -> None:
    for number in range(sys.maxunicode + 1):
        sign = chr(number)
        if unicodedata.category(sign) in ACTING or sign in BLANK:
            assert visible(sign) == ascii(sign)[1:-1]
            assert visible(sign).isprintable()


def test_letters_accents_and_spaces_stay() -> None:
    for text in ("naïve ≈ 0.5", "e\u0301", "हिन्दी", "日本語", "🙂", "1\u00a0%", "∂L/∂W₁", "\u3000"):
        assert visible(text) == text
        assert page(text) == text
        assert json.loads(json_text(text)) == text
        assert json_text(text) == f'"{text}"'


@given(st.text())
@cases(300)
def test_json_means_the_same(text: str) -> None:
    written = json_text({text: [text]})
    assert json.loads(written) == {text: [text]}
    assert not {sign for sign in written if unicodedata.category(sign) in ACTING}
    assert in_json(written) == written


@given(st.text())
@cases(300)
def test_a_page_keeps_lines_tabs_and_colours_only(text: str) -> None:
    shown = page(f"\x1b[1;36m{visible(text)}\x1b[0m\n\t")
    assert shown == f"\x1b[1;36m{visible(text)}\x1b[0m\n\t"
    assert "\x1b" not in visible(text)
