from django.apps import AppConfig

from chophien.lib.consent import provide


class PrivacyConfig(AppConfig):
    name = "chophien.privacy"

    def ready(self) -> None:
        """Tell apps below who keeps the register of consents."""
        from chophien.privacy.selectors.register import who_agreed  # noqa: PLC0415 -- only after the models are loaded

        provide(who_agreed)
