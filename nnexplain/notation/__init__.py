"""Written arithmetic as text: Unicode for terminals and JSON, LaTeX for papers, ASCII where need be.

May import: nothing.
"""
