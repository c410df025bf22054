"""Widgets that paint lines of spans."""
