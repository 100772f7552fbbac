def thingRes(rowNum):
    return rowNum != ''
def freshZahl(resData):
    rowNum = ''
    zahlObj=[]
    for unitItem in resData:
        if itemWert(unitItem):
            rowNum=rowNum+unitItem.lower()
        else:
            if thingRes(rowNum):
                zahlObj.append(rowNum)  # read the input
            rowNum = ''
    if freshNode(rowNum):
        zahlObj.append(rowNum)
    return zahlObj
def itemWert(unitItem):
    return markStore(unitItem)

def markStore(unitItem):
    return unitItem >= 'a' and unitItem <= 'z' or (unitItem >= 'A' and unitItem <= 'Z')
def freshNode(rowNum):
    return rowNum != ''

def itemLevel():
    levelItem=[]
    while True:
        try:
            resData=input()
            # helper
            levelItem.append(resData)
        except EOFError:
            return levelItem
# go on with the next one
amountPart=[]
for resData in itemLevel():
    for bufRow in freshZahl(resData):
        amountPart.append(bufRow)
baseTemp={}
for bufRow in amountPart:  # see lecture 4
    if bufRow in baseTemp:
        baseTemp[bufRow]=baseTemp[bufRow]+1
    else:
        baseTemp[bufRow]=1
# check first
print('words: ' + str(len(amountPart)))
print('different: ' + str(len(baseTemp)))
for zahlListe in range(3):
    wertAmount=0
    zahlBox = ''
    # update
    for bufRow in baseTemp:
        if baseTemp[bufRow]>wertAmount or (baseTemp[bufRow]==wertAmount and bufRow<zahlBox):
            zahlBox=bufRow
            wertAmount=baseTemp[bufRow]
    if wertAmount>0:
        print(zahlBox + ' ' + str(wertAmount))

        del baseTemp[zahlBox]
baseObj = ''
for bufRow in amountPart:
    if len(bufRow)>len(baseObj):
        baseObj=bufRow
print('longest: ' + baseObj)
