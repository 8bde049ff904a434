"""The checks, one file a kind of rule. `evals.catalogue` lists them."""
