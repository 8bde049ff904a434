"""Batches: requests are put into files, sent together, and their answers come within a day, at a lower price."""
