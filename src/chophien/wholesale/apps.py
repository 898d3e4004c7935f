from django.apps import AppConfig


class WholesaleConfig(AppConfig):
    name = "chophien.wholesale"

    def ready(self) -> None:
        """Have wholesale hear of what happens below."""
        from chophien.wholesale import receivers  # noqa: F401, PLC0415 -- only after the apps are loaded
