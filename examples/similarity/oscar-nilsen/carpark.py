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


# Assignment 3, Oscar N.
# I use two functions, one reads and the other one calculates.

def readEvents():
    events = []
    while True:
        try:
            s = input()
        except EOFError:
            break
        if s == "end":
            break
        if s != "":
            events.append(s)
    return events


def calculatePrice(arrivalTime, leaveTime):
    timeSpent = leaveTime - arrivalTime
    if timeSpent <= FREE_MINUTES:
        return 0
    numberOfHours = timeSpent // 60
    if timeSpent % 60 > 0:
        numberOfHours = numberOfHours + 1
    result = numberOfHours * PRICE_PER_HOUR
    if result > MOST_PER_DAY:
        result = MOST_PER_DAY
    return result


def main():
    carsInside = {}
    moneyEarned = 0
    for e in readEvents():
        typeOfEvent = e.split(" ")[0]
        timeOfEvent = parse_time(e.split(" ")[1])
        numberPlate = e.split(" ")[2]
        if typeOfEvent == "in":
            carsInside[numberPlate] = timeOfEvent
        if typeOfEvent == "out" and numberPlate in carsInside:
            price = calculatePrice(carsInside[numberPlate], timeOfEvent)
            print(numberPlate + " " + format_money(price))
            moneyEarned = moneyEarned + price
            del carsInside[numberPlate]
    print("inside: " + str(len(carsInside)))
    print("earned: " + format_money(moneyEarned))


if __name__ == "__main__":
    main()
