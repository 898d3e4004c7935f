"""Pages on the way along a lot's chain, for the table of pages."""

from tests.market.page import Facts, Page


def sold(facts: Facts) -> dict[str, str]:
    """The lot that was sold."""
    return {"code": facts["lots"]["sold"]}


CHAINED = (
    Page("office-lots", "officedesk:lots", person="officer-province"),
    Page("office-lot-why", "traceability:chain", sold, person="officer-province"),
    Page("lot-chain-lots", "traceability:chain-lots", sold, person="manager-2"),
    Page("lot-chain-entries", "traceability:chain-entries", sold, person="manager-2"),
)
