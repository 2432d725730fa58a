"""Pictures of worked examples, drawn as SVG: one file a picture, found by file name. They read steps; they compute none.

May import: visible.
"""
