"""Pictures of worked examples, drawn as SVG: one file a picture, found by file name. They show; they compute nothing.

May import: visible.
"""
