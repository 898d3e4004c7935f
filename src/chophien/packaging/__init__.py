"""Packaging: how goods are packed and how long they keep in it, and packaging that shops of a province buy together."""
