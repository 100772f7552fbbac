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
    pass  # your code here


if __name__ == "__main__":
    main()
