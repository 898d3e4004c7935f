"""What came of an import of goods, for its tests."""

from chophien.accounts.states import Role, Scope
from chophien.accounts.tests.factories import holder_of
from chophien.channels.models import GoodsImport
from chophien.channels.selectors.imports import exported_goods
from chophien.channels.tests.factories import as_csv


def counts(goods_import):
    done = GoodsImport.objects.get(pk=goods_import.pk)
    return done.status, done.created, done.changed, done.unchanged, done.faulty


def faults(goods_import):
    return [(one.row, one.column, one.sentence) for one in goods_import.faults.order_by("pk")]


def manager_of(code):
    return holder_of(Role.SELLER_MANAGER, Scope.SELLER, code)


def exported(seller_code=""):
    rows = list(exported_goods(seller_code))
    return rows, as_csv(rows)
