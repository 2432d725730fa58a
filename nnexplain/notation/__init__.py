"""Written arithmetic as text: Unicode for terminals and JSON, LaTeX for papers, MathML for browsers, ASCII if need be.

May import: nothing.
"""
