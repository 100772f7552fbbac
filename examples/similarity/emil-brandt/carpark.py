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


# works out the price
def berechne(dauer):
    if dauer <= FREE_MINUTES: return 0
    std = (dauer + 59) // 60
    return min(std * PRICE_PER_HOUR, MOST_PER_DAY)

def main():
    summe = 0
    autos = {}
    for zeile in sys.stdin:
        teile = zeile.split()
        if not teile: continue
        if teile[0] == "end": break
        art, uhr, nummer = teile
        jetzt = parse_time(uhr)
        if art == "in":
            autos[nummer] = jetzt
        else:
            if nummer not in autos: continue
            betrag = berechne(jetzt - autos.pop(nummer))
            summe += betrag
            print(nummer, format_money(betrag))
    # output of the totals
    print("inside:", len(autos))
    print("earned:", format_money(summe))


if __name__ == "__main__":
    main()
