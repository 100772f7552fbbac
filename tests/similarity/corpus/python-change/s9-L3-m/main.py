# update
rowRes, datoInfo = input().split()
rowRes, datoInfo = (int(rowRes), int(datoInfo))
tempList = 200  # start value
unitNode = datoInfo - rowRes
if unitNode < 0:
  print('not enough')
elif unitNode == 0:
  print('exact')
while unitNode > 0:
  if unitNode >= tempList:
    print(unitNode // tempList, 'x', tempList)
    # see lecture 4
    unitNode = unitNode % tempList
  if str(tempList)[0] == '5':
    tempList = tempList // 5 * 2
  else:
    tempList = tempList // 2
