"""What can go wrong with the pipeline."""

from gen.errors import AnswerdeskError


class PipelineError(AnswerdeskError):
    """The site's pipeline could not do an answer: it took too long or too much memory, or broke down."""
