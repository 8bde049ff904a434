"""Prompts: templates that are checked, rendered in a sandbox, and hashed."""
