"""What can go wrong with published documents. All are faults of the market's own files."""


class RegulationMissing(LookupError):
    """No version of this document is in force on that day."""


class FeeMissing(LookupError):
    """No rate of this service is in force on that day."""


class BadRegulation(ValueError):
    """The files cannot be published; every fault is named with its file."""

    def __init__(self, faults: list[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = faults
