from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "chophien.orders"

    def ready(self) -> None:
        """Have orders hear of what happens below."""
        from chophien.orders import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
