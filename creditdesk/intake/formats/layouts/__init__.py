"""The layouts in which the programs of the trade write open items: one description per report, found by its shape.

    recognition.recognise   which layout the first rows of a file have, with reasons       -> Found or None
    making.made_column      the columns that a layout makes of others                       -> MadeColumn
    walk.walk               its rows as rows of a plain table, and those that are no document -> Row, RowRefused, Passed

A description holds no code: `description.Layout`. A new program is a new description, in a module of its family, and a
golden file in tests/formats/layouts. What no layout fits is read by the usual guess of its columns (columns.py).
"""
