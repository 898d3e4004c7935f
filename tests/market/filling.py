"""Fills the market that journeys, measurements of weight and pictures start from; run as a program by `template`.

The sample market as everybody gets it, and on top of it one of everything: orders at each of their steps, goods and
shops that wait, photos, people signed in. What others need to know of it is written to the file named on the command
line.
"""

import json
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from chophien.accounts.models import Person
from chophien.accounts.selectors import person_by_phone
from chophien.channels.actions.webhooks import open_endpoint
from chophien.channels.models import ChannelListing, ForeignTable, GoodsImport
from chophien.lib.codes import token_digest
from chophien.lib.dates import local_date
from chophien.officedesk.actions.bulk import start_run
from chophien.officedesk.actions.deciding import Choice
from chophien.officedesk.states import BulkKind, BulkVerdict
from chophien.samplemarket.actions import sample_people
from chophien.sellers.actions.mandates import ask_for_mandate
from chophien.sellers.models import Callback, Mandate, Seller
from chophien.sellers.states import MandateStatus
from chophien.server.preparation import prepare
from tests.market.announcing import announced_to_sellers
from tests.market.at_counter import at_the_counter
from tests.market.came_home import sent_back
from tests.market.cash_points import cash_in_the_market
from tests.market.collected import cash_at_the_door
from tests.market.data import asked_about_data
from tests.market.entering import on_the_way_in
from tests.market.grown import grown_in_the_market
from tests.market.in_bulk import asked_in_bulk
from tests.market.listed import SHOP, good_of, resting_variant, take_photographs, variants_of, write_goods
from tests.market.office import kept_and_unread
from tests.market.opened import open_shops
from tests.market.ordered import ADDRESS, carried, join_a_purchase, place_orders
from tests.market.packaged import of_packaging
from tests.market.pooled import of_lots
from tests.market.programme import programmed
from tests.market.scanned import of_stamps
from tests.market.seasons import of_seasons
from tests.market.starred import of_stars
from tests.market.trust import said_in_the_market

FOREVER_FRESH = "2100-01-01T00:00:00+00:00"


def main(told: Path) -> None:
    prepare()
    at = timezone.now()
    people = {row["key"]: person_of(row["phone"]) for row in sample_people()}
    facts: dict[str, Any] = {
        "people": {key: described(person) for key, person in people.items()},
        "photographed": take_photographs(at=at),
        "orders": place_orders(people, at=at),
        "promotions": join_a_purchase(people["buyer-1"], at=at),
        "goods": write_goods(people["manager-2"], at=at),
        "shops": {"slug": SHOP},
        **asked_and_given(people["helper-1"], at=at),
        "programme": programmed(people["helper-1"], SHOP, at=at),
        "announcement": announced_to_sellers(people["operator-1"], at=at),
        "bulk": decided_at_once(people["operator-1"], at=at),
        "office": kept_and_unread(people["operator-1"], at=at),
        "cash": cash_in_the_market(),
        "collected": cash_at_the_door(people["helper-1"], SHOP, at=at),
        "counter": at_the_counter(people, at=at),
        "import": GoodsImport.objects.order_by("pk")[0].code,
        "connected": connected(people["manager-2"], at=at),
        "entering": on_the_way_in(people, SHOP, at=at),
        "drawn": good_of(variants_of(SHOP, at=at)[0]),
        "resting": good_of(resting_variant(at=at)),
    }
    facts["seasons"] = of_seasons(people["buyer-1"], facts["resting"]["code"], ADDRESS, at=at)
    facts["in_bulk"] = asked_in_bulk(people["buyer-1"], people["manager-2"], SHOP, at=at)
    facts["came_home"] = sent_back(people["buyer-1"], at=at)
    facts["lots"] = of_lots(people["buyer-1"], SHOP, at=at)
    facts["ocop"] = of_stars(SHOP, at=at)
    facts["packaging"] = of_packaging(SHOP, at=at)
    facts["stamps"] = of_stamps(facts["lots"]["sold"], at=at)
    facts["land"] = grown_in_the_market(people, SHOP, at=at)
    facts["data"] = asked_about_data(people["buyer-1"], people["operator-1"], at=at)
    facts["said"] = said_in_the_market(people, facts["orders"], at=at)
    owners = open_shops(at=at)
    facts["shops"] |= {name: shop.code for name, (shop, _owner) in owners.items()}
    facts["people"] |= {f"owner-{name.replace('_', '-')}": described(owner) for name, (_shop, owner) in owners.items()}
    facts["cookies"] = carried(facts["orders"]["guest"], at=at)
    call_command("work_jobs", until_empty=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)")
    connection.close()
    told.write_text(json.dumps(facts, ensure_ascii=False, indent=1), encoding="utf-8")


def decided_at_once(actor: Person, *, at: datetime) -> str:
    """Decisions about many, of which one cannot be carried out."""
    gone = [Choice("SP-DA-BO", "Món hàng đã bỏ", 1)]
    words = {"kind": BulkKind.LISTINGS, "verdict": BulkVerdict.APPROVE, "reason": "", "key": "filling"}
    return start_run(chosen=gone, actor=actor, at=at, **words).code


def asked_and_given(helper: Person, *, at: datetime) -> dict[str, Any]:
    """A household that is asked for help anew, its own link to what it gave, and a call that is due."""
    seller = Seller.objects.get(code=SHOP)
    given = Mandate.objects.get(seller=seller, helper=helper, status=MandateStatus.GIVEN)
    token = "moc-cua-ho"
    Mandate.objects.filter(pk=given.pk).update(access_digest=token_digest(token))
    until = local_date(at) + timedelta(days=200)
    asked = ask_for_mandate(seller=seller, deeds=["list"], valid_until=until, actor=helper, at=at)
    Callback.objects.create(
        code="GL-MAU",
        mandate=given,
        entry_id=0,
        what="orders.confirmed",
        subject_code="CP-MAU",
        done_at=at,
        drawn_at=at,
    )
    return {"asked": asked.code, "mandate_link": {"code": given.code, "token": token}}


def connected(manager: Person, *, at: datetime) -> dict[str, str]:
    """An address of the shop's own program, and what the demonstration connects: a place, its goods, a table."""
    seller = Seller.objects.get(code=SHOP)
    url = "https://may-o-kho.example/nghe"
    events = ["product.paused"]
    made = open_endpoint(seller=seller, url=url, events=events, actor=manager, at=at)
    link = ChannelListing.objects.filter(channel__seller=seller).select_related("listing", "channel").order_by("pk")[0]
    table = ForeignTable.objects.filter(seller=seller).order_by("pk")[0]
    return {
        "webhook": made.endpoint.code,
        "channel": link.channel.code,
        "listing": link.listing.code,
        "table": table.code,
    }


def person_of(phone: str) -> Person:
    person = person_by_phone(phone)
    if person is None:
        raise LookupError(phone)
    return person


def described(person: Person) -> dict[str, str]:
    """Who it is, and the cookie of a browser that they have signed in with."""
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    session = client.session
    session["signed_in_at"] = FOREVER_FRESH  # pages that want somebody who has just signed in let them pass
    session.save()
    session_key = client.cookies["phien"].value
    return {"code": person.code, "name": person.name, "phone": person.phone, "session": session_key}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
