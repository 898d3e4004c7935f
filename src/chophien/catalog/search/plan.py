"""Turns typed words into look-ups: one for each place in which the words may stand.

A plan is a row of terms that must all be found. A term is what was typed, or any phrase that means the same.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TypeAlias

from chophien.catalog.search.reference import Branch
from chophien.catalog.search.synonyms import Phrase, same_meaning, synonyms
from chophien.catalog.search.vocabulary import Vocabulary
from chophien.catalog.search.words import MARKED, NAMES, STORY, TITLE, bare, category_token, lexeme, split_words

MOST_WORDS = 12
MOST_NAMED = 3
FILLERS = frozenset({"của", "ở", "tại", "và", "cho", "các", "những", "với", "từ"})
"""Small words that say nothing about goods; left out when they are typed with their marks."""

Named: TypeAlias = "list[list[int]]"
"""For each term of a plan the numbers of the categories whose names have it."""


@dataclass(frozen=True)
class Term:
    """What must be found: one of the phrases. The first is what was typed."""

    phrases: tuple[Phrase, ...]

    @property
    def typed(self) -> Phrase:
        """The phrase as it was typed."""
        return self.phrases[0]


@dataclass(frozen=True)
class Plan:
    """Terms that must all be found, or with `all_but_one` all but any one of them."""

    terms: tuple[Term, ...]
    all_but_one: bool = False

    @property
    def text(self) -> str:
        """The words as a person would type them."""
        return " ".join(word for term in self.terms for word in term.typed.marked)

    def but_one(self) -> "Plan":
        """The same plan, content with all terms but any one."""
        return replace(self, all_but_one=True)


def words_of(text: str) -> list[str]:
    """The words that count, with their marks as typed: at most a dozen, without fillers when others remain."""
    typed = [word for word in split_words(text) if bare(word)]
    weighty = [word for word in typed if word not in FILLERS]
    return (weighty or typed)[:MOST_WORDS]


def plan_for(marked: Sequence[str], *, completions: Iterable[str] = ()) -> Plan:
    """The plan for these words: the longest phrases that have synonyms become one term, other words one each.

    The last word may also be any of its completions.
    """
    terms: list[Term] = []
    place = 0
    while place < len(marked):
        for length in range(min(synonyms().longest, len(marked) - place), 0, -1):
            part = tuple(marked[place : place + length])
            others = same_meaning(part)
            if others or length == 1:
                terms.append(Term((Phrase(tuple(map(bare, part)), part), *others)))
                place += length
                break
    completed = tuple(Phrase((word,), (word,)) for word in completions)
    if completed and terms and len(terms[-1].typed.plain) == 1:
        terms[-1] = Term((*terms[-1].phrases, *completed))
    return Plan(tuple(terms))


def lookups(plan: Plan, vocabulary: Vocabulary, named: Named, filters: str) -> dict[str, str | None]:
    """The tsquery of each tier of the search statement; none where a tier adds nothing. `filters` must hold in all."""
    pairs = _known_pairs(plan.terms, vocabulary)
    several = any(len(term.typed.plain) > 1 for term in plan.terms) or bool(pairs)
    together = several and not plan.all_but_one
    has_marks = not plan.all_but_one and any(word != bare(word) for term in plan.terms for word in term.typed.marked)
    category = [[lexeme(category_token(pk)) for pk in numbers] for numbers in named]
    found = {
        "as_typed": _all([*map(_as_typed, plan.terms), *_pairs(TITLE, pairs)]) if has_marks else None,
        "title_together": _together(TITLE, plan.terms, pairs) if together else None,
        "title": _joined(plan, [_one_of(term, TITLE) for term in plan.terms]),
        "names_together": _together(NAMES, plan.terms, pairs) if together else None,
        "names": _joined(plan, [_one_of(term, NAMES) for term in plan.terms]),
        "category": (
            _joined(
                plan, [_any([_one_of(term, NAMES), *tokens]) for term, tokens in zip(plan.terms, category, strict=True)]
            )
            if any(category)
            else None
        ),
        "story": _joined(plan, [_anywhere(term) for term in plan.terms]),
    }
    return {tier: f"{query} & {filters}" if query and filters else query for tier, query in found.items()}


def any_token(tokens: Iterable[str]) -> str:
    """A tsquery for at least one of these tokens."""
    return _any([lexeme(token) for token in tokens])


def _any(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else "(" + " | ".join(dict.fromkeys(queries)) + ")"


def _all(queries: Sequence[str]) -> str:
    return queries[0] if len(queries) == 1 else "(" + " & ".join(queries) + ")"


def _joined(plan: Plan, queries: Sequence[str]) -> str:
    if not plan.all_but_one or len(queries) == 1:
        return _all(queries)
    return _any([_all([*queries[:place], *queries[place + 1 :]]) for place in range(len(queries))])


def _side_by_side(kind: str, plain: Sequence[str]) -> str:
    """The words next to each other in this order, or the one word."""
    if len(plain) == 1:
        return lexeme(kind + plain[0])
    return _all([lexeme(f"{kind}{one}_{two}") for one, two in pairwise(plain)])


def _one_of(term: Term, kind: str) -> str:
    """What was typed, its words in any order, or a phrase that means the same, its words side by side."""
    typed = _all([lexeme(kind + word) for word in term.typed.plain])
    return _any([typed, *(_side_by_side(kind, phrase.plain) for phrase in term.phrases[1:])])


def _anywhere(term: Term) -> str:
    return _any(
        [_all([_any([lexeme(NAMES + word), lexeme(STORY + word)]) for word in phrase.plain]) for phrase in term.phrases]
    )


def _as_typed(term: Term) -> str:
    """In the title with these very marks; what was typed without marks may have any."""
    return _any(
        [
            _all(
                [
                    lexeme(MARKED + word if word != plain else TITLE + plain)
                    for word, plain in zip(phrase.marked, phrase.plain, strict=True)
                ]
            )
            for phrase in term.phrases
        ]
    )


def _together(kind: str, terms: Sequence[Term], pairs: Sequence[Sequence[str]]) -> str:
    phrases = [_any([_side_by_side(kind, phrase.plain) for phrase in term.phrases]) for term in terms]
    return _all([*phrases, *_pairs(kind, pairs)])


def _pairs(kind: str, pairs: Sequence[Sequence[str]]) -> list[str]:
    return [_any([lexeme(kind + pair) for pair in choice]) for choice in pairs]


def _known_pairs(terms: Sequence[Term], vocabulary: Vocabulary) -> list[list[str]]:
    """For terms that follow each other the pairs of words in which they may meet, where goods have such a pair."""
    found = []
    for one, two in pairwise(terms):
        meeting = [
            f"{first.plain[-1]}_{second.plain[0]}"
            for first in one.phrases
            for second in two.phrases
            if vocabulary.pair(first.plain[-1], second.plain[0])
        ]
        if meeting:
            found.append(list(dict.fromkeys(meeting)))
    return found


def named_categories(plan: Plan, branches: Iterable[Branch]) -> Named:
    """For each term the numbers of the categories that are named with it: what their names list begins so."""
    found: Named = [[] for _term in plan.terms]
    things = [(branch.pk, thing) for branch in branches for thing in branch.things]
    for start in range(len(plan.terms)):
        for end in range(start + 1, min(start + MOST_NAMED, len(plan.terms)) + 1):
            typed = tuple(word for term in plan.terms[start:end] for word in term.typed.plain)
            spans = {typed} if end - start > 1 else {phrase.plain for phrase in plan.terms[start].phrases}
            for pk, thing in things:
                if any(thing[: len(span)] == span for span in spans):
                    for place in range(start, end):
                        found[place].append(pk)
    return found
