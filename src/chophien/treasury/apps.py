from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    name = "chophien.treasury"

    def ready(self) -> None:
        """Let the bank's statement find what moves of the market's own accounts."""
        from chophien.payments.actions import foreseen  # noqa: PLC0415 -- apps are ready now
        from chophien.treasury.actions.on_the_statement import found_in  # noqa: PLC0415 -- as above
        from chophien.treasury.selectors.standing import PREFIX, SYMBOLS  # noqa: PLC0415 -- as above

        foreseen.provide("treasury", kinds={PREFIX: SYMBOLS}, find=found_in)
