from django.apps import AppConfig

from chophien.web.unread import provide


class ConversationsConfig(AppConfig):
    name = "chophien.conversations"

    def ready(self) -> None:
        """Tell the frame of all pages how to count what waits to be read."""
        from chophien.conversations.selectors import unread  # noqa: PLC0415 -- only after the models are loaded

        provide({"news": unread.news, "letters": unread.letters, "shop_letters": unread.shop_letters})
