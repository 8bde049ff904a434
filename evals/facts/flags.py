"""Which checks find flags: what an answer claims, not how it is written. A test holds it against the catalogue.

Importing the catalogue takes a third of a second, and whoever lists a draft's findings has no other use for it.
"""

from evals.facts.layers import ASKED

FLAGS = ASKED | {"source-figure", "source-quotation", "source-citation", "source-none"}
