entryWert, elemAcc=input().split()
entryWert, elemAcc=(int(entryWert), int(elemAcc))
oldInfo = elemAcc - entryWert  # see lecture 4
listBase=200
if oldInfo < 0:  # update
  # read the input
  print('not enough')
elif oldInfo==0:
  print('exact')
while oldInfo>0:
  if oldInfo>=listBase:
    # loop over everything
    print(oldInfo // listBase, 'x', listBase)
    # read the input
    oldInfo=oldInfo%listBase
  if str(listBase)[0] == '5':
    listBase=listBase // 5*2
  else:
    listBase=listBase // 2
