"""Findings, their places and their codes: the one thing that every room shares."""

from gen_vpce.diagnostics.model import Code, Diagnostic, Related, Setting, Severity, Span, Usage, in_order

__all__ = ["Code", "Diagnostic", "Related", "Setting", "Severity", "Span", "Usage", "in_order"]
