"""Every table of steps in the market, printed for the documentation."""

from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.translation import override

from chophien.cashpoints.states import CASH_FLOW as COUNTER_FLOW
from chophien.cashpoints.states import CashStatus as CounterStatus
from chophien.catalog.states import (
    DEMAND_FLOW,
    FINDING_FLOW,
    LISTING_FLOW,
    PAPER_FLOW,
    STORY_FLOW,
    VERSION_FLOW,
    DemandStatus,
    FindingStatus,
    ListingStatus,
    PaperStatus,
    StoryStatus,
    VersionStatus,
)
from chophien.channels.states import (
    ENDPOINT_FLOW,
    IMPORT_FLOW,
    SYNC_FLOW,
    TABLE_FLOW,
    WEBHOOK_FLOW,
    EndpointStatus,
    ImportStatus,
    SyncStatus,
    TableStatus,
)
from chophien.channels.states import DeliveryStatus as WebhookStatus
from chophien.collecting.states import CASH_FLOW, HAND_OVER_FLOW, CashStatus, HandOverStatus
from chophien.collecting.states import FINDING_FLOW as DIFFERENCE_FLOW
from chophien.collecting.states import FindingStatus as DifferenceStatus
from chophien.complaints.states import COMPLAINT_FLOW, RECALL_FLOW, ComplaintStatus, RecallStatus
from chophien.delivery.states import DELIVERY_FLOW, DeliveryStatus
from chophien.gateways.states import ATTEMPT_FLOW, REPAYMENT_FLOW, AttemptStatus, RepaymentStatus
from chophien.growing.states import (
    AREA_FLOW,
    CODE_FLOW,
    HEARD_FLOW,
    LAND_FLOW,
    AreaStatus,
    CodeStatus,
    HeardStatus,
    LandStatus,
)
from chophien.knowledge.states import FACT_FLOW, FactStatus
from chophien.lib.flow import Flow
from chophien.lots.states import CONTRIBUTION_FLOW, LOT_FLOW, ContributionStatus, LotStatus
from chophien.lots.states import PAYMENT_FLOW as GROWER_PAYMENT_FLOW
from chophien.lots.states import PaymentStatus as GrowerPaymentStatus
from chophien.messages.states import LETTER_FLOW, MessageStatus
from chophien.ocop.states import DOSSIER_FLOW, DossierStatus
from chophien.officedesk.states import BULK_FLOW, BulkStatus
from chophien.orders.states import ORDER_FLOW, PREORDER_FLOW, OrderStatus, PreorderStatus
from chophien.packaging.states import GROUP_FLOW, GroupStatus
from chophien.payments.states import PAYMENT_FLOW, PaymentStatus
from chophien.privacy.states import BREACH_FLOW, REQUEST_FLOW, BreachStatus, RequestStatus
from chophien.programmes.states import PAIR_FLOW, TASK_FLOW, PairStatus, TaskStatus
from chophien.promotions.states import (
    PLEDGE_FLOW,
    PROMOTION_FLOW,
    PURCHASE_FLOW,
    PledgeStatus,
    PromotionStatus,
    PurchaseStatus,
)
from chophien.reconciliation.states import LINE_FLOW, LineStatus
from chophien.reports.states import RUN_FLOW, RunStatus
from chophien.reviews.states import WORDS_FLOW, WordsStatus
from chophien.scans.states import STAMP_FLOW, SUSPICION_FLOW, StampStatus, SuspicionStatus
from chophien.seasons.states import HARVEST_FLOW, HarvestStatus
from chophien.sellers.states import (
    CALLBACK_FLOW,
    MANDATE_FLOW,
    SELLER_FLOW,
    CallbackStatus,
    MandateStatus,
    SellerStatus,
)
from chophien.settlement.states import (
    BATCH_FLOW,
    PAYOUT_FLOW,
    WRITE_OFF_FLOW,
    BatchStatus,
    PayoutStatus,
    WriteOffStatus,
)
from chophien.traceability.states import RECALL_FLOW as LOT_RECALL_FLOW
from chophien.traceability.states import RecallStatus as LotRecallStatus
from chophien.treasury.states import OWN_FLOW, OwnStatus
from chophien.wholesale.states import (
    CONTRACT_FLOW,
    QUOTE_FLOW,
    STANDING_FLOW,
    ContractStatus,
    QuoteStatus,
    StandingStatus,
)
from chophien.wholesale.states import REQUEST_FLOW as ASKING_FLOW
from chophien.wholesale.states import RequestStatus as PurchaseRequestStatus


@dataclass(frozen=True)
class PrintedFlow:
    """One axis: its heading, what it is about, its table and the names of its statuses."""

    title: str
    about: str
    flow: Flow
    statuses: type[TextChoices]


PRINTED = (
    PrintedFlow("Order", "What buyer and seller have agreed. `orders.states.ORDER_FLOW`", ORDER_FLOW, OrderStatus),
    PrintedFlow(
        "Order before the harvest",
        "What an order that was placed before its harvest waits for. `orders.states.PREORDER_FLOW`",
        PREORDER_FLOW,
        PreorderStatus,
    ),
    PrintedFlow(
        "Harvest",
        "A harvest that is sold before it is there. `seasons.states.HARVEST_FLOW`",
        HARVEST_FLOW,
        HarvestStatus,
    ),
    PrintedFlow(
        "Growing area",
        "A piece of land on the map. `growing.states.AREA_FLOW`",
        AREA_FLOW,
        AreaStatus,
    ),
    PrintedFlow(
        "Code of a growing area",
        "What an authority decided about it. `growing.states.CODE_FLOW`",
        CODE_FLOW,
        CodeStatus,
    ),
    PrintedFlow(
        "Wish to see where land lies",
        "A buyer asks, the owner answers. `growing.states.LAND_FLOW`",
        LAND_FLOW,
        LandStatus,
    ),
    PrintedFlow(
        "Witness of a household's yes",
        "Somebody of the commune says whether they heard a household say yes. `growing.states.HEARD_FLOW`",
        HEARD_FLOW,
        HeardStatus,
    ),
    PrintedFlow(
        "Lot",
        "Goods that many households bring together. `lots.states.LOT_FLOW`",
        LOT_FLOW,
        LotStatus,
    ),
    PrintedFlow(
        "Weighing",
        "What a household brought to a lot. `lots.states.CONTRIBUTION_FLOW`",
        CONTRIBUTION_FLOW,
        ContributionStatus,
    ),
    PrintedFlow(
        "Payment of a cooperative to a household",
        "It counts by the household's own word. `lots.states.PAYMENT_FLOW`",
        GROWER_PAYMENT_FLOW,
        GrowerPaymentStatus,
    ),
    PrintedFlow("Stamp", "It counts once it is on a pack. `scans.states.STAMP_FLOW`", STAMP_FLOW, StampStatus),
    PrintedFlow(
        "Stamp that may be copied",
        "People look into what its scans say. `scans.states.SUSPICION_FLOW`",
        SUSPICION_FLOW,
        SuspicionStatus,
    ),
    PrintedFlow(
        "OCOP dossier",
        "A product on its way to its stars. `ocop.states.DOSSIER_FLOW`",
        DOSSIER_FLOW,
        DossierStatus,
    ),
    PrintedFlow(
        "Packaging ordered together",
        "Shops of a province order from one supplier. `packaging.states.GROUP_FLOW`",
        GROUP_FLOW,
        GroupStatus,
    ),
    PrintedFlow("Payment", "Where the money is. `payments.states.PAYMENT_FLOW`", PAYMENT_FLOW, PaymentStatus),
    PrintedFlow(
        "Payment through a gateway",
        "One try to pay through VNPay or MoMo. `gateways.states.ATTEMPT_FLOW`",
        ATTEMPT_FLOW,
        AttemptStatus,
    ),
    PrintedFlow(
        "Money back through a gateway",
        "How it goes back the way it came. `gateways.states.REPAYMENT_FLOW`",
        REPAYMENT_FLOW,
        RepaymentStatus,
    ),
    PrintedFlow(
        "Line of the bank",
        "How money on the market's account is explained. `reconciliation.states.LINE_FLOW`",
        LINE_FLOW,
        LineStatus,
    ),
    PrintedFlow(
        "Cash at a cash point",
        "Nothing leaves a till, and nothing is booked into one, before the customer has said yes."
        " `cashpoints.states.CASH_FLOW`",
        COUNTER_FLOW,
        CounterStatus,
    ),
    PrintedFlow("Collected cash", "In whose hands it is. `collecting.states.CASH_FLOW`", CASH_FLOW, CashStatus),
    PrintedFlow(
        "Receipt for cash",
        "Handing it over takes two. `collecting.states.HAND_OVER_FLOW`",
        HAND_OVER_FLOW,
        HandOverStatus,
    ),
    PrintedFlow(
        "Difference with a carrier",
        "What its file says otherwise. `collecting.states.FINDING_FLOW`",
        DIFFERENCE_FLOW,
        DifferenceStatus,
    ),
    PrintedFlow(
        "Batch of payouts",
        "Two people sign it before it goes to the bank. `settlement.states.BATCH_FLOW`",
        BATCH_FLOW,
        BatchStatus,
    ),
    PrintedFlow("Payout", "One seller's line of a batch. `settlement.states.PAYOUT_FLOW`", PAYOUT_FLOW, PayoutStatus),
    PrintedFlow(
        "What a shop owes, borne by the market",
        "Two people agree to it. `settlement.states.WRITE_OFF_FLOW`",
        WRITE_OFF_FLOW,
        WriteOffStatus,
    ),
    PrintedFlow(
        "The market's own money",
        "Two people agree before it moves at the bank. `treasury.states.OWN_FLOW`",
        OWN_FLOW,
        OwnStatus,
    ),
    PrintedFlow("Delivery", "Where the parcel is. `delivery.states.DELIVERY_FLOW`", DELIVERY_FLOW, DeliveryStatus),
    PrintedFlow(
        "Complaint",
        "How a complaint is settled. `complaints.states.COMPLAINT_FLOW`",
        COMPLAINT_FLOW,
        ComplaintStatus,
    ),
    PrintedFlow("Words of buyers", "Reviews and questions. `reviews.states.WORDS_FLOW`", WORDS_FLOW, WordsStatus),
    PrintedFlow("Recall", "Goods that are called back. `complaints.states.RECALL_FLOW`", RECALL_FLOW, RecallStatus),
    PrintedFlow(
        "Recall of a lot",
        "A lot that is called back, with all that was made of it. `traceability.states.RECALL_FLOW`",
        LOT_RECALL_FLOW,
        LotRecallStatus,
    ),
    PrintedFlow(
        "Promotion", "Vouchers and sets of goods. `promotions.states.PROMOTION_FLOW`", PROMOTION_FLOW, PromotionStatus
    ),
    PrintedFlow(
        "Group purchase", "Whether enough buyers join. `promotions.states.PURCHASE_FLOW`", PURCHASE_FLOW, PurchaseStatus
    ),
    PrintedFlow("Pledge", "What becomes of a buyer's word. `promotions.states.PLEDGE_FLOW`", PLEDGE_FLOW, PledgeStatus),
    PrintedFlow(
        "Purchase request",
        "What a buyer looks for in bulk. `wholesale.states.REQUEST_FLOW`",
        ASKING_FLOW,
        PurchaseRequestStatus,
    ),
    PrintedFlow("Quote", "A shop's answer to it. `wholesale.states.QUOTE_FLOW`", QUOTE_FLOW, QuoteStatus),
    PrintedFlow(
        "Contract",
        "From a draft to what was delivered. `wholesale.states.CONTRACT_FLOW`",
        CONTRACT_FLOW,
        ContractStatus,
    ),
    PrintedFlow(
        "Standing order", "Goods that come again. `wholesale.states.STANDING_FLOW`", STANDING_FLOW, StandingStatus
    ),
    PrintedFlow("Seller", "How a shop stands. `sellers.states.SELLER_FLOW`", SELLER_FLOW, SellerStatus),
    PrintedFlow("Mandate", "Who helps whom. `sellers.states.MANDATE_FLOW`", MANDATE_FLOW, MandateStatus),
    PrintedFlow(
        "Call-back", "What a household was asked about. `sellers.states.CALLBACK_FLOW`", CALLBACK_FLOW, CallbackStatus
    ),
    PrintedFlow(
        "Helper's task", "What a household needs help with. `programmes.states.TASK_FLOW`", TASK_FLOW, TaskStatus
    ),
    PrintedFlow("Mentor pair", "Who learns from whom. `programmes.states.PAIR_FLOW`", PAIR_FLOW, PairStatus),
    PrintedFlow("Request about data", "What becomes of it. `privacy.states.REQUEST_FLOW`", REQUEST_FLOW, RequestStatus),
    PrintedFlow("Report", "How far it is. `reports.states.RUN_FLOW`", RUN_FLOW, RunStatus),
    PrintedFlow("Breach", "Who knows of it. `privacy.states.BREACH_FLOW`", BREACH_FLOW, BreachStatus),
    PrintedFlow("Listing", "Whether goods are offered. `catalog.states.LISTING_FLOW`", LISTING_FLOW, ListingStatus),
    PrintedFlow(
        "Listing version", "How a change is reviewed. `catalog.states.VERSION_FLOW`", VERSION_FLOW, VersionStatus
    ),
    PrintedFlow("Voice story", "When a voice is heard. `catalog.states.STORY_FLOW`", STORY_FLOW, StoryStatus),
    PrintedFlow("Paper for goods", "What conditional goods need. `catalog.states.PAPER_FLOW`", PAPER_FLOW, PaperStatus),
    PrintedFlow(
        "Finding", "A word of the list in goods on sale. `catalog.states.FINDING_FLOW`", FINDING_FLOW, FindingStatus
    ),
    PrintedFlow("Demand", "What an authority asks for. `catalog.states.DEMAND_FLOW`", DEMAND_FLOW, DemandStatus),
    PrintedFlow("Letter", "What leaves by a gateway. `messages.states.LETTER_FLOW`", LETTER_FLOW, MessageStatus),
    PrintedFlow("Many decisions", "How far a job has come. `officedesk.states.BULK_FLOW`", BULK_FLOW, BulkStatus),
    PrintedFlow("Fact", "What the library knows. `knowledge.states.FACT_FLOW`", FACT_FLOW, FactStatus),
    PrintedFlow("Import of goods", "How far a file has come. `channels.states.IMPORT_FLOW`", IMPORT_FLOW, ImportStatus),
    PrintedFlow(
        "Another site's table",
        "From their columns to our goods. `channels.states.TABLE_FLOW`",
        TABLE_FLOW,
        TableStatus,
    ),
    PrintedFlow("Webhook", "How word is sent out. `channels.states.WEBHOOK_FLOW`", WEBHOOK_FLOW, WebhookStatus),
    PrintedFlow(
        "Webhook's endpoint", "Who hears of changes. `channels.states.ENDPOINT_FLOW`", ENDPOINT_FLOW, EndpointStatus
    ),
    PrintedFlow(
        "Goods on another channel", "What could not be told. `channels.states.SYNC_FLOW`", SYNC_FLOW, SyncStatus
    ),
)
HEAD = """# Flows

Every status, and every step that leads from one to another: nothing else is possible. An order has three axes, and
shows all three. This page is printed from the tables in the code: `make manage ARGS="print_flows"`, and a test fails
while it says something else.
"""


def flows_page() -> str:
    """The page docs/flows.md: each flow as a diagram and as tables, in English with the Vietnamese words."""
    return "\n".join([HEAD, *(_section(printed) for printed in PRINTED)])


def _section(printed: PrintedFlow) -> str:
    steps = [f"| `{row.step}` | `{row.before}` | `{row.after}` |" for row in printed.flow.as_table()]
    statuses = [f"| `{status.value}` | {_said(status, 'vi')} | {_said(status, 'en')} |" for status in printed.statuses]
    return "\n".join(
        [
            f"## {printed.title}",
            "",
            printed.about,
            "",
            "```mermaid",
            printed.flow.as_mermaid(),
            "```",
            "",
            "| status | on the screen | meaning |",
            "|---|---|---|",
            *statuses,
            "",
            "| step | from | to |",
            "|---|---|---|",
            *steps,
            "",
        ]
    )


def _said(status: TextChoices, language: str) -> str:
    with override(language):
        return str(status.label)
