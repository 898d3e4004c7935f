from django.apps import AppConfig

from chophien.web.announced import provide, provide_cards


class MessagesConfig(AppConfig):
    name = "chophien.messages"

    def ready(self) -> None:
        """Tell the frame of all pages who knows what is announced."""
        from chophien.messages.announcing import cards, sentences  # noqa: PLC0415 -- only after the models are loaded

        provide(sentences)
        provide_cards(cards)
