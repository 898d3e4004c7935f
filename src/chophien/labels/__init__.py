"""Labels: what must stand on a pack, drawn up from what the market knows of the goods, and printed with its code."""
