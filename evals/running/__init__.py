"""A run of the checks: which files, what is known of them already, many processes, and all pages together."""
