"""A market of stamps that are scanned, honest and copied ones, drawn at random from a seed.

Nobody has published how Vietnamese households scan food, so that the figures are assumptions, each written here. They
are made hard for the rules: honest packs are shown at fairs, passed around among families and sent on in chats; some of
the copied ones have few copies, all sold in one province.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from chophien.scans.copying import NETWORKS, Life, Seen

START = datetime(2026, 3, 1, 2, tzinfo=UTC)
LIFE_DAYS = 240
PROVINCES = [f"{number:02d}" for number in range(1, 35)]
TELLS_PLACE = 0.15
"""How many of those who scan say where they are."""
AT_HOME = 0.4
"""How many scan in a network of their own house; all others by a mast."""
EXITS = 90
"""By how many networks the phones of a country come out of the mobile nets, three companies with thirty each."""


@dataclass(frozen=True)
class Simulated:
    copied: bool
    life: Life
    scans: tuple[Seen, ...]


class Market:
    """Stamps one after the other, always the same for the same seed."""

    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.devices = self.houses = 0
        self.networks: dict[str, str] = {}
        self.marks: dict[str, int] = {}

    def stamps(self, count: int, *, copied_percent: float = 2) -> list[Simulated]:
        return [self._stamp(copied=self.dice.random() * 100 < copied_percent) for _place in range(count)]

    def _stamp(self, *, copied: bool) -> Simulated:
        dice = self.dice
        self.networks, self.marks = {}, {}  # of another stamp nothing is known
        made = START + timedelta(days=dice.uniform(0, 120), hours=dice.uniform(0, 9))
        home, sold_at = dice.choice(PROVINCES), made + timedelta(days=dice.expovariate(1 / 25))
        scans = [*self._shop(made, home), *self._buyer(sold_at, home)]
        opened = sold_at + timedelta(days=dice.expovariate(1 / 10)) if dice.random() < 0.03 else None
        if copied:
            scans += self._copies(sold_at, home)
        best_before = (made + timedelta(days=LIFE_DAYS)).date() if dice.random() < 0.7 else None
        life = Life(is_active=True, activated_at=made, opened_at=opened, best_before=best_before)
        return Simulated(copied, life, tuple(sorted(set(scans), key=lambda one: one.at)))

    def _shop(self, made: datetime, home: str) -> list[Seen]:
        """Packers try a stamp or two, some again and again; half of them are signed in."""
        dice, found = self.dice, []
        if dice.random() < 0.10:
            signed_in = dice.random() < 0.5
            house = self._house()
            for _phone in range(1 if dice.random() < 0.8 else 2):
                phone = self._device(house)
                found += [
                    self._seen(made + timedelta(minutes=dice.uniform(-240, 600)), phone, home, by_shop=signed_in)
                    for _time in range(dice.randint(1, 4))
                ]
        if dice.random() < 0.01:
            # the pack on the counter that every visitor is shown, scanned by the shop's own phone day after day
            counter = self._house()
            found += [
                self._seen(
                    made + timedelta(days=day, hours=3), self._device(counter), home, by_shop=dice.random() < 0.7
                )
                for day in range(dice.randint(3, 20))
            ]
        if dice.random() < 0.003:
            # at a fair: a crowd within two days, all in one place
            found += [
                self._seen(made + timedelta(days=12, hours=dice.uniform(0, 30)), self._device(), home)
                for _visitor in range(dice.randint(4, 14))
            ]
        return found

    def _buyer(self, sold_at: datetime, home: str) -> list[Seen]:
        """Four of ten packs are scanned; some by the family, some sent on, some carried to another province."""
        dice, found = self.dice, []
        if dice.random() > 0.4:
            return found
        lives = home if dice.random() < 0.5 else dice.choice(PROVINCES)
        house = self._house()
        for _again in range(1 + min(int(dice.expovariate(1.4)), 5)):
            phone = self._device(house)
            when = sold_at + timedelta(days=dice.expovariate(1 / 6))
            found += [
                self._seen(when + timedelta(minutes=dice.uniform(0, 90)), phone, lives)
                for _tap in range(dice.choice((1, 1, 1, 2, 3)))
            ]
        if dice.random() < 0.10:
            found += [
                self._seen(sold_at + timedelta(days=dice.uniform(0, 12)), self._device(), lives)
                for _relative in range(dice.randint(1, 3))
            ]
        if dice.random() < 0.015:
            # the page sent on in a chat: several phones within an evening, anywhere
            evening = sold_at + timedelta(days=1)
            found += [
                self._seen(evening + timedelta(hours=dice.uniform(0, 5)), self._device(), dice.choice(PROVINCES))
                for _friend in range(dice.randint(2, 8))
            ]
        return found

    def _copies(self, sold_at: datetime, home: str) -> list[Seen]:
        """One good stamp copied onto 20 to 500 packs, mostly some 60, sold for one to four months in 1 to 5 provinces."""
        dice, found = self.dice, []
        packs = max(20, min(500, int(dice.lognormvariate(4.1, 0.7))))
        around = [home if dice.random() < 0.4 else dice.choice(PROVINCES) for _place in range(dice.randint(1, 5))]
        weeks = dice.uniform(4, 17)
        for _pack in range(packs):
            if dice.random() < 0.35:
                where, when = dice.choice(around), sold_at + timedelta(days=dice.uniform(0, weeks * 7))
                found += [
                    self._seen(when + timedelta(days=dice.uniform(0, 2)), self._device(), where)
                    for _person in range(1 if dice.random() < 0.8 else 2)
                ]
        return found

    def _house(self) -> str:
        self.houses += 1
        return f"h{self.houses}"

    def _device(self, house: str = "") -> str:
        """A phone, in the net of a house, its own where none is said, or by one of the exits of the mobile nets."""
        self.devices += 1
        device = f"d{self.devices}"
        at_home = self.dice.random() < AT_HOME
        self.networks[device] = (house or self._house()) if at_home else f"m{self.dice.randrange(EXITS)}"
        return device

    def _seen(self, at: datetime, device: str, province: str, *, by_shop: bool = False) -> Seen:
        told = province if self.dice.random() < TELLS_PLACE else ""
        cut = at.replace(minute=at.minute - at.minute % 10, second=0, microsecond=0)
        mark = self.marks.setdefault(self.networks[device], self.dice.randrange(NETWORKS))
        return Seen(cut, device, told, by_shop, mark)
