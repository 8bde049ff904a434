"""Whether what an answer says rests on something."""
