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


import math


def main():
    log = [l.split() for l in sys.stdin if l.strip()]
    log = log[:log.index(["end"])] if ["end"] in log else log
    enter, paid = {}, []
    for what, t, car in log:
        m = parse_time(t)
        if what == "in":
            enter[car] = m
        elif car in enter:
            d = m - enter.pop(car)
            paid += [0 if d <= FREE_MINUTES else min(MOST_PER_DAY, math.ceil(d / 60) * PRICE_PER_HOUR)]
            print(car, format_money(paid[-1]))
    print("inside:", len(enter))
    print("earned:", format_money(sum(paid)))


if __name__ == "__main__":
    main()
