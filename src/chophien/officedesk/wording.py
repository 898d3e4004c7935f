"""What was done, in words: every kind of entry in the audit trail and every kind of sensitive look."""

from collections.abc import Mapping

from django.db.models import TextChoices
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from chophien.accounts.states import Role, Scope, SignInWay
from chophien.lib.errors import Sentence
from chophien.lib.money import format_vnd
from chophien.orders.states import Side

WORDS: Mapping[str, Sentence] = {
    "accounts.code_sent": _("Sign-in code sent"),
    "accounts.passkey_added": _("Device key added"),
    "accounts.passkey_removed": _("Device key removed"),
    "accounts.password_removed": _("Password removed"),
    "accounts.password_set": _("Password set"),
    "accounts.person_added": _("Person added"),
    "accounts.profile_changed": _("Name or language changed"),
    "accounts.role_ended": _("Role ended"),
    "accounts.role_given": _("Role given"),
    "accounts.sessions_ended": _("Signed out on other devices"),
    "accounts.sign_in_locked": _("Sign-in locked after wrong tries"),
    "accounts.signed_in": _("Signed in"),
    "catalog.certificate_added": _("Certificate handed in"),
    "catalog.certificate_refused": _("Certificate refused"),
    "catalog.certificate_verified": _("Certificate verified"),
    "catalog.certificate_withdrawn": _("Certificate taken back"),
    "catalog.listing_pause": _("Goods paused"),
    "catalog.listing_restore": _("Goods given back to the seller"),
    "catalog.listing_resume": _("Goods on sale again"),
    "catalog.listing_started": _("Goods begun"),
    "catalog.listing_take_down": _("Goods taken down"),
    "catalog.price_changed": _("Price changed"),
    "catalog.version_approved": _("Goods approved"),
    "catalog.version_ask_changes": _("Goods sent back"),
    "catalog.version_reject": _("Goods refused"),
    "catalog.version_submitted": _("Goods sent in"),
    "channels.import_finish": _("Table of goods brought in"),
    "channels.import_refuse": _("Table of goods refused"),
    "channels.import_started": _("Table of goods sent in"),
    "complaints.accept": _("Answer to a complaint accepted"),
    "complaints.answer": _("Complaint answered by the shop"),
    "complaints.appeal": _("Another look asked for"),
    "complaints.decide": _("Complaint decided"),
    "complaints.escalate": _("Market asked about a complaint"),
    "complaints.lapse": _("Complaint closed without a word"),
    "complaints.open": _("Complaint opened"),
    "complaints.recall_ended": _("Recall ended"),
    "complaints.recall_published": _("Goods called back"),
    "complaints.send_back": _("Goods of a complaint sent back"),
    "complaints.send_other": _("Other goods sent for a complaint"),
    "complaints.settle": _("Complaint settled"),
    "complaints.take_back": _("Goods of a complaint came back"),
    "complaints.withdraw": _("Complaint taken back"),
    "conversations.report_settled": _("Reported messages dealt with"),
    "conversations.reported": _("Messages reported"),
    "conversations.written": _("Message written"),
    "orders.cancelled": _("Order cancelled"),
    "orders.completed": _("Order completed"),
    "orders.confirmed": _("Order accepted"),
    "orders.expired": _("Order ended without an answer"),
    "orders.handed_over": _("Parcel handed over"),
    "orders.asked_to_wait": _("Buyer asked to wait for the harvest"),
    "orders.harvest_begun": _("Order's harvest has begun"),
    "orders.packed": _("Order packed"),
    "orders.paid": _("Money for the order came"),
    "orders.placed": _("Order placed"),
    "orders.refunded": _("Money for the order given back"),
    "orders.refused": _("Order refused"),
    "orders.released": _("Order ended without a transfer"),
    "orders.waits_on": _("Buyer waits for the harvest"),
    "orders.warned": _("Seller reminded of an order"),
    "seasons.glut": _("Officers warned of a glut"),
    "seasons.harvest": _("Harvest opened, moved or ended"),
    "seasons.note": _("Season said in words"),
    "seasons.shop": _("Shop slept or woke"),
    "payments.received": _("Payment received"),
    "payments.refund_owed": _("Refund promised"),
    "payments.refunded": _("Refund made"),
    "promotions.combo_changed": _("Set of goods paused, run again or ended"),
    "promotions.combo_made": _("Set of goods made"),
    "promotions.purchase_ended": _("Group purchase over"),
    "promotions.purchase_reached": _("Group purchase: enough have joined"),
    "promotions.purchase_started": _("Group purchase started"),
    "promotions.voucher_changed": _("Voucher paused, run again or ended"),
    "promotions.voucher_made": _("Voucher made"),
    "reviews.answered": _("Review or question answered"),
    "reviews.asked": _("Question asked"),
    "reviews.found_lawful": _("Review or question found lawful"),
    "reviews.hidden": _("Review or question hidden"),
    "reviews.reported": _("Review or question reported"),
    "reviews.restored": _("Review or question shown again"),
    "reviews.written": _("Review written"),
    "programmes.member_added": _("Taken into a team of helpers"),
    "programmes.member_left": _("Left a team of helpers"),
    "programmes.pair_accepted": _("Yes to a mentor pair"),
    "programmes.pair_decline": _("No to a mentor pair"),
    "programmes.pair_end": _("Mentor pair ended"),
    "programmes.pair_progress": _("Progress shown to the mentor, or no longer"),
    "programmes.pair_proposed": _("Mentor pair proposed"),
    "programmes.quarter_judged": _("Lead households computed"),
    "programmes.task_assigned": _("Task given to a helper"),
    "programmes.task_drop": _("Task dropped"),
    "programmes.task_finish": _("Task done"),
    "programmes.task_made": _("Task written by hand"),
    "programmes.task_put_back": _("Task put back"),
    "programmes.task_take": _("Task taken up"),
    "programmes.tasks_matched": _("Tasks brought in line with the facts"),
    "programmes.team_closed": _("Team closed"),
    "programmes.team_registered": _("Team registered"),
    "programmes.visit_noted": _("Visit written down"),
    "sellers.announce_suspension": _("Suspension announced"),
    "sellers.approve": _("Shop approved"),
    "sellers.ask_changes": _("Shop sent back"),
    "sellers.close": _("Shop closed"),
    "sellers.details_saved": _("Shop's details saved"),
    "sellers.document_added": _("Shop's paper handed in"),
    "sellers.document_removed": _("Shop's paper taken back"),
    "conversations.messages": _("Reported messages looked at"),
    "sellers.identity": _("Identity behind a shop"),
    "sellers.identity_saved": _("Shop's identity saved"),
    "sellers.payout_account_confirmed": _("Shop's account confirmed"),
    "sellers.payout_account_set": _("Shop's account named"),
    "sellers.reinstate": _("Shop may sell again"),
    "sellers.reject": _("Shop refused"),
    "sellers.started": _("Shop begun"),
    "sellers.submit": _("Shop sent in"),
    "sellers.suspend": _("Shop suspended"),
    "sellers.taken_over": _("Shops taken over from a list"),
    "sellers.withdraw_suspension": _("Suspension called off"),
    "uploads.authorisation": _("Letter of authorisation"),
    "uploads.business_registration": _("Business registration"),
    "uploads.certificate": _("Paper of a certificate"),
    "uploads.consent": _("How a household said yes"),
    "uploads.cooperation_contract": _("Cooperation contract of the group"),
    "uploads.id_back": _("Identity card, back"),
    "uploads.id_front": _("Identity card, front"),
    "uploads.other": _("Other paper"),
    "uploads.paper_dropped": _("Paper deleted"),
    "uploads.paper_taken": _("Paper taken in"),
    "uploads.photo_taken": _("Photo taken in"),
    "accounts.card_locked": _("Sign-in card locked"),
    "catalog.version_written": _("Goods written by a helper"),
    "sellers.callback_settled": _("Household called back"),
    "sellers.card_printed": _("Sign-in card printed"),
    "sellers.card_revoked": _("Sign-in card taken back"),
    "sellers.consent_code_sent": _("Code for consent sent"),
    "sellers.mandate_asked": _("Household asked to let somebody help"),
    "sellers.mandate_declined": _("Help not agreed to"),
    "sellers.mandate_expired": _("Help is over"),
    "sellers.mandate_expiring": _("Warned that help ends soon"),
    "sellers.mandate_given": _("Help agreed to"),
    "sellers.mandate_revoked": _("Help taken back"),
    "supply.counted": _("Stock counted by a helper"),
}


FACTS: Mapping[str, Sentence] = {
    "added": _("new"),
    "amount_vnd": _("amount"),
    "approved": _("approved"),
    "bank": _("bank"),
    "changed": _("changed"),
    "created": _("new"),
    "dry_run": _("only tried"),
    "faulty": _("faulty rows"),
    "file": _("file"),
    "from": _("before"),
    "kind": _("kind"),
    "late": _("after the order ended"),
    "minutes": _("minutes"),
    "orders": _("orders"),
    "over": _("area"),
    "payment": _("payment"),
    "photo": _("photo"),
    "publish": _("on sale at once"),
    "reason": _("reason"),
    "role": _("role"),
    "scope": _("kind of area"),
    "side": _("by"),
    "to": _("afterwards"),
    "total_vnd": _("total"),
    "unchanged": _("unchanged"),
    "version": _("version"),
    "way": _("way of signing in"),
}


NAMED: Mapping[str, type[TextChoices]] = {"role": Role, "scope": Scope, "side": Side, "way": SignInWay}


def facts_in_words(facts: Mapping[str, object]) -> list[tuple[str, str]]:
    """What an entry says besides its kind: each fact's name in words and its value as it is read."""
    return [(str(FACTS.get(key, key)), _in_words(key, value)) for key, value in facts.items()]


def _in_words(key: str, value: object) -> str:
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    if isinstance(value, int):
        return format_vnd(value) if key.endswith("_vnd") else str(value)
    names = NAMED.get(key)
    return str(names(value).label) if names and value in names.values else str(value)


def words_of(kind: str) -> str:
    """A kind of entry or look in words; one that is not known by its code."""
    return str(WORDS.get(kind, kind))
