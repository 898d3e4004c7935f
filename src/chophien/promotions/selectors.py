"""Reads about promotions."""

from chophien.promotions.pricing import Cut

__all__ = ["Cut"]
