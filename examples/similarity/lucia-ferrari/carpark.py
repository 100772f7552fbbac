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


# no class needed for this, two variables are enough
inside = {}
cash = 0


def tariff(stay):
    """Price in cents of a stay in minutes."""
    if not stay > FREE_MINUTES:
        return 0
    full = stay // 60
    rest = stay % 60
    if rest != 0:
        full = full + 1
    if full >= 8:
        return MOST_PER_DAY
    return full * PRICE_PER_HOUR


def leave(plate, time):
    global cash
    start = inside.pop(plate, None)
    if start is not None:
        cents = tariff(time - start)
        cash += cents
        return cents
    return None


def main():
    while True:
        event = sys.stdin.readline()
        if not event or event == "end\n":
            break
        action, at, plate = event.split()
        if action != "in":
            due = leave(plate, parse_time(at))
            if due is not None:
                print(plate, format_money(due))
        else:
            inside[plate] = parse_time(at)
    print("inside:", len(inside))
    print("earned:", format_money(cash))


if __name__ == "__main__":
    main()
