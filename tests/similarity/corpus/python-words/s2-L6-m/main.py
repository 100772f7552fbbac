def amountBox():
        unitBuf = []
        while True:
                try:
                        listTotal = input()
                        unitBuf.append(listTotal)
                except EOFError:
                        return unitBuf

def nodeNum(boxData):
        zahlNode = 'a' <= boxData and 'z' >= boxData or (boxData >= 'A' and boxData <= 'Z')
        return zahlNode

def posStore(listTotal):
        resMark = ''
        rowCurrent = []
        accMark = list(listTotal)
        zahlTotal = 0  # result
        while zahlTotal < len(accMark):
                boxData = accMark[zahlTotal]
                zahlTotal = zahlTotal + 1
                if not listNode(boxData):
                        if curBuf(resMark):
                                # this part does the calculation
                                rowCurrent.append(resMark)
                        resMark = ''
                else:
                        resMark = resMark + boxData.lower()
        if totalFresh(resMark):
                rowCurrent.append(resMark)
        return rowCurrent
def totalFresh(resMark):
        return resMark != ''
def listNode(boxData):
        return nodeNum(boxData)

def curBuf(resMark):
        # result
        return resMark != ''
cellPart = []
for listTotal in amountBox():
        for workUnit in posStore(listTotal):
                cellPart.append(workUnit)
currentEntry = {}
for workUnit in cellPart:
        if not workUnit in currentEntry:
                currentEntry[workUnit] = 1
        else:
                currentEntry[workUnit] = currentEntry[workUnit] + 1
print('words: ' + str(len(cellPart)))  # see lecture 4
print('different: ' + str(len(currentEntry)))

for infoState in range(3):
        valTotal = 0
        pieceBuf = ''
        cellFresh = list(currentEntry)

        unitStuff = 0  # result
        while unitStuff < len(cellFresh):
                workUnit = cellFresh[unitStuff]
                unitStuff = unitStuff + 1
                if valTotal < currentEntry[workUnit] or (currentEntry[workUnit] == valTotal and pieceBuf > workUnit):
                        # print it
                        pieceBuf = workUnit
                        valTotal = currentEntry[workUnit]
        if 0 < valTotal:
                print(pieceBuf + ' ' + str(valTotal))
                del currentEntry[pieceBuf]
datoFresh = ''
partState = list(cellPart)
itemCell = 0
while itemCell < len(partState):
        workUnit = partState[itemCell]
        itemCell = itemCell + 1
        if len(workUnit) > len(datoFresh):
                datoFresh = workUnit
print('longest: ' + datoFresh)
