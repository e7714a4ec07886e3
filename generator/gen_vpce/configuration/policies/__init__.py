"""The policies of a configuration, each with the place where it is attached and the worlds it depends on."""
