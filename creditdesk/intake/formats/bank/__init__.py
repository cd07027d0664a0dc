"""Pure readers of what banks and customers send about payments: one module per format, bytes in, one shape out.

`recognition.read_bank_file` tells the format by the content and reads it; `statements` is the shape of the answer;
`proof` checks what only arithmetic can tell: opening plus entries is closing, the next opening is this closing, nothing
twice and nothing missing. Rule: docs/rules/bank_files.md.

A file that cannot be read with certainty is refused as a whole (`FileRefused`) with line, field, value and reason, so
that nothing of it is lost in part. What can be read and does not tie is a `Finding`, never silent.
"""
