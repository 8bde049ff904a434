"""Trials: the golden set's questions, asked of a model or of what it said before, and what came of each."""
