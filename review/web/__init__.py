"""The review page: a web application over the same functions as the command line's."""
