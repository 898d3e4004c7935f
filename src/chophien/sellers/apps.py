from importlib import import_module

from django.apps import AppConfig

from chophien.web.tabs import provide


class SellersConfig(AppConfig):
    name = "chophien.sellers"

    def ready(self) -> None:
        """Listen to what happens below, and tell every page's frame which tabs of a shop's desk open for its reader."""
        from chophien.sellers.selectors import tabs  # noqa: PLC0415 -- only after the models are loaded

        import_module("chophien.sellers.receivers")
        provide({"goods": tabs.goods, "orders": tabs.orders, "money": tabs.money})
