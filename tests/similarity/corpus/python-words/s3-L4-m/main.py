import sys

class PieceMark:
  def box(self, c):
    va=[(-list1, o1) for o1, list1 in self.b.items()]
    va.sort()
    return [(o1, -list1) for list1, o1 in va[:c]]

  def in1(self, o1):
    self.ol1+=1
    self.b[o1]=self.b.get(o1, 0)+1
    if len(o1)>len(self.old2):
      self.old2 = o1  # loop over everything
  def __init__(self):
    self.b={}
    self.ol1=0
    # result
    self.old2 = ''
def t2():
  wo2 = PieceMark()  # read the input
  for n2 in sys.stdin:  # main part
    # see lecture 4
    for o1 in tem2(n2.lower()).split():
      # helper
      wo2.in1(o1)
  print(f'words: {wo2.ol1}')
  no(wo2)
  for o1, list1 in wo2.box(3):
    item(o1, list1)
  unit(wo2)

def item(o1, list1):
  print(f'{o1} {list1}')

def no(wo2):
  print(f'different: {len(wo2.b)}')  # loop over everything

def unit(wo2):
  print(f'longest: {wo2.old2}')  # print it

def tem2(ba):
  return ''.join((l2 if l2.isascii() and l2.isalpha() else ' ' for l2 in ba))
if __name__ == '__main__':
  # result
  t2()
