"""A status flow: which step leads from which status to which. Pure data, no side effects."""

from collections.abc import Mapping
from typing import NamedTuple

from chophien.lib.errors import StepNotAllowed


class FlowRow(NamedTuple):
    """One line of the printed table: `step` leads from one status to another."""

    step: str
    before: str
    after: str


class Flow:
    """The whole table: ``Flow(confirm={"placed": "confirmed"}, cancel={…})``."""

    def __init__(self, **steps: Mapping[str, str]) -> None:
        self.steps = steps

    def next(self, step: str, status: str) -> str:
        """Return the status that `step` leads to.

        :raises StepNotAllowed: if `step` cannot be taken from `status`
        :raises KeyError: if no such step exists at all, which is a bug of the caller
        """
        try:
            return self.steps[step][status]
        except KeyError:
            if step not in self.steps:
                raise
            raise StepNotAllowed(step=step, status=status) from None

    def allows(self, step: str, status: str) -> bool:
        """Tell whether `step` can be taken from `status`."""
        return status in self.steps[step]

    def steps_from(self, status: str) -> list[str]:
        """Name the steps that can be taken from `status`, in the order of the table."""
        return [step for step, moves in self.steps.items() if status in moves]

    def as_table(self) -> list[FlowRow]:
        """Give every move as a row (step, before, after), for the docs."""
        return [
            FlowRow(step, str(before), str(after))
            for step, moves in self.steps.items()
            for before, after in moves.items()
        ]

    def as_mermaid(self) -> str:
        """Draw the flow as a Mermaid state diagram, for the docs."""
        arrows = [f"    {row.before} --> {row.after}: {row.step}" for row in self.as_table()]
        return "\n".join(["stateDiagram-v2", *arrows])
