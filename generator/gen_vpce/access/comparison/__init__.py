"""Two policies side by side, for all requests: verdicts, rows, redundancy, the proof of what is written."""
