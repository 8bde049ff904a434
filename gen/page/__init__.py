"""A page: its fields, its file, and the way between them without loss."""
