from django.apps import AppConfig


class CashpointsConfig(AppConfig):
    name = "chophien.cashpoints"

    def ready(self) -> None:
        """Let agents find their counter from the page about themselves, orders say that cash is taken for them and
        given back, and the bank's statement find floats.
        """
        from chophien.cashpoints.selectors import transports  # noqa: PLC0415 -- apps are ready now
        from chophien.cashpoints.selectors.back import most_in_a_day  # noqa: PLC0415 -- as above
        from chophien.cashpoints.selectors.coverage import gives_in, serves_in  # noqa: PLC0415 -- as above
        from chophien.cashpoints.selectors.points import counter_desk  # noqa: PLC0415 -- as above
        from chophien.orders.selectors import in_cash  # noqa: PLC0415 -- as above
        from chophien.payments.actions import foreseen  # noqa: PLC0415 -- as above
        from chophien.web import desks  # noqa: PLC0415 -- as above

        desks.provide("counter", counter_desk)
        in_cash.provide("cashpoints", taken=serves_in, given=gives_in, most=most_in_a_day)
        foreseen.provide(
            "cashpoints",
            kinds={transports.FLOAT_PREFIX: transports.FLOAT_SYMBOLS},
            find=transports.found_in,
        )
