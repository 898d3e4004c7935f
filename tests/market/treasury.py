"""Money of the market's own accounts that is to move, and the pages that show it."""

from datetime import datetime

from chophien.accounts.models import Person
from chophien.payments import chart
from chophien.treasury.actions.moving import write_down
from chophien.treasury.selectors.standing import standing_of
from tests.market.page import Page


def written_down(operator: Person, *, at: datetime) -> dict[str, str]:
    """Some of the fees that the market of the pictures earned, to be taken out: waits for a second yes."""
    standing = standing_of(chart.FEES)
    if standing is None or standing.most_vnd <= 0:
        raise AssertionError("the sample market earns fees")
    one = write_down(
        account=chart.FEES,
        amount_vnd=min(standing.most_vnd, 10_000),
        purpose="Về tài khoản của chợ",
        actor=operator,
        at=at,
    )
    return {"own": one.code}


TREASURY = (
    Page("office-own-accounts", "officedesk:own-accounts", person="operator-1"),
    Page("office-own-new", "officedesk:new-own-transfer", lambda _facts: {"account": chart.FEES}, person="operator-1"),
    Page(
        "office-own-transfer",
        "officedesk:own-transfer",
        lambda facts: {"code": facts["office"]["own"]},
        person="operator-1",
    ),
)
NO_PAGES_OF_TREASURY = {"officedesk:own-transfer-step"}
