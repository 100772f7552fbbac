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


class Garage:
    def __init__(self):
        self.money = 0
        self.parked = {}

    @staticmethod
    def costs(duration):
        if duration <= FREE_MINUTES:
            return 0
        hours, over = divmod(duration, 60)
        if over:
            hours += 1
        return MOST_PER_DAY if hours >= 8 else hours * PRICE_PER_HOUR

    def arrive(self, car, minute):
        self.parked[car] = minute

    def depart(self, car, minute):
        begin = self.parked.pop(car, None)
        if begin is None:
            return None
        price = self.costs(minute - begin)
        self.money += price
        return price


def main():
    garage = Garage()
    for line in iter(sys.stdin.readline, "end\n"):
        if not line:
            break
        what, when, car = line.split()
        if what == "in":
            garage.arrive(car, parse_time(when))
            continue
        price = garage.depart(car, parse_time(when))
        if price is not None:
            print(car, format_money(price))
    print("inside:", len(garage.parked))
    print("earned:", format_money(garage.money))


if __name__ == "__main__":
    main()
