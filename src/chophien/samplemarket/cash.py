"""Cash points of the demonstration: three, all of them trials, with an agent to sign in as and a day that was counted.

Nobody gives or takes real money there: there is no partner's contract, and every page of them says so.
"""

from datetime import datetime, timedelta

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.cashpoints.actions.asking import ask_cash_out, cancel_cash_out, take_up
from chophien.cashpoints.actions.closing import close_day
from chophien.cashpoints.actions.confirming import confirm_cash_out
from chophien.cashpoints.actions.floats import bring_float
from chophien.cashpoints.actions.paying import pay_out_cash
from chophien.cashpoints.actions.places import appoint_agent, open_point, open_till
from chophien.cashpoints.models import Point, Till
from chophien.cashpoints.selectors.payable import payable_in_cash
from chophien.jobs.queue import nothing_later
from chophien.lib.actor import Actor
from chophien.lib.dates import local_date
from chophien.places.models import TODAY, Commune
from chophien.sellers.models import Seller

POINTS = (
    ("00721", "Điểm bưu điện văn hóa Đồng Văn (mẫu)", "Cạnh chợ trung tâm xã (minh họa)"),
    ("00763", "Điểm bưu điện văn hóa Lũng Phìn (mẫu)", "Cạnh Ủy ban xã (minh họa)"),
    ("01654", "Quỹ tín dụng Hòa An (mẫu)", "Đầu chợ xã (minh họa)"),
)
"""Commune, name and address of each; the first has the agent whom one may sign in as."""
AGENT, HOUSEHOLD, HOUSEHOLD_MANAGER = "+84900000061", "gian-hang-mau-lung-phin", "+84900000015"
HOURS = "7:30 đến 17:00, thứ Hai đến thứ Sáu (minh họa)"
BROUGHT_VND, GIVEN_VND, CALLED_OFF_VND = 30_000_000, 200_000, 50_000
NOTES = {500_000: 40, 200_000: 40, 100_000: 20}
SINCE = timedelta(days=20)
A_DAY = timedelta(days=1)


def open_sample_cash_points(*, loader: Actor, at: datetime) -> None:
    """Open them, unless there is one: each with an agent and a till, the first with cash that was counted yesterday."""
    agent = person_by_phone(AGENT)
    communes = {one.code: one for one in Commune.objects.filter(vintage=TODAY, code__in=[one[0] for one in POINTS])}
    if Point.objects.exists() or agent is None or len(communes) < len(POINTS):
        return
    with nothing_later():
        tills = []
        for code, name, address in POINTS:
            point = _point(communes[code], name, address, loader=loader, at=at - SINCE)
            appoint_agent(point=point, person=agent, actor=loader, at=at - SINCE)
            tills.append(open_till(point=point, name="1", actor=loader, at=at - SINCE))
        _yesterday(tills[0], agent, loader=loader, at=at - A_DAY)


def give_cash_in_the_sample(*, at: datetime) -> None:
    """A household gets cash on trial at the first point today, another ask is called off; none of its money moves."""
    till = Till.objects.filter(point__commune__code=POINTS[0][0], closed_at__isnull=True).order_by("pk").first()
    seller = Seller.objects.filter(code=HOUSEHOLD).first()
    agent, manager = person_by_phone(AGENT), person_by_phone(HOUSEHOLD_MANAGER)
    if till is None or seller is None or agent is None or manager is None:
        return
    if payable_in_cash(seller, simulated=True, at=at) < GIVEN_VND + CALLED_OFF_VND:
        return
    with nothing_later():
        order = ask_cash_out(seller=seller, till=till, amount_vnd=GIVEN_VND, key="mau-1", actor=manager, at=at)
        order = take_up(order=order, till=till, actor=agent, at=at)
        order = confirm_cash_out(order=order, actor=manager, at=at)
        pay_out_cash(order=order, actor=agent, at=at)
        other = ask_cash_out(seller=seller, till=till, amount_vnd=CALLED_OFF_VND, key="mau-2", actor=manager, at=at)
        cancel_cash_out(order=other, actor=agent, at=at, reason="Khách đổi ý, để dành lần sau (minh họa)")


def _point(commune: Commune, name: str, address: str, *, loader: Actor, at: datetime) -> Point:
    return open_point(
        name=name,
        commune=commune,
        address=address,
        lat=commune.lat,
        lon=commune.lon,
        hours=HOURS,
        actor=loader,
        at=at,
    )


def _yesterday(till: Till, agent: Person, *, loader: Actor, at: datetime) -> None:
    """Cash was brought, and counted in the evening: the count agreed with the books."""
    bring_float(till=till, amount_vnd=BROUGHT_VND, reference="MAU-VC-1", key="mau-1", actor=loader, at=at)
    close_day(till=till, day=local_date(at), notes=NOTES, actor=agent, at=at)
