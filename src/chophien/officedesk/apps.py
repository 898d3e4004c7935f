from django.apps import AppConfig


class OfficeDeskConfig(AppConfig):
    name = "chophien.officedesk"

    def ready(self) -> None:
        """Tell announcements who knows whom they address, and the audit trail what all its kinds of entries are called:
        it takes roles, shops and orders to say so.
        """
        from chophien.audit.selectors import name_kinds  # noqa: PLC0415 -- only after the models are loaded
        from chophien.messages.policies import provide_members  # noqa: PLC0415 -- only after the models are loaded
        from chophien.officedesk.audiences import addressed  # noqa: PLC0415 -- as above
        from chophien.officedesk.wording import WORDS  # noqa: PLC0415 -- as above

        provide_members(addressed)
        name_kinds(WORDS)
