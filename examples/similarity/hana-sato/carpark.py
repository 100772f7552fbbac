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


from dataclasses import dataclass


@dataclass
class Visit:
    plate: str
    begin: int
    end: int = -1

    @property
    def price(self) -> int:
        stay = self.end - self.begin
        if stay <= FREE_MINUTES:
            return 0
        for hours in range(1, 8):
            if stay <= hours * 60:
                return hours * PRICE_PER_HOUR
        return MOST_PER_DAY


def main():
    visits: list[Visit] = []
    for line in sys.stdin:
        match line.split():
            case ["end"]:
                break
            case ["in", time, plate]:
                visits.append(Visit(plate, parse_time(time)))
            case ["out", time, plate]:
                for visit in visits:
                    if visit.plate == plate and visit.end < 0:
                        visit.end = parse_time(time)
                        print(plate, format_money(visit.price))
    print("inside:", sum(1 for v in visits if v.end < 0))
    print("earned:", format_money(sum(v.price for v in visits if v.end >= 0)))


if __name__ == "__main__":
    main()
