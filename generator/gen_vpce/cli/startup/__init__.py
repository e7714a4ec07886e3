"""What the command line puts off, for the start of short runs."""
