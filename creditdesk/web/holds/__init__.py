"""The daily hold report as a queue: one held order at a time, with all reasons, and what could be done."""
