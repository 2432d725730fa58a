"""Diagrams in a browser's own letters: no text covers another, none leaves its sheet, no line goes through one."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from nnexplain.plots.canvas import Canvas
from nnexplain.worked.work import call
from tests.plots.test_diagrams import HARD, LESSONS, drawn, rows, worked
from tests.support.lesson_inputs import asked, inputs

CHROMIUM = shutil.which("chromium")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync", "--dump-dom",
]  # fmt: skip
LOOK = r"""<script>
const found = []
for (const svg of document.querySelectorAll("svg")) {
  const name = svg.getAttribute("aria-labelledby").split("-")[0], sheet = svg.viewBox.baseVal
  const texts = [...svg.querySelectorAll("text")].map(text => {
    const box = text.getBBox()  // as high as a line of the font: the signs themselves take less
    return {words: text.textContent, left: box.x, right: box.x + box.width,
            top: box.y + 0.15 * box.height, low: box.y + 0.87 * box.height}
  })
  const shared = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1
                        && Math.min(a.low, b.low) - Math.max(a.top, b.top) > 1
  texts.forEach((one, place) => {
    if (one.left < 0 || one.top < 0 || one.right > sheet.width || one.low > sheet.height)
      found.push([name, "leaves the sheet", one.words])
    for (const other of texts.slice(place + 1)) if (shared(one, other))
      found.push([name, "covers", one.words, other.words])
  })
  for (const path of svg.querySelectorAll("path")) {
    const points = [...path.getAttribute("d").matchAll(/[ML](\S+) (\S+)/g)].map(point => [+point[1], +point[2]])
    points.slice(1).forEach(([x, y], place) => {
      const [from, down] = points[place], steps = Math.ceil(Math.hypot(x - from, y - down) / 3)
      for (let step = 0; step <= steps; step++) {
        const at = from + (x - from) * step / steps, level = down + (y - down) * step / steps
        for (const text of texts)
          if (at > text.left + 1 && at < text.right - 1 && level > text.top + 2 && level < text.low - 2)
            found.push([name, "is crossed", text.words])
      }
    })
  }
}
document.body.textContent = JSON.stringify(found)
</script>"""


def faults(canvases: Sequence[Canvas], folder: Path) -> list[Any]:
    """What a browser finds of them."""
    page = folder / "page.html"
    drawn = "".join(canvas.svg(f"picture{place}") for place, canvas in enumerate(canvases))
    page.write_text(f"<!DOCTYPE html><meta charset='utf-8'><body>{drawn}{LOOK}", encoding="utf-8")
    assert CHROMIUM is not None
    argv = [CHROMIUM, *FLAGS, f"--user-data-dir={folder / 'profile'}", page.as_uri()]
    shown = subprocess.run(argv, capture_output=True, text=True, timeout=120).stdout
    body = re.search(r"<body>(.*)</body>", shown, re.DOTALL)
    assert body
    found: list[Any] = json.loads(html.unescape(body[1]))
    return found


@pytest.mark.skipif(CHROMIUM is None, reason="needs chromium")
def test_nothing_covers_anything(tmp_path: Path) -> None:
    examples = [call(lesson, (), inputs(lesson, seed) | asked(lesson, backward=True))
                for lesson in LESSONS.values() for seed in range(2)]  # fmt: skip
    examples += [
        worked("perceptron", w=rows(12), x=HARD * 2, b=-1.234e-18, backward=True),
        worked("layer", W=rows(4, 4), x=rows(3, 4), b=rows(4)),
        worked("layer", W=rows(12, 12), x=HARD * 2, b=rows(12)),
        worked("ffn", W1=rows(3, 9), W2=rows(9, 3), x=rows(3), residual=True, backward=True),
        worked("network", W1=rows(4, 2), W2=rows(3, 4), W3=rows(2, 3), x=rows(2), softmax=True, target=1),
        worked("network", **{f"W{n}": rows(2, 2, seed=n) for n in range(1, 7)}, x=rows(2), target=[1, 0], kind="mse"),
        worked("attention", Q=rows(3, 4), K=rows(9, 4), V=rows(9, 4), heads=4, backward=True),
    ]
    canvases = [canvas for example in examples for canvas in drawn(example).values()]
    planted = Canvas(60, 40, "planted", "")
    planted.text((30, 20), "0.15")
    planted.text((40, 22), "−0.25")
    planted.text((55, 22), "5")
    planted.line((0, 30), (60, 0))
    found = faults([*canvases, planted], tmp_path)
    there = f"picture{len(canvases)}"
    assert {fault[1] for fault in found if fault[0] == there} == {"covers", "is crossed", "leaves the sheet"}
    assert [fault for fault in found if fault[0] != there] == []
