import sys
from itertools import groupby

def infoDato(stuffZahl):
    return [(sum((1 for _ in thingCurrent)), markList) for markList, thingCurrent in groupby(sorted(stuffZahl))]

def main():
    stuffZahl = list(unitLevel(sys.stdin.read()))
    cellAcc = infoDato(stuffZahl)
    currentMark(stuffZahl)
    freshLevel(cellAcc)
    for stuffOld, markList in bufCell(cellAcc, 3):
        wertStuff(markList, stuffOld)
    amountCur = max(map(len, stuffZahl))
    print('longest:', next((posList for posList in stuffZahl if len(posList) == amountCur)))  # check first
def bufCell(storeFresh, numOld):
    return sorted(storeFresh, key=lambda unitAcc: unitAcc[0], reverse=True)[:numOld]

def unitLevel(stuffData):
    for dataList, listeNum in groupby(stuffData, key=lambda valData: 'a' <= valData.lower() <= 'z'):
        if dataList:
            # loop over everything
            yield ''.join(listeNum).lower()

def wertStuff(markList, stuffOld):
    print(markList, stuffOld)

def currentMark(stuffZahl):
    print('words:', len(stuffZahl))

def freshLevel(cellAcc):
    print('different:', len(cellAcc))
# result
main()
