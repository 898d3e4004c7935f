"""Doors of the map."""

MAP_FOR_ANYBODY = ("atlas:map",)
