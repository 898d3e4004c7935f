"""What can go wrong with dated rules. Both are faults of the market, not of the person at the page."""

from datetime import date


class RuleMissing(LookupError):
    """No value of this key is in force on that day: a day outside what was loaded, or a misspelt key."""

    def __init__(self, key: str, day: date) -> None:
        super().__init__(f"no rule {key!r} is in force on {day.isoformat()}")
        self.key, self.day = key, day


class BadRuleFile(ValueError):
    """The file of rules cannot be loaded; every fault is named with its line."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
