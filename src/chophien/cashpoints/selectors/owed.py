"""What cash is taken for at a counter: a group of orders, or the deposit of a contract; and in whose name it stands."""

from dataclasses import dataclass

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.cashpoints.selectors.customers import phone_mark
from chophien.lib.names import given_name
from chophien.orders.models import Order, OrderGroup
from chophien.wholesale.models import Contract
from chophien.wholesale.selectors.deposits import contract_with_deposit


@dataclass(frozen=True)
class Owed:
    """Something that somebody has to pay for, with its code, name and phone (E.164, empty where there is none)."""

    code: str
    name: str
    phone: str
    person: Person | None
    """Whose it is; None for a guest."""
    group: OrderGroup | None = None
    contract: Contract | None = None

    @property
    def customer_code(self) -> str:
        """Who owes it, for the limits: the person, or a mark of a guest's phone that nobody can read."""
        return self.person.code if self.person else code_of_phone(self.phone)

    @property
    def payee(self) -> str:
        """Who gets back what goes back: the person who ordered, else whose name stands on the order."""
        return self.person.name if self.person and self.person.name else self.name

    @property
    def payee_called(self) -> str:
        """What an agent reads of their name before the yes."""
        return given_name(self.payee)

    @property
    def payee_phone(self) -> str:
        """Their phone (E.164, empty where there is none): the order's own only where nobody signed in ordered."""
        return self.person.mobile if self.person else self.phone

    @property
    def of_contract(self) -> bool:
        return self.contract is not None


def owed_named(code: str) -> Owed | None:
    """What a buyer names by the code of a group of orders, of one of its orders, or of a contract that asks for a
    deposit. Three statements at most.
    """
    groups = OrderGroup.objects.select_related("person")
    found = groups.filter(code=code).first()
    if found is None:
        of = Order.objects.filter(code=code).values_list("group", flat=True)
        found = groups.filter(pk__in=of).first()
    return _of_group(found) if found is not None else _of_contract(contract_with_deposit(code))


def owed_under(code: str, *, of_contract: bool) -> Owed | None:
    """What stands under exactly this code. One statement."""
    if of_contract:
        return _of_contract(contract_with_deposit(code))
    group = OrderGroup.objects.select_related("person").filter(code=code).first()
    return _of_group(group) if group is not None else None


def code_of_phone(phone: str) -> str:
    """Who has a number, for the limits: its person, or a mark that nobody can read. One statement."""
    person = person_by_phone(phone)
    return person.code if person else phone_mark(phone)


def _of_group(group: OrderGroup) -> Owed:
    return Owed(group.code, group.contact_name, group.contact_phone, group.person, group=group)


def _of_contract(contract: Contract | None) -> Owed | None:
    if contract is None:
        return None
    buyer = contract.buyer
    return Owed(
        contract.code,
        buyer.name or contract.contact_name,
        buyer.mobile or contract.contact_phone,
        buyer,
        contract=contract,
    )
