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


def pay(begin, end):
    used = max(0, end - begin)
    if used <= FREE_MINUTES: return 0
    return min(MOST_PER_DAY, PRICE_PER_HOUR * (used // 60 + bool(used % 60)))

def events():
    "Generates (is it an arrival?, minute, plate) triples."
    for raw in sys.stdin:
        raw = raw.rstrip()
        if raw == "end": return
        word, clock, plate = raw.split(maxsplit=2)
        yield word == "in", parse_time(clock), plate

def main():
    book, till = {}, 0
    for arrives, minute, plate in events():
        if arrives:
            book.update({plate: minute})
        elif (since := book.get(plate)) is not None:
            till += (p := pay(since, minute))
            print(f"{plate} {format_money(p)}")
            book.pop(plate)
    print(f"inside: {len(book)}\nearned: {format_money(till)}")


if __name__ == "__main__":
    main()
