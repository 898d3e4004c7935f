"""Addresses of documents: Vietnamese words without marks outside, the English key inside."""

from chophien.regulations.states import BY_KEY, BY_SLUG


class DocumentConverter:
    """``doi-tra`` in the address is ``returns`` in the view."""

    regex = "[a-z-]{1,40}"

    def to_python(self, value: str) -> str:
        """The document's key; an unknown word is no such page."""
        try:
            return BY_SLUG[value].key
        except KeyError as unknown:
            raise ValueError from unknown

    def to_url(self, value: str) -> str:
        """The document's word in addresses."""
        try:
            return BY_KEY[value].slug
        except KeyError as unknown:
            raise ValueError from unknown
