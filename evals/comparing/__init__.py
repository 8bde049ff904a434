"""Two sides of a trial, paired: which one drafts better, by how much, and how sure that is."""
