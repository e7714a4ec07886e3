"""From policy documents to a module on disk: plan, render, validate, compare with what is there, write."""
