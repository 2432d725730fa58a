"""Writes every golden page anew."""

from __future__ import annotations

from tests.golden import FOLDER, PAGES
from tests.support.program import process

for old in FOLDER.glob("*.txt"):
    old.unlink()
for page in PAGES:
    done = process(*page.words, env={"COLUMNS": str(page.width)})
    assert done.code == 0, (page.words, done.err)
    page.file.write_text(done.out, "utf-8")
