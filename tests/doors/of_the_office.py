"""Which door of the office is open to whom; the table of all doors is in `doors.py`."""

from tests.doors.people import OFFICES, OPERATORS, OVERSEERS, PROVINCES

OF_THE_OFFICE: tuple[tuple[tuple[str, ...], str], ...] = (
    (OPERATORS, "officedesk:complaints officedesk:recalls officedesk:words officedesk:talks officedesk:contents"),
    (
        ("operator",),
        """
        officedesk:complaint officedesk:decide-complaint officedesk:complaint-photo officedesk:complaint-step
        officedesk:recall officedesk:end-recall officedesk:words-step officedesk:look-at-talk officedesk:settle-talk
        """,
    ),
    (
        ("operator",),
        """
        officedesk:packaging officedesk:packaging-item officedesk:packaging-item-ends officedesk:packaging-group
        officedesk:packaging-list officedesk:packaging-step
        """,
    ),
    (PROVINCES, "officedesk:seasons"),
    (("operator", "provincial"), "officedesk:season-calendar"),
    (OFFICES, "officedesk:reports"),
    (("operator",), "officedesk:report officedesk:report-file"),
    (
        ("operator",),
        """
        officedesk:data-requests officedesk:data-request officedesk:retention officedesk:lift-hold officedesk:breaches
        officedesk:breach-step
        """,
    ),
    (OFFICES, "officedesk:support"),
    (OVERSEERS, "officedesk:support-shop officedesk:look-at-support officedesk:support-paper officedesk:end-support"),
    (OFFICES, "officedesk:helpers officedesk:callbacks officedesk:unusual"),
    (OVERSEERS, "officedesk:end-help officedesk:helper-evidence officedesk:settle-callback"),
    (OFFICES, "officedesk:scores"),
    (OPERATORS, "officedesk:findings officedesk:stories officedesk:demands"),
    (PROVINCES, "officedesk:library officedesk:new-fact"),
    (
        ("operator",),
        """
        officedesk:settle officedesk:decide-story officedesk:hear officedesk:goods-paper officedesk:new-demand
        officedesk:demand officedesk:carry-out officedesk:score-now officedesk:fact officedesk:decide-fact
        """,
    ),
    (
        ("operator",),
        """
        officedesk:bulk officedesk:announcements officedesk:announcement officedesk:end-announcement
        officedesk:switches officedesk:switch officedesk:fees officedesk:new-fee officedesk:withdraw-fee
        officedesk:tax officedesk:make-return officedesk:classify officedesk:tax-declarations
        officedesk:end-tax-declaration officedesk:return-filed officedesk:return-file
        officedesk:payouts officedesk:draw-up officedesk:payout-batch officedesk:payout-file officedesk:payout-answers
        officedesk:payout-step officedesk:own-accounts officedesk:new-own-transfer officedesk:own-transfer
        officedesk:own-transfer-step officedesk:paid-twice officedesk:paid-twice-step
        officedesk:shop-debts officedesk:shop-debt officedesk:shop-debt-step
        """,
    ),
    (
        OFFICES,
        """
        officedesk:cashpoints officedesk:cash-movements officedesk:cash-closes officedesk:cash-contract
        officedesk:coverage officedesk:coverage-file
        """,
    ),
    (OVERSEERS, "officedesk:cashpoint"),
    ((*OVERSEERS, "next_officer"), "officedesk:coverage-province"),
    (OPERATORS, "officedesk:new-cashpoint"),
    (
        ("operator",),
        """
        officedesk:close-cashpoint officedesk:renew-cashpoint
        officedesk:appoint-agent officedesk:end-cash-post officedesk:open-till
        officedesk:cash-float
        """,
    ),
    (
        ("operator",),
        """
        officedesk:collected officedesk:carrier officedesk:end-carrier officedesk:pay-in officedesk:carrier-file
        officedesk:differences officedesk:difference officedesk:decide-difference officedesk:cash-receipt
        officedesk:settle-cash-receipt
        """,
    ),
    (OFFICES, "officedesk:suspect-stamps"),
    (OVERSEERS, "officedesk:suspect-stamp"),
    (OFFICES, "officedesk:land officedesk:input-lists"),
    (OVERSEERS, "officedesk:land-area officedesk:look-at-land officedesk:grant-code officedesk:code-step"),
    (OVERSEERS, "officedesk:land-household"),
    (PROVINCES, "officedesk:vouchers officedesk:new-voucher"),
    (("operator", "provincial"), "officedesk:voucher officedesk:voucher-step"),
    (OFFICES, "officedesk:ocop"),
    (OVERSEERS, "officedesk:ocop-dossier officedesk:ocop-step officedesk:ocop-paper"),
    (OFFICES, "officedesk:home officedesk:goods officedesk:shops officedesk:bulks officedesk:filters"),
    (OVERSEERS, "officedesk:listing officedesk:shop"),
    (
        OPERATORS,
        """
        officedesk:new-bulk officedesk:queue officedesk:approve-many officedesk:certificates officedesk:orders
        officedesk:money officedesk:deposits officedesk:mismatches officedesk:sms
        """,
    ),
    (PROVINCES, "officedesk:people officedesk:give-role"),
    (
        ("operator",),
        """
        officedesk:take-down officedesk:decide officedesk:verify officedesk:refuse officedesk:paper
        officedesk:order officedesk:paid officedesk:refunded officedesk:deposit-came officedesk:deposit-back
        officedesk:cancel officedesk:receive officedesk:asked-account
        officedesk:person officedesk:end-role
        officedesk:imports officedesk:import-template officedesk:export officedesk:import officedesk:import-faults
        officedesk:import-for-real officedesk:trail officedesk:looks officedesk:filter-step officedesk:bulk-step
        officedesk:one-sms officedesk:sms-step
        officedesk:gateways officedesk:gateway-back officedesk:gateway-attempt officedesk:gateway-table
        officedesk:gateway-payout
        officedesk:statements officedesk:statement officedesk:bank-lines officedesk:bank-line officedesk:bank-step
        """,
    ),
)
