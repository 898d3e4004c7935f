"""What may have been meant: words that were begun, words that were written wrong, words that nobody uses."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from chophien.catalog.search.plan import Plan, Term, plan_for
from chophien.catalog.search.vocabulary import Vocabulary, learn, vocabulary
from chophien.catalog.search.words import bare

SHORT_WORD = 2
MOST_NEIGHBOURS = 8
PRICE_OF_A_CHANGE = 3.0


@dataclass(frozen=True)
class Reading:
    """One way to read what was typed. `corrected` when words were changed, `partly` when some were left out."""

    plan: Plan
    corrected: bool = False
    partly: bool = False


def first_reading(marked: Sequence[str], *, last_is_whole: bool) -> Reading:
    """The words as typed; those that no good has are completed, mended or left out."""
    known = _known_dictionary(marked)
    plan = plan_for(marked)
    strange = _strange_words(plan, known)
    begun = [] if last_is_whole else _completions_at_once(marked, known, strange)
    if not strange and not begun:
        return Reading(plan)
    kept: list[str] = []
    corrected = partly = False
    for place, word in enumerate(marked):
        is_begun = bool(begun) and place == len(marked) - 1
        if word not in strange or is_begun:
            kept.append(word)
            continue
        mended = _mended(bare(word), _bare_at(marked, place - 1), _bare_at(marked, place + 1), known)
        corrected, partly = corrected or bool(mended), partly or not mended
        kept.extend(mended)
    return Reading(plan_for(kept, completions=begun), corrected=corrected, partly=partly and bool(kept))


def other_readings(first: Reading, *, last_is_whole: bool) -> list[Reading]:
    """Further ways to read the words, the likeliest first, for when nothing good was found."""
    known = vocabulary()
    found: list[Reading] = []
    typed = [word for term in first.plan.terms for word in term.typed.marked]
    if not typed:
        return found
    if not last_is_whole and not first.corrected:
        last, before = bare(typed[-1]), _bare_at(typed, len(typed) - 2)
        more = (known.completions(last, after=before) if before else []) or known.completions(last)
        if more:
            found.append(Reading(plan_for(typed, completions=more), partly=first.partly))
    mended = _likeliest([bare(word) for word in typed], known)
    if mended:
        found.append(Reading(plan_for(mended), corrected=True, partly=first.partly))
    if len(first.plan.terms) > 1:
        found.append(Reading(first.plan.but_one(), corrected=first.corrected, partly=True))
    return found


def _known_dictionary(marked: Sequence[str]) -> Vocabulary:
    """The dictionary, after asking the database for words that it does not know."""
    known = vocabulary()
    unknown = [word for word in map(bare, marked) if not known.knows(word)]
    if unknown:
        learn(unknown)
    return vocabulary()


def _strange_words(plan: Plan, known: Vocabulary) -> set[str]:
    """Typed words that no good has, nor any phrase that means the same."""
    return {
        word
        for term in plan.terms
        if not _has_known_phrase(term, known)
        for word in term.typed.marked
        if not known.knows(bare(word))
    }


def _has_known_phrase(term: Term, known: Vocabulary) -> bool:
    return any(all(map(known.knows, phrase.plain)) for phrase in term.phrases)


def _completions_at_once(marked: Sequence[str], known: Vocabulary, strange: set[str]) -> list[str]:
    """Completions of a last word that is plainly not whole yet: unknown, or very short and never seen here."""
    last, before = marked[-1], _bare_at(marked, len(marked) - 2)
    begun = bare(last)
    is_unseen = last != begun and last not in known.marked
    if (
        last not in strange
        and not is_unseen
        and not (before and len(begun) <= SHORT_WORD and not known.pair(before, begun))
    ):
        return []
    following = known.completions(begun, after=before) if before else []
    found = following or (known.completions(begun) if last in strange or is_unseen else [])
    if last == begun:
        return found
    agreeing = known.marked_completions(last)
    if last in strange or agreeing:
        return [word for word in found if word in agreeing] or sorted(agreeing) or (found if last in strange else [])
    return []


def _mended(word: str, before: str, after: str, known: Vocabulary) -> tuple[str, ...]:
    """The likeliest word or two words for one that nobody uses; nothing when there is none."""
    choices: list[tuple[float, tuple[str, ...]]] = [
        (_fit(before, (other,), after, known), (other,)) for other in known.neighbours(word)
    ]
    if two := known.split(word):
        choices.append((_fit(before, two, after, known) + 2, two))
    return max(choices, default=(0.0, ()))[1]


def _fit(before: str, words: Sequence[str], after: str, known: Vocabulary) -> float:
    row = [*([before] if before else []), *words, *([after] if after else [])]
    inside = sum(known.likelihood(one, two) for one, two in pairwise(row))
    return inside / len(row) + known.likelihood("", words[0])


def _likeliest(plain: Sequence[str], known: Vocabulary) -> list[str]:
    """The row of words, each itself or one mistake away, that goes together best; nothing when it is the typed one."""
    best: dict[str, tuple[float, list[str]]] = {"": (0.0, [])}
    for word in plain:
        reached: dict[str, tuple[float, list[str]]] = {}
        for choice in (word, *known.neighbours(word)[:MOST_NEIGHBOURS]):
            price = 0.0 if choice == word else PRICE_OF_A_CHANGE
            for last, (points, row) in best.items():
                reckoned = points + known.likelihood(last, choice) - price
                if choice not in reached or reckoned > reached[choice][0]:
                    reached[choice] = (reckoned, [*row, choice])
        best = reached
    _points, row = max(best.values())
    return row if row != list(plain) else []


def _bare_at(marked: Sequence[str], place: int) -> str:
    return bare(marked[place]) if 0 <= place < len(marked) else ""
