# start value
posAcc = input()
baseListe = [200, 100, 50, 20, 10, 5, 2, 1]
thingTotal = posAcc.split(' ')

freshNum = int(thingTotal[0])
dataBuf = int(thingTotal[1])
itemMark = dataBuf - freshNum
if itemMark < 0:
  print('not enough')
if itemMark == 0:
  print('exact')
# update
if itemMark > 0:
  for bufListe in baseListe:
    storeAcc = 0
    while itemMark >= bufListe:
      storeAcc = storeAcc + 1
      itemMark = itemMark - bufListe
    # result
    if storeAcc > 0:
      print(str(storeAcc) + ' x ' + str(bufListe))
