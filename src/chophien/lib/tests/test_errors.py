import pytest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from chophien.lib.errors import DomainError, Invalid, NotFound, NotPermitted, StepNotAllowed
from chophien.lib.verdict import YES, Verdict, no


class OutOfStock(DomainError):
    code = "out_of_stock"
    message = "Only %(left)s left."


def test_facts_fill_the_places_of_the_sentence():
    refusal = OutOfStock(facts={"left": 3, "line": "SP-1"})

    assert (refusal.code, str(refusal), refusal.facts) == (
        "out_of_stock",
        "Only 3 left.",
        {"left": 3, "line": "SP-1"},
    )


def test_a_sentence_without_facts_keeps_its_percent_signs():
    assert str(DomainError("At most 5 % may be given.")) == "At most 5 % may be given."


def test_a_refusal_may_carry_its_own_code_and_leaves_the_class_alone():
    refusal = DomainError("No.", code="too_late")

    assert (refusal.code, DomainError.code, DomainError().code) == ("too_late", "refused", "refused")


def test_a_translated_sentence_waits_for_the_reader():
    refusal = DomainError(_("Monday"))

    with override("en"):
        english = str(refusal)
    with override("fr"):
        french = str(refusal)

    assert (english, french) == ("Monday", "lundi")


def test_not_permitted_says_why():
    refusal = NotPermitted("Only the seller can confirm this order.")

    assert (refusal.code, str(refusal), refusal.reason) == (
        "not_permitted",
        "Only the seller can confirm this order.",
        "Only the seller can confirm this order.",
    )


def test_not_permitted_has_a_sentence_even_without_a_reason():
    with override("en"):
        assert str(NotPermitted()) == "You are not allowed to do this."


def test_a_step_that_is_not_allowed_names_step_and_status():
    refusal = StepNotAllowed(step="ship", status="cancelled")

    assert (refusal.code, refusal.step, refusal.status) == ("step_not_allowed", "ship", "cancelled")
    with override("en"):
        assert str(refusal) == "This step is no longer possible. Reload to see the latest status."


def test_invalid_keeps_the_sentences_of_each_field():
    refusal = Invalid({"phone": ("Write a number.",), "name": ["Write a name.", "Too long."]})

    assert (refusal.code, refusal.field_errors) == (
        "invalid",
        {"phone": ["Write a number."], "name": ["Write a name.", "Too long."]},
    )


def test_not_found_is_a_domain_error_with_its_own_code():
    assert (NotFound().code, isinstance(NotFound(), DomainError)) == ("not_found", True)


def test_yes_lets_pass():
    YES.require()

    assert bool(YES) is True


def test_no_refuses_with_its_reason():
    verdict = no("Only the seller may.")

    with pytest.raises(NotPermitted) as refusal:
        verdict.require()

    assert (bool(verdict), verdict, str(refusal.value)) == (
        False,
        Verdict(allowed=False, reason="Only the seller may."),
        "Only the seller may.",
    )
