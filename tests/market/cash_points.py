"""Pages about cash points, and which of the sample market's points and receipts they show."""

from chophien.cashpoints.models import CashOrder, Point
from chophien.cashpoints.states import CashStatus
from tests.market.page import Facts, Page, words


def cash_in_the_market() -> dict[str, str]:
    """The sample's first point, and the receipt of what was given there on trial."""
    paid = CashOrder.objects.filter(status=CashStatus.PAID).order_by("pk")[0]
    return {"point": Point.objects.order_by("pk")[0].code, "receipt": paid.code}


def point(facts: Facts) -> dict[str, str]:
    return {"code": facts["cash"]["point"]}


CASH_POINTS = (
    Page("cash-near", "cashpoints:near", query={"xa": "00721"}),
    Page("cash-near-which", "cashpoints:near", query={"q": "dong"}),
    Page("cash-receipt", "cashpoints:receipt"),
    Page("cash-receipt-genuine", "cashpoints:receipt-check", lambda facts: {"code": facts["cash"]["receipt"]}),
    Page("office-cash-points", "officedesk:cashpoints", person="operator-1"),
    Page("office-cash-point-new", "officedesk:new-cashpoint", person="operator-1"),
    Page("office-cash-point", "officedesk:cashpoint", point, person="operator-1"),
    Page("office-cash-point-of-the-commune", "officedesk:cashpoint", point, person="officer-commune"),
    Page("office-cash-asks", "officedesk:cash-movements", person="operator-1"),
    Page("office-cash-days", "officedesk:cash-closes", person="operator-1"),
    Page("office-cash-contract", "officedesk:cash-contract", person="operator-1"),
    Page("office-cash-map", "officedesk:coverage", person="operator-1"),
    Page("office-cash-map-of-a-province", "officedesk:coverage-province", words(code="08"), person="operator-1"),
)
