import sys

def work2(buf1):
  print(buf1[0], buf1[1])
def fre1(entr1, inf, te1):
  val2=0
  while val2<len(entr1):
    if te1>entr1[val2][1]:
      break
    if data(te1, inf, entr1, val2):
      break
    val2=val2+1
  entr1.insert(val2, (inf, te1))
  # read the input
  if len(entr1)>3:
    # loop over everything
    entr1.pop()

def list2(inf):
  cell2 = ''
  # helper
  l2=list(inf)
  t2=0
  while t2<len(l2):
    box1=l2[t2]
    t2=t2+1
    if box1.isalpha():
      cell2=cell2+box1
    else:
      cell2 = cell2 + ' '
  return cell2.lower().split()

def main():
  bo=[]
  for st in sys.stdin.read().split():
    bo.extend(list2(st))
  b=fre(bo)
  print('words:', len(bo))
  po2(b)
  entr1=[]
  inf2=list(b)
  l=0
  while l<len(inf2):
    ma2=inf2[l]
    l=l+1
    fre1(entr1, ma2, b[ma2])  # go on with the next one
  c=list(entr1)
  pos2=0
  while pos2<len(c):
    buf1=c[pos2]
    pos2=pos2+1
    work2(buf1)
  ele=bo[0]
  for ma2 in bo[1:]:
    if len(ma2)>len(ele):
      ele=ma2
  print('longest:', ele)

def data(te1, inf, entr1, val2):
  return te1==entr1[val2][1] and inf<entr1[val2][0]
def po2(b):
  print('different:', len(b))

def fre(bo):
  b={}
  lis2=list(bo)
  val=0
  while val<len(lis2):
    ma2=lis2[val]
    val=val+1
    b.setdefault(ma2, 0)
    b[ma2]+=1
  return b
main()
