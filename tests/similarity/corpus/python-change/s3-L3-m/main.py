def levelPiece(levelObj, stuffListe):
   if not stuffListe:
      return []
   baseObj, *dataFresh = stuffListe
   return [(levelObj // baseObj, baseObj)] + levelPiece(levelObj % baseObj, dataFresh)
amountLimit, bufListe = [int(currentTemp) for currentTemp in input().split()]
if bufListe < amountLimit:
   print('not enough')
elif bufListe == amountLimit:
   print('exact')
else:
   for infoList, entryBuf in levelPiece(bufListe - amountLimit, [200, 100, 50, 20, 10, 5, 2, 1]):
      if infoList > 0:
         print(f'{infoList} x {entryBuf}')
