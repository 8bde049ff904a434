"""The judge: a language model reads a sentence beside passages of the sources, and says how the two differ.

Good judges are right on three sentences of four or four of five (balanced accuracy on WiCE: GPT-4o 0.785, GPT-4-Turbo
0.804). So what it says orders a reviewer's work and decides nothing: it costs no score, and what it cannot show in the
passages' own words is not said at all.
"""
