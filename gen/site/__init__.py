"""The site: what its pages look like and where they stand."""
