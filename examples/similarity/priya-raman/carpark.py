"""Car park: what each car pays. Given by the course; complete main()."""
import sys

FREE_MINUTES = 15
PRICE_PER_HOUR = 150  # cents
MOST_PER_DAY = 1200   # cents


def parse_time(text):
    """Minutes since midnight of a time like 08:30."""
    hours, minutes = text.split(":")
    return int(hours) * 60 + int(minutes)


def format_money(cents):
    """1250 as 12.50."""
    return f"{cents // 100}.{cents % 100:02d}"


class CarPark:
    """Keeps who is inside, since when, and the cash desk."""

    def __init__(self):
        self.inside = {}
        self.cash = 0

    def enter(self, plate, time):
        self.inside[plate] = time

    def leave(self, plate, time):
        """What this car has to pay in cents; None for a stranger."""
        start = self.inside.pop(plate, None)
        if start is None:
            return None
        cents = self.tariff(time - start)
        self.cash += cents
        return cents

    @staticmethod
    def tariff(stay):
        if stay <= FREE_MINUTES:
            return 0
        full, rest = divmod(stay, 60)
        # an hour that has begun counts as a whole one
        if rest:
            full += 1
        return MOST_PER_DAY if full >= 8 else full * PRICE_PER_HOUR


def main():
    park = CarPark()
    for event in iter(sys.stdin.readline, "end\n"):
        if not event:
            break
        action, at, plate = event.split()
        if action == "in":
            park.enter(plate, parse_time(at))
            continue
        due = park.leave(plate, parse_time(at))
        if due is not None:
            print(plate, format_money(due))
    print("inside:", len(park.inside))
    print("earned:", format_money(park.cash))


if __name__ == "__main__":
    main()
