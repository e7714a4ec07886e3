"""What the commands share of the terminal: what is printed where, asked, and told of a long run."""
