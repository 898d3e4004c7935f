"""Refusals at a cash point, in words for the agent and for the household at the counter."""

from django.utils.translation import gettext_lazy as _

from chophien.lib.errors import DomainError


class PointClosed(DomainError):
    """No cash moves at this point or till now; the sentence says why."""

    code = "point_closed"
    message = _("No cash is taken or given here now.")


class DayOpen(DomainError):
    code = "day_open"
    message = _("Close the till's day of %(day)s first: count its cash. Then go on with today.")


class LimitReached(DomainError):
    """A limit of the law is reached; the sentence names it, what is used of it and what is left."""

    code = "limit_reached"
    message = _("This is more than the limit allows.")


class CustomerLimit(LimitReached):
    message = _(
        "One customer may take and pay in at most %(most)s in cash a day. Today: %(used)s. Left today: %(left)s."
    )


class CustomerOver(CustomerLimit):
    """The same for an agent, who is not told what the customer took elsewhere today."""

    message = _(
        "One customer may take and pay in at most %(most)s in cash a day, and this would be more. What is left today "
        "is told to the customer alone."
    )


class PointDayLimit(LimitReached):
    message = _(
        "One cash point may pay out and take at most %(most)s a day. Today: %(used)s. Left today: %(left)s. "
        "Come tomorrow or go to another cash point."
    )


class PointMonthLimit(LimitReached):
    message = _(
        "One cash point may pay out and take at most %(most)s a month. This month: %(used)s. Left: %(left)s. "
        "Go to another cash point."
    )


class BadAmount(DomainError):
    code = "bad_amount"
    message = _("Write an amount in whole thousands of đồng, %(least)s or more.")


class NothingDue(DomainError):
    code = "nothing_due"
    message = _("%(most)s of earned money can be given now. What is younger waits for the days of complaints.")


class NotThatMuch(NothingDue):
    """The same for an agent, who is told no figure before the household's yes."""

    message = _(
        "This household cannot be given that much in cash now. What it has to come is told to itself, and here only "
        "after its yes."
    )


class NotOneHousehold(DomainError):
    code = "not_one_household"
    message = _("Only a single household is paid in cash. A cooperative or a company is paid to its account.")


class CustomerMissing(DomainError):
    code = "customer_missing"
    message = _("No household that sells here has this phone number or card. Compare it with them once more.")


class OwnMoney(DomainError):
    """Also where an agent would say yes for the payer, with their own phone or card."""

    code = "own_money"
    message = _("Nobody serves themselves at the till. Another agent of the point has to do it.")


class FloatTooLow(DomainError):
    code = "float_too_low"
    message = _("The till can give %(left)s now. Give less, or have cash brought to it.")


class WrongConfirmation(DomainError):
    """The code that was told is another one."""

    code = "wrong_confirmation"
    message = _("This code is not right. Look at the newest message on the customer's phone. Tries left: %(left)s.")


class ConfirmationOver(DomainError):
    code = "confirmation_over"
    message = _("This code can no longer be used. Send a new one.")


class TooManyConfirmations(DomainError):
    code = "too_many_confirmations"
    message = _("Too many codes were sent or typed for this. Call it off and begin anew.")


class TooManyToday(DomainError):
    code = "too_many_today"
    message = _(
        "Too many codes were sent or told wrongly for this household today. It says yes on its own phone or with its "
        "card, or comes again tomorrow."
    )


class PayersTooMany(TooManyToday):
    """The same for whoever pays in, by any phone that they name."""

    message = _(
        "Too many codes were sent to this phone or told wrongly today. Call it off and begin anew: whoever pays says "
        "yes with another phone or a card. If cash lies here already, give it back first."
    )


class BuyersTooMany(TooManyToday):
    """The same for a buyer who gets money back."""

    message = _(
        "Too many codes were sent to this buyer or told wrongly today. They say yes with their card, or come again "
        "tomorrow. Put cash that you counted out back into the till."
    )


class NoOwnPhone(DomainError):
    code = "no_own_phone"
    message = _("This household has no phone of its own for a code. It says yes with its card and PIN.")


class NoPayersPhone(NoOwnPhone):
    """The same for whoever pays in and named no phone."""

    message = _(
        "No phone was named for this. Whoever pays says yes with a card and PIN, or call it off and begin anew."
    )


class NoBuyersPhone(NoOwnPhone):
    """The same for a buyer who gets money back."""

    message = _("Whoever ordered has no phone for a code. They say yes with their card and PIN.")


class CardOfSomebodyElse(DomainError):
    code = "card_of_somebody_else"
    message = _("This is the card of another household.")


class NotBuyersCard(CardOfSomebodyElse):
    """The same for a buyer who gets money back."""

    message = _(
        "This is not the card of who ordered. For an order without an account only the code on its own phone says yes."
    )


class OutOfDate(DomainError):
    code = "out_of_date"
    message = _("The time for this is over. Nothing was paid. Begin anew.")


class TakingOver(OutOfDate):
    """The same for cash that was counted at the counter and is not booked."""

    message = _("The time for this is over. Nothing was booked: give the cash back, or begin anew.")


class KeepCash(DomainError):
    """What was to go back changed after the cash was counted out: it goes another way, is another sum, or passes a
    limit by now.
    """

    code = "keep_cash"
    message = _(
        "What goes back to the buyer has changed: it goes another way, is another sum, or is more than the day still "
        "allows. Nothing was booked: put the cash back into the till, and look up the order anew."
    )


class GiveCashBack(DomainError):
    """What was to be paid changed after the cash was counted: it was paid or cancelled, or is another amount."""

    code = "give_cash_back"
    message = _("%(why)s Nothing was booked: give the cash back to whoever brought it.")


class ReferenceMissing(DomainError):
    code = "reference_missing"
    message = _("Write down the partner's number of this transport of cash.")


class ReferenceUsed(DomainError):
    code = "reference_used"
    message = _("The partner's number %(reference)s is written down at this till already. Look at the paper again.")


class AskedDifferently(DomainError):
    code = "asked_differently"
    message = _("This was sent before with other figures. Begin anew.")


class SecondPersonMissing(DomainError):
    code = "second_person_missing"
    message = _(
        "The count differs by %(difference)s, more than %(most)s. Count again; if it stays, a second person of the "
        "point must have counted too."
    )


class CountOver(DomainError):
    code = "count_over"
    message = _("This count is over: it was answered, or the till was counted anew.")


class CountStale(DomainError):
    code = "count_stale"
    message = _("Cash moved since this was counted. Count the till anew.")


class NoteMissing(DomainError):
    code = "note_missing"
    message = _("The count differs by %(difference)s. Write down how that may have come about.")


class StillOpen(DomainError):
    code = "still_open"
    message = _("%(count)s payments wait at this till. Pay them out or call them off, then close the day.")


class AlreadyClosed(DomainError):
    code = "already_closed"
    message = _("This day is closed already.")


class TillNotEmpty(DomainError):
    code = "till_not_empty"
    message = _("There is %(held)s in the point's tills by the books. Have it taken away first.")


class NoContract(DomainError):
    code = "no_contract"
    message = _("No contract with a partner is in force. The point stays as it is.")


class OwnAppointment(DomainError):
    code = "own_appointment"
    message = _("Nobody appoints themselves. Another operator has to do it.")


class TooManyLookups(DomainError):
    code = "too_many_lookups"
    message = _("You have looked for many customers within an hour. Wait a while, then go on.")


class NotAtCounter(DomainError):
    code = "not_at_counter"
    message = _("Show the code at the counter first. When the agent has it before them, say yes here.")


class AtOtherPoint(DomainError):
    code = "at_other_point"
    message = _("This was asked for at another cash point: %(point)s. Call it off and ask for it here.")


class NothingToConfirm(DomainError):
    code = "nothing_to_confirm"
    message = _("No cash waits for your yes now. Ask the agent at the counter to open it first.")
