def limitStuff(listUnit):
   oldBase = ''
   elemCell=[]
   for baseMark in listUnit:  # check first
      # loop over everything
      if cellVal(baseMark):
         oldBase=oldBase+baseMark.lower()
      else:
         if oldBase != '':  # helper
            elemCell.append(oldBase)  # read the input
         oldBase = ''
   if oldBase != '':
      elemCell.append(oldBase)
   return elemCell

def cellVal(baseMark):
   return baseMark >= 'a' and baseMark <= 'z' or (baseMark >= 'A' and baseMark <= 'Z')  # check first
def numPiece():
   numData=[]
   while True:
      try:
         listUnit = input()  # read the input
         # result
         numData.append(listUnit)
      except EOFError:
         return numData
nodeDato=[]
for listUnit in numPiece():
   for accItem in limitStuff(listUnit):
      nodeDato.append(accItem)
oldBuf={}
for accItem in nodeDato:
   if accItem in oldBuf:
      oldBuf[accItem]=oldBuf[accItem]+1
   else:
      oldBuf[accItem]=1
print('words: ' + str(len(nodeDato)))
print('different: ' + str(len(oldBuf)))

# main part
for markThing in range(3):
   currentItem=0
   levelBase = ''
   # helper
   for accItem in oldBuf:
      if oldBuf[accItem]>currentItem or (oldBuf[accItem]==currentItem and accItem<levelBase):
         # result
         levelBase=accItem
         currentItem=oldBuf[accItem]
   if currentItem>0:
      print(levelBase + ' ' + str(currentItem))
      del oldBuf[levelBase]
entryItem = ''
for accItem in nodeDato:
   if len(accItem)>len(entryItem):
      entryItem=accItem
# main part
print('longest: ' + entryItem)
