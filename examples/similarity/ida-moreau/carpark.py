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


def price_of(duration):
    """Counts the hours down until nothing is left or the maximum is reached."""
    amount = 0
    if duration <= FREE_MINUTES:
        return amount
    while True:
        if duration <= 0 or amount >= MOST_PER_DAY:
            return amount
        duration -= 60
        amount += PRICE_PER_HOUR


def main():
    plates, starts = [], []
    income = 0
    content = sys.stdin.read().splitlines()
    row = 0
    while row < len(content):
        fields = content[row].split()
        row += 1
        if fields == ["end"]:
            break
        if len(fields) == 3:
            if not fields[0] == "in":
                if fields[2] in plates:
                    where = plates.index(fields[2])
                    cost = price_of(parse_time(fields[1]) - starts[where])
                    print(fields[2], format_money(cost))
                    income += cost
                    del starts[where]
                    del plates[where]
            else:
                starts.append(parse_time(fields[1]))
                plates.append(fields[2])
    print("inside:", len(plates))
    print("earned:", format_money(income))


if __name__ == "__main__":
    main()
