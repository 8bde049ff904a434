"""The post-processor: from what a model said to the Markdown of an answer."""

from gen.postprocess.row import ESCAPED_STEPS, STEPS, Processed, postprocess

__all__ = ["ESCAPED_STEPS", "STEPS", "Processed", "postprocess"]
