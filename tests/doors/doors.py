"""Which door is open to whom: one table for every address of the site that is not everybody's (`anybody.py`).

Who is not named finds it shut: a stranger is asked to sign in, everybody else is told that there is nothing here.
"""

from tests.doors.anybody import ANYBODY
from tests.doors.of_the_office import OF_THE_OFFICE
from tests.doors.people import (
    CARD_PRINTERS,
    CASHIERS_ANYWHERE,
    HELPERS,
    LISTERS,
    MANAGERS_ANYWHERE,
    OFFICES,
    OPERATORS,
    ORDER_DESK,
    OVERSEERS,
    RIVALS,
    SIGNED_IN,
    STAFF,
    STAFF_ANYWHERE,
)
from tests.doors.programme import HELPED_HOUSEHOLD, HELPERS_DESK, OFFICE_ITEMS, OFFICE_LISTS

BY_KEY = {
    "api:shop_products": "products:read",
    "api:change_shop_products": "products:write",
    "api:shop_orders": "orders:read",
}
"""What programs open, and the scope that their key must have (`tests/doors/test_keys.py`)."""

BY_CARD = frozenset(
    [
        "accounts:card-stay", "messages:read-announcement", "sellers:helpers", "sellers:helper-end", "sellers:papers",
        "sellers:remove-paper", "sellerdesk:today", "sellerdesk:orders", "sellerdesk:goods", "sellerdesk:item",
        "sellerdesk:helped", "sellerdesk:history", "sellerdesk:preview", "sellerdesk:stock", "sellerdesk:price",
        "sellerdesk:pause", "sellerdesk:resume", "sellerdesk:start", "sellerdesk:photos", "sellerdesk:photo",
        "sellerdesk:story", "sellerdesk:questions", "sellerdesk:sizes", "sellerdesk:submit", "sellerdesk:money",
        "sellerdesk:answer-cash",
        "orders:seller-list", "orders:seller-order", "orders:seller-confirm", "orders:seller-refuse",
        "orders:seller-pack", "orders:seller-hand-over", "orders:seller-cancel",
    ]
)  # fmt: skip
"""What `manager` opens and `carded` too: goods and orders, never the account, people, keys, letters or money's way."""

_TABLE: tuple[tuple[tuple[str, ...], str], ...] = (
    *OF_THE_OFFICE,
    (OFFICES, "officedesk:lots"),
    (("manager", "packer", *OVERSEERS), "traceability:chain traceability:chain-lots traceability:chain-entries"),
    (("manager", *OVERSEERS), "traceability:recall traceability:end-recall"),
    (("manager", "operator"), "traceability:numbers traceability:number-step"),
    (SIGNED_IN, "messages:notices messages:read-all messages:wishes messages:push-add smsdesk:pin"),
    ((*STAFF, *RIVALS, "newcomer"), "messages:announcement messages:read-announcement"),
    (("buyer",), "messages:open-notice messages:push-remove accounts:passkey-remove"),
    ((*OPERATORS, *HELPERS), "smsdesk:puzzling"),
    (("operator", "helper"), "smsdesk:cared"),
    (
        SIGNED_IN,
        """
        accounts:welcome accounts:me accounts:password accounts:remove-password accounts:end-sessions
        accounts:passkey-add accounts:passkey-add-begin sellers:new sellers:mine sellerdesk:today
        """,
    ),
    (STAFF, "sellers:shop"),
    (("manager", "helper", "officer", "provincial", "operator", "buyer"), "atlas:plots"),
    (("manager", "helper"), "atlas:sites atlas:close-site"),
    (
        ("manager",),
        """
        sellers:details sellers:papers sellers:remove-paper sellers:submit sellers:account sellers:people
        sellers:remove-person sellers:close
        """,
    ),
    (("operator",), "sellers:review sellers:identity sellers:document sellers:decide"),
    (
        ("buyer",),
        """
        orders:order orders:thanks orders:cancel orders:receive orders:refund-account orders:again orders:contract orders:qr
        orders:preorder-answer gateways:pay gateways:start gateways:change
        """,
    ),
    (
        SIGNED_IN,
        """
        complaints:seller-list reviews:ask reviews:report reviews:seller-reviews reviews:seller-questions
        conversations:talks conversations:goods conversations:seller-talks
        follows:mine follows:shop follows:goods follows:alert
        """,
    ),
    (
        ("buyer",),
        """
        complaints:complain complaints:complaint complaints:photo complaints:step reviews:order reviews:write
        conversations:talk conversations:report conversations:file
        conversations:order conversations:order-report conversations:order-file
        """,
    ),
    (
        (*STAFF, "helper"),
        "complaints:seller-complaint complaints:answer complaints:seller-photo complaints:seller-step",
    ),
    (("manager", "operator"), "complaints:publish-recall"),
    (
        ("manager", "packer", "helper"),
        """
        reviews:answer conversations:seller-talk conversations:seller-report conversations:seller-file
        conversations:seller-order
        """,
    ),
    (STAFF_ANYWHERE, "orders:seller-list sellerdesk:orders sellerdesk:goods"),
    (
        (*MANAGERS_ANYWHERE, "helper"),
        """
        sellerdesk:packaging sellerdesk:packaging-begin sellerdesk:packaging-group sellerdesk:packaging-leave
        """,
    ),
    (STAFF_ANYWHERE, "sellerdesk:packing-home sellerdesk:packing sellerdesk:packing-sheet"),
    (
        ORDER_DESK,
        """
        orders:seller-order orders:seller-confirm orders:seller-refuse orders:seller-pack orders:seller-hand-over
        orders:seller-cancel orders:seller-paid
        """,
    ),
    (("manager", "accountant", "operator"), "orders:seller-contract orders:seller-invoice"),
    ((*MANAGERS_ANYWHERE, "helper"), "sellerdesk:helped"),
    ((*MANAGERS_ANYWHERE, "helper"), "sellerdesk:seasons sellerdesk:new-harvest sellerdesk:sleep-step"),
    (
        LISTERS,
        "sellerdesk:harvest sellerdesk:harvest-move sellerdesk:harvest-off sellerdesk:harvest-step sellerdesk:season-note",
    ),
    (
        (*STAFF, "helper"),
        "sellerdesk:item sellerdesk:stock sellerdesk:history sellerdesk:preview sellerdesk:hear",
    ),
    ((*MANAGERS_ANYWHERE, "helper"), "sellerdesk:start sellerdesk:certificates sellerdesk:ocop sellerdesk:readiness"),
    (LISTERS, "sellerdesk:ocop-dossier sellerdesk:ocop-evidence sellerdesk:ocop-step"),
    (
        LISTERS,
        """
        sellerdesk:price sellerdesk:pause sellerdesk:resume sellerdesk:photos sellerdesk:photo sellerdesk:story
        sellerdesk:questions sellerdesk:sizes sellerdesk:submit sellerdesk:withdraw-certificate
        sellerdesk:labels sellerdesk:label-drawing sellerdesk:write-label sellerdesk:print-labels
        """,
    ),
    (HELPERS, "sellers:mandates sellers:choose-household sellers:ask-mandate"),
    (
        ("helper",),
        """
        sellers:mandate sellers:consent-send-code
        sellers:consent-by-code sellers:consent-by-voice sellers:consent-by-signature sellers:lay-down-mandate
        """,
    ),
    (("manager",), "sellers:helpers sellers:helper-agree sellers:helper-end"),
    (CARD_PRINTERS, "sellers:card sellers:print-card sellers:revoke-card"),
    (SIGNED_IN, "accounts:card-stay"),
    (SIGNED_IN, "privacy:mine privacy:agree privacy:ask"),
    (("buyer",), "privacy:withdraw privacy:file"),
    (("helper", *OVERSEERS), "privacy:household privacy:household-consent"),
    (OVERSEERS, "privacy:household-evidence"),
    (MANAGERS_ANYWHERE, "sellerdesk:rules"),
    (
        SIGNED_IN,
        "wholesale:home wholesale:new-request wholesale:new-standing wholesale:desk wholesale:my-prices",
    ),
    (
        ("buyer",),
        """
        wholesale:request wholesale:edit-request wholesale:withdraw-request wholesale:accept wholesale:standing
        wholesale:standing-skip wholesale:standing-step wholesale:standing-agree
        """,
    ),
    (
        ("manager", "packer", "helper"),
        "wholesale:shop wholesale:answer wholesale:withdraw-quote wholesale:hear-requests",
    ),
    (("manager",), "wholesale:prices wholesale:packs wholesale:pack-back wholesale:end-prices"),
    (("buyer",), "wholesale:contract-account"),
    (("buyer", "manager"), "wholesale:contract-terms wholesale:pack wholesale:pack-copies"),
    (
        ("buyer", "manager", "packer", "helper"),
        """
        wholesale:contract wholesale:contract-pdf wholesale:contract-code wholesale:contract-sign wholesale:contract-off
        wholesale:contract-index wholesale:contract-deliver wholesale:contract-close wholesale:contract-deposit
        """,
    ),
    (HELPERS, HELPERS_DESK),
    (("helper",), HELPED_HOUSEHOLD),
    (MANAGERS_ANYWHERE, "helperdesk:pairs"),
    (("manager",), "helperdesk:pair-step"),
    (OFFICES, OFFICE_LISTS),
    (OVERSEERS, OFFICE_ITEMS),
    (
        CASHIERS_ANYWHERE,
        "sellerdesk:fees sellerdesk:reports sellerdesk:tax sellerdesk:statement sellerdesk:statement-file",
    ),
    (("manager",), "sellerdesk:report-file sellerdesk:end-declaration"),
    (MANAGERS_ANYWHERE, "sellerdesk:declare-produce sellerdesk:rhythm sellerdesk:tax-certificate"),
    (
        LISTERS,
        """
        sellerdesk:facts sellerdesk:insert-fact sellerdesk:voice sellerdesk:transcript sellerdesk:voice-back
        sellerdesk:goods-paper
        """,
    ),
    (
        MANAGERS_ANYWHERE,
        """
        sellerdesk:imports sellerdesk:import-template sellerdesk:export
        sellerdesk:connections sellerdesk:keys sellerdesk:webhooks sellerdesk:channels sellerdesk:foreign sellerdesk:sales
        """,
    ),
    (
        ("manager",),
        """
        sellerdesk:revoke-key sellerdesk:webhook sellerdesk:webhook-step sellerdesk:webhook-replay
        sellerdesk:channel sellerdesk:channel-link sellerdesk:channel-sync sellerdesk:channel-file sellerdesk:foreign-table
        sellerdesk:import sellerdesk:import-faults sellerdesk:import-for-real
        """,
    ),
    (
        MANAGERS_ANYWHERE,
        "sellerdesk:promotions sellerdesk:new-voucher sellerdesk:new-combo sellerdesk:new-purchase",
    ),
    (("manager",), "sellerdesk:voucher-step sellerdesk:combo-step sellerdesk:purchase-off"),
    (
        ("unasked",),
        """
        cashpoints:home cashpoints:till cashpoints:give cashpoints:take-up cashpoints:take cashpoints:give-back
        cashpoints:ask-balance cashpoints:float cashpoints:close cashpoints:order cashpoints:step cashpoints:balance
        """,
    ),
    (("newcomer",), "cashpoints:slip sellerdesk:withdraw sellerdesk:withdrawal sellerdesk:withdrawal-step"),
    (HELPERS, "helperdesk:cash helperdesk:give-cash"),
    (("helper",), "helperdesk:take-cash helperdesk:cash-receipt helperdesk:take-back-cash"),
    (("manager", "accountant"), "sellerdesk:answer-cash"),
    (CASHIERS_ANYWHERE, "sellerdesk:kept-cash"),
    (("helper", "manager", "accountant", "operator"), "collecting:receipt"),
    ((*MANAGERS_ANYWHERE, "packer", "rival_packer", "helper"), "sellerdesk:lots"),
    (MANAGERS_ANYWHERE, "sellerdesk:new-lot sellerdesk:new-grower"),
    (("manager",), "sellerdesk:lot-terms sellerdesk:change-grower sellerdesk:end-grower sellerdesk:grower-card"),
    (
        ("manager", "packer", "helper"),
        """
        sellerdesk:lot sellerdesk:weigh-in sellerdesk:weighings sellerdesk:lot-entry sellerdesk:lot-loss
        sellerdesk:lot-pledge sellerdesk:lot-pack sellerdesk:lot-make sellerdesk:lot-step
        """,
    ),
    ((*MANAGERS_ANYWHERE, "packer", "rival_packer", "helper"), "sellerdesk:stamps sellerdesk:use-stamp"),
    (("manager", "packer", "helper"), "sellerdesk:stamp-batch sellerdesk:stamp-sheet"),
    (("manager",), "sellerdesk:stamp-suspicion"),
    (MANAGERS_ANYWHERE, "sellerdesk:show-shares"),
    (CASHIERS_ANYWHERE, "sellerdesk:growers"),
    (
        ("manager", "accountant"),
        "sellerdesk:grower sellerdesk:pay-grower sellerdesk:grower-payment sellerdesk:grower-sheet",
    ),
    (("buyer", "manager"), "sellerdesk:my-shares"),
    (("buyer",), "sellerdesk:my-share-answer"),
    ((*MANAGERS_ANYWHERE, "packer", "rival_packer", "helper"), "sellerdesk:areas sellerdesk:input-names"),
    (
        (*MANAGERS_ANYWHERE, "helper"),
        "sellerdesk:new-area sellerdesk:walk sellerdesk:send-walk sellerdesk:land-file",
    ),
    (
        LISTERS,
        """
        sellerdesk:area sellerdesk:describe-area sellerdesk:redraw-area sellerdesk:area-season sellerdesk:area-household
        sellerdesk:change-season sellerdesk:household-naming sellerdesk:household-gone sellerdesk:area-step
        sellerdesk:land-file-read
        """,
    ),
    (
        ("manager", "packer", "helper"),
        "sellerdesk:write-diary sellerdesk:diary-entries sellerdesk:diary sellerdesk:correct-diary",
    ),
    (("manager",), "sellerdesk:look-answer"),
    (SIGNED_IN, "growing:ask-to-look growing:look"),
    (("buyer",), "growing:end-look"),
    (("unasked",), "growing:witnessing growing:witness-answer"),
    (CASHIERS_ANYWHERE, "sellerdesk:money"),
    (("manager", "accountant"), "sellerdesk:refunded"),
)
DOORS: dict[str, tuple[str, ...]] = {
    name: (*people, "carded") if name in BY_CARD else people for people, names in _TABLE for name in names.split()
}

BY_BUTTON = frozenset(
    [
        "orders:add",
        "orders:change",
        "orders:vouchers",
        "orders:find",
        "orders:forget",
        "orders:cancel",
        "orders:receive",
        "orders:refund-account",
        "orders:again",
        "orders:seller-confirm",
        "orders:seller-refuse",
        "orders:seller-pack",
        "orders:seller-hand-over",
        "orders:seller-cancel",
        "orders:seller-paid",
        "orders:seller-invoice",
        "orders:preorder-answer",
    ]
)
"""Steps: who comes back to their address without pressing the button is led to the page before, which decides."""

PRESSED_BY = {"sellerdesk:stamps": MANAGERS_ANYWHERE}
"""Pages that some only read: who presses the button there. Who packs sees a shop's stamps, and orders none."""


def opener(name: str) -> str:
    """Somebody for whom the door is open."""
    if name in BY_KEY:
        return "program"
    return "buyer" if name in ANYBODY else DOORS[name][0]
