"""Rules over policy documents: what AWS refuses, what can never work, what was almost surely not meant."""
