"""How far an import has come, where goods are shown elsewhere, and how word of changes is sent out."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chophien.lib.flow import Flow


class ImportStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    RUNNING = "running", _("Running")
    DONE = "done", _("Done")
    REFUSED = "refused", _("Refused: nothing was imported")


IMPORT_FLOW = Flow(
    begin={ImportStatus.WAITING: ImportStatus.RUNNING, ImportStatus.RUNNING: ImportStatus.RUNNING},
    finish={ImportStatus.RUNNING: ImportStatus.DONE},
    refuse={ImportStatus.RUNNING: ImportStatus.REFUSED},
)


class FaultyRows(models.TextChoices):
    SKIP = "skip", _("Import the good rows, list the others")
    REFUSE_ALL = "refuse_all", _("All rows or none")


@dataclass(frozen=True)
class Beside:
    """What is known of goods and has no column in the file: attributes, and the decision behind their stars."""

    attributes: Mapping[str, object] = field(default_factory=dict)
    decision_number: str = ""
    decision_issuer: str = ""


class AreaKind(models.TextChoices):
    """Whose goods a feed or a widget shows. The values stand in addresses."""

    SELLER = "gian", _("a shop")
    COMMUNE = "xa", _("a commune")
    PROVINCE = "tinh", _("a province")


class FeedFormat(models.TextChoices):
    """The values are the endings of the files."""

    JSON = "json", "JSON"
    CSV = "csv", "CSV"
    RSS = "rss", "RSS"
    GOOGLE = "xml", "Google, Meta"


class EventKind(models.TextChoices):
    """What a webhook tells of."""

    ORDER_PLACED = "order.placed", _("a new order")
    ORDER_CONFIRMED = "order.confirmed", _("an order was accepted")
    ORDER_CANCELLED = "order.cancelled", _("an order will not happen")
    ORDER_HANDED_OVER = "order.handed_over", _("a parcel is on its way")
    ORDER_COMPLETED = "order.completed", _("an order is completed")
    PRODUCT_PUBLISHED = "product.published", _("goods came on sale")
    PRODUCT_PAUSED = "product.paused", _("goods rest")
    STOCK_CHANGED = "stock.changed", _("what is left has changed")
    TEST = "test.ping", _("a try")


class EndpointStatus(models.TextChoices):
    ACTIVE = "active", _("Sending")
    PAUSED = "paused", _("Paused: too much failed")
    CLOSED = "closed", _("Taken away")


ENDPOINT_FLOW = Flow(
    pause={EndpointStatus.ACTIVE: EndpointStatus.PAUSED},
    resume={EndpointStatus.PAUSED: EndpointStatus.ACTIVE},
    close={EndpointStatus.ACTIVE: EndpointStatus.CLOSED, EndpointStatus.PAUSED: EndpointStatus.CLOSED},
)


class DeliveryStatus(models.TextChoices):
    WAITING = "waiting", _("Waiting")
    SENDING = "sending", _("Being sent")
    SENT = "sent", _("Arrived")
    DEAD = "dead", _("Given up")


PROBLEM_WORDS = {
    "address_refused": _("This address leads inside, where nothing is sent."),
    "name_unknown": _("Nobody knows this address."),
    "certificate": _("Its certificate does not count."),
    "too_slow": _("It took too long to answer."),
    "no_answer": _("It did not answer."),
}
"""What `webhooks.posting.Answer` calls by one word."""


def problem_words(problem: str) -> str:
    """Why a message did not arrive, in words; nothing where nothing is known."""
    if problem.startswith("status_"):
        return gettext("It answered with %(status)s.") % {"status": problem.removeprefix("status_")}
    return str(PROBLEM_WORDS.get(problem, problem))


WEBHOOK_FLOW = Flow(
    begin={DeliveryStatus.WAITING: DeliveryStatus.SENDING, DeliveryStatus.SENDING: DeliveryStatus.SENDING},
    arrive={DeliveryStatus.SENDING: DeliveryStatus.SENT},
    retry={DeliveryStatus.SENDING: DeliveryStatus.WAITING},
    give_up={DeliveryStatus.SENDING: DeliveryStatus.DEAD, DeliveryStatus.WAITING: DeliveryStatus.DEAD},
    replay={DeliveryStatus.DEAD: DeliveryStatus.WAITING, DeliveryStatus.SENT: DeliveryStatus.WAITING},
)


class TableStatus(models.TextChoices):
    """How far another site's table has come on its way in."""

    SENT_IN = "sent_in", _("Say which column is which")
    MAPPED = "mapped", _("Decide what is the same")
    BROUGHT_IN = "brought_in", _("Brought in")


TABLE_FLOW = Flow(
    map={TableStatus.SENT_IN: TableStatus.MAPPED, TableStatus.MAPPED: TableStatus.MAPPED},
    bring_in={TableStatus.MAPPED: TableStatus.BROUGHT_IN},
)


class Sameness(models.TextChoices):
    """Why a row seems to be goods that the shop has already."""

    SKU = "sku", _("the same sku")
    BARCODE = "barcode", _("the same bar code")
    TITLE = "title", _("the same name and pack")


class Decision(models.TextChoices):
    """What a person has decided for a row that seems to be there already, or for a new one."""

    MERGE = "merge", _("It is the same: change mine")
    SKIP = "skip", _("Leave it out")
    NEW = "new", _("It is something else: add it")


class SyncStatus(models.TextChoices):
    OPEN = "open", _("Not sent")
    SOLVED = "solved", _("Solved")


SYNC_FLOW = Flow(
    solve={SyncStatus.OPEN: SyncStatus.SOLVED},
    fail={SyncStatus.OPEN: SyncStatus.OPEN},
)


class KeyScope(models.TextChoices):
    """What a shop's key may open."""

    GOODS_READ = "products:read", _("see goods, prices and what is left")
    GOODS_WRITE = "products:write", _("change prices and what is left")
    ORDERS_READ = "orders:read", _("see orders, without the buyer")
    ORDERS_CONTACTS = "orders:contacts", _("see name, phone and address of who buys, while they are needed")
    EVENTS_CAPTURE = "epcis:capture", _("write down what happened to goods (EPCIS)")
    EVENTS_QUERY = "epcis:query", _("read what happened to the shop's goods (EPCIS)")
