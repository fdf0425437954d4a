"""Figures against a baseline of the same run; nothing here fails a build."""
