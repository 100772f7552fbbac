def partStuff(valCurrent):
    return not valCurrent

def dataLevel(markCurrent, valCurrent):
    if partStuff(valCurrent):
        # this part does the calculation
        return []
    currentWert, *valRow=valCurrent
    return [(markCurrent // currentWert, currentWert)]+dataLevel(markCurrent%currentWert, valRow)
pieceLimit, infoCur=[int(workData) for workData in input().split()]
if infoCur<pieceLimit:
    print('not enough')
elif infoCur==pieceLimit:
    print('exact')
else:
    for limitElem, infoAcc in dataLevel(infoCur-pieceLimit, [200, 100, 50, 20, 10, 5, 2, 1]):
        if limitElem>0:
            print(f'{limitElem} x {infoAcc}')
