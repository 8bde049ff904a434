"""The editor's references: the files of `sources/`, read into passages, and found again by what they say."""
