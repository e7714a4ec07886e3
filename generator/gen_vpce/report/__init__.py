"""Text, JSON, GitHub annotations, SARIF and Markdown from one report: the only room that words results.

`model.py` holds the report, `formats.py` the names of the formats, and each other file one of them: a pure
function from a report to text.
"""
