"""The list of all classes of personal data. An app that begins to keep something about people adds a line here."""

from django.utils.translation import gettext_lazy as _

from chophien.privacy.kept import account, bulk, cash, collected, land, lots, phone, tax, tracks, trade
from chophien.privacy.kept.base import Kept

CONTRACTS = _("Contracts are kept for years after they were made (Law 122/2025/QH15, Decree 248/2026).")
TRAIL = _("What was done is written down so that nobody can deny it later; it holds codes, not names.")
CLASSES = (
    Kept("wishes", _("What you follow and your basket"), account.wishes, account.forget_wishes),
    Kept(
        "news",
        _("News that was sent to you"),
        account.news,
        account.forget_news,
        _("Messages that went to a phone are deleted by themselves after some weeks."),
    ),
    Kept("orders", _("Orders and where they went"), trade.orders_bought, trade.forget_orders, CONTRACTS),
    Kept("bulk", _("Buying in bulk"), bulk.in_bulk, bulk.forget_in_bulk, CONTRACTS),
    Kept("complaints", _("Complaints"), trade.complaints, None, CONTRACTS),
    Kept(
        "words",
        _("Reviews, questions, messages to shops"),
        trade.words,
        trade.forget_words,
        _("Reviews stay readable without your name (Law 122/2025/QH15, article 17)."),
    ),
    Kept(
        "shops",
        _("Shops you manage and who stands behind them"),
        trade.shops,
        None,
        _("Who sold is kept as long as the contracts are."),
    ),
    Kept(
        "land",
        _("Land of the shops you manage"),
        land.growing_areas,
        None,
        _("Where goods grew is kept as long as they can be traced (Circular 02/2024/TT-BKHCN)."),
    ),
    Kept(
        "tax", _("Tax of the shops you manage"), tax.taxed, None, _("Tax papers are kept as long as the tax law asks.")
    ),
    Kept(
        "payouts",
        _("Money sent to the shops you manage"),
        tax.paid_out,
        None,
        _("What was paid to whom is kept as long as the law on bookkeeping asks."),
    ),
    Kept(
        "collected",
        _("Cash on delivery that you held or received"),
        collected.held_in_cash,
        None,
        _("What was paid to whom is kept as long as the law on bookkeeping asks."),
    ),
    Kept(
        "cash",
        _("Cash at cash points"),
        cash.at_cash_points,
        None,
        _("What was paid to whom is kept as long as the law on bookkeeping asks."),
    ),
    Kept(
        "lots",
        _("What you brought to a cooperative, and your part of it"),
        lots.brought_together,
        lots.forget_names,
        _("Whose goods were sold and who was paid is kept as long as the law on bookkeeping asks."),
    ),
    Kept(
        "invoices",
        _("Invoices of your orders"),
        tax.invoices,
        None,
        _("Invoices are kept as long as the tax law asks, with the name that stands on them."),
    ),
    Kept("help", _("Help you gave to households"), tracks.help_given, None, TRAIL),
    Kept("consents", _("What you agreed to"), tracks.consents, None, _("It proves what was allowed.")),
    Kept("requests", _("What you asked about your data"), tracks.requests, None, _("It proves what was answered.")),
    Kept("trail", _("What you did here"), tracks.trail, None, TRAIL),
    Kept("looks", _("Who looked at sensitive things of yours"), tracks.looks, None, TRAIL),
    Kept(
        "sms",
        _("SMS from and to your phone"),
        phone.texts,
        phone.forget_texts,
        _("That an SMS came stays, without its words. What was sent is deleted by itself after some weeks."),
    ),
    Kept("roles", _("Roles you hold"), account.roles, account.end_roles, TRAIL),
    Kept("account", _("Your account"), account.account, account.forget_account, _("Its code stays, without a name.")),
)
BY_KEY = {one.key: one for one in CLASSES}
