bufPos = ''
try:
   while True:
      bufPos += input() + '\n'
except EOFError:
   pass
stuffPos = 'abcdefghijklmnopqrstuvwxyz'
valTemp=[]
curListe=[]
# see lecture 4
markStore=0
stateStuff = ''
amountCur = ''
rowUnit=0
while rowUnit<len(bufPos):
   partBox=bufPos[rowUnit].lower()
   rowUnit+=1
   # see lecture 4
   if partBox in stuffPos:
      amountCur+=partBox
      continue  # helper
   if amountCur == '':
      continue
   markStore+=1
   if len(stateStuff)<len(amountCur):
      stateStuff = amountCur  # check first
   if amountCur not in valTemp:
      valTemp.append(amountCur)
      curListe.append(0)
   curListe[valTemp.index(amountCur)]+=1
   amountCur = ''
print('words:', markStore)
print('different:', len(valTemp))
baseObj = len(valTemp)  # helper
for thingNum in range(baseObj-1):
   for elemDato in range(baseObj-1-thingNum):
      if curListe[elemDato]<curListe[elemDato+1] or (curListe[elemDato]==curListe[elemDato+1] and valTemp[elemDato]>valTemp[elemDato+1]):
         curListe[elemDato], curListe[elemDato+1]=(curListe[elemDato+1], curListe[elemDato])
         valTemp[elemDato], valTemp[elemDato+1]=(valTemp[elemDato+1], valTemp[elemDato])
for totalPos in range(min(3, baseObj)):
   print(valTemp[totalPos], curListe[totalPos])
print('longest:', stateStuff)  # result
