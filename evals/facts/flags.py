"""Which checks find flags: what an answer claims, not how it is written. A test holds it against the catalogue.

Importing the catalogue takes a third of a second, and whoever lists a draft's findings has no other use for it.
"""

from evals.facts.layers import ASKED

INSIDE = frozenset({"count-differs", "description-figure", "figure-elsewhere", "figures-differ", "sum-wrong"})
REFERENCES = frozenset({"source-citation", "source-figure", "source-none", "source-quotation"})
FLAGS = ASKED | INSIDE | REFERENCES
