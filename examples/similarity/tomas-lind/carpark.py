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


def main():
    total = 0
    cars = []
    times = []
    lines = sys.stdin.read().splitlines()
    for i in range(len(lines)):
        if lines[i].strip() == "end":
            break
        parts = lines[i].split()
        if len(parts) != 3:
            continue
        if parts[0] == "in":
            cars.append(parts[2])
            times.append(parse_time(parts[1]))
        elif parts[2] in cars:
            pos = cars.index(parts[2])
            stay = parse_time(parts[1]) - times[pos]
            price = 0
            if stay > FREE_MINUTES:
                while stay > 0 and price < MOST_PER_DAY:
                    price = price + PRICE_PER_HOUR
                    stay = stay - 60
            total = total + price
            print(parts[2], format_money(price))
            del cars[pos]
            del times[pos]
    print("inside:", len(cars))
    print("earned:", format_money(total))


if __name__ == "__main__":
    main()
