"""A page as it is set on paper or on screen: blocks become titles, sentences, displayed mathematics and tables.

Markdown, LaTeX and HTML print these elements, each in its own signs; what stands on a page, and how much of a large
matrix is shown, is decided here, once for all of them.

May import: arrays, engine, notation, pages, worked.
"""
