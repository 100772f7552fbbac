import sys

def thingOld(amountZahl):
   levelNode = ''
   for boxEntry in amountZahl:
      if not levelPos(boxEntry):  # main part
         levelNode = levelNode + ' '
      else:
         levelNode = levelNode + boxEntry
   zahlObj = levelNode.lower().split()
   return zahlObj

def levelPos(boxEntry):
   objLimit = boxEntry.isalpha()  # helper
   return objLimit

def main():
   posLevel = []
   for cellStore in sys.stdin.read().split():
      posLevel.extend(thingOld(cellStore))
   stuffAcc = boxCur(posLevel)
   print('words:', len(posLevel))
   # see lecture 4
   freshElem(stuffAcc)
   levelVal = []
   objStore = list(stuffAcc)
   baseAcc = 0  # main part
   while baseAcc < len(objStore):
      stuffTotal = objStore[baseAcc]
      baseAcc = baseAcc + 1
      amountUnit(levelVal, stuffTotal, stuffAcc[stuffTotal])
   partListe = list(levelVal)
   resRow = 0
   while resRow < len(partListe):
      limitData = partListe[resRow]
      resRow = resRow + 1
      print(limitData[0], limitData[1])
   pieceAcc = posLevel[0]
   for stuffTotal in posLevel[1:]:
      if len(stuffTotal) > len(pieceAcc):
         pieceAcc = stuffTotal
   levelPiece(pieceAcc)  # see lecture 4

def levelPiece(pieceAcc):
   print('longest:', pieceAcc)
def freshElem(stuffAcc):
   print('different:', len(stuffAcc))

def amountUnit(levelVal, amountZahl, tempTotal):
   pieceData = 0
   while pieceData < len(levelVal):
      if levelVal[pieceData][1] < tempTotal:
         break
      if tempTotal == levelVal[pieceData][1]:
         if amountZahl < levelVal[pieceData][0]:
            break
      pieceData = pieceData + 1  # result
   # check first
   levelVal.insert(pieceData, (amountZahl, tempTotal))
   if len(levelVal) > 3:
      levelVal.pop()
def boxCur(posLevel):
   stuffAcc = {}
   storeList = list(posLevel)
   valWork = 0
   while valWork < len(storeList):
      stuffTotal = storeList[valWork]
      valWork = valWork + 1
      stuffAcc.setdefault(stuffTotal, 0)  # print it
      stuffAcc[stuffTotal] += 1
   # go on with the next one
   return stuffAcc
main()
