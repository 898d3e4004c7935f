"""OCOP: a product judged by its criteria, from the shop's own sheet over commune and province to its stars."""
