"""What `adopt` reads: endpoints of lists, plans and states, alone and of several places together."""
