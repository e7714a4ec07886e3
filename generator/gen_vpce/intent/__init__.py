"""The intent file: YAML with positions, the schema, the names resolved, the frozen model."""

from gen_vpce.intent.load import Loaded, load, load_bytes

__all__ = ["Loaded", "load", "load_bytes"]
