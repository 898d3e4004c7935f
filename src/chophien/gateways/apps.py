from django.apps import AppConfig


class GatewaysConfig(AppConfig):
    name = "chophien.gateways"

    def ready(self) -> None:
        """Let the bank's statement find what was given back by a transfer instead of through a gateway."""
        from chophien.gateways.actions.bank_paid import found_in  # noqa: PLC0415 -- apps are ready now
        from chophien.payments.actions import foreseen  # noqa: PLC0415 -- as above

        foreseen.provide("gateways", kinds={}, find=found_in)
