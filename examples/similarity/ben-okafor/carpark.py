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
    d = dict()
    e = 0
    x = input()
    while x != "end":
        a = x.split()
        if a[0] == "in":
            d[a[2]] = a[1]
        if a[0] == "out":
            if a[2] in d.keys():
                m = parse_time(a[1]) - parse_time(d[a[2]])
                # i dont know why but with 15 it works and with 14 not
                if m <= 15:
                    p = 0
                elif m <= 60:
                    p = 150
                elif m <= 120:
                    p = 300
                elif m <= 180:
                    p = 450
                elif m <= 240:
                    p = 600
                elif m <= 300:
                    p = 750
                elif m <= 360:
                    p = 900
                elif m <= 420:
                    p = 1050
                else:
                    p = 1200
                print(a[2], format_money(p))
                e = e + p
                d.pop(a[2])
        x = input()
    print("inside:", len(d))
    print("earned:", format_money(e))


if __name__ == "__main__":
    main()
