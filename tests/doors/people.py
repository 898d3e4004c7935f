"""Who stands before the doors, and who of them belong together."""

PEOPLE = (
    "anonymous", "buyer", "stranger", "packer", "accountant", "manager", "carded", "rival", "rival_packer",
    "rival_accountant", "newcomer", "officer", "next_officer", "provincial", "next_provincial", "operator", "afar",
    "helper", "unasked",
)  # fmt: skip
"""`rival` manages another shop, where others pack and keep the books; `newcomer` one that waits for approval.
`carded` manages the shop as `manager` does, and came in by a printed card. `next_officer` and `next_provincial` work for
another commune and another province, where `afar` operates. `helper` has the household's mandate for everything that a
helper may do, `unasked` helps in the same commune and has none, but serves at a
cash point.
"""
SIGNED_IN = tuple(who for who in PEOPLE if who not in {"anonymous", "carded"})
STAFF = ("manager", "packer", "accountant")
HELPERS = ("helper", "unasked")
RIVALS = ("rival", "rival_packer", "rival_accountant")
STAFF_ANYWHERE = (*STAFF, *RIVALS, "newcomer", "helper")
MANAGERS_ANYWHERE = ("manager", "rival", "newcomer")
CASHIERS_ANYWHERE = (*MANAGERS_ANYWHERE, "accountant", "rival_accountant")
LISTERS = ("manager", "helper")
ORDER_DESK = (*STAFF, "operator", "helper")
CARD_PRINTERS = ("manager", "helper", "officer", "provincial", "operator")
OVERSEERS = ("operator", "officer", "provincial")
OPERATORS = ("operator", "afar")
PROVINCES = (*OPERATORS, "provincial", "next_provincial")
OFFICES = (*PROVINCES, "officer", "next_officer")
