"""Text, JSON, GitHub annotations, SARIF and Markdown from one report: the only room that words results."""
