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


def fee(minutes):
    # the first quarter of an hour is a present of the house
    if minutes <= FREE_MINUTES:
        return 0
    # every hour that was begun costs a full one, also the half ones
    hours = (minutes + 59) // 60
    return min(hours * PRICE_PER_HOUR, MOST_PER_DAY)


def main():
    arrived = {}   # plate -> minute of arival
    earned = 0
    for line in sys.stdin:
        words = line.split()
        if not words:
            continue
        if words[0] == "end":
            break
        kind, clock, plate = words
        now = parse_time(clock)
        if kind == "in":
            arrived[plate] = now
        else:
            # somebody who leaves without having arived is ignored
            if plate not in arrived:
                continue
            to_pay = fee(now - arrived.pop(plate))
            earned += to_pay
            print(plate, format_money(to_pay))
    print("inside:", len(arrived))
    print("earned:", format_money(earned))


if __name__ == "__main__":
    main()
