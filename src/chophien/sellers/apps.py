from django.apps import AppConfig

from chophien.web.tabs import provide


class SellersConfig(AppConfig):
    name = "chophien.sellers"

    def ready(self) -> None:
        """Tell the frame of every page which tabs of a shop's desk open for its reader."""
        from chophien.sellers.selectors import tabs  # noqa: PLC0415 -- only after the models are loaded

        provide({"goods": tabs.goods, "orders": tabs.orders, "money": tabs.money})
