"""The intent file: YAML with positions, the schema, the names resolved, the frozen model."""
