"""The content tree: what is published already, and what is related to it."""
