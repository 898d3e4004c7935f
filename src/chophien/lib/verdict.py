"""The answer to "may this actor do that?", with the reason to show when not."""

from dataclasses import dataclass

from chophien.lib.errors import NotPermitted, Sentence


@dataclass(frozen=True)
class Verdict:
    """Truthy when allowed; otherwise carries the sentence that the person reads."""

    allowed: bool
    reason: Sentence = ""

    def __bool__(self) -> bool:
        return self.allowed

    def require(self) -> None:
        """Let an allowed act pass.

        :raises NotPermitted: if it is not allowed, with this verdict's reason
        """
        if not self.allowed:
            raise NotPermitted(self.reason)


YES = Verdict(allowed=True)


def no(reason: Sentence) -> Verdict:
    """Refuse, for a reason in the reader's words."""
    return Verdict(allowed=False, reason=reason)
