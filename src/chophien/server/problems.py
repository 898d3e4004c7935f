"""What goes wrong around the market rather than inside it."""


class ServerProblem(Exception):
    """A sentence for the person at the terminal: what is wrong and what to do about it."""
