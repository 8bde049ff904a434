"""Ways to break a page by script, each with the checks that have to say so."""
