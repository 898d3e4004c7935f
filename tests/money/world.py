"""What a market is like before the first order of a run of lives: its rules, its shops, their goods, their accounts."""

from collections.abc import Sequence
from datetime import timedelta

from chophien.catalog.selectors import Offer, offers_for_sale
from chophien.catalog.tests.factories import a_category
from chophien.ledger.actions.accounts import open_accounts
from chophien.lib.codes import new_code
from chophien.payments import chart
from chophien.promotions.tests.factories import a_good
from chophien.regulations.models import FeeRate, FeeReduction
from chophien.regulations.selectors.fees import forget as forget_fees
from chophien.regulations.states import FeeFunder, PaidService, SupportTarget
from chophien.rules.models import LegalParameter
from chophien.rules.selectors import forget as forget_rules
from chophien.sellers.models import Seller
from chophien.sellers.tests.factories import manager_of
from chophien.settlement.tests.factories import with_account
from chophien.tax.models import Classification, Declaration
from tests.money import plans
from tests.money.facts import Shop
from tests.money.plans import LAW


def write_law() -> None:
    """Fees, reductions, withholding and classes of goods as `LAW` has them."""
    for row in LAW.fees:
        FeeRate.objects.create(
            service=PaidService.SELL,
            seller_kind=row.kind,
            category_slug=row.category,
            category_name=row.category,
            basis_points=row.basis_points,
            flat_vnd=row.flat,
            least_vnd=row.least,
            most_vnd=row.most,
            published_on=row.since - timedelta(days=30),
            effective_from=row.since,
            source="Quy chế",
        )
    ends = [one.since - timedelta(days=1) for one in LAW.reliefs[1:]]
    for relief, end in zip(LAW.reliefs, [*ends, None], strict=True):
        FeeReduction.objects.create(
            target=SupportTarget.COOPERATIVE,
            service=PaidService.SELL,
            percent=relief.percent,
            funder="Chợ Phiên" if relief.is_markets else "Chương trình MTQG 1719",
            funder_kind=FeeFunder.MARKET if relief.is_markets else FeeFunder.PROGRAMME,
            effective_from=relief.since,
            effective_to=end,
            source="Luật",
        )
    forget_fees()
    modes = LegalParameter.objects.filter(key="tax.withholding_mode")
    LegalParameter.objects.filter(key="tax.revenue_threshold_vnd").update(value=LAW.threshold_vnd)
    modes.update(effective_to=LAW.modes[1][0] - timedelta(days=1))
    ends = [since - timedelta(days=1) for since, _mode in LAW.modes[2:]]
    for (since, mode), end in zip(LAW.modes[1:], [*ends, None], strict=True):
        LegalParameter.objects.create(
            key="tax.withholding_mode", value=mode, effective_from=since, effective_to=end, source="Luật"
        )
    forget_rules()
    for slug, classes in LAW.classes.items():
        for since, tax_class in classes[1:]:
            Classification.objects.create(
                category_slug=slug,
                tax_class=tax_class,
                first_on=since,
                reason="Luật",
                decided_by="ND",
                decided_at=plans.at(plans.FIRST, "place"),
            )


def write_shop(shop: Shop, seller: Seller, *, has_account: bool, has_manager: bool) -> None:
    """Its account, confirmed where it can be paid out, its manager, and what it declared to have grown itself."""
    if has_account:
        with_account(seller, confirmed=shop.is_payable)
    if has_manager:
        manager_of(seller)
    for category, (since, until) in shop.produce.items():
        Declaration.objects.create(
            code=new_code("CK", 8),
            seller_code=shop.code,
            declared_for="category",
            subject_code=category,
            goods=category,
            statement="Tôi tự làm.",
            person_code="ND",
            signed_name="Lan",
            signed_at=plans.at(since, "place"),
            first_on=since,
            ended_on=until,
        )


def write_goods() -> dict[str, Offer]:
    """Something of every kind on sale, by its category."""
    variants = {}
    for slug, branch in LAW.branches.items():
        parent = a_category(branch[1]) if len(branch) > 1 else None
        variants[slug] = a_good(10_000, category=a_category(slug, parent=parent))
    offers = offers_for_sale([one.code for one in variants.values()], at=plans.at(plans.FIRST, "place"))
    return {slug: offers[one.code] for slug, one in variants.items()}


def open_all_accounts(shops: Sequence[Shop]) -> None:
    """All at once: without savepoints nothing is tried that may be refused."""
    codes = [chart.held(), plans.GATEWAY, plans.CARRIER, plans.MARKET, plans.PROGRAMME, plans.OTHER_PROGRAMME]
    codes += [chart.REFUNDS, chart.UNKNOWN, chart.FEES, chart.FEE_TAX, chart.INTEREST, chart.INTEREST_OWED]
    codes += [chart.tax("vat"), chart.tax("pit")]
    for shop in shops:
        codes += [chart.pending(shop.code), chart.due(shop.code), chart.cash(chart.SELLER, shop.code)]
    open_accounts([chart.account(code) for code in codes], at=plans.at(plans.FIRST, "place"))
