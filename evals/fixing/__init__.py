"""Mending what is safe to mend: each fix belongs to a check, and is proven before it is written."""
