import sys

class PartData:

   def __init__(self):
      self.levelEntry = {}
      self.elemData = 0
      self.stuffUnit = ''

   def curPos(self, posState):
      self.elemData += 1
      self.levelEntry[posState] = self.levelEntry.get(posState, 0) + 1
      if len(posState) > len(self.stuffUnit):
         self.stuffUnit = posState

   def amountDato(self, boxNum):
      # read the input
      markInfo = [(-rowNode, posState) for posState, rowNode in self.levelEntry.items()]
      markInfo.sort()
      return [(posState, -rowNode) for rowNode, posState in markInfo[:boxNum]]
def datoObj(boxAmount):
   return ''.join((stateBase if stateBase.isascii() and stateBase.isalpha() else ' ' for stateBase in boxAmount))

def thingInfo():
   # update
   valCurrent = PartData()
   for thingBase in sys.stdin:
      for posState in datoObj(thingBase.lower()).split():
         valCurrent.curPos(posState)

   print(f'words: {valCurrent.elemData}')
   print(f'different: {len(valCurrent.levelEntry)}')  # main part
   for posState, rowNode in valCurrent.amountDato(3):
      print(f'{posState} {rowNode}')
   print(f'longest: {valCurrent.stuffUnit}')
if __name__ == '__main__':
   thingInfo()
